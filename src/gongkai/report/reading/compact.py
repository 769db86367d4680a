"""Text without what divides it: labels are matched over the gaps, numbers end at them.

White space and pipes are taken out and remembered as the gap before the next character, because a label may be cut
by a line or page break, and dividers may be anything or nothing at all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from gongkai.report.form import editions
from gongkai.report.reading.blocks import Line
from gongkai.report.reading.characters import fold, key
from gongkai.report.reading.labels import Label, index
from gongkai.report.reading.sections import known_headings

SPACE, HARD = 1, 2  # a space may stand anywhere; a tab, a pipe or the end of a line divides cells
_RULE_LINE = re.compile(r"[\s|:]*-{3,}[\s|:\-]*")
_PAGE_MARK = re.compile(
    r"\s*(?:[-—–·]{1,2}\s*\d{1,3}\s*[-—–·]{1,2}|第\s*\d+\s*页(?:\s*[,，/]?\s*共\s*\d+\s*页)?|\d+\s*/\s*\d+\s*页)\s*"
)
_ESCAPES = re.compile(r"\\(?=[!-/:-@\[-`{-~])|\*\*|<br\s*/?>", re.IGNORECASE)
_ORDINAL_BEFORE = re.compile(
    r"(?:[（(]?[一二三四五六七八九十][）)]?[、.,:]?|[（(]\d[）)][、.]?|\d[、.,）)])$"
)  # fmt: skip
_PIPES_FIRST = re.compile(r"[ |]*")
_NUMBER_ALONE = re.compile(r"(?<!\S)\d[\d.,]*(?!\S)")
_SENTENCE = re.compile(r"[。；！？]|[;!?](?=\s*[\u4e00-\u9fff])")
_PIPES_OF_A_ROW = 3


@lru_cache(maxsize=1)
def _label_pattern() -> re.Pattern[str]:
    """Every label and heading of the form, longest first; marks inside a label may be missing or others."""
    spellings: dict[str, str] = {}
    for edition in editions().values():
        for section in edition.sections:
            for text in (section.heading, *section.variants):
                spellings[key(text)] = text
    for spelling, label in index().by_text.items():
        spellings.setdefault(label.key, spelling)
        if key(spelling) != label.key:
            spellings.setdefault(key(spelling), spelling)
    patterns = []
    for word, text in sorted(spellings.items(), key=lambda item: -len(item[0])):
        folded = fold(text)
        first = next(i for i, char in enumerate(folded) if key(char) or char.isalnum())
        body = folded[first:] if key(folded[first:]) == word else word
        patterns.append("".join(re.escape(c) if c.isalnum() else r"[\W_]?" for c in body))
    return re.compile("|".join(patterns))


@lru_cache(maxsize=256)
def _numbers_of(rows: tuple[tuple[str, str], ...]) -> str:
    numbers = {
        row.number.strip(".")
        for edition in editions().values()
        for table in edition.tables
        for row in table.rows
        if (table.id, row.id) in rows
    }
    return "".join(sorted(number for number in numbers if number.isdecimal()))


def numbers_of(label: Label) -> str:
    """The digits with which the form numbers the rows that a label names."""
    return _numbers_of(tuple(label.rows))


def is_between_pages(text: str) -> bool:
    """True for page marks (— 5 —, 第5页) and the rules of Markdown tables: no words of the report."""
    return bool(_RULE_LINE.fullmatch(text) or _PAGE_MARK.fullmatch(text))


def _tabs_as_pipes(text: str) -> str:
    """Several tabs in a line divide cells (one in front only indents); the length stays the same."""
    return text.replace("\t", "|") if text.count("\t") >= _PIPES_OF_A_ROW else text


@dataclass(slots=True)
class Token:
    start: int
    end: int
    text: str
    label: Label | None = None
    section: str = ""
    swallowed: bool = False  # the digit before it may be its numbering


class Compact:
    """Lines without what divides them: each character with the gap and the pipes before it, and its line."""

    def __init__(self, lines: Sequence[Line]) -> None:
        chars: list[str] = []
        self.gaps: list[int] = []
        self.pipes: list[int] = []
        self.line_of: list[int] = []
        self.offset: list[int] = []
        self.piped: list[bool] = []
        self.pipes_before: list[int] = []  # of each line, before its first character and after its last
        self.pipes_after: list[int] = []
        self.numbers_on: list[int] = []
        gap, pipes = HARD, 0
        for number, line in enumerate(lines):
            text = _tabs_as_pipes(line.text)
            self.numbers_on.append(len(_NUMBER_ALONE.findall(text)))
            self.piped.append(text.count("|") + text.count("｜") >= _PIPES_OF_A_ROW)
            self.pipes_before.append(len(_PIPES_FIRST.match(text)[0].replace(" ", "")))  # type: ignore[index]
            self.pipes_after.append(0)
            gap = HARD
            if is_between_pages(text) or (not self.piped[-1] and self._is_prose(text)):
                continue
            on_line = 0
            for at, raw in enumerate(_ESCAPES.sub(lambda m: "\0" * len(m[0]), text)):
                for char in fold(raw) if raw > "~" and unicodedata.category(raw) != "No" else raw:
                    if char == "\0":
                        continue
                    if char == "|":
                        gap, pipes, on_line = HARD, pipes + 1, on_line + 1
                    elif char.isspace():
                        # Two spaces are a column's edge, one may be anything.
                        gap = HARD if gap or char == "\t" or raw == "\u3000" else SPACE
                    else:
                        chars.append(char)
                        self.gaps.append(gap)
                        self.pipes.append(pipes)
                        self.line_of.append(number)
                        self.offset.append(at)
                        gap, pipes, on_line = 0, 0, 0
            self.pipes_after[-1] = on_line
        rows = [number for number in sorted(set(self.line_of)) if self.piped[number]]
        #: Rows begin, or end, with a pipe that is their border and stands for no blank cell.
        self.opened = sum(self.pipes_before[number] > 0 for number in rows) * 2 > len(rows)
        self.closed = all(self.pipes_after[number] > 0 for number in rows)
        self.text = "".join(chars)

    def blanks_after(self, line: int) -> int:
        """Empty cells at the end of a line that is a row."""
        return max(0, self.pipes_after[line] - self.closed)

    def blanks_before(self, line: int) -> int:
        """Empty cells at the beginning of a line that is a row."""
        return max(0, self.pipes_before[line] - self.opened)

    @staticmethod
    def _is_prose(text: str) -> bool:
        """A sentence outside any table; a line that runs a whole table together is none."""
        return bool(_SENTENCE.search(text)) and "第二十条" not in text and "申请数量" not in fold(text)

    def tokens(self) -> dict[int, Token]:
        """Labels and headings by their first character, numbering included."""
        found: dict[int, Token] = {}
        headings, by_key = known_headings(), index().by_key
        floor = 0
        for match in _label_pattern().finditer(self.text):
            start, end = match.span()
            word = key(match[0]) or match[0]
            ordinal = _ORDINAL_BEFORE.search(self.text, max(floor, start - 5), start)
            if ordinal is not None and ordinal[0][0].isdecimal() and self.gaps[ordinal.start() + 1] >= HARD:
                ordinal = None  # the last number of the line above, not the numbering
            label, section = by_key.get(word), headings.get(word, "")
            if ordinal is None and start > floor and self._bare_ordinal(start):
                begin = start - 1
            else:
                begin = ordinal.start() if ordinal else start
            if section and label is None and not (ordinal or self.gaps[start] == HARD):
                section = ""
            if label is not None or section:
                swallowed = begin == start > floor and label is not None and self._may_be_numbering(start, label)
                found[begin] = Token(begin, end, self.text[start:end], label, section, swallowed)
                floor = end
        return found

    def _may_be_numbering(self, start: int, label: Label) -> bool:
        """The digit before a label, in a run of digits, is the number that the form gives the label."""
        return self.gaps[start] < HARD and self.text[start - 1] in numbers_of(label)

    def _bare_ordinal(self, start: int) -> bool:
        """`1属于国家秘密` at the beginning of a cell: a digit that numbers the label."""
        return self.text[start - 1].isdecimal() and self.gaps[start - 1] >= HARD and self.gaps[start] < HARD
