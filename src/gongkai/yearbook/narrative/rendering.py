"""A text with its references written out; knows no database."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gongkai.yearbook.narrative import forms
from gongkai.yearbook.narrative.forms import Missing
from gongkai.yearbook.narrative.knowledge import Known
from gongkai.yearbook.narrative.language import Parsed, Part, Reference, Sentence, Words, written

_GAP = "【{}：没有数据】"
_GAPS = re.compile(_GAP.format("([^【】]+)"))


@dataclass(frozen=True, slots=True)
class Piece:
    """
    A piece of a rendered text.

    Args:
        words: What is read.
        start, end: Where it comes from in the text with references.
        reference: The reference as it is typed; "" for plain words.
        label: What people call what it refers to.
        exact: The number behind rounded words; "" where the words say it.
        why: Why there is no figure; "" where there is one.
    """

    words: str
    start: int
    end: int
    reference: str = ""
    label: str = ""
    exact: str = ""
    why: str = ""

    @property
    def name(self) -> str:
        """The name that is referred to, for a link to its records; "" for plain words."""
        return self.reference.strip("{}").partition("|")[0].strip()


def pieces(text: str, known: Known) -> list[list[Piece]]:
    """
    A text piece by piece, a list a paragraph.

    Raises:
        BadTemplate: the text cannot be read.
    """
    return [
        [piece for sentence in paragraph for piece in of_sentence(sentence, known)]
        for paragraph in written(text).paragraphs
    ]


def render(text: str, known: Known) -> str:
    """
    A text as it is read, a paragraph a line; where a figure is missing it says so in 【】.

    Raises:
        BadTemplate: the text cannot be read.
    """
    return "\n".join("".join(piece.words for piece in paragraph).strip() for paragraph in pieces(text, known))


def gaps(words: str) -> list[str]:
    """What a rendered text says that there is no figure of, each once."""
    return list(dict.fromkeys(_GAPS.findall(words)))


def of_sentence(sentence: Sentence, known: Known) -> list[Piece]:
    """A sentence piece by piece."""
    return [_piece(part, known) for part in sentence.parts]


def rendered(parsed: Parsed, known: Known) -> list[tuple[Sentence, str]]:
    """Each sentence beside what it reads."""
    return [
        (sentence, "".join(piece.words for piece in of_sentence(sentence, known))) for sentence in parsed.sentences()
    ]


def _piece(part: Part, known: Known) -> Piece:
    if isinstance(part, Words):
        return Piece(part.text, part.start, part.end)
    if not isinstance(part, Reference):
        raise TypeError("a part in brackets belongs to a template")
    label = known.vocabulary.called(part.name)
    found = forms.write(part, known)
    if isinstance(found, Missing):
        return Piece(_GAP.format(label), part.start, part.end, str(part), label, why=found.words)
    return Piece(found.words, part.start, part.end, str(part), label, found.exact)
