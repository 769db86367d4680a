"""Rows are entered whole or not at all, and every bad cell of a file is named beforehand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from registered_zone import (
    CODE,
    DO,
    TODAY,
    a_fee,
    a_licence,
    a_matter,
    a_penalty,
    a_project,
    an_income,
    appointed,
    catalogued,
    decided,
    listed,
)

from gongkai.errors import NotAllowed, Refused
from gongkai.ledger.models import Entry
from gongkai.organisations.models import Organisation
from gongkai.registers.acts import decisions, fees, matters, procurement
from gongkai.registers.acts.rows import TakenFile
from gongkai.registers.models import Decision, FeeIncome, Matter, RegisterImport

pytestmark = pytest.mark.django_db

#: Identity, passport and card numbers, none of a person: each has the right check digit.
PERSONAL = ["身份证号110101199003078515", "（护照E12345678）", "银行卡号6222021234567890128"]


def the_fault(unit: Organisation, row: Any) -> tuple[str, str]:
    """The one fault of a decision: its field and its words."""
    [verdict] = decisions.verdicts(unit, [row], on=TODAY)
    assert verdict.state == "bad"
    [fault] = verdict.faults
    return fault.field, fault.words


def test_only_the_registrar_enters_rows(zone: Organisation, other_unit: Organisation) -> None:
    registrar = appointed("registrar", zone)
    assert matters.enter_many(zone, [a_matter()], by=registrar, on=TODAY).new == 1
    for person, unit in ((appointed("administrator", zone), zone), (registrar, other_unit)):
        with pytest.raises(NotAllowed, match="登记、更正、作废登记簿记录"):
            matters.enter_many(unit, [a_matter("X2")], by=person, on=TODAY)


def test_rows_are_entered_whole_or_not_at_all_and_the_first_bad_one_is_named(zone: Organisation) -> None:
    rows = [a_penalty("一号", place="第2行"), a_penalty("二号", party_code=CODE[:-1] + "A", place="第3行")]
    with pytest.raises(Refused, match=r"有1行不能登记，什么都没有登记。第3行：.*校验位不符"):
        decisions.enter_many(zone, rows, **DO)
    assert not Decision.objects.exists()
    assert decisions.enter_many(zone, rows[:1], **DO).new == 1


def test_what_is_there_already_is_passed_over_and_the_same_key_with_other_values_is_refused(zone: Organisation) -> None:
    row = a_penalty()
    decided(zone, row)
    again = decisions.enter_many(zone, [row, a_penalty("二号")], **DO)
    assert (again.new, again.same) == (1, 1)
    with pytest.raises(Refused, match="登记簿里已有这一条，而罚款金额（元）不同"):
        decisions.enter_many(zone, [replace(row, fine=60_000)], **DO)
    assert Decision.objects.count() == 2


def test_a_number_stands_once_for_each_party_in_one_file_too(zone: Organisation) -> None:
    twice = [a_penalty("一号", place="第2行"), a_penalty("一号", place="第3行"),
             a_penalty("一号", content="罚款600元", place="第4行"), a_penalty("一号", party_name="另一家")]  # fmt: skip
    found = decisions.verdicts(zone, twice, on=TODAY)
    assert [verdict.state for verdict in found] == ["new", "same", "bad", "new"]
    assert "与第2行是同一条，而决定内容不同" in found[2].words


def test_the_same_file_twice_does_nothing(zone: Organisation) -> None:
    file = TakenFile("decisions", "处罚.xlsx", "a" * 64, 1)
    first = decisions.enter_many(zone, [a_penalty()], **DO, file=file)
    again = decisions.enter_many(zone, [a_penalty("二号")], **DO, file=file)
    assert again.was_known
    assert again.taken == first.taken
    assert Decision.objects.get().taken_from == first.taken
    assert RegisterImport.objects.get().imported_by == "program:test"


def test_one_call_is_one_entry_of_the_ledger_with_a_digest_of_every_row(zone: Organisation) -> None:
    before = Entry.objects.count()
    decisions.enter_many(zone, [a_penalty(str(number)) for number in range(40)], **DO)
    [entry] = Entry.objects.order_by("pk")[before:]
    assert entry.act == "registers.record"
    assert len(entry.after) == 64
    assert "40" in entry.details


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"document_number": " "}, "document_number", "不能空白"),
        ({"kind": "fine"}, "kind", "可填：行政许可、"),
        ({"decided_on": None}, "decided_on", "不能空白"),
        ({"decided_on": date(2026, 11, 25)}, "decided_on", "还没有到"),
        ({"party_code": CODE[:-1] + "A"}, "party_code", "校验位不符"),
        ({"party_code": "123"}, "party_code", "应为18位，现为3位"),
        ({"party_kind": "person"}, "party_code", "不登记代码和证件号码"),
        ({"fine": -1}, "fine", "不能小于0"),
        ({"fine": 2**63}, "fine", "应为金额"),
        ({"content": "\x00"}, "content", "不能保存"),
        ({"party_name": "某" * 201}, "party_name", "有201字，最多200字"),
        ({"valid_from": TODAY, "valid_until": date(2026, 1, 1)}, "valid_until", "早于"),
        ({"valid_until": date(2100, 1, 1)}, "valid_until", "2099年12月31日"),
        ({"matter": "没有的"}, "matter", "权责清单里没有“没有的”"),
        ({"display_class": "special"}, "display_class", "严重、轻微、一般"),
    ],
)
def test_every_fault_names_its_field(zone: Organisation, changes: dict[str, Any], field: str, words: str) -> None:
    found = the_fault(zone, a_penalty(**changes))
    assert found[0] == field
    assert words in found[1]


def test_what_only_a_penalty_has_is_refused_of_a_licence(zone: Organisation) -> None:
    field, words = the_fault(zone, a_licence(fine=100))
    assert field == "fine"
    assert "只有行政处罚才填" in words


@pytest.mark.parametrize("number", PERSONAL)
@pytest.mark.parametrize("field", ["facts", "content", "party_name", "certificate", "document_number"])
def test_personal_information_art_28_no_identity_number_stands_in_any_text(
    zone: Organisation, number: str, field: str
) -> None:
    found = the_fault(zone, a_penalty(**{field: f"张三{number}"}))
    assert found[0] == field
    assert "登记簿不记个人证件号码" in found[1]


def test_a_row_with_several_bad_cells_has_each_of_them_marked(zone: Organisation) -> None:
    [verdict] = decisions.verdicts(zone, [a_penalty(document_number="", party_name="", fine=1.5)], on=TODAY)
    assert {fault.field for fault in verdict.faults} == {"document_number", "party_name", "fine"}


def test_a_matter_is_known_by_its_code_name_or_uid_and_of_the_decision_s_kind(zone: Organisation) -> None:
    matter = listed(zone, a_matter("L1", name="食品经营许可"))
    for number, name in enumerate(("L1", "食品经营许可", matter.uid)):
        [made] = decided(zone, a_licence(str(number), matter=name))
        assert made.matter == matter
    assert the_fault(zone, a_penalty(matter="L1"))[0] == "matter"


def test_of_two_matters_of_one_name_the_one_on_the_list_that_day_is_meant(zone: Organisation) -> None:
    old = listed(zone, a_matter("L1", name="许可", closed_on=date(2020, 1, 1)))
    new = listed(zone, a_matter("L2", name="许可", opened_on=date(2020, 1, 1)))
    first, second = decided(
        zone,
        a_licence("一", matter="许可", decided_on=date(2019, 12, 31), valid_from=None, valid_until=None),
        a_licence("二", matter="许可"),
    )
    assert (first.matter, second.matter) == (old, new)


def test_a_matter_taken_off_the_list_may_come_back_but_not_stand_twice_at_once(zone: Organisation) -> None:
    listed(zone, a_matter("L1", closed_on=date(2020, 1, 1)))
    listed(zone, a_matter("L1", opened_on=date(2022, 1, 1)))
    [verdict] = matters.verdicts(zone, [a_matter("L1", opened_on=date(2019, 6, 1))], on=TODAY)
    assert verdict.state == "bad"
    assert matters.verdicts(zone, [a_matter("L1", opened_on=date(2022, 1, 1))], on=TODAY)[0].state == "same"
    assert matters.verdicts(zone, [a_matter("L1", opened_on=date(2020, 1, 1), closed_on=date(2021, 1, 1))],
                            on=TODAY)[0].state == "new"  # fmt: skip


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2025-06-30", "2025-12-31", "已有这一条"),
        ("2025-01-01", "2025-12-31", "已有这一条"),
        ("2025-12-01", "2026-01-31", "同一年度"),
        ("2025-12-31", "2025-12-01", "早于"),
        ("2026-11-01", "2026-11-30", "还没有到"),
    ],
)
def test_sums_of_one_item_never_overlap_and_lie_within_one_year(
    zone: Organisation, first: str, last: str, words: str
) -> None:
    catalogued(zone, a_fee("F1"))
    fees.enter_incomes(zone, [an_income("F1", "2025-01-01", "2025-06-30", 100)], **DO)
    [verdict] = fees.income_verdicts(zone, [an_income("F1", first, last, 200)], on=TODAY)
    assert verdict.state == "bad"
    assert words in verdict.words


def test_sums_of_other_days_or_other_items_stand_beside_it_and_a_refund_is_negative(zone: Organisation) -> None:
    catalogued(zone, a_fee("F1"))
    catalogued(zone, a_fee("F2"))
    rows = [an_income("F1", "2025-01-01", "2025-06-30", 100), an_income("F1", "2025-07-01", "2025-07-01", -30),
            an_income("F2", "2025-01-01", "2025-06-30", 100)]  # fmt: skip
    assert fees.enter_incomes(zone, rows, **DO).new == 3
    assert fees.enter_incomes(zone, rows, **DO).same == 3
    assert fees.income_verdicts(zone, [an_income("F3", "2025-01-01", "2025-06-30", 1)], on=TODAY)[0].words


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spans=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 12)), min_size=1, max_size=12))
def test_no_order_of_sums_leaves_two_that_overlap(zone: Organisation, spans: list[tuple[int, int]]) -> None:
    FeeIncome.objects.all().delete()
    code = f"P{len(zone.code)}"
    fees.enter_items(zone, [a_fee(code)], **DO)
    start = date(2025, 1, 1).toordinal()
    rows = [
        an_income(code, date.fromordinal(start + at).isoformat(), date.fromordinal(start + at + long).isoformat(), n)
        for n, (at, long) in enumerate(spans)
    ]
    found = fees.income_verdicts(zone, rows, on=TODAY)
    good = [row for row, verdict in zip(rows, found, strict=True) if verdict.state == "new"]
    days = [day for row in good for day in range(row.from_on.toordinal(), row.until_on.toordinal() + 1)]
    assert len(days) == len(set(days))
    for row, verdict in zip(rows, found, strict=True):
        taken = any(row.from_on <= other.until_on and other.from_on <= row.until_on for other in good)
        assert taken
        assert (verdict.state == "new") == (row in good)
    fees.enter_incomes(zone, good, **DO)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"method": "auction"}, "method"),
        ({"amount": None}, "amount"),
        ({"awarded_on": None, "result_published_on": date(2026, 11, 17)}, "awarded_on"),
        ({"contracted_on": date(2026, 11, 1)}, "contracted_on"),
        ({"contracted_on": date(2026, 11, 25)}, "contracted_on"),
        ({"contract_published_on": date(2026, 11, 19)}, "contract_published_on"),
        ({"supplier_code": "9"}, "supplier_code"),
        ({"address": "javascript:alert(1)"}, "address"),
    ],
)
def test_a_project_that_cannot_be_is_marked_at_its_field(
    zone: Organisation, changes: dict[str, Any], field: str
) -> None:
    [verdict] = procurement.verdicts(zone, [a_project(**changes)], on=TODAY)
    assert [fault.field for fault in verdict.faults] == [field]


def test_checking_a_file_takes_the_same_queries_for_one_row_and_for_a_thousand(zone: Organisation) -> None:
    listed(zone, a_matter("L1"))
    decided(zone, a_licence("0", matter="L1"))
    counts = []
    for many in (1, 399, 1000):
        rows = [a_licence(str(number), matter="L1") for number in range(many)]
        with CaptureQueriesContext(connection) as asked:
            found = decisions.verdicts(zone, rows, on=TODAY)
        assert [verdict.state for verdict in found] == ["same", *["new"] * (many - 1)]
        counts.append(len(asked))
    assert counts == [counts[0]] * 3
    assert counts[0] <= 6


def test_a_matter_stands_apart_in_each_unit(zone: Organisation, other_unit: Organisation) -> None:
    listed(zone, a_matter("L1"))
    listed(other_unit, a_matter("L1", name="别的"))
    assert Matter.objects.count() == 2
    assert the_fault(other_unit, a_licence(matter="事项L1"))[0] == "matter"
