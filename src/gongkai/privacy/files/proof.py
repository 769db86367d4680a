"""The proof that something is gone: every part, stream and string of a file is opened and searched for it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

from gongkai.errors import GongkaiError
from gongkai.privacy.files.searching import bare, needle

DEEPEST = 4
"""Zip files within zip files that are opened."""
SHORTEST_BYTES = 6
"""A shorter needle turns up in compressed bytes by chance."""
_CODES = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")


@dataclass(frozen=True, slots=True)
class Trace:
    """A secret still found: which, and in which part of the file."""

    secret: str
    where: str


class NotErased(GongkaiError):
    """A redaction that would not hold: says where something is still found; the text itself is not repeated."""

    def __init__(self, left: Iterable[Trace], file: str) -> None:
        self.left = tuple(left)
        where = "、".join(sorted({trace.where for trace in self.left})[:5])
        super().__init__(
            f"{file or '文件'}：遮盖后仍能在{where}中找到要遮盖的内容，没有生成文件。"
            "请删去文中的这些图片或对象，或把文件导出为PDF后再遮盖。"
        )


def traces(data: bytes, secrets: Iterable[str]) -> tuple[Trace, ...]:
    """
    Return where any of *secrets* is still found in *data*, however it is stored.

    Looked through: the bytes as they are; parts of zip files, within one another too; streams, strings and texts of
    PDF; each as UTF-8, UTF-16, GB 18030, hexadecimal, and with XML's and PDF's own escapes resolved; and running text,
    without blanks and marks, so that a number split over runs or lines is found.

    Raises:
        Refused: a secret of fewer than two characters.
    """
    wanted = {secret: needle(secret) for secret in secrets}
    if not wanted:
        return ()
    found: dict[Trace, None] = {}
    for where, content in _pieces(data, "文件", 0):
        for secret, text in wanted.items():
            if _holds(content, secret, text):
                found[Trace(secret, where)] = None
    return tuple(found)


def _holds(content: bytes | str, secret: str, text: str) -> bool:
    if isinstance(content, str):
        return text in bare(content).text
    lowered: bytes | None = None
    for written in {secret, text, text.upper()}:
        for code in _CODES:
            raw = written.encode(code, errors="ignore")
            if len(raw) < SHORTEST_BYTES:
                continue
            if raw in content:
                return True
            if lowered is None:
                lowered = content.lower()
            if len(raw) * 2 >= 2 * SHORTEST_BYTES and raw.hex().encode() in lowered:
                return True
    return False


def _pieces(data: bytes, where: str, depth: int) -> Iterator[tuple[str, bytes | str]]:
    """Yield all that a file is made of, with its place: bytes as stored and unpacked, and running texts."""
    yield where, data
    if data[:4] == b"PK\x03\x04" and depth < DEEPEST:
        try:
            archive = zipfile.ZipFile(BytesIO(data))
            parts = [(entry.filename, archive.read(entry)) for entry in archive.infolist()]
        except Exception:  # a part that only begins like a zip file is searched as bytes alone
            return
        for name, part in parts:
            yield name, name
            yield from _pieces(part, name, depth + 1)
    elif data[:5] == b"%PDF-":
        from gongkai.privacy.files import pdf

        yield from pdf.pieces(data)
    elif data.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1] == b"<":
        yield from _xml(data, where)


def _xml(data: bytes, where: str) -> Iterator[tuple[str, str]]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return
    if root is None:
        return
    yield where, "".join(str(text) for text in root.itertext())
    # Each once: a document's styles repeat few values by the ten thousand.
    for value in {str(value) for element in root.iter() for value in element.attrib.values()}:
        yield where, value
