"""Review, freezing, amendment and publication: exactly what was read is what is kept, for good."""

from __future__ import annotations

import gzip
import json
import os
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from counted_year import (
    ON,
    PROGRAM,
    YEAR,
    begun,
    bought,
    collected,
    compiled,
    decided,
    declare_all,
    officer,
    said,
    unit,
)
from django.core.management import call_command
from django.db import DatabaseError, transaction

from gongkai.errors import NotAllowed
from gongkai.ledger.models import Entry
from gongkai.registers.models import Decision
from gongkai.report import Report
from gongkai.web.data import DataFolder
from gongkai.yearbook import queries
from gongkai.yearbook.acts import adjustments, freezing, making, publish_report, publishing, reviews
from gongkai.yearbook.models import FrozenCell, PublishedReport, ReportReview, YearReport
from gongkai.yearbook.queries.differences import changes_of, differences
from gongkai.yearbook.queries.rollup import rollup
from gongkai.yearbook.queries.standing import standing
from gongkai.yearbook.queries.years import frozen_versions, report_before

pytestmark = pytest.mark.django_db
CELL = "licensing/licences/decisions"


class Office:
    """A body, its officers, and a report with every cell known."""

    def __init__(self) -> None:
        self.body = unit("ju")
        self.reporter, self.approver = officer("reporter", self.body), officer("approver", self.body)
        decided(self.body, date(YEAR, 3, 1))
        declare_all(self.body)
        self.made = begun(self.body, self.reporter)

    def ask(self, **rest: Any) -> ReportReview:
        return reviews.ask_review(self.made, **{"by": self.reporter, "on": ON, **rest})

    def approve(self, **rest: Any) -> ReportReview:
        return reviews.approve(self.made, **{"by": self.approver, "on": ON, **rest})

    def freeze(self, **rest: Any) -> Any:
        return freezing.freeze(self.made, **{"by": self.approver, "on": ON, **rest})

    def frozen(self) -> Any:
        self.ask()
        self.approve()
        return self.freeze()

    def amended(self, reason: str = "漏计一件许可") -> Any:
        making.reopen(self.made, "核对后发现漏计", by=self.reporter, on=ON)
        decided(self.body, date(YEAR, 4, 1))
        self.ask()
        self.approve()
        return freezing.amend(self.made, reason, by=self.approver, on=ON)

    @property
    def state(self) -> str:
        return YearReport.objects.get(pk=self.made.pk).state


@pytest.fixture(autouse=True)
def room(settings: Any, tmp_path: Path) -> None:
    """A data folder of its own for each test."""
    settings.GONGKAI_DATA = DataFolder.prepared(tmp_path)


@pytest.fixture
def office(db: None) -> Office:
    return Office()


def test_a_report_is_begun_once_a_year_and_scope(office: Office) -> None:
    assert "已于2025年1月2日开始编制" in said(making.begin, office.body, YEAR, by=PROGRAM, on=ON)
    assert making.begin(office.body, YEAR, by=PROGRAM, on=ON, scope="level").scope == "level"
    assert "还没有开始" in said(making.begin, office.body, 2026, by=PROGRAM, on=ON)
    new = unit("xin")
    new.opened_on = date(2025, 1, 1)
    assert "不存在" in said(making.begin, new, YEAR, by=PROGRAM, on=ON)


def test_a_report_with_cells_asked_for_is_not_handed_over(office: Office) -> None:
    other = unit("other")
    made = begun(other)
    told = said(reviews.ask_review, made, by=PROGRAM, on=ON)
    assert "共10项" in told or "共" in told
    assert "还有数字没有来源" in told


def test_the_text_and_the_cells_are_read_by_their_digest_and_any_change_asks_for_another_review(
    office: Office,
) -> None:
    asked = office.ask()
    assert (asked.decision, office.state) == ("asked", "in_review")
    office.approve(seen=asked.sha256)
    decided(office.body, date(YEAR, 5, 1))
    assert "现在的内容还没有人审核同意" in said(office.freeze)
    assert "有了变动" in said(office.approve, seen=asked.sha256)
    office.approve(seen=standing(office.made, compiled(office.body)).sha256)
    assert office.freeze().number == 1


@pytest.mark.parametrize("who", ["began", "asked", "both posts"])
def test_who_had_a_part_in_compiling_a_report_does_not_approve_it(office: Office, who: str) -> None:
    both = officer("reporter", office.body, "both")
    officer("approver", office.body, "both")
    if who == "began":
        YearReport.objects.update(begun_by=f"user:{both.uid}")
        office.made.refresh_from_db()
    office.ask(by=both if who != "began" else office.reporter)
    assert "本人参与编制的报告不能由本人审核" in said(office.approve, by=both)
    office.approve()


def test_a_report_sent_back_says_why_and_is_compiled_further(office: Office) -> None:
    office.ask()
    assert "请写明退回的原因" in said(reviews.return_, office.made, " ", by=office.approver, on=ON)
    reviews.return_(office.made, "第五部分太空", by=office.approver, on=ON)
    assert office.state == "compiling"
    assert "没有在审核中" in said(office.approve)
    office.ask()
    assert "没有人审核同意" in said(office.freeze)


def test_an_approval_that_was_followed_by_a_return_of_the_same_content_counts_no_more(office: Office) -> None:
    office.ask()
    office.approve()
    reviews.return_(office.made, "再看一遍", by=office.approver, on=ON)
    office.ask()
    assert "没有人审核同意" in said(office.freeze)


def test_a_frozen_report_keeps_its_text_every_cell_and_every_entry(office: Office) -> None:
    collected(office.body, date(YEAR, 6, 30), 123_456_789)
    frozen = office.frozen()
    kept = Report.from_json(frozen.text)
    assert kept == compiled(office.body).report
    assert frozen.sha256 == sha256(frozen.text.encode()).hexdigest()
    cells = {row.cell: row for row in FrozenCell.objects.filter(frozen=frozen)}
    assert {cell: row.value for cell, row in cells.items() if cell in kept.cells} == kept.cells
    assert (cells[CELL].value, cells[CELL].entries) == (1, 1)
    assert cells["fees/fees/amount"].value == Decimal("123.456789")
    path = freezing.entries_room().path / frozen.entries_file
    assert path.name == f"{office.made.uid}-1.jsonl.gz"
    assert sha256(path.read_bytes()).hexdigest() == frozen.entries_sha256
    text = gzip.decompress(path.read_bytes()).decode()
    lines = [json.loads(line, parse_float=Decimal) for line in text.splitlines()]
    assert len(lines) == frozen.entries
    assert {frozenset(line) for line in lines} == {frozenset({"cell", "record", "day", "amount"})}
    for cell, value in kept.cells.items():
        own = [line for line in lines if line["cell"] == cell]
        if own:
            assert sum(line["amount"] for line in own) == value
    decision = Decision.objects.get()
    assert {"cell": CELL, "record": f"decision:{decision.uid}", "day": f"{YEAR}-03-01", "amount": 1} in lines
    assert decision.party_name not in text
    entry = Entry.objects.get(act="yearbook.freeze")
    assert frozen.entries_sha256 in entry.details


def test_a_frozen_report_changes_no_more_in_the_database_itself(office: Office) -> None:
    frozen = office.frozen()
    for change in (
        lambda: type(frozen).objects.filter(pk=frozen.pk).update(text="{}"),
        lambda: FrozenCell.objects.filter(frozen=frozen).update(value=9),
        lambda: ReportReview.objects.all().update(by="user:x"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_later_changes_of_records_are_differences_to_a_frozen_report_and_not_changes_of_it(office: Office) -> None:
    frozen = office.frozen()
    assert differences(frozen, on=ON) == ()
    decided(office.body, date(YEAR, 7, 1))
    (found,) = differences(frozen, on=ON)
    assert (found.cell, found.frozen, found.now) == (CELL, 1, 2)
    frozen.refresh_from_db()
    assert Report.from_json(frozen.text).cells[CELL] == 1


def test_an_error_is_frozen_only_if_an_adjustment_explains_it_by_the_rule_s_name(office: Office) -> None:
    earlier = Report(
        edition="2021", agency="ju机关", year=YEAR - 1,
        cells=compiled(office.body).report.cells | {"applications/carried_out/person": 2},
    )  # fmt: skip
    publish_report(earlier, office.body, by=PROGRAM, on=date(YEAR, 1, 20))
    assert "applications.carried" in said(office.ask)
    made = adjustments.propose(
        office.body, YEAR, "applications/carried_in/person", Decimal(0), kind="correction",
        reason="applications.carried：两件已随机构划转移交", by=office.reporter, on=ON,
    )  # fmt: skip
    assert "applications.carried" in said(office.ask)
    adjustments.approve(made, by=office.approver, on=ON)
    frozen = office.frozen()
    assert frozen.number == 1
    assert [one.rule for one, _ in standing(office.made, compiled(office.body)).settled] == ["applications.carried"]


def test_an_amendment_is_a_further_version_that_says_what_it_changes(office: Office) -> None:
    first = office.frozen()
    assert "请办理更正" in said(office.freeze)
    assert "还没有定稿" in said(making.reopen, begun(unit("x")), "因为", by=PROGRAM, on=ON)
    second = office.amended()
    assert (second.number, second.reason) == (2, "漏计一件许可")
    changes = changes_of(second)
    assert changes is not None
    assert [(moved.cell, moved.a, moved.b) for moved in changes.cells] == [(CELL, 1, 2)]
    assert changes_of(first) is None
    assert [one.number for one in frozen_versions(office.made)] == [2, 1]
    first.refresh_from_db()
    assert Report.from_json(first.text).cells[CELL] == 1
    for one in (first, second):
        assert freezing.entries_room().digest(one.entries_file) == one.entries_sha256


def test_an_amendment_that_changes_nothing_or_gives_no_reason_is_refused(office: Office) -> None:
    office.frozen()
    making.reopen(office.made, "核对", by=office.reporter, on=ON)
    office.ask()
    office.approve()
    assert "请写明更正的原因" in said(freezing.amend, office.made, "", by=office.approver, on=ON)
    assert "完全相同" in said(freezing.amend, office.made, "更正", by=office.approver, on=ON)
    assert list(frozen_versions(office.made).values_list("number", flat=True)) == [1]


def test_a_published_amendment_is_served_under_the_same_address_and_the_earlier_one_stays(office: Office) -> None:
    first = publishing.publish_frozen(office.frozen(), by=office.approver, on=ON)
    assert (first.is_new, first.report.number, office.state) == (True, 1, "published")
    assert not publishing.publish_frozen(first.report.frozen, by=office.approver, on=ON).is_new
    second = office.amended()
    served = queries.published_report("ju", YEAR)
    assert served is not None
    assert served.number == 1
    publishing.publish_frozen(second, by=office.approver, on=date(2025, 3, 1))
    served = queries.published_report("ju", YEAR)
    assert served is not None
    assert (served.number, served.reason, served.frozen_id) == (2, "漏计一件许可", second.pk)
    earlier = queries.published_report("ju", YEAR, number=1)
    assert earlier is not None
    assert earlier.text == first.report.text
    assert [report.number for report in queries.all_published()] == [2]
    assert queries.published_years(office.body) == [YEAR]
    assert "不是最新的定稿" in said(publishing.publish_frozen, _unpublished(first.report.frozen), by=PROGRAM, on=ON)


def _unpublished(frozen: Any) -> Any:
    """The version as one that was never published."""
    PublishedReport.objects.filter(frozen=frozen).update(frozen=None)
    return frozen


def test_a_report_published_from_elsewhere_is_replaced_by_one_that_says_what_it_corrects_alone(office: Office) -> None:
    publish_report(compiled(office.body).report, office.body, by=PROGRAM, on=ON)
    frozen = office.frozen()
    assert "请办理更正" in said(publishing.publish_frozen, frozen, by=office.approver, on=ON)
    second = publishing.publish_frozen(office.amended(), by=office.approver, on=ON).report
    assert second.number == 2


def test_what_was_frozen_is_last_year_s_report_of_the_year_after(office: Office) -> None:
    office.frozen()
    second = office.amended()
    found = report_before(office.body, YEAR + 1)
    assert found is not None
    assert (found.origin, found.report) == ("frozen", Report.from_json(second.text))


def test_cells_of_a_published_report_stand_as_rows(office: Office) -> None:
    report = publishing.publish_frozen(office.frozen(), by=office.approver, on=ON).report
    assert {row.cell: row.value for row in report.cells.all()} == Report.from_json(report.text).cells


def test_a_file_that_no_record_names_is_swept_and_the_others_stay(office: Office) -> None:
    frozen = office.frozen()
    room = freezing.entries_room()
    (room.path / f"{office.made.uid}-9.jsonl.gz").write_bytes(b"x")
    (room.path / ".half").write_bytes(b"x")
    soon = datetime.now(UTC) + timedelta(minutes=1)
    assert freezing.sweep_entries(soon - timedelta(hours=2)) == []
    assert sorted(freezing.sweep_entries(soon)) == [".half", f"{office.made.uid}-9.jsonl.gz"]
    assert room.digest(frozen.entries_file) == frozen.entries_sha256


def test_the_command_sweeps_only_what_is_old_enough(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    room = freezing.entries_room()
    for name, age in ((".young", 60), (".old", 7200)):
        (room.path / name).write_bytes(b"x")
        then = datetime.now(UTC).timestamp() - age
        os.utime(room.path / name, (then, then))
    call_command("sweep_entries")
    assert capsys.readouterr().out == "清除1个文件。\n"
    assert [path.name for path in room.path.iterdir()] == [".young"]


def test_a_refused_freeze_leaves_no_file_behind(office: Office) -> None:
    office.ask()
    before = set(freezing.entries_room().path.iterdir())
    assert "没有人审核同意" in said(office.freeze)
    assert set(freezing.entries_room().path.iterdir()) == before


def test_a_level_s_report_is_drafted_from_those_of_its_units_and_frozen_like_any_other(office: Office) -> None:
    district = unit("qu", "district")
    ju, jie = unit("a-ju", "department", district), unit("b-jie", "street", district)
    for number, body in enumerate((ju, jie), 1):
        for day in range(number):
            decided(body, date(YEAR, 3, 1 + day))
        bought(body, date(YEAR, 3, 1), 5)
        declare_all(body)
        publish_report(compiled(body).report, body, by=PROGRAM, on=ON)
    made = begun(district, PROGRAM, scope="level")
    found = compiled(district, scope="level")
    assert (found.cells[CELL].value, found.cells[CELL].kind, found.cells[CELL].entries) == (3, "reports", 2)
    assert found.report.scope == "level"
    assert [each.code for each in found.rollup.missing] == ["qu"]
    reviews.ask_review(made, by=PROGRAM, on=ON)
    reviews.approve(made, by=PROGRAM, on=ON)
    frozen = freezing.freeze(made, by=PROGRAM, on=ON)
    lines = list(freezing.entries_room().lines(frozen.entries_file))
    assert [(line.record, line.amount) for line in lines if line.cell == CELL] == [
        (f"report:{ju.uid}/{YEAR}", 1), (f"report:{jie.uid}/{YEAR}", 2),
    ]  # fmt: skip
    assert rollup(district, YEAR).cells[CELL] == 3


@pytest.mark.parametrize("role", ["editor", "reviewer", "registrar", "overseer", "administrator"])
def test_others_than_reporter_and_approver_do_none_of_it(office: Office, role: str) -> None:
    person = officer(role, office.body)
    office.ask()
    for act, words in (
        (making.begin, (office.body, YEAR - 1)), (reviews.ask_review, (office.made,)),
        (reviews.approve, (office.made,)), (reviews.return_, (office.made, "因为")),
        (freezing.freeze, (office.made,)), (freezing.amend, (office.made, "因为")),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            act(*words, by=person, on=ON)


def test_a_reporter_neither_approves_nor_freezes_and_an_approver_does_not_compile(office: Office) -> None:
    office.ask()
    for act in (office.approve, office.freeze):
        with pytest.raises(NotAllowed):
            act(by=office.reporter)
    with pytest.raises(NotAllowed):
        office.ask(by=office.approver)


def test_an_officer_elsewhere_does_nothing_here(office: Office) -> None:
    other = unit("other")
    office.ask()
    with pytest.raises(NotAllowed):
        office.approve(by=officer("approver", other))
