"""Which files a text names, who may have a file, and where its bytes lie."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from wagtail.blocks import StreamValue

from gongkai.errors import Unreadable
from gongkai.organisations.permissions import Actor, can
from gongkai.publications.files import examining
from gongkai.publications.files.grids import Grid
from gongkai.publications.files.keeping import TABLES, Room
from gongkai.publications.models import Publication, ShownFile, StoredFile

#: The parts of blocks that hold the uid of a stored file.
_PARTS = ("file", "photo")


def room() -> Room:
    """The room of files in the data folder."""
    return Room(settings.GONGKAI_DATA.room("files"))


def path_of(stored: StoredFile) -> Path:
    """Where the bytes of a file lie."""
    return room().at(stored.place)


def named_in(body: StreamValue) -> set[str]:
    """The uids of the files that the blocks of a body name."""
    values = [block["value"] for block in body.raw_data if isinstance(block.get("value"), dict)]
    return {value[part] for value in values for part in _PARTS if isinstance(value.get(part), str) and value[part]}


def named_by(publication: Publication) -> QuerySet[StoredFile]:
    """The files of its own unit that a publication names as it is, in its text or as attachments."""
    attached = [row.file_id for row in publication.attachments.all()]
    return StoredFile.objects.filter(
        Q(pk__in=attached) | Q(uid__in=named_in(publication.body)), organisation=publication.organisation_id
    )


def in_text(bodies: Iterable[Publication]) -> dict[str, StoredFile]:
    """The files that the texts of publications name, by uid, in one query; those of other units are left out."""
    wanted = {(one.organisation_id, uid) for one in bodies for uid in named_in(one.body)}
    if not wanted:
        return {}
    found = StoredFile.objects.filter(uid__in={uid for _unit, uid in wanted})
    return {file.uid: file for file in found if (file.organisation_id, file.uid) in wanted}


def served(uid: str, user: Actor, *, on: date) -> tuple[StoredFile, bool] | None:
    """
    The file that *user* may have, and whether everybody may.

    Everybody may while a live publication names it; else only those who may see what its unit drafts. None for all
    others, whether there is such a file or not.
    """
    live = ShownFile.objects.filter(file=OuterRef("pk"), publication__live=True)
    file = StoredFile.objects.select_related("organisation").annotate(is_shown=Exists(live)).filter(uid=uid).first()
    if file is None:
        return None
    is_shown = bool(file.is_shown)
    if is_shown or can(user, "publications.view", file.organisation, on=on):
        return file, is_shown
    return None


def grids_of(stored: StoredFile, caption: str = "") -> list[Grid]:
    """The tables of a spreadsheet, as they were read when it was stored; *caption* names the first of them."""
    grids = examining.grids(_tables_of(stored))
    if caption and grids:
        first = grids[0]
        grids[0] = dataclasses.replace(
            first, caption="\u3000".join(dict.fromkeys([caption, *filter(None, [first.caption])]))
        )
    return grids


def _tables_of(stored: StoredFile) -> bytes:
    kept = room().at(stored.place + TABLES)
    try:
        return kept.read_bytes()
    except FileNotFoundError:  # a backup may leave out what can be made again
        try:
            return examining.examine(path_of(stored), stored.kind, stored.name).tables or b"[]"
        except Unreadable:
            return b"[]"


def as_json(stored: StoredFile) -> dict[str, Any]:
    """What the editor is told of a file that was just stored."""
    return {"uid": stored.uid, "name": stored.name, "kind": stored.kind, "size": stored.size}
