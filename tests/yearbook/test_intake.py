"""Reports of units that are not on Gongkai come in as files; what the reader doubts is settled by hand and recorded."""

from __future__ import annotations

import pytest
from submitted_district import PROGRAM, TODAY, YEAR, District, report

from gongkai.errors import NotAllowed, Refused
from gongkai.ledger.models import Entry
from gongkai.report import Doubt, Report
from gongkai.yearbook.acts.intake import take_file
from gongkai.yearbook.models import Submission

pytestmark = pytest.mark.django_db
CELL = "documents/normative/issued"


@pytest.fixture
def doubtful() -> Report:
    found = report("某街道办事处", documents__normative__in_force=23)
    del found.cells[CELL]
    found.doubts.append(Doubt(CELL, "数字连在一起", (2, 23), "230"))
    return found


def test_a_doubt_settled_by_hand_stands_in_the_report_and_in_the_ledger(submitting: District, doubtful: Report) -> None:
    by = submitting.officer("overseer", "qu-ban")
    outcome = take_file(submitting["jie"], doubtful, {CELL: 23}, file_name="街道2025.docx", by=by, on=TODAY)
    kept = outcome.submission
    assert (kept.origin, kept.file_name, kept.state) == ("file", "街道2025.docx", "submitted")
    assert kept.superior.code == "qu-ban"
    read = Report.from_json(kept.text)
    assert (read.cells[CELL], read.doubts, list(read.cells)) == (23, [], list(read.expected()))
    assert kept.cells.get(cell=CELL).value == 23
    entry = Entry.objects.get(act="yearbook.settle")
    assert entry.subject == f"submission:{kept.uid}"
    assert all(word in entry.details for word in ("“230”（2或23）", '"value":"23"'))
    assert entry.before
    assert entry.after
    again = take_file(submitting["jie"], doubtful, {CELL: 23}, file_name="再传.docx", by=by, on=TODAY)
    assert (again.is_new, again.submission.pk) == (False, kept.pk)
    assert Entry.objects.filter(act="yearbook.settle").count() == 1
    assert doubtful.doubts, "what was read is not changed"


def test_nothing_is_taken_while_a_doubt_is_open_and_nothing_but_doubts_is_settled(
    submitting: District, doubtful: Report
) -> None:
    unit = submitting["jie"]
    with pytest.raises(Refused, match="还有1个存疑的数字没有核定"):
        take_file(unit, doubtful, {}, file_name="a.docx", by=PROGRAM, on=TODAY)
    other = "documents/normative/in_force"
    with pytest.raises(Refused, match="不是存疑的数字，不能改动"):
        take_file(unit, doubtful, {CELL: 2, other: 9}, file_name="a.docx", by=PROGRAM, on=TODAY)
    doubtful.year = None
    with pytest.raises(Refused, match="没有找到报告年度"):
        take_file(unit, doubtful, {CELL: 2}, file_name="a.docx", by=PROGRAM, on=TODAY)
    assert not Submission.objects.exists()


def test_a_blank_is_settled_as_a_blank(submitting: District, doubtful: Report) -> None:
    kept = take_file(submitting["jie"], doubtful, {CELL: None}, file_name="a.docx", by=PROGRAM, on=TODAY).submission
    assert Report.from_json(kept.text).cells[CELL] is None


@pytest.mark.parametrize(("role", "code"), [("reporter", "qu-ban"), ("overseer", "jie"), ("overseer", "other")])
def test_only_an_overseer_of_the_superior_takes_files(
    submitting: District, doubtful: Report, role: str, code: str
) -> None:
    with pytest.raises(NotAllowed):
        take_file(submitting["jie"], doubtful, {CELL: 2}, file_name="a", by=submitting.officer(role, code), on=TODAY)
    assert doubtful.year == YEAR
