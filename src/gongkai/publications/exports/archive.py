"""The ZIP of a unit's content, written while it is sent: nothing of it is ever in memory as a whole."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Actor, require
from gongkai.publications.exports import records
from gongkai.publications.imports.items import COLUMNS
from gongkai.publications.imports.workbooks import TextBook, body_headings, spread
from gongkai.publications.models import StoredFile
from gongkai.publications.queries import files

_PIECE = 256 * 1024
SHEET, LINES, FILES = "content.xlsx", "publications.jsonl", "files"


class _Outbox:
    """What zipfile writes to: it hands over what has come, and forgets it."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits anywhere."""

    def taken(self) -> bytes:
        data = b"".join(self._parts)
        self._parts.clear()
        return data


def export(unit: Organisation, folder: Path, *, by: Actor, on: date) -> Iterator[bytes]:
    """
    Everything that *unit* drafted and published, as the bytes of a ZIP.

    `content.xlsx` has what is public, as an import takes it; `publications.jsonl` has everything, a publication a
    line; below `files/` lie the files that they name.

    Args:
        unit: Whose.
        folder: Where the spreadsheet is put together.
        by: Who asks.
        on: The day.

    Raises:
        NotAllowed: *by* is neither approver nor administrator at or above *unit*; before the first byte.
    """
    require(by, "publications.export", unit, on=on)
    return _written(unit, folder)


def _written(unit: Organisation, folder: Path) -> Iterator[bytes]:
    outbox = _Outbox()
    with zipfile.ZipFile(outbox, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]  # only written
        with tempfile.TemporaryDirectory(dir=folder, prefix="export-") as place:
            sheet = Path(place) / SHEET
            _spreadsheet(unit, sheet)
            yield from _added(archive, outbox, sheet, SHEET, zipfile.ZIP_STORED)
        with archive.open(LINES, "w", force_zip64=True) as lines:
            for chunk in records.all_of(unit):
                for publication in chunk:
                    lines.write(f"{records.line(publication)}\n".encode())
                yield outbox.taken()
        for stored in StoredFile.objects.filter(organisation=unit).order_by("pk").iterator(chunk_size=500):
            path = files.path_of(stored)
            if path.is_file():
                name = f"{FILES}/{stored.uid}/{stored.name.replace('/', '_')}"
                yield from _added(archive, outbox, path, name, zipfile.ZIP_STORED)
    yield outbox.taken()


def _spreadsheet(unit: Organisation, path: Path) -> None:
    """Every text is made once and laid aside, for how many columns the longest needs is known when all are made."""
    longest = 0
    aside = path.with_suffix(".rows")
    with aside.open("w+", encoding="utf-8") as waiting:
        for chunk in records.all_of(unit):
            for cells, text in records.rows(chunk):
                longest = max(longest, len(text))
                waiting.write(f"{json.dumps([cells, text], ensure_ascii=False)}\n")
        long = body_headings(longest)
        book = TextBook("内容", [*(column.heading for column in COLUMNS), *long])
        waiting.seek(0)
        for row in waiting:
            cells, text = json.loads(row)
            book.write([*cells, *spread(text, long)])
    book.save(path)


def _added(archive: zipfile.ZipFile, outbox: _Outbox, path: Path, name: str, method: int) -> Iterator[bytes]:
    entry = zipfile.ZipInfo(name)
    entry.compress_type = method
    with path.open("rb") as source, archive.open(entry, "w", force_zip64=True) as target:
        while piece := source.read(_PIECE):
            target.write(piece)
            yield outbox.taken()
