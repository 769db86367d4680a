"""Files are stored, attached to drafts, shown to all when their publication is public, and swept when orphaned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.files.base import File

from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.organisations.models import Organisation, new_uid
from gongkai.organisations.permissions import Actor, key, require
from gongkai.publications.acts import drafts
from gongkai.publications.errors import all_or_nothing
from gongkai.publications.files import keeping, malware, names, sniff
from gongkai.publications.files.examining import Examined, examine
from gongkai.publications.files.keeping import Received, TooLarge
from gongkai.publications.files.kind import kinds
from gongkai.publications.models import Attachment, Publication, ShownFile, StoredFile
from gongkai.publications.queries import files as queries

#: Kinds of which a stamped scan can be.
SCANS = ("pdf", "ofd", "jpeg", "png")
#: Files whose records are looked up at once.
_BATCH = 500


def store(
    upload: File[Any], *, unit: Organisation, by: Actor, on: date, made_from: StoredFile | None = None
) -> StoredFile:
    """
    Keep a file of *unit*, private until a live publication names it; stored again, it is the one that is kept.

    Args:
        upload: The file with its name, as a form or a program gives it.
        unit: Whose it is.
        by: Who stores it.
        on: The day of the act.
        made_from: The file that it was made from, where it was cleaned or redacted.

    Raises:
        NotAllowed: *by* may not store files at *unit*.
        TooLarge: it is beyond the limit of its kind.
        Unreadable: its content is of no kind that may be stored, of another than its name says, damaged or unsafe.
        Refused: a malicious program was found in it, or the disk is full. Nothing is left behind, whatever is raised.
    """
    require(by, "publications.store_file", unit, on=on)
    name = names.readable(upload.name or "")
    limit = settings.GONGKAI_LARGEST_ATTACHMENT
    if (upload.size or 0) > limit:
        raise TooLarge(name, limit)
    room = queries.room()
    received = room.receive(upload.chunks(), name, limit)
    try:
        known = StoredFile.objects.filter(organisation=unit, sha256=received.sha256, name=name, made_from=made_from)
        if (same := known.first()) is not None and room.at(same.place).exists():
            return same
        kind, examined = _examined(received, name)
        return _kept(received, sniff.named(kind, name), kind, examined, unit, made_from=made_from, by=by, on=on)
    finally:
        received.path.unlink(missing_ok=True)


def attach(publication: Publication, stored: StoredFile, title: str, use: str, *, by: Actor, on: date) -> Publication:
    """
    Add a file to the draft of *publication* in a new revision; one that is attached already has its title and use set.

    Args:
        publication: Which.
        stored: A file of its unit.
        title: What people read; the file's name without its extension if "".
        use: `file` for download, `served` the stamped scan that stands for the text, `table` shown in the page.
        by: Who attaches, and so is an author of it.
        on: The day of the act.

    Raises:
        NotAllowed: *by* is no editor at or above its unit.
        Refused: the file is another unit's, or not of a kind that can be used so; the draft cannot be changed now.
    """
    _check_use(publication, stored, use)
    rows = _attached(publication)
    row = next((row for row in rows if row.file_id == stored.pk), None)
    if row is None:
        row = Attachment(file=stored)
        rows.append(row)
    row.title, row.use = title.strip() or names.parted(stored.name)[0], use
    return _revised(publication, rows, by=by, on=on)


def replace(publication: Publication, old: StoredFile, new: StoredFile, *, by: Actor, on: date) -> Publication:
    """
    Let the draft of *publication* name another file where it attached *old*, in a new revision.

    Raises:
        NotAllowed, Refused: as `attach`; also where *old* is not attached.
    """
    rows = _attached(publication)
    row = next((row for row in rows if row.file_id == old.pk), None)
    if row is None:
        raise Refused(f"“{old.name}”不是本件的附件，不能替换。")
    _check_use(publication, new, row.use)
    row.file = new
    return _revised(publication, rows, by=by, on=on)


def detach(publication: Publication, stored: StoredFile, *, by: Actor, on: date) -> Publication:
    """
    Take a file off the draft of *publication*, in a new revision; what is public keeps it until that is published.

    Raises:
        NotAllowed, Refused: as `replace`.
    """
    rows = _attached(publication)
    left = [row for row in rows if row.file_id != stored.pk]
    if len(left) == len(rows):
        raise Refused(f"“{stored.name}”不是本件的附件，不必移除。")
    return _revised(publication, left, by=by, on=on)


def show(publication: Publication) -> None:
    """
    Let everybody have the files that *publication* names as it is now, and no longer those that it named before.

    Part of the act that publishes, in its transaction. Files of other units are never shown by it.
    """
    wanted = set(queries.named_by(publication).values_list("pk", flat=True))
    known = set(ShownFile.objects.filter(publication=publication).values_list("file", flat=True))
    ShownFile.objects.filter(publication=publication, file__in=known - wanted).delete()
    ShownFile.objects.bulk_create(ShownFile(publication=publication, file_id=pk) for pk in sorted(wanted - known))


def sweep_orphans(older_than: datetime) -> list[str]:
    """
    Remove files that no record names: an upload that was cut off, an act whose transaction was not kept.

    Args:
        older_than: Only what was written before; an act that is under way has written its file and not its record.

    Returns:
        The places that were swept.
    """
    room = queries.room()
    lying, swept = list(room.lying(older_than.timestamp())), []
    for start in range(0, len(lying), _BATCH):
        places = lying[start : start + _BATCH]
        named = StoredFile.objects.filter(place__in={place.split(".")[0] for place in places})
        orphans = keeping.orphans(places, set(named.values_list("place", flat=True)))
        for place in orphans:
            room.at(place).unlink(missing_ok=True)
        swept += orphans
    return swept


def _examined(received: Received, name: str) -> tuple[str, Examined]:
    """The kind and the content of what came in, once nothing speaks against keeping it."""
    with received.path.open("rb") as file:
        kind = sniff.kind_of(file, name)
    limit = settings.GONGKAI_LARGEST_PICTURE
    if kinds()[kind].is_picture and received.size > limit:
        raise TooLarge(name, limit)
    malware.scan(received.path, settings.GONGKAI_MALWARE_COMMAND, name)
    return kind, examine(received.path, kind, name)


def _kept(
    received: Received, name: str, kind: str, examined: Examined, unit: Organisation, *,
    made_from: StoredFile | None, by: Actor, on: date,
) -> StoredFile:  # fmt: skip
    """The file in its place and its record; where the record is not kept, neither is the file."""
    room, uid = queries.room(), new_uid()
    place = room.settle(received, uid, name)
    try:
        if examined.tables is not None:
            room.add_beside(place, keeping.TABLES, examined.tables)
        with all_or_nothing("存入文件"):
            stored = StoredFile.objects.create(
                uid=uid, organisation=unit, place=place, name=name, kind=kind, size=received.size,
                sha256=received.sha256, text=examined.text.replace("\0", ""), made_from=made_from, stored_on=on,
                stored_by=key(by),
            )  # fmt: skip
            ledger.record("publications.store_file", stored, by=key(by), unit=unit, on=on,
                          after={"name": name, "kind": kind, "size": received.size, "sha256": received.sha256},
                          details={"kind": kinds()[kind].label})  # fmt: skip
    except BaseException:
        room.discard(place)
        raise
    return stored


def _check_use(publication: Publication, stored: StoredFile, use: str) -> None:
    kind = kinds()[stored.kind]
    if stored.organisation_id != publication.organisation_id:
        raise Refused(f"“{stored.name}”不是本单位的文件，不能作附件。请在本单位重新上传。")
    if use == "table" and not kind.has_tables:
        raise Refused(f"“{stored.name}”是{kind.label}，不能在页面内展示为表格。请上传xlsx或csv文件，或改为供下载。")
    if use == "served" and stored.kind not in SCANS:
        raise Refused(f"“{stored.name}”是{kind.label}，不能作盖章扫描件。请上传PDF、OFD或图片。")


def _attached(publication: Publication) -> list[Attachment]:
    """The attachments of the draft, in order."""
    revision = publication.latest_revision
    drafted = revision.as_object() if revision is not None else publication
    return sorted(drafted.attachments.all(), key=lambda row: row.position)


def _revised(publication: Publication, rows: Sequence[Attachment], *, by: Actor, on: date) -> Publication:
    return drafts.revise(publication, {"attachments": rows}, seen=publication.latest_revision_id, by=by, on=on)
