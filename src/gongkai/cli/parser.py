"""The argument parser with Chinese words: help, usage and what is wrong with the arguments."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

#: What argparse says, by the text it looks up, and what we say. Texts not listed are shown as they are.
_CHINESE = {
    "usage: ": "用法：",
    "positional arguments": "参数",
    "options": "选项",
    "show this help message and exit": "显示这份帮助后退出",
    "the following arguments are required: %s": "缺少%s",
    "one of the arguments %s is required": "须给出%s之一",
    "unrecognized arguments: %s": "不认识%s",
    "not allowed with argument %s": "不能与%s同用",
    "ignored explicit argument %r": "后面不能带值%r",
    "expected one argument": "后面要有一个值",
    "expected at most one argument": "后面最多一个值",
    "expected at least one argument": "后面至少要有一个值",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s不明确，可以是%(matches)s",
    "invalid %(type)s value: %(value)r": "%(value)r不是所要的值",
    "invalid choice: %(value)r (choose from %(choices)s)": "没有%(value)r，可用的有%(choices)s",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s：%(message)s",
}


@contextmanager
def chinese_messages() -> Iterator[None]:
    """While parsers are built and used, argparse looks its texts up here; Django's own commands keep theirs."""
    kept = vars(argparse)["_"], argparse.ngettext  # type: ignore[attr-defined]
    vars(argparse)["_"] = lambda text: _CHINESE.get(text, text)
    vars(argparse)["ngettext"] = lambda one, many, count: "后面要有%s个值"
    try:
        yield
    finally:
        vars(argparse)["_"], vars(argparse)["ngettext"] = kept


class _Version(argparse.Action):
    """Looks the version up only when it is asked for: reading the package's metadata takes longer than parsing."""

    def __init__(self, option_strings: Any, dest: str, **rest: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, default=argparse.SUPPRESS, help=rest.get("help"))

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> NoReturn:
        from importlib.metadata import version

        print(f"gongkai {version('gongkai')}")
        parser.exit()


class _Help(argparse.RawDescriptionHelpFormatter):
    """Keeps the lines of descriptions; explanations start on a line of their own, for columns made by counting
    characters do not line up where Chinese stands two columns wide."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=4)

    def _format_action(self, action: argparse.Action) -> str:
        if not isinstance(action, argparse._SubParsersAction):
            return super()._format_action(action)
        # Names of commands are plain letters and do line up.
        return "".join(f"  {below.dest:<10}{below.help}\n" for below in action._choices_actions)


class Parser(argparse.ArgumentParser):
    """An argument parser whose help keeps its lines and whose errors are whole sentences."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(formatter_class=_Help, allow_abbrev=False, **rest)
        self.register("action", "version_of_gongkai", _Version)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the arguments and where to read how they are written; exit with 2."""
        self.exit(2, f"{self.prog}：{message}。用法见“{self.prog} --help”。\n")
