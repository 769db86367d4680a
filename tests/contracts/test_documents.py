"""The documentation names what there is, and what it shows is what the program does."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from gongkai.cli import build_parser
from gongkai.cli.parser import chinese_messages
from gongkai.report import editions

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference_generate", DOCS / "reference" / "generate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GENERATE = generator()
with chinese_messages():
    COMMANDS = [parser.prog for parser in GENERATE.parsers(build_parser())]


def pages() -> list[Path]:
    return sorted(path for path in DOCS.rglob("*.md") if "_build" not in path.parts)


@pytest.mark.parametrize("page", sorted(GENERATE.PAGES))
def test_generated_reference_is_what_the_program_would_write(page: str) -> None:
    assert GENERATE.renewed(page) == (DOCS / "reference" / page).read_text(encoding="utf-8"), "run make docs"


@pytest.mark.parametrize("command", COMMANDS)
def test_the_reference_names_every_command(command: str) -> None:
    assert f"`{command}`" in (DOCS / "reference" / "commands.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [*READMES, *pages()], ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_command_shown_is_a_command(path: Path) -> None:
    known = set(COMMANDS)
    for line in re.findall(r"^\$ (gongkai .*)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE):
        words = line.split()
        assert " ".join(words[:3]) in known or " ".join(words[:2]) in known, line


@pytest.mark.parametrize("path", [*READMES, *pages()], ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_option_shown_is_an_option_of_its_command(path: Path) -> None:
    with chinese_messages():
        options = {parser.prog: set(parser._option_string_actions) for parser in GENERATE.parsers(build_parser())}
    for line in re.findall(r"^\$ (gongkai .*)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE):
        words = line.split()
        prog = " ".join(words[:3]) if " ".join(words[:3]) in options else " ".join(words[:2])
        for option in re.findall(r"(?<= )--[a-z-]+", line):
            assert option in options[prog], f"{option}: {line}"


def test_the_reference_names_every_cell_and_every_rule_of_the_form() -> None:
    cells = (DOCS / "reference" / "cells.md").read_text(encoding="utf-8")
    for edition in editions().values():
        for table in edition.tables:
            assert f"### `{table.id}`" in cells
            for part in (*table.rows, *table.columns):
                assert f"`{part.id}`" in cells


def test_every_rule_has_its_page() -> None:
    from gongkai.report.checking import rules

    written = {path.stem for path in (DOCS / "reference" / "rules").glob("*.md")} - {"index"}
    assert written == set(rules())


def test_the_reference_names_every_setting() -> None:
    named = set(re.findall(r"`([A-Z_0-9]+)`", (DOCS / "reference" / "settings.md").read_text(encoding="utf-8")))
    used = {
        name
        for path in [*(ROOT / "src").rglob("*.py"), ROOT / "tests" / "conftest.py"]
        for name in re.findall(
            r"(?:environ|_ENV)\b[^\n]*?\"(GONGKAI_[A-Z_]+|DATABASE_URL)\"", path.read_text(encoding="utf-8")
        )
    }
    assert len(used) > 8
    assert used <= named, sorted(used - named)


@pytest.mark.parametrize("path", [*READMES, ROOT / "CONTRIBUTING.md"], ids=lambda path: path.name)
def test_every_file_that_a_front_page_links_is_there(path: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", path.read_text(encoding="utf-8")):
        assert (ROOT / target).exists(), target


@pytest.mark.parametrize("target", ["setup", "run", "test", "lint", "bench", "docs", "lock", "clean", "help"])
def test_the_makefile_has_what_the_front_pages_name(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)


def test_decisions_are_numbered_without_gaps_and_have_the_four_parts() -> None:
    files = sorted((DOCS / "decisions").glob("0*.md"))
    assert [int(path.name[:4]) for path in files] == list(range(1, len(files) + 1))
    for path in files:
        heads = re.findall(r"^## (.*)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        assert heads == ["What hurt", "Options", "Decision", "What gets worse, and what would make us change it"]
