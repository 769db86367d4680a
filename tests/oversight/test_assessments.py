"""The yearly assessment: weights add up, values come from records, ranks go by exact points (Regulation art. 46)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from overseen_zone import DO, PROGRAM, TODAY, a_problem, a_training, appointed

from gongkai.errors import NotAllowed, Refused
from gongkai.ledger.models import Entry
from gongkai.organisations import acts as units
from gongkai.organisations.models import Organisation
from gongkai.oversight import acts, measures, queries, schemes
from gongkai.oversight.acts import AttendeeRow, FaultRow, InspectionPlan
from gongkai.oversight.acts.assessments import points_of
from gongkai.oversight.measures import ScoredBy
from gongkai.oversight.models import Scheme, SchemeItem, Score
from gongkai.publications.models import Publication


@pytest.fixture
def bureau(district: Organisation) -> Organisation:
    return units.enter(units.Description("ju", "某区财政局", "department", district), by=PROGRAM, on=TODAY)


@pytest.fixture
def scheme(district: Organisation, zone: Organisation, bureau: Organisation) -> Scheme:
    return acts.make_scheme(district, 2026, **DO)


def score(scheme: Scheme, key: str, unit: Organisation) -> tuple[Decimal | None, Decimal] | None:
    found = Score.objects.filter(item__scheme=scheme, item__key=key, unit=unit).first()
    return (found.value, found.points) if found else None


def judged_wholly(scheme: Scheme, points: dict[str, str]) -> None:
    """Compute, and give each unit *points* on every item that has no score then, up to the item's weight."""
    acts.compute_scores(scheme, **DO)
    for unit in queries.assessed(scheme):
        for item in scheme.items.exclude(scores__unit=unit):
            most = min(item.weight, Decimal(points[unit.code]))
            acts.judge_score(item, unit, most, "看过材料", **DO)


def test_the_shipped_weights_add_up_to_100_and_each_item_has_its_source() -> None:
    items = schemes.default()
    assert sum(item.weight for item in items) == 100
    for item in items:
        assert "条例" in item.source
        assert item.kind == "judged" or (item.full and item.measure)


@given(st.decimals(0, 1000, places=2), st.decimals("0.01", 100, places=2), st.decimals(0, 100, places=2))
def test_points_lie_between_0_and_the_weight_and_follow_the_value(
    value: Decimal, full: Decimal, weight: Decimal
) -> None:
    more = SchemeItem(kind="computed", way="more", full=full, weight=weight)
    less = SchemeItem(kind="computed", way="less", full=full, weight=weight)
    for item in (more, less):
        assert 0 <= points_of(item, value) <= weight
        assert points_of(item, value).as_tuple().exponent == -2 or not points_of(item, value)
    assert points_of(more, value) <= points_of(more, value + 1)
    assert points_of(less, value) >= points_of(less, value + 1)
    assert points_of(more, full) == points_of(less, Decimal(0)) == weight


@pytest.mark.django_db
def test_values_come_from_what_is_recorded_and_what_is_not_known_is_no_0(
    scheme: Scheme, zone: Organisation, bureau: Organisation, district: Organisation
) -> None:
    fields: dict[str, Any] = {"organisation": zone, "kind": "article", "title": "信息", "live": True}
    for published_on in (date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)):
        Publication.objects.create(**fields, due_on=date(2026, 3, 2), published_on=published_on)
    acts.hold_training(a_training(zone), [AttendeeRow("甲")], **DO, held_on=date(2026, 2, 1))
    a_problem(zone, year=2025)
    plan = InspectionPlan("site", "检查", date(2026, 1, 1), date(2026, 2, 1), 0, "x")
    inspection = acts.open_inspection(zone, plan, inspector=district, **DO)
    acts.add_fault(inspection, FaultRow("wording", "错"), **DO)
    acts.notify_faults(inspection, TODAY, **DO)
    acts.compute_scores(scheme, **DO)
    assert score(scheme, "timely", zone) == (Decimal("66.67"), Decimal("16.67"))
    assert score(scheme, "trainings", zone) == (Decimal(1), Decimal(5))
    assert score(scheme, "problems", zone) == (Decimal(1), Decimal(5))
    assert score(scheme, "faults", zone) == (Decimal(1), Decimal(5))
    assert score(scheme, "corrections", zone) == (Decimal(0), Decimal(10))
    assert score(scheme, "timely", bureau) is None
    assert score(scheme, "trainings", bureau) is None
    assert score(scheme, "problems", bureau) == (Decimal(0), Decimal(10))
    assert score(scheme, "report_errors", zone) is None
    assert {row.rank for row in queries.ranking(scheme)} == {None}


@pytest.mark.django_db
def test_a_package_above_hands_its_measure_over_once(scheme: Scheme, zone: Organisation, monkeypatch: Any) -> None:
    monkeypatch.setattr(measures, "_provided", {})
    counted = ScoredBy("report_errors", "年度报告差错", "处", lambda units, year: {zone.pk: Decimal(2)})
    measures.provide(counted)
    acts.compute_scores(scheme, **DO)
    assert score(scheme, "report_errors", zone) == (Decimal(2), Decimal(9))
    for again in (counted, ScoredBy("timely", "x", "x", counted.compute)):
        with pytest.raises(ValueError, match="twice"):
            measures.provide(again)


@pytest.mark.django_db
def test_weights_add_up_to_100_and_scores_follow_them(scheme: Scheme, zone: Organisation) -> None:
    acts.hold_training(a_training(zone), [AttendeeRow("甲")], **DO, held_on=date(2026, 2, 1))
    acts.compute_scores(scheme, **DO)
    with pytest.raises(Refused, match=r"合计105\.00，应为100"):
        acts.weigh_items(scheme, {"trainings": Decimal(15)}, **DO)
    with pytest.raises(Refused, match="没有这一项"):
        acts.weigh_items(scheme, {"moon": Decimal(15)}, **DO)
    acts.weigh_items(scheme, {"trainings": Decimal("15.5"), "quality": Decimal("4.5")}, **DO)
    assert score(scheme, "trainings", zone) == (Decimal(1), Decimal("7.75"))
    entries = Entry.objects.filter(act="oversight.weigh_items").count()
    acts.weigh_items(scheme, {"trainings": Decimal("15.50")}, **DO)
    assert Entry.objects.filter(act="oversight.weigh_items").count() == entries == 1
    quality = scheme.items.get(key="quality")
    acts.judge_score(quality, zone, Decimal(4), "好", **DO)
    with pytest.raises(Refused, match="权重不能低于它"):
        acts.weigh_items(scheme, {"quality": Decimal(3), "trainings": Decimal(17)}, **DO)


@pytest.mark.django_db
def test_points_are_judged_with_a_reason_and_never_against_what_is_computed(
    scheme: Scheme, zone: Organisation, other_unit: Organisation
) -> None:
    quality, problems, trainings = (scheme.items.get(key=key) for key in ("quality", "problems", "trainings"))
    acts.compute_scores(scheme, **DO)
    for item, unit, points, reason, words in (
        (quality, zone, "10.01", "好", "应在0至10.00之间"),
        (quality, zone, "-1", "好", "应在0至10.00之间"),
        (quality, zone, "5", " ", "请填写评分理由"),
        (quality, other_unit, "5", "好", "不在这次考核的范围里"),
        (problems, zone, "5", "好", "按数据计算，不能改分"),
    ):
        with pytest.raises(Refused, match=words):
            acts.judge_score(item, unit, Decimal(points), reason, **DO)
    acts.judge_score(trainings, zone, Decimal(3), "纸质记录可查", **DO)
    acts.compute_scores(scheme, **DO)
    assert score(scheme, "trainings", zone) == (None, Decimal(3))
    acts.hold_training(a_training(zone), [AttendeeRow("甲")], **DO, held_on=date(2026, 2, 1))
    acts.compute_scores(scheme, **DO)
    assert score(scheme, "trainings", zone) == (Decimal(1), Decimal(5))


@pytest.mark.django_db
def test_equal_totals_have_one_rank_and_the_trend_compares_published_years(
    district: Organisation, zone: Organisation, bureau: Organisation
) -> None:
    street = units.enter(units.Description("jiedao", "某街道", "street", district), by=PROGRAM, on=TODAY)
    last = acts.make_scheme(district, 2025, **DO)
    judged_wholly(last, {"zone": "1", "ju": "3", "jiedao": "1"})
    acts.close_assessment(last, **DO)
    this = acts.make_scheme(district, 2026, **DO)
    judged_wholly(this, {"zone": "2.35", "ju": "2.35", "jiedao": "1.10"})
    rows = queries.ranking(this)
    assert [(row.rank, row.unit.code) for row in rows] == [(1, "ju"), (1, "zone"), (3, "jiedao")]
    before = {row.unit.code: row.total for row in queries.ranking(last)}
    for row in rows:
        assert row.before == before[row.unit.code]
        assert row.change == row.total - before[row.unit.code]
    years, trend = queries.trend(district)
    assert years == [2025]
    assert [(row.unit, row.totals) for row in trend] == [
        (unit, [before[unit.code]]) for unit in (street, bureau, zone)
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_published_assessment_is_fixed_and_an_incomplete_one_is_not_published(
    scheme: Scheme, zone: Organisation
) -> None:
    with pytest.raises(Refused, match="请先计算"):
        acts.close_assessment(scheme, **DO)
    acts.compute_scores(scheme, **DO)
    with pytest.raises(Refused, match=r"还有\d+项没有得分"):
        acts.close_assessment(scheme, **DO)
    judged_wholly(scheme, {"zone": "5", "ju": "5"})
    acts.close_assessment(scheme, **DO)
    item = scheme.items.get(key="quality")
    for again in (
        lambda: acts.compute_scores(scheme, **DO),
        lambda: acts.weigh_items(scheme, {}, **DO),
        lambda: acts.judge_score(item, zone, Decimal(1), "改", **DO),
        lambda: acts.close_assessment(scheme, **DO),
    ):
        with pytest.raises(Refused, match="公布，不能再改"):
            again()


@pytest.mark.django_db
def test_a_scheme_is_copied_from_the_year_before_once_a_year(scheme: Scheme, district: Organisation) -> None:
    acts.weigh_items(scheme, {"trainings": Decimal(5), "quality": Decimal(15)}, **DO)
    with pytest.raises(Refused, match="已有2026年的考核方案"):
        acts.make_scheme(district, 2026, **DO)
    with pytest.raises(Refused, match="考核年度2027不对"):
        acts.make_scheme(district, 2027, **DO)
    first = acts.make_scheme(district, 2024, **DO)
    assert first.items.get(key="trainings").weight == 10
    with pytest.raises(NotAllowed):
        acts.make_scheme(district, 2025, by=appointed("reporter", district), on=TODAY)
    later = acts.make_scheme(district, 2027, by=PROGRAM, on=date(2027, 1, 5))
    assert {item.key: item.weight for item in later.items.all()} == {
        item.key: item.weight for item in scheme.items.all()
    }  # fmt: skip


@pytest.mark.django_db
def test_ranking_and_computing_take_the_same_queries_for_few_units_and_for_many(district: Organisation) -> None:
    def more(numbers: range) -> None:
        for number in numbers:
            described = units.Description(f"ju{number}", f"第{number}局", "department", district)
            unit = units.enter(described, by=PROGRAM, on=TODAY)
            acts.hold_training(a_training(unit), [AttendeeRow("甲")], **DO, held_on=date(2026, 2, 1))

    def asked() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as computing:
            acts.compute_scores(scheme, **DO)
        with CaptureQueriesContext(connection) as ranking:
            queries.ranking(scheme)
        return len(computing), len(ranking)

    scheme = acts.make_scheme(district, 2026, **DO)
    more(range(2))
    asked()
    few = asked()
    more(range(2, 20))
    asked()
    assert asked() == few
