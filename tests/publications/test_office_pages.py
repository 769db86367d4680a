"""The pages of the office: today's work, reviews, chains, publishing and withdrawing, through real requests."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lives import drafted, fresh, passed, published
from office_client import publication_block, signed_in
from published_zone import PROGRAM, TODAY, appointed

from gongkai.organisations.models import Organisation, User
from gongkai.publications.acts import chains, reviews
from gongkai.publications.models import Publication, Remark, ReviewState

pytestmark = pytest.mark.django_db

Officers = dict[str, User]


def submitted(zone: Organisation, officers: Officers, title: str = "关于做好防汛工作的通知") -> Publication:
    publication = drafted(zone, officers["editor"], title)
    return reviews.submit(publication, by=officers["editor"], on=TODAY)


def one_person(zone: Organisation) -> None:
    stages = [("first", 2), ("secrecy", 2), ("approval", 1)]
    chains.set_chain(zone, "", stages, one_person=True, by=PROGRAM, on=TODAY, from_on=TODAY)


def test_a_stage_waits_only_with_those_who_may_take_it(zone: Organisation, officers: Officers) -> None:
    submitted(zone, officers)
    shown = {
        role: "关于做好防汛工作的通知" in signed_in(officers[role]).get("/office/review/").content.decode()
        for role in ("reviewer", "secrecy_reviewer", "approver", "editor")
    }
    assert shown == {"reviewer": True, "secrecy_reviewer": False, "approver": False, "editor": False}


def test_what_is_late_stands_first_and_is_marked(zone: Organisation, officers: Officers) -> None:
    for title in ("甲件", "乙件"):
        submitted(zone, officers, title)
    late = ReviewState.objects.order_by("-pk").first()
    ReviewState.objects.filter(pk=late.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    page = signed_in(officers["reviewer"]).get("/office/today/").content.decode()
    assert page.index("乙件") < page.index("甲件")
    assert "（已过期）" in page
    hurried = signed_in(officers["overseer"]).get("/office/overdue/").content.decode()
    assert "乙件" in hurried
    assert officers["reviewer"].name in hurried


def test_a_remark_at_a_line_reaches_the_author_and_is_settled(zone: Organisation, officers: Officers) -> None:
    publication = submitted(zone, officers)
    line = publication_block(publication)
    reviewer = signed_in(officers["reviewer"])
    sent = {"verdict": "returned", "words": "请核对", f"remark-{line}": "这里写明单位", "remark-other": "不在文中"}
    assert reviewer.post(f"/office/review/{publication.uid}/", sent).status_code == 302
    remark = Remark.objects.get()
    assert (remark.place, remark.quote, remark.words) == (line, "各有关单位要做好防汛准备。", "这里写明单位")
    page = signed_in(officers["editor"]).get("/office/today/").content.decode()
    assert "请核对" in page
    assert "这里写明单位" in page


def test_a_verdict_without_its_words_is_refused_and_nothing_typed_is_lost(
    zone: Organisation, officers: Officers
) -> None:
    publication = submitted(zone, officers)
    line = publication_block(publication)
    sent = {"verdict": "returned", "words": "", f"remark-{line}": "这里写明单位"}
    answer = signed_in(officers["reviewer"]).post(f"/office/review/{publication.uid}/", sent)
    assert answer.status_code == 409
    assert "退回修改的，请写明理由" in answer.content.decode()
    assert "这里写明单位" in answer.content.decode()
    assert not publication.reviews.exists()


def test_art_17_the_author_is_not_offered_a_verdict_and_is_refused_one(zone: Organisation, officers: Officers) -> None:
    both = appointed("approver", zone)
    author = officers["editor"]
    from gongkai.organisations import acts

    acts.appoint(author, "reviewer", zone, by=PROGRAM, on=TODAY, from_on=date(2015, 1, 1))
    publication = submitted(zone, officers)
    browser = signed_in(author)
    page = browser.get(f"/office/review/{publication.uid}/").content.decode()
    assert "您参与了起草" in page
    assert 'value="passed"' not in page
    answer = browser.post(f"/office/review/{publication.uid}/", {"verdict": "passed"})
    assert answer.status_code == 409
    assert "不能再审核或审批" in answer.content.decode()
    assert both.pk


def test_one_person_takes_the_rest_where_the_chain_says_so(zone: Organisation, officers: Officers) -> None:
    one_person(zone)
    publication = submitted(zone, officers)
    deputy = appointed("reviewer", zone)
    from gongkai.organisations import acts

    for role in ("secrecy_reviewer", "approver"):
        acts.appoint(deputy, role, zone, by=PROGRAM, on=TODAY, from_on=date(2015, 1, 1))
    browser = signed_in(deputy)
    assert "通过并办完其余各环节" in browser.get(f"/office/review/{publication.uid}/").content.decode()
    browser.post(f"/office/review/{publication.uid}/", {"verdict": "rest"})
    assert fresh(publication).live
    assert list(publication.reviews.order_by("pk").values_list("stage", flat=True)) == ["first", "secrecy", "approval"]


def test_many_are_passed_at_once_and_a_refusal_holds_nobody_up(zone: Organisation, officers: Officers) -> None:
    first, second = submitted(zone, officers, "甲件"), submitted(zone, officers, "乙件")
    third = drafted(zone, officers["editor"], "丙件")
    uids = [first.uid, third.uid, second.uid]
    page = signed_in(officers["reviewer"]).post("/office/review/take/", {"uid": uids, "pass": "1"}).content.decode()
    assert [row.reviews.count() for row in (first, second, third)] == [1, 1, 0]
    assert page.count("<strong>已办</strong>") == 2
    assert "本件现在不在这一审核环节" in page


def test_differences_to_what_is_public_are_shown(zone: Organisation, officers: Officers) -> None:
    publication = published(zone, officers)
    from gongkai.publications.acts import drafts

    drafts.revise(publication, {"title": "关于做好防汛和排涝工作的通知"}, seen=None, by=officers["editor"], on=TODAY)
    page = signed_in(officers["reviewer"]).get(f"/office/review/{publication.uid}/").content.decode()
    assert "与已公开版本的差别" in page
    assert re.search(r'class="[^"]*addition[^"]*">[^<]*和排涝', page)


def test_withdrawing_asks_why_and_keeps_the_reason(zone: Organisation, officers: Officers) -> None:
    publication = published(zone, officers)
    browser = signed_in(officers["approver"])
    address = f"/office/publication/{publication.uid}/withdraw/"
    assert browser.post(address, {"reason": ""}).status_code == 422
    assert fresh(publication).live
    assert browser.post(address, {"reason": "内容有误"}).status_code == 302
    assert not fresh(publication).live
    assert publication.changes.get(turn="withdraw").reason == "内容有误"


def test_a_time_is_set_with_the_last_review_and_taken_back(zone: Organisation, officers: Officers) -> None:
    publication = passed(drafted(zone, officers["editor"]), officers, until="approval")
    browser = signed_in(officers["approver"])
    at = timezone.localtime() + timedelta(days=3)
    browser.post(f"/office/review/{publication.uid}/", {"verdict": "passed", "at": f"{at:%Y-%m-%dT%H:%M}"})
    assert not fresh(publication).live
    assert fresh(publication).scheduled_revision is not None
    assert browser.post(f"/office/publication/{publication.uid}/unschedule/").status_code == 302
    assert fresh(publication).scheduled_revision is None
    assert browser.post(f"/office/publication/{publication.uid}/publish/", {"at": ""}).status_code == 302
    assert fresh(publication).live


def test_m5_a_unit_sets_its_own_chain_and_sees_what_it_inherits(
    district: Organisation, zone: Organisation, officers: Officers
) -> None:
    stages = [("first", 3), ("secrecy", None), ("approval", None)]
    chains.set_chain(district, "", stages, one_person=False, by=PROGRAM, on=TODAY, from_on=TODAY)
    browser = signed_in(officers["administrator"])
    assert f"{district.name}（上级）" in browser.get("/office/chains/").content.decode()
    sent = {
        "kind": "", "from_on": timezone.localdate().isoformat(), "stage_first": "on", "days_first": "2",
        "stage_secrecy": "on", "stage_approval": "on", "one_person": "on",
    }  # fmt: skip
    assert browser.post("/office/chains/zone/", sent).status_code == 302
    page = browser.get("/office/chains/").content.decode()
    assert "初审（2个工作日）" in page
    assert "可由作者以外的一人办完其余各环节" in page
    del sent["stage_secrecy"]
    refused = browser.post("/office/chains/zone/", sent)
    assert refused.status_code == 409
    assert "审核流程不能没有保密审查" in refused.content.decode()


def test_the_list_finds_by_words_state_and_kind(zone: Organisation, officers: Officers) -> None:
    drafted(zone, officers["editor"], "防汛通知")
    published(zone, officers, "停车办法")
    submitted(zone, officers, "供水公告")
    browser = signed_in(officers["registrar"])

    def shown(query: str) -> set[str]:
        page = browser.get(f"/office/publications/?{query}").content.decode()
        return {title for title in ("防汛通知", "停车办法", "供水公告") if title in page}

    assert shown("") == {"防汛通知", "停车办法", "供水公告"}
    assert shown("words=停车") == {"停车办法"}
    assert shown("state=draft") == {"防汛通知"}
    assert shown("state=review") == {"供水公告"}
    assert shown("state=live") == {"停车办法"}
    assert shown("kind=budget") == set()


def test_names_and_titles_are_text_on_every_page(zone: Organisation, officers: Officers) -> None:
    publication = submitted(zone, officers, "<script>alert(1)</script>")
    browser = signed_in(officers["reviewer"])
    for path in ("/office/today/", "/office/review/", "/office/publications/", f"/office/review/{publication.uid}/"):
        assert "<script>alert" not in browser.get(path).content.decode()


@pytest.mark.parametrize("path", ["today/", "review/", "publications/", "overdue/", "chains/"])
def test_a_list_takes_the_same_queries_at_few_and_many_rows(zone: Organisation, officers: Officers, path: str) -> None:
    browser = signed_in(officers["reviewer"])

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(f"/office/{path}").status_code == 200
        return len(asked)

    def grow(first: int, last: int) -> None:
        for number in range(first, last):
            submitted(zone, officers, f"第{number}号通知")
        ReviewState.objects.update(due_on=date(2020, 1, 2))

    browser.get(f"/office/{path}")
    grow(0, 2)
    few = count()
    grow(2, 20)
    assert count() == few
