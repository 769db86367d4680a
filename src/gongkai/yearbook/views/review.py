"""From a report that is compiled to one that is published: review, freezing, publication, and amending it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from gongkai.errors import GongkaiError, NotAllowed, Refused
from gongkai.figures import words as words_of
from gongkai.organisations.views import hidden_from_others
from gongkai.report import Report, compare
from gongkai.report.comparison import Rewritten
from gongkai.yearbook.acts import freezing, publishing, reviews
from gongkai.yearbook.acts import making as makings
from gongkai.yearbook.models import Frozen, YearReport
from gongkai.yearbook.queries.compiling import Compiled
from gongkai.yearbook.queries.differences import Difference, differences_to
from gongkai.yearbook.queries.standing import compilers, reviews_of, standing
from gongkai.yearbook.queries.years import frozen_versions
from gongkai.yearbook.views.answers import asked_report, crumbs, may_at, names_of, page, public_address, today
from gongkai.yearbook.views.compiled import compiled_for, panel

#: What is said when a step was taken.
_DONE = {
    "ask": "已送审。",
    "approve": "已同意，可以定稿。",
    "return": "已退回修改。",
    "freeze": "已定稿。",
    "amend": "已作更正定稿。",
    "publish": "已公布。",
    "reopen": "已转为编制中，可以更正；公布的报告在更正公布以前不变。",
}
#: The act that each step asks for.
_ACTS = {
    "ask": "yearbook.ask_review", "approve": "yearbook.approve", "return": "yearbook.send_back",
    "freeze": "yearbook.freeze", "amend": "yearbook.amend", "publish": "yearbook.publish", "reopen": "yearbook.reopen",
}  # fmt: skip


@require_safe
@hidden_from_others
def review(request: HttpRequest, uid: str) -> HttpResponse:
    """Where the report stands, and the next steps."""
    return _page(request, asked_report(request, uid, "yearbook.view"), "", 200)


@require_POST
@hidden_from_others
def step(request: HttpRequest, uid: str, step: str) -> HttpResponse:
    """Take a step; what was typed stays where it is refused."""
    if step not in _ACTS:
        raise Http404
    making = asked_report(request, uid, _ACTS[step])
    words = request.POST.get("words", "")
    try:
        _steps(request, making, words)[step]()
    except (Refused, NotAllowed) as refused:
        messages.error(request, _said(refused))
        return _page(request, making, words, 409)
    messages.success(request, _DONE[step])
    return redirect("gk_yearbook:review", uid=making.uid)


def _steps(request: HttpRequest, making: YearReport, words: str) -> dict[str, Callable[[], object]]:
    doing: dict[str, Any] = {"by": request.user, "on": today()}
    seen = request.POST.get("seen") or None
    return {
        "ask": lambda: reviews.ask_review(making, **doing),
        "approve": lambda: reviews.approve(making, seen=seen, remark=words, **doing),
        "return": lambda: reviews.return_(making, words, **doing),
        "freeze": lambda: freezing.freeze(making, **doing),
        "amend": lambda: freezing.amend(making, words, **doing),
        "publish": lambda: publishing.publish_frozen(_newest(making), **doing),
        "reopen": lambda: makings.reopen(making, words, **doing),
    }


def _newest(making: YearReport) -> Frozen:
    frozen = frozen_versions(making).first()
    if frozen is None:
        raise Refused("这份报告还没有定稿，不能公布。请先定稿。")
    return frozen


def _page(request: HttpRequest, making: YearReport, words: str, status: int) -> HttpResponse:
    making.refresh_from_db()
    compiled = compiled_for(making)
    stands = standing(making, compiled)
    history = reviews_of(making)
    versions = list(frozen_versions(making).select_related("published"))
    people = {name for row in history for name in [row.by]} | {row.frozen_by for row in versions}
    names = names_of([*people, *compilers(making)])
    changed = _changed(compiled, versions)
    context = {
        "tab": "review",
        "stands": stands,
        "history": history,
        "versions": versions,
        "public": public_address(making.organisation, making.year),
        "is_published": bool(versions) and hasattr(versions[0], "published"),
        "compilers": sorted(names[name] for name in compilers(making)),
        "names": names,
        "changed": changed,
        "labels": {one.cell: words_of(one.cell, making.year)[0] for one in changed.numbers} if changed else {},
        "words": words,
        "may": may_at(request, making.organisation),
        **panel(making, compiled),
    }
    return page(request, "review", "审核与公布", context, trail=crumbs(making), status=status)


@dataclass(frozen=True, slots=True)
class Changed:
    """What the records of today give otherwise than the report as it was frozen last: numbers, and text."""

    numbers: tuple[Difference, ...]
    sections: tuple[Rewritten, ...]


def _changed(compiled: Compiled, versions: list[Frozen]) -> Changed | None:
    """None where nothing was frozen, or nothing differs."""
    if not versions:
        return None
    numbers = differences_to(versions[0], compiled)
    sections = compare(Report.from_json(versions[0].text), compiled.report).sections
    return Changed(numbers, sections) if numbers or sections else None


def _said(refused: GongkaiError) -> str:
    instead = getattr(refused, "instead", None)
    return f"{refused}{instead or ''}"
