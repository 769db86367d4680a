"""
Texts from elsewhere, made into the blocks of a body: a DOCX, and what is pasted from Word, WPS or a page.

`from_docx` and `from_html` know no database: they return what was understood, and `blocks_of` makes it the body of a
publication once somebody says where its pictures are kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gongkai.errors import Unreadable
from gongkai.publications.intake import official
from gongkai.publications.intake.body import blocks_of
from gongkai.publications.intake.pages import Page
from gongkai.publications.intake.pieces import Piece, rich_text
from gongkai.publications.intake.word import TOLD, Document

__all__ = ["Taken", "blocks_of", "from_docx", "from_html", "sanitised"]


@dataclass(frozen=True, slots=True)
class Taken:
    """
    A text as it was understood.

    Args:
        title: Its title, or "".
        document_number: Its number as the standard writes it, or "".
        made_on: The date below it, or None.
        issuer: Who signed it, or "".
        pieces: Its body.
        warnings: What was left out or changed, each a sentence for the officer.
    """

    title: str
    document_number: str
    made_on: date | None
    issuer: str
    pieces: tuple[Piece, ...]
    warnings: tuple[str, ...]


def from_docx(data: bytes, name: str = "") -> Taken:
    """
    A DOCX as a text.

    Raises:
        Unreadable: damaged, encrypted, no DOCX, or beyond the limits; says what to do.
    """
    try:
        document = Document(data)
        document.read()
    except Unreadable as wrong:
        wrong.file = wrong.file or name or None
        raise
    except RecursionError:
        raise Unreadable("文件嵌套过深，不是正常的文档，已拒绝打开。", file=name or None) from None
    return _taken(document.pieces, tuple(TOLD[key] for key in TOLD if key in document.told))


def from_html(text: str) -> Taken:
    """What is pasted from Word, WPS or a page, as a text; nothing in it can be too strange to be read."""
    page = Page()
    page.read(text)
    return _taken(page.pieces, tuple(page.warnings))


def sanitised(text: str) -> str:
    """
    Rich text with nothing in it but paragraphs, lists, links and a few marks, whatever it was made of.

    Args:
        text: HTML from anywhere, such as a revision that was imported.
    """
    page = Page()
    page.read(text)
    return rich_text(page.pieces)


def _taken(pieces: list[Piece], warnings: tuple[str, ...]) -> Taken:
    found = official.understood(pieces)
    return Taken(found.title, found.document_number, found.made_on, found.issuer, found.pieces, warnings)
