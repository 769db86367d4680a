"""A publication as the rules see it: plain data, gathered beforehand, so that no rule asks a database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from gongkai.publications.gate.finding import Place
from gongkai.publications.gate.markup import Link, Markup

#: Where a text stands within the content of a revision: field, then keys and numbers down to the text itself.
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """
    A text of the publication.

    Args:
        place: Where it is shown.
        path: Where it is kept in the content.
        markup: The text, with its tags where it has any.
    """

    place: Place
    path: Path
    markup: Markup

    @property
    def text(self) -> str:
        """What a reader reads."""
        return self.markup.plain


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in the body, with its alternative text; `is_decorative` ones need none."""

    place: Place
    alternative: str
    is_decorative: bool


@dataclass(frozen=True, slots=True)
class FoundInFile:
    """Something that the examination of a file found: see `gongkai.privacy.files`."""

    what: str
    kind: str
    place: str
    text: str
    why: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Enclosure:
    """
    An attachment, or a picture that the body shows, with what its examination found.

    Args:
        uid: Of the stored file.
        sha256: Of its bytes.
        label: That in words: 附件“预算表”.
        title: The name that people read.
        name: Its file name.
        refusal: Why it could not be examined; "" if it was.
        found: What was found, the first of it.
        hits, hidden: How much there is in all.
    """

    uid: str
    sha256: str
    label: str
    title: str
    name: str
    refusal: str
    found: tuple[FoundInFile, ...]
    hits: int
    hidden: int
    is_attachment: bool = True

    def place(self, within: str = "") -> Place:
        """The file as a place."""
        return Place("file", self.uid, self.label, within)


@dataclass(frozen=True, slots=True)
class Wording:
    """A wording to look at; see `WordRule`."""

    wrong: str
    right: str
    kind: str
    unless: tuple[str, ...] = ()
    from_on: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class LinkState:
    """How an address answered: state, words, day."""

    state: str
    words: str
    checked_on: date


@dataclass(frozen=True, slots=True)
class Subject:
    """
    A publication under examination.

    Args:
        kind: Id of its kind.
        content: The content of its latest revision, by field.
        labels: What its fields are called.
        needs: Fields that its kind demands.
        saved_on: Day on which the revision was saved.
        pieces, pictures, enclosures: Its texts, pictures and files.
        absent: Where it names a file that its unit does not have.
        wordings: The list of wordings in use for its unit.
        live: Of the publications it links to by uid: whether they are public.
        links: Of the addresses outside that were asked: how they answered.
    """

    kind: str
    content: Mapping[str, Any]
    labels: Mapping[str, str]
    needs: Sequence[str]
    saved_on: date
    pieces: tuple[Piece, ...] = ()
    pictures: tuple[Picture, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    absent: tuple[Place, ...] = ()
    wordings: tuple[Wording, ...] = ()
    live: Mapping[str, bool] = field(default_factory=dict)
    links: Mapping[str, LinkState] = field(default_factory=dict)

    def field(self, name: str) -> Place:
        """A field as a place."""
        return Place("field", name, self.labels[name])

    def text(self, name: str) -> str:
        """A field's text; "" where it has none."""
        value = self.content.get(name)
        return "" if value is None else str(value).strip()

    def day(self, name: str) -> date | None:
        """A field's day; None where it has none."""
        text = self.text(name)
        return date.fromisoformat(text[:10]) if text else None

    def addresses(self) -> Iterator[tuple[Piece, Link]]:
        """Every link of the text."""
        for piece in self.pieces:
            for link in piece.markup.links:
                yield piece, link
