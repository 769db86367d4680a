"""Examinations of files, kept by the digest of their bytes and the version of the rules, so that each is made once."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from gongkai import privacy
from gongkai.errors import GongkaiError, MissingExtra, Unreadable
from gongkai.publications.gate import isolation
from gongkai.publications.models import FileExamination, FileFound, StoredFile

#: Raised by hand when the examination itself changes; changed lists of words change the version by themselves.
EDITION = "1"


@cache
def version() -> str:
    """The version of the rules by which files are examined."""
    digest = hashlib.sha256(EDITION.encode())
    for file in sorted((Path(privacy.__file__).parent / "data").glob("*.toml")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def kept(files: Collection[StoredFile]) -> dict[str, FileExamination]:
    """The examinations of *files* that are kept, by the digest of the file, with what they found; two queries."""
    rows = FileExamination.objects.filter(version=version(), sha256__in={file.sha256 for file in files})
    return {row.sha256: row for row in rows.prefetch_related("found")}


def examinations(files: Collection[StoredFile]) -> dict[str, FileExamination]:
    """
    The examinations of *files* by the digest of the file; those that are not kept are made now, and kept.

    A file that cannot be examined has an examination that says so. That too many are examined at this moment, or that
    a library is missing, is no property of the file: it is said, and not kept.
    """
    found = kept(files)
    for file in files:
        if file.sha256 not in found:
            found[file.sha256] = _examine(file)
    return found


def path_of(file: StoredFile) -> Path:
    """Where a stored file's bytes lie."""
    return settings.GONGKAI_DATA.room("files") / file.place


def _examine(file: StoredFile) -> FileExamination:
    try:
        told = isolation.examine(path_of(file), file.name, file.kind)
    except Unreadable as wrong:
        told = _said(file.text, wrong.message)
    except (isolation.Busy, MissingExtra) as wrong:
        return _unkept(file, wrong)
    return _keep(file.sha256, told)


def _said(text: str, refusal: str) -> dict[str, Any]:
    """Of a file that cannot be opened here, what its text says, if some was drawn from it when it was stored."""
    hits = [{**hit.to_data(), "place": "文字"} for hit in privacy.find(text)]
    return {
        "refusal": refusal,
        "hits": hits[:200],
        "hit_count": len(hits),
        "hidden": [],
        "hidden_count": 0,
        "unseen": [],
    }


def _unkept(file: StoredFile, wrong: GongkaiError) -> FileExamination:
    row = FileExamination(sha256=file.sha256, version=version(), refusal=wrong.message[:500])
    row._prefetched_objects_cache = {"found": FileFound.objects.none()}
    return row


def _keep(sha256: str, told: dict[str, Any]) -> FileExamination:
    with transaction.atomic():
        row, is_new = FileExamination.objects.get_or_create(
            sha256=sha256, version=version(),
            defaults={
                "refusal": told.get("refusal", "")[:500], "hits": told["hit_count"], "hidden": told["hidden_count"],
            },
        )  # fmt: skip
        if is_new:  # of two that examine the same bytes at once, one keeps what it found
            FileFound.objects.bulk_create(_rows(row, told))
    return FileExamination.objects.prefetch_related("found").get(pk=row.pk)


def _rows(row: FileExamination, told: dict[str, Any]) -> Iterable[FileFound]:
    for hit in told["hits"]:
        yield FileFound(
            examination=row, what="hit", kind=hit["kind"], place=hit["place"][:200], text=hit["text"][:500],
            why=hit["why"][:300], confidence=hit["confidence"],
        )  # fmt: skip
    for hidden in told["hidden"]:
        yield FileFound(
            examination=row, what="hidden", kind=hidden["kind"], place=hidden["place"][:200], text=hidden["text"][:500]
        )
    for sentence in told["unseen"]:
        yield FileFound(examination=row, what="unseen", text=sentence[:500])
