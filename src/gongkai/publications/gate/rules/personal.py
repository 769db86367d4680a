"""Personal data in the text and in the files (Regulation art. 15; Personal Information Protection Law arts. 28, 34)."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.privacy import Hit, find, kinds
from gongkai.publications.gate.registry import Noticed, rule
from gongkai.publications.gate.rules.surroundings import sentence
from gongkai.publications.gate.subject import Piece, Subject

#: How sure each finding is, in words.
SURE = {"certain": "可以确定", "likely": "很可能", "possible": "可能"}


def hits(piece: Piece) -> Iterator[tuple[Hit, str]]:
    """The personal data of a text, each with the sentence around it; of what is sent but not read too."""
    for hit in find(piece.text):
        yield hit, sentence(piece.text, hit.start, hit.end)
    for text in piece.markup.unread:
        for hit in find(text):
            yield hit, text


@rule("personal.text", "stop")
def in_text(subject: Subject) -> Iterator[Noticed]:
    """Personal data in a field or a block."""
    for piece in subject.pieces:
        for hit, around in hits(piece):
            words = _words(hit.kind, hit.why, hit.confidence)
            yield Noticed(piece.place, hit.text, words=words, subject=hit.kind, around=around)


@rule("personal.file", "stop")
def in_files(subject: Subject) -> Iterator[Noticed]:
    """Personal data in the text of a file."""
    for enclosure in subject.enclosures:
        for found in enclosure.found:
            if found.what == "hit":
                words = _words(found.kind, found.why, found.confidence)
                place = enclosure.place(found.place)
                yield Noticed(place, found.text, enclosure.sha256, words, subject=found.kind)


@rule("personal.many", "stop")
def more_than_listed(subject: Subject) -> Iterator[Noticed]:
    """More personal data in a file than is listed one by one."""
    for enclosure in subject.enclosures:
        listed = sum(found.what == "hit" for found in enclosure.found)
        if enclosure.hits > listed:
            words = (("count", enclosure.hits), ("listed", listed))
            yield Noticed(enclosure.place(), context=enclosure.sha256, words=words)


def _words(kind: str, why: str, confidence: str) -> tuple[tuple[str, object], ...]:
    return (("kind", kinds()[kind].label), ("why", why.rstrip("。")), ("sure", SURE[confidence]))
