"""The sample district: its own year 2025, thirty units in every state, and a draft with planted mistakes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest
import pytest_django
from django.db import transaction

import django_site  # noqa: F401
from gongkai.organisations.models import Organisation
from gongkai.organisations.queries import by_code
from gongkai.yearbook import narrative
from gongkai.yearbook.models import Narrative, Submission, YearReport
from gongkai.yearbook.queries.compiling import compile_report
from gongkai.yearbook.queries.rollup import rollup
from gongkai.yearbook.queries.tracing import trace

ON = date(2026, 1, 12)


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[None]:
    from gongkai.demo import acts

    with django_db_blocker.unblock(), transaction.atomic():
        acts.load_reports()
        acts.load_district()
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def in_it(request: pytest.FixtureRequest, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[None]:
    if request.node.get_closest_marker("django_db"):
        yield
        return
    request.getfixturevalue("loaded")
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_loading_it_twice_adds_nothing() -> None:
    from gongkai.demo import acts

    acts.load_reports()
    assert acts.load_district() == 30
    assert acts.load_district() == 0


def test_its_units_stand_in_every_state() -> None:
    making = Counter(YearReport.objects.filter(year=2025).values_list("state", flat=True))
    sent = Counter(Submission.objects.filter(year=2025).values_list("state", "origin"))
    assert set(making) == {"compiling", "in_review", "frozen", "published"}
    assert set(sent) == {("submitted", "here"), ("returned", "here"), ("accepted", "here"), ("submitted", "file")}
    assert Organisation.objects.filter(code__startswith="shili-").count() == 30


def test_its_level_adds_up_what_was_frozen_and_names_who_is_missing() -> None:
    added = rollup(Organisation.objects.get(code="shili"), 2025)
    names = {unit.name for unit in added.missing}
    assert "示例区应急管理局" in names
    assert "示例区发展和改革局" not in names
    assert added.cells["licensing/licences/decisions"] > 0
    assert date(2025, 9, 1) == Organisation.objects.get(code="shili-jiuju").closed_on


def test_the_districts_own_report_compiles_with_no_finding_and_nothing_is_asked_for() -> None:
    compiled = compile_report(by_code("shili"), 2025, on=ON)
    assert [finding.message for finding in compiled.findings] == []
    assert compiled.asked == ()
    assert compiled.before
    assert compiled.before.report.year == 2024


@pytest.mark.parametrize(("cell", "value"), [
    ("licensing/licences/decisions", 318), ("enforcement/penalties/decisions", 93),
    ("enforcement/coercion/decisions", 7),
    ("documents/normative/issued", 5), ("documents/normative/repealed", 3), ("documents/normative/in_force", 69),
])  # fmt: skip
def test_every_number_of_table_two_is_the_sum_of_what_its_trace_lists(cell: str, value: int) -> None:
    amounts, after = [], ""
    while True:
        found = trace(by_code("shili"), 2025, cell, after=after, on=ON)
        amounts += [entry.amount for entry in found.entries]
        after = found.following
        if not after:
            break
    assert (found.value, sum(amounts)) == (value, value)


def test_each_planted_mistake_is_found_by_its_name_and_nothing_else() -> None:
    compiled = compile_report(by_code("shili-weijian"), 2025, on=ON)
    assert {(finding.rule, finding.severity) for finding in compiled.findings} == {
        ("applications.carried", "error"),
        ("applications.balance", "error"),
        ("prose.figure", "warning"),
        ("prose.growth", "warning"),
        ("prose.year", "warning"),
    }
    assert [register.id for register in compiled.asked] == ["enforcement/coercion"]
    assert [(conflict.register.id, conflict.entries) for conflict in compiled.conflicts] == [("licensing/licences", 1)]
    assert compiled.before
    last = compiled.before.report.section("applications")
    assert last
    written = Narrative.objects.get(report__organisation=by_code("shili-weijian"), section="applications").text
    marks = narrative.marks(written, compiled, last.text, section="applications")
    assert {mark.kind for mark in marks} >= {"stale", "repeated"}
