"""Results and contracts are announced within two working days (政府采购法实施条例 arts. 43 and 50)."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from registered_zone import DO, TODAY, a_project

from gongkai.organisations.models import Organisation
from gongkai.registers.acts import changes, procurement
from gongkai.registers.models import Procurement
from gongkai.registers.queries import procurement as queries

pytestmark = pytest.mark.django_db


def test_the_result_waits_from_the_award_and_the_contract_from_its_signing(zone: Organisation) -> None:
    procurement.enter_many(zone, [a_project(awarded_on=date(2026, 11, 20), contracted_on=date(2026, 11, 23))], **DO)
    [result] = queries.to_announce(zone, "result", today=TODAY).rows
    [contract] = queries.to_announce(zone, "contract", today=TODAY).rows
    assert (result.due_on, result.days_left) == (TODAY, 0)
    assert (contract.due_on, contract.days_left) == (date(2026, 11, 25), 1)
    [late] = queries.to_announce(zone, "result", today=date(2026, 11, 25)).rows
    assert (late.is_overdue, late.days_left) == (True, -1)
    assert queries.counts(zone, today=date(2026, 11, 25)) == {"result": (1, 1), "contract": (1, 0)}


def test_what_was_announced_or_struck_waits_no_more(zone: Organisation) -> None:
    procurement.enter_many(zone, [a_project("A"), a_project("B")], **DO)
    first, second = Procurement.objects.select_related("organisation").order_by("code")
    changes.changed(first, {"result_published_on": TODAY}, "结果已公告", **DO)
    changes.strike(second, "误登", **DO)
    assert queries.counts(zone, today=TODAY) == {"result": (0, 0), "contract": (1, 0)}


def test_the_list_pages_by_key_and_takes_the_same_queries(zone: Organisation) -> None:
    procurement.enter_many(zone, [a_project(f"P{number:02}") for number in range(11)], **DO)
    seen, after, counts = [], "", set()
    while True:
        with CaptureQueriesContext(connection) as asked:
            page = queries.to_announce(zone, "contract", today=TODAY, after=after, size=4)
        counts.add(len(asked))
        seen += [row.project.code for row in page.rows]
        if not page.following:
            break
        after = page.following
    assert seen == [f"P{number:02}" for number in range(11)]
    assert len(counts) == 1
