"""The worklists of decisions: judged, published, withdrawn and reported in batches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from gongkai.errors import Refused
from gongkai.organisations.models import Organisation
from gongkai.organisations.views import hidden_from_others
from gongkai.registers import publicity
from gongkai.registers.acts import judging, withdrawing
from gongkai.registers.forms import BATCH_ACTS, BatchForm
from gongkai.registers.models import Decision
from gongkai.registers.queries import decisions as queries
from gongkai.registers.views.answers import asked_unit, may_at, page, today, unit_crumbs
from gongkai.registers.views.index import DUTIES

#: What a person may do who is offered the buttons of a worklist.
_ASKS = {"judge": "judge", "publish": "publish", "withdraw": "publish", "report": "record"}
Done = Callable[[list[Decision], str, dict[str, Any]], int]
_DONE: dict[str, tuple[Done, str]] = {
    "judge_public": (lambda found, reason, do: judging.judge(found, True, reason, **do), "判定为公开"),
    "judge_kept": (lambda found, reason, do: judging.judge(found, False, reason, **do), "判定为不公开"),
    "publish": (lambda found, reason, do: judging.publish(found, **do), "公开"),
    "withdraw": (lambda found, reason, do: withdrawing.withdraw(found, reason, **do), "撤回"),
    "report": (lambda found, reason, do: judging.report_to_credit(found, **do), "登记为已报送"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def worklist(request: HttpRequest, code: str, duty: str) -> HttpResponse:
    """What waits for a duty at a unit, the most urgent first; what is ticked is done, all of it or nothing."""
    if duty not in DUTIES:
        raise Http404
    unit = asked_unit(request, code, "registers.view")
    if request.method != "POST":
        return _page(request, unit, duty, None)
    asked_unit(request, code, f"registers.{_ASKS[duty]}")
    form = BatchForm(request.POST, duty=duty, uids=request.POST.getlist("shown"))
    if not form.is_valid():
        return _page(request, unit, duty, form, status=422)
    act, said = _DONE[form.cleaned_data["act"]]
    found = queries.chosen(unit, form.cleaned_data["uids"])
    try:
        count = act(found, form.cleaned_data["reason"], {"by": request.user, "on": today()})
    except Refused as refused:
        form.add_error(None, refused.message)
        return _page(request, unit, duty, form, status=409)
    messages.success(request, f"{count}件决定已{said}。")
    return redirect("gk_registers:worklist", code=unit.code, duty=duty)


def _page(
    request: HttpRequest, unit: Organisation, duty: str, form: BatchForm | None, *, status: int = 200
) -> HttpResponse:
    ticked = set(request.POST.getlist("chosen")) if form is not None else set()
    listed = queries.worklist(unit, duty, today=today(), after=request.GET.get("after", ""))  # type: ignore[arg-type]
    label, purpose = DUTIES[duty]
    context = {
        "unit": unit,
        "duty": duty,
        "duties": [(other, words[0]) for other, words in DUTIES.items()],
        "purpose": purpose,
        "listed": listed,
        "rows": [(work, publicity.shown_name(work.decision), work.decision.uid in ticked) for work in listed.rows],
        "form": form,
        "reason": request.POST.get("reason", ""),
        "acts": BATCH_ACTS[duty] if _ASKS[duty] in may_at(request, unit) else {},
        "asks_reason": duty in {"judge", "withdraw"},
    }
    return page(request, "worklist", f"行政决定：{label}", context, trail=unit_crumbs(unit), status=status)
