"""Wrong usage is told in Chinese with status 2; every command has help that ends with an example."""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Iterator

import pytest

from gongkai.cli import MODULES, build_parser, main
from gongkai.cli.parser import chinese_messages


def parsers(parser: argparse.ArgumentParser | None = None) -> Iterator[argparse.ArgumentParser]:
    """Every parser of the program, the program's own first."""
    if parser is None:
        with chinese_messages():
            parser = build_parser()
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from parsers(below)


ALL = list(parsers())


@pytest.mark.parametrize("parser", ALL, ids=lambda parser: parser.prog)
def test_help_is_chinese_and_ends_with_an_example_that_parses(parser: argparse.ArgumentParser) -> None:
    with chinese_messages():
        text = parser.format_help()
    last = text.rstrip().splitlines()[-1]
    assert last.startswith("例：gongkai")
    assert not re.search(r"\b(usage|options|positional|show)\b", text)
    for action in parser._actions:
        assert action.help or isinstance(action, argparse._SubParsersAction), f"{parser.prog}: {action.dest}"
    with chinese_messages():
        arguments = build_parser().parse_args(shlex.split(last.removeprefix("例："))[1:])
    assert callable(arguments.run)


def test_every_command_is_registered_by_the_module_that_the_table_names() -> None:
    top = {parser.prog.split()[1] for parser in ALL if len(parser.prog.split()) == 2}
    assert top == set(MODULES)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "缺少命令"),
        (["report"], "缺少命令"),
        (["reprot"], "没有'reprot'"),
        (["report", "read"], "缺少文件"),
        (["report", "read", "a", "b"], "不认识b"),
        (["report", "read", "a", "--year"], "后面要有一个值"),
        (["report", "read", "a", "--year", "23"], "“23”不是年度"),
        (["report", "read", "a", "--year", "2023", "--all"], "不能与"),
        (["report", "read", "a", "--all=x"], "后面不能带值"),
        (["report", "check"], "缺少文件"),
        (["report", "check", "a", "--jsn"], "不认识--jsn"),
        (["report", "check", "a", "--js"], "不认识--js"),
        (["report", "write", "a"], "缺少--to"),
        (["report", "compare", "a"], "缺少后一份"),
        (["report", "compare", "a", "b", "--json", "--to", "c.html"], "不能与"),
    ],
)
def test_wrong_usage_is_a_chinese_sentence_and_status_2(words: list[str], said: str, capsys) -> None:
    assert main(words) == 2
    printed = capsys.readouterr()
    assert said in printed.err
    assert "--help" in printed.err
    assert printed.out == ""
    assert not re.search(r"argument|required|invalid|expected|error", printed.err)


def test_djangos_own_commands_keep_argparse_as_it_was() -> None:
    before = argparse._  # type: ignore[attr-defined]
    main(["report"])
    assert argparse._ is before  # type: ignore[attr-defined]
