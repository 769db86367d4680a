"""A draft in which something of every kind is wrong, so that one can see what is found."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from typing import Any

from gongkai.demo.acts.sources import DATA, DEMO
from gongkai.organisations import queries
from gongkai.organisations.models import Organisation, User
from gongkai.registers.acts import nil_returns
from gongkai.report import Report, Section, edition_for
from gongkai.yearbook.acts import adjustments, narrative, publishing
from gongkai.yearbook.models import Adjustment, YearReport


def plant() -> bool:
    """
    Make the mistakes, in a unit of the district whose report is begun and otherwise untouched.

    Returns:
        Whether it was done now.
    """
    plan = tomllib.loads((DATA / "mistakes.toml").read_text("utf-8"))
    unit, year = queries.by_code(plan["body"]), plan["year"]
    assert unit, plan["body"]
    if Adjustment.objects.filter(organisation=unit, year=year).exists():
        return False
    _publish_last_years(unit, year - 1, plan)
    nil_returns.declare(unit, year, plan["nil"], by=DEMO, on=plan["declared_on"])
    _adjust(unit, year, plan)
    report = YearReport.objects.get(organisation=unit, year=year)
    for entry in plan["section"]:
        text = entry["text"].strip()
        narrative.write_section(report, entry["key"], text, report.edition, by=DEMO, on=plan["written_on"])
        report.refresh_from_db()
    return True


def _publish_last_years(unit: Organisation, year: int, plan: dict[str, Any]) -> None:
    edition = edition_for(year)
    cells: dict[str, Any] = dict.fromkeys(edition.cells, 0) | plan["before"]["cells"]
    for row in ("received", "granted", "carried_out"):
        cells[f"applications/{row}/total"] = cells[f"applications/{row}/person"]
    for column in ("person", "total"):
        cells[f"applications/closed/{column}"] = cells[f"applications/granted/{column}"]
    told = {"applications": plan["before"]["text"], "overview": "（示例）"}
    sections = [Section(form.number, form.key, form.heading, told.get(form.key, "")) for form in edition.sections]
    title = edition.title.format(agency=unit.name, year=year)
    report = Report(edition=edition.id, agency=unit.name, year=year, title=title, cells=cells, sections=sections)
    publishing.publish_report(report, unit, by=DEMO, on=plan["published_on"])


def _adjust(unit: Organisation, year: int, plan: dict[str, Any]) -> None:
    reporter, approver = (User.objects.get(username=f"demo-shili-{role}") for role in ("reporter", "approver"))
    openings, wrong = plan["openings"], plan["correction"]
    amounts = {cell: Decimal(amount) for cell, amount in openings["cells"].items()}
    proposed = adjustments.propose_openings(
        unit, year, amounts, reason=openings["reason"], by=reporter, on=plan["proposed_on"]
    )
    adjustments.approve_together(proposed, by=approver, on=plan["approved_on"])
    correction = adjustments.propose(
        unit, year, wrong["cell"], Decimal(wrong["amount"]), kind="correction", reason=wrong["reason"], by=reporter,
        on=plan["approved_on"],
    )  # fmt: skip
    adjustments.approve(correction, by=approver, on=plan["approved_on"])
