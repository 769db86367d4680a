"""What was found in a text: where it stands, what it is, why it is thought so, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Confidence = Literal["certain", "likely", "possible"]


@dataclass(frozen=True, slots=True)
class Hit:
    """
    A piece of personal data in a text.

    Args:
        kind: Key of `kinds()`: identity, mobile, landline, bank_card, passport, permit, email, plate, address,
            name, minor; from `recognise` also credit_code, which is no personal data.
        start: Offset of its first character in the text that was searched.
        end: Offset after its last character.
        text: What stands there, with its own spaces and full-width characters.
        why: The reason in Chinese, for the officer who decides.
        confidence: `certain` (checksum or explicit label), `likely`, or `possible` (look at it).
    """

    kind: str
    start: int
    end: int
    text: str
    why: str
    confidence: Confidence

    def to_data(self) -> dict[str, Any]:
        """Return the hit as plain data for JSON."""
        return {
            "kind": self.kind, "start": self.start, "end": self.end, "text": self.text, "why": self.why,
            "confidence": self.confidence,
        }  # fmt: skip
