"""A superior's yearly assessment: the scheme is copied and weighed, scores are computed and judged, then published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction

from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.organisations.acts.periods import written
from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Actor, key, require
from gongkai.oversight import measures, schemes
from gongkai.oversight.acts.checking import check_unit, said
from gongkai.oversight.models import Scheme, SchemeItem, Score
from gongkai.oversight.queries.assessments import assessed
from gongkai.oversight.schemes import ItemDescription

_HUNDRED = Decimal(100)
_HUNDREDTH = Decimal("0.01")
_FIELDS = ("key", "label", "kind", "measure", "way", "full", "weight", "source")


def make_scheme(superior: Organisation, year: int, *, by: Actor, on: date) -> Scheme:
    """
    Make the scheme by which *superior* assesses its units in a year: last year's, or the shipped one.

    Raises:
        NotAllowed: *by* may not at *superior*.
        Refused: it is closed, has a scheme of that year, or the year is still to come.

    Source: Regulation art. 46.
    """
    require(by, "oversight.set_scheme", superior, on=on)
    check_unit(superior)
    if not 2008 <= year <= on.year:
        raise Refused(f"考核年度{year}不对：应在2008年至{on.year}年之间。")
    with transaction.atomic():
        if Scheme.objects.filter(organisation=superior, year=year).exists():
            raise Refused(f"{superior.name}已有{year}年的考核方案。")
        scheme = Scheme.objects.create(
            organisation=superior, year=year, title=f"{year}年度政府信息公开工作考核", made_on=on
        )
        SchemeItem.objects.bulk_create(
            SchemeItem(scheme=scheme, position=place, **{name: getattr(item, name) for name in _FIELDS})
            for place, item in enumerate(_model(superior, year))
        )
        _record("oversight.make_scheme", scheme, _weights(scheme), {}, by=by, on=on)
    return scheme


def weigh_items(scheme: Scheme, weights: Mapping[str, Decimal], *, by: Actor, on: date) -> Scheme:
    """
    Change the weights of a scheme; scores that were computed are computed anew.

    Args:
        scheme: Which.
        weights: By the item's key; together with those that are not named they add up to 100.
        by: Who weighs.
        on: The day.

    Raises:
        NotAllowed: *by* may not at its superior.
        Refused: it is published, there is no such item, a weight is below 0, or they do not add up to 100.
    """
    require(by, "oversight.set_scheme", scheme.organisation, on=on)
    with transaction.atomic():
        scheme = _open(scheme)
        before = _weights(scheme)
        rows = {row.key: row for row in scheme.items.all()}
        for name, weight in weights.items():
            if name not in rows or weight < 0:
                raise Refused("方案里没有这一项，或者权重是负数，请重新打开页面。")
            rows[name].weight = weight
        if (total := sum(row.weight for row in rows.values())) != _HUNDRED:
            raise Refused(f"各项权重合计{total}，应为100。")
        for row in rows.values():
            judged = row.scores.filter(points__gt=row.weight, item__kind="judged").select_related("unit").first()
            if judged is not None:
                raise Refused(f"{judged.unit.name}的“{row.label}”已评{judged.points}分，权重不能低于它；请先改评分。")
        SchemeItem.objects.bulk_update(rows.values(), ["weight"])
        if (after := _weights(scheme)) == before:
            return scheme
        _record("oversight.weigh_items", scheme, after, {}, by=by, on=on, before=before)
        if scheme.computed_on is not None:
            _compute(scheme, by=by, on=on)
    return scheme


def compute_scores(scheme: Scheme, *, by: Actor, on: date) -> Scheme:
    """
    Compute every computed item for every unit, from what is recorded now; done again, the new values stand.

    A unit of which a measure knows nothing gets no score on that item, which is said on the page, and not 0.

    Raises:
        NotAllowed: *by* may not at its superior.
        Refused: it is published.
    """
    require(by, "oversight.assess", scheme.organisation, on=on)
    with transaction.atomic():
        scheme = _open(scheme)
        after = _compute(scheme, by=by, on=on)
        _record("oversight.compute_scores", scheme, after, {"count": len(after)}, by=by, on=on)
    return scheme


def judge_score(item: SchemeItem, unit: Organisation, points: Decimal, reason: str, *, by: Actor, on: date) -> Score:
    """
    Give a unit its points on a judged item, or on a computed one of which nothing is known, with the reason.

    Raises:
        NotAllowed: *by* may not at the scheme's superior.
        Refused: it is published, the unit is not assessed by it, the item is computed and known, more points than the
            weight, or no reason.
    """
    require(by, "oversight.assess", item.scheme.organisation, on=on)
    with transaction.atomic():
        scheme = _open(item.scheme)
        item = scheme.items.get(pk=item.pk)
        if not assessed(scheme).filter(pk=unit.pk).exists():
            raise Refused(f"{unit.name}不在这次考核的范围里。")
        if not 0 <= points <= item.weight:
            raise Refused(f"“{item.label}”的得分{points}不对，应在0至{item.weight}之间。")
        known = item.scores.filter(unit=unit).first()
        if item.kind == "computed" and known is not None and known.value is not None:
            raise Refused(f"“{item.label}”按数据计算，不能改分；数据不对的，请更正原来的记录后重新计算。")
        reason = said(reason, "评分理由", 300)
        values = {"points": points, "reason": reason, "scored_on": on, "scored_by": key(by), "value": None}
        score, _made = Score.objects.update_or_create(item=item, unit=unit, defaults=values)
        before = None if known is None else {"points": f"{known.points:.2f}", "reason": known.reason}
        after = {"unit": unit.uid, "item": item.key, "points": f"{points:.2f}", "reason": reason}
        details = {"body": unit.name, "item": item.label, "points": f"{points:.2f}"}
        _record("oversight.judge_score", scheme, after, details, by=by, on=on, before=before)
    return score


def close_assessment(scheme: Scheme, *, by: Actor, on: date) -> Scheme:
    """
    Publish the ranking to the units; scores are fixed from then on.

    Raises:
        NotAllowed: *by* may not at its superior.
        Refused: it is published, nothing was computed, no unit is assessed, or a score is missing.
    """
    require(by, "oversight.assess", scheme.organisation, on=on)
    with transaction.atomic():
        scheme = _open(scheme)
        if scheme.computed_on is None:
            raise Refused("还没有计算得分，请先计算。")
        units, items = assessed(scheme).count(), scheme.items.count()
        missing = units * items - Score.objects.filter(item__scheme=scheme, unit__in=assessed(scheme)).count()
        if not units or missing:
            raise Refused(f"还有{missing}项没有得分，请评完再公布。" if units else "没有下级机关可以考核。")
        scheme.closed_on = on
        scheme.save(update_fields=["closed_on"])
        scores = Score.objects.filter(item__scheme=scheme).order_by("item", "unit")
        after = [[row.item_id, row.unit_id, f"{row.points:.2f}"] for row in scores]
        _record("oversight.close_assessment", scheme, after, {"count": units}, by=by, on=on)
    return scheme


def points_of(item: SchemeItem, value: Decimal) -> Decimal:
    """The points that *value* earns on a computed item: from 0 to its weight, to two places."""
    full = item.full or _HUNDRED
    earned = item.weight * value / full if item.way == "more" else item.weight - value * full
    return min(max(earned, Decimal(0)), item.weight).quantize(_HUNDREDTH, ROUND_HALF_UP)


def _compute(scheme: Scheme, *, by: Actor, on: date) -> list[Any]:
    """Write the scores of computed items; what was written, for the ledger."""
    units = assessed(scheme)
    after: list[Any] = []
    for item in scheme.items.filter(kind="computed"):
        found = measures.values(item.measure, units, scheme.year)
        item.scores.filter(value__isnull=False).delete()
        if found:
            item.scores.filter(unit__in=found).delete()
        Score.objects.bulk_create(
            Score(item=item, unit_id=unit, value=value, points=points_of(item, value), scored_on=on, scored_by=key(by))
            for unit, value in found.items()
        )
        after += [[item.key, unit, f"{value:.2f}"] for unit, value in sorted(found.items())]
    scheme.computed_on = on
    scheme.save(update_fields=["computed_on"])
    return after


def _model(superior: Organisation, year: int) -> list[SchemeItem] | tuple[ItemDescription, ...]:
    last = Scheme.objects.filter(organisation=superior, year__lt=year).order_by("-year").first()
    return list(last.items.all()) if last is not None else schemes.default()


def _open(scheme: Scheme) -> Scheme:
    """*scheme* as it is now, kept from others; one that is published is done with."""
    found = Scheme.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=scheme.pk)
    if found.closed_on is not None:
        raise Refused(f"{found.title}已于{written(found.closed_on)}公布，不能再改。")
    return found


def _weights(scheme: Scheme) -> dict[str, str]:
    return {key: f"{weight:.2f}" for key, weight in scheme.items.order_by("key").values_list("key", "weight")}


def _record(
    act: str, scheme: Scheme, after: Any, details: Mapping[str, str | int], *, by: Actor, on: date, before: Any = None
) -> None:
    ledger.record(
        act, scheme, by=key(by), unit=scheme.organisation, on=on, before=before, after=after,
        details={"scheme": scheme.title, **details},
    )  # fmt: skip
