"""Facts that a publication of its kind must have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.publications.gate.registry import Noticed, rule
from gongkai.publications.gate.rules.surroundings import sentence
from gongkai.publications.gate.subject import Subject

#: 津政发〔2019〕6号; also of orders: 国务院令第711号.
_NUMBER = re.compile(
    r"[\u4e00-\u9fffA-Za-z]{1,30}〔[12]\d{3}〕(?!0)\d{1,5}号|[\u4e00-\u9fff]{2,20}(?:令|公告|通告)第?(?!0)\d{1,5}号|(?:令|公告|通告)?(?:[12]\d{3}年)?第(?!0)\d{1,5}号"
)
_OTHER_BRACKETS = re.compile(r"(?<=[\u4e00-\u9fff])[\[［【（(]([12]\d{3})[\]］】）)](?=\d{1,5}号)")


@rule("fact.missing", "stop", is_justifiable=False)
def missing(subject: Subject) -> Iterator[Noticed]:
    """A fact without which one of this kind may not be published (Regulation arts. 20, 24)."""
    for name in subject.needs:
        if not subject.text(name):
            yield Noticed(subject.field(name), words=(("fact", subject.labels[name]),))


@rule("fact.empty", "stop", is_justifiable=False)
def empty(subject: Subject) -> Iterator[Noticed]:
    """Neither text nor file."""
    body = any(piece.place.kind == "block" and piece.text.strip() for piece in subject.pieces)
    if not body and not subject.pictures and not subject.enclosures:
        yield Noticed(subject.field("body"))


@rule("fact.way", "stop", is_justifiable=False)
def way(subject: Subject) -> Iterator[Noticed]:
    """What is not to be disclosed of the body's own accord is not published (arts. 13-16)."""
    if subject.text("way") not in {"", "proactive"}:
        yield Noticed(subject.field("way"), subject.text("way"))


@rule("fact.document_number", "warn")
def document_number(subject: Subject) -> Iterator[Noticed]:
    """A document number that is not written as 津政发〔2019〕6号."""
    number = subject.text("document_number")
    if number and not _NUMBER.fullmatch(number):
        yield Noticed(subject.field("document_number"), number)


@rule("fact.brackets", "warn")
def brackets(subject: Subject) -> Iterator[Noticed]:
    """The year of a document number in the text in other brackets than 〔〕."""
    for piece in subject.pieces:
        if piece.place.id == "document_number":  # another rule's
            continue
        for found in _OTHER_BRACKETS.finditer(piece.text):
            around = sentence(piece.text, found.start(), found.end())
            yield Noticed(piece.place, found[0], words=(("year", found[1]),), around=around)


@rule("fact.policy", "stop")
def policy(subject: Subject) -> Iterator[Noticed]:
    """An explanation that is not linked to the policy it explains."""
    if subject.kind == "explanation" and not subject.content.get("explains"):
        yield Noticed(subject.field("title"), context=subject.text("title"))
