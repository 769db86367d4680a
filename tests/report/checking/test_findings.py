"""What findings say: both figures in an officer's words, the likely slip, few and clear, in a fixed order."""

from __future__ import annotations

import random
import time

import pytest
from reports import a_report, applications, of_rule, open_rules

from gongkai.report.checking import check, examine
from gongkai.report.report import Place, Report, Value

A = "applications"


def test_a_broken_balance_names_the_column_and_both_sums() -> None:
    report = a_report(
        cells=applications(received=26, granted=27, closed=27) | {f"{A}/closed/total": 26, f"{A}/granted/total": 26}
    )
    message = of_rule(examine(report), "applications.balance")[0].message
    assert message == "表三“自然人”列：第一项加第二项之和为26，第三项加第四项之和为27，相差1。"


@pytest.mark.parametrize(
    ("rule", "cells", "before", "slip"),
    [
        (
            "applications.balance", applications(received=26, granted=20, closed=20), None,
            "“四、结转下年度继续办理”行“自然人”列为0，很可能漏填了结转下年度的6件",
        ),
        (
            "applications.balance", applications(received=20, granted=26, closed=26), None,
            "“二、上年结转政府信息公开申请数量”行“自然人”列为0，很可能漏填了上年结转的6件",
        ),
        (
            "applications.balance",
            applications(received=20, granted=26, closed=26), applications(received=6, carried_out=6),
            "而上年报告正好结转6件，应是漏填",
        ),
        (
            "applications.carried",
            applications(received=20, granted=20, closed=20), applications(received=6, carried_out=6),
            "忘了把上年报告中结转的6件填入本年",
        ),
        (
            "applications.balance", applications(received=20, carried_in=5, granted=23, closed=23, carried_out=8), None,
            "对调后恰好平衡",
        ),
        (
            "applications.row_total",
            {f"{A}/received/person": 3, f"{A}/received/legal": 2, f"{A}/received/other": 1, f"{A}/received/total": 4},
            None,
            "差额恰好等于表三“一、本年新收政府信息公开申请数量”行“法律服务机构”列的2，可能漏加了这一项",
        ),
        (
            "applications.row_total",
            {f"{A}/received/person": 3, f"{A}/received/legal": 2, f"{A}/received/other": 5}, None,
            "整行向左移了一列",
        ),
        (
            "applications.row_total",
            {f"{A}/received/person": 205, f"{A}/received/legal": 53, f"{A}/received/total": 285}, None,
            "的285与258只是数字位置颠倒",
        ),
        (
            "applications.balance",
            {f"{A}/received/person": 5, f"{A}/received/total": 5, f"{A}/closed/business": 5, f"{A}/closed/total": 5,
             f"{A}/granted/business": 5, f"{A}/granted/total": 5}, None,
            "“商业企业”列恰好反向相差5，很可能某个数填错了列",
        ),
        (
            "remedies.total", {"remedies/reconsideration/upheld": 1, "remedies/reconsideration/other": 1}, None,
            "像是没有填写",
        ),
    ],
)  # fmt: skip
def test_the_slip_is_named_where_the_figures_show_it(
    rule: str, cells: dict[str, Value], before: dict[str, Value] | None, slip: str
) -> None:
    previous = a_report(2022, before) if before is not None else None
    findings = of_rule(examine(a_report(2023, cells), previous), rule)
    assert any(slip in finding.slip for finding in findings), [finding.slip for finding in findings]


def test_no_slip_is_guessed_where_two_parts_equal_the_gap() -> None:
    cells: dict[str, Value] = {
        f"{A}/received/legal": 2,
        f"{A}/received/other": 2,
        f"{A}/received/person": 7,
        f"{A}/received/total": 9,
    }
    (finding,) = of_rule(examine(a_report(cells=cells)), "applications.row_total")
    assert finding.slip == ""


def test_yuan_in_a_cell_of_ten_thousand_yuan_is_hinted_at() -> None:
    now, before = a_report(2023, {"fees/fees/amount": 356000}), a_report(2022, {"fees/fees/amount": 35})
    (finding,) = of_rule(examine(now, before), "cell.implausible")
    assert "“元”当成了“万元”" in finding.slip
    text = a_report(2023, {"fees/fees/amount": 356000}, text="全年行政事业性收费金额35.6万元。")
    assert "“元”当成了“万元”" in of_rule(examine(text), "prose.figure")[0].slip


def test_a_blank_total_is_an_error_when_a_part_is_not_blank() -> None:
    report = a_report(cells={f"{A}/granted/person": 0, f"{A}/granted/total": None})
    (finding,) = of_rule(examine(report), "cell.blank")
    assert (finding.severity, finding.cells) == ("error", (f"{A}/granted/total",))


def test_a_blank_total_whose_parts_are_all_blank_is_a_warning() -> None:
    row = {f"{A}/granted/{column.id}": None for column in _columns()}
    (finding,) = of_rule(examine(a_report(cells=row)), "cell.blank")
    assert finding.severity == "warning"
    assert set(finding.cells) == set(row)


def test_a_blank_closed_cell_is_an_error_when_an_outcome_is_not_blank() -> None:
    report = a_report(cells={f"{A}/closed/legal": None, f"{A}/closed/other": None})
    (finding,) = of_rule(examine(report), "cell.blank")
    assert finding.severity == "error"
    assert set(finding.cells) == {f"{A}/closed/legal", f"{A}/closed/other"}


def test_blanks_of_a_whole_column_are_one_finding_and_slashes_another() -> None:
    rows = [row.id for row in a_report().form_of(A).table(A).rows]
    report = a_report(
        cells={f"{A}/{row}/{kind}": None for row in rows for kind in ("legal", "other") if row != "closed"}
    )
    report.marks = {f"{A}/{row}/other": "/" for row in rows}
    findings = of_rule(examine(report), "cell.blank")
    assert [(finding.severity, len(finding.cells)) for finding in findings] == [("warning", 24), ("warning", 24)]
    assert "空白：“法律服务机构”列" in findings[0].message
    assert "填了“/”：“其他”列" in findings[1].message


def test_blank_slash_and_zero_are_three_things() -> None:
    zero = a_report()
    blank = a_report(cells={f"{A}/received/legal": None})
    slash = a_report(cells={f"{A}/received/legal": None})
    slash.marks = {f"{A}/received/legal": "/"}
    messages = [[finding.message for finding in check(report)] for report in (zero, blank, slash)]
    assert messages[0] == []
    assert messages[1] != messages[2]
    for report in (blank, slash):
        assert open_rules(examine(report)) == {"applications.row_total", "applications.balance"}


def test_a_page_cut_off_after_table_two_gives_few_clear_findings() -> None:
    report = a_report()
    report.cells = {cell: value for cell, value in report.cells.items() if not cell.startswith((A, "remedies"))}
    report.sections = report.sections[:2]
    findings = check(report)
    assert [finding.rule for finding in findings] == ["section.missing", "cell.missing", "cell.missing"]
    assert "缺少表三（收到和处理政府信息公开申请情况），共175格" in findings[1].message
    assert "全文在“二、主动公开政府信息情况”处就断了" in findings[0].slip


def test_missing_rows_are_named_and_all_cells_listed() -> None:
    rows = ("received", "carried_in")
    without = tuple(f"{A}/{row}/{column.id}" for row in rows for column in _columns())
    (finding,) = of_rule(examine(a_report(without=without)), "cell.missing")
    assert finding.cells == without
    assert "“一、本年新收政府信息公开申请数量”行、“二、上年结转政府信息公开申请数量”行" in finding.message


def test_a_heading_lost_while_its_table_is_there_is_only_a_warning() -> None:
    report = a_report()
    del report.sections[3]
    (finding,) = of_rule(examine(report), "section.missing")
    assert finding.severity == "warning"


def test_a_mixed_form_is_checked_as_it_is_and_the_foreign_table_named() -> None:
    report = a_report()
    report.tables = {A: "2019"}
    del report.cells[f"{A}/other.uncorrected/person"]
    old = a_report(2019).cells
    report.cells = {c: v for c, v in report.cells.items() if not c.startswith(A)} | {
        c: v for c, v in old.items() if c.startswith(A)
    }
    assert [finding.rule for finding in check(report)] == ["edition.wrong"]
    report.cells[f"{A}/other/person"] = 1
    broken = {finding.rule for finding in check(report)}
    assert broken == {"edition.wrong", "applications.row_total", "applications.outcomes"}


def test_the_wrong_year_of_a_previous_report_leaves_the_rules_between_years_open() -> None:
    examination = examine(a_report(2023), a_report(2021, applications(received=2, carried_out=2)))
    assert not examination.findings
    assert "应给2022年的报告" in next(u.message for u in examination.undecided if u.rule == "applications.carried")


def test_without_last_years_report_the_rules_between_years_are_not_asked() -> None:
    assert examine(a_report(2023)) == examine(a_report(2023), None)
    assert not examine(a_report(2023)).undecided


def test_findings_come_gravest_first_and_then_in_the_order_of_the_form() -> None:
    cells = {f"{A}/received/person": 1, "remedies/reconsideration/upheld": 1, "documents/normative/issued": -1}
    report = a_report(cells=cells, text="统计期限为2022年1月1日至12月31日。", agency="青溪县松林镇人民政府")
    rules = [finding.rule for finding in check(report)]
    assert rules == ["cell.negative", "applications.balance", "applications.row_total", "remedies.total", "prose.year"]


def test_findings_do_not_hang_on_the_order_of_cells() -> None:
    report = a_report(
        cells={f"{A}/received/person": 1, "remedies/reconsideration/upheld": None, f"{A}/closed/legal": 2}
    )
    mixed = list(report.cells.items())
    random.Random(3).shuffle(mixed)
    other = Report(
        edition=report.edition, agency=report.agency, year=report.year, cells=dict(mixed), sections=report.sections
    )
    assert examine(other) == examine(report)


def test_a_finding_knows_its_place() -> None:
    report = a_report(cells={f"{A}/received/person": 1})
    report.places = {f"{A}/received/total": Place(table=2, row=4, column=8)}
    assert of_rule(examine(report), "applications.row_total")[0].place == Place(table=2, row=4, column=8)
    text = a_report(text="统计期限为2022年1月1日至12月31日。")
    assert of_rule(examine(text), "prose.year")[0].place == Place(text="统计期限为2022年1月1日至12月31日")


def test_a_total_printed_blank_is_no_less_than_the_parts_beside_it() -> None:
    cells: dict[str, Value] = {f"{A}/granted/person": 272, f"{A}/granted/total": None}
    low = examine(a_report(cells=cells, text="依申请公开：予以公开258件。"))
    high = examine(a_report(cells=cells, text="依申请公开：予以公开280件。"))
    assert "至少为272件" in of_rule(low, "prose.figure")[0].message
    assert not of_rule(high, "prose.figure")
    assert "prose.figure" in open_rules(high)


def test_every_wrong_mention_is_found_and_the_same_sentence_printed_twice_is_one() -> None:
    text = "全年共收到政府信息公开申请2件。\n全年共收到政府信息公开申请2件。\n五、全年新收政府信息公开申请2件。"
    assert len(of_rule(examine(a_report(text=text)), "prose.figure")) == 2


def test_growth_is_set_against_last_years_report_where_it_is_given() -> None:
    text = "全年共收到政府信息公开申请26件，同比增长{}%。"
    now, before = applications(received=26, granted=26, closed=26), a_report(2022, applications(received=20))
    wrong = examine(a_report(2023, now, text=text.format(20)), before)
    assert "应为增长30%，文字写增长20%" in of_rule(wrong, "prose.growth")[0].message
    assert not of_rule(examine(a_report(2023, now, text=text.format(30)), before), "prose.growth")


def test_cells_that_the_form_of_the_report_lacks_are_left_alone() -> None:
    report = a_report(2023)
    report.cells |= {"procurement/procurement/amount": 3, "procurement/procurement/projects": 9, "fees/fees/change": -1}
    assert check(report) == []


@pytest.mark.parametrize(
    "run", ["申请", "收到1件", "，其中", "不予公开", "公开申请", "2023年", "9件、", "未收到", "（", "增长1%"]
)
def test_no_text_makes_checking_slow(run: str) -> None:
    began = time.process_time()
    examine(a_report(text=run * 40_000 + "1件。" + (run * 200)[:1_400] + "收到政府信息公开申请1件，同比增长3%"))
    assert time.process_time() - began < 5


def _columns() -> tuple[object, ...]:
    return a_report().form_of(A).table(A).columns
