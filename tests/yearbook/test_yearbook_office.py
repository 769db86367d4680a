"""The back office's pages of the annual report, through real requests: who may what, and what an officer reads."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from counted_year import ON, PROGRAM, THEN, YEAR, decided, declare_all, officer, unit
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from gongkai.organisations import acts as organisations
from gongkai.organisations.models import Organisation, User
from gongkai.organisations.roles import matrix
from gongkai.registers.acts import nil_returns
from gongkai.registers.models import NilReturn
from gongkai.report import Report, edition_for
from gongkai.yearbook.acts import adjustments, making, publish_report
from gongkai.yearbook.models import Adjustment, PublishedReport, YearReport
from gongkai.yearbook.queries.makings import year_lines
from gongkai.yearbook.urls import urlpatterns
from gongkai.yearbook.views.amounts import typed_amounts

pytestmark = pytest.mark.django_db
CELL = "licensing/licences/decisions"

#: Each address: what act it asks, how it is reached, and how it answers when it is asked, and when nothing is sent.
ROUTES = {
    "unit": ("yearbook.view", "unit/{unit}/", 200, 405),
    "begin": ("yearbook.begin", "unit/{unit}/begin/", 200, 422),
    "wordings": ("yearbook.view", "unit/{unit}/wordings/", 200, 405),
    "wording": ("yearbook.write_template", "unit/{unit}/wordings/overview/", 200, 409),
    "drop_wording": ("yearbook.drop_template", "unit/{unit}/wordings/overview/drop/", 405, 302),
    "form": ("yearbook.view", "report/{report}/", 200, 405),
    "findings": ("yearbook.view", "report/{report}/findings/", 200, 200),
    "cell": ("yearbook.view", f"report/{{report}}/cell/{CELL}/", 200, 405),
    "export": ("yearbook.view", f"report/{{report}}/records/{CELL}.csv", 200, 405),
    "propose": ("yearbook.propose_adjustment", f"report/{{report}}/adjust/{CELL}/", 200, 422),
    "adjustments": ("yearbook.view", "report/{report}/adjustments/", 200, 405),
    "approve_all": ("yearbook.approve_adjustment", "report/{report}/adjustments/approve/", 405, 302),
    "approve_adjustment": ("yearbook.approve_adjustment", "adjustment/{adjustment}/approve/", 405, 302),
    "strike_adjustment": ("yearbook.strike_adjustment", "adjustment/{adjustment}/strike/", 200, 422),
    "take_back": ("registers.declare_nil", "report/{report}/nil/{nil}/take-back/", 200, 422),
    "text": ("yearbook.view", "report/{report}/text/", 200, 405),
    "section": ("yearbook.write_section", "report/{report}/text/overview/", 200, 302),
    "redraft": ("yearbook.redraft_section", "report/{report}/text/overview/redraft/", 405, 302),
    "review": ("yearbook.view", "report/{report}/review/", 200, 405),
    "step": ("yearbook.approve", "report/{report}/review/approve/", 405, 409),
    "draft": ("yearbook.view", "report/{report}/draft.html", 200, 405),
}


def signed_in(user: User) -> Client:
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def begun(of: Organisation, year: int = YEAR, **rest: Any) -> YearReport:
    return making.begin(of, year, by=PROGRAM, on=ON, **rest)


def things(of: Organisation) -> dict[str, str]:
    """A report in the making with an adjustment and a nil return, of a unit."""
    report = begun(of)
    (nil,) = nil_returns.declare(of, YEAR, ["remedies"], by=PROGRAM, on=ON)
    adjustment = adjustments.propose(of, YEAR, CELL, Decimal(3), kind="opening", reason="台账", by=PROGRAM, on=ON)
    return {"unit": of.code, "report": report.uid, "nil": nil.uid, "adjustment": adjustment.uid}


@pytest.fixture
def bureau(db: None) -> Organisation:
    return unit("ju")


@pytest.fixture
def report(bureau: Organisation) -> YearReport:
    return begun(bureau)


@pytest.fixture
def reporter(bureau: Organisation) -> Client:
    return signed_in(officer("reporter", bureau))


@pytest.fixture
def approver(bureau: Organisation) -> Client:
    return signed_in(officer("approver", bureau))


def address(report: YearReport, path: str = "") -> str:
    return f"/office/yearbook/report/{report.uid}/{path}"


def read(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_every_route_is_in_the_table_of_this_test() -> None:
    named = {pattern.name for pattern in urlpatterns if getattr(pattern, "name", None)}
    assert named == {*ROUTES, "index", "missing"}


@pytest.mark.parametrize("role", list(matrix().roles))
def test_every_route_answers_as_the_matrix_says_and_404_for_other_units(bureau: Organisation, role: str) -> None:
    own, foreign = things(bureau), things(unit("other"))
    browser = signed_in(officer(role, bureau))
    for name, (act, path, got, sent) in ROUTES.items():
        allowed = role in matrix().acts[act].roles
        for method, status in (("get", got), ("post", sent)):
            ask = getattr(browser, method)
            other = ask(f"/office/yearbook/{path.format(**foreign)}", {}).status_code
            assert other == (405 if status == 405 else 404), (name, method)
            answer = ask(f"/office/yearbook/{path.format(**own)}", {})
            assert answer.status_code == (status if allowed or status == 405 else 404), (name, method)
            if answer.streaming:
                assert b"".join(answer.streaming_content)
    assert browser.get("/office/yearbook/report/nothing/").status_code == 404


@pytest.mark.parametrize("role", list(matrix().roles))
def test_what_is_asked_for_may_be_seen_by_whoever_sees_the_report_and_sent_by_who_may_declare_or_propose(
    bureau: Organisation, role: str
) -> None:
    path = address(begun(bureau), "missing/")
    browser = signed_in(officer(role, bureau))
    sees = role in matrix().acts["yearbook.view"].roles
    sends = sees and any(
        role in matrix().acts[act].roles for act in ("registers.declare_nil", "yearbook.propose_adjustment")
    )
    assert browser.get(path).status_code == (200 if sees else 404)
    assert browser.post(path, {}).status_code == (302 if sends else 404)
    assert browser.get(address(begun(unit("other")), "missing/")).status_code == 404


def test_art_49_the_page_of_a_unit_says_until_when_and_how_many_days_are_left(bureau: Organisation) -> None:
    (line,) = year_lines(bureau, date(2025, 1, 2))
    assert (line.year, line.days_left, line.is_late) == (2024, 29, False)
    assert line.due is not None
    assert line.due.on == date(2025, 1, 31)
    (late,) = year_lines(bureau, date(2025, 2, 1))
    assert (late.days_left, late.is_late) == (-1, True)


def test_a_report_is_begun_by_the_form_and_not_twice(reporter: Client, bureau: Organisation) -> None:
    path = f"/office/yearbook/unit/{bureau.code}/begin/"
    assert reporter.post(path, {"year": YEAR, "scope": "body"}).status_code == 302
    assert YearReport.objects.get().year == YEAR
    again = reporter.post(path, {"year": YEAR, "scope": "body"})
    assert again.status_code == 409
    assert "已于" in again.content.decode()


def test_a_reporter_of_one_unit_is_led_straight_to_it(reporter: Client, bureau: Organisation) -> None:
    assert reporter.get("/office/yearbook/")["Location"] == f"/office/yearbook/unit/{bureau.code}/"
    assert "/office/yearbook/" in read(reporter, "/office/")


def test_each_cell_of_the_form_is_a_link_and_says_what_kind_of_number_it_holds_not_by_colour_alone(
    reporter: Client, report: YearReport, bureau: Organisation
) -> None:
    decided(bureau, date(YEAR, 5, 6))
    declare_all(bureau, besides=("licensing/licences", "remedies"))
    page = read(reporter, address(report))
    for cell in edition_for(YEAR).cells:
        assert f'href="{address(report)}cell/{cell}/"' in page
    assert f'cell/{CELL}/" title="来自记录">1</a>' in page
    assert 'title="零申报">0<span class="gk-cell__kind">零</span></a>' in page
    assert 'title="合计">0<span class="gk-cell__kind">计</span></a>' in page
    assert 'title="待填"><span class="gk-cell__kind">待填</span></a>' in page


def test_an_approved_adjustment_is_marked_in_its_cell(
    reporter: Client, report: YearReport, bureau: Organisation
) -> None:
    made = adjustments.propose(bureau, YEAR, CELL, Decimal(3), kind="opening", reason="台账", by=PROGRAM, on=ON)
    assert 'title="含调整"' not in read(reporter, address(report))
    adjustments.approve(made, by=officer("approver", bureau, "bg"), on=ON)
    assert 'title="含调整">3<span class="gk-cell__kind">调</span></a>' in read(reporter, address(report))


def test_what_changed_since_yesterday_is_listed(reporter: Client, report: YearReport, bureau: Organisation) -> None:
    before = read(reporter, address(report))
    nil_returns.declare(bureau, YEAR, ["remedies"], by=PROGRAM, on=timezone.localdate())
    assert f"申报{YEAR}年" in read(reporter, address(report)).partition("昨天以来的变动")[2]
    assert "昨天以来，本机关计入报告的记录没有变动" in before


def test_a_cell_lists_its_records_by_pages_finds_words_and_writes_them_to_a_file(
    reporter: Client, report: YearReport, bureau: Organisation
) -> None:
    made = [decided(bureau, date(YEAR, 3, 1)) for _ in range(60)]
    path = address(report, f"cell/{CELL}/")
    first = read(reporter, path)
    assert first.count("<td>2024年3月1日</td>") == 50
    following = first.partition('href="?after=')[2].partition('"')[0]
    assert read(reporter, f"{path}?after={following}").count("<td>2024年3月1日</td>") == 10
    wanted = read(reporter, f"{path}?q={made[57].document_number}")
    assert wanted.count("<td>2024年3月1日</td>") == 1
    assert "没有名称含有" in read(reporter, f"{path}?q=无此公司")
    answer = reporter.get(address(report, f"records/{CELL}.csv"))
    rows = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(rows) == 61
    assert rows[1].endswith(",2024-03-01,1")


def test_no_place_of_a_list_that_is_none_and_no_cell_that_is_none_is_there(
    reporter: Client, report: YearReport
) -> None:
    assert reporter.get(address(report, f"cell/{CELL}/?after=x")).status_code == 404
    assert reporter.get(address(report, "cell/licensing/licences/none/")).status_code == 404
    assert reporter.get(address(report, "adjust/applications/closed/total/")).status_code == 200


def test_a_sum_shows_the_cells_that_it_adds_each_with_its_number(
    reporter: Client, report: YearReport, bureau: Organisation
) -> None:
    nil_returns.declare(bureau, YEAR, ["applications"], by=PROGRAM, on=ON)
    page = read(reporter, address(report, "cell/applications/received/total/"))
    for kind in ("person", "business", "research", "welfare", "legal", "other"):
        assert f'href="{address(report)}cell/applications/received/{kind}/"' in page
    assert page.count("<strong>0</strong>") == 6


def test_nil_returns_and_opening_entries_are_sent_in_one_go(
    reporter: Client, report: YearReport, bureau: Organisation
) -> None:
    sent = {"nil": ["remedies", "applications"], f"add:{CELL}": "1,203", "reason": "2024年上半年台账"}
    assert reporter.post(address(report, "missing/"), sent).status_code == 302
    assert set(NilReturn.objects.values_list("register", flat=True)) == {"remedies", "applications"}
    found = Adjustment.objects.get()
    assert (found.cell, found.amount, found.kind, found.approved_on) == (CELL, 1203, "opening", None)
    page = read(reporter, address(report, "missing/"))
    assert f'value="{CELL.rpartition("/")[0]}"' in page  # it waits for approval, and is asked for until then


def test_neither_is_kept_where_one_is_refused_and_nothing_typed_is_lost(reporter: Client, report: YearReport) -> None:
    wrong = reporter.post(address(report, "missing/"), {"nil": ["remedies"], f"add:{CELL}": "约12", "reason": "台账"})
    assert wrong.status_code == 422
    page = wrong.content.decode()
    assert "“约12”不是数" in page
    assert 'value="约12"' in page
    assert 'value="remedies" checked' in page
    assert 'value="台账"' in page
    refused = reporter.post(address(report, "missing/"), {"nil": ["remedies"], f"add:{CELL}": "12"})
    assert refused.status_code == 409
    assert not NilReturn.objects.exists()
    assert not Adjustment.objects.exists()


@pytest.mark.parametrize("text", ["约12", "1,2,x", "NaN", "Infinity", "1e15", "0.1234567", "-", "１２件"])
def test_what_is_no_number_of_the_form_is_said_at_its_cell(text: str) -> None:
    found = typed_amounts({f"add:{CELL}": text}, YEAR)
    assert (found.texts, found.amounts) == ({CELL: text}, {})
    assert f"“{text}”不是数" in found.errors[CELL]


@given(
    st.dictionaries(st.text(max_size=30).map("add:".__add__), st.text(max_size=20), max_size=5), st.text(max_size=20)
)
def test_whatever_is_typed_is_a_number_of_a_cell_or_an_error_and_never_a_fault(
    fields: dict[str, str], text: str
) -> None:
    found = typed_amounts(fields | {f"add:{CELL}": text}, YEAR)
    assert set(found.texts) <= {CELL}  # no other name is a cell
    assert set(found.amounts) | set(found.errors) == set(found.texts)


def test_amounts_are_read_with_thousands_marks_and_never_for_sums() -> None:
    found = typed_amounts({f"add:{CELL}": " 1,203 ", "add:applications/closed/total": "3", "nil": "x"}, YEAR)
    assert found.amounts == {CELL: Decimal(1203)}


def test_a_nil_return_is_taken_back_with_a_reason(reporter: Client, report: YearReport, bureau: Organisation) -> None:
    (nil,) = nil_returns.declare(bureau, YEAR, ["remedies"], by=PROGRAM, on=ON)
    path = address(report, f"nil/{nil.uid}/take-back/")
    assert reporter.post(path, {"reason": "漏登一件"}).status_code == 302
    nil.refresh_from_db()
    assert nil.taken_back_for == "漏登一件"
    (foreign,) = nil_returns.declare(unit("other"), YEAR, ["remedies"], by=PROGRAM, on=ON)
    assert reporter.post(address(report, f"nil/{foreign.uid}/take-back/"), {"reason": "x"}).status_code == 404


def test_an_adjustment_is_proposed_approved_by_another_and_struck(
    reporter: Client, approver: Client, report: YearReport
) -> None:
    sent = {"kind": "correction", "amount": "2", "reason": "上级更正通知"}
    assert reporter.post(address(report, f"adjust/{CELL}/"), sent).status_code == 302
    made = Adjustment.objects.get()
    assert reporter.post(f"/office/yearbook/adjustment/{made.uid}/approve/").status_code == 404
    assert approver.post(address(report, "adjustments/approve/"), {"adjustment": made.uid}).status_code == 302
    made.refresh_from_db()
    assert made.approved_on is not None
    assert approver.post(f"/office/yearbook/adjustment/{made.uid}/strike/", {"reason": "重复"}).status_code == 302
    assert "重复" in read(reporter, address(report, "adjustments/"))


def test_what_was_ticked_is_approved_together_or_not_at_all(approver: Client, report: YearReport) -> None:
    of = report.organisation
    theirs = [
        adjustments.propose(of, YEAR, cell, Decimal(2), kind="opening", reason="台账", by=PROGRAM, on=ON)
        for cell in (CELL, "enforcement/penalties/decisions")
    ]
    path = address(report, "adjustments/approve/")
    own = adjustments.propose(of, YEAR, CELL, Decimal(3), kind="opening", reason="台账", by=PROGRAM, on=ON)
    Adjustment.objects.filter(pk=own.pk).update(author=f"user:{User.objects.get(username='approver-ju').uid}")
    everything = {"adjustment": [each.uid for each in (*theirs, own)]}
    assert "是您本人提出的" in approver.post(path, everything, follow=True).content.decode()
    assert not Adjustment.objects.filter(approved_on__isnull=False).exists()
    done = approver.post(path, {"adjustment": [each.uid for each in theirs]}, follow=True).content.decode()
    assert "已批准2项" in done
    assert Adjustment.objects.filter(approved_on__isnull=False).count() == 2
    assert "没有勾选" in approver.post(path, {}, follow=True).content.decode()


def test_many_opening_entries_are_compiled_once_however_many(reporter: Client, report: YearReport) -> None:
    def asked(cells: list[str]) -> int:
        fields = {f"add:{cell}": "1" for cell in cells} | {"reason": "2024年上半年台账"}
        with CaptureQueriesContext(connection) as queries:
            assert reporter.post(address(report, "missing/"), fields).status_code == 302
        return len(queries)

    kinds = ("person", "business", "research", "welfare", "legal", "other")
    few = asked(["enforcement/penalties/decisions", "enforcement/coercion/decisions"])
    assert asked([f"remedies/reconsideration/{kind}" for kind in ("upheld", "corrected", "other", "pending")]) == few
    assert asked([f"applications/granted/{kind}" for kind in kinds]) == few
    assert Adjustment.objects.count() == 12


def test_the_report_of_a_level_names_the_units_without_one_and_takes_no_nil_return(bureau: Organisation) -> None:
    district = unit("qu", "district")
    unit("weijuan", "department", district)
    level = begun(district, scope="level")
    browser = signed_in(officer("reporter", district))
    assert "还有2个机关没有报告" in read(browser, address(level))
    page = read(browser, address(level, "missing/"))
    assert 'name="nil"' not in page
    assert browser.post(address(level, "missing/"), {"nil": ["remedies"]}).status_code == 302
    assert not NilReturn.objects.exists()


def test_a_sum_of_a_level_leads_to_the_same_cell_of_each_unit(bureau: Organisation) -> None:
    district = unit("qu", "district")
    below = unit("weijuan", "department", district)
    own = begun(below)
    form = edition_for(YEAR)
    told = Report(edition=form.id, agency=below.name, year=YEAR, cells=dict.fromkeys(form.cells, 7))
    publish_report(told, below, by=PROGRAM, on=ON)
    page = read(signed_in(officer("reporter", district)), address(begun(district, scope="level"), f"cell/{CELL}/"))
    assert f'href="{address(own)}cell/{CELL}/">' in page


def test_findings_follow_what_is_typed_and_nothing_is_written(reporter: Client, report: YearReport) -> None:
    assert "错误" not in read(reporter, address(report, "findings/"))
    fields = {"nil": [register.id for register in edition_for(YEAR).registers], "add:applications/received/person": "5"}
    page = reporter.post(address(report, "findings/"), fields).content.decode()
    assert "gk-finding--error" in page
    assert "5" in page.partition("gk-finding--error")[2]
    assert not NilReturn.objects.exists()
    assert not Adjustment.objects.exists()
    half = reporter.post(address(report, "findings/"), {"text:overview": "2024年收到{{applications/"})
    assert half.status_code == 200


def test_the_text_is_drafted_changed_and_what_was_changed_stays_visible(reporter: Client, report: YearReport) -> None:
    assert "总体情况" in read(reporter, address(report, "text/"))
    assert reporter.post(address(report, "text/other/redraft/"), {"edition": 0}).status_code == 302
    report.refresh_from_db()
    sent = {"text:other": "无其他需要报告的事项，特此说明。", "edition": report.edition}
    assert reporter.post(address(report, "text/other/"), sent).status_code == 302
    page = read(reporter, address(report, "text/"))
    assert "<ins>" in page
    assert "特此说明" in page


def test_a_text_that_cannot_be_read_or_comes_too_late_stays_in_its_field(reporter: Client, report: YearReport) -> None:
    broken = reporter.post(address(report, "text/overview/"), {"text:overview": "收到{{没有这个名称}}件。"})
    assert broken.status_code == 422
    assert "收到{{没有这个名称}}件。</textarea>" in broken.content.decode()
    assert reporter.post(address(report, "text/overview/"), {"text:overview": "甲。", "edition": 0}).status_code == 302
    late = reporter.post(address(report, "text/overview/"), {"text:overview": "乙。", "edition": 0})
    assert late.status_code == 409
    page = late.content.decode()
    assert "乙。</textarea>" in page
    assert "<p>甲。</p>" in page.partition("现在保存着的文字")[2]
    edition = page.partition('name="edition" value="')[2].partition('"')[0]
    after = reporter.post(address(report, "text/overview/"), {"text:overview": "乙。", "edition": edition})
    assert after.status_code == 302
    looked = reporter.post(address(report, "text/overview/"), {"text:overview": "丙。", "look": "1"})
    assert looked.status_code == 200
    assert "丙。</p>" in looked.content.decode()


def test_a_typed_number_is_exchanged_for_the_reference_that_is_offered(
    reporter: Client, report: YearReport, bureau: Organisation
) -> None:
    for _ in range(12):
        decided(bureau, date(YEAR, 5, 6))
    path = address(report, "text/overview/")
    looked = reporter.post(path, {"text:overview": "甲。\r\n全年作出行政许可决定12件。", "look": "1"}).content.decode()
    offered = "{{" + CELL + "|单位}}"
    choice = next(part.partition('"')[0] for part in looked.split('name="take" value="')[1:] if offered in part[:120])
    taken = reporter.post(
        path, {"text:overview": "甲。\r\n全年作出行政许可决定12件。", "take": choice}
    ).content.decode()
    assert f"全年作出行政许可决定{offered}。</textarea>" in taken
    late = reporter.post(path, {"text:overview": "另一句话。", "take": choice}).content.decode()
    assert "另一句话。</textarea>" in late
    assert not report.narratives.exists()


def test_a_unit_has_templates_of_its_own_until_it_gives_them_up(reporter: Client, bureau: Organisation) -> None:
    base = f"/office/yearbook/unit/{bureau.code}/wordings/"
    broken = reporter.post(f"{base}overview/", {"text": "收到{{没有这个名称}}件。"})
    assert broken.status_code == 422
    assert "收到{{没有这个名称}}件。</textarea>" in broken.content.decode()
    assert reporter.post(f"{base}overview/", {"text": "{{年度}}年，本机关依法公开。"}).status_code == 302
    assert f"{bureau.name}制定" in read(reporter, base)
    assert "2024</span>年，本机关依法公开。" in read(reporter, address(begun(bureau), "text/"))
    assert reporter.post(f"{base}overview/drop/").status_code == 302
    assert f"{bureau.name}制定" not in read(reporter, base)
    assert reporter.get(f"{base}nothing/").status_code == 404


def test_what_a_new_draft_says_instead_of_the_officers_words_is_shown_beside_them(
    reporter: Client, report: YearReport, bureau: Organisation
) -> None:
    template = f"/office/yearbook/unit/{bureau.code}/wordings/other/"
    path = address(report, "text/other/")

    def edition() -> int:
        report.refresh_from_db()
        return report.edition

    reporter.post(template, {"text": "第一稿的句子。"})
    reporter.post(f"{path}redraft/", {"edition": edition()})
    reporter.post(path, {"text:other": "我改过的句子。", "edition": edition()})
    reporter.post(template, {"text": "第二稿的句子。"})
    page = reporter.post(f"{path}redraft/", {"edition": edition()}).content.decode()
    assert "我改过的句子。</textarea>" in page
    assert "新稿：第二稿的句子。" in page


@pytest.mark.parametrize("to", ["html", "docx", "xlsx", "md", "json"])
def test_a_report_that_is_not_frozen_is_downloaded_as_a_draft(reporter: Client, report: YearReport, to: str) -> None:
    answer = reporter.get(address(report, f"draft.{to}"))
    assert answer.status_code == 200
    assert f"-draft.{to}" in answer["Content-Disposition"]
    if to in {"html", "md", "json"}:
        assert "（草稿）" in answer.content.decode()
    assert reporter.get(address(report, "draft.exe")).status_code == 404


def test_a_report_goes_from_review_to_the_public_page_and_its_amendment_replaces_it(
    reporter: Client, approver: Client, report: YearReport, bureau: Organisation
) -> None:
    blocked = read(reporter, address(report, "review/"))
    assert "送审以前还要办的" in blocked
    assert reporter.post(address(report, "review/ask/")).status_code == 409
    declare_all(bureau)
    through(reporter, approver, report, "freeze")
    public = f"/r/{bureau.code}/{YEAR}/"
    assert "数据来源" in read(Client(), public)
    assert "（草稿）" not in reporter.get(address(report, "draft.html")).content.decode()

    assert reporter.post(address(report, "review/reopen/"), {"words": "漏登一件许可"}).status_code == 302
    late = decided(bureau, date(YEAR, 7, 1))
    assert "第1版定稿不同之处" in read(reporter, address(report, "review/"))
    through(reporter, approver, report, "amend", words="行政许可决定数量由0改为1：漏登一件。")
    page = read(Client(), public)
    assert "行政许可决定数量由0改为1：漏登一件。" in page
    assert [row.number for row in PublishedReport.objects.order_by("number")] == [1, 2]
    sources = page.partition("数据来源")[2]
    assert "本年处理决定数量”：1件，1条记录" in sources
    assert late.party_name not in page
    assert late.document_number not in page
    earlier = read(Client(), f"{public}v/1/")
    assert "已被更正后的版本取代" in earlier
    assert Client().get(f"{public}v/1.json").json()["cells"][CELL] == 0
    assert Client().get(f"/r/{bureau.code}/{YEAR}.json").json()["cells"][CELL] == 1
    assert Client().get(f"{public}v/3/").status_code == 404


def through(reporter: Client, approver: Client, report: YearReport, freeze: str, *, words: str = "") -> None:
    """Ask for review, approve what is shown, freeze, publish."""
    assert reporter.post(address(report, "review/ask/")).status_code == 302
    page = read(approver, address(report, "review/"))
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    assert approver.post(address(report, "review/approve/"), {"seen": seen}).status_code == 302
    assert approver.post(address(report, f"review/{freeze}/"), {"words": words}).status_code == 302
    assert approver.post(address(report, "review/publish/")).status_code == 302


def test_a_return_keeps_its_words_and_asks_for_them(
    reporter: Client, approver: Client, report: YearReport, bureau: Organisation
) -> None:
    declare_all(bureau)
    assert reporter.post(address(report, "review/ask/")).status_code == 302
    assert approver.post(address(report, "review/return/"), {"words": ""}).status_code == 409
    assert approver.post(address(report, "review/return/"), {"words": "请核对许可数量"}).status_code == 302
    assert "请核对许可数量" in read(reporter, address(report, "review/"))
    assert approver.post(address(report, "review/nothing/")).status_code == 404


def test_the_form_the_list_of_units_and_the_records_take_as_many_queries_however_many_there_are(
    bureau: Organisation, report: YearReport
) -> None:
    person = officer("overseer", bureau)
    browser = signed_in(person)

    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            read(browser, path)
        return len(queries)

    paths = [address(report), address(report, f"cell/{CELL}/"), address(report, "missing/"), address(report, "text/")]
    decided(bureau, date(YEAR, 5, 6))
    for path in paths:
        read(browser, path)
    few = [asked(path) for path in paths]
    for _ in range(40):
        decided(bureau, date(YEAR, 5, 6))
    assert [asked(path) for path in paths] == few

    def with_units(number: int) -> int:
        for _ in range(number):
            code = f"u{Organisation.objects.count()}"
            made = organisations.enter(
                organisations.Description(code, f"{code}机关", "department", bureau), by=PROGRAM, on=THEN
            )
            begun(made)
        return asked("/office/yearbook/")

    assert with_units(2) == with_units(20)
