"""Lists of entries: filtered, paged by key, in words."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from ledger_entries import UNIT, WANG, record, sealed

from gongkai.ledger import catalogue, queries
from gongkai.organisations.models import Organisation, User

pytestmark = pytest.mark.django_db

Asked = Callable[[int], AbstractContextManager[object]]


def years(wanted: queries.Filter) -> list[int]:
    return [int(entry.subject.rpartition("/")[2]) for entry in queries.entries(wanted)]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, [2012, 2011, 2010]),
        ({"subject": "report:aaaaaaaaaaaaa/2011"}, [2011]),
        ({"unit": "organisation:other"}, [2011]),
        ({"actor": "user:other"}, [2012]),
        ({"since": date(2026, 1, 2)}, [2012, 2011]),
        ({"until": date(2026, 1, 2)}, [2011, 2010]),
        ({"since": date(2026, 1, 2), "until": date(2026, 1, 2)}, [2011]),
        ({"unit": UNIT, "actor": WANG}, [2010]),
        ({"unit": "organisation:nobody"}, []),
    ],
)
def test_entries_of_a_subject_a_unit_an_actor_and_of_days_newest_first(
    wanted: dict[str, object], expected: list[int]
) -> None:
    record(2010, on=date(2026, 1, 1))
    record(2011, on=date(2026, 1, 2), unit="organisation:other")
    record(2012, on=date(2026, 1, 3), by="user:other")
    assert years(queries.Filter(**wanted)) == expected  # type: ignore[arg-type]


def test_pages_by_key_show_every_entry_once_though_new_ones_arrive() -> None:
    sealed(7)
    seen: list[int] = []
    last: int | None = None
    while found := queries.entries(queries.Filter(), before=last, limit=3):
        seen += [entry.pk for entry in found]
        last = found[-1].pk
        record(2099)
    assert len(seen) == len(set(seen)) == 7
    assert seen == sorted(seen, reverse=True)


def test_sealed_entries_are_read_on_from_any_position() -> None:
    sealed(5)
    record(2099)
    assert [entry.position for entry in queries.sealed_after(2, limit=2)] == [3, 4]
    assert [entry.position for entry in queries.sealed_after(4, limit=9)] == [5]


def test_a_line_names_people_bodies_and_what_was_done() -> None:
    body = Organisation(uid="eeeeeeeeeeeee", code="kfq", name="西青开发区", kind="zone")
    body.opened_on = date(2000, 1, 1)  # type: ignore[attr-defined]  # a body has had a first day since it has a history
    body.save()
    person = User.objects.create_user("wang", "w@example.org", "a-long-password", name="王小明")
    record(2019, by=person, unit=body, details={"body": "西青开发区", "year": 2019})
    (line,) = queries.lines(queries.entries(queries.Filter()))
    assert str(line) == "2026年11月24日，王小明（西青开发区）公布西青开发区2019年度政府信息公开工作年度报告"
    assert queries.units() == {"organisation:eeeeeeeeeeeee": "西青开发区"}


def test_what_nobody_knows_any_more_is_shown_by_its_key_and_a_program_as_one() -> None:
    record(2019)
    record(2020, by="program:demo", unit=None)
    newest, oldest = queries.lines(queries.entries(queries.Filter()))
    assert (newest.actor, newest.unit) == ("程序“demo”", "")
    assert (oldest.actor, oldest.unit) == (WANG, UNIT)


@pytest.mark.parametrize("count", [1, 200])
def test_lines_take_the_same_queries_however_many_they_are(count: int, django_assert_num_queries: Asked) -> None:
    for number in range(count):
        record(number, by=f"user:p{number}", unit=f"organisation:u{number}")
    found = queries.entries(queries.Filter(), limit=count)
    with django_assert_num_queries(2):
        assert len(queries.lines(found)) == count
    with django_assert_num_queries(2):
        assert len(queries.units()) == count


def test_every_act_of_the_catalogue_has_a_line_that_its_details_fill() -> None:
    assert catalogue.acts()
    for name, act in catalogue.acts().items():
        line = act.line.format(**dict.fromkeys(act.details, "某"))
        assert "{" not in line, name
        assert not line.endswith("。"), name


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("yearbook.publish", {"label": "公布", "line": "公布"}),
        ("yearbook.publish", {"label": "公布", "line": "", "source": "条例"}),
        ("publish", {"label": "公布", "line": "公布", "source": "条例"}),
        ("yearbook.publish", {"label": "公布", "line": "公布{0}", "source": "条例"}),
        ("yearbook.publish", {"label": "公布", "line": "公布{body.name}", "source": "条例"}),
    ],
)
def test_a_bad_entry_of_the_catalogue_is_named(name: str, entry: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=name):
        catalogue._act(name, entry)


def test_the_state_of_an_empty_ledger_and_of_one_that_waits() -> None:
    assert (queries.state().sealed, queries.state().waiting, queries.state().waiting_since) == (0, 0, None)
    sealed(2)
    record(2099)
    state = queries.state()
    assert (state.sealed, state.waiting, state.unguarded) == (2, 1, [])
    assert state.waiting_since is not None
