"""The busy body's registers of 2025, from what its officers would enter in the year."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from gongkai.demo.acts.sources import DATA, DEMO
from gongkai.organisations import queries
from gongkai.organisations.credit import check_character
from gongkai.organisations.models import Organisation, User
from gongkai.registers.acts import (
    decisions,
    document_steps,
    documents,
    fees,
    judging,
    matters,
    nil_returns,
    procurement,
)
from gongkai.registers.acts.document_steps import StepRow
from gongkai.registers.acts.documents import DocumentRow
from gongkai.registers.acts.rows import DecisionRow, FeeIncomeRow, FeeItemRow, MatterRow, ProcurementRow
from gongkai.registers.models import Decision, Document, Matter
from gongkai.yearbook.acts import adjustments, making
from gongkai.yearbook.models import YearReport

BUSY = DATA / "shili-2025"
#: The first and last day of each quarter.
_QUARTERS = (((1, 1), (3, 31)), ((4, 1), (6, 30)), ((7, 1), (9, 30)), ((10, 1), (12, 31)))
_SAID = {
    "licences": {"document_name": "准予行政许可决定书", "sub_kind": "普通", "content": "准予许可（示例）"},
    "penalties": {"document_name": "行政处罚决定书", "sub_kind": "罚款", "content": "罚款（示例）", "facts": "示例事实",
                  "grounds": "示例依据"},
    "coercion": {"document_name": "查封扣押决定书", "content": "查封场所（示例）", "grounds": "示例依据"},
}  # fmt: skip


def fill_registers() -> int:
    """
    Enter what the busy body's registers hold of the year; what is there already is passed over.

    Returns:
        How many decisions are new.
    """
    plan = tomllib.loads((BUSY / "registers.toml").read_text("utf-8"))
    unit = queries.by_code(plan["body"])
    assert unit, plan["body"]
    if Matter.objects.filter(organisation=unit).exists():
        return 0
    _enter_documents(unit, plan)
    rows = [MatterRow(each["kind"], each["name"], plan["entered_on"], code=each["code"], grounds="示例依据")
            for each in plan["matter"]]  # fmt: skip
    matters.enter_many(unit, rows, by=DEMO, on=plan["entered_on"])
    found = [row for entry in plan["decisions"] for row in _decisions(entry, plan["year"])]
    entered = decisions.enter_many(unit, found, by=DEMO, on=plan["closed_on"])
    _publish(unit, plan["published_until"])
    _enter_money(unit, plan)
    return entered.new


def open_report() -> bool:
    """
    Begin the report of the year: opening entries for what no record knows, nil returns for the rest.

    Returns:
        Whether it was done now: a report that is begun is left as it is.
    """
    plan = tomllib.loads((BUSY / "registers.toml").read_text("utf-8"))
    openings = tomllib.loads((BUSY / "openings.toml").read_text("utf-8"))
    unit, year = queries.by_code(plan["body"]), plan["year"]
    assert unit, plan["body"]
    if YearReport.objects.filter(organisation=unit, year=year, scope="body").exists():
        return False
    reporter, approver = (User.objects.get(username=f"demo-shili-{role}") for role in ("reporter", "approver"))
    making.begin(unit, year, by=reporter, on=openings["proposed_on"])
    amounts = {cell: Decimal(amount) for cell, amount in openings["cells"].items()}
    proposed = adjustments.propose_openings(
        unit, year, amounts, reason=openings["reason"], by=reporter, on=openings["proposed_on"]
    )
    adjustments.approve_together(proposed, by=approver, on=openings["approved_on"])
    nil_returns.declare(unit, year, plan["nil"], by=reporter, on=openings["approved_on"])
    return True


def _enter_documents(unit: Organisation, plan: dict[str, Any]) -> None:
    on = plan["closed_on"]
    for entry in plan["document"]:
        row = DocumentRow(
            "normative", entry["title"], entry["number"], issued_on=entry["issued_on"], until_on=entry["until_on"],
            is_for_market=entry.get("is_for_market", False), repealed_on=entry.get("repealed_on"),
            repealed_for=entry.get("repealed_for", ""),
        )  # fmt: skip
        documents.enter(unit, row, by=DEMO, on=on)
        if "amended_on" in entry:
            document = Document.objects.get(organisation=unit, document_number=entry["number"])
            document_steps.add_step(
                document, StepRow("amended", entry["amended_on"], note="修改设置条件和审批程序（示例）"), by=DEMO, on=on
            )


def _decisions(entry: dict[str, Any], year: int) -> Iterator[DecisionRow]:
    number = 0
    for month, count in enumerate(entry["by_month"], start=1):
        for place in range(count):
            number += 1
            day = date(year, month, place % 27 + 1)
            party = f"示例·王某{number}" if entry["party"] == "person" else f"示例商户{number}"
            more: dict[str, Any] = dict(_SAID[entry["kind"]])
            if entry["kind"] == "licences":
                more |= {"valid_from": day, "valid_until": date(year + 5, 12, 31)}
            yield DecisionRow(
                entry["kind"], f"{entry['prefix']}〔{year}〕{number}号", entry["party"], party, day,
                matter=entry["matter"], offence=entry.get("offence", ""), fine=entry.get("fine"),
                party_code="" if entry["party"] == "person" else _code(number), **more,
            )  # fmt: skip


def _code(number: int) -> str:
    """A code that is well made and nobody's: of the sample region 000000."""
    first = f"92000000MA{number:07}"
    return first + check_character(first)


def _publish(unit: Organisation, until: date) -> None:
    """
    Licences, and penalties judged to be of social impact, go on the site week by week; those of the last weeks wait.

    So there is something on the public list, and something to do for whoever looks.
    """
    grave = Decision.objects.filter(organisation=unit, matter__code="CF-002")
    judging.judge(list(grave), is_public=True, reason="涉及安全生产，有一定社会影响（示例）", by=DEMO, on=until)
    public = Decision.objects.filter(organisation=unit, is_public=True, decided_on__lt=until)
    weeks: dict[tuple[int, int], list[Decision]] = {}
    for decision in public.order_by("decided_on", "pk"):
        weeks.setdefault(decision.decided_on.isocalendar()[:2], []).append(decision)
    for decided in weeks.values():
        judging.publish(decided, by=DEMO, on=decided[-1].decided_on + timedelta(days=3))


def _enter_money(unit: Organisation, plan: dict[str, Any]) -> None:
    on, year = plan["closed_on"], plan["year"]
    items = [FeeItemRow(each["name"], each["grounds"], each["rate"], plan["entered_on"], code=each["code"])
             for each in plan["fee"]]  # fmt: skip
    fees.enter_items(unit, items, by=DEMO, on=plan["entered_on"])
    incomes = [
        FeeIncomeRow(each["code"], date(year, *first), date(year, *last), amount, origin="非税收入系统（示例）")
        for each in plan["fee"]
        for (first, last), amount in zip(_QUARTERS, each["quarters"], strict=True)
    ]
    fees.enter_incomes(unit, incomes, by=DEMO, on=on)
    projects = [
        ProcurementRow(each["name"], each["method"], code=each["code"], budget=each["budget"], amount=each["amount"],
                       supplier="示例公司", contracted_on=each["contracted_on"])
        for each in plan["procurement"]
    ]  # fmt: skip
    procurement.enter_many(unit, projects, by=DEMO, on=on)
