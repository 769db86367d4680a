"""What is done about findings: reasons that hold for that very content, masking and cleaning that cannot be undone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gated_files as made
import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from lives import drafted, fresh, passed
from published_zone import PROGRAM, TODAY

from gongkai.errors import NotAllowed, Refused
from gongkai.ledger.models import Entry
from gongkai.organisations.models import Organisation, User
from gongkai.privacy import find
from gongkai.privacy.files import examine, traces
from gongkai.publications import gate
from gongkai.publications.acts import drafts, files
from gongkai.publications.acts import gate as acts
from gongkai.publications.gate.markup import Markup
from gongkai.publications.gate.subjects import contents_of
from gongkai.publications.models import FileExamination, FileFound, Publication, StoredFile

pytestmark = pytest.mark.django_db

Officers = dict[str, User]
SECRETS = [made.PHONE, made.NUMBER, made.WHISPER]
FILES = {
    "名单.docx": made.word, "名单.xlsx": made.book, "名单.pdf": made.page, "现场.png": made.photograph,
    "名单.csv": made.listing,
}  # fmt: skip


@pytest.fixture(autouse=True)
def room(settings: Any, tmp_path: Path) -> Path:
    """An empty room of files for each test."""
    settings.GONGKAI_DATA = type(settings.GONGKAI_DATA)(tmp_path)
    (tmp_path / "files").mkdir()
    return tmp_path / "files"


def paragraph(text: str, block: str = "one") -> list[dict[str, Any]]:
    return [{"type": "paragraph", "value": f"<p>{text}</p>", "id": block}]


def with_file(unit: Organisation, by: User, name: str, data: bytes, title: str = "办理结果名单") -> Publication:
    stored = files.store(ContentFile(data, name=name), unit=unit, by=PROGRAM, on=TODAY)
    return files.attach(drafted(unit, by), stored, title, "file", by=by, on=TODAY)


def attached(publication: Publication) -> StoredFile:
    content, _day = contents_of([fresh(publication)])[publication.pk]
    return StoredFile.objects.get(pk=content["attachments"][0]["file"])


def keys(publication: Publication, *wanted: str) -> list[str]:
    return [one.key for one in gate.findings(fresh(publication)) if one.rule in wanted]


def data_of(file: StoredFile) -> bytes:
    return files.queries.room().at(file.place).read_bytes()


# --- reasons ---------------------------------------------------------------------------------------------
def test_art_15_what_is_neither_masked_nor_justified_may_not_be_published(
    zone: Organisation, officers: Officers
) -> None:
    draft = drafted(zone, officers["editor"], body=paragraph(f"联系人手机{made.PHONE}。"))
    with pytest.raises(Refused, match=r"还有1处没有处理.*正文第1段.*13800001234"):
        gate.require(draft)
    (key,) = keys(draft, "personal.text")
    acts.justify(draft, key, "经本人同意公开的值班电话", by=officers["editor"], on=TODAY)
    gate.require(fresh(draft))
    assert passed(draft, officers).live


def test_a_reason_holds_for_that_very_sentence_and_no_other(zone: Organisation, officers: Officers) -> None:
    editor = officers["editor"]
    draft = drafted(zone, editor, body=paragraph(f"第一句。值班手机{made.PHONE}。"))
    acts.justify(draft, keys(draft, "personal.text")[0], "公职电话", by=editor, on=TODAY)
    same = drafts.revise(
        draft, {"body": paragraph(f"改了第一句。值班手机{made.PHONE}。")}, seen=None, by=editor, on=TODAY
    )
    assert gate.open_findings(fresh(same)) == []
    other = drafts.revise(
        draft, {"body": paragraph(f"第一句。被罚人手机{made.PHONE}。")}, seen=None, by=editor, on=TODAY
    )
    assert [one.rule for one in gate.open_findings(fresh(other))] == ["personal.text"]
    assert gate.check(fresh(other)).justifications == {}


@pytest.mark.parametrize(("words", "said"), [("  ", "请写明为什么"), ("长" * 501, "500字以内")])
def test_a_reason_is_said_and_said_shortly(zone: Organisation, officers: Officers, words: str, said: str) -> None:
    draft = drafted(zone, officers["editor"], body=paragraph(f"手机{made.PHONE}"))
    with pytest.raises(Refused, match=said):
        acts.justify(draft, keys(draft, "personal.text")[0], words, by=officers["editor"], on=TODAY)


def test_what_must_be_mended_cannot_be_justified(zone: Organisation, officers: Officers) -> None:
    draft = drafts.draft(
        zone, "document", {"title": "通知", "body": paragraph("正文")}, by=officers["editor"], on=TODAY
    )
    with pytest.raises(Refused, match="必须改正"):
        acts.justify(draft, keys(draft, "fact.missing")[0], "不需要", by=officers["editor"], on=TODAY)


def test_a_finding_that_is_no_more_cannot_be_justified(zone: Organisation, officers: Officers) -> None:
    with pytest.raises(Refused, match="已经变化"):
        acts.justify(drafted(zone, officers["editor"]), "0" * 64, "有理由", by=officers["editor"], on=TODAY)


def test_the_ledger_keeps_the_reason_salted_and_says_nothing_of_what_was_kept(
    zone: Organisation, officers: Officers
) -> None:
    draft = drafted(zone, officers["editor"], body=paragraph(f"手机{made.PHONE}"))
    acts.justify(draft, keys(draft, "personal.text")[0], "公职电话", by=officers["reviewer"], on=TODAY)
    entry = Entry.objects.get(act="publications.justify")
    assert entry.is_salted
    assert made.PHONE not in entry.details
    acts.justify(draft, keys(draft, "personal.text")[0], "换个说法", by=officers["editor"], on=TODAY)
    second = Entry.objects.filter(act="publications.justify").order_by("-pk")[0]
    assert second.before == entry.after != second.after


@pytest.mark.parametrize("role", ["secrecy_reviewer", "approver", "registrar", "administrator", "case_officer"])
def test_only_editor_and_reviewer_say_reasons_and_only_the_editor_changes(
    zone: Organisation, officers: Officers, role: str
) -> None:
    draft = drafted(zone, officers["editor"], body=paragraph(f"手机{made.PHONE}"))
    (key,) = keys(draft, "personal.text")
    with pytest.raises(NotAllowed):
        acts.justify(draft, key, "有理由", by=officers[role], on=TODAY)
    for by in (officers[role], officers["reviewer"]):
        with pytest.raises(NotAllowed):
            acts.mask(draft, [key], by=by, on=TODAY)


# --- masking text ----------------------------------------------------------------------------------------
def test_masking_makes_a_new_revision_in_which_the_number_stands_nowhere(
    zone: Organisation, officers: Officers
) -> None:
    body = [
        *paragraph(f'手机138<b>0000</b>1234，<a href="tel:{made.PHONE}">电话</a><!-- {made.PHONE} -->'),
        {"type": "table", "value": {"data": [["手机"], [made.PHONE]], "first_row_is_table_header": True}, "id": "two"},
    ]
    draft = drafted(zone, officers["editor"], title=f"关于{made.PHONE}的答复", body=body)
    old = draft.latest_revision_id
    acts.mask(draft, keys(draft, "personal.text")[:1], by=officers["editor"], on=TODAY)
    draft = fresh(draft)
    assert draft.latest_revision_id != old
    assert not keys(draft, "personal.text")
    assert made.PHONE not in str(draft.latest_revision.content)
    assert "138****1234" in draft.latest_revision.content["title"]
    assert Entry.objects.filter(act="publications.mask").count() == 1


def test_masking_one_person_leaves_the_other(zone: Organisation, officers: Officers) -> None:
    draft = drafted(zone, officers["editor"], body=paragraph(f"甲手机{made.PHONE}；乙手机13900005678。"))
    first, second = keys(draft, "personal.text")
    acts.mask(draft, [first], by=officers["editor"], on=TODAY)
    assert keys(draft, "personal.text") == [second]


def test_what_is_under_review_is_not_masked_behind_the_reviewers_back(zone: Organisation, officers: Officers) -> None:
    draft = passed(drafted(zone, officers["editor"], body=paragraph(f"手机{made.PHONE}")), officers, until="secrecy")
    with pytest.raises(Refused, match="正在审核"):
        acts.mask(draft, keys(draft, "personal.text"), by=officers["editor"], on=TODAY)


@pytest.mark.parametrize("has_tags", [False, True])
@given(parts=st.lists(st.text(alphabet="甲乙<b>&;1 3", max_size=8), max_size=6), cut=st.integers(1, 10))
def test_a_masked_text_holds_none_of_what_was_masked(parts: list[str], cut: int, *, has_tags: bool) -> None:
    import html

    pieces = [html.escape(part) if has_tags else part for part in parts]
    number = f"{made.PHONE[:cut]}<i>{made.PHONE[cut:]}</i>" if has_tags else made.PHONE
    markup = Markup(number.join(["", *pieces, ""]), has_tags)
    secrets = {hit.text: "█" for hit in find(markup.plain)} | {made.PHONE: "138****1234"}
    changed = Markup(markup.without(secrets), has_tags)
    assert not [secret for secret in secrets if secret in changed.plain]
    # Digits beside a number make another number of it, which is found and masked as a whole.
    if not any(made.PHONE in secret for secret in secrets if secret != made.PHONE):
        assert changed.plain.count("138****1234") == markup.plain.count(made.PHONE)


# --- files -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["名单.docx", "名单.xlsx", "名单.pdf", "名单.csv"])
def test_a_redacted_file_holds_nothing_of_what_was_masked_or_hidden(
    zone: Organisation, officers: Officers, name: str
) -> None:
    draft = with_file(zone, officers["editor"], name, FILES[name]())
    old = attached(draft)
    assert traces(data_of(old), SECRETS[:2]) or name.endswith("csv")
    found = keys(draft, "personal.file")
    assert len(found) >= 2
    new = acts.redact_file(draft, old, found, by=officers["editor"], on=TODAY)
    assert attached(draft) == new
    assert new.made_from == old
    assert traces(data_of(new), SECRETS) == ()
    assert not any(secret in new.text for secret in SECRETS)
    assert gate.open_findings(fresh(draft)) == []


@pytest.mark.parametrize("name", ["名单.docx", "名单.xlsx", "名单.pdf", "现场.png"])
def test_cleaning_removes_exactly_what_was_listed_and_keeps_what_is_seen(
    zone: Organisation, officers: Officers, name: str
) -> None:
    draft = with_file(zone, officers["editor"], name, FILES[name]())
    old = attached(draft)
    listed = [
        line for one in gate.findings(draft) if one.rule in {"file.hidden", "file.properties"} for line in one.lines
    ]
    assert listed
    new = acts.clean_file(draft, old, by=officers["editor"], on=TODAY)
    assert traces(data_of(new), [made.WHISPER]) == ()
    assert not keys(draft, "file.hidden", "file.properties")
    left = examine(data_of(new))
    if name in {"名单.docx", "名单.xlsx"}:
        assert made.PHONE in {hit.hit.text for hit in left.hits}
    elif name == "名单.pdf":  # its page hid a text, so it became a picture of what it shows, which somebody must read
        assert left.unseen
    with pytest.raises(Refused, match="没有隐藏信息"):
        acts.clean_file(fresh(draft), new, by=officers["editor"], on=TODAY)


@pytest.mark.parametrize("name", ["名单.docx", "名单.xlsx", "名单.pdf"])
def test_of_a_redacted_file_the_public_gets_the_new_bytes_and_never_the_old(
    zone: Organisation, officers: Officers, name: str
) -> None:
    draft = with_file(zone, officers["editor"], name, FILES[name]())
    old = attached(draft)
    new = acts.redact_file(draft, old, keys(draft, "personal.file"), by=officers["editor"], on=TODAY)
    assert passed(draft, officers).live
    visitor = Client()
    assert visitor.get(reverse("gk_files:file", args=[old.uid, old.name])).status_code == 404
    answer = visitor.get(reverse("gk_files:file", args=[new.uid, new.name]))
    assert answer.status_code == 200
    sent = b"".join(answer.streaming_content)
    assert traces(sent, SECRETS) == ()
    assert not [hit for hit in examine(sent).hits if hit.hit.confidence == "certain"]


def test_a_picture_of_the_text_is_cleaned_where_it_stands(zone: Organisation, officers: Officers) -> None:
    stored = files.store(ContentFile(made.photograph(), name="现场.png"), unit=zone, by=PROGRAM, on=TODAY)
    block = {
        "type": "picture",
        "value": {"file": stored.uid, "alternative": "开发区鸟瞰", "decorative": False},
        "id": "p",
    }
    draft = drafted(zone, officers["editor"], body=[block])
    new = acts.clean_file(draft, stored, by=officers["editor"], on=TODAY)
    content, _day = contents_of([fresh(draft)])[draft.pk]
    assert new.uid in content["body"]
    assert stored.uid not in content["body"]


def test_the_same_file_is_examined_once_and_again_when_the_rules_change(
    zone: Organisation, officers: Officers, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gongkai.publications.gate import examinations

    draft = with_file(zone, officers["editor"], "名单.docx", made.word())
    gate.findings(draft)
    first = FileFound.objects.count()
    gate.findings(draft)
    assert (FileExamination.objects.count(), FileFound.objects.count()) == (1, first)
    monkeypatch.setattr(examinations, "version", lambda: "other")
    gate.findings(draft)
    assert FileExamination.objects.count() == 2


def test_a_file_that_cannot_be_examined_stops_with_the_reason_until_somebody_answers_for_it(
    zone: Organisation, officers: Officers, room: Path
) -> None:
    draft = with_file(zone, officers["editor"], "名单.docx", made.word())
    file = attached(draft)
    StoredFile.objects.filter(pk=file.pk).update(sha256="9" * 64)  # as if these very bytes had come in
    (room / file.place).write_bytes(b"\xd0\xcf\x11\xe0 encrypted")
    (finding,) = [one for one in gate.open_findings(draft) if one.rule == "file.unreadable"]
    assert "密码" in finding.message
    acts.justify(draft, finding.key, "已逐页查看，没有不宜公开的内容", by=officers["editor"], on=TODAY)
    assert "file.unreadable" not in {one.rule for one in gate.open_findings(draft)}


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04" + b"\0" * 40, b"%PDF-1.7 broken", b"\x89PNG\r\n\x1a\n broken", b"\xff\xd8\xff broken", b"x"]
)
def test_a_hostile_file_does_not_break_the_check(
    zone: Organisation, officers: Officers, room: Path, data: bytes
) -> None:
    draft = with_file(zone, officers["editor"], "名单.docx", made.word())
    (room / attached(draft).place).write_bytes(data)
    found = gate.open_findings(draft)
    assert "file.unreadable" in {one.rule for one in found}
    # What was drawn from it when it was stored is still looked through.
    assert {made.PHONE, made.NUMBER} <= {one.quote for one in found}


def test_a_file_that_takes_too_long_is_ended_and_said(zone: Organisation, officers: Officers, settings: Any) -> None:
    draft = with_file(zone, officers["editor"], "名单.docx", made.word())
    settings.GONGKAI_EXAMINING_MEMORY = 8 * 1024 * 1024  # too little even to begin
    assert "file.unreadable" in {one.rule for one in gate.open_findings(draft)}


def test_more_than_can_be_listed_is_redacted_whole(zone: Organisation, officers: Officers) -> None:
    lines = "".join(f"张某,138{number:08}\r\n" for number in range(10_000_000, 10_000_300))
    draft = with_file(zone, officers["editor"], "名单.csv", f"姓名,手机\r\n{lines}".encode())
    (finding,) = [one for one in gate.findings(draft) if one.rule == "personal.many"]
    assert "300处" in finding.message
    new = acts.redact_file(draft, attached(draft), [finding.key], by=officers["editor"], on=TODAY)
    assert find(data_of(new).decode("utf-8-sig")) == []


def test_a_file_of_another_publication_is_not_touched(zone: Organisation, officers: Officers) -> None:
    one = with_file(zone, officers["editor"], "名单.docx", made.word())
    other = drafted(zone, officers["editor"])
    with pytest.raises(Refused, match="已经变化"):
        acts.clean_file(other, attached(one), by=officers["editor"], on=TODAY)


# --- many at once ----------------------------------------------------------------------------------------
def test_the_check_of_many_takes_as_many_queries_as_that_of_one(zone: Organisation, officers: Officers) -> None:
    def check(count: int) -> int:
        rows = list(Publication.objects.order_by("pk")[:count])
        with CaptureQueriesContext(connection) as queries:
            gate.check_all(rows)
        return len(queries)

    link = '<a href="/p/abcdefghijk23/">看</a><a href="https://www.example.gov.cn/">看</a>'
    for number in range(12):
        draft = with_file(zone, officers["editor"], f"名单{number}.csv", made.listing() + str(number).encode())
        drafts.revise(draft, {"body": paragraph(link)}, seen=None, by=officers["editor"], on=TODAY)
    gate.check_all(list(Publication.objects.all()))
    assert check(2) == check(12) <= 12


def test_what_was_imported_without_a_revision_is_checked_by_its_row(zone: Organisation, officers: Officers) -> None:
    from published_zone import written

    row = written(zone, f"关于{made.PHONE}的公示", live=True)
    assert [one.rule for one in gate.findings(row)] == ["personal.text", "fact.empty"]
