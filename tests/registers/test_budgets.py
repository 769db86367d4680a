"""Budgets and final accounts: tables read, sums checked, years compared, and published in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from registered_zone import PROGRAM, TODAY

from gongkai.errors import NotAllowed, Refused
from gongkai.ledger.models import Entry
from gongkai.organisations.models import Organisation, User
from gongkai.publications.models import Publication
from gongkai.registers import budget_checks, budget_tables
from gongkai.registers.acts import budgets
from gongkai.registers.acts.budgets import BudgetRow
from gongkai.registers.budget_tables import Line
from gongkai.registers.models import Budget
from gongkai.registers.queries import budgets as queries

DO: dict[str, Any] = {"by": PROGRAM, "on": TODAY}

FUNCTION = """\
科目编码\t科目名称\t合计\t基本支出\t项目支出
201\t一般公共服务支出\t160.5964\t100.5964\t60
20103\t政府办公厅（室）及相关机构事务\t160.5964\t100.5964\t60
2010301\t行政运行\t100.5964\t100.5964\t-
2010302\t一般行政管理事务\t60\t\t60
208\t社会保障和就业支出\t20\t20\t
20805\t行政事业单位养老支出\t20\t20\t
\t合计\t180.5964\t120.5964\t60"""
ECONOMIC = """\
301\t工资福利支出\t110
30101\t基本工资\t110
302\t商品和服务支出\t10.5964
30201\t办公费\t10.5964
\t合计\t120.5964"""
REVENUE = """\
\t一般公共预算拨款收入\t180.5964
\t收入总计\t180.5964"""


def lines(**tables: str) -> list[Line]:
    found = []
    for table, text in tables.items():
        looked = budget_tables.look(budget_tables.pasted(text), table, unit="万元")
        assert looked.wrong == []
        found += looked.lines
    return found


RIGHT = {"revenue": REVENUE, "function": FUNCTION, "economic": ECONOMIC}


def found(**tables: str) -> list[tuple[str, str]]:
    checked = budget_checks.check(queries.grouped(lines(**{**RIGHT, **tables})))
    return [(one.rule, one.line.name if one.line else "") for one in checked]


# --- reading ----------------------------------------------------------------------------------------


def test_money_is_read_exactly_in_the_unit_of_the_table_and_a_blank_is_not_zero() -> None:
    first, *_rest = lines(function=FUNCTION)
    assert (first.total, first.project) == (160_596_400, 60_000_000)
    running = next(line for line in lines(function=FUNCTION) if line.code == "2010301")
    assert running.project is None


def test_titles_units_and_headings_in_any_order_are_understood() -> None:
    rows = [
        ["部门预算支出表", "", ""], ["", "", "单位：元"], ["金额", "项目支出", "功能分类科目名称"],
        ["1,234.50", "", "一般公共服务支出"], ["", "", ""], ["", "", "注：本表为公开表"],
    ]  # fmt: skip
    looked = budget_tables.look(rows, "function", unit="万元")
    assert (looked.unit, looked.wrong) == ("元", [])
    assert [(line.name, line.total) for line in looked.lines] == [("一般公共服务支出", 123_450)]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (["2A1", "支出", "1"], "第1行：科目编码“2A1”应为3至7位数字"),
        (["201", "支出", "一百"], "“一百”不是金额"),
        (["201", "支出", "0.0000001"], "比1分还细"),
        (["201", "支出", "99999999999999999999"], "太大"),
        (["201", "", "1"], "没有科目名称"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(row: list[str], words: str) -> None:
    looked = budget_tables.look([row], "function", unit="万元")
    assert looked.lines == []
    assert words in looked.wrong[0]


AMOUNTS = st.none() | st.integers(-(10**15), 10**15)
LINES = st.builds(
    Line, st.just("function"), st.sampled_from(["201", "20103", "2010301", ""]),
    st.sampled_from(["行政运行", "支出合计"]), AMOUNTS, AMOUNTS, AMOUNTS,
)  # fmt: skip


@given(st.lists(LINES, max_size=8), st.sampled_from(["元", "万元"]))
def test_lines_written_as_cells_read_back_the_same(rows: list[Line], unit: str) -> None:
    looked = budget_tables.look(budget_tables.pasted(budget_tables.as_cells(rows, unit)), "function", unit=unit)
    assert looked.wrong == []
    assert [replace(line, place="") for line in looked.lines] == rows


# --- sums -------------------------------------------------------------------------------------------


def test_a_budget_that_adds_up_has_no_finding() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("table", "old", "new", "expected"),
    [
        ("function", "60\t\t60", "60\t1\t60", ("line", "一般行政管理事务")),
        ("function", "2010302\t一般行政管理事务\t60\t\t60", "2010302\t一般行政管理事务\t61\t1\t60",
         ("children", "政府办公厅（室）及相关机构事务")),
        ("function", "\t合计\t180.5964\t120.5964", "\t合计\t181.5964\t121.5964", ("table", "合计")),
        ("economic", "\t合计\t120.5964", "\t合计\t121", ("economic", "")),
        ("economic", "30101\t基本工资\t110", "30101\t基本工资\t109", ("children", "工资福利支出")),
        ("revenue", "收入总计\t180.5964", "收入总计\t190", ("balance", "")),
    ],
)  # fmt: skip
def test_each_sum_that_does_not_fit_is_found_with_its_line(
    table: str, old: str, new: str, expected: tuple[str, str]
) -> None:
    assert old in RIGHT[table]
    assert expected in found(**{table: RIGHT[table].replace(old, new)})


def test_a_finding_has_both_figures() -> None:
    wrong = ECONOMIC.replace("30101\t基本工资\t110", "30101\t基本工资\t109")
    [finding] = [one for one in budget_checks.check(queries.grouped(lines(economic=wrong))) if one.rule == "children"]
    assert (finding.left, finding.right) == (110_000_000, 109_000_000)
    assert finding.words == "“301 工资福利支出”合计110万元，下级科目相加是109万元。"


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=6), st.integers(1, 10**6))
def test_a_parent_off_by_any_amount_is_found_and_one_that_fits_is_not(parts: list[int], off: int) -> None:
    below = [Line("economic", f"301{number:02}", "项", part) for number, part in enumerate(parts)]
    assert budget_checks.check({"economic": [Line("economic", "301", "类", sum(parts)), *below]}) == []
    wrong = [Line("economic", "301", "类", sum(parts) + off), *below]
    assert [one.rule for one in budget_checks.check({"economic": wrong})] == ["children"]


def test_years_stand_beside_one_another_by_code_with_growth_and_what_is_no_more_comes_last() -> None:
    before = [
        Line("function", "201", "旧名", 1000),
        Line("function", "205", "教育支出", 300),
        Line("function", "", "合计", 0),
    ]
    now = [
        Line("function", "201", "新名", 1234),
        Line("function", "210", "卫生支出", 50),
        Line("function", "", "合 计", 5),
    ]
    rows = budget_checks.compare(now, before)
    assert [(row.name, row.now, row.before) for row in rows] == [
        ("新名", 1234, 1000), ("卫生支出", 50, None), ("合 计", 5, 0), ("教育支出", None, 300),
    ]  # fmt: skip
    assert (rows[0].change, str(rows[0].rate), rows[2].rate, rows[3].change) == (234, "23.4", None, None)


# --- acts -------------------------------------------------------------------------------------------


def entered(unit: Organisation, year: int = 2019, kind: str = "budget", **more: Any) -> Budget:
    values: dict[str, Any] = {
        "approved_on": date(2019, 2, 1),
        "approved_by": "区财政局",
        "lines": lines(**RIGHT),
        **more,
    }
    return budgets.enter(unit, BudgetRow(year, kind, **values), **DO)


pytest_db = pytest.mark.django_db


@pytest_db
def test_budget_law_art_14_it_is_due_twenty_natural_days_after_its_approval(zone: Organisation) -> None:
    assert entered(zone).due_on == date(2019, 2, 21)
    assert entered(zone, 2020, approved_on=None).due_on is None


@pytest_db
def test_the_same_budget_twice_is_one_and_another_of_the_year_is_refused(zone: Organisation) -> None:
    budget = entered(zone)
    assert entered(zone) == budget
    with pytest.raises(Refused, match="2019年预算已经登记，内容不同"):
        entered(zone, lines=lines(function=FUNCTION))
    accounts = entered(zone, kind="accounts")
    assert accounts != budget
    assert [one.line_count for one in queries.budgets_of(zone)] == [14, 14]  # type: ignore[attr-defined]
    assert Entry.objects.filter(act="registers.enter_budget").count() == 2


@pytest_db
@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"approved_on": date(2026, 12, 1)}, "还没有到"),
        ({"year": 1919}, "不像实际年度"),
        ({"kind": "plan"}, "种类"),
        ({"lines": [Line("plan", "201", "支出", 1)]}, "不能登记"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_entered(zone: Organisation, more: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        entered(zone, **more)
    assert not Budget.objects.exists()


@pytest_db
def test_sums_that_do_not_fit_refuse_nothing_and_are_found(zone: Organisation) -> None:
    budget = entered(zone, lines=lines(**{**RIGHT, "revenue": REVENUE.replace("总计\t180.5964", "总计\t190")}))
    assert [finding.rule for finding in queries.findings(budget)] == ["balance"]


@pytest_db
def test_a_further_table_is_added_and_one_that_is_there_is_never_changed(zone: Organisation) -> None:
    budget = entered(zone, lines=lines(function=FUNCTION))
    budgets.add_lines(budget, lines(economic=ECONOMIC), **DO)
    assert [table.id for table in queries.tables_of(budget)] == ["function", "economic"]
    with pytest.raises(Refused, match="已有“基本支出（按经济分类）”表"):
        budgets.add_lines(budget, lines(economic=ECONOMIC), **DO)
    with pytest.raises(Refused, match="没有读到任何一行"):
        budgets.add_lines(budget, [], **DO)


@pytest_db
def test_a_struck_budget_stays_and_its_year_is_free_again(zone: Organisation) -> None:
    budget = entered(zone)
    with pytest.raises(Refused, match="请写明作废的原因"):
        budgets.strike(budget, "", **DO)
    budgets.link_publication(budget, paper(zone), **DO)
    with pytest.raises(Refused, match="请先解除关联"):
        budgets.strike(budget, "表格有误", **DO)
    budgets.unlink_publication(budget, **DO)
    budgets.strike(budget, "表格有误", **DO)
    with pytest.raises(Refused, match="已于2026年11月24日作废"):
        budgets.add_lines(budget, lines(economic=ECONOMIC), **DO)
    assert entered(zone, lines=[]) != budget
    assert Budget.objects.count() == 2


@pytest_db
def test_a_year_stands_beside_the_year_before(zone: Organisation) -> None:
    entered(
        zone,
        2018,
        lines=lines(function=FUNCTION.replace("208\t社会保障和就业支出\t20\t", "208\t社会保障和就业支出\t16\t")),
    )
    budget = entered(zone, 2019, lines=lines(function=FUNCTION))
    [table] = queries.tables_of(budget)
    row = next(row for row in table.compared if row.code == "208")
    assert (row.now, row.before, str(row.rate)) == (20_000_000, 16_000_000, "25.0")
    assert table.has_parts


def paper(unit: Organisation, **fields: Any) -> Publication:
    values: dict[str, Any] = {"kind": "budget", "title": "2019年部门预算", "fiscal_year": 2019, **fields}
    return Publication.objects.create(organisation=unit, **values)


@pytest_db
def test_a_budget_is_linked_to_a_publication_of_its_kind_and_year(zone: Organisation, other_unit: Organisation) -> None:
    budget = entered(zone)
    for wrong, words in (
        (paper(zone, kind="accounts"), "不是2019年预算"),
        (paper(zone, fiscal_year=2018), "不是2019年预算"),
        (paper(other_unit), "属于其他机关"),
    ):
        with pytest.raises(Refused, match=words):
            budgets.link_publication(budget, wrong, **DO)
    right = paper(zone)
    assert queries.candidates_to_link(budget) == [right]
    budgets.link_publication(budget, right, **DO)
    right.refresh_from_db()
    assert right.managed_by == f"budget:{budget.uid}"
    assert queries.of_publication(right) == budget
    with pytest.raises(Refused, match="请先解除关联"):
        budgets.link_publication(budget, paper(zone), **DO)
    budgets.unlink_publication(budget, **DO)
    right.refresh_from_db()
    assert (right.managed_by, queries.of_publication(right)) == ("", None)


@pytest_db
@pytest.mark.parametrize(
    ("published", "today", "is_late"),
    [(None, date(2019, 2, 21), False), (None, date(2019, 2, 22), True), (date(2019, 2, 21), TODAY, False),
     (date(2019, 2, 22), TODAY, True)],
)  # fmt: skip
def test_budget_law_art_14_what_is_public_later_or_not_at_all_is_late(
    zone: Organisation, published: date | None, today: date, is_late: bool
) -> None:
    budget = entered(zone)
    if published:
        budgets.link_publication(budget, paper(zone, live=True, published_on=published), **DO)
    assert list(queries.late([zone], today)) == ([budget] if is_late else [])


@pytest_db
def test_only_the_registrar_keeps_budgets(
    zone: Organisation, officers: dict[str, User], other_unit: Organisation
) -> None:
    row = BudgetRow(2019, "budget", lines=lines(function=FUNCTION))
    for role, officer in officers.items():
        if role != "registrar":
            with pytest.raises(NotAllowed):
                budgets.enter(zone, row, by=officer, on=TODAY)
    budgets.enter(zone, row, by=officers["registrar"], on=TODAY)
    with pytest.raises(NotAllowed):
        budgets.enter(other_unit, row, by=officers["registrar"], on=TODAY)
