"""Figures that no sum forbids and that hardly can be right; all but `documents.regulations_power` are hints."""

from __future__ import annotations

import re
from decimal import Decimal

from gongkai.report.checking.messages import say
from gongkai.report.checking.registry import Outcome, Subject, rule
from gongkai.report.checking.slips import YUAN_IN_WAN
from gongkai.report.checking.words import number
from gongkai.report.form import Table
from gongkai.report.report import Report

#: A count that many times last year's (or the other way round) is asked about, if the smaller is worth counting.
LEAP = 100
LEAP_FROM = 10
#: No province collects so many 万元 of fees in a year (100亿元); a town or a street office not even this many.
MOST_FEES = 1_000_000
MOST_FEES_OF_A_TOWN = 10_000
#: A centralised purchase that cost less than this many 元 on average was most likely filled in as 万元.
LEAST_PURCHASE = 1_000

_TOWN = re.compile(r"(镇|乡|街道)(人民政府|政府|办事处)?$|街道办(事处)?$")
_BELOW_THE_CITY = re.compile(r"(县|旗)(人民政府)?(办公室)?$|(县|旗).+(局|委员会|办公室|中心)$|市.{2,6}区.+局$")
_OWN_FORM = re.compile(r"开发区|实验区|高新区|新区|园区|自治州|州")


@rule("documents.regulations_power", "warning")
def regulations_power(subject: Subject, outcome: Outcome) -> None:
    """
    Who may not make regulations reports none: towns, street offices, counties and their departments.

    Makers are the State Council's departments, provinces, cities with districts and autonomous prefectures
    (Legislation Law, arts. 91 and 93).
    """
    table = subject.layout.forms["documents"].table("documents")
    row, columns = table.rows[0], [column.id for column in table.columns]
    if subject.layout.forms["documents"].id == "2019":
        columns = columns[:1]  # what it opened may be the regulations of others
    cells = tuple(f"{table.id}/{row.id}/{column}" for column in columns)
    unread = tuple(cell for cell in cells if subject.missing(cell))
    issued = [(cell, value) for cell in cells if (value := subject.report.cells.get(cell))]
    agency = subject.report.agency
    if unread and not issued and _may_not_make(agency):
        outcome.open("documents.regulations_power", unread, say("documents.regulations_power", "unread"))
    elif issued and not agency:
        outcome.open("documents.regulations_power", cells, say("documents.regulations_power", "no_agency"))
    elif issued and _may_not_make(agency):
        cell, value = issued[0]
        message = say("documents.regulations_power", "broken", agency=agency, cell=subject.words(cell),
                      value=number(value))  # fmt: skip
        outcome.found("documents.regulations_power", "warning", tuple(cell for cell, _ in issued), (value, 0), message)


def _may_not_make(agency: str) -> bool:
    if _TOWN.search(agency):
        return True
    return bool(_BELOW_THE_CITY.search(agency)) and not _OWN_FORM.search(agency)


def _handled(report: Report) -> int | Decimal | None:
    """Applications that a body had before it in the year: new ones and those carried in."""
    values = [report.cells.get(f"applications/{row}/total") for row in ("received", "carried_in")]
    return None if None in values else sum(value for value in values if value is not None)


def _remedy_rows(subject: Subject) -> tuple[Table, tuple[str, ...]]:
    table = subject.layout.forms["remedies"].table("remedies")
    return table, tuple(f"remedies/{row.id}/total" for row in table.rows)


@rule("remedies.plausible", "hint")
def remedies_plausible(subject: Subject, outcome: Outcome) -> None:
    """
    Disputes begun anew (reconsideration and direct suits) are no more than the applications they can be about.

    With last year's report: those of both years. Without it: twice this year's and five, for a dispute may be
    about a reply of years before.
    """
    _, totals = _remedy_rows(subject)
    first = totals[:2]
    needed = (*first, "applications/received/total", "applications/carried_in/total")
    unread = tuple(cell for cell in needed if subject.missing(cell))
    if unread:
        outcome.open("remedies.plausible", unread, say("remedies.plausible", "unread"))
        return
    disputes = sum(subject.report.cells[cell] or 0 for cell in first)
    handled = _handled(subject.report)
    before = _handled(subject.previous) if subject.previous is not None else None
    assert handled is not None
    most = handled + before if before is not None else 2 * handled + 5
    if disputes > most:
        message = say("remedies.plausible", "two_years" if before is not None else "broken", left=number(disputes),
                      right=number(handled if before is None else most))  # fmt: skip
        outcome.found("remedies.plausible", "hint", needed, (disputes, handled if before is None else most), message)


@rule("remedies.pending", "hint")
def remedies_pending(subject: Subject, outcome: Outcome) -> None:
    """What was pending last year was decided this year or is pending still: it should show in this year's total."""
    previous = subject.previous
    if previous is None:
        return
    table, totals = _remedy_rows(subject)
    unread: list[str] = []
    for row, total in zip(table.rows, totals, strict=True):
        pending, now = previous.cells.get(f"remedies/{row.id}/pending"), subject.report.cells.get(total)
        if pending is None or now is None:
            unread.append(total)
        elif now < pending:
            message = say("remedies.pending", "broken", cell=subject.words(total), left=number(now),
                          right=number(pending))  # fmt: skip
            outcome.found("remedies.pending", "hint", (total,), (now, pending), message)
    if unread:
        outcome.open("remedies.pending", tuple(unread), say("remedies.pending", "unread"))


@rule("cell.implausible", "hint")
def implausible(subject: Subject, outcome: Outcome) -> None:
    """A count a hundred times last year's, an amount that looks like 元 in a 万元 cell or the other way round."""
    _amounts(subject, outcome)
    previous = subject.previous
    if previous is None:
        return
    unread = []
    for cell, column in subject.layout.columns.items():
        now, before = subject.report.cells.get(cell), previous.cells.get(cell)
        if now is None or before is None:
            if before is not None or now is not None:
                unread.append(cell)
            continue
        if column.signed:
            continue
        low, high = sorted((now, before))
        if low >= (1 if column.money else LEAP_FROM) and high >= LEAP * low:
            tenthousand = column.money and YUAN_IN_WAN / 2 <= high / low <= YUAN_IN_WAN * 2
            message = say("cell.implausible", "leap", cell=subject.words(cell), left=number(now), right=number(before))
            slip = say("slip", "yuan") if tenthousand else ""
            outcome.found("cell.implausible", "hint", (cell,), (now, before), message, slip=slip)
    comparable = [cell for cell in unread if cell in previous.form_of(cell.partition("/")[0]).cells]
    if comparable:
        outcome.open("cell.implausible", tuple(comparable), say("cell.implausible", "unread", count=len(comparable)))


def _amounts(subject: Subject, outcome: Outcome) -> None:
    known, cells = subject.layout.order, subject.report.cells
    fees = cells.get("fees/fees/amount") if "fees/fees/amount" in known else None
    most = MOST_FEES_OF_A_TOWN if _TOWN.search(subject.report.agency) else MOST_FEES
    if fees is not None and fees >= most:
        message = say("cell.implausible", "fees", cell=subject.words("fees/fees/amount"), value=number(fees))
        outcome.found(
            "cell.implausible", "hint", ("fees/fees/amount",), (fees, most), message, slip=say("slip", "yuan")
        )
    bought = ("procurement/procurement/projects", "procurement/procurement/amount")
    projects, amount = (cells.get(cell) if cell in known else None for cell in bought)
    if projects is None or amount is None:
        return
    if projects > 0 and 0 < amount < projects * LEAST_PURCHASE:
        message = say("cell.implausible", "purchase", projects=number(projects), amount=number(amount))
        outcome.found("cell.implausible", "hint", bought, (projects, amount), message, slip=say("slip", "wan"))
    elif (projects == 0) != (amount == 0):
        message = say("cell.implausible", "purchase_half", projects=number(projects), amount=number(amount))
        outcome.found("cell.implausible", "hint", bought, (projects, amount), message)
