"""What a rule finds: where, which words, why, and by which key a justification names it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Literal

#: `stop` keeps a publication from being published until it is mended or, where that may be, justified.
Severity = Literal["stop", "warn"]


@dataclass(frozen=True, slots=True)
class Place:
    """
    Where something was found.

    Args:
        kind: `field` of the publication, `block` of its body, or `file` of its attachments.
        id: Name of the field, id of the block in the StreamField, or uid of the stored file.
        label: That in words: 标题, 正文第3段, 附件“预算表”.
        within: Where in it, in words; "" for the whole.
    """

    kind: Literal["field", "block", "file"]
    id: str
    label: str
    within: str = ""

    def __str__(self) -> str:
        return f"{self.label}，{self.within}" if self.within else self.label


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One thing found.

    Args:
        rule: Id of the rule.
        severity: `stop` or `warn`.
        place: Where.
        quote: The very words, as they stand in the text; "" where there are none.
        message: A whole sentence for the officer.
        key: Digest of rule, place and text: the same as long as nothing of them changes.
        is_justifiable: A reason in words lets it stand; otherwise it must be mended.
        subject: What the rule found, for those who mend it: the kind of personal data, the address of a link.
        lines: What is found in one go, line by line: everything that cleaning a file would remove.
        around: The sentence in which the quote stands, for who has to judge it.
    """

    rule: str
    severity: Severity
    place: Place
    quote: str
    message: str
    key: str
    is_justifiable: bool
    subject: str = ""
    lines: tuple[str, ...] = field(default=())
    around: str = ""


def key_of(rule: str, place: Place, quote: str, context: str) -> str:
    """The key of what *rule* finds at a place: with the sentence around it, so that new surroundings open it again."""
    parts = (rule, place.kind, place.id, place.within, quote, context)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
