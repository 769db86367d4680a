"""How the pages of documents and budgets answer, and what the page of a document shows of its life."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from gongkai.organisations.views import sent
from gongkai.registers import document_doubts, document_life, document_rules
from gongkai.registers.document_life import Life
from gongkai.registers.models import Document, DocumentStep
from gongkai.registers.queries import documents as queries
from gongkai.registers.views.answers import Crumbs, page


@dataclass(frozen=True, slots=True)
class Moment:
    """
    A point on the line of time.

    Args:
        on: The day.
        label: What happened, or happens, on it.
        details: What was recorded: labels and values.
        step: The step, if it is one; what follows from others has none.
    """

    on: date
    label: str
    details: list[tuple[str, str]]
    step: DocumentStep | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """
    The words of a page with a form.

    Args:
        title: What is done, on the page and on its button.
        done: What is said when it was done.
        warning: What follows from it that cannot be taken back, or "".
        note: What helps to fill it in, or "".
    """

    title: str
    done: str
    warning: str = ""
    note: str = ""


def answered(
    request: HttpRequest, form: forms.Form, act: Callable[[dict[str, Any]], object], said: Said, *, trail: Crumbs
) -> HttpResponse:
    """A page with a form, as `sent` answers it; then back to the last of *trail*."""
    back = trail[-1][1]
    context = {"form": form, "back": back, "said": said}
    return sent(
        request, form, act, back=back, done=said.done,
        show=lambda status: page(request, "document_form", said.title, context, trail=trail, status=status),
    )  # fmt: skip


def whole(found: Document, life: Life, today: date) -> dict[str, Any]:
    """The document with its state, its days and what is doubtful about it."""
    paper = queries.paper_of(found)
    state = document_life.state_on(
        today, issued_on=life.issued_on, effective_on=life.effective_on, repealed_on=life.repealed_on,
        lapsed_on=life.lapsed_on,
    )  # fmt: skip
    return {
        "document": found,
        "unit": found.organisation,
        "state": state,
        "state_label": document_rules.states()[state],
        "warnings": document_doubts.warnings(paper, life, today),
        "successor": queries.successor_of(found),
        "is_due": life.review_on is not None and life.review_on <= today and state == "in_force",
        "life": life,
    }


def moments_of(found: Document, life: Life) -> list[Moment]:
    """Every step, struck ones too, and the days that follow from those that stand, in their order."""
    rules = document_rules.steps()
    moments = [Moment(step.on, rules[step.kind].label, _details(step), step) for step in queries.steps_of(found)]
    if life.effective_on is not None and life.effective_on != life.issued_on:
        moments.append(Moment(life.effective_on, "施行", []))
    if life.until_on is not None and life.repealed_on is None:
        moments.append(Moment(life.until_on, "有效期最后一天", []))
    if life.repealed_on is not None and not life.has("repealed", by=life.repealed_on):
        moments.append(Moment(life.repealed_on, "停止执行", []))
    if (filing := document_doubts.filing_due(queries.paper_of(found), life)) is not None and not life.has("filed"):
        moments.append(Moment(filing, "备案期限", []))
    if life.review_on is not None and (life.ended_on is None or life.review_on < life.ended_on):
        moments.append(Moment(life.review_on, "应评估、清理", []))
    return sorted(moments, key=lambda moment: moment.on)


def _details(step: DocumentStep) -> list[tuple[str, str]]:
    """What a step recorded, with the labels that its fields have there; blanks are left out."""
    found = []
    for name, label in document_rules.steps()[step.kind].takes.items():
        value = getattr(step, name)
        if value not in (None, ""):
            found.append((label, document_life.written(value) if isinstance(value, date) else str(value)))
    return found
