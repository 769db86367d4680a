"""Publications made into what the rules look at: all of them with a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone
from modelcluster.models import get_serializable_data_for_fields
from wagtail.models import Revision

from gongkai.organisations.models import Ancestry
from gongkai.publications import kinds
from gongkai.publications.gate import examinations, pieces
from gongkai.publications.gate.finding import Place
from gongkai.publications.gate.rules import links
from gongkai.publications.gate.subject import Enclosure, FoundInFile, LinkState, Subject, Wording
from gongkai.publications.gate.wordings import shipped
from gongkai.publications.models import (
    Attachment,
    Explains,
    FileExamination,
    LinkCheck,
    Publication,
    StoredFile,
    WordRule,
)


@dataclass(slots=True)
class Known:
    """What is looked up for all publications at once."""

    files: dict[int, StoredFile] = field(default_factory=dict)
    by_uid: dict[str, StoredFile] = field(default_factory=dict)
    examinations: dict[str, FileExamination] = field(default_factory=dict)
    wordings: dict[int, tuple[Wording, ...]] = field(default_factory=dict)
    live: dict[str, bool] = field(default_factory=dict)
    links: dict[str, LinkState] = field(default_factory=dict)


def contents_of(publications: Collection[Publication]) -> dict[int, tuple[dict[str, Any], date]]:
    """The content of each latest revision, and its day; of one without revisions, that of its row."""
    newest = {one.latest_revision_id: one.pk for one in publications if one.latest_revision_id}
    found = {
        newest[revision.pk]: (revision.content, timezone.localdate(revision.created_at))
        for revision in Revision.objects.filter(pk__in=newest)
    }
    bare = {one.pk: one for one in publications if one.pk not in found}
    if bare:
        rows: dict[str, dict[int, list[dict[str, Any]]]] = {
            "attachments": defaultdict(list),
            "explains": defaultdict(list),
        }
        for attachment in Attachment.objects.filter(publication__in=bare).order_by("publication", "position", "pk"):
            rows["attachments"][attachment.publication_id].append(get_serializable_data_for_fields(attachment))
        for explains in Explains.objects.filter(explanation__in=bare):
            rows["explains"][explains.explanation_id].append(get_serializable_data_for_fields(explains))
        for pk, one in bare.items():
            own = {name: by_publication[pk] for name, by_publication in rows.items()}
            found[pk] = ({**get_serializable_data_for_fields(one), **own}, one.published_on or date.max)
    return found


def subjects_of(publications: Collection[Publication]) -> dict[int, Subject]:
    """Each publication, by its primary key, as the rules look at it."""
    contents = contents_of(publications)
    texts = {pk: tuple(pieces.pieces_of(content)) for pk, (content, _day) in contents.items()}
    known = Known(wordings=wordings_of({one.organisation_id for one in publications}))
    _look_up_files(known, [content for content, _day in contents.values()])
    _look_up_links(known, {link.address for found in texts.values() for piece in found for link in piece.markup.links})
    labels = pieces.labels()
    return {
        one.pk: Subject(
            kind=one.kind,
            content=contents[one.pk][0],
            labels=labels,
            needs=kinds.kinds()[one.kind].needs,
            saved_on=contents[one.pk][1],
            pieces=texts[one.pk],
            pictures=tuple(pieces.pictures_of(contents[one.pk][0])),
            enclosures=tuple(_enclosures(contents[one.pk][0], known)),
            absent=tuple(_absent(one, contents[one.pk][0], known)),
            wordings=known.wordings[one.organisation_id],
            live=known.live,
            links=known.links,
        )
        for one in publications
    }


def wordings_of(units: Collection[int]) -> dict[int, tuple[Wording, ...]]:
    """The list in use for each unit: its own entries first, then those above it, then the shipped ones; two queries."""
    above: dict[int, list[int | None]] = {unit: [] for unit in units}
    for descendant, ancestor in (
        Ancestry.objects.filter(descendant__in=units, until_on__isnull=True)
        .order_by("depth")
        .values_list("descendant", "ancestor")
    ):
        above[descendant].append(ancestor)
    wanted = {ancestor for line in above.values() for ancestor in line}
    by_unit: dict[int | None, list[WordRule]] = defaultdict(list)
    for row in WordRule.objects.filter(Q(organisation__isnull=True) | Q(organisation__in=wanted)):
        by_unit[row.organisation_id].append(row)
    return {unit: _layered([by_unit[at] for at in (*line, None)]) for unit, line in above.items()}


def as_wording(row: WordRule) -> Wording:
    """A unit's entry as the rules see it."""
    unless = tuple(filter(None, (word.strip() for word in row.unless.split("、"))))
    return Wording(row.wrong, row.right, row.kind, unless, row.from_on, row.source)


def _layered(layers: Iterable[Sequence[WordRule]]) -> tuple[Wording, ...]:
    found: dict[str, Wording | None] = {}
    for layer in layers:
        for row in layer:
            found.setdefault(row.wrong, as_wording(row) if row.is_active else None)
    for wording in shipped():
        found.setdefault(wording.wrong, wording)
    return tuple(wording for wording in found.values() if wording is not None)


def _look_up_files(known: Known, contents: Collection[Mapping[str, Any]]) -> None:
    keys = {row["file"] for content in contents for row in content.get("attachments") or []}
    uids = {uid for content in contents for uid in pieces.files_in_body(content)}
    if not keys and not uids:
        return
    for file in StoredFile.objects.filter(Q(pk__in=keys) | Q(uid__in=uids)):
        known.files[file.pk] = known.by_uid[file.uid] = file
    known.examinations = examinations.examinations(list(known.files.values()))


def _look_up_links(known: Known, addresses: Collection[str]) -> None:
    uids = {uid for address in addresses if (uid := links.own_uid(address))}
    outside = {address.strip() for address in addresses if links.is_outside(address)}
    if uids:
        known.live = dict(Publication.objects.filter(uid__in=uids).values_list("uid", "live"))
    if outside:
        known.links = {
            row.address: LinkState(row.state, row.words, row.checked_on)
            for row in LinkCheck.objects.filter(address__in=outside)
        }


def _enclosures(content: Mapping[str, Any], known: Known) -> Iterable[Enclosure]:
    seen = set()
    for row in content.get("attachments") or []:
        file = known.files.get(row["file"])
        if file is not None and file.uid not in seen:
            seen.add(file.uid)
            yield _enclosure(file, f"附件“{row['title']}”", row["title"], known, is_attachment=True)
    for uid, (label, _paths) in pieces.files_in_body(content).items():
        file = known.by_uid.get(uid)
        if file is not None and uid not in seen:
            seen.add(uid)
            yield _enclosure(file, label, file.name, known, is_attachment=False)


def _enclosure(file: StoredFile, label: str, title: str, known: Known, *, is_attachment: bool) -> Enclosure:
    examination = known.examinations[file.sha256]
    found = tuple(
        FoundInFile(row.what, row.kind, row.place, row.text, row.why, row.confidence) for row in examination.found.all()
    )
    return Enclosure(
        uid=file.uid, sha256=file.sha256, label=label, title=title, name=file.name, refusal=examination.refusal,
        found=found, hits=examination.hits, hidden=examination.hidden, is_attachment=is_attachment,
    )  # fmt: skip


def _absent(publication: Publication, content: Mapping[str, Any], known: Known) -> Iterable[Place]:
    """Files that the content names and that the unit does not have."""
    for number, row in enumerate(content.get("attachments") or []):
        file = known.files.get(row["file"])
        if file is None or file.organisation_id != publication.organisation_id:
            yield Place("field", "attachments", f"附件{number + 1}“{row['title']}”")
    for uid, (label, _paths) in pieces.files_in_body(content).items():
        file = known.by_uid.get(uid)
        if file is None or file.organisation_id != publication.organisation_id:
            yield Place("file", uid, label)
