"""Holidays in the back office: the years that are known, and the form for a notice."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import count
from typing import Any

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.errors import Refused
from gongkai.law import Arrangement, Calendar
from gongkai.law.arrangement import announced
from gongkai.law.notice_form import FieldError, ParsedNotice, parse_notice
from gongkai.law.notice_text import rows_of_notice
from gongkai.organisations import acts, permissions, queries
from gongkai.organisations.forms import NoticeForm
from gongkai.organisations.models import HolidayNotice
from gongkai.organisations.views.pages import hidden_from_others, page

_SECTION = ("gk_units:holidays", "节假日")
_ACT = "organisations.announce_holidays"
_COLUMNS = ("name", "first", "last", "work")
#: Rows of the form: a year's seven holidays and some to spare.
_ROWS = 9
_YEARS = range(2004, 2100)


@dataclass(frozen=True, slots=True)
class _Cell:
    """A day of the preview: its number (0 outside the month), how it is shown, and why."""

    number: int = 0
    state: str = ""
    why: str = ""


@require_safe
@hidden_from_others
def index(request: HttpRequest) -> HttpResponse:
    """The years that come with the program and those that were entered, newest first."""
    today = timezone.localdate()
    if not permissions.can_anywhere(request.user, "organisations.view", on=today):
        raise Http404
    notices = list(queries.holiday_notices())
    known = queries.calendar(today)
    context = {
        "shipped": sorted(announced(), key=lambda entry: (entry.year, entry.precedence), reverse=True),
        "entered": [(notice, queries.arrangement_of(notice), queries.is_shipped(notice)) for notice in notices],
        "coming": [(year, known.status(year) == "announced") for year in (today.year, today.year + 1)],
        "next": next(year for year in count(today.year) if known.status(year) != "announced"),
        "may_announce": permissions.can_at_the_top(request.user, _ACT, on=today),
    }
    return page(request, "holidays", "节假日", context, section=_SECTION)


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def announce(request: HttpRequest, year: int) -> HttpResponse:
    """A notice: read from its text or typed, shown as a calendar, and entered when that was confirmed."""
    today = timezone.localdate()
    permissions.require_at_the_top(request.user, _ACT, on=today)
    if year not in _YEARS:
        raise Http404
    corrected = queries.holiday_notices().filter(year=year, replaced_on=None, uid=request.GET.get("of", "")).first()
    rows = _typed(request) if request.method == "POST" else _rows_of(corrected)
    form = NoticeForm(request.POST or None, initial=model_to_dict(corrected) if corrected else None)
    context: dict[str, Any] = {"year": year, "form": form}
    status = 200
    if "read" in request.POST:
        rows = rows_of_notice(request.POST.get("text", "")) or rows
        form = context["form"] = NoticeForm(initial={name: request.POST.get(name, "") for name in form.fields})
        context["unread"] = not any(any(row.values()) for row in rows)
    elif request.method == "POST":
        parsed = _parsed(form, rows, year)
        if parsed.arrangement is None:
            context["row_errors"] = _show(form, parsed.errors)
            status = 422
        elif request.POST.get("digest") == (digest := _digest(parsed.arrangement)) and "confirm" in request.POST:
            try:
                acts.announce_holidays(parsed.arrangement, form.cleaned_data["source"], by=request.user, on=today)
            except Refused as refused:
                form.add_error(None, refused.message)
                status = 409
            else:
                messages.success(request, f"{year}年节假日安排已登记。")
                return redirect("gk_units:holidays")
        else:
            context |= {"remarks": parsed.remarks, "digest": digest, "months": _months(parsed.arrangement, today)}
    context["rows"] = _with_errors(rows, context.pop("row_errors", {}))
    return page(request, "notice", f"登记{year}年节假日安排", context, status=status, section=_SECTION)


def _typed(request: HttpRequest) -> list[dict[str, str]]:
    columns = [request.POST.getlist(column) for column in _COLUMNS]
    return [dict(zip(_COLUMNS, values, strict=True)) for values in zip(*columns, strict=False)]


def _rows_of(notice: HolidayNotice | None) -> list[dict[str, str]]:
    """The rows of a notice that is to be corrected; none for a new one."""
    return [
        {
            "name": holiday.name,
            "first": str(holiday.rest[0]) if holiday.rest else "",
            "last": str(holiday.rest[-1]) if holiday.rest else "",
            "work": "、".join(map(str, holiday.work)),
        }
        for holiday in (queries.arrangement_of(notice).holidays if notice else ())
    ]


def _parsed(form: NoticeForm, rows: Sequence[Mapping[str, str]], year: int) -> ParsedNotice:
    """What was typed, by the rules of the law package; a head that is no head is an error like the rest."""
    valid = form.is_valid()
    values = form.cleaned_data
    parsed = parse_notice(
        rows,
        year=year,
        number=values.get("number", ""),
        issued_on=values.get("issued_on"),
        title=values.get("title", ""),
        kind=values.get("kind") or "annual",
    )
    return parsed if valid else ParsedNotice(None, parsed.errors)


def _show(form: NoticeForm, errors: Sequence[FieldError]) -> dict[int, list[tuple[str, str]]]:
    """Put each error at its field; those of rows are returned by row, as column and sentence."""
    by_row: dict[int, list[tuple[str, str]]] = {}
    for error in errors:
        parts = error.field.split(".")
        if parts[0] == "rows" and len(parts) == 3:
            by_row.setdefault(int(parts[1]), []).append((parts[2], error.message))
        elif error.field in form.fields:
            if error.field not in form.errors:
                form.add_error(error.field, error.message)
        else:
            form.add_error(None, error.message)
    for place, found in sorted(by_row.items()):
        for _column, message in found:
            form.add_error(None, f"第{place + 1}行：{message}")
    return by_row


def _with_errors(
    rows: Sequence[Mapping[str, str]], errors: Mapping[int, list[tuple[str, str]]]
) -> list[dict[str, Any]]:
    empty = dict.fromkeys(_COLUMNS, "")
    shown = []
    for place, row in enumerate([*rows, *[empty] * (_ROWS - len(rows))]):
        wrong = {column for column, _message in errors.get(place, [])}
        shown.append({"number": place + 1, "cells": [(column, row[column], column in wrong) for column in _COLUMNS]})
    return shown


def _digest(arrangement: Arrangement) -> str:
    """Whether what is confirmed is what was shown."""
    return sha256(repr(arrangement).encode()).hexdigest()


def _months(arrangement: Arrangement, today: date) -> list[tuple[int, list[list[_Cell]]]]:
    """The year as it will be, month by month, weeks from Monday."""
    known = queries.calendar(today).extra
    others = [
        entry for entry in known
        if (entry.year, entry.kind) != (arrangement.year, arrangement.kind)
        or (entry.kind == "change" and entry.number != arrangement.number)
    ]  # fmt: skip
    days = Calendar([*others, arrangement])
    weeks = calendar.Calendar()
    return [
        (
            month,
            [
                [_cell(day, days) if day.month == month else _Cell() for day in week]
                for week in weeks.monthdatescalendar(arrangement.year, month)
            ],
        )
        for month in range(1, 13)
    ]


def _cell(day: date, days: Calendar) -> _Cell:
    why = days.why(day)
    if why.rule in {"notice", "local"}:
        state = "worked" if why.working and why.weekday > 5 else "" if why.working else "off"
    else:
        state = "weekend" if why.weekday > 5 else ""
    return _Cell(day.day, state, why.words)
