"""The rules' data, their pages and the code hold together."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

from gongkai.report.checking import rules
from gongkai.report.checking.messages import FILE, entries
from gongkai.report.form import editions

FOLDER = Path(__file__).parents[3] / "docs" / "reference" / "rules"
SOURCES = FILE.parent.rglob("*.py")


def _pages() -> dict[str, str]:
    spec = importlib.util.spec_from_file_location("rule_pages", FOLDER / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    pages: dict[str, str] = module.pages()
    return pages


def test_every_page_is_what_the_generator_writes() -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    assert written == _pages()


def test_every_rule_has_its_words() -> None:
    for info in rules().values():
        assert all((info.demands, info.source, info.example, info.mend, info.editions)), info.id


def test_the_data_describes_no_rule_that_is_not_there() -> None:
    described = {name for name in entries() if "." in name}
    assert described == set(rules())


def test_every_sentence_of_the_data_is_used() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in SOURCES)
    used = set(re.findall(r'"([a-z_<=]+)"', code)) | {"broken"}
    for name, entry in entries().items():
        assert set(entry.get("say", ())) <= used, name


def test_every_equation_of_an_edition_has_a_sentence_of_its_own() -> None:
    for edition in editions().values():
        for rule in edition.rules:
            assert "broken" in entries()[rule.id]["say"]
