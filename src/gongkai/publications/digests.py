"""The content of a revision as it is reviewed: what is digested, and what stands beside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from wagtail.models import Revision

from gongkai.publications.models.publications import OUTSIDE

#: What a revision carries along without its being text or facts: keys, and what publishing itself sets.
BESIDE = frozenset(
    {
        *OUTSIDE, "pk", "live", "has_unpublished_changes", "first_published_at", "last_published_at", "live_revision",
        "latest_revision", "go_live_at", "expired", "locked", "locked_at", "locked_by",
    }
)  # fmt: skip


def content_of(revision: Revision) -> bytes:
    """The content of *revision*, as `written` writes it."""
    return written(revision.content)


def written(content: Mapping[str, Any]) -> bytes:
    """
    The content of a revision in the one way in which it can be written, so that equal content has equal bytes.

    The keys of attachments and links are left out, for they are given anew when a revision is published; which files
    and papers they name stays in.
    """
    kept = {name: _plain(value) for name, value in content.items() if name not in BESIDE}
    text = json.dumps(kept, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def digest_of(revision: Revision) -> str:
    """SHA-256 of the content of *revision*, as 64 hex digits; the ledger's digest of `content_of` is the same."""
    return hashlib.sha256(content_of(revision)).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [{key: part for key, part in row.items() if key != "pk"} for row in value]
    return value
