"""Amounts that no record can know: proposed at a cell, approved by another, struck where they are wrong."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongkai.errors import NotAllowed, Refused
from gongkai.figures import words
from gongkai.organisations import permissions
from gongkai.organisations.views import hidden_from_others, sent
from gongkai.yearbook.acts import adjustments as acts
from gongkai.yearbook.arithmetic import edition_of
from gongkai.yearbook.forms import AdjustForm, ReasonForm
from gongkai.yearbook.models import Adjustment, YearReport
from gongkai.yearbook.queries.additions import adjustments_of
from gongkai.yearbook.queries.makings import adjustment_by_uid
from gongkai.yearbook.queries.years import making_of
from gongkai.yearbook.views.answers import asked_report, crumbs, may_at, names_of, page, today

#: So many are shown; a report has a handful, and hundreds only where a year was typed in as opening entries.
_SHOWN = 500


@require_safe
@hidden_from_others
def listed(request: HttpRequest, uid: str) -> HttpResponse:
    """Every adjustment of the report: those that wait for approval first."""
    making = asked_report(request, uid, "yearbook.view")
    rows = list(adjustments_of(making.organisation, making.year, making.scope)[:_SHOWN])
    waiting = [row for row in rows if row.approved_on is None and row.struck_on is None]
    others = [row for row in rows if row.approved_on is not None or row.struck_on is not None]
    context = {
        "making": making,
        "tab": "adjustments",
        "waiting": waiting,
        "others": others,
        "names": names_of(name for row in rows for name in (row.author, row.approved_by)),
        "labels": {row.cell: words(row.cell, making.year)[0] for row in rows},
        "may": may_at(request, making.organisation),
    }
    return page(request, "adjustments", "调整", context, trail=crumbs(making))


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def propose(request: HttpRequest, uid: str, cell: str) -> HttpResponse:
    """Propose an amount for a cell."""
    making = asked_report(request, uid, "yearbook.propose_adjustment")
    if cell not in edition_of(making.year).cells:
        raise Http404
    form = AdjustForm(request.POST or None)
    back = reverse("gk_yearbook:cell", args=[making.uid, cell])
    label = words(cell, making.year)[0]
    context = {"making": making, "tab": "form", "form": form, "back": back, "button": "提出"}
    return sent(
        request, form,
        lambda values: acts.propose(
            making.organisation, making.year, cell, values["amount"], kind=values["kind"],
            reason=values["reason"], scope=making.scope, by=request.user, on=today(),
        ),
        back=back, done="已提出，由其他有权人员批准后计入。", told=(Refused,),
        show=lambda status: page(
            request, "act", "提出调整", context, trail=[*crumbs(making), (label, back)], status=status
        ),
    )  # fmt: skip


@require_POST
@hidden_from_others
def approve(request: HttpRequest, uid: str) -> HttpResponse:
    """Approve an adjustment, which then counts."""
    found = _asked(request, uid, "yearbook.approve_adjustment")
    try:
        acts.approve(found, by=request.user, on=today())
    except (Refused, NotAllowed) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "已批准，计入报告。")
    return redirect(_back(_making(found)))


@require_POST
@hidden_from_others
def approve_all(request: HttpRequest, uid: str) -> HttpResponse:
    """Approve the adjustments that were ticked, all of them or none."""
    making = asked_report(request, uid, "yearbook.approve_adjustment")
    wanted = request.POST.getlist("adjustment")
    rows = adjustments_of(making.organisation, making.year, making.scope).filter(uid__in=wanted)
    try:
        done = acts.approve_together(list(rows.select_related("organisation")), by=request.user, on=today())
    except (Refused, NotAllowed) as refused:
        messages.error(request, str(refused))
    else:
        if done:
            messages.success(request, f"已批准{len(done)}项，计入报告。")
        else:
            messages.info(request, "没有勾选要批准的调整。")
    return redirect(_back(making))


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def strike(request: HttpRequest, uid: str) -> HttpResponse:
    """Strike an adjustment that is wrong, with the reason."""
    found = _asked(request, uid, "yearbook.strike_adjustment")
    making = _making(found)
    form = ReasonForm(request.POST or None)
    back = _back(making)
    context = {
        "making": making,
        "tab": "adjustments",
        "form": form,
        "back": back,
        "button": "作废",
        "says": f"{words(found.cell, found.year)[0]}：{found.amount.normalize():+f}，{found.reason}",
    }
    return sent(
        request, form, lambda values: acts.strike(found, values["reason"], by=request.user, on=today()),
        back=back, done="已作废。", told=(Refused,),
        show=lambda status: page(
            request, "act", "作废调整", context, trail=[*crumbs(making), ("调整", back)], status=status
        ),
    )  # fmt: skip


def _asked(request: HttpRequest, uid: str, act: str) -> Adjustment:
    """The adjustment of that uid, if the person may do *act* at its unit; else it is not there."""
    found = adjustment_by_uid(uid)
    if found is None:
        raise Http404
    permissions.require(request.user, act, found.organisation, on=today())
    return found


def _making(found: Adjustment) -> YearReport:
    making = making_of(found.organisation, found.year, found.scope)
    if making is None:
        raise Http404
    return making


def _back(making: YearReport) -> str:
    return reverse("gk_yearbook:adjustments", args=[making.uid])
