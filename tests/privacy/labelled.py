"""The labelled sentences read: texts, what stands in them, and check digits computed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from gongkai.privacy.characters import fold
from gongkai.privacy.finding.identity import credit_check, identity_check

FILE = Path(__file__).parent / "sentences.txt"
MARK = re.compile(r"\[\[(\w+)(\??)\|([^\]]*)\]\]")


@dataclass(frozen=True)
class Label:
    """What is to be found: kind, text, and whether not finding it is a miss."""

    kind: str
    start: int
    end: int
    text: str
    is_wanted: bool


@dataclass(frozen=True)
class Sentence:
    """A sentence, its labels, and whether it is one without personal data."""

    text: str
    labels: tuple[Label, ...]
    is_clean: bool


def luhn_digit(first: str) -> str:
    """The check digit for a card's first digits, by the definition."""
    total = 0
    for place, digit in enumerate(reversed(first)):
        doubled = int(digit) * (2 - place % 2)
        total += doubled // 10 + doubled % 10
    return str(-total % 10)


def completed(kind: str, text: str) -> str:
    """The text with its check digit in the place of `?`."""
    if not text.endswith("?"):
        return text
    first = re.sub(r"[^0-9A-Z]", "", fold(text[:-1]).text)
    digit = {"identity": identity_check, "bank_card": luhn_digit, "credit_code": credit_check}[kind](first)
    return text[:-1] + digit


def sentence(line: str, *, is_clean: bool) -> Sentence:
    """One line of the file read."""
    parts, labels, at, length = [], [], 0, 0
    line = line.replace("\\t", "\t")
    for mark in MARK.finditer(line):
        parts.append(line[at : mark.start()])
        length += len(parts[-1])
        text = completed(mark[1], mark[3])
        if text:
            labels.append(Label(mark[1], length, length + len(text), text, not mark[2]))
        parts.append(text)
        length += len(text)
        at = mark.end()
    return Sentence("".join([*parts, line[at:]]), tuple(labels), is_clean)


def sentences(file: Path = FILE) -> list[Sentence]:
    """Every sentence of a file."""
    found, is_clean = [], False
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            is_clean = line == "## clean"
        elif line and not line.startswith("#"):
            found.append(sentence(line, is_clean=is_clean))
    return found
