"""A report compiled for a page, and what the checker found arranged for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from gongkai.report import Finding
from gongkai.report.form import Edition, Register
from gongkai.report.writing import anchor
from gongkai.yearbook.models import YearReport
from gongkai.yearbook.queries.compiling import Compiled, compile_report
from gongkai.yearbook.views.answers import today

#: So many cells of a finding are named; of a sum over a whole column the rest are its parts.
_MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class CellLink:
    """A cell in an officer's words, and the address of its place in the form."""

    words: str
    href: str


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding with its number in the page and links to the cells that it is about."""

    number: int
    finding: Finding
    cells: tuple[CellLink, ...]
    left_out: int


def compiled_for(making: YearReport) -> Compiled:
    """The report as its records have it today."""
    return compile_report(
        making.organisation, making.year, scope=making.scope, with_subordinates=making.with_subordinates, on=today()
    )


def finding_views(making: YearReport, edition: Edition, findings: Iterable[Finding]) -> list[FindingView]:
    """Each finding with the way to its cells."""
    form = reverse("gk_yearbook:form", args=[making.uid])
    views = []
    for number, finding in enumerate(findings, 1):
        named = [cell for cell in finding.cells if cell in edition.cells]
        links = tuple(CellLink(edition.cells[cell].words, f"{form}#{anchor(cell)}") for cell in named[:_MOST_NAMED])
        views.append(FindingView(number, finding, links, len(named) - len(links)))
    return views


def panel(
    making: YearReport,
    compiled: Compiled,
    findings: Iterable[Finding] | None = None,
    *,
    given: Collection[str] = (),
) -> dict[str, object]:
    """
    What the panel of findings shows.

    Args:
        making: The report.
        compiled: As it stands.
        findings: Those of what is being typed, instead of the report's own.
        given: Cells that are asked for and given in what is being typed.
    """
    shown = finding_views(making, compiled.edition, compiled.findings if findings is None else findings)
    asked = {cell for cell, found in compiled.cells.items() if found.kind == "asked"} - set(given)
    return {
        "making": making,
        "compiled": compiled,
        "findings": shown,
        "unreported": compiled.rollup.missing if compiled.rollup else (),
        "missing": [register_link(making, register) for register in compiled.asked if asked & set(register.cells)],
    }


def register_link(making: YearReport, register: Register) -> CellLink:
    """A register of which something is asked for, and where that is given."""
    place = "register-" + register.id.replace("/", "-")
    return CellLink(register.label, f"{reverse('gk_yearbook:missing', args=[making.uid])}#{place}")


def kinds_of(compiled: Compiled) -> Mapping[str, str]:
    """The kind of each cell as the form marks it: what was added by hand before where the rest comes from."""
    kinds = {}
    for cell, found in compiled.cells.items():
        if found.kind == "asked":
            kinds[cell] = "asked"
        elif found.adjusted and found.kind != "derived":
            kinds[cell] = "adjusted"
        else:
            kinds[cell] = found.kind
    return kinds
