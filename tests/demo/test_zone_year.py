"""The zone's year 2019 in the demonstration: every figure of the founding document comes out of records."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client

from gongkai.channels import queries as channels
from gongkai.channels.models import Account, Column, Website
from gongkai.demo import acts
from gongkai.figures import Period
from gongkai.ledger.models import Entry
from gongkai.organisations.models import Organisation
from gongkai.publications.models import Placement, Publication, Remark, Review, ReviewState
from gongkai.publications.queries import public
from gongkai.publications.queries.counts import Scope, behind, counts, total
from gongkai.publications.queries.reviews import authors
from zone_year import in_the_year, year  # noqa: F401

YEAR = Period(date(2019, 1, 1), date(2019, 12, 31))


@pytest.mark.django_db
def test_without_the_demonstration_nothing_is_published() -> None:
    assert not Publication.objects.exists()


def own_site() -> Website:
    return Website.objects.get(code="kfq-guanwang")


def test_the_site_had_1029_items_by_class_as_the_document_says() -> None:
    by_class = {figure.key[0]: figure.placements for figure in counts(Scope(website=own_site()), YEAR, by=["class"])}
    named = {name: by_class[name] for name in ("profile", "news", "catalogue")}
    assert named == {"profile": 5, "news": 729, "catalogue": 11}
    assert sum(by_class.values()) - sum(named.values()) == 284
    assert total(Scope(website=own_site()), YEAR).placements == 1029
    assert len(behind(Scope(website=own_site()), YEAR, limit=None)) == 1029


def test_items_appear_in_every_month_and_none_outside_working_days_as_news() -> None:
    months = {figure.key[0] for figure in counts(Scope(website=own_site(), column_class="news"), YEAR, by=["month"])}
    assert months == {(2019, month) for month in range(1, 13)}


def test_two_topics_were_opened_in_the_year() -> None:
    topics = Column.objects.filter(website=own_site(), kind="topic", opened_on__year=2019)
    assert sorted(topics.values_list("name", flat=True)) == [
        "沿着习近平总书记指引的方向前进",
        "深入开展“不忘初心、牢记使命”主题教育",
    ]


def test_six_documents_stand_on_the_districts_portal_with_their_address() -> None:
    portal = Website.objects.get(code="xiqing-menhu")
    placed = behind(Scope(website=portal), YEAR)
    assert len(placed) == 6
    assert all(row.address.startswith("https://portal.example/") for row in placed)
    assert {"guide", "leaders"} < {row.publication.kind for row in placed}


def test_the_budget_of_2019_and_the_accounts_of_2018_can_be_read_in_the_page(client: Client) -> None:
    for kind, fiscal_year, figure in (("budget", 2019, "1200.00"), ("accounts", 2018, "1150.50")):
        paper = Publication.objects.get(kind=kind, fiscal_year=fiscal_year)
        page = client.get(f"/p/{paper.uid}/").content.decode()
        assert re.search(rf"<td[^>]*>{figure}</td>", page)


@pytest.mark.parametrize(
    ("number", "measure", "now", "before", "rate"),
    [("demo-toutiao", "reads", 313_000, 173_000, "80.9"), ("demo-wechat", "followers", 5488, 3740, "46.7")],
)
def test_readings_of_the_accounts_stand_beside_those_of_the_year_before(
    number: str, measure: str, now: int, before: int, rate: str
) -> None:
    found = channels.year_on_year(Account.objects.get(number=number), measure, 2019)
    assert (found.now.value, found.before.value, str(found.rate)) == (now, before, rate)


def test_wechat_sent_145_issues_with_535_articles_and_toutiao_160() -> None:
    accounts = list(Account.objects.filter(number__in=["demo-wechat", "demo-toutiao"]).order_by("number"))
    toutiao, wechat = (channels.sent(accounts, YEAR.since, YEAR.until)[account.pk] for account in accounts)
    assert (toutiao.issues, toutiao.articles) == (160, 160)
    assert (wechat.issues, wechat.articles) == (145, 535)


def test_views_and_visitors_of_the_year_are_imported_readings_with_their_source() -> None:
    rows = own_site().readings.filter(until_on=date(2019, 12, 31))
    assert dict(rows.values_list("measure", "value")) == {"views": 199_800, "visitors": 114_000}
    assert all(row.taken_from is not None and row.origin for row in rows)


def test_the_rule_has_two_versions_and_the_later_settles_time_and_reviewers(client: Client) -> None:
    new = Publication.objects.get(kind="rule", validity="in_force")
    versions = public.versions_of(new)
    assert [version.until_on for version in versions] == [None, date(2019, 7, 1)]
    page = client.get(f"/p/{new.uid}/").content.decode()
    for words in ("2个工作日内发布", "初审、复审、保密审查和审批", "不得审核、审批该条信息"):
        assert words in page
    old = client.get(f"/p/{versions[1].publication.uid}/").content.decode()
    assert "自2019年7月1日起废止" in old


def test_the_chain_of_the_zone_is_what_its_rule_says_from_its_day_on() -> None:
    chain = Organisation.objects.get(code="xiqing-kfq").chains.get(until_on__isnull=True)
    steps = [(step.task.stage, step.task.days) for step in chain.steps.order_by("position")]
    assert chain.from_on == date(2019, 7, 1)
    assert steps == [("first", 1), ("second", 1), ("secrecy", 1), ("approval", 2)]


def test_every_paper_was_reviewed_by_others_than_its_author() -> None:
    for paper in Publication.objects.filter(live_revision__isnull=False):
        given = Review.objects.filter(publication=paper)
        assert {"first", "secrecy", "approval"} <= set(given.values_list("stage", flat=True))
        assert not {review.reviewer for review in given} & set(authors(paper))
        assert len({review.digest for review in given}) == 1


def test_art_26_every_paper_was_published_within_20_working_days() -> None:
    late = Publication.objects.filter(live_revision__isnull=False, due_on__isnull=False)
    assert [paper.title for paper in late if paper.published_on > paper.due_on] == []


def test_every_published_item_has_its_entry_in_the_ledger() -> None:
    uids = {f"publication:{uid}" for uid in Publication.objects.filter(live=True).values_list("uid", flat=True)}
    assert uids <= set(Entry.objects.filter(act__startswith="publications.").values_list("subject", flat=True))


def test_whatever_is_invented_is_marked() -> None:
    assert [p.title for p in Publication.objects.exclude(title__contains="示例")] == []


def test_loading_again_changes_nothing() -> None:
    before = Publication.objects.count(), Placement.objects.count(), Entry.objects.count()
    loaded = acts.load()
    assert (Publication.objects.count(), Placement.objects.count(), Entry.objects.count()) == before
    assert (loaded.published, loaded.publications) == (0, 0)


@pytest.mark.parametrize(
    "address", ["/", "/s/kfq-guanwang/", "/c/kfq-dongtai/", "/c/kfq-dongtai/1/", "/c/kfq-caizheng/"]
)
def test_the_pages_of_the_year_can_be_read(client: Client, address: str) -> None:
    assert client.get(address).status_code == 200


def test_on_the_day_of_loading_every_officer_has_something_to_do_and_only_once() -> None:
    today = date(2026, 11, 25)
    assert acts.put_in_review(on=today) == 5
    states = ReviewState.objects.filter(status="in_progress").select_related("task")
    assert sorted(state.task.specific.stage for state in states) == ["approval", "first", "secrecy"]
    assert Remark.objects.filter(settled_on=None).count() == 1
    assert Placement.objects.filter(state="offered").count() == 1
    assert acts.put_in_review(on=today) == 0
    assert total(Scope(website=own_site()), YEAR).placements == 1029
