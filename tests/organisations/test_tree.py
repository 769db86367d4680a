"""The tree keeps its history: each change shows from its day on, and not a day earlier."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_district import PROGRAM, TODAY, District

from gongkai.errors import Refused
from gongkai.organisations import acts, queries
from gongkai.organisations.acts import ancestry
from gongkai.organisations.models import ALWAYS, Ancestry, Membership, Organisation, UnitName

pytestmark = pytest.mark.django_db

DAY = date(2022, 7, 1)
BEFORE = DAY - timedelta(days=1)
BY: dict[str, Any] = {"by": PROGRAM, "on": TODAY}


def shape(day: date) -> dict[str, str | None]:
    """The tree of a day: each unit's superior, by code."""
    nodes = queries.tree(day)
    codes = {node.unit.pk: node.unit.code for node in nodes}
    return {node.unit.code: codes.get(node.parent_id) if node.parent_id else None for node in nodes}


def above(unit: Organisation, day: date) -> list[str]:
    return [other.code for other in queries.ancestors(unit, on=day)]


OLD = {"qu": None, "other": None, "ju": "qu", "zone": "qu", "ban": "zone"}


def test_a_move_takes_everything_below_along_from_its_day_on(district: District) -> None:
    acts.move(district["zone"], district["other"], **BY, from_on=DAY)
    assert shape(BEFORE) == OLD
    assert shape(DAY) == {**OLD, "zone": "other"}
    assert above(district["ban"], BEFORE) == ["zone", "qu"]
    assert above(district["ban"], DAY) == ["zone", "other"]
    assert {unit.code for unit in queries.descendants(district["qu"], on=BEFORE)} == {"qu", "ju", "zone", "ban"}
    assert {unit.code for unit in queries.descendants(district["qu"], on=DAY)} == {"qu", "ju"}
    assert district["zone"].parent == district["other"]


def test_a_new_name_holds_from_its_day_on(district: District) -> None:
    zone = district["zone"]
    acts.rename(zone, "新名", **BY, from_on=DAY)
    assert (queries.name_on(zone, BEFORE), queries.name_on(zone, DAY)) == ("zone机关", "新名")
    names = {day: {node.unit.code: node.name for node in queries.tree(day)} for day in (BEFORE, DAY)}
    assert (names[BEFORE]["zone"], names[DAY]["zone"]) == ("zone机关", "新名")
    assert district["zone"].name == "新名"


def test_a_closed_unit_is_there_the_day_before_and_not_on_its_day(district: District) -> None:
    acts.close(district["ban"], **BY, from_on=DAY)
    assert "ban" in shape(BEFORE)
    assert "ban" not in shape(DAY)
    assert above(district["ban"], DAY) == []
    assert queries.name_on(district["ban"], TODAY) == "ban机关"


def test_a_merger_hands_the_units_below_over_on_its_day(district: District) -> None:
    acts.merge(district["zone"], district["ju"], **BY, from_on=DAY)
    assert shape(BEFORE) == OLD
    assert shape(DAY) == {"qu": None, "other": None, "ju": "qu", "ban": "ju"}
    assert district["zone"].merged_into == district["ju"]
    assert district["zone"].closed_on == DAY


def test_a_unit_is_there_from_the_day_of_its_founding_on(district: District) -> None:
    district.enter("xin", "department", "qu", opened_on=DAY)
    assert "xin" not in shape(BEFORE)
    assert shape(DAY)["xin"] == "qu"


def test_the_same_day_again_corrects_and_leaves_no_trace_in_the_history(district: District) -> None:
    zone = district["zone"]
    acts.rename(zone, "写错的名", **BY, from_on=DAY)
    acts.rename(zone, "写对的名", **BY, from_on=DAY)
    acts.move(zone, district["ju"], **BY, from_on=DAY)
    acts.move(zone, district["other"], **BY, from_on=DAY)
    assert [row.name for row in queries.history(zone).names] == ["zone机关", "写对的名"]
    assert [row.parent.code for row in queries.history(zone).memberships] == ["qu", "other"]


def test_doing_the_same_again_changes_nothing_and_records_nothing(district: District) -> None:
    from gongkai.ledger.models import Entry

    acts.rename(district["zone"], "新名", **BY, from_on=DAY)
    acts.move(district["zone"], district["other"], **BY, from_on=DAY)
    count = Entry.objects.count()
    acts.rename(district["zone"], "新名", **BY, from_on=TODAY)
    acts.move(district["zone"], district["other"], **BY, from_on=TODAY)
    assert Entry.objects.count() == count
    assert UnitName.objects.filter(unit=district["zone"]).count() == 2


def test_who_moves_within_a_district_never_leaves_it(district: District) -> None:
    acts.move(district["ban"], district["ju"], **BY, from_on=DAY)
    rows = Ancestry.objects.filter(ancestor=district["qu"], descendant=district["ban"])
    assert [(row.depth, row.from_on, row.until_on) for row in rows] == [(2, ALWAYS, None)]


def test_a_credit_code_belongs_to_one_unit(district: District) -> None:
    district.enter("yi", "department", "qu", credit_code="11100000000013127D")
    with pytest.raises(Refused, match="已由yi机关使用"):
        district.enter("er", "department", "qu", credit_code="11100000000013127D")


REFUSED = [
    ("move", "qu", "ban", DAY, "自己的上级"),
    ("move", "qu", "qu", DAY, "不能是自己的上级"),
    ("move", "zone", "other", TODAY + timedelta(days=1), "还没有到"),
    ("close", "zone", None, DAY, "还有1个下级机关（ban机关）"),
    ("merge", "qu", "ban", DAY, "下级机关"),
    ("merge", "qu", "qu", DAY, "本身"),
]


@pytest.mark.parametrize(("verb", "code", "other", "day", "words"), REFUSED)
def test_what_cannot_be_is_refused_and_changes_nothing(
    district: District, verb: str, code: str, other: str | None, day: date, words: str
) -> None:
    given_units = [district[other]] if other else []
    with pytest.raises(Refused, match=words):
        getattr(acts, verb)(district[code], *given_units, **BY, from_on=day)
    assert shape(TODAY) == OLD
    assert ancestry.rebuild(Organisation.objects.values_list("pk", flat=True)) == 0


def test_a_change_before_the_last_one_is_refused(district: District) -> None:
    acts.move(district["zone"], district["other"], **BY, from_on=DAY)
    with pytest.raises(Refused, match="2022年7月1日已有一次变动"):
        acts.move(district["zone"], district["ju"], **BY, from_on=BEFORE)


def test_nothing_changes_any_more_about_a_closed_unit(district: District) -> None:
    acts.close(district["ban"], **BY, from_on=DAY)
    for act in (
        lambda: acts.rename(district["ban"], "新名", **BY, from_on=TODAY),
        lambda: acts.close(district["ban"], **BY, from_on=TODAY),
        lambda: acts.describe(district["ban"], {"phone": "1"}, **BY, from_on=TODAY),
        lambda: acts.move(district["ju"], district["ban"], **BY, from_on=TODAY),
        lambda: district.enter("xin", "branch", "ban"),
    ):
        with pytest.raises(Refused, match="撤销"):
            act()


def test_a_unit_closed_on_the_day_of_its_renaming_would_have_two_last_names(district: District) -> None:
    acts.rename(district["ban"], "新名", **BY, from_on=DAY)
    with pytest.raises(Refused, match="应晚于这一天"):
        acts.close(district["ban"], **BY, from_on=DAY)


def test_the_supervisor_is_the_superior_unless_another_is_named(district: District) -> None:
    zone = district["zone"]
    assert queries.supervisor_on(zone, DAY) == district["qu"]
    acts.supervise(zone, district["ju"], **BY, from_on=DAY)
    assert queries.supervisor_on(zone, BEFORE) == district["qu"]
    assert queries.supervisor_on(zone, DAY) == district["ju"]
    acts.supervise(zone, None, **BY, from_on=TODAY)
    assert queries.supervisor_on(zone, TODAY) == district["qu"]


def test_facts_hold_from_their_day_on_and_unnamed_ones_stay(district: District) -> None:
    zone = district["zone"]
    acts.describe(zone, {"phone": "1", "office": "办公室"}, **BY, from_on=ALWAYS)
    acts.describe(zone, {"phone": "2"}, **BY, from_on=DAY)
    old, new = queries.facts_on(zone, BEFORE), queries.facts_on(zone, DAY)
    assert old is not None
    assert new is not None
    assert (old.phone, new.phone, new.office) == ("1", "2", "办公室")


@pytest.mark.parametrize(
    ("facts", "words"),
    [({"takes_fax": True}, "传真号码"), ({"takes_email": True}, "电子邮箱"), ({"email": "not-an-address"}, "电子邮箱")],
)
def test_a_way_without_its_number_is_refused(district: District, facts: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        acts.describe(district["zone"], facts, **BY, from_on=DAY)


@pytest.mark.parametrize(
    "broken",
    [
        lambda d: Membership.objects.create(unit=d["zone"], parent=d["other"], from_on=DAY),
        lambda d: Membership.objects.create(unit=d["zone"], parent=d["zone"], from_on=DAY, until_on=TODAY),
        lambda d: UnitName.objects.create(unit=d["zone"], name="甲", from_on=DAY),
        lambda d: UnitName.objects.filter(unit=d["zone"]).update(until_on=ALWAYS),
        lambda d: Ancestry.objects.create(ancestor=d["qu"], descendant=d["qu"], depth=2, from_on=DAY),
        lambda d: Organisation.objects.filter(code="ju").update(merged_into=d["zone"]),
        lambda d: Organisation.objects.filter(code="ju").update(closed_on=ALWAYS),
    ],
    ids=["two superiors", "own superior", "two names", "days out of order", "circle", "merged alive", "closed before"],
)
def test_the_database_itself_refuses(district: District, broken: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        broken(district)


@pytest.mark.parametrize("count", [10, 1000])
def test_a_tree_takes_three_queries_and_one_units_page_seven_however_many_units_there_are(count: int) -> None:
    made = District()
    top = made.enter("qu", "district")
    units = Organisation.objects.bulk_create(
        Organisation(code=f"u{number}", name=f"第{number}局", kind="department", parent=top) for number in range(count)
    )
    UnitName.objects.bulk_create(UnitName(unit=unit, name=unit.name) for unit in units)
    Membership.objects.bulk_create(Membership(unit=unit, parent=top) for unit in units)
    ancestry.rebuild([unit.pk for unit in units])
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert len(queries.tree(TODAY)) == count + 1
    assert len(asked) == 3
    with CaptureQueriesContext(connection) as asked:
        assert len(queries.names_on(units, TODAY)) == count
        assert len(queries.descendants(top, on=TODAY)) == count + 1
        queries.ancestors(units[-1], on=TODAY)
        queries.history(top)
    assert len(asked) == 1 + 1 + 1 + 6


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["move", "rename", "close", "merge"]),
        st.sampled_from(list(OLD)),
        st.sampled_from(list(OLD)),
        st.integers(0, 6),
    ),
    max_size=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_is_done_history_and_projection_agree_and_no_unit_stands_above_itself(
    district: District, steps: list[tuple[str, str, str, int]]
) -> None:
    with transaction.atomic():
        for verb, code, other, year in steps:
            units = {"move": [district[other]], "merge": [district[other]], "rename": [f"名{year}"]}.get(verb, [])
            try:
                getattr(acts, verb)(district[code], *units, **BY, from_on=date(2015 + year, 1, 1))
            except Refused:
                continue
        assert ancestry.rebuild(Organisation.objects.values_list("pk", flat=True)) == 0
        for unit in Organisation.objects.all():
            day = queries.last_day(unit, TODAY)
            assert queries.parent_on(unit, day) == unit.parent
            assert queries.name_on(unit, day) == unit.name
            for year in range(2014, 2024):
                chain = above(unit, date(year, 6, 1))
                assert unit.code not in chain
                assert len(chain) == len(set(chain))
        transaction.set_rollback(True)
