"""What can be asked about problems and measures: of a unit, of a report, and what is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from gongkai.organisations.models import Organisation
from gongkai.oversight.models import Measure, Problem

PAGE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list: its rows, and the key that the next one starts behind ("" at the end)."""

    rows: list[Any]
    following: str


@dataclass(frozen=True, slots=True)
class Answered:
    """
    A problem that an earlier report named, and what has become of it by the end of the year.

    Args:
        problem: Which.
        is_solved: Whether it was solved by then.
        done: The measures that were done by then.
        undone: Those that were not.
    """

    problem: Problem
    is_solved: bool
    done: list[Measure]
    undone: list[Measure]


@dataclass(frozen=True, slots=True)
class ForReport:
    """
    What section five of a year's report has to speak of (Regulation art. 50(4)).

    Args:
        year: The report's year.
        named: The problems that it names, each with its measures.
        answered: Those that the report before it named, and older ones that were open when the year began.
    """

    year: int
    named: list[Problem]
    answered: list[Answered]


def problem(uid: str) -> Problem | None:
    """The problem of that uid with its measures, or None."""
    rows = Problem.objects.select_related("organisation", "evidence").prefetch_related(_measures(struck=True))
    return rows.filter(uid=uid).first()


def measure(uid: str) -> Measure | None:
    """The measure of that uid with its problem, or None."""
    return Measure.objects.select_related("problem__organisation", "evidence").filter(uid=uid).first()


def problems_of(unit: Organisation, *, state: str = "", behind: str = "", size: int = PAGE) -> Page:
    """
    The problems of a unit, newest first, with how many measures are done and undone; one query.

    Args:
        unit: Whose.
        state: `open`, `solved` or `struck`; every one that is not struck if "".
        behind: The key of the last one that was seen, as the page before gave it.
        size: How many.
    """
    rows = unit.problems.filter(struck_on__isnull=state != "struck")
    if state in {"open", "solved"}:
        rows = rows.filter(solved_on__isnull=state == "open")
    kept = Q(measures__struck_on__isnull=True, measures__pk__isnull=False)
    rows = rows.annotate(
        done=Count("measures", filter=kept & Q(measures__done_on__isnull=False)),
        undone=Count("measures", filter=kept & Q(measures__done_on__isnull=True)),
    ).order_by("-found_on", "-pk")
    on, _, key = behind.partition("_")
    if key.isdecimal() and (last := _day(on)) is not None:
        rows = rows.filter(Q(found_on__lt=last) | Q(found_on=last, pk__lt=int(key)))
    found = list(rows[: size + 1])
    shown = found[:size]
    return Page(shown, f"{shown[-1].found_on.isoformat()}_{shown[-1].pk}" if len(found) > size else "")


def for_report(unit: Organisation, year: int) -> ForReport:
    """
    The problems that the report of *year* names, and those of earlier reports for which it must answer; four queries.

    A problem of last year's report is answered for whatever became of it; an older one as long as it was open when the
    year began. What became of them is told as of the last day of the year.
    """
    kept = unit.problems.filter(struck_on__isnull=True).prefetch_related(_measures(struck=False))
    still = Q(solved_on__isnull=True) | Q(solved_on__gte=date(year, 1, 1))
    before = Q(report_year=year - 1) | Q(report_year__lt=year - 1) & still
    answered = kept.filter(before).order_by("report_year", "found_on", "pk")
    named = kept.filter(report_year=year).order_by("found_on", "pk")
    return ForReport(year, list(named), [_answered(found, date(year, 12, 31)) for found in answered])


def years_of_reports(unit: Organisation) -> list[int]:
    """The years whose reports name a problem of *unit*, newest first."""
    rows = unit.problems.filter(struck_on__isnull=True, report_year__isnull=False)
    return sorted(set(rows.values_list("report_year", flat=True)), reverse=True)  # type: ignore[type-var]


def measures_due(units: QuerySet[Organisation], until: date) -> list[Measure]:
    """The measures at *units* that are to be done by *until* and are not, the longest overdue first; one query."""
    rows = Measure.objects.filter(
        problem__organisation__in=units, problem__struck_on__isnull=True, done_on__isnull=True,
        struck_on__isnull=True, due_on__lte=until,
    )  # fmt: skip
    return list(rows.select_related("problem__organisation").order_by("due_on", "pk"))


def _measures(*, struck: bool) -> Prefetch[Any]:
    rows = Measure.objects.select_related("evidence").order_by("pk")
    return Prefetch("measures", rows if struck else rows.filter(struck_on__isnull=True))


def _answered(problem: Problem, end: date) -> Answered:
    done = [row for row in problem.measures.all() if row.done_on is not None and row.done_on <= end]
    undone = [row for row in problem.measures.all() if row not in done]
    return Answered(problem, problem.solved_on is not None and problem.solved_on <= end, done, undone)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
