"""A text that was taken in becomes what a draft holds: its pictures are stored, its facts offered."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.base import ContentFile

from gongkai.errors import Refused, Unreadable
from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Actor
from gongkai.publications import intake
from gongkai.publications.acts import files
from gongkai.publications.intake.pieces import Heading, Picture

#: Pictures of one document that are stored.
MOST_PICTURES = 200


def content_of(
    taken: intake.Taken, title: str = "", *, unit: Organisation, by: Actor, on: date
) -> tuple[dict[str, Any], list[str]]:
    """
    The content of a draft as `drafts.draft` and `drafts.revise` take it, and what the officer must be told.

    A picture that cannot be stored is left out and told; it does not keep the text from coming in.

    Args:
        taken: The text, from `intake.from_docx` or `intake.from_html`.
        title: The title that was typed; the one that was recognised is then part of the text, unless it is the same.
        unit: Whose draft it will be; its pictures are stored there.
        by: Who takes it in.
        on: The day of the act.

    Returns:
        `title`, `body` and, where they were recognised, `document_number`, `made_on` and `issuer`; the warnings.

    Raises:
        NotAllowed: *by* may not store files at *unit*.
    """
    warnings = list(taken.warnings)
    kept: dict[bytes, str] = {}

    def keep(picture: Picture) -> str:
        if picture.data not in kept:
            kept[picture.data] = _stored(picture, len(kept), warnings, unit=unit, by=by, on=on)
        return kept[picture.data]

    facts = {"document_number": taken.document_number, "made_on": taken.made_on, "issuer": taken.issuer}
    pieces = list(taken.pieces)
    if title and taken.title and _bare(title) != _bare(taken.title):
        pieces.insert(0, Heading(2, taken.title))
    content = {"title": title or taken.title, "body": intake.blocks_of(pieces, keep)}
    content |= {name: value for name, value in facts.items() if value}
    return content, warnings


def _bare(words: str) -> str:
    return "".join(words.split())


def _stored(picture: Picture, before: int, warnings: list[str], *, unit: Organisation, by: Actor, on: date) -> str:
    if before >= MOST_PICTURES:
        if (sentence := f"图片超过{MOST_PICTURES}张，其余的没有带入。") not in warnings:
            warnings.append(sentence)
        return ""
    try:
        return files.store(ContentFile(picture.data, name=picture.name), unit=unit, by=by, on=on).uid
    except (Refused, Unreadable) as refused:
        warnings.append(f"图片“{picture.name}”没有带入：{refused.message}")
        return ""
