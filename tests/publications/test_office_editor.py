"""The editor and the page that begins a draft: what is typed is kept by acts, and never lost."""

from __future__ import annotations

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lives import drafted, fresh, passed, published
from made_attachments import PDF, document
from office_client import body, publication_block, signed_in, typed
from published_zone import PROGRAM, TODAY, appointed

from gongkai.organisations import acts as bodies
from gongkai.organisations.models import Organisation, User
from gongkai.publications.acts import drafts, reviews
from gongkai.publications.models import Publication, StoredFile

pytestmark = pytest.mark.django_db

Officers = dict[str, User]


def latest(publication: Publication) -> Publication:
    return fresh(publication).get_latest_revision_as_object()


def notice(made: docx.document.Document) -> None:
    made.add_paragraph("关于开展安全检查的通知").alignment = 1
    made.add_paragraph("各企业要认真自查。")
    table = made.add_table(2, 2)
    table.cell(0, 0).text, table.cell(1, 1).text = "企业", "自查结果"


def test_a_docx_becomes_a_draft_with_its_text_and_table(zone: Organisation, officers: Officers) -> None:
    upload = SimpleUploadedFile("通知.docx", document(notice))
    sent = {"unit": "zone", "kind": "document", "title": "", "document": upload, "pasted": ""}
    answer = signed_in(officers["editor"]).post("/office/publications/add/", sent)
    made = Publication.objects.get()
    assert answer["Location"] == f"/office/publications/edit/{made.pk}/"
    assert made.title == "关于开展安全检查的通知"
    assert [block.block_type for block in latest(made).body] == ["paragraph", "table"]
    assert made.ground == "19"


def test_pasted_words_become_paragraphs_and_pasted_markup_keeps_its_table(
    zone: Organisation, officers: Officers
) -> None:
    browser = signed_in(officers["editor"])
    plain = {"unit": "zone", "kind": "article", "title": "甲", "pasted": "第一段\n\n<b>第二段"}
    browser.post("/office/publications/add/", plain)
    marked = {**plain, "title": "乙", "pasted_html": "<p>文字</p><table><tr><td>数</td><td>1</td></tr></table>"}
    browser.post("/office/publications/add/", marked)
    first, second = Publication.objects.order_by("pk")
    assert "&lt;b&gt;第二段" in str(latest(first).body)
    assert "table" in {block.block_type for block in latest(second).body}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": ""}, "请填写标题"),
        ({"document": SimpleUploadedFile("x.docx", b"no document"), "title": ""}, "x.docx"),
        ({"kind": "novel"}, "novel"),
        ({"unit": "other"}, "发布机构"),
    ],
)
def test_a_draft_that_cannot_begin_says_why_and_keeps_what_was_typed(
    zone: Organisation, other_unit: Organisation, officers: Officers, fields: dict[str, object], words: str
) -> None:
    sent = {"unit": "zone", "kind": "article", "title": "标题", "pasted": "" if "document" in fields else "写好的正文"}
    answer = signed_in(officers["editor"]).post("/office/publications/add/", sent | fields)
    assert answer.status_code in {409, 422}
    assert words in answer.content.decode()
    assert "document" in fields or "写好的正文" in answer.content.decode()
    assert not Publication.objects.exists()


def test_saving_keeps_text_facts_and_attachment_as_one_version(zone: Organisation, officers: Officers) -> None:
    publication = drafted(zone, officers["editor"])
    browser = signed_in(officers["editor"])
    before = publication.revisions.count()
    sent = typed(browser, publication, title="新标题", summary="概述", save="1")
    sent |= {"attachments-0-upload": SimpleUploadedFile("预算表.pdf", PDF), "attachments-0-title": "预算"}
    assert browser.post(f"/office/publications/edit/{publication.pk}/", sent).status_code == 302
    now = latest(publication)
    assert (now.title, now.summary, [row.title for row in now.attachments.all()]) == ("新标题", "概述", ["预算"])
    assert publication.revisions.count() == before + 1
    again = typed(browser, publication, summary="改过的概述", save="1")
    assert browser.post(f"/office/publications/edit/{publication.pk}/", again).status_code == 302
    assert [row.title for row in latest(publication).attachments.all()] == ["预算"]
    gone = typed(browser, publication, save="1") | {"attachments-0-DELETE": "on"}
    browser.post(f"/office/publications/edit/{publication.pk}/", gone)
    assert list(latest(publication).attachments.all()) == []


def test_a_file_that_may_not_be_kept_holds_the_whole_saving_and_says_so(zone: Organisation, officers: Officers) -> None:
    publication = drafted(zone, officers["editor"])
    browser = signed_in(officers["editor"])
    sent = typed(browser, publication, title="新标题", save="1")
    sent["attachments-0-upload"] = SimpleUploadedFile("报表.pdf", b"MZ not a pdf at all")
    answer = browser.post(f"/office/publications/edit/{publication.pk}/", sent)
    assert answer.status_code == 409
    assert 'value="新标题"' in answer.content.decode()
    assert latest(publication).title == "关于做好防汛工作的通知"
    assert not StoredFile.objects.exists()


def test_a_file_of_another_unit_cannot_be_attached_by_its_key(
    zone: Organisation, other_unit: Organisation, officers: Officers
) -> None:
    from gongkai.publications.acts import files

    foreign = files.store(
        SimpleUploadedFile("内部.pdf", PDF), unit=other_unit, by=appointed("editor", other_unit), on=TODAY
    )
    publication = drafted(zone, officers["editor"])
    browser = signed_in(officers["editor"])
    sent = typed(browser, publication, save="1") | {"attachments-0-file": str(foreign.pk), "attachments-0-title": "x"}
    assert browser.post(f"/office/publications/edit/{publication.pk}/", sent).status_code == 422
    assert list(latest(publication).attachments.all()) == []


def test_of_two_who_edit_the_second_is_told_and_nothing_is_overwritten(zone: Organisation, officers: Officers) -> None:
    publication = drafted(zone, officers["editor"])
    other = appointed("editor", zone)
    colleague = bodies.enter_person(bodies.Person("second", "冯辑"), zone, by=PROGRAM, on=TODAY)
    bodies.appoint(colleague, "editor", zone, by=PROGRAM, on=TODAY, from_on=TODAY)
    browser = signed_in(other)
    mine = typed(browser, publication, title="我的标题", save="1")
    drafts.revise(publication, {"title": "冯辑的标题"}, seen=None, by=colleague, on=TODAY)
    address = f"/office/publications/edit/{publication.pk}/"
    answer = browser.post(address, mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "冯辑" in page
    assert 'value="我的标题"' in page
    assert "<h3>冯辑的标题</h3>" in page
    assert latest(publication).title == "冯辑的标题"
    # Having seen the other's text, the second saves on.
    merged = mine | {"seen": str(answer.context["seen"]), "title": "合并的标题"}
    assert browser.post(address, merged).status_code == 302
    assert latest(publication).title == "合并的标题"


def test_what_is_kept_in_the_browser_comes_back_without_being_saved(zone: Organisation, officers: Officers) -> None:
    publication = drafted(zone, officers["editor"])
    browser = signed_in(officers["editor"])
    sent = typed(browser, publication, title="断网时写的") | {"restore": "1"}
    answer = browser.post(f"/office/publications/edit/{publication.pk}/", sent)
    assert answer.status_code == 200
    assert 'value="断网时写的"' in answer.content.decode()
    assert latest(publication).title == "关于做好防汛工作的通知"


def test_what_is_under_review_is_not_edited(zone: Organisation, officers: Officers) -> None:
    publication = drafted(zone, officers["editor"])
    browser = signed_in(officers["editor"])
    sent = typed(browser, publication, title="偷改", save="1")
    reviews.submit(publication, by=officers["editor"], on=TODAY)
    answer = browser.post(f"/office/publications/edit/{publication.pk}/", sent)
    assert answer.status_code == 409
    assert "正在审核" in answer.content.decode()
    assert latest(publication).title == "关于做好防汛工作的通知"


def test_saving_and_submitting_settles_remarks_and_starts_the_review(zone: Organisation, officers: Officers) -> None:
    publication = drafted(zone, officers["editor"])
    reviews.submit(publication, by=officers["editor"], on=TODAY)
    place = publication_block(publication)
    given = reviews.review(
        publication, "returned", words="请改", remarks=[reviews.Marginal(place, "写明单位")], by=officers["reviewer"],
        on=TODAY,
    )  # fmt: skip
    remark = given.remarks.get()
    browser = signed_in(officers["editor"])
    sent = typed(browser, publication, **body("<p>开发区各单位要做好防汛准备。</p>", block=place), submit="1")
    answer = browser.post(f"/office/publications/edit/{publication.pk}/", sent | {"settled": remark.uid})
    assert answer["Location"] == f"/office/review/{publication.uid}/?saved={publication.uid}"
    assert fresh(publication).workflow_in_progress
    remark.refresh_from_db()
    assert remark.settled_on is not None
    assert "开发区各单位" in str(latest(publication).body)
    assert latest(publication).body[0].id == place


def test_what_is_public_is_submitted_again_only_with_a_reason(zone: Organisation, officers: Officers) -> None:
    publication = published(zone, officers)
    browser = signed_in(officers["editor"])
    address = f"/office/publications/edit/{publication.pk}/"
    browser.post(address, typed(browser, publication, title="改正的标题", submit="1"))
    assert not fresh(publication).workflow_in_progress
    assert fresh(publication).title == "关于做好防汛工作的通知"
    browser.post(address, typed(browser, publication, title="改正的标题", submit="1", reason="标题有错字"))
    assert fresh(publication).workflow_in_progress
    assert passed(publication, officers).title == "改正的标题"


def test_an_explanation_is_linked_by_the_number_of_its_policy(zone: Organisation, officers: Officers) -> None:
    policy = published(zone, officers, "停车办法", document_number="区政发〔2026〕1号")
    explanation = drafted(zone, officers["editor"], "停车办法解读")
    browser = signed_in(officers["editor"])
    address = f"/office/publications/edit/{explanation.pk}/"
    wrong = browser.post(address, typed(browser, explanation, save="1") | {"explains-0-named": "没有的文件"})
    assert wrong.status_code == 422
    assert "没有找到已公开的“没有的文件”" in wrong.content.decode()
    right = typed(browser, explanation, save="1") | {"explains-0-named": "区政发〔2026〕1号"}
    assert browser.post(address, right).status_code == 302
    assert [row.policy for row in latest(explanation).explains.all()] == [policy]


@pytest.mark.parametrize("kind", ["article", "normative", "budget", "explanation"])
def test_the_editor_asks_what_its_kind_needs(zone: Organisation, officers: Officers, kind: str) -> None:
    from gongkai.publications.kinds import kinds

    publication = drafts.draft(zone, kind, {"title": "示例"}, by=officers["editor"], on=TODAY)
    form = signed_in(officers["editor"]).get(f"/office/publications/edit/{publication.pk}/").context["form"]
    assert {"title", "body", "way", *kinds()[kind].needs} <= set(form.fields)
    assert ("fiscal_year" in form.fields) == (kind == "budget")
