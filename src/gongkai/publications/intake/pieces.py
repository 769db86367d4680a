"""What a text is made of while it is taken in, whatever it came from; in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from gongkai.publications.files.grids import Merge
from gongkai.publications.intake.markup import Inline, trimmed


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 2 or 3; level 1 is the title, where a source marks one."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """
    A paragraph.

    Args:
        markup: Its words with their marks, as HTML.
        words: Its words.
        align: "left", "center" or "right": where an official document tells title and signature by it.
        is_bold: Whether all of it is bold.
    """

    markup: str
    words: str
    align: str = "left"
    is_bold: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list ("ul" or "ol"), at a depth from 0."""

    kind: str
    depth: int
    markup: str
    words: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table: all rows in full, and the merged cells over them."""

    rows: tuple[tuple[str, ...], ...]
    merges: tuple[Merge, ...] = ()
    has_head: bool = False
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: its bytes, the name of its file, and what its source says is on it."""

    data: bytes = field(repr=False)
    name: str
    alternative: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs below the text, and the day as it is written there."""

    name: str
    day: str


Piece = Heading | Paragraph | Item | Table | Picture | Signature


def paragraph(inline: Inline, align: str = "left", is_bold: bool = False) -> Iterator[Paragraph]:
    """The paragraph that was written, if there are words in it."""
    if not inline.is_blank:
        yield Paragraph(trimmed(inline.markup), inline.words.strip(), align, is_bold)


def rich_text(pieces: Iterable[Piece]) -> str:
    """Paragraphs and lists as the HTML that a body keeps; the words of headings and tables too, as paragraphs."""
    parts: list[str] = []
    for is_list, group in groupby(pieces, lambda piece: isinstance(piece, Item)):
        if is_list:
            parts.append(_lists([piece for piece in group if isinstance(piece, Item)]))
            continue
        for piece in group:
            parts += _plain(piece)
    return "".join(parts)


def _plain(piece: Piece) -> Iterator[str]:
    inline = Inline()
    match piece:
        case Paragraph():
            yield f"<p>{piece.markup}</p>"
        case Heading():
            inline.say(piece.text)
            yield f"<p><b>{inline.markup}</b></p>"
        case Signature():
            inline.say("\u3000".join(filter(None, (piece.name, piece.day))))
            yield f"<p>{inline.markup}</p>"
        case Table():
            for row in ((piece.caption,), *piece.rows):
                line = Inline()
                line.say("\u3000".join(cell.replace("\n", " ") for cell in row if cell))
                if not line.is_blank:
                    yield f"<p>{line.markup}</p>"


def _lists(items: list[Item]) -> str:
    """Items as lists within lists; an item that is deeper than the one before by more than one is one deeper."""
    written: list[str] = []
    open_kinds: list[str] = []
    for item in items:
        depth = min(item.depth, len(open_kinds))
        while len(open_kinds) > depth + 1:
            written.append(f"</li></{open_kinds.pop()}>")
        if len(open_kinds) == depth + 1 and open_kinds[-1] == item.kind:
            written.append("</li>")
        else:
            if len(open_kinds) == depth + 1:
                written.append(f"</li></{open_kinds.pop()}>")
            open_kinds.append(item.kind)
            written.append(f"<{item.kind}>")
        written.append(f"<li>{item.markup}")
    while open_kinds:
        written.append(f"</li></{open_kinds.pop()}>")
    return "".join(written)
