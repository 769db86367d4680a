"""What there is to see: the units with channels, a unit, a site, an account, their issues and readings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from gongkai.channels import kinds, queries
from gongkai.channels.acts import Channel
from gongkai.channels.forms import YearForm
from gongkai.channels.models import Account, Website
from gongkai.channels.queries import traffic
from gongkai.channels.views.answers import asked_of, asked_unit, crumbs, page, today, unit_crumbs
from gongkai.organisations import permissions
from gongkai.organisations.models import Organisation
from gongkai.organisations.views import hidden_from_others

_TYPES = {"png": "image/png", "jpg": "image/jpeg", "pdf": "application/pdf"}


@require_safe
@hidden_from_others
def index(request: HttpRequest) -> HttpResponse:
    """The units with channels that the person may see; straight to the one if there is one alone."""
    if not permissions.can_anywhere(request.user, "channels.view", on=today()):
        raise Http404
    every = Organisation.objects.filter(closed_on__isnull=True)
    seen = permissions.visible(every, request.user, "channels.view", on=today(), unit="pk")
    if chosen := request.GET.get("unit"):
        return redirect("gk_channels:unit", code=asked_unit(request, chosen, "channels.view").code)
    rows = list(queries.units_with_channels(seen))
    others = list(seen.exclude(pk__in=[unit.pk for unit in rows]).order_by("code"))
    if len(rows) + len(others) == 1:
        return redirect("gk_channels:unit", code=(rows or others)[0].code)
    return page(request, "index", "渠道", {"units": rows, "others": others}, trail=[])


@require_safe
@hidden_from_others
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """The channels of a unit, and a year of them beside the year before."""
    found = asked_unit(request, code, "channels.view")
    sites, accounts = queries.sites_of(found), queries.accounts_of(found)
    channels: list[Channel] = [*accounts, *sites]
    year, years = _year(request, channels)
    may = permissions.acts_at(request.user, found, on=today())
    context = {
        "unit": found,
        "sites": sites,
        "accounts": accounts,
        "imports": queries.imports_of(found),
        "may": {act.partition(".")[2] for act in may if act.startswith("channels.")} if not found.closed_on else set(),
        **_compared(channels, year),
        "years": years,
    }
    return page(request, "unit", f"{found.name}：渠道", context, trail=[])


@require_safe
@hidden_from_others
def site(request: HttpRequest, uid: str) -> HttpResponse:
    """A website: facts, columns, and a year beside the year before."""
    found = asked_of(request, queries.site(uid), "channels.view")
    year, _years = _year(request, [found])
    counted = [traffic.year_of(found, number) for number in (year, year - 1)] if found.is_own else []
    more = {"nodes": queries.columns_of(found), "traffic": [entry for entry in counted if entry.days],
            "visitors_added": traffic.VISITORS_ADDED_BY_DAY}  # fmt: skip
    return _channel(request, "site", found, more)


@require_safe
@hidden_from_others
def account(request: HttpRequest, uid: str) -> HttpResponse:
    """An account: facts, the issues sent last, and a year beside the year before."""
    found = asked_of(request, queries.account(uid), "channels.view")
    return _channel(request, "account", found, {"issues": queries.issues_of(found, size=10)})


@require_safe
@hidden_from_others
def issues(request: HttpRequest, uid: str) -> HttpResponse:
    """The issues of an account, of a year or all, page by page."""
    found = asked_of(request, queries.account(uid), "channels.view")
    year = _asked_year(request)
    listed = queries.issues_of(found, year=year, behind=request.GET.get("behind", ""))
    counted = queries.sent([found], date(year, 1, 1), date(year, 12, 31))[found.pk] if year else None
    context = {"account": found, "listed": listed, "year": year, "counted": counted}
    return page(request, "issues", f"{found.name}：推送", context, trail=crumbs(found))


@require_safe
@hidden_from_others
def account_readings(request: HttpRequest, uid: str) -> HttpResponse:
    """The readings of an account."""
    return _readings(request, asked_of(request, queries.account(uid), "channels.view"))


@require_safe
@hidden_from_others
def site_readings(request: HttpRequest, uid: str) -> HttpResponse:
    """The readings of a website."""
    return _readings(request, asked_of(request, queries.site(uid), "channels.view"))


@require_safe
@hidden_from_others
def evidence(request: HttpRequest, uid: str) -> HttpResponse:
    """The evidence of a reading, as a file to keep: a browser is not to run what somebody uploaded."""
    found = queries.reading(uid)
    if found is None:
        raise Http404
    permissions.require(request.user, "channels.view", found.organisation, on=today())
    if not found.evidence or not found.evidence.storage.exists(found.evidence.name):
        raise Http404
    ending = found.evidence.name.rpartition(".")[2]
    answer = FileResponse(
        found.evidence.open("rb"), as_attachment=True, filename=f"reading-{found.uid}.{ending}",
        content_type=_TYPES.get(ending, "application/octet-stream"),
    )  # fmt: skip
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def _channel(request: HttpRequest, name: str, found: Website | Account, more: dict[str, Any]) -> HttpResponse:
    year, years = _year(request, [found])
    may = permissions.acts_at(request.user, found.organisation, on=today())
    context = {
        name: found,
        "may": {act.partition(".")[2] for act in may if act.startswith("channels.")},
        **_compared([found], year),
        "years": years,
        **more,
    }
    return page(request, name, found.name, context, trail=unit_crumbs(found.organisation))


def _compared(channels: Sequence[Channel], year: int) -> dict[str, Any]:
    """A year beside the year before: what was read, and what was sent out."""
    accounts = [channel for channel in channels if isinstance(channel, Account)]
    now, before = (
        queries.sent(accounts, date(number, 1, 1), date(number, 12, 31)) for number in (year, year - 1)
    )  # fmt: skip
    entries = queries.years_on_year(channels, year)
    read = [entry for entry in entries if entry.now.value is not None or entry.before.value is not None]
    pushed = [(found, now[found.pk], before[found.pk]) for found in accounts]
    return {
        "year": year,
        "read": read,
        "pushed": [row for row in pushed if row[1].issues or row[2].issues],
    }


def _readings(request: HttpRequest, channel: Website | Account) -> HttpResponse:
    year = _asked_year(request)
    of = "account" if isinstance(channel, Account) else "site"
    measure = kinds.measures().get(request.GET.get("measure", ""))
    behind = request.GET.get("behind", "")
    may = permissions.acts_at(request.user, channel.organisation, on=today())
    context = {
        "channel": channel,
        "of": of,
        "measures": [found for found in kinds.measures().values() if of in found.of],
        "measure": measure,
        "year": year,
        "listed": queries.readings_of(channel, measure=measure.id if measure else "", year=year, behind=behind),
        "chart": queries.chart(channel, measure) if measure and not behind else None,
        "may_strike": "channels.strike_reading" in may,
    }
    title = f"{channel.name}：{measure.label if measure else '读数'}"
    return page(request, "readings", title, context, trail=crumbs(channel))


def _asked_year(request: HttpRequest) -> int | None:
    form = YearForm(request.GET)
    return form.cleaned_data["year"] if form.is_valid() else None


def _year(request: HttpRequest, channels: Sequence[Channel]) -> tuple[int, list[int]]:
    """The year to show (the last one of which anything is known, unless another is asked for), and those there are."""
    years = queries.years_read(channels)
    year = _asked_year(request) or (years[0] if years else today().year)
    return year, sorted({*years, year}, reverse=True)
