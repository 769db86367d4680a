"""The pages of submissions and of the desk: who may see them, what they say, and that nothing typed is lost."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document
from submitted_district import PROGRAM, TODAY, YEAR, District, freeze, report

from gongkai.ledger import signing
from gongkai.organisations.roles import matrix
from gongkai.yearbook import exchange
from gongkai.yearbook.acts import submissions
from gongkai.yearbook.models import Deadline, Reminder, Sender, Submission
from gongkai.yearbook.queries import deadlines
from gongkai.yearbook.urls_desk import urlpatterns

pytestmark = pytest.mark.django_db
NOW = "/office/yearbook"
ROLES = list(matrix().roles)

#: Each address: the act it asks, whether the superior or the unit is asked for it, how it is reached, whether by POST.
ROUTES = {
    "submissions": ("yearbook.view_submission", "unit", "report/{making}/submissions/", "get"),
    "submit": ("yearbook.submit", "unit", "report/{making}/submit/", "post"),
    "package": ("yearbook.package", "unit", "report/{making}/package/", "post"),
    "submission": ("either", "either", "submission/{sent}/", "get"),
    "receipt": ("either", "either", "submission/{sent}/receipt/", "get"),
    "submitted": ("either", "either", "submission/{sent}/report.json", "get"),
    "remark": ("yearbook.remark", "superior", "submission/{sent}/remark/", "get"),
    "return": ("yearbook.return", "superior", "submission/{sent}/return/", "get"),
    "accept": ("yearbook.accept", "superior", "submission/{sent}/accept/", "get"),
    "answer": ("yearbook.answer_remark", "unit", "submission/{sent}/remarks/{remark}/answer/", "get"),
    "desk": ("yearbook.view_desk", "superior", "desk/qu-ban/2025/", "get"),
    "desk_this_year": ("yearbook.view_desk", "superior", "desk/qu-ban/", "get"),
    "week": ("yearbook.view_desk", "superior", "desk/qu-ban/week/", "get"),
    "across": ("yearbook.view_desk", "superior", "desk/qu-ban/2025/across/", "get"),
    "across_csv": ("yearbook.view_desk", "superior", "desk/qu-ban/2025/across.csv", "get"),
    "notice": ("yearbook.view_desk", "superior", "desk/qu-ban/2025/notice.docx", "get"),
    "senders": ("yearbook.view_desk", "superior", "desk/qu-ban/senders/", "get"),
    "know_sender": ("yearbook.know_sender", "superior", "desk/qu-ban/senders/enter/", "get"),
    "end_sender": ("yearbook.end_sender", "superior", "desk/qu-ban/senders/{sender}/end/", "get"),
    "receive": ("yearbook.receive", "superior", "desk/qu-ban/receive/", "get"),
    "remind": ("yearbook.remind", "superior", "desk/qu-ban/2025/remind/", "post"),
    "deadline": ("yearbook.set_deadline", "superior", "desk/qu-ban/2025/deadline/", "get"),
}


@pytest.fixture
def sent(submitting: District) -> Submission:
    frozen = freeze(submitting["ju"], report("某区教育局", documents__normative__issued=3))
    made = submissions.submit(frozen, by=submitting.officer("reporter", "ju"), on=TODAY).submission
    submissions.remark(made, "请核对", about="documents/normative/issued", by=PROGRAM, on=TODAY)
    return made


def paths(sent: Submission) -> dict[str, str]:
    sender, _new = Sender.objects.get_or_create(
        organisation=sent.organisation, name="系统", public_key="ab" * 32, known_on=TODAY, known_by=str(PROGRAM)
    )
    assert sent.frozen is not None
    words = {"making": sent.frozen.report.uid, "sent": sent.uid, "remark": sent.remarks.get().pk, "sender": sender.uid}
    return {name: f"{NOW}/{route[2].format(**words)}" for name, route in ROUTES.items()}


# --- who ---------------------------------------------------------------------------------------------------


def test_every_route_of_the_desk_is_in_the_table_of_this_test() -> None:
    assert {pattern.name for pattern in urlpatterns} == {*ROUTES, "desks"}


@pytest.mark.parametrize("role", ROLES)
def test_every_route_answers_as_the_matrix_says_and_404_for_other_units(
    submitting: District, sent: Submission, in_office: Callable[[str, str], Client], role: str
) -> None:
    """An officer of the unit, one of the superior, and one of another district who finds nothing."""
    unit, superior, foreign = in_office(role, "ju"), in_office(role, "qu-ban"), in_office(role, "other")
    for name, path in paths(sent).items():
        act, where, _path, method = ROUTES[name]
        if act == "either":
            at_unit = role in matrix().acts["yearbook.view_submission"].roles
            at_superior = role in matrix().acts["yearbook.view_desk"].roles
        else:
            allowed = role in matrix().acts[act].roles
            at_unit, at_superior = allowed and where == "unit", allowed and where == "superior"
        for who, client, may in (("unit", unit, at_unit), ("superior", superior, at_superior), ("x", foreign, False)):
            status = getattr(client, method)(path).status_code
            assert (status != 404) is may, (name, who, status)


def test_who_sees_one_desk_is_taken_to_it_and_who_sees_none_finds_nothing(
    submitting: District, in_office: Callable[[str, str], Client]
) -> None:
    assert in_office("overseer", "qu-ban").get(f"{NOW}/desk/")["Location"] == f"{NOW}/desk/qu-ban/"
    assert in_office("editor", "qu-ban").get(f"{NOW}/desk/").status_code == 404
    assert "没有向它报送" in in_office("reporter", "ju").get(f"{NOW}/desk/").content.decode()
    both = in_office("overseer", "qu").get(f"{NOW}/desk/").content.decode()
    assert "某区人民政府办公室" in both
    assert "他区" not in both


@pytest.mark.parametrize(
    "path", ["desk/qu-ban/2018/", "desk/qu-ban/2031/", "desk/qu-ban/2025/?scope=all", "desk/no/2025/"]
)
def test_a_year_without_a_form_or_to_come_is_not_there(
    submitting: District, in_office: Callable[[str, str], Client], path: str
) -> None:
    assert in_office("overseer", "qu-ban").get(f"{NOW}/{path}").status_code == 404


# --- the unit's side -----------------------------------------------------------------------------------------


def test_a_unit_submits_by_one_press_and_is_given_a_receipt(
    submitting: District, in_office: Callable[[str, str], Client]
) -> None:
    frozen = freeze(submitting["ju"], report("某区教育局"))
    client = in_office("reporter", "ju")
    path = f"{NOW}/report/{frozen.report.uid}"
    page = client.get(f"{path}/submissions/").content.decode()
    assert "报送给某区人民政府办公室" in page
    assert "2026年1月31日" in page
    answer = client.post(f"{path}/submit/", follow=True)
    made = Submission.objects.get()
    assert answer.redirect_chain[-1][0] == f"{NOW}/submission/{made.uid}/receipt/"
    receipt = answer.content.decode()
    assert all(words in receipt for words in (made.uid, made.sha256, "2026年1月20日", "按期", "已报送，这是回执"))
    again = client.post(f"{path}/submit/", follow=True).content.decode()
    assert "此前已经报送" in again
    assert Submission.objects.count() == 1
    assert "报送给某区人民政府办公室</button>" not in client.get(f"{path}/submissions/").content.decode()


def test_a_package_is_a_file_that_verifies(submitting: District, in_office: Callable[[str, str], Client]) -> None:
    frozen = freeze(submitting["ju"], report("某区教育局"))
    answer = in_office("reporter", "ju").post(f"{NOW}/report/{frozen.report.uid}/package/")
    assert answer["Content-Disposition"] == 'attachment; filename="ju-2025-1.zip"'
    exchange.verify(answer.content, signing.own_key())


# --- the superior's side ---------------------------------------------------------------------------------------


def test_a_remark_on_a_cell_goes_with_the_return_and_its_answer_comes_back(
    submitting: District, sent: Submission, in_office: Callable[[str, str], Client]
) -> None:
    overseer, reporter = in_office("overseer", "qu-ban"), in_office("reporter", "ju")
    path = f"{NOW}/submission/{sent.uid}/"
    page = overseer.get(path).content.decode()
    assert f"{path}remark/?about=documents/normative/issued" in page
    assert "remark/?about=" not in reporter.get(path).content.decode()
    empty = overseer.post(f"{path}remark/", {"about": "documents/normative/in_force", "words": ""})
    assert empty.status_code == 422
    wrong = overseer.post(f"{path}remark/", {"about": "section:overview", "quote": "没写过", "words": "我的意见"})
    assert (wrong.status_code, "我的意见" in wrong.content.decode()) == (409, True)
    overseer.post(f"{path}remark/", {"about": "documents/normative/in_force", "words": "现行有效件数与目录不符"})
    overseer.post(f"{path}return/", {"words": "请更正后重报"})
    sent.refresh_from_db()
    assert (sent.state, sent.answer) == ("returned", "请更正后重报")
    shown = reporter.get(path).content.decode()
    assert "现行有效件数与目录不符" in shown
    row = sent.remarks.last()
    assert row is not None
    reporter.post(f"{path}remarks/{row.pk}/answer/", {"words": "已按目录更正"})
    second = freeze(submitting["ju"], report("某区教育局", documents__normative__issued=4))
    reporter.post(f"{NOW}/report/{second.report.uid}/submit/")
    newest = Submission.objects.get(number=2)
    page = overseer.get(f"{NOW}/submission/{newest.uid}/").content.decode()
    assert "与上一次报送相比" in page
    assert "第1次（已退回）" in page
    overseer.post(f"{NOW}/submission/{newest.uid}/accept/", {"words": ""})
    newest.refresh_from_db()
    assert newest.state == "accepted"
    assert "已按目录更正" in overseer.get(path).content.decode()


def test_what_stands_in_a_report_is_text_and_never_markup(
    submitting: District, in_office: Callable[[str, str], Client]
) -> None:
    made = report("某区教育局")
    made.sections[0] = type(made.sections[0])("一", "overview", "总体<b>情况", "<script>alert(1)</script>")
    sent = submissions.submit(freeze(submitting["ju"], made), by=PROGRAM, on=TODAY).submission
    page = in_office("overseer", "qu-ban").get(f"{NOW}/submission/{sent.uid}/").content.decode()
    assert "<script>alert" not in page
    assert "总体<b>情况" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(("to", "start"), [("json", b"{"), ("docx", b"PK"), ("xlsx", b"PK"), ("pdf", b"%PDF")])
def test_a_submission_is_downloaded_in_every_format(
    sent: Submission, in_office: Callable[[str, str], Client], to: str, start: bytes
) -> None:
    answer = in_office("overseer", "qu-ban").get(f"{NOW}/submission/{sent.uid}/report.{to}")
    assert answer.content.startswith(start)
    if to == "json":
        assert answer.content.decode() == sent.text


def test_the_desk_is_narrowed_by_state_and_reminds_by_one_press(
    submitting: District, sent: Submission, in_office: Callable[[str, str], Client]
) -> None:
    client = in_office("overseer", "qu-ban")
    page = client.get(f"{NOW}/desk/qu-ban/2025/").content.decode()
    assert all(words in page for words in ("某区教育局", "某街道办事处", "已报送", "未开始", "还有11天"))
    owing = client.get(f"{NOW}/desk/qu-ban/2025/?view=owing").content.decode()
    assert f"/submission/{sent.uid}/" not in owing
    answer = client.post(f"{NOW}/desk/qu-ban/2025/remind/", follow=True).content.decode()
    assert "已催报1个机关" in answer
    assert "没有登记年报编制人的电子邮箱" in answer
    again = client.post(f"{NOW}/desk/qu-ban/2025/remind/", {"unit": "jie"}, follow=True).content.decode()
    assert "今天已经催报过" in again
    assert Reminder.objects.count() == 1
    foreign = client.post(f"{NOW}/desk/qu-ban/2025/remind/", {"unit": "other-ju"}, follow=True).content.decode()
    assert "没有需要催报的机关" in foreign


def test_a_deadline_is_set_and_one_too_late_keeps_what_was_typed(
    submitting: District, in_office: Callable[[str, str], Client]
) -> None:
    client = in_office("overseer", "qu-ban")
    path = f"{NOW}/desk/qu-ban/2025/deadline/"
    typed = {"scope": "body", "due_on": "2026-02-10", "notice": "区政办〔2026〕1号"}
    answer = client.post(path, typed)
    assert (answer.status_code, "区政办〔2026〕1号" in answer.content.decode()) == (409, True)
    client.post(path, typed | {"due_on": "2026-01-26"})
    assert Deadline.objects.get().due_on == date(2026, 1, 26)
    assert deadlines.due(submitting["qu-ban"], YEAR).source == "区政办〔2026〕1号"


def test_the_table_of_a_cell_is_a_page_and_a_file(
    submitting: District, sent: Submission, in_office: Callable[[str, str], Client]
) -> None:
    client = in_office("overseer", "qu-ban")
    assert client.get(f"{NOW}/desk/qu-ban/2025/across/?cell=no/such/cell").status_code == 404
    query = "?cell=documents/normative/issued"
    assert "2020年" in client.get(f"{NOW}/desk/qu-ban/2025/across/{query}").content.decode()
    answer = client.get(f"{NOW}/desk/qu-ban/2025/across.csv{query}")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["代码", "机关", "类别", *(f"{year}年" for year in range(2020, 2026)), "异常"]
    assert rows[2][0:2] + rows[2][-2:] == ["ju", "某区教育局", "3", ""]
    assert rows[-1][1] == "合计"


def test_the_notice_says_who_was_late_and_which_rules_were_broken(
    submitting: District, in_office: Callable[[str, str], Client]
) -> None:
    wrong = report("某区教育局", applications__received__person=1)
    submissions.submit(freeze(submitting["ju"], wrong), by=PROGRAM, on=TODAY)
    late = report("某街道办事处")
    submissions.submit(freeze(submitting["jie"], late), by=PROGRAM, on=date(2026, 2, 3))
    answer = in_office("overseer", "qu-ban").get(f"{NOW}/desk/qu-ban/2025/notice.docx")
    found = Document(io.BytesIO(answer.content))
    text = "\n".join(paragraph.text for paragraph in found.paragraphs)
    assert "应报送单位2个，按期报送1个，逾期报送1个" in text
    assert "1个单位的报告首次报送时存在错误" in text
    cells = [[cell.text for cell in row.cells] for table in found.tables for row in table.rows]
    assert ["1", "某街道办事处", "2026年2月3日", "3"] in cells
    assert any("某区教育局" in row[2] and row[3] == "1个未改正" for row in cells if len(row) == 4)


# --- how much it asks of the database -------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["2025/", "2025/across/", "2025/across.csv", "week/", "2025/?view=late"])
def test_pages_of_the_desk_ask_the_same_of_the_database_for_2_units_and_for_20(
    submitting: District, sent: Submission, in_office: Callable[[str, str], Client], path: str
) -> None:
    client = in_office("overseer", "qu-ban")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{NOW}/desk/qu-ban/{path}").status_code == 200
        return len(queries)

    asked()
    few = asked()
    for number in range(18):
        unit = submitting.enter(f"ju-{number}", "department", "qu-ban")
        if number % 2:
            submissions.submit(freeze(unit, report(unit.name)), by=PROGRAM, on=TODAY)
    assert asked() == few
