"""Forms that enter, correct, move and end channels, and that record issues and readings; each calls one act."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from gongkai.channels import acts, queries
from gongkai.channels.acts import AccountDescription, ColumnDescription, IssueRow, ReadingRow, SiteDescription
from gongkai.channels.acts.evidence import MOST_BYTES
from gongkai.channels.forms import (
    AccountForm,
    CloseAccountForm,
    CloseSiteForm,
    ColumnForm,
    FromForm,
    IssueForm,
    MergeForm,
    MoveForm,
    ReadingForm,
    SiteForm,
    StrikeForm,
)
from gongkai.channels.models import Account, Website
from gongkai.channels.views.answers import answered, asked_of, asked_unit, crumbs, today, unit_crumbs
from gongkai.organisations import permissions
from gongkai.organisations.views import hidden_from_others

_methods = require_http_methods(["GET", "HEAD", "POST"])
Values = dict[str, Any]


@_methods
@hidden_from_others
def enter_site(request: HttpRequest, code: str) -> HttpResponse:
    """A website of a unit."""
    unit = asked_unit(request, code, "channels.enter_site")

    def act(values: Values) -> None:
        acts.enter_site(unit, SiteDescription(**values), by=request.user, on=today())

    form = SiteForm(request.POST or None)
    return answered(request, form, act, title="登记网站", trail=unit_crumbs(unit), done="网站已登记。")


@_methods
@hidden_from_others
def correct_site(request: HttpRequest, uid: str) -> HttpResponse:
    """What is entered of a website, corrected."""
    site = asked_of(request, queries.site(uid), "channels.enter_site")

    def act(values: Values) -> None:
        described = SiteDescription(code=site.code, **values)
        acts.enter_site(site.organisation, described, by=request.user, on=today())

    form = _without(SiteForm(request.POST or None, initial=_initial(site, SiteForm)), "code")
    return answered(request, form, act, title="更正网站", trail=crumbs(site), done="已更正。")


@_methods
@hidden_from_others
def close_site(request: HttpRequest, uid: str) -> HttpResponse:
    """A website ends."""
    site = asked_of(request, queries.site(uid), "channels.close_site")

    def act(values: Values) -> None:
        acts.close_site(site, values["closing"], by=request.user, on=today(), from_on=values["from_on"])

    form = CloseSiteForm(request.POST or None, initial={"from_on": today()})
    return answered(request, form, act, title="关停网站", trail=crumbs(site), done="网站已关停。",
                    warning="还在使用的栏目随之停用。关停以后不能恢复，代码不重复使用。")  # fmt: skip


@_methods
@hidden_from_others
def enter_column(request: HttpRequest, uid: str) -> HttpResponse:
    """A column of a website."""
    site = asked_of(request, queries.site(uid), "channels.enter_column")

    def act(values: Values) -> None:
        acts.enter_column(site, ColumnDescription(**values), by=request.user, on=today())

    initial = {"opened_on": today(), "parent": request.GET.get("below")}
    form = ColumnForm(request.POST or None, initial=initial, columns=site.columns.filter(closed_on__isnull=True))
    return answered(request, form, act, title="开设栏目", trail=crumbs(site), done="栏目已开设。")


@_methods
@hidden_from_others
def correct_column(request: HttpRequest, uid: str) -> HttpResponse:
    """What is entered of a column, corrected."""
    column = asked_of(request, queries.column(uid), "channels.enter_column")

    def act(values: Values) -> None:
        described = ColumnDescription(code=column.code, parent=column.parent, position=column.position, **values)
        acts.enter_column(column.website, described, by=request.user, on=today())

    form = ColumnForm(request.POST or None, initial=_initial(column, ColumnForm), columns=column.website.columns.none())
    form = _without(form, "code", "parent", "position")
    return answered(request, form, act, title=f"更正栏目“{column.name}”", trail=crumbs(column), done="已更正。")


@_methods
@hidden_from_others
def move_column(request: HttpRequest, uid: str) -> HttpResponse:
    """A column goes elsewhere in its tree."""
    column = asked_of(request, queries.column(uid), "channels.move_column")

    def act(values: Values) -> None:
        acts.move_column(column, values["parent"], values["position"], by=request.user, on=today())

    initial = {"parent": column.parent and column.parent.uid, "position": column.position}
    others = column.website.columns.filter(closed_on__isnull=True).exclude(pk=column.pk)
    form = MoveForm(request.POST or None, initial=initial, columns=others)
    return answered(request, form, act, title=f"调整栏目“{column.name}”", trail=crumbs(column), done="栏目已调整。",
                    warning="下级栏目随之移动。")  # fmt: skip


@_methods
@hidden_from_others
def close_column(request: HttpRequest, uid: str) -> HttpResponse:
    """A column ends."""
    column = asked_of(request, queries.column(uid), "channels.close_column")

    def act(values: Values) -> None:
        acts.close_column(column, by=request.user, on=today(), from_on=values["from_on"])

    form = FromForm(request.POST or None, initial={"from_on": today()})
    return answered(request, form, act, title=f"停用栏目“{column.name}”", trail=crumbs(column), done="栏目已停用。",
                    warning="停用以后不能恢复，代码不重复使用。")  # fmt: skip


@_methods
@hidden_from_others
def enter_account(request: HttpRequest, code: str) -> HttpResponse:
    """An account of a unit."""
    unit = asked_unit(request, code, "channels.enter_account")

    def act(values: Values) -> None:
        acts.enter_account(unit, AccountDescription(**values), by=request.user, on=today())

    form = AccountForm(request.POST or None)
    return answered(request, form, act, title="登记账号", trail=unit_crumbs(unit), done="账号已登记。")


@_methods
@hidden_from_others
def correct_account(request: HttpRequest, uid: str) -> HttpResponse:
    """What is entered of an account, corrected."""
    account = asked_of(request, queries.account(uid), "channels.enter_account")

    def act(values: Values) -> None:
        described = AccountDescription(platform=account.platform, number=account.number, **values)
        acts.enter_account(account.organisation, described, by=request.user, on=today())

    form = AccountForm(request.POST or None, initial=_initial(account, AccountForm))
    form = _without(form, "platform", "number")
    return answered(request, form, act, title="更正账号", trail=crumbs(account), done="已更正。")


@_methods
@hidden_from_others
def merge_account(request: HttpRequest, uid: str) -> HttpResponse:
    """An account goes into another one."""
    account = asked_of(request, queries.account(uid), "channels.merge_account")

    def act(values: Values) -> None:
        acts.merge_account(account, values["into"], values["closing"], by=request.user, on=today(),
                           from_on=values["from_on"])  # fmt: skip

    every = Account.objects.filter(closed_on__isnull=True).exclude(pk=account.pk)
    others = permissions.visible(every, request.user, "channels.merge_account", on=today())
    form = MergeForm(request.POST or None, initial={"from_on": today()}, accounts=others)
    return answered(request, form, act, title="归并账号", trail=crumbs(account), done="账号已归并。",
                    warning="原账号的推送和读数保留在它名下。归并以后不能恢复。")  # fmt: skip


@_methods
@hidden_from_others
def close_account(request: HttpRequest, uid: str) -> HttpResponse:
    """An account ends."""
    account = asked_of(request, queries.account(uid), "channels.close_account")

    def act(values: Values) -> None:
        acts.close_account(account, values["closing"], by=request.user, on=today(), from_on=values["from_on"])

    form = CloseAccountForm(request.POST or None, initial={"from_on": today()})
    return answered(request, form, act, title="注销账号", trail=crumbs(account), done="账号已注销。",
                    warning="注销以后不能恢复。")  # fmt: skip


@_methods
@hidden_from_others
def record_issue(request: HttpRequest, uid: str) -> HttpResponse:
    """What an account sent out."""
    account = asked_of(request, queries.account(uid), "channels.record_issue")

    def act(values: Values) -> None:
        number = values["number"] or values["published_on"].isoformat()
        row = IssueRow(number, values["published_on"], values["titles"])
        acts.record_issue(account, row, by=request.user, on=today())

    form = IssueForm(request.POST or None, initial={"published_on": today()})
    return answered(request, form, act, title="登记推送", trail=crumbs(account), done="推送已登记。")


@_methods
@hidden_from_others
def record_account_reading(request: HttpRequest, uid: str) -> HttpResponse:
    """A figure of an account."""
    return _record_reading(request, asked_of(request, queries.account(uid), "channels.record_reading"))


@_methods
@hidden_from_others
def record_site_reading(request: HttpRequest, uid: str) -> HttpResponse:
    """A figure of a website."""
    return _record_reading(request, asked_of(request, queries.site(uid), "channels.record_reading"))


@_methods
@hidden_from_others
def strike_reading(request: HttpRequest, uid: str) -> HttpResponse:
    """A reading that was wrong."""
    reading = queries.reading(uid)
    channel = reading and (reading.account or reading.website)
    if reading is None or channel is None:
        raise Http404
    asked_of(request, channel, "channels.strike_reading")

    def act(values: Values) -> None:
        acts.strike_reading(reading, values["reason"], by=request.user, on=today())

    when = acts.period_words(reading.from_on, reading.until_on)
    title = f"作废{reading.get_measure_display()}{reading.value:,}（{when}）"
    return answered(request, StrikeForm(request.POST or None), act, title=title, trail=crumbs(channel),
                    done="读数已作废。", warning="作废的读数留在记录里，不再计算；可以再登记正确的。")  # fmt: skip


def _record_reading(request: HttpRequest, channel: Website | Account) -> HttpResponse:
    def act(values: Values) -> None:
        sent = values.pop("evidence")
        row = ReadingRow(channel, **values)
        evidence = sent.read(MOST_BYTES + 1) if sent else b""
        acts.record_reading(row, by=request.user, on=today(), evidence=evidence)

    form = ReadingForm(request.POST or None, request.FILES or None, channel=channel)
    return answered(request, form, act, title="登记读数", trail=crumbs(channel), done="读数已登记。")


def _initial(thing: Any, form: type[forms.Form]) -> Values:
    return {name: getattr(thing, name) for name in form.base_fields if name != "parent"}


def _without(form: Any, *names: str) -> Any:
    """*form* without what a correction does not change."""
    for name in names:
        del form.fields[name]
    return form
