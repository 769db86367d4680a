"""Drafting and revising: each saving is a revision, and nobody's is overwritten."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from django.conf import settings
from lives import Officers, drafted, fresh, passed, published
from published_zone import PROGRAM, TODAY, appointed

from gongkai.errors import NotAllowed, Refused
from gongkai.ledger.models import Entry
from gongkai.organisations import acts
from gongkai.organisations.models import Organisation
from gongkai.publications.acts import drafts
from gongkai.publications.digests import digest_of
from gongkai.publications.errors import Overtaken
from gongkai.publications.models import Attachment, Publication, StoredFile

pytestmark = pytest.mark.django_db


def a_file(zone: Organisation) -> StoredFile:
    text = "各有关单位防汛值班安排".encode()
    file = settings.GONGKAI_DATA.room("files") / "a-duty-list.txt"
    file.write_bytes(text)
    return StoredFile.objects.create(
        organisation=zone, place=file.name, name="值班安排.txt", kind="txt", size=len(text), stored_on=TODAY,
        sha256=hashlib.sha256(text).hexdigest(), stored_by="user:somebody",
    )  # fmt: skip


def test_a_draft_is_not_public_and_its_ground_is_the_one_that_its_kind_offers(
    zone: Organisation, officers: Officers
) -> None:
    made = drafts.draft(zone, "budget", {"title": "2026年部门预算"}, by=officers["editor"], on=TODAY)
    found = fresh(made)
    assert (found.live, found.ground, found.published_on) == (False, "20.7", None)
    assert drafts.authors(found) == {officers["editor"]}
    assert Entry.objects.get(act="publications.draft").after == digest_of(found.latest_revision)


def test_art_26_the_day_until_which_it_must_be_public_counts_from_the_day_it_was_made(
    zone: Organisation, officers: Officers
) -> None:
    draft = drafted(zone, officers["editor"], made_on=date(2026, 3, 2))
    assert fresh(draft).due_on == date(2026, 3, 30)
    drafts.revise(draft, {"made_on": date(2026, 3, 3)}, seen=None, by=officers["editor"], on=TODAY)
    assert fresh(draft).due_on == date(2026, 3, 31)


def test_only_an_editor_of_the_unit_or_above_drafts_and_revises(
    zone: Organisation, district: Organisation, other_unit: Organisation, officers: Officers
) -> None:
    draft = drafted(zone, officers["editor"])
    strangers = [user for role, user in officers.items() if role != "editor"] + [appointed("editor", other_unit)]
    for person in strangers:
        with pytest.raises(NotAllowed):
            drafted(zone, person)
        with pytest.raises(NotAllowed):
            drafts.revise(draft, {"title": "改动"}, seen=None, by=person, on=TODAY)
    assert drafts.revise(draft, {"title": "改"}, seen=None, by=appointed("editor", district), on=TODAY).title == "改"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"title": ""}, "“标题”"),
        ({"title": "长" * 301}, "“标题”"),
        ({"title": "好", "ground": "99"}, "“公开依据”"),
        ({"title": "好", "way": "secretly"}, "“公开方式”"),
    ],
)
def test_what_cannot_be_saved_is_said_by_the_name_of_its_field(
    zone: Organisation, officers: Officers, content: dict[str, str], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        drafts.draft(zone, "article", content, by=officers["editor"], on=TODAY)
    assert not Publication.objects.exists()


def test_there_is_no_kind_beside_those_of_the_table_and_no_draft_of_a_closed_unit(
    zone: Organisation, officers: Officers
) -> None:
    with pytest.raises(Refused, match="没有“poem”"):
        drafts.draft(zone, "poem", {"title": "诗"}, by=officers["editor"], on=TODAY)
    acts.close(zone, by=PROGRAM, on=TODAY, from_on=TODAY)
    zone.refresh_from_db()
    with pytest.raises(Refused, match="已经撤销"):
        drafts.draft(zone, "article", {"title": "好"}, by=PROGRAM, on=TODAY)


def test_what_only_acts_set_cannot_be_drafted(zone: Organisation, officers: Officers) -> None:
    with pytest.raises(ValueError, match="index_number"):
        drafts.draft(zone, "article", {"title": "好", "index_number": "1"}, by=officers["editor"], on=TODAY)


def test_of_two_who_edit_at_once_the_second_is_told_who_was_first_and_overwrites_nothing(
    zone: Organisation, officers: Officers
) -> None:
    second = appointed_beside(officers, zone)
    draft = drafted(zone, officers["editor"])
    seen = draft.latest_revision_id
    drafts.revise(draft, {"title": "甲的标题"}, seen=seen, by=officers["editor"], on=TODAY)
    with pytest.raises(Overtaken, match=r"zoneeditor已于.*保存了新的内容") as told:
        drafts.revise(draft, {"title": "乙的标题"}, seen=seen, by=second, on=TODAY)
    assert told.value.revision.content["title"] == "甲的标题"
    assert fresh(draft).latest_revision.content["title"] == "甲的标题"
    assert draft.revisions.count() == 2


def test_saving_what_has_not_changed_makes_no_revision_and_no_author(zone: Organisation, officers: Officers) -> None:
    second = appointed_beside(officers, zone)
    draft = drafted(zone, officers["editor"])
    drafts.revise(draft, {"title": draft.title}, seen=draft.latest_revision_id, by=second, on=TODAY)
    assert draft.revisions.count() == 1
    assert drafts.authors(fresh(draft)) == {officers["editor"]}
    assert not Entry.objects.filter(act="publications.revise").exists()


def test_authors_are_those_since_the_last_publication(zone: Organisation, officers: Officers) -> None:
    second = appointed_beside(officers, zone)
    found = published(zone, officers)
    assert drafts.authors(found) == set()
    drafts.revise(found, {"title": "改"}, seen=None, by=second, on=TODAY)
    assert drafts.authors(fresh(found)) == {second}


@pytest.mark.parametrize("until", ["first", "secrecy", "approval"])
def test_nobody_writes_while_it_is_under_review(zone: Organisation, officers: Officers, until: str) -> None:
    draft = passed(drafted(zone, officers["editor"]), officers, until=until)
    with pytest.raises(Refused, match="正在审核"):
        drafts.revise(draft, {"title": "改"}, seen=None, by=officers["editor"], on=TODAY)


def test_what_somebody_has_locked_is_left_alone(zone: Organisation, officers: Officers) -> None:
    draft = drafted(zone, officers["editor"])
    Publication.objects.filter(pk=draft.pk).update(locked=True, locked_by=officers["reviewer"])
    with pytest.raises(Refused, match="zonereviewer锁定"):
        drafts.revise(draft, {"title": "改"}, seen=None, by=officers["editor"], on=TODAY)


def test_attachments_and_the_paper_it_explains_are_in_the_revision_and_public_with_it_alone(
    zone: Organisation, officers: Officers
) -> None:
    policy = published(zone, officers, "管理办法")
    found = published(zone, officers, "解读")
    rows = [Attachment(file=a_file(zone), title="附表")]
    drafts.revise(found, {"attachments": rows, "explains": [policy]}, seen=None, by=officers["editor"], on=TODAY)
    assert not fresh(found).attachments.exists()
    found = passed(fresh(found), officers)
    assert [row.title for row in found.attachments.all()] == ["附表"]
    assert [link.policy for link in found.explains.all()] == [policy]
    digest = digest_of(found.live_revision)
    drafts.revise(found, {"summary": "概述"}, seen=None, by=officers["editor"], on=TODAY)
    drafts.revise(fresh(found), {"summary": ""}, seen=None, by=officers["editor"], on=TODAY)
    assert digest_of(fresh(found).latest_revision) == digest, "the same files and words are the same content"


def appointed_beside(officers: Officers, zone: Organisation) -> object:
    """A second editor of the zone."""
    person = acts.Person("second-editor", "王信息员")
    return acts.appoint(person, "editor", zone, by=PROGRAM, on=TODAY, from_on=TODAY).user
