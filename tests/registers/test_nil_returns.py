"""Nil returns: what is declared to be nothing, once, and taken back if it was wrong."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from registered_zone import DO, PROGRAM, TODAY, appointed

from gongkai.errors import NotAllowed, Refused
from gongkai.ledger.models import Entry
from gongkai.organisations import acts as units
from gongkai.organisations.models import Organisation
from gongkai.registers.acts import nil_returns
from gongkai.registers.models import NilReturn
from gongkai.registers.queries import nil_returns as queries
from gongkai.report import edition_for

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("year", [2019, 2020, 2021, 2026])
def test_every_register_of_a_year_s_form_can_be_declared_nil(zone: Organisation, year: int) -> None:
    every = [register.id for register in edition_for(year).registers]
    made = nil_returns.declare(zone, year, every, **DO)
    assert [nil.register for nil in made] == every
    assert set(queries.of([zone], year)[zone.pk]) == set(every)


def test_what_is_declared_already_is_passed_over(zone: Organisation) -> None:
    nil_returns.declare(zone, 2025, ["fees/fees"], **DO)
    before = Entry.objects.count()
    made = nil_returns.declare(zone, 2025, ["fees/fees", "applications", "applications"], **DO)
    assert [nil.register for nil in made] == ["applications"]
    assert Entry.objects.count() == before + 1
    assert NilReturn.objects.count() == 2


@pytest.mark.parametrize(
    ("year", "register", "words"),
    [
        (2025, "procurement/procurement", "没有“procurement/procurement”这一项"),
        (2025, "licensing/other_services", "没有"),
        (2027, "applications", "2027年还没有到"),
        (2018, "applications", "没有现行格式"),
    ],
)
def test_a_register_that_the_year_s_form_has_not_is_refused(
    zone: Organisation, year: int, register: str, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        nil_returns.declare(zone, year, ["applications", register], **DO)
    assert not NilReturn.objects.exists()


def test_a_unit_declares_nothing_of_years_before_it_was_set_up(db: None) -> None:
    young = units.enter(
        units.Description("young", "新局", "district", opened_on=date(2023, 5, 1)), by=PROGRAM, on=TODAY
    )  # fmt: skip
    with pytest.raises(Refused, match="2023年5月1日才成立"):
        nil_returns.declare(young, 2022, ["applications"], **DO)
    assert nil_returns.declare(young, 2023, ["applications"], **DO)


def test_taken_back_with_a_reason_it_stands_no_more_and_may_be_declared_again(zone: Organisation) -> None:
    [nil] = nil_returns.declare(zone, 2025, ["fees/fees"], **DO)
    with pytest.raises(Refused, match="原因"):
        nil_returns.take_back(nil, "  ", **DO)
    nil_returns.take_back(nil, "另有一笔收入", **DO)
    assert queries.of([zone], 2025) == {}
    with pytest.raises(Refused, match="已于2026年11月24日收回：另有一笔收入"):
        nil_returns.take_back(nil, "再收回", **DO)
    nil_returns.declare(zone, 2025, ["fees/fees"], **DO)
    assert [found.taken_back_for for found in queries.history(zone, [2025])] == ["", "另有一笔收入"]


@pytest.mark.parametrize(("role", "may"), [("registrar", True), ("reporter", True), ("administrator", False)])
def test_the_registrar_and_the_reporter_declare(zone: Organisation, role: str, may: bool) -> None:
    person = appointed(role, zone)
    if may:
        assert nil_returns.declare(zone, 2025, ["fees/fees"], by=person, on=TODAY)
    else:
        with pytest.raises(NotAllowed, match="零申报"):
            nil_returns.declare(zone, 2025, ["fees/fees"], by=person, on=TODAY)


def test_the_returns_of_any_number_of_units_are_one_query(zone: Organisation, other_unit: Organisation) -> None:
    nil_returns.declare(zone, 2025, ["fees/fees"], **DO)
    for asked_for in ([zone], [zone, other_unit], Organisation.objects.all()):
        with CaptureQueriesContext(connection) as asked:
            found = queries.of(asked_for, 2025)
            assert [nil.organisation.code for nils in found.values() for nil in nils.values()] == ["zone"]
        assert len(asked) == 1
