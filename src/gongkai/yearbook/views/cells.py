"""What stands behind one number: the cells that it adds, the records, the adjustments; as a page and as a file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from gongkai import figures
from gongkai.errors import Unreadable
from gongkai.figures import Entry, UnknownFigure
from gongkai.organisations.views import hidden_from_others
from gongkai.report.exact_json import plain
from gongkai.report.writing import anchor
from gongkai.yearbook.forms import AdjustForm
from gongkai.yearbook.models import YearReport
from gongkai.yearbook.queries.additions import adjustments_of
from gongkai.yearbook.queries.makings import making_uids
from gongkai.yearbook.queries.tracing import Trace, trace
from gongkai.yearbook.views.answers import asked_report, crumbs, may_at, names_of, page, today
from gongkai.yearbook.views.drawing import KINDS

#: Entries that are looked through for words before the page is shown with what was found.
LOOKED_THROUGH = 5_000
#: Entries on a page, and fetched at once when they are looked through or written to a file.
SIZE, CHUNK = 50, 500
# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class PartView:
    """A cell that a sum adds, in words, with the way to it."""

    words: str
    href: str
    value: int | Decimal | None


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the entries: those shown, how many were looked through, and where the next page starts."""

    entries: tuple[Entry, ...]
    looked_through: int
    following: str


@require_safe
@hidden_from_others
def cell(request: HttpRequest, uid: str, cell: str) -> HttpResponse:
    """A number, where it comes from, and what may be done about it."""
    making = asked_report(request, uid, "yearbook.view")
    words, unit = _words(making, cell)
    wanted, after = request.GET.get("q", "").strip(), request.GET.get("after", "")
    found = _trace(making, cell, after=after, size=CHUNK if wanted else SIZE)
    listing = _searched(making, cell, found, wanted) if wanted else Listing(found.entries, 0, found.following)
    if found.kind == "reports":
        listing = replace(listing, entries=_with_reports(making, cell, listing.entries))
    may = may_at(request, making.organisation)
    is_form = not cell.startswith(f"{figures.TEXT}/")
    adjustments = list(adjustments_of(making.organisation, making.year, making.scope).filter(cell=cell))
    counted = [each for each in adjustments if each.approved_on is not None and each.struck_on is None]
    context = {
        "making": making,
        "tab": "form" if is_form else "text",
        "cell": cell,
        "trace": found,
        "words": words,
        "unit_words": unit,
        "kind": KINDS["adjusted"] if counted and not found.parts else KINDS.get(found.kind),
        "back": f"{reverse('gk_yearbook:form', args=[making.uid])}#{anchor(cell)}" if is_form else "",
        "parts": [_part(making, part.cell, part.value) for part in found.parts],
        "listing": listing,
        "wanted": wanted,
        "adjustments": adjustments,
        "names": names_of(name for each in adjustments for name in (each.author, each.approved_by)),
        "may": may,
        "form": AdjustForm() if is_form and "propose_adjustment" in may and found.kind != "derived" else None,
    }
    return page(request, "cell", words, context, trail=crumbs(making))


@require_safe
@hidden_from_others
def export(request: HttpRequest, uid: str, cell: str) -> HttpResponse | StreamingHttpResponse:
    """Every entry behind a number as a CSV file, written while it is sent."""
    making = asked_report(request, uid, "yearbook.view")
    first = _trace(making, cell, after="", size=CHUNK)
    response = StreamingHttpResponse(_rows(making, cell, first), content_type="text/csv; charset=utf-8")
    name = f"{making.organisation.code}-{making.year}-{anchor(cell).removeprefix('cell-')}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _trace(making: YearReport, cell: str, *, after: str, size: int) -> Trace:
    try:
        return trace(
            making.organisation, making.year, cell, scope=making.scope, with_subordinates=making.with_subordinates,
            after=after, size=size, on=today(),
        )  # fmt: skip
    except (Unreadable, UnknownFigure):
        raise Http404 from None


def _words(making: YearReport, cell: str) -> tuple[str, str]:
    """What people call the number, and its unit."""
    return figures.words(cell, making.year)


def _part(making: YearReport, cell: str, value: int | Decimal | None) -> PartView:
    return PartView(_words(making, cell)[0], reverse("gk_yearbook:cell", args=[making.uid, cell]), value)


def _searched(making: YearReport, cell: str, first: Trace, wanted: str) -> Listing:
    """The entries whose title or key has those words, from the pages that one request may look through."""
    found: list[Entry] = []
    looked_through = 0
    page = first
    while True:
        found += [entry for entry in page.entries if wanted in entry.title or wanted in entry.record]
        looked_through += len(page.entries)
        if not page.following or len(found) >= SIZE or looked_through >= LOOKED_THROUGH:
            return Listing(tuple(found), looked_through, page.following)
        page = _trace(making, cell, after=page.following, size=CHUNK)


def _with_reports(making: YearReport, cell: str, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The units behind a level's sum, each with the way to the same cell of its own report where it is made here."""
    units = {entry.record: entry.record.partition(":")[2].partition("/")[0] for entry in entries}
    made = making_uids(units.values(), making.year)
    return tuple(
        replace(entry, address=reverse("gk_yearbook:cell", args=[made[units[entry.record]], cell]))
        if units[entry.record] in made
        else entry
        for entry in entries
    )


class _Echo:
    """What csv writes to: hands every line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def _rows(making: YearReport, cell: str, first: Trace) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"  # without it Excel takes UTF-8 for GBK
    yield writer.writerow(["单元格", "记录", "名称", "日期", "数额"])
    for part in first.parts:
        value = "" if part.value is None else plain(part.value)
        yield writer.writerow([part.cell, "", _words(making, part.cell)[0], "", value])
    page = first
    while True:
        for entry in page.entries:
            title = f"'{entry.title}" if entry.title.startswith(_FORMULA) else entry.title
            yield writer.writerow([cell, entry.record, title, entry.on.isoformat(), plain(entry.amount)])
        if not page.following:
            return
        page = _trace(making, cell, after=page.following, size=CHUNK)
