"""The text of a publication as HTML, for its public page, its preview and its reviewers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from gongkai.publications.models import Attachment, Publication
from gongkai.publications.queries import files


@dataclass(frozen=True, slots=True)
class Part:
    """One block of a text: its id in the stream, its type, and the HTML."""

    id: str
    kind: str
    html: SafeString


def body(publication: Publication) -> SafeString:
    """
    The whole text as HTML; two queries, however many pictures and tables it has.

    Nothing in it can run: words are escaped, rich text is written anew from what it means.
    """
    return mark_safe("\n".join(part.html for part in parts(publication)))  # noqa: S308 (joined from safe parts)


def parts(publication: Publication) -> Iterator[Part]:
    """The blocks one by one, for pages that say something beside each."""
    context = {"stored_files": files.in_text([publication])}
    for child in publication.body:
        yield Part(child.id or "", child.block_type, child.render(context=context))


def attached_table(attachment: Attachment) -> SafeString:
    """The tables of an attached spreadsheet, named by the attachment's title."""
    grids = files.grids_of(attachment.file, attachment.title)
    return mark_safe(  # noqa: S308 (joined from safe parts)
        "\n".join(render_to_string("publications/blocks/table.html", {"grid": grid}) for grid in grids)
    )
