"""How much was published where, each number a way to the list that it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from gongkai.channels.kinds import column_classes
from gongkai.channels.models import Website
from gongkai.figures import Period
from gongkai.organisations import permissions
from gongkai.organisations.models import Organisation
from gongkai.publications.placement_forms import CountForm
from gongkai.publications.queries import counts as queries
from gongkai.publications.queries.counts import Figure, Scope
from gongkai.publications.views.pages import hidden_from_others, require_anywhere, show


@dataclass(frozen=True, slots=True)
class Cell:
    """A number and the address of the list behind it; "" where there is none."""

    placements: int
    publications: int
    address: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table: its label, what stands beside it, its numbers."""

    label: str
    beside: str
    cells: tuple[Cell, ...]


@require_safe
@hidden_from_others
def counts(request: HttpRequest) -> HttpResponse:
    """By class and month, by column, by site, by unit, by account."""
    today = timezone.localdate()
    scope, period, form, given = _asked(request, today)
    context: dict[str, Any] = {"form": form, "today": today}
    status = 422
    if scope is not None and period is not None:
        status = 200
        found = queries.counts(scope, period, by=["class", "month"])
        context |= {
            "period": period,
            "scope": scope,
            "total": _cell(queries.total(scope, period), given, {}),
            "months": _months(period),
            "classes": _by_month(found, _months(period), given),
            "tables": _tables(scope, period, given),
        }
    return show(request, "placements/counts", "发布统计", context, status=status)


@require_safe
@hidden_from_others
def behind(request: HttpRequest) -> HttpResponse:
    """The list behind a number, in pages by key."""
    today = timezone.localdate()
    scope, period, _form, given = _asked(request, today)
    if scope is None or period is None:
        raise Http404
    rows = queries.behind(scope, period, before=_before(request.GET.get("before", "")))
    last = rows[-1] if len(rows) == queries.PAGE else None
    context = {
        "rows": rows,
        "total": queries.total(scope, period),
        "period": period,
        "scope": scope,
        "medium": scope.medium,
        "kept": urlencode(given | _narrowed(request)),
        "older": f"{last.from_on.isoformat()}.{last.pk}" if last else "",
    }
    trail = ((f"{reverse('gk_publications:placement_counts')}?{urlencode(given)}", "发布统计"),)
    return show(request, "placements/behind", "统计所含的信息", context, trail=trail)


def _asked(request: HttpRequest, today: date) -> tuple[Scope | None, Period | None, CountForm, dict[str, str]]:
    """What is asked for, of units that the person may see; None where the form is not in order."""
    require_anywhere(request, "publications.view", today)
    units = permissions.visible(
        Organisation.objects.order_by("code"), request.user, "publications.view", on=today, unit="pk"
    )
    websites = permissions.visible(Website.objects.order_by("code"), request.user, "publications.view", on=today)
    first = {"since": date(today.year, 1, 1).isoformat(), "until": today.isoformat(), "unit": "", "website": ""}
    given = first | {name: request.GET[name] for name in first if name in request.GET}
    form = CountForm(given, units=units, websites=websites)
    if not form.is_valid():
        return None, None, form, given
    values = form.cleaned_data
    unit, website = values["unit"], values["website"]
    if unit is None and website is None:
        unit = queries.top_of(units)  # "any" is any of what the person may see
        if unit is None:
            raise Http404
        given["unit"] = unit.code
        form = CountForm(given, units=units, websites=websites)
    narrowed = _narrowed(request)
    scope = queries.narrowed(Scope(unit=unit, website=website), narrowed)
    if scope is None:
        raise Http404
    return scope, Period(values["since"], values["until"]), form, given


def _narrowed(request: HttpRequest) -> dict[str, str]:
    """What of the whole a number was told apart by."""
    names = ("class", "column", "site", "publisher", "account", "medium")
    return {name: request.GET[name] for name in names if request.GET.get(name)}


def _before(text: str) -> tuple[date, int] | None:
    day, _dot, last = text.partition(".")
    try:
        return (date.fromisoformat(day), int(last)) if last.isascii() and last.isdigit() else None
    except ValueError:
        return None


def _cell(figure: Figure, given: dict[str, str], narrowed: dict[str, str]) -> Cell:
    address = f"{reverse('gk_publications:placements_behind')}?{urlencode(given | narrowed)}"
    return Cell(figure.placements, figure.publications, address if figure.placements else "")


def _months(period: Period) -> list[tuple[int, int]]:
    """The months of *period*, at most three years of them; beyond that only whole years would be legible."""
    first, last = (day.year * 12 + day.month - 1 for day in (period.since, period.until))
    return [divmod(month, 12) for month in range(first, last + 1)][:36]


def _by_month(found: Sequence[Figure], months: Sequence[tuple[int, int]], given: dict[str, str]) -> list[Line]:
    """A line a class of columns: its months, and the whole."""
    by_key = {(figure.key[0], figure.key[1]): figure for figure in found}
    lines = []
    for kind in column_classes().values():
        own = [figure for figure in found if figure.key[0] == kind.id]
        if not own:
            continue
        cells = []
        for year, month in months:
            figure = by_key.get((kind.id, (year, month + 1)), Figure((), 0, 0))
            cells.append(_cell(figure, given | _within(given, year, month + 1), {"class": kind.id}))
        whole = Figure((), sum(figure.placements for figure in own), 0)
        lines.append(Line(kind.label, "", (*cells, _cell(whole, given, {"class": kind.id}))))
    return lines


def _within(given: dict[str, str], year: int, month: int) -> dict[str, str]:
    """The days of a month that lie in the period."""
    first = date(year, month, 1)
    last = date.fromordinal((date(year + month // 12, month % 12 + 1, 1)).toordinal() - 1)
    since, until = (date.fromisoformat(given[name]) for name in ("since", "until"))
    return {"since": max(first, since).isoformat(), "until": min(last, until).isoformat()}


def _tables(scope: Scope, period: Period, given: dict[str, str]) -> list[tuple[str, list[Line]]]:
    tables = []
    for title, by, narrows, medium in (
        ("按栏目", "column", "column", "column"),
        ("按网站", "website", "site", "column"),
        ("按发布机构", "unit", "publisher", "column"),
        ("按新媒体账号", "account", "account", "article"),
    ):
        found = queries.counts(queries.of_medium(scope, medium), period, by=[by])
        names = queries.names_of(by, [figure.key[0] for figure in found])
        extra = {"medium": medium} if medium == "article" else {}
        lines = [
            Line(*names[figure.key[0]], (_cell(figure, given, {narrows: figure.key[0]} | extra),)) for figure in found
        ]
        tables.append((title, lines))
    return [(title, lines) for title, lines in tables if lines]
