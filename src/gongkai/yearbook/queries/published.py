"""Reports that are published: lists, one of them, its files."""

from __future__ import annotations

from functools import lru_cache

from django.db.models import Exists, OuterRef, QuerySet

from gongkai.organisations.models import Organisation
from gongkai.report import Report
from gongkai.report.writing import render
from gongkai.yearbook.models import PublishedReport


def all_published() -> QuerySet[PublishedReport]:
    """
    Every published report with its body, without the texts: real ones before samples, newest year first.

    Of a report that was corrected the newest version alone.
    """
    later = PublishedReport.objects.filter(
        organisation=OuterRef("organisation"), year=OuterRef("year"), scope=OuterRef("scope"),
        number__gt=OuterRef("number"),
    )  # fmt: skip
    return (
        PublishedReport.objects.filter(~Exists(later))
        .select_related("organisation")
        .defer("text")
        .order_by("organisation__is_sample", "-year", "organisation__code", "scope")
    )


def published_report(
    code: str, year: int, *, scope: str | None = None, number: int | None = None
) -> PublishedReport | None:
    """
    The report of the body of that code on that year, with its body, or None.

    Args:
        code: The body's code.
        year: The year.
        scope: `body` or `level`; without it the body's own, and that of its level where there is no other.
        number: Which version; the newest without it.
    """
    found = PublishedReport.objects.select_related("organisation__parent").filter(organisation__code=code, year=year)
    if scope is not None:
        found = found.filter(scope=scope)
    if number is not None:
        found = found.filter(number=number)
    return found.order_by("scope", "-number").first()


def published_years(organisation: Organisation) -> list[int]:
    """The years on which the body has published, newest first."""
    return list(organisation.reports.order_by("-year").values_list("year", flat=True).distinct())


@lru_cache(maxsize=64)
def _rendered(digest: str, text: str, to: str) -> bytes:
    return render(Report.from_json(text), to)


def render_report(published: PublishedReport, to: str) -> bytes:
    """
    A published report as a file; the frozen text itself for JSON.

    A frozen text never changes, so a file once made is kept in memory under its digest.

    Args:
        published: The report.
        to: `json`, `html`, `docx`, `pdf`, `xlsx` or `md`.

    Raises:
        MissingExtra: the format needs a library that is not installed.
    """
    if to == "json":
        return published.text.encode()
    return _rendered(published.sha256, published.text, to)
