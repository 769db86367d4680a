"""A unit says by which stages its publications are reviewed, from a day on (M5: who reviews, within which time)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from wagtail.models import Workflow, WorkflowTask

from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Actor, key, require
from gongkai.publications import kinds
from gongkai.publications.errors import all_or_nothing
from gongkai.publications.models import Chain, ChainStep, ReviewTask
from gongkai.publications.queries.reviews import labels

#: Without these nothing may be published, so no chain is without them (Regulation art. 17).
ALWAYS = ("secrecy", "approval")
#: A stage that may take longer than this is no stage.
MOST_DAYS = 250

Stages = Sequence[tuple[str, int | None]]


def set_chain(
    unit: Organisation, kind: str, stages: Stages, *, one_person: bool, by: Actor, on: date, from_on: date
) -> Chain | None:
    """
    Set the chain of *unit* for a kind, or for all with "", from a day on; what is under review then stays in its own.

    Args:
        unit: Whose publications.
        kind: An id of kinds.toml, or "" for all that have no chain of their own.
        stages: Stage and working days it may take (None sets no limit), in the order of review. Empty, the unit
            has no chain of its own any more, and that of the unit above it holds.
        one_person: Whether one person other than the authors may take several stages.
        by: Who sets it.
        on: The day of the act.
        from_on: From when it holds.

    Returns:
        The chain; None where it was ended.

    Raises:
        NotAllowed: *by* is no administrator at or above *unit*.
        Refused: a stage twice, unknown or out of order; secrecy review or approval left out; a day that cannot be.
    """
    require(by, "publications.set_chain", unit, on=on)
    _check(kind, stages)
    with all_or_nothing("设定审核流程"):
        Organisation.objects.select_for_update(of=("self",)).get(pk=unit.pk)
        current = Chain.objects.filter(organisation=unit, kind=kind, until_on__isnull=True).first()
        if from_on < on:
            raise Refused(f"新的审核流程只能从今天或以后的日期起生效，{_written(from_on)}已经过去。")
        if current is not None and current.from_on > from_on:
            raise Refused(f"已有一个从{_written(current.from_on)}起的审核流程，新流程的起始日期不能早于它。")
        before = _state(current)
        if before == _wanted(stages, one_person):
            return current
        if current is not None:
            current.until_on = from_on
            current.save(update_fields=["until_on"])
        made = _made(unit, kind, stages, one_person, from_on) if stages else None
        words = labels(stage for stage, _days in stages) if stages else "沿用上级机关的流程"
        ledger.record("publications.set_chain", unit, by=key(by), unit=unit, on=on, before=before, after=_state(made),
                      details={"body": unit.name, "since": _written(from_on), "stages": words})  # fmt: skip
    return made


def _check(kind: str, stages: Stages) -> None:
    if kind and kind not in kinds.kinds():
        raise Refused(f"没有“{kind}”这一种公开信息。")
    names = [stage for stage, _days in stages]
    if unknown := [name for name in names if name not in kinds.stages()]:
        raise Refused(f"没有“{unknown[0]}”这个审核环节。")
    if names != [name for name in kinds.stages() if name in names]:
        raise Refused(f"审核环节应各用一次，次序为：{labels(kinds.stages())}。")
    if names and (missing := [name for name in ALWAYS if name not in names]):
        raise Refused(f"审核流程不能没有{labels(missing)}。", article="条例第十七条")
    if any(days is not None and not 1 <= days <= MOST_DAYS for _stage, days in stages):
        raise Refused(f"每个环节的时限应为1至{MOST_DAYS}个工作日，或不设时限。")


def _made(unit: Organisation, kind: str, stages: Stages, one_person: bool, from_on: date) -> Chain:
    label = kinds.kinds()[kind].label if kind else "全部种类"
    workflow = Workflow.objects.create(name=f"{unit.name}·{label}·{from_on.isoformat()}")
    chain = Chain.objects.create(
        organisation=unit, kind=kind, workflow=workflow, one_person=one_person, from_on=from_on
    )
    for position, (stage, days) in enumerate(stages):
        task = ReviewTask.objects.create(name=kinds.stages()[stage].label, stage=stage, days=days)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=position)
        ChainStep.objects.create(chain=chain, position=position, task=task)
    return chain


def _wanted(stages: Stages, one_person: bool) -> dict[str, object] | None:
    if not stages:
        return None
    return {"stages": [[stage, days] for stage, days in stages], "one_person": one_person}


def _state(chain: Chain | None) -> dict[str, object] | None:
    if chain is None:
        return None
    steps = chain.steps.select_related("task").order_by("position")
    return _wanted([(step.task.stage, step.task.days) for step in steps], chain.one_person)


def _written(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
