"""The form as data: both editions whole, and every fault of an edition file named with its line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gongkai.report import form
from gongkai.report.form import Group, edition_for, editions
from gongkai.report.form_file import BadForm, load

FOLDER = Path(form.__file__).parent / "editions"


@pytest.mark.parametrize(("edition", "count"), [("2019", 198), ("2021", 200)])
def test_a_whole_form_has_as_many_cells_as_the_printed_one(edition: str, count: int) -> None:
    assert len(editions()[edition].cells) == count


@pytest.mark.parametrize(
    ("edition", "table", "rows", "columns"),
    [
        ("2019", "documents", 2, 3), ("2019", "licensing", 2, 3), ("2019", "enforcement", 2, 3), ("2019", "fees", 1, 2),
        ("2019", "procurement", 1, 2), ("2019", "applications", 23, 7), ("2019", "remedies", 3, 5),
        ("2021", "documents", 2, 3), ("2021", "licensing", 1, 1), ("2021", "enforcement", 2, 1), ("2021", "fees", 1, 1),
        ("2021", "applications", 25, 7), ("2021", "remedies", 3, 5),
    ],
)  # fmt: skip
def test_each_table_has_the_rows_and_columns_of_its_edition(edition: str, table: str, rows: int, columns: int) -> None:
    block = editions()[edition].table(table)
    assert (len(block.rows), len(block.columns)) == (rows, columns)


@pytest.mark.parametrize(("year", "edition"), [(2019, "2019"), (2020, "2019"), (2021, "2021"), (2030, "2021")])
def test_the_year_reported_decides_the_edition(year: int, edition: str) -> None:
    assert edition_for(year).id == edition


def test_no_edition_covers_the_form_used_before_2019() -> None:
    with pytest.raises(KeyError):
        edition_for(2018)


def test_both_editions_have_the_same_sections_applicants_and_remedies() -> None:
    old, new = editions()["2019"], editions()["2021"]
    assert old.sections == new.sections
    assert old.table("applications").columns == new.table("applications").columns
    assert old.table("remedies") == new.table("remedies")


def test_the_finest_outcomes_are_the_same_whether_one_row_folds_them_or_three_show_them() -> None:
    codes = [
        sorted(code for row in edition.table("applications").rows for code in row.codes)
        for edition in editions().values()
    ]
    assert codes[0] == codes[1]
    assert len(set(codes[0])) == len(codes[0]) == 21


def test_rows_follow_the_tree_of_groups_as_printed() -> None:
    for edition in editions().values():
        for table in edition.tables:
            flat = [row for node in table.tree for row in (node.rows() if isinstance(node, Group) else [node])]
            assert tuple(flat) == table.rows


def test_no_two_rows_of_a_group_and_no_two_columns_of_a_head_bear_the_same_label() -> None:
    for edition in editions().values():
        for table in edition.tables:
            rows = [(tuple(group.label for group in row.path), row.printed) for row in table.rows]
            columns = [(column.heads, column.label) for column in table.columns]
            assert len(set(rows)) == len(rows)
            assert len(set(columns)) == len(columns)


def test_every_rule_names_cells_that_its_edition_has() -> None:
    for edition in editions().values():
        for rule in edition.rules:
            table = edition.table(rule.table)
            axis = table.rows if rule.each == "row" else table.columns
            for along in axis:
                for term in rule.left + rule.right:
                    if not term.previous:
                        assert rule.cell(along.id, term) in edition.cells


def test_only_money_and_changes_may_be_other_than_counts() -> None:
    for edition in editions().values():
        for cell in edition.cells.values():
            assert cell.column.money == (cell.column.unit in ("元", "万元"))
            assert cell.column.signed == (cell.column.id == "change")


# What was changed in the edition's file; the text at whose line the fault is named; words of the reason.
BROKEN_2019 = {
    "not TOML": ('id = "2019"', "id = 2019年", "id = 2019年", "TOML"),
    "unterminated string": ('unit = "件"', 'unit = "件', 'unit = "件', "TOML"),
    "unknown key of the edition": ('id = "2019"', 'id = "2019"\ncolour = "red"', "colour", "colour"),
    "unknown key of a row": ('label = "规章"', 'label = "规章"\ncolor = 1', "color", "color"),
    "unknown key of a column": ('label = "自然人"', 'label = "自然人"\nwidth = 3', "width", "width"),
    "unknown key of a rule": ('op = "<="', 'op = "<="\nwhen = "x"', "when", "when"),
    "number for a label": ('label = "行政强制"', "label = 7", None, "label"),
    "text for a truth": ("signed = true", 'signed = "yes"', 'signed = "yes"', "signed"),
    "year as text": ("from_year = 2019", 'from_year = "2019"', 'from_year = "2019"', "from_year"),
    "edition without its notice": ('notice = "国办公开办函〔2019〕60号"\n', "", 'id = "2019"', "notice"),
    "column without a unit": ('label = "采购项目数量"\nshort = "采购项目"\nunit = "项"', 'label = "采购项目数量"',
                              None, "unit"),
    "row without an id": ('id = "penalties"\n', "", '"行政处罚"', "id"),
    "group with an id": ('label = "不予公开"', 'label = "不予公开"\nid = "withheld"', '"不予公开"', "id"),
    "rule without a source": ('source = "表三表头注明的勾稽关系"', "", 'id = "applications.balance"', "source"),
    "rule over an unknown table": ('table = "remedies"', 'table = "remedy"', 'id = "remedies.total"', "remedy"),
    "rule over an unknown row": ('right = ["closed", "carried_out"]', 'right = ["closed", "carried_over"]',
                                 "carried_over", "carried_over"),
    "rule of an unknown severity": ('severity = "error"', 'severity = "fatal"', 'id = "applications.row_total"',
                                    "severity"),
    "rule along an unknown axis": ('each = "row"', 'each = "page"', 'id = "applications.row_total"', "each"),
    "rule with an unknown sign": ('op = "<="', 'op = "<"', 'id = "documents.disclosed_within_total"', "op"),
    "table in no section": ('section = "remedies"', 'section = "remedy"', 'id = "remedies"', "remedy"),
    "columns of an unknown table": ('columns_of = "licensing"', 'columns_of = "licences"', 'columns_of = "licences"',
                                    "licences"),
    "a table twice": ('id = "procurement"\nsection', 'id = "fees"\nsection', None, "两次"),
    "a row twice": ('id = "coercion"', 'id = "penalties"', None, "两次"),
    "a section without its heading": ('heading = "总体情况"\n', "", None, "heading"),
}  # fmt: skip
BROKEN_2021 = {
    "based on an edition that is not there": ('base = "2019"', 'base = "2008"', 'base = "2008"', "2008"),
    "dropping a table that is not there": ('["procurement"]', '["purchases"]', "purchases", "purchases"),
    "dropping a rule that is not there": ('"fees.previous"', '"fees.before"', "drop_rules", "fees.before"),
    "replacing a row that is not there": ('of = "other"', 'of = "others"', 'of = "others"', "others"),
    "replacing in a table that is not there": ('table = "applications"\nof', 'table = "application"\nof',
                                               'table = "application"', "application"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "at", "reason"),
    [
        pytest.param(f"{year}.toml", *case, id=name)
        for year, cases in (("2019", BROKEN_2019), ("2021", BROKEN_2021))
        for name, case in cases.items()
    ],
)
def test_a_bad_edition_file_is_refused_with_its_line_and_the_reason(
    tmp_path: Path, file: str, old: str, new: str, at: str | None, reason: str
) -> None:
    for path in FOLDER.glob("*.toml"):
        shutil.copy(path, tmp_path)
    text = (tmp_path / file).read_text(encoding="utf-8")
    assert old in text, "the case changes nothing"
    text = text.replace(old, new, 1)
    (tmp_path / file).write_text(text, encoding="utf-8")
    with pytest.raises(BadForm) as refused:
        load(tmp_path / file)
    wrong = refused.value
    assert wrong.file == file
    assert reason in wrong.reason
    assert str(wrong) == f"{file}第{wrong.line}行：{wrong.reason}"
    if at is not None:
        assert at in text.splitlines()[wrong.line - 1]
