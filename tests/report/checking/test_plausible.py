"""Who may make regulations, and figures that hardly can be right."""

from __future__ import annotations

from decimal import Decimal

import pytest
from reports import a_report, of_rule, open_rules

from gongkai.report.checking import examine

RULE = "documents.regulations_power"


@pytest.mark.parametrize(
    ("agency", "accused"),
    [
        ("桃江县松木塘镇人民政府", True), ("柳堤街道办事处", True), ("板栗树乡", True), ("青溪县人民政府", True),
        ("青溪县自然资源局", True), ("科左中旗人民政府", True),
        ("临州市人民政府", False), ("临州市人民政府办公室", False), ("江东省人民政府", False),
        ("临州市生态环境局", False),
        ("平潭综合实验区", False), ("国家计量总局", False), ("云岭彝族自治州人民政府", False),
        ("东河经济开发区管理委员会", False),
    ],
)  # fmt: skip
def test_only_a_body_that_surely_may_not_make_regulations_is_accused(agency: str, accused: bool) -> None:
    report = a_report(agency=agency, cells={"documents/regulations/issued": 1, "documents/regulations/in_force": 2})
    assert bool(of_rule(examine(report), RULE)) is accused


def test_in_the_form_of_2019_only_what_a_body_made_itself_counts() -> None:
    shown = a_report(
        2019, {"documents/regulations/total": 7, "documents/regulations/disclosed": 7}, agency="松林镇人民政府"
    )
    made = a_report(2019, {"documents/regulations/made": 1}, agency="松林镇人民政府")
    assert not of_rule(examine(shown), RULE)
    assert of_rule(examine(made), RULE)


def test_a_blank_row_of_regulations_is_open_for_a_body_that_may_not_make_them() -> None:
    report = a_report(agency="松林镇人民政府", cells={"documents/regulations/issued": None})
    assert RULE in open_rules(examine(report))


@pytest.mark.parametrize(
    ("year", "cells", "hinted"),
    [
        (2023, {"fees/fees/amount": Decimal("96171.6")}, False),
        (2023, {"fees/fees/amount": 2_356_000}, True),
        (2019, {"procurement/procurement/projects": 6, "procurement/procurement/amount": 251_000}, False),
        (2019, {"procurement/procurement/projects": 6, "procurement/procurement/amount": Decimal("25.1")}, True),
        (2019, {"procurement/procurement/projects": 0, "procurement/procurement/amount": 251_000}, True),
        (2019, {"procurement/procurement/projects": 0, "procurement/procurement/amount": 0}, False),
    ],
)
def test_an_amount_in_the_wrong_unit_is_asked_about(year: int, cells: dict[str, int | Decimal], hinted: bool) -> None:
    findings = of_rule(examine(a_report(year, cells, agency="临州市财政局")), "cell.implausible")
    assert bool(findings) is hinted
    assert all(finding.severity == "hint" for finding in findings)


def test_a_town_with_fees_of_a_hundred_million_is_asked_about() -> None:
    report = a_report(agency="松林镇人民政府", cells={"fees/fees/amount": 12_000})
    assert of_rule(examine(report), "cell.implausible")


def test_small_counts_may_leap() -> None:
    now, before = (
        a_report(2023, {"enforcement/penalties/decisions": 500}),
        a_report(2022, {"enforcement/penalties/decisions": 3}),
    )
    assert not of_rule(examine(now, before), "cell.implausible")


def test_disputes_are_measured_by_both_years_where_both_are_given() -> None:
    remedies = {"remedies/reconsideration/upheld": 9, "remedies/reconsideration/total": 9}
    before = {"applications/received/person": 4, "applications/received/total": 4}
    assert not of_rule(examine(a_report(2023, remedies | {"applications/received/total": 2})), "remedies.plausible")
    (finding,) = of_rule(
        examine(a_report(2023, remedies | {"applications/received/total": 2}), a_report(2022, before)),
        "remedies.plausible",
    )
    assert "两年新收与结转的申请一共只有6件" in finding.message
