"""Units, people and posts in the back office: each view reads the request, calls one act or query, answers."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.errors import Refused, Unreadable
from gongkai.organisations import acts, imports, permissions, queries
from gongkai.organisations.forms import (
    AppointForm,
    ChangeForm,
    CloseForm,
    DayForm,
    DescribeForm,
    DismissForm,
    EnterForm,
    ImportForm,
    MergeForm,
    MoveForm,
    RenameForm,
    SuperviseForm,
)
from gongkai.organisations.models import ALWAYS, Organisation
from gongkai.organisations.roles import matrix
from gongkai.organisations.views.pages import address, answer_form, hidden_from_others, page, unit_for

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class _Change:
    """A change to a unit: its form, and the act that is called with what the form holds."""

    form: type[ChangeForm]
    act: Callable[..., Any]
    warning: str = ""

    @property
    def name(self) -> str:
        return f"organisations.{self.act.__name__}"


_CHANGES = {
    "rename": _Change(RenameForm, acts.rename),
    "move": _Change(MoveForm, acts.move, "下级机关随之划转。"),
    "merge": _Change(MergeForm, acts.merge, "下级机关一并划入，本机关的职务同时终止。合并以后不能恢复。"),
    "close": _Change(CloseForm, acts.close, "本机关的职务同时终止。撤销以后不能恢复。"),
    "supervise": _Change(SuperviseForm, acts.supervise),
    "describe": _Change(DescribeForm, acts.describe),
}


@require_safe
@hidden_from_others
def tree(request: HttpRequest) -> HttpResponse:
    """The units that the person may see, as they stood on a day."""
    today = timezone.localdate()
    _require_anywhere(request, "organisations.view")
    form = DayForm(request.GET or None)
    day = (form.is_valid() and form.cleaned_data["on"]) or today
    context = {
        "nodes": queries.tree(day, among=_seen_by(request, today)),
        "form": form if form.is_bound else DayForm({"on": day}),
        "day": day,
        "may_import": permissions.can_anywhere(request.user, "organisations.import", on=today),
        "may_enter_top": permissions.can(request.user, "organisations.enter", None, on=today),
        "closed": _seen_by(request, today).filter(closed_on__lte=day).order_by("-closed_on", "code"),
    }
    return page(request, "tree", "机关", context)


@require_safe
@hidden_from_others
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """One unit: facts, history, posts, and what may be done."""
    today = timezone.localdate()
    found = unit_for(request, code, "organisations.view", today)
    may = permissions.acts_at(request.user, found, on=today)
    history = queries.history(found)
    context = {
        "unit": found,
        "history": history,
        "facts": _labelled(queries.facts_on(found, queries.last_day(found, today))),
        "supervisor": queries.supervisor_on(found, queries.last_day(found, today)),
        "children": queries.open_children(found, today),
        "posts": [(post, post.until_on is None or post.until_on > today) for post in history.posts],
        "changes": [] if found.closed_on else [
            (matrix().acts[entry.name].label, reverse("gk_units:change", args=[code, slug]))
            for slug, entry in _CHANGES.items() if entry.name in may
        ],
        "may_appoint": "organisations.appoint" in may and found.closed_on is None,
        "may_dismiss": "organisations.dismiss" in may,
        "may_invite": "organisations.invite" in may,
        "may_enter": found.closed_on is None
        and permissions.can(request.user, "organisations.enter", found, on=today),
        "ALWAYS": ALWAYS,
    }  # fmt: skip
    return page(request, "unit", found.name, context)


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def change(request: HttpRequest, code: str, change: str) -> HttpResponse:
    """One of the changes to a unit."""
    today = timezone.localdate()
    if change not in _CHANGES:
        raise Http404
    entry = _CHANGES[change]
    found = unit_for(request, code, "organisations.view", today)
    asked = found if matrix().acts[entry.name].asked_of == "unit" else found.parent
    permissions.require(request.user, entry.name, asked, on=today)
    initial = {"from_on": today, "parent": found.parent and found.parent.code}
    initial |= _facts_of(found, today) if entry.form is DescribeForm else {}
    form = entry.form(request.POST or None, initial=initial, units=_seen_by(request, today).filter(closed_on=None))

    def act(values: dict[str, Any]) -> None:
        from_on = values.pop("from_on")
        given = (values,) if entry.form is DescribeForm else tuple(values.values())
        entry.act(found, *given, by=request.user, on=today, from_on=from_on)

    title = f"{found.name}：{matrix().acts[entry.name].label}"
    return answer_form(request, form, act, title=title, back=address(found), done="已登记。", warning=entry.warning)


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def enter(request: HttpRequest, code: str | None = None) -> HttpResponse:
    """A new unit, below another or at the top."""
    today = timezone.localdate()
    parent = unit_for(request, code, "organisations.enter", today) if code else None
    permissions.require(request.user, "organisations.enter", parent, on=today)

    def act(values: dict[str, Any]) -> None:
        if queries.by_code(values["code"]) is not None:
            raise Refused(f"代码“{values['code']}”已经有机关使用，请换一个。")
        values["opened_on"] = values["opened_on"] or ALWAYS
        acts.enter(acts.Description(**values, parent=parent), by=request.user, on=today)

    title = f"在{parent.name}下登记机关" if parent else "登记顶级机关"
    form = EnterForm(request.POST or None)
    return answer_form(request, form, act, title=title, back=address(parent), done="机关已登记。")


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def appoint(request: HttpRequest, code: str) -> HttpResponse:
    """A person takes up a role at a unit; a person not known yet is entered."""
    today = timezone.localdate()
    found = unit_for(request, code, "organisations.appoint", today)
    form = AppointForm(request.POST or None, initial={"from_on": today})

    def act(values: dict[str, Any]) -> None:
        person = acts.Person(values["username"], values["name"], values["email"])
        days = {"from_on": values["from_on"], "until_on": values["until_on"]}
        acts.appoint(person, values["role"], found, by=request.user, on=today, **days)

    return answer_form(request, form, act, title=f"{found.name}：任职", back=address(found), done="任职已登记。")


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def dismiss(request: HttpRequest, code: str, uid: str) -> HttpResponse:
    """A post ends."""
    today = timezone.localdate()
    found = unit_for(request, code, "organisations.dismiss", today)
    post = found.posts.select_related("user").filter(uid=uid).first()
    if post is None:
        raise Http404

    def act(values: dict[str, Any]) -> None:
        acts.dismiss(post, by=request.user, on=today, until_on=values["until_on"])

    form = DismissForm(request.POST or None, initial={"until_on": today})
    title = f"{post.user}不再任{found.name}{post.get_role_display()}"
    return answer_form(request, form, act, title=title, back=address(found), done="免职已登记。")


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def import_file(request: HttpRequest) -> HttpResponse:
    """A spreadsheet: looked at, then taken over; or given back with its cells marked."""
    today = timezone.localdate()
    _require_anywhere(request, "organisations.import")
    form = ImportForm(request.POST or None, request.FILES or None)
    sent = _sent(request)
    if sent is None:
        return page(request, "import", "批量导入", {"form": form, "sheets": imports.SHEETS})
    try:
        plan = imports.read_tables(sent[1], sent[0])
    except Unreadable as wrong:
        form.add_error("file", str(wrong)) if form.is_valid() else form.add_error(None, str(wrong))
        return page(request, "import", "批量导入", {"form": form, "sheets": imports.SHEETS}, status=400)
    refused = ""
    if "confirm" in request.POST:
        try:
            imports.import_units(plan, by=request.user, on=today, shown=request.POST.get("digest", ""))
        except Refused as wrong:
            refused = wrong.message
        else:
            messages.success(request, f"已导入：新增{plan.count('new')}行，变更{plan.count('changed')}行。")
            return redirect("gk_units:tree")
    else:
        imports.rehearse(plan, by=request.user, on=today)
    if "marked" in request.POST:
        return _download(imports.marked_workbook(plan), "units-marked.xlsx")
    context = {
        "plan": plan,
        "content": base64.b64encode(sent[1]).decode(),
        "digest": plan.digest(),
        "refused": refused,
        "counts": [(word, plan.count(state)) for word, state in imports.STATES],
    }
    status = 422 if plan.problems else 409 if refused else 200
    return page(request, "preview", "批量导入：预览", context, status=status)


@require_safe
@hidden_from_others
def template(request: HttpRequest) -> HttpResponse:
    """The empty form."""
    _require_anywhere(request, "organisations.import")
    return _download(imports.template_workbook(), "units-template.xlsx")


def _seen_by(request: HttpRequest, today: date) -> Any:
    return permissions.visible(
        Organisation.objects.order_by("code"), request.user, "organisations.view", on=today, unit="pk"
    )


def _require_anywhere(request: HttpRequest, act: str) -> None:
    if not permissions.can_anywhere(request.user, act, on=timezone.localdate()):
        raise Http404


def _facts_of(unit: Organisation, today: date) -> dict[str, Any]:
    facts = queries.facts_on(unit, today)
    return {name: getattr(facts, name) for name in acts.FACTS} if facts else {}


def _labelled(facts: Any) -> list[tuple[str, Any]]:
    return [(label, getattr(facts, name)) for name, label in acts.FACTS.items()] if facts else []


def _sent(request: HttpRequest) -> tuple[str, bytes] | None:
    """The file: just uploaded, or carried by the page that showed its preview."""
    if upload := request.FILES.get("file"):
        return upload.name, upload.read(imports.MOST_BYTES + 1)
    if content := request.POST.get("content"):
        try:
            return request.POST.get("name", "")[:200], base64.b64decode(content, validate=True)
        except binascii.Error:
            return None
    return None


def _download(data: bytes, name: str) -> HttpResponse:
    return HttpResponse(data, content_type=_XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})
