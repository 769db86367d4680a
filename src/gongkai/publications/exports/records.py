"""Publications as they are exported: rows of the spreadsheet that an import takes, and JSON that has everything."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Prefetch, QuerySet

from gongkai.organisations.models import Organisation
from gongkai.publications.imports.items import COLUMNS
from gongkai.publications.models import Placement, Publication
from gongkai.publications.queries import files

#: Publications read at once.
CHUNK = 200
#: Fields whose cell shows the label that people read and not what stands in the database.
_LABELLED = {"kind", "ground", "subject", "form", "validity"}
_LEFT_OUT = {"id", "organisation", "latest_revision", "live_revision", "translation_of", "locked_by", "body"}


def all_of(unit: Organisation) -> Iterator[list[Publication]]:
    """Every publication of *unit*, the oldest first, some hundreds at a time, with what their export names."""
    last = 0
    while chunk := list(_whole(Publication.objects.filter(organisation=unit, pk__gt=last).order_by("pk")[:CHUNK])):
        yield chunk
        last = chunk[-1].pk


def rows(chunk: Iterable[Publication]) -> Iterator[tuple[list[str], str]]:
    """Of those of *chunk* that are public: the cells in the order of the import's columns, and the text as HTML."""
    live = [publication for publication in chunk if publication.live]
    context = {"stored_files": files.in_text(live)}
    for publication in live:
        text = "\n".join(child.render(context=context) for child in publication.body)
        yield [_cell(publication, column.key) for column in COLUMNS], text


def line(publication: Publication) -> str:
    """Everything of *publication* as one line of JSON."""
    data: dict[str, Any] = {
        field.name: getattr(publication, field.attname)
        for field in publication._meta.concrete_fields
        if field.name not in _LEFT_OUT
    }
    data["unit"] = publication.organisation.code
    data["body"] = publication.body.get_prep_value()
    data["attachments"] = [
        {"file": row.file.uid, "name": row.file.name, "sha256": row.file.sha256, "title": row.title, "use": row.use}
        for row in publication.attachments.all()
    ]
    data["placements"] = [_placed(row) for row in publication.placements.all()]
    data["validities"] = [
        {"state": row.state, "from_on": row.from_on, "reason": row.reason,
         "successor": row.successor.uid if row.successor else None}
        for row in publication.validities.all()
    ]  # fmt: skip
    # What is worked on and not public yet, as its newest revision has it.
    revision = publication.latest_revision if publication.has_unpublished_changes else None
    data["draft"] = revision.content if revision is not None else None
    return json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False)


def _whole(found: QuerySet[Publication]) -> QuerySet[Publication]:
    placed = Placement.objects.select_related("column__website", "article__issue__account").order_by("pk")
    return found.select_related("organisation", "latest_revision").prefetch_related(
        "attachments__file", "validities__successor", Prefetch("placements", queryset=placed)
    )


def _cell(publication: Publication, key: str) -> str:
    if key == "columns":
        return "、".join(_code(row, publication) for row in publication.placements.all() if _stands(row))
    if key == "origin":
        return (
            publication.imported_from.removeprefix("url:") if publication.imported_from.startswith("url:http") else ""
        )
    value = getattr(publication, f"get_{key}_display")() if key in _LABELLED else getattr(publication, key)
    return "" if value is None else str(value)


def _stands(row: Placement) -> bool:
    return row.column is not None and row.state == "accepted" and row.until_on is None


def _code(row: Placement, publication: Publication) -> str:
    code: str = row.column.code  # type: ignore[union-attr]
    return code if row.from_on == publication.published_on else f"{code}@{row.from_on.isoformat()}"


def _placed(row: Placement) -> dict[str, Any]:
    return {
        "column": row.column.code if row.column else None,
        "website": row.column.website.code if row.column else None,
        "account": row.article.issue.account.uid if row.article else None,
        "article": row.article.uid if row.article else None,
        "state": row.state,
        "from_on": row.from_on,
        "until_on": row.until_on,
        "address": row.address,
        "reason": row.reason,
    }
