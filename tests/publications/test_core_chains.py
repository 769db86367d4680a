"""Which stages a unit's publications go through (M5): its own, those of the unit above, the built-in ones."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from lives import Officers, drafted, fresh, passed
from published_zone import PROGRAM, TODAY

from gongkai.errors import NotAllowed, Refused
from gongkai.ledger.models import Entry
from gongkai.organisations.models import Organisation
from gongkai.publications.acts import chains, reviews
from gongkai.publications.models import Chain
from gongkai.publications.queries.reviews import chain_of, stages_of

pytestmark = pytest.mark.django_db

THREE = [("first", 2), ("second", 1), ("final", None), ("secrecy", 1), ("approval", 1)]
SHORT = [("secrecy", None), ("approval", None)]


def set_chain(unit: Organisation, stages: list, kind: str = "", **rest: object) -> Chain | None:
    values = {"one_person": False, "by": PROGRAM, "on": TODAY, "from_on": TODAY, **rest}
    return chains.set_chain(unit, kind, stages, **values)


def stages_at(unit: Organisation, kind: str = "article", day: date = TODAY) -> list[str]:
    return stages_of(chain_of(unit, kind, day))


def test_where_nobody_has_set_a_chain_there_is_first_review_secrecy_review_and_approval(zone: Organisation) -> None:
    assert stages_at(zone) == ["first", "secrecy", "approval"]
    assert stages_at(zone, day=date(2019, 1, 1)) == ["first", "secrecy", "approval"]


def test_a_unit_uses_the_chain_of_the_nearest_unit_above_it_and_that_for_the_kind_before_that_for_all(
    zone: Organisation, district: Organisation
) -> None:
    set_chain(district, THREE)
    set_chain(district, SHORT, "clarification")
    assert stages_at(zone) == [stage for stage, _days in THREE]
    assert stages_at(zone, "clarification") == ["secrecy", "approval"]
    set_chain(zone, [("second", None), *SHORT])
    assert stages_at(zone, "clarification") == ["second", "secrecy", "approval"]
    assert stages_at(district, "clarification") == ["secrecy", "approval"]


def test_a_chain_holds_from_its_day_on_and_what_was_submitted_before_stays_in_its_own(
    zone: Organisation, officers: Officers
) -> None:
    draft = passed(drafted(zone, officers["editor"]), officers, until="secrecy")
    set_chain(zone, THREE, from_on=TODAY + timedelta(days=1))
    assert stages_at(zone) == ["first", "secrecy", "approval"]
    assert stages_at(zone, day=TODAY + timedelta(days=1)) == [stage for stage, _days in THREE]
    assert passed(fresh(draft), officers, on=TODAY + timedelta(days=2)).live


def test_an_empty_chain_gives_the_unit_back_to_the_one_above(zone: Organisation, district: Organisation) -> None:
    set_chain(district, THREE)
    set_chain(zone, SHORT)
    assert set_chain(zone, [], from_on=TODAY + timedelta(days=1)) is None
    assert stages_at(zone) == ["secrecy", "approval"]
    assert stages_at(zone, day=TODAY + timedelta(days=1)) == [stage for stage, _days in THREE]


def test_the_same_chain_twice_changes_nothing_and_one_corrected_on_its_day_is_replaced(zone: Organisation) -> None:
    first = set_chain(zone, THREE)
    assert set_chain(zone, THREE, from_on=TODAY + timedelta(days=9)) == first
    assert Entry.objects.filter(act="publications.set_chain").count() == 1
    set_chain(zone, SHORT)
    assert stages_at(zone) == ["secrecy", "approval"]
    assert Chain.objects.filter(organisation=zone, until_on__isnull=True).count() == 1


@pytest.mark.parametrize(
    ("stages", "words"),
    [
        ([("first", 1), ("approval", 1)], "不能没有保密审查"),
        ([("first", 1), ("secrecy", 1)], "不能没有审批"),
        ([("secrecy", 1), ("first", 1), ("approval", 1)], "次序"),
        ([("first", 1), ("first", 1), *SHORT], "各用一次"),
        ([("fourth", 1), *SHORT], "没有“fourth”"),
        ([("secrecy", 0), ("approval", 1)], "时限"),
    ],
)
def test_art_17_a_chain_that_cannot_be_is_refused_in_words(zone: Organisation, stages: list, words: str) -> None:
    with pytest.raises(Refused, match=words):
        set_chain(zone, stages)
    with pytest.raises(Refused, match="没有“poem”"):
        set_chain(zone, THREE, "poem")


def test_a_chain_cannot_begin_in_the_past_or_before_one_that_is_set(zone: Organisation) -> None:
    with pytest.raises(Refused, match="已经过去"):
        set_chain(zone, SHORT, from_on=TODAY - timedelta(days=1))
    set_chain(zone, SHORT, from_on=TODAY + timedelta(days=5))
    with pytest.raises(Refused, match="不能早于"):
        set_chain(zone, THREE, from_on=TODAY + timedelta(days=4))


def test_only_an_administrator_sets_a_chain_and_it_is_recorded_in_words(zone: Organisation, officers: Officers) -> None:
    for role, person in officers.items():
        if role != "administrator":
            with pytest.raises(NotAllowed):
                set_chain(zone, THREE, by=person)
    set_chain(zone, THREE, by=officers["administrator"])
    entry = Entry.objects.get(act="publications.set_chain")
    assert "初审、复审、终审、保密审查、审批" in entry.details


def test_a_stage_is_due_after_its_working_days_and_one_without_a_limit_never(
    zone: Organisation, officers: Officers
) -> None:
    set_chain(zone, THREE)
    friday = date(2026, 11, 27)
    draft = drafted(zone, officers["editor"])
    reviews.submit(draft, by=officers["editor"], on=friday)
    assert fresh(draft).current_workflow_task_state.due_on == date(2026, 12, 1)
    reviews.review(draft, "passed", by=officers["reviewer"], on=date(2026, 12, 1))
    assert fresh(draft).current_workflow_task_state.due_on == date(2026, 12, 2)


def test_finding_the_chain_takes_as_many_queries_for_a_deep_tree_as_for_a_shallow_one(
    zone: Organisation, district: Organisation, django_assert_num_queries: object
) -> None:
    set_chain(district, THREE)
    for unit in (district, zone):
        with django_assert_num_queries(3):  # type: ignore[operator]
            stages_at(unit)
