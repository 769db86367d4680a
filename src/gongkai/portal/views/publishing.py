"""What is published: sites, their columns, and each publication."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongkai.channels.models import Website
from gongkai.portal.queries import publishing
from gongkai.publications import rendering
from gongkai.publications.queries import public
from gongkai.registers.queries import budgets
from gongkai.registers.queries import tables as registers


@require_safe
def site(request: HttpRequest, code: str) -> HttpResponse:
    """A site of our own: its columns, and the newest of each."""
    found = public.site_by_code(code)
    if found is None:
        raise Http404
    _belongs_to(request, found)
    today = timezone.localdate()
    newest = public.newest_of(found, today)
    columns = [(column, entries, newest.get(column.pk, [])) for column, entries in public.columns_of(found, today)]
    shown = registers.public_registers(found.organisation, today)
    return render(request, "portal/site.html", {"site": found, "columns": columns, "registers": shown})


@require_safe
def column(request: HttpRequest, code: str) -> HttpResponse:
    """The newest entries of a column."""
    return _column(request, code, None)


@require_safe
def column_page(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One page of a column, numbered from the oldest."""
    return _column(request, code, number)


@require_safe
def publication(request: HttpRequest, uid: str) -> HttpResponse:
    """One publication; 410 where it was withdrawn."""
    found = public.by_uid(uid)
    if found is None:
        raise Http404
    if not found.live:
        return render(request, "portal/refused.html", {"message": _("这条信息已经撤下。")}, status=410)
    page = publishing.page_of(found, timezone.localdate())
    if page.website is not None:
        _belongs_to(request, page.website)
    budget = budgets.of_publication(found)
    tables = budgets.tables_of(budget) if budget is not None else []
    context = {"page": page, "body": rendering.body(found), "budget": budget, "budget_tables": tables}
    return render(request, "portal/publication.html", context)


def _column(request: HttpRequest, code: str, number: int | None) -> HttpResponse:
    today = timezone.localdate()
    found = public.column_by_code(code, today)
    page = public.page_of_column(found, today, number) if found else None
    if found is None or page is None:
        raise Http404
    _belongs_to(request, found.website)
    context = {
        "column": found,
        "path": publishing.path_of(found)[:-1],
        "below": public.columns_below(found),
        "page": page,
        "is_newest": number is None,
    }
    return render(request, "portal/column.html", context)


def _belongs_to(request: HttpRequest, website: Website) -> None:
    """Say for which site the view of this page counts."""
    request.website_id = website.pk  # type: ignore[attr-defined]
