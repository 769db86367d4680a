"""The superior's desk: all units on one page, one cell over all of them, the week, reminders, the notice of results."""

from __future__ import annotations

import csv
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongkai.errors import Refused
from gongkai.organisations import permissions
from gongkai.organisations.kinds import kinds
from gongkai.organisations.models import Organisation
from gongkai.organisations.views import hidden_from_others, sent
from gongkai.report import editions
from gongkai.report.exact_json import plain
from gongkai.yearbook import circular, deadlines
from gongkai.yearbook.acts import deadlines as deadline_acts
from gongkai.yearbook.acts import reminders
from gongkai.yearbook.forms_desk import DeadlineForm
from gongkai.yearbook.queries import across as tables
from gongkai.yearbook.queries import results
from gongkai.yearbook.queries import week as weeks
from gongkai.yearbook.queries.desk import STATES, Desk, Row, superiors_of
from gongkai.yearbook.queries.desk import desk as desk_of
from gongkai.yearbook.views.answers import Crumbs, asked_unit, may_at, page, today

#: The years of the table of a cell.
_YEARS = 6
#: What the desk can be narrowed to beside the states.
_VIEWS = {"owing": "未报送", "late": "逾期", "wrong": "有错误"}


@require_safe
@hidden_from_others
def index(request: HttpRequest) -> HttpResponse:
    """The superiors whose desk the person may see; straight to the one if there is one alone."""
    if not permissions.can_anywhere(request.user, "yearbook.view_desk", on=today()):
        raise Http404
    every = Organisation.objects.filter(closed_on__isnull=True)
    seen = permissions.visible(every, request.user, "yearbook.view_desk", on=today(), unit="pk")
    found = list(superiors_of(seen, today()))
    if len(found) == 1:
        return redirect("gk_yearbook:desk_this_year", code=found[0].code)
    return page(request, "desks", "下级年报", {"superiors": found}, trail=[])


@require_safe
@hidden_from_others
def this_year(request: HttpRequest, code: str) -> HttpResponse:
    """The desk of the year on which reports are due now."""
    asked_unit(request, code, "yearbook.view_desk")
    return redirect("gk_yearbook:desk", code=code, year=today().year - 1)


@require_safe
@hidden_from_others
def desk(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Every unit and how far its report is."""
    found, shown = _desk(request, code, year)
    view = request.GET.get("view", "")
    rows = _narrowed(shown, view)
    context = {
        "superior": found, "desk": shown, "rows": rows, "view": view, "views": _counted_views(shown),
        "years": _years(year), "scopes": [(scope, term.label) for scope, term in deadlines.terms().items()],
        "may": may_at(request, found), "days_left": shown.due.days_left(today()),
    }  # fmt: skip
    return page(request, "desk", f"{found.name}：{year}年度下级年报", context, trail=trail(found, year)[:1])


@require_POST
@hidden_from_others
def remind(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Remind one unit, or all that owe their report."""
    found = asked_unit(request, code, "yearbook.remind")
    chosen = request.POST.get("unit", "")
    only = None if not chosen else list(Organisation.objects.filter(code=chosen))
    try:
        outcome = reminders.remind(found, _possible(year), only=only, by=request.user, on=today())
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        _tell(request, outcome)
    return redirect("gk_yearbook:desk", code=code, year=year)


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def deadline(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """A day earlier than that of the Regulation."""
    found = asked_unit(request, code, "yearbook.set_deadline")
    year = _possible(year)
    form = DeadlineForm(request.POST or None)
    back = reverse("gk_yearbook:desk", args=[code, year])
    last = "，".join(f"{term.label}{_day(term.due_on(year))}（{term.source}）" for term in deadlines.terms().values())

    def act(values: dict[str, Any]) -> None:
        deadline_acts.set_deadline(
            found, year, values["scope"], values["due_on"], by=request.user, on=today(), notice=values["notice"]
        )

    context = {"form": form, "back": back, "button": "设定", "says": f"最后一天：{last}。可以提前，不能推后。"}
    return sent(
        request, form, act, back=back, done="报送期限已设定。",
        show=lambda status: page(
            request, "desk_act", f"设定{year}年度报送期限", context, trail=trail(found, year), status=status
        ),
    )  # fmt: skip


@require_safe
@hidden_from_others
def across(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """One cell over all units and years."""
    found, table = _across(request, code, year)
    cells = tables.all_cells()
    context = {
        "superior": found, "year": year, "table": table, "cell": cells[table.cell], "groups": _groups(),
        "threshold": tables.THRESHOLD, "peers": tables.PEERS, "past": tables.PAST,
        "only": "only" in request.GET,
    }  # fmt: skip
    title = f"{found.name}：{cells[table.cell].words}"
    return page(request, "across", title, context, trail=trail(found, year))


@require_safe
@hidden_from_others
def across_csv(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """The same table as a file for a spreadsheet."""
    _found, table = _across(request, code, year)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{table.cell.replace("/", "-")}-{year}.csv"'
    answer.write("\ufeff")
    writer = csv.writer(answer)
    writer.writerow(["代码", "机关", "类别", *(f"{number}年" for number in table.years), "异常"])
    labels = {kind.id: kind.label for kind in kinds().values()}
    for row, values in table.rows:
        marked = [str(number) for number, value in zip(table.years, values, strict=True) if value.stands_out]
        numbers = ["" if value.value is None else plain(value.value) for value in values]
        writer.writerow([row.unit.code, _safe(row.name), labels[row.unit.kind], *numbers, "、".join(marked)])
    writer.writerow(["", "合计", "", *("" if total is None else plain(total) for total in table.sums), ""])
    return answer


@require_safe
@hidden_from_others
def week(request: HttpRequest, code: str) -> HttpResponse:
    """What is overdue or due within a week at all units."""
    found = asked_unit(request, code, "yearbook.view_desk")
    duties = weeks.week(found, on=today())
    context = {"superior": found, "duties": duties, "until": weeks.until(today()), "year": today().year - 1,
               "over": sum(duty.is_over for duty in duties)}  # fmt: skip
    return page(request, "week", f"{found.name}：本周到期和逾期", context, trail=trail(found, today().year - 1))


@require_safe
@hidden_from_others
def notice(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """The notice of results as a document to edit."""
    found = asked_unit(request, code, "yearbook.view_desk")
    data = circular.document(results.results(found, _possible(year), on=today()), on=today())
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return HttpResponse(
        data, content_type=kind, headers={"Content-Disposition": f'attachment; filename="notice-{code}-{year}.docx"'}
    )


def trail(superior: Organisation, year: int) -> Crumbs:
    """The way to a desk."""
    return [("下级年报", reverse("gk_yearbook:desks")),
            (f"{superior.name}{year}年度", reverse("gk_yearbook:desk", args=[superior.code, year]))]  # fmt: skip


def _desk(request: HttpRequest, code: str, year: int) -> tuple[Organisation, Desk]:
    found = asked_unit(request, code, "yearbook.view_desk")
    scope = request.GET.get("scope", "body")
    if scope not in deadlines.terms():
        raise Http404
    return found, desk_of(found, _possible(year), on=today(), scope=scope)


def _across(request: HttpRequest, code: str, year: int) -> tuple[Organisation, tables.Across]:
    found = asked_unit(request, code, "yearbook.view_desk")
    cell = request.GET.get("cell", "applications/received/total")
    if cell not in tables.all_cells():
        raise Http404
    return found, tables.across(found, cell, tables.years_until(_possible(year), _YEARS), on=today())


def _possible(year: int) -> int:
    """The year, if there is a form for it and it has begun."""
    if year not in _years(today().year - 1) and year != today().year:
        raise Http404
    return year


def _years(year: int) -> list[int]:
    first = min(edition.from_year for edition in editions().values())
    return list(range(max(year, today().year - 1), first - 1, -1))


def _counted_views(shown: Desk) -> list[tuple[str, str, int]]:
    """The ways to narrow the desk, each with how many units it shows."""
    ways = [(view, label, len(_narrowed(shown, view))) for view, label in _VIEWS.items()]
    return [*shown.counts, *ways]


def _narrowed(shown: Desk, view: str) -> list[Row]:
    if view == "late":
        return shown.late
    if view == "owing":
        return shown.owing
    if view == "wrong":
        return [row for row in shown.rows if row.submission and row.submission.errors]
    if view in STATES:
        return [row for row in shown.rows if row.state == view]
    return list(shown.rows)


def _groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """Cells to choose from, by table: the forms from the newest, each cell once."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for edition in reversed(editions().values()):
        for table in edition.tables:
            label = table.caption or edition.section(table.section).heading
            chosen = groups.setdefault(label, [])
            known = {name for options in groups.values() for name, _words in options}
            chosen += [(name, cell.words) for name, cell in edition.cells.items()
                       if cell.table == table.id and name not in known]  # fmt: skip
    return list(groups.items())


def _tell(request: HttpRequest, outcome: reminders.Reminded) -> None:
    if outcome.reminded:
        messages.success(request, f"已催报{len(outcome.reminded)}个机关。")
    if outcome.before:
        messages.info(request, f"{len(outcome.before)}个机关今天已经催报过，没有重复催报。")
    if outcome.unreachable:
        names = "、".join(unit.name for unit in outcome.unreachable[:5])
        more = "等" if len(outcome.unreachable) > 5 else ""
        messages.warning(request, f"{names}{more}没有登记年报编制人的电子邮箱，请另行电话通知。")


def _day(day: Any) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _safe(text: str) -> str:
    """A name that a spreadsheet will not run as a formula."""
    return f"'{text}" if text[:1] in "=+-@" else text
