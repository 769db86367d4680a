"""What normative documents count for in the report, and how they are listed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from documented import day, entered, face
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from registered_zone import DO, TODAY

from gongkai.figures import Period, behind, totals
from gongkai.organisations.models import Organisation
from gongkai.registers import document_figures, document_life
from gongkai.registers.acts import document_publication, document_turns, documents
from gongkai.registers.acts.documents import DocumentRow
from gongkai.registers.models import Document
from gongkai.registers.queries import document_lists as lists

pytestmark = pytest.mark.django_db


def cells(unit: Organisation, year: int) -> dict[str, int]:
    found = totals([unit], Period.of_year(year), among=document_figures.declared()).get(unit.pk, {})
    return {name: total.value for name, total in found.items()}  # type: ignore[misc]


def test_form_of_2019_made_disclosed_and_total(zone: Organisation) -> None:
    for number, (issued, published, repealed) in enumerate(
        [("2017-05-01", "2019-02-01", None), ("2019-06-01", "2019-06-03", None), ("2019-07-01", None, None),
         ("2016-01-01", "2016-01-02", "2019-12-31"), ("2018-12-31", "2020-01-01", None)]
    ):  # fmt: skip
        more = {"repealed_on": day(repealed), "repealed_for": "清理"} if repealed else {}
        document = entered(zone, f"办法{number}", issued, **more)
        if published:
            document_publication.link_publication(document, face(zone, published, made_on=day(issued)), **DO)
    found = cells(zone, 2019)
    assert (found["documents/normative/made"], found["documents/normative/disclosed"]) == (2, 2)
    assert found["documents/normative/total"] == 2


def test_form_of_2021_a_revised_text_counts_as_issued_and_the_one_before_it_as_repealed_as_lapsed_ones_do(
    zone: Organisation,
) -> None:
    entered(zone, "甲", "2022-01-01", until_on=day("2022-12-30"))
    revised = entered(zone, "乙", "2019-01-01")
    document_turns.amend(revised, amended_on=day("2022-12-31"), words="全文", **DO)
    entered(zone, "丙", "2019-01-01", repealed_on=day("2022-03-01"), repealed_for="清理")
    entered(zone, "丁", "2022-12-31", effective_on=day("2023-02-01"))
    struck = entered(zone, "戊", "2022-05-01")
    Document.objects.filter(pk=struck.pk).update(struck_on=TODAY, struck_for="重复登记")
    entered(zone, "己", None)
    found = cells(zone, 2022)
    assert found["documents/normative/issued"] == 3
    assert found["documents/normative/repealed"] == 3
    assert found["documents/normative/in_force"] == 2
    assert (found["text/documents.repealed"], found["text/documents.lapsed"]) == (1, 1)
    assert found["text/documents.revised"] == 1


LIVES = st.lists(
    st.tuples(
        st.dates(date(2017, 1, 1), date(2021, 12, 31)),
        st.none() | st.integers(0, 1200),
        st.none() | st.integers(0, 1200),
        st.none() | st.integers(0, 1200),
    ),
    max_size=6,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LIVES, st.integers(2018, 2022))
def test_each_total_is_the_number_of_entries_behind_it_and_stocks_carry_over(
    zone: Organisation, lives: list[tuple[date, int | None, int | None, int | None]], year: int
) -> None:
    with transaction.atomic():
        for number, (issued, valid, repealed, revised) in enumerate(lives):
            until = issued + timedelta(days=valid) if valid is not None else None
            end = issued + timedelta(days=repealed) if repealed is not None else None
            if end is not None and until is not None and end > until:
                end = None
            row = DocumentRow("normative", f"办法{number}", issued_on=issued, until_on=until, repealed_on=end,
                              repealed_for="清理" if end else "")  # fmt: skip
            document = documents.enter(zone, row, **DO)
            over = document.ended_on or date.max
            if revised is not None and (day_of := issued + timedelta(days=revised)) < over:
                document_turns.amend(document, amended_on=day_of, words="全文", **DO)
        declared, period = document_figures.declared(), Period.of_year(year)
        found = cells(zone, year)
        for name, value in found.items():
            page = behind(name, [zone], period, among=declared)
            assert len(page.entries) == value, name
        before = cells(zone, year - 1)
        standing, issued_now, ended = (
            found.get(f"documents/normative/{column}", 0) for column in ("in_force", "issued", "repealed")
        )
        # The form's own equation, revisions and all.
        assert standing == before.get("documents/normative/in_force", 0) + issued_now - ended
        transaction.set_rollback(True)


def many(zone: Organisation, count: int) -> None:
    rows = [DocumentRow("normative", f"办法{n}", f"某〔2019〕{n}号", issued_on=day("2019-03-01")) for n in range(count)]
    documents.enter_many(zone, rows, **DO)


def test_a_list_is_paged_by_key_and_costs_the_same_however_long(zone: Organisation) -> None:
    many(zone, 3)
    with CaptureQueriesContext(connection) as few:
        lists.documents_of(zone, lists.Filter(), today=TODAY)
    many(zone, 130)
    with CaptureQueriesContext(connection) as lots:
        page = lists.documents_of(zone, lists.Filter(), today=TODAY)
    assert len(few) == len(lots) == 1
    seen = [row.pk for row in page.rows]
    while page.following:
        page = lists.documents_of(zone, lists.Filter(), today=TODAY, behind=page.following)
        seen += [row.pk for row in page.rows]
    assert len(seen) == len(set(seen)) == 130


def test_a_list_is_narrowed_by_state_of_the_day_year_and_text(zone: Organisation) -> None:
    entered(zone, "草案", None)
    entered(zone, "现行办法", "2020-01-01", document_number="某〔2020〕1号")
    entered(zone, "废止办法", "2019-01-01", repealed_on=day("2020-06-01"), repealed_for="清理")

    def titles(**wanted: Any) -> list[str]:
        page = lists.documents_of(zone, lists.Filter(**wanted), today=TODAY)
        return [row.title for row in page.rows]

    assert titles() == ["草案", "现行办法", "废止办法"]
    assert titles(state="repealed") == ["废止办法"]
    assert titles(state="preparing") == ["草案"]
    assert titles(year=2020) == titles(text="〔2020〕1") == ["现行办法"]
    assert lists.years_of(zone) == [2020, 2019]
    assert lists.counts_of(zone, TODAY) == {
        "preparing": 1, "awaiting": 0, "in_force": 1, "repealed": 1, "lapsed": 0,
    }  # fmt: skip


@pytest.mark.parametrize("today", ["2019-02-28", "2019-03-01", "2019-04-01", "2021-02-28", "2021-03-01"])
def test_the_database_and_the_fold_agree_on_the_state_of_a_day(zone: Organisation, today: str) -> None:
    entered(zone, effective_on=day("2019-04-01"), until_on=day("2021-02-28"))
    row = lists.with_state(Document.objects.all(), day(today)).get()
    days = {name: getattr(row, name) for name in ("issued_on", "effective_on", "repealed_on", "lapsed_on")}
    assert row.state == document_life.state_on(day(today), **days)  # type: ignore[attr-defined]


def test_documents_due_for_review_are_those_in_force_whose_day_has_come(zone: Organisation) -> None:
    due = entered(zone, "到期未清理", "2019-01-01")
    entered(zone, "已失效", "2019-01-01", until_on=day("2020-01-01"))
    entered(zone, "新办法", "2026-01-01")
    assert list(lists.due_for_review([zone], TODAY)) == [due]
    document_turns.confirm(due, confirmed_on=day("2026-11-01"), **DO)
    assert list(lists.due_for_review([zone], TODAY)) == []
