"""Every entry of the form says where it comes from."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from gongkai.report import editions, form

FILES = sorted((Path(form.__file__).parent / "editions").glob("*.toml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_edition_names_its_notice_and_the_day_it_was_checked(path: Path) -> None:
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    assert "〔" in raw["notice"]
    assert isinstance(raw["checked_on"], date)


def test_each_table_names_its_article() -> None:
    for edition in editions().values():
        for table in edition.tables:
            assert table.article.startswith("条例第"), (edition.id, table.id)


def test_each_equation_names_its_source() -> None:
    for edition in editions().values():
        for rule in edition.rules:
            assert rule.source.strip(), (edition.id, rule.id)


def test_each_rule_of_the_checker_says_what_it_demands_its_source_and_how_to_mend_it() -> None:
    from gongkai.report.checking import rules

    assert len(rules()) >= 20
    for rule_id, info in rules().items():
        assert info.source.strip(), rule_id
        assert info.mend.strip(), rule_id
        assert info.demands.strip(), rule_id
