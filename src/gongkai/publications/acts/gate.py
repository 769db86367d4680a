"""What is done about the findings of the check before publishing: reasons given, personal data masked, files cleaned.

Whatever changes the text or its files makes a new revision; the file as it came stays private, and nothing public
names it any more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db import transaction

from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.organisations.permissions import Actor, key, require
from gongkai.privacy import Masking
from gongkai.privacy.characters import compact
from gongkai.publications import gate
from gongkai.publications.acts import drafts
from gongkai.publications.acts import files as stored_files
from gongkai.publications.errors import all_or_nothing
from gongkai.publications.files.kind import kinds
from gongkai.publications.gate import asking, examinations, isolation, pieces
from gongkai.publications.gate.finding import Finding
from gongkai.publications.gate.messages import entries
from gongkai.publications.gate.rules import links
from gongkai.publications.gate.subject import Path
from gongkai.publications.gate.subjects import contents_of
from gongkai.publications.models import Attachment, Justification, LinkCheck, Publication, StoredFile

#: Addresses outside that one act asks; a text with more is asked in several goes.
MOST_LINKS = 50
_GONE = "这处内容已经变化，或者已经处理过，请看最新的检查结果。"


def justify(publication: Publication, finding: str, words: str, *, by: Actor, on: date) -> Justification:
    """
    Say why a finding may stand; it holds as long as nothing changes there. Said again, the new words replace the old.

    Args:
        publication: Which.
        finding: The finding's key.
        words: The reason; the reviewers and the approver see it.
        by: Who answers for it.
        on: The day of the act.

    Raises:
        NotAllowed: *by* is neither editor nor reviewer at or above its unit.
        Refused: no reason, no such finding any more, or one that must be mended.
    """
    require(by, "publications.justify", publication.organisation, on=on)
    words = words.strip()
    if not words:
        raise Refused("请写明为什么可以保留，审核人和审批人会看到这个理由。")
    if len(words) > 500:
        raise Refused(f"理由有{len(words)}字，请写在500字以内。")
    named = _named(publication, [finding])[0]
    if not named.is_justifiable:
        raise Refused(f"“{entries()[named.rule]['label']}”不能说明理由了事，必须改正：{named.message}")
    with all_or_nothing("说明理由"):
        row = Justification.objects.select_for_update().filter(publication=publication, finding=finding).first()
        before = _said(named, row.words) if row else None
        row = row or Justification(publication=publication, finding=finding)
        row.rule, row.words, row.justified_on, row.justified_by = named.rule, words, on, key(by)
        row.save()
        ledger.record("publications.justify", publication, by=key(by), unit=publication.organisation, on=on,
                      before=before, after=_said(named, words), salt=bytes(row.salt),
                      details={"rule": entries()[named.rule]["label"]})  # fmt: skip
    return row


def mask(publication: Publication, findings: Collection[str], *, by: Actor, on: date) -> Publication:
    """
    Mask personal data in the text, in a new revision: each piece wherever it stands, in titles, tables, captions,
    attributes of links and comments too. The revisions before stay as they are, and private.

    Args:
        publication: Which.
        findings: Keys of findings of personal data in the text.
        by: Who masks, and so is an author of it.
        on: The day of the act.

    Raises:
        NotAllowed: *by* is no editor at or above its unit.
        Refused: a finding is no more, or is none of the text; the draft cannot be changed now.
    """
    require(by, "publications.mask", publication.organisation, on=on)
    named = _named(publication, findings)
    if any(one.rule != "personal.text" for one in named):
        raise Refused("只能遮盖文字里的个人信息；附件请用“遮盖附件”。")
    same = {(one.subject, compact(one.quote)) for one in named}
    wanted = [
        one for one in gate.findings(publication)
        if one.rule == "personal.text" and (one.subject, compact(one.quote)) in same
    ]  # fmt: skip
    secrets = {one.quote: Masking.standard().masked(one.subject, one.quote) for one in wanted}
    content, _day = contents_of([publication])[publication.pk]
    changes = {
        piece.path: text
        for piece in pieces.pieces_of(content)
        if (text := piece.markup.without(secrets)) != piece.markup.written
    }
    with all_or_nothing("遮盖"):
        revised = drafts.revise(
            publication, _changed(content, changes), seen=publication.latest_revision_id, by=by, on=on
        )
        ledger.record("publications.mask", publication, by=key(by), unit=publication.organisation, on=on,
                      details={"count": len(secrets)})  # fmt: skip
    return revised


def clean_file(publication: Publication, file: StoredFile, *, by: Actor, on: date) -> StoredFile:
    """
    Make a file of *publication* anew without what it hides, and let a new revision name that one.

    Returns:
        The new file, which says what it was made from.

    Raises:
        NotAllowed: *by* is no editor at or above its unit.
        Refused: the publication does not name the file, the draft cannot be changed now, or nothing is hidden in it.
        Unreadable: the file cannot be read.
    """
    require(by, "publications.clean_file", publication.organisation, on=on)
    _check_named(publication, file)
    path = examinations.path_of(file)
    with isolation.cleaned(path, file.name, file.kind) as made:
        if not made.removed:
            raise Refused(f"“{file.name}”里没有隐藏信息，不必清理。")
        details: dict[str, str | int] = {"kind": kinds()[file.kind].label, "count": len(made.removed)}
        return _put(publication, file, made, "publications.clean_file", details, by=by, on=on)


def redact_file(
    publication: Publication, file: StoredFile, findings: Collection[str], *, by: Actor, on: date
) -> StoredFile:
    """
    Make a file of *publication* anew, cleaned and with personal data masked for good, and let a new revision name it.

    Args:
        publication: Which.
        file: A file that its latest revision names.
        findings: Keys of findings of personal data in that file; that of `personal.many` means everything.
        by: Who does it.
        on: The day of the act.

    Returns:
        The new file. What was masked was looked for in its bytes, and not found.

    Raises:
        NotAllowed: *by* is no editor at or above its unit.
        Refused: a finding is no more or of another file; the masked text could still be found; the draft cannot be
            changed now.
        Unreadable: the file cannot be read.
    """
    require(by, "publications.mask", publication.organisation, on=on)
    _check_named(publication, file)
    named = _named(publication, findings)
    if any(one.place.id != file.uid or one.rule not in {"personal.file", "personal.many"} for one in named):
        raise Refused(_GONE)
    everything = any(one.rule == "personal.many" for one in named)
    marks = None if everything else sorted({(one.subject, one.quote) for one in named})
    count = len(named) if marks is None else len(marks)
    with isolation.redacted(examinations.path_of(file), file.name, file.kind, marks) as made:
        details: dict[str, str | int] = {"kind": kinds()[file.kind].label, "count": count}
        return _put(publication, file, made, "publications.redact_file", details, by=by, on=on)


def check_links(publication: Publication, *, by: Actor, on: date) -> list[LinkCheck]:
    """
    Ask for every address outside that *publication* links to, and keep how each answered with the day.

    Nothing of the publication changes, so the ledger has no entry. The network is asked outside of any transaction.

    Raises:
        NotAllowed: *by* is neither editor nor reviewer at or above its unit.
        Refused: more addresses than are asked in one go.
    """
    require(by, "publications.check_links", publication.organisation, on=on)
    addresses = outside_of(publication)
    if len(addresses) > MOST_LINKS:
        raise Refused(f"有{len(addresses)}个外部链接，一次最多检查{MOST_LINKS}个。请把链接放到附件或专页里。")
    answers = [(address, asking.ask(address, settings.GONGKAI_LINK_NETWORKS)) for address in addresses]
    with transaction.atomic():
        return [
            LinkCheck.objects.update_or_create(
                address=address,
                defaults={
                    "state": answer.state, "status": answer.status, "words": answer.words[:200], "checked_on": on,
                },
            )[0]
            for address, answer in answers
        ]  # fmt: skip


def outside_of(publication: Publication) -> list[str]:
    """The addresses of others that the latest revision links to, each once, in order."""
    content, _day = contents_of([publication])[publication.pk]
    found = (link.address.strip() for piece in pieces.pieces_of(content) for link in piece.markup.links)
    return list(dict.fromkeys(address for address in found if links.is_outside(address) and len(address) <= 600))


def _named(publication: Publication, keys: Collection[str]) -> list[Finding]:
    """The findings of these keys, if all are still there."""
    by_key = {one.key: one for one in gate.findings(publication)}
    if not keys:
        raise Refused("请先选择要处理的地方。")
    if not set(keys) <= set(by_key):
        raise Refused(_GONE)
    return [by_key[one] for one in dict.fromkeys(keys)]


def _said(finding: Finding, words: str) -> dict[str, str]:
    return {"rule": finding.rule, "place": str(finding.place), "quote": finding.quote, "words": words}


def _changed(content: dict[str, Any], changes: Mapping[Path, str | int]) -> dict[str, Any]:
    """The fields that change, as `drafts.revise` takes them."""
    changed = pieces.replaced(content, changes)
    if "attachments" in changed:
        changed["attachments"] = list(_attachments(changed["attachments"]))
    return changed


def _attachments(rows: list[dict[str, Any]]) -> Iterator[Attachment]:
    found = StoredFile.objects.in_bulk([row["file"] for row in rows])
    for row in rows:
        yield Attachment(file=found[row["file"]], title=row["title"], use=row["use"])


def _check_named(publication: Publication, file: StoredFile) -> None:
    content, _day = contents_of([publication])[publication.pk]
    attached = any(row["file"] == file.pk for row in content.get("attachments") or [])
    if not attached and file.uid not in pieces.files_in_body(content):
        raise Refused(_GONE)


def _put(
    publication: Publication, old: StoredFile, made: isolation.Made, act: str, details: dict[str, str | int], *,
    by: Actor, on: date,
) -> StoredFile:  # fmt: skip
    """Store what was made, and let a new revision name it where the old one stood."""
    content, _day = contents_of([publication])[publication.pk]
    rows = enumerate(content.get("attachments") or [])
    attached: list[Path] = [("attachments", number, "file") for number, row in rows if row["file"] == old.pk]
    _label, paths = pieces.files_in_body(content).get(old.uid, ("", ()))
    with all_or_nothing("处理附件"), made.path.open("rb") as bytes_of:
        upload = File(bytes_of, name=old.name)
        new = stored_files.store(upload, unit=publication.organisation, by=by, on=on, made_from=old)
        changes: dict[Path, str | int] = {**dict.fromkeys(attached, new.pk), **dict.fromkeys(paths, new.uid)}
        drafts.revise(publication, _changed(content, changes), seen=publication.latest_revision_id, by=by, on=on)
        ledger.record(act, publication, by=key(by), unit=publication.organisation, on=on,
                      before={"sha256": old.sha256}, after={"sha256": new.sha256}, details=details)  # fmt: skip
    return new
