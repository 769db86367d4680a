"""Where a publication stands: planned, offered, accepted, returned, taken down."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from published_zone import PROGRAM, THEN, TODAY, appointed, written

from gongkai.channels.models import Account, Article, Column, Issue, Website
from gongkai.errors import NotAllowed, Refused
from gongkai.ledger.models import Entry
from gongkai.organisations.models import Organisation, User
from gongkai.publications.acts import placements
from gongkai.publications.models import Placement, Publication, StoredFile
from gongkai.publications.queries import placements as queries

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def public(zone: Organisation) -> Publication:
    return written(zone, "已公开的信息", live=True, published_on=date(2026, 11, 2))


@pytest.fixture
def proof(zone: Organisation) -> StoredFile:
    return StoredFile.objects.create(
        organisation=zone, place="a/b", name="截图.png", kind="png", size=1, sha256="0" * 64, stored_on=TODAY,
        stored_by="program:test",
    )  # fmt: skip


@pytest.fixture
def offer(public: Publication, portal: Column) -> Placement:
    return placements.plan(public, portal, by=PROGRAM, on=TODAY)


def test_a_draft_waits_on_its_column_until_it_is_public(zone: Organisation, columns: dict[str, Column]) -> None:
    draft = written(zone)
    planned = placements.plan(draft, columns["news"], by=PROGRAM, on=YESTERDAY)
    assert (planned.state, Placement.objects.filter(queries.standing(TODAY)).count()) == ("planned", 0)
    assert placements.activate(draft, by=PROGRAM, on=TODAY) == [planned]
    planned.refresh_from_db()
    assert (planned.state, planned.from_on) == ("accepted", TODAY)
    assert placements.activate(draft, by=PROGRAM, on=TODAY) == []


def test_what_is_public_stands_on_an_own_column_at_once_and_on_another_unit_s_after_it_accepts(
    public: Publication, columns: dict[str, Column], portal: Column
) -> None:
    assert placements.plan(public, columns["news"], by=PROGRAM, on=TODAY).state == "accepted"
    assert placements.plan(public, portal, by=PROGRAM, on=TODAY).state == "offered"


def test_another_unit_accepts_with_the_address_from_the_day_it_says(district: Organisation, offer: Placement) -> None:
    chief = appointed("approver", district)
    accepted = placements.accept(
        offer, by=chief, on=TODAY, address=" https://qu.example.gov.cn/1.html ", from_on=date(2026, 11, 3)
    )
    assert (accepted.state, accepted.from_on) == ("accepted", date(2026, 11, 3))
    assert accepted.address == "https://qu.example.gov.cn/1.html"
    assert list(queries.without_proof(PROGRAM, on=TODAY)) == [accepted]


def test_an_offer_to_an_outside_site_is_not_accepted_without_its_address(
    district: Organisation, offer: Placement
) -> None:
    for address in ("", "qu.example.gov.cn/1.html", "javascript:alert(1)"):
        with pytest.raises(Refused, match="对外网址"):
            placements.accept(offer, by=appointed("approver", district), on=TODAY, address=address)
    offer.refresh_from_db()
    assert offer.state == "offered"


def test_who_offers_to_an_outside_site_may_say_himself_that_it_stands_there_but_with_a_proof(
    officers: dict[str, User], offer: Placement, proof: StoredFile
) -> None:
    address = "https://qu.example.gov.cn/1.html"
    with pytest.raises(Refused, match="发布凭证"):
        placements.accept(offer, by=officers["editor"], on=TODAY, address=address)
    accepted = placements.accept(offer, by=officers["editor"], on=TODAY, address=address, proof=proof)
    assert (accepted.state, accepted.proof) == ("accepted", proof)
    assert not queries.without_proof(PROGRAM, on=TODAY).exists()


def test_a_proof_is_added_later_and_the_first_day_stays(
    district: Organisation, officers: dict[str, User], offer: Placement, proof: StoredFile
) -> None:
    address = "https://qu.example.gov.cn/1.html"
    placements.accept(offer, by=PROGRAM, on=date(2026, 11, 10), address=address)
    completed = placements.accept(offer, by=officers["editor"], on=TODAY, address=address, proof=proof)
    assert (completed.from_on, completed.proof) == (date(2026, 11, 10), proof)


def test_an_own_outside_site_needs_nobody_s_acceptance_but_shows_what_is_missing(
    zone: Organisation, public: Publication
) -> None:
    paper = Website.objects.create(
        organisation=zone, code="paper", name="开发区报", opened_on=THEN, is_own=False, address="https://paper.example/"
    )
    column = Column.objects.create(website=paper, code="paper-one", name="一版", kind="news", opened_on=THEN)
    placed = placements.plan(public, column, by=PROGRAM, on=TODAY)
    assert placed.state == "accepted"
    assert list(queries.without_proof(PROGRAM, on=TODAY)) == [placed]


def test_the_unit_that_runs_the_own_site_accepts_for_it_and_no_one_else(
    district: Organisation, zone: Organisation, public: Publication, other_unit: Organisation
) -> None:
    site = Website.objects.create(organisation=other_unit, code="their", name="他区网", opened_on=THEN)
    column = Column.objects.create(website=site, code="their-news", name="动态", kind="news", opened_on=THEN)
    placed = placements.plan(public, column, by=PROGRAM, on=TODAY)
    for user in (appointed("approver", district), appointed("editor", other_unit)):
        with pytest.raises(NotAllowed):
            placements.accept(placed, by=user, on=TODAY)
        with pytest.raises(NotAllowed):
            placements.give_back(placed, "不合适", by=user, on=TODAY)
    taken = appointed("approver", other_unit)
    assert list(queries.offers(taken, on=TODAY)) == [placed]
    assert placements.accept(placed, by=taken, on=TODAY).state == "accepted"
    assert not queries.offers(taken, on=TODAY).exists()


def test_an_offer_returned_says_why_and_may_be_made_again(
    offer: Placement, public: Publication, portal: Column
) -> None:
    with pytest.raises(Refused, match="退回的理由"):
        placements.give_back(offer, "  ", by=PROGRAM, on=TODAY)
    returned = placements.give_back(offer, "缺少解读", by=PROGRAM, on=TODAY)
    assert (returned.state, returned.reason) == ("returned", "缺少解读")
    with pytest.raises(Refused, match="不在待采用之列"):
        placements.accept(offer, by=PROGRAM, on=TODAY, address="https://qu.example.gov.cn/1.html")
    assert placements.plan(public, portal, by=PROGRAM, on=TODAY).pk != offer.pk


def test_it_stands_until_the_day_it_is_taken_down(public: Publication, columns: dict[str, Column]) -> None:
    placed = placements.plan(public, columns["news"], by=PROGRAM, on=YESTERDAY)
    placements.take_down(placed, "放错栏目", by=PROGRAM, on=TODAY)
    on = [Placement.objects.filter(queries.standing(day)).count() for day in (YESTERDAY, TODAY)]
    assert on == [1, 0]
    with pytest.raises(Refused, match="已经结束"):
        placements.take_down(placed, "放错栏目", by=PROGRAM, on=TODAY)
    assert placements.plan(public, columns["news"], by=PROGRAM, on=TODAY).state == "accepted"


def test_withdrawing_ends_whatever_stands_waits_or_is_offered(
    public: Publication, columns: dict[str, Column], offer: Placement
) -> None:
    stands = placements.plan(public, columns["news"], by=PROGRAM, on=TODAY)
    waits = Placement.objects.create(
        organisation=public.organisation, publication=public, column=columns["other"], state="planned", from_on=TODAY
    )
    assert placements.end_all(public, by=PROGRAM, on=TODAY) == 3
    assert {row.until_on for row in Placement.objects.filter(pk__in=[stands.pk, waits.pk, offer.pk])} == {TODAY}
    assert placements.end_all(public, by=PROGRAM, on=TODAY) == 0
    with pytest.raises(Refused, match="收回"):
        placements.give_back(offer, "晚了", by=PROGRAM, on=TODAY)


@pytest.mark.parametrize("state", ["is_withdrawn", "is_archived"])
def test_what_was_withdrawn_or_archived_is_put_nowhere(
    zone: Organisation, columns: dict[str, Column], state: str
) -> None:
    with pytest.raises(Refused, match="不能再安排发布位置"):
        placements.plan(written(zone, **{state: True}), columns["news"], by=PROGRAM, on=TODAY)


def test_what_is_not_disclosed_of_the_body_s_own_accord_is_put_nowhere(
    zone: Organisation, columns: dict[str, Column]
) -> None:
    with pytest.raises(Refused, match="不予公开"):
        placements.plan(written(zone, way="withheld", way_reason="秘密"), columns["news"], by=PROGRAM, on=TODAY)


def test_nothing_is_put_on_a_column_twice_or_on_a_closed_one(
    public: Publication, columns: dict[str, Column], website: Website
) -> None:
    placements.plan(public, columns["news"], by=PROGRAM, on=TODAY)
    with pytest.raises(Refused, match="已经在开发区网“工作动态”"):
        placements.plan(public, columns["news"], by=PROGRAM, on=TODAY)
    Column.objects.filter(pk=columns["other"].pk).update(closed_on=TODAY)
    columns["other"].refresh_from_db()
    with pytest.raises(Refused, match="停用"):
        placements.plan(public, columns["other"], by=PROGRAM, on=TODAY)
    assert columns["other"] not in queries.columns_open(TODAY)
    assert columns["other"] in queries.columns_open(YESTERDAY)


def test_an_article_of_an_own_account_carries_it_from_the_day_of_its_issue(
    zone: Organisation, public: Publication
) -> None:
    account = Account.objects.create(
        organisation=zone, platform="wechat", number="kfq", name="开发区发布", opened_on=THEN
    )
    issue = Issue.objects.create(account=account, number="1", published_on=date(2026, 11, 5))
    article = Article.objects.create(issue=issue, title="推文", address="https://mp.example/1")
    placed = placements.place_in_article(public, article, by=PROGRAM, on=TODAY)
    assert (placed.state, placed.from_on, placed.address) == ("accepted", date(2026, 11, 5), "https://mp.example/1")
    with pytest.raises(Refused, match="已经登记"):
        placements.place_in_article(public, article, by=PROGRAM, on=TODAY)
    with pytest.raises(Refused, match="还没有公开"):
        placements.place_in_article(written(zone), article, by=PROGRAM, on=TODAY)


def test_each_act_writes_one_entry_with_its_words(
    zone: Organisation, offer: Placement, public: Publication, columns: dict[str, Column]
) -> None:
    placements.accept(offer, by=PROGRAM, on=TODAY, address="https://qu.example.gov.cn/1.html")
    placements.take_down(offer, "到期", by=PROGRAM, on=TODAY)
    draft = written(zone, "草稿")
    placements.plan(draft, columns["news"], by=PROGRAM, on=TODAY)
    placements.activate(draft, by=PROGRAM, on=TODAY)
    made = Entry.objects.filter(act__startswith="publications.").order_by("pk")
    assert [entry.act.partition(".")[2] for entry in made] == [
        "place", "accept_placement", "take_down", "place", "place",
    ]  # fmt: skip
    assert all(entry.after for entry in made)


@pytest.mark.parametrize("role", ["editor", "approver", "reviewer", "registrar", "administrator", "overseer"])
def test_editors_and_approvers_place_what_their_unit_publishes(
    officers: dict[str, User], public: Publication, columns: dict[str, Column], role: str
) -> None:
    if role in {"editor", "approver"}:
        assert placements.plan(public, columns["news"], by=officers[role], on=TODAY).state == "accepted"
    else:
        with pytest.raises(NotAllowed):
            placements.plan(public, columns["news"], by=officers[role], on=TODAY)
        assert not Placement.objects.exists()


def test_nobody_places_for_another_unit(
    public: Publication, other_unit: Organisation, columns: dict[str, Column]
) -> None:
    stranger = appointed("approver", other_unit)
    placed = placements.plan(public, columns["news"], by=PROGRAM, on=TODAY)
    with pytest.raises(NotAllowed):
        placements.plan(public, columns["other"], by=stranger, on=TODAY)
    with pytest.raises(NotAllowed):
        placements.take_down(placed, "理由", by=stranger, on=TODAY)


def test_lists_of_placements_take_the_same_queries_for_few_and_many(
    zone: Organisation, portal: Column, officers: dict[str, User], django_assert_num_queries: pytest.FixtureRequest
) -> None:
    for _ in range(2):
        for number in range(10):
            placements.plan(written(zone, f"第{number}条", live=True), portal, by=PROGRAM, on=TODAY)
        with django_assert_num_queries(1):  # type: ignore[operator]
            for row in queries.offers(PROGRAM, on=TODAY):
                assert queries.operator_of(row).name
                assert queries.place_of(row.column)
