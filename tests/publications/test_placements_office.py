"""The office's pages of placements, counts, validity, numbers, imports and exports."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from office_client import signed_in
from openpyxl import load_workbook
from published_zone import PROGRAM, THEN, TODAY, appointed, written

from gongkai.channels.models import Column, Website
from gongkai.organisations.models import Organisation, User
from gongkai.organisations.roles import matrix
from gongkai.publications.acts import placements
from gongkai.publications.imports.waiting import WaitingRoom
from gongkai.publications.models import Evaluation, IndexScheme, Placement, Publication
from gongkai.publications.urls import urlpatterns

pytestmark = pytest.mark.django_db

#: Pages of one publication or placement: what act each asks at the publication's unit.
ONE = {
    "placements": ("publications.view", "/office/publication/{paper}/placements/"),
    "validity": ("publications.set_validity", "/office/publication/{paper}/validity/"),
    "evaluate": ("publications.evaluate", "/office/publication/{paper}/evaluate/"),
    "scheme": ("publications.number", "/office/index-schemes/{unit}/"),
    "export_unit": ("publications.export", "/office/content/export/{unit}/"),
}
#: Pages of a placement on the unit's own site: either act opens ending it, accepting alone opens the others.
PLACED = {
    "accept_placement": ("publications.accept_placement",),
    "return_placement": ("publications.accept_placement",),
    "end_placement": ("publications.accept_placement", "publications.place"),
}
LISTS = {
    "offers": ("publications.accept_placement", "publications.place"),
    "placement_counts": ("publications.view",),
    "placements_behind": ("publications.view",),
    "evaluations": ("publications.evaluate",),
    "schemes": ("publications.view",),
    "import_content": ("publications.import",),
    "import_template": ("publications.import",),
    "import_feed": ("publications.draft",),
    "export": ("publications.export",),
}
PATHS = {
    "offers": "placements/offers/", "placement_counts": "counts/", "placements_behind": "counts/behind/",
    "evaluations": "evaluations/", "schemes": "index-schemes/", "import_content": "content/import/",
    "import_template": "content/import/template/", "import_feed": "content/import/feed/", "export": "content/export/",
    "accept_placement": "placement/{placed}/accept/", "return_placement": "placement/{placed}/return/",
    "end_placement": "placement/{placed}/end/",
}  # fmt: skip
#: Only for what a person has just sent; walked through below.
SENT = {"confirm_import", "import_marked"}
OWN = ("placement", "offer", "validity", "evaluat", "scheme", "content", "export", "count", "import_feed", "import_t",
       "import_marked", "confirm_import")  # fmt: skip


def may(role: str, acts: tuple[str, ...]) -> bool:
    return any(role in matrix().acts[act].roles for act in acts)


def test_every_address_of_these_pages_is_in_the_table_of_this_test() -> None:
    own = {entry.name for entry in urlpatterns if any(word in (entry.name or "") for word in OWN)}
    assert own == {*ONE, *PLACED, *LISTS, *SENT}


@pytest.mark.parametrize("role", list(matrix().roles))
def test_every_page_answers_as_the_matrix_says_and_404_for_other_units(
    zone: Organisation, other_unit: Organisation, officers: dict[str, User], columns: dict[str, Column], role: str
) -> None:
    browser = signed_in(officers[role])
    site = Website.objects.create(organisation=other_unit, code="their", name="他区网", opened_on=THEN)
    theirs = Column.objects.create(website=site, code="their-news", name="动态", kind="news", opened_on=THEN)
    for unit, column, is_own in ((zone, columns["news"], True), (other_unit, theirs, False)):
        paper = written(unit, live=True)
        placed = placements.plan(paper, column, by=PROGRAM, on=TODAY)
        keys = {"paper": paper.uid, "unit": unit.code, "placed": placed.uid}
        for name, (act, path) in ONE.items():
            wanted = 200 if is_own and may(role, (act,)) else 404
            assert browser.get(path.format(**keys)).status_code == wanted, name
        for name, acts in PLACED.items():
            wanted = 200 if is_own and may(role, acts) else 404
            path = f"/office/{PATHS[name].format(**keys)}"
            assert browser.get(path).status_code == wanted, name
            if not is_own:
                assert browser.post(path, {"reason": "理由"}).status_code == 404, name
    for name, acts in LISTS.items():
        assert browser.get(f"/office/{PATHS[name]}").status_code == (200 if may(role, acts) else 404), name
    assert browser.get("/office/counts/?unit=other").status_code == (422 if may(role, ("publications.view",)) else 404)


def test_who_is_not_signed_in_is_sent_to_the_door(zone: Organisation) -> None:
    for path in PATHS.values():
        answer = Client().get(f"/office/{path.format(placed='x')}")
        assert answer["Location"].startswith("/office/login/")


# --- placements -----------------------------------------------------------------------------------------


def test_an_editor_offers_the_other_side_returns_and_the_reason_is_seen(
    district: Organisation, officers: dict[str, User], zone: Organisation, portal: Column
) -> None:
    paper = written(zone, "送出的信息", live=True)
    editor, chief = signed_in(officers["editor"]), signed_in(appointed("registrar", district))
    page = f"/office/publication/{paper.uid}/placements/"
    assert editor.post(page, {"column": "portal-open"})["Location"] == page
    placed = Placement.objects.get()
    assert "送出的信息" in chief.get("/office/placements/offers/").content.decode()
    refused = chief.post(f"/office/placement/{placed.uid}/accept/", {"address": "not an address"})
    assert refused.status_code == 409
    assert "not an address" in refused.content.decode()
    assert chief.post(f"/office/placement/{placed.uid}/return/", {"reason": ""}).status_code == 422
    assert chief.post(f"/office/placement/{placed.uid}/return/", {"reason": "缺少解读"}).status_code == 302
    assert "缺少解读" in editor.get(page).content.decode()


def test_an_editor_says_with_a_picture_that_it_stands_on_the_outside_site(
    officers: dict[str, User], zone: Organisation, portal: Column
) -> None:
    placed = placements.plan(written(zone, live=True), portal, by=PROGRAM, on=TODAY)
    editor = signed_in(officers["editor"])
    address = f"/office/placement/{placed.uid}/accept/"
    sent = {"address": "https://qu.example.gov.cn/1.html"}
    assert editor.post(address, sent).status_code == 409
    picture = SimpleUploadedFile("截图.txt", "网页文字".encode(), "text/plain")
    assert editor.post(address, sent | {"proof": picture}).status_code == 302
    placed.refresh_from_db()
    assert (placed.state, placed.proof.name) == ("accepted", "截图.txt")  # type: ignore[union-attr]


def test_a_choice_that_cannot_be_stays_on_the_page_with_its_reason(
    officers: dict[str, User], zone: Organisation, columns: dict[str, Column]
) -> None:
    paper = written(zone, live=True)
    page = f"/office/publication/{paper.uid}/placements/"
    editor = signed_in(officers["editor"])
    assert editor.post(page, {"column": "zone-news"}).status_code == 302
    again = editor.post(page, {"column": "zone-news"})
    assert again.status_code == 409
    assert "已经在开发区网" in again.content.decode()
    assert editor.post(page, {"column": "nowhere"}).status_code == 422
    missing = editor.post(page, {"named": "没有的推文"})
    assert (missing.status_code, "没有的推文" in missing.content.decode()) == (409, True)


def test_the_pages_of_placements_take_the_same_queries_for_few_and_many(
    zone: Organisation, officers: dict[str, User], columns: dict[str, Column], portal: Column
) -> None:
    browser = signed_in(officers["approver"])
    paper = written(zone, "一件", live=True)
    counts = []
    for round_ in range(2):
        for number in range(8):
            column = Column.objects.create(
                website=columns["news"].website, code=f"c{round_}-{number}", name="栏", kind="news", opened_on=THEN
            )
            placements.plan(paper, column, by=PROGRAM, on=TODAY)
            placements.plan(written(zone, live=True), portal, by=PROGRAM, on=TODAY)
        for path in (f"/office/publication/{paper.uid}/placements/", "/office/placements/offers/", "/office/counts/",
                     "/office/counts/behind/", "/office/index-schemes/", "/office/evaluations/"):  # fmt: skip
            browser.get(path)
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(path).status_code == 200
            counts.append((path, len(queries)))
    assert counts[:6] == counts[6:]


# --- counts -----------------------------------------------------------------------------------------------


def test_each_number_on_the_page_of_counts_leads_to_a_list_of_as_many(
    zone: Organisation, officers: dict[str, User], columns: dict[str, Column]
) -> None:
    for kind, many in {"profile": 2, "news": 5, "catalogue": 1}.items():
        for number in range(many):
            day = date(2019, 1 + number, 15)
            placements.plan(written(zone, live=True, published_on=day), columns[kind], by=PROGRAM, on=day)
    browser = signed_in(officers["overseer"])
    page = browser.get("/office/counts/?since=2019-01-01&until=2019-12-31")
    assert page.context["total"].placements == 8
    lines = [*page.context["classes"], *(line for _title, table in page.context["tables"] for line in table)]
    cells = [cell for line in lines for cell in line.cells if cell.placements]
    assert len(cells) > 10
    for cell in cells:
        behind = browser.get(cell.address)
        assert len(behind.context["rows"]) == behind.context["total"].placements == cell.placements, cell.address


@pytest.mark.parametrize(
    "query", ["?class=nothing", "?column=nothing", "?publisher=nothing", "?site=nothing", "?account=nothing"]
)
def test_a_list_of_what_there_is_not_is_not_there(zone: Organisation, officers: dict[str, User], query: str) -> None:
    assert signed_in(officers["editor"]).get(f"/office/counts/behind/{query}").status_code == 404


def test_days_that_cannot_be_stay_on_the_page_with_their_reason(zone: Organisation, officers: dict[str, User]) -> None:
    answer = signed_in(officers["editor"]).get("/office/counts/?since=2019-12-31&until=2019-01-01")
    assert answer.status_code == 422
    assert "应不早于" in answer.content.decode()


# --- facts ------------------------------------------------------------------------------------------------


def test_a_paper_is_repealed_by_another_on_its_page(zone: Organisation, officers: dict[str, User]) -> None:
    paper = written(zone, "旧办法", kind="normative", live=True)
    newer = written(zone, "新办法", kind="normative", live=True, document_number="示发〔2026〕9号")
    browser = signed_in(officers["registrar"])
    page = f"/office/publication/{paper.uid}/validity/"
    sent = {"state": "repealed", "from_on": "2026-11-01", "reason": "新办法第九条", "successor": "示发〔2026〕8号"}
    wrong = browser.post(page, sent)
    assert (wrong.status_code, "没有找到" in wrong.content.decode()) == (422, True)
    assert browser.post(page, sent | {"successor": "示发〔2026〕9号"}).status_code == 302
    paper.refresh_from_db()
    assert (paper.validity, paper.validities.get().successor) == ("repealed", newer)
    assert "新办法第九条" in browser.get(page).content.decode()


def test_an_assessment_is_recorded_on_its_page(zone: Organisation, officers: dict[str, User]) -> None:
    paper = written(zone, "内部事项", way="withheld", way_reason="内部事务信息")
    browser = signed_in(officers["secrecy_reviewer"])
    assert "内部事项" in browser.get("/office/evaluations/").content.decode()
    page = f"/office/publication/{paper.uid}/evaluate/"
    assert browser.post(page, {"outcome": "kept", "words": "未变"}).status_code == 409
    sent = {"outcome": "kept", "words": "情形未变", "next_on": "2099-01-01"}
    assert browser.post(page, sent).status_code == 302
    assert Evaluation.objects.get().words == "情形未变"
    assert "内部事项" not in browser.get("/office/evaluations/").content.decode()


def test_an_administrator_sets_the_scheme_of_numbers(zone: Organisation, officers: dict[str, User]) -> None:
    browser = signed_in(officers["administrator"])
    assert browser.post("/office/index-schemes/zone/", {"template": "{code}-{serial}"}).status_code == 409
    assert browser.post("/office/index-schemes/zone/", {"template": "{code}-{year}-{serial}"}).status_code == 302
    assert IndexScheme.objects.get().template == "{code}-{year}-{serial}"


# --- files ------------------------------------------------------------------------------------------------


def csv_file(*rows: str) -> SimpleUploadedFile:
    text = "\n".join(["标题,种类,栏目代码,发布日期", *rows])
    return SimpleUploadedFile("年.csv", text.encode("utf-8-sig"), "text/csv")


def test_a_file_is_looked_at_then_taken_over_on_its_sender_s_word(
    zone: Organisation, officers: dict[str, User], columns: dict[str, Column]
) -> None:
    browser = signed_in(officers["approver"])
    upload = csv_file("甲,动态信息,zone-news,2019-03-01")
    page = browser.post("/office/content/import/", {"unit": "zone", "file": upload})
    assert (page.status_code, page.context["outcome"].new) == (200, 1)
    assert not Publication.objects.exists()
    address = f"/office/content/import/{page.context['key']}/confirm/"
    sent = {"unit": "zone", "name": "年.csv"}
    other = signed_in(appointed("approver", columns["news"].website.organisation.parent))  # type: ignore[arg-type]
    other.post(address, sent)
    assert not Publication.objects.exists()
    assert browser.post(address, sent | {"unit": "qu"}).status_code == 404
    assert browser.post(address, sent)["Location"] == "/office/content/import/"
    assert Publication.objects.get().title == "甲"
    browser.post(address, sent)
    assert Publication.objects.count() == 1


def test_a_file_with_bad_lines_is_given_back_marked(
    zone: Organisation, officers: dict[str, User], columns: dict[str, Column]
) -> None:
    browser = signed_in(officers["approver"])
    sent = {"unit": "zone", "file": csv_file("甲,动态信息,zone-news,昨天", "乙,动态信息,zone-news,2019-03-01")}
    page = browser.post("/office/content/import/", sent)
    assert page.status_code == 422
    assert "第2行" in page.content.decode()
    address = f"/office/content/import/{page.context['key']}/marked/"
    marked = b"".join(browser.get(address).streaming_content)  # type: ignore[attr-defined]
    assert "不是日期" in load_workbook(io.BytesIO(marked)).active["F2"].value
    assert signed_in(appointed("approver", zone.parent)).get(address).status_code == 404  # type: ignore[arg-type]
    assert browser.get("/office/content/import/../../secrets/marked/").status_code == 404
    unreadable = {"unit": "zone", "file": SimpleUploadedFile("x.xlsx", b"PK damaged")}
    assert browser.post("/office/content/import/", unreadable).status_code == 400
    foreign = {"unit": "qu", "file": csv_file("甲,动态信息,zone-news,2019-03-01")}
    assert browser.post("/office/content/import/", foreign).status_code == 422


def test_files_that_wait_are_their_sender_s_and_are_thrown_away_in_time(tmp_path: Path) -> None:
    room = WaitingRoom(tmp_path / "room", "aaaaaaaaaaaaa")
    key = room.keep([b"ab", b"c"], 3)
    assert key is not None
    path = room.find(key)
    assert path is not None
    assert path.read_bytes() == b"abc"
    assert room.keep([b"ab", b"cd"], 3) is None
    assert WaitingRoom(room.path, "bbbbbbbbbbbbb").find(key) is None
    assert room.find("../" + key) is None
    assert len(list(room.path.iterdir())) == 1
    room.sweep(path.stat().st_mtime + 1)
    assert room.find(key) is None


def test_everything_of_a_unit_is_sent_as_a_zip(zone: Organisation, officers: dict[str, User]) -> None:
    written(zone, "甲", live=True)
    answer = signed_in(officers["administrator"]).get("/office/content/export/zone/")
    assert answer["Content-Disposition"].startswith('attachment; filename="zone-')
    found = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    assert "甲" in found.read("publications.jsonl").decode()


def test_a_feed_s_file_makes_drafts_and_its_address_within_the_network_is_refused(
    zone: Organisation, officers: dict[str, User], columns: dict[str, Column]
) -> None:
    browser = signed_in(officers["editor"])
    feed = b"<rss version='2.0'><channel><title>t</title><item><title>A</title><guid>1</guid></item></channel></rss>"
    sent = {"unit": "zone", "kind": "article", "column": "zone-news"}
    for count in (1, 1):
        upload = SimpleUploadedFile("feed.xml", feed)
        assert browser.post("/office/content/import/feed/", sent | {"file": upload}).status_code == 302
        assert Publication.objects.count() == count
    inner = browser.post("/office/content/import/feed/", sent | {"address": "http://127.0.0.1/feed"})
    assert (inner.status_code, "内部网络" in inner.content.decode()) == (400, True)
    assert browser.post("/office/content/import/feed/", sent).status_code == 422
