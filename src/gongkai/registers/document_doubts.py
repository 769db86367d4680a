"""What is doubtful about a document's life, though it can be: shown with its source, and refused never; pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from gongkai.registers import document_rules as rules
from gongkai.registers.document_life import REGULATIONS, Life, Paper, written


@dataclass(frozen=True, slots=True)
class Warned:
    """A doubt about a life, in words, with its source."""

    id: str
    words: str
    source: str


def filing_due(paper: Paper, life: Life) -> date | None:
    """The last day of filing a document that was issued."""
    name = "filing_regulations" if paper.kind == REGULATIONS else "filing_normative"
    return life.issued_on + timedelta(days=rules.period(name).days) if life.issued_on else None


def warnings(paper: Paper, life: Life, today: date) -> list[Warned]:
    """What is doubtful about a document on *today*, in the order of the rules; none before it is issued."""
    if life.issued_on is None:
        return []
    found = dict(_doubts(paper, life, today))
    return [
        Warned(doubt.id, doubt.words.format(**found[doubt.id]), doubt.source)
        for doubt in rules.doubts().values()
        if doubt.id in found and doubt.since <= life.issued_on
    ]


def _doubts(paper: Paper, life: Life, today: date) -> Iterator[tuple[str, dict[str, object]]]:
    """Each doubt by its id, with what its sentence names."""
    yield from _doubts_of_preparation(paper, life)
    yield from _doubts_of_effect(paper, life)
    due = filing_due(paper, life)
    filed = min((step.on for step in life.steps if step.kind == "filed"), default=None)
    if due is not None and filed is not None and filed > due:
        yield "filing_late", {"on": written(filed), "due": written(due)}
    if due is not None and filed is None and today > due:
        yield "filing_missing", {"due": written(due)}
    if paper.published_on is None and (life.ended_on is None or today < life.ended_on):
        yield "unpublished", {}
    if paper.published_on is not None and not paper.is_explained:
        yield "explanation_missing", {}


def _doubts_of_preparation(paper: Paper, life: Life) -> Iterator[tuple[str, dict[str, object]]]:
    issued_on = life.issued_on
    asked = [step for step in life.steps if step.kind == "consulted" and issued_on and step.on <= issued_on]
    least = rules.period("consultation").days
    if paper.is_for_market or paper.kind == REGULATIONS:
        if not asked:
            yield "consultation_missing", {}
        for step in asked:
            days = ((step.until_on or step.on) - step.on).days
            if days < least:
                yield "consultation_short", {"since": written(step.on), "days": days, "least": least}
        if asked and not life.has("answered"):
            yield "answers_missing", {}
    passed = next((step.on for step in life.steps if step.kind == "adopted"), None)
    deadline = passed if passed is not None and issued_on and passed <= issued_on else issued_on
    by = {"by": "集体审议" if deadline == passed else "印发"}
    if paper.is_for_market and not life.has("competition_reviewed", by=deadline):
        yield "competition_missing", by
    if not life.has("legality_reviewed", by=deadline):
        yield "legality_missing", by
    if issued_on and not life.has("adopted", by=issued_on):
        yield "adoption_missing", {"on": written(issued_on)}


def _doubts_of_effect(paper: Paper, life: Life) -> Iterator[tuple[str, dict[str, object]]]:
    issued_on, effective_on = life.issued_on, life.effective_on
    if issued_on is None or effective_on is None:
        return
    if effective_on < issued_on:
        yield "effective_early", {"on": written(issued_on), "effective": written(effective_on)}
    least = rules.period("regulation_effective").days
    published = paper.published_on or issued_on
    if paper.kind == REGULATIONS and effective_on < published + timedelta(days=least):
        yield "effective_soon", {"on": written(published), "effective": written(effective_on), "least": least}
