"""Tables in plain text: labels found in the run of characters, and the values right after them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gongkai.report.reading.blocks import Line
from gongkai.report.reading.characters import key
from gongkai.report.reading.compact import HARD, SPACE, Compact, Token
from gongkai.report.reading.context import Context
from gongkai.report.reading.labels import Label
from gongkai.report.reading.numbers import BLANK, MARKS, Entry, entry
from gongkai.report.reading.rows import Found

_PIECE = re.compile(r"[+\-−–—]?\d[\d.,]*(?:[+\-−–—]\d[\d.,]*)*")
_UNIT = re.compile(r"亿元|万元|元|件次|件|项|条|宗|份|个")
_NOTE = re.compile(r"[（(][^（()）]{1,40}[）)]")
_LONG_NOTE = re.compile(r"[（(](?:[^（()）]|[（(][^（()）]*[）)]){0,200}[）)]")
_UNKNOWN = "?"  # printed where somebody did not know: a value, but none that can be read
_MARK_CHARS = "".join(sorted({mark for mark in MARKS if len(mark) == 1}))


class StreamReader:
    """Walks the compacted text once: labels, then the values right after them."""

    def __init__(self, context: Context, lines: Sequence[Line]) -> None:
        self.context = context
        self.lines = lines
        self.compact = Compact(lines)
        self.tokens = self.compact.tokens()
        self.pending: Token | None = None
        self.words: list[str] = []
        self.merged = False  # values of the run read last stand together without a space
        self.open = False  # true inside a section that has tables, or after a caption
        #: Stretches of the compact text that are tables: first and last character.
        self.regions: list[list[int]] = []
        self._section = self._section_of_region = 0
        self._key = ""

    def read(self) -> None:
        """Find every row of numbers and add it to the harvest."""
        at, size = 0, len(self.compact.text)
        while at < size:
            token = self.tokens.get(at)
            if token is not None:
                self._token(token)
                at = self._after_label(token)
            elif self.open and self.context.table and self._starts_value(at):
                at = self._values(at)
            else:
                self.words.append(self.compact.text[at])
                at += 1

    # --- labels ----------------------------------------------------------------------------------------

    def _token(self, token: Token) -> None:
        pending = self.pending.label if self.pending is not None else None
        if pending is not None and self._names_a_row(pending) and not key("".join(self.words)):
            self.context.harvest.bare += 1
        self.pending, self.words = None, []
        if token.section:
            if token.section == self._key:
                return  # a caption that repeats the heading
            self._key = token.section
            self._section += 1
            self.open = token.section in ("proactive", "applications", "remedies")
            self.context.leave()
            if token.section == "remedies":
                self.context.table = "remedies"
            return
        label = token.label
        if label is None:
            return
        if label.caption or label.head:
            self.open = True
        if not self.open:
            return
        if label.caption or label.columns or label.head:
            self.context.note(label, token.text)
        elif label.rows and not self.context.table:
            return
        self.pending = token
        self._extend_region(token.start, token.end - 1)
        if label.rows and not label.columns:  # 总计 in a head is followed by blanks too
            self._blank_row(token)

    @staticmethod
    def _names_a_row(label: Label) -> bool:
        return bool(label.rows) and not (label.columns or label.group) and label.rows[0][0] != "remedies"

    def _after_label(self, token: Token) -> int:
        """The end of a label and of the explanation in brackets behind it; the unit of a head is noted there."""
        note = _LONG_NOTE.match(self.compact.text, token.end)
        if note is None or token.label is None or not self.open or token.end in self.tokens:
            return token.end
        if self._holds_row(token.end, note.end()):
            return token.end  # nothing in brackets, or the numbering of the next label
        if token.label.columns:
            self.context.note(token.label, token.text + note[0])
        return note.end()

    # --- values ----------------------------------------------------------------------------------------

    def _starts_value(self, at: int) -> bool:
        char = self.compact.text[at]
        if char == _UNKNOWN:
            return self._fills_cell(at)
        return char.isdecimal() or char in "+-−–—" or (char in _MARK_CHARS and self._stands_alone(at))

    def _values(self, at: int) -> int:
        """Read the run of values that begins here and attach it to the label before it, or leave it an orphan."""
        compact, begin = self.compact, at
        entries: list[Entry] = []
        pieces: list[str | None] = []
        first_line = compact.line_of[at]
        self.merged = False
        while at < len(compact.text) and at not in self.tokens:
            if entries and compact.line_of[at] != compact.line_of[at - 1]:
                here = compact.line_of[at]
                if (
                    compact.numbers_on[here] > 1
                    or compact.numbers_on[first_line] > 1
                    or (compact.piped[here] and compact.piped[compact.line_of[at - 1]])
                ):
                    break  # rows are lines here: the next line is a row of its own
            end, found = self._value(at)
            if found is None:
                break
            blanks = compact.pipes[at] - 1 if at != begin else self._blanks_before(begin)
            entries.extend([BLANK] * max(0, blanks))
            if pieces and compact.gaps[at] >= HARD:
                pieces.append(None)
            self.merged = self.merged or (at != begin and compact.gaps[at] == 0)
            entries.append(found)
            pieces.append(found.text)
            at = end
        if not entries:
            self.words.append(compact.text[at])
            return at + 1
        one_line = compact.piped[first_line] and compact.line_of[at - 1] == first_line
        if one_line and self._ends_line(at - 1):
            entries.extend([BLANK] * compact.blanks_after(first_line))
        elif at < len(compact.text):
            entries.extend([BLANK] * max(0, compact.pipes[at] - 1))
        self._attach(entries, pieces, begin, at, one_line)
        return at

    def _blanks_before(self, at: int) -> int:
        """Empty cells before the first value of a row: behind its label, or at the beginning of the line."""
        compact, line = self.compact, self.compact.line_of[at]
        begins_line = at == 0 or compact.line_of[at - 1] != line
        if compact.piped[line] and begins_line:
            return compact.blanks_before(line)
        return compact.pipes[at] - 1 if self.pending is not None and not self.words else 0

    def _ends_line(self, at: int) -> bool:
        line_of = self.compact.line_of
        return at + 1 == len(line_of) or line_of[at + 1] != line_of[at]

    def _blank_row(self, token: Token) -> None:
        """A row label on a line of its own whose other cells are all empty."""
        compact, line = self.compact, self.compact.line_of[token.end - 1]
        table, row = self.context.placed(token.label)
        blanks = compact.blanks_after(line)
        if row and blanks and compact.piped[line] and self._ends_line(token.end - 1) and table != "remedies":
            self.merged = False
            self._attach([BLANK] * blanks, [], token.start, token.end, one_line=True)

    def _value(self, at: int) -> tuple[int, Entry | None]:
        """One piece: digits up to the next gap, label or other character, with its unit and note."""
        compact = self.compact
        limit = at + 1
        while limit < len(compact.text) and compact.gaps[limit] == 0 and limit not in self.tokens:
            limit += 1
        signed = self._spaced_sign(at, limit)
        if signed is not None:
            return signed
        piece = _PIECE.match(compact.text, at, limit)
        if piece is None:
            char = compact.text[at]
            if char == _UNKNOWN and self._fills_cell(at):
                return at + 1, entry(char)
            if char not in _MARK_CHARS or not self._stands_alone(at):
                return at, None
            twice = compact.text[at:limit] == char * 2 and char in "-—–" and compact.gaps[at] >= HARD
            return (limit if twice else at + 1), entry(char)
        end, text = piece.end(), piece[0].rstrip(".,")
        end = at + len(text)
        if self._numbers_a_label(end):
            end, text = end - 1, text[:-1]
            if not text.strip("+-−–—"):
                return at, None
        unit = _UNIT.match(compact.text, end)
        if unit is not None:
            end, text = unit.end(), text + unit[0]
        note = _NOTE.match(compact.text, end) if end not in self.tokens else None
        if note is not None and not self._holds_row(end, note.end()):
            end = note.end()
        if end < len(compact.text) and compact.text[end] in "%％年月日":
            return at, None
        return end, entry(text)

    def _numbers_a_label(self, end: int) -> bool:
        """The digit before *end* numbers a label that is cut, damaged or not of the form; no number ends so."""
        text, gaps, line_of = self.compact.text, self.compact.gaps, self.compact.line_of
        if end + 1 >= len(text) or text[end] not in ".、)" or line_of[end] != line_of[end - 1]:
            return False
        return text[end + 1].isalpha() or (gaps[end] == 0 and gaps[end + 1] >= HARD)

    def _holds_row(self, begin: int, end: int) -> bool:
        """A line of numbers stands between two brackets: they enclose no note, a label was cut there."""
        lines = range(self.compact.line_of[begin], self.compact.line_of[end - 1] + 1)
        return len(lines) > 1 and any(self.compact.numbers_on[line] > 1 for line in lines)

    def _spaced_sign(self, at: int, limit: int) -> tuple[int, Entry] | None:
        """`- 6` in a cell of its own is a number; a dash among numbers divided by spaces is a mark."""
        compact = self.compact
        char = compact.text[at]
        if char not in "+-−–—" or limit != at + 1 or limit >= len(compact.text) or compact.gaps[limit] != SPACE:
            return None
        stop = limit + 1
        while stop < len(compact.text) and compact.gaps[stop] == 0 and stop not in self.tokens:
            stop += 1
        number = _PIECE.match(compact.text, limit, stop)
        if number is None or not compact.text[limit].isdecimal() or (char != "+" and compact.gaps[at] < HARD):
            return None
        return number.end(), entry(char + number[0])

    def _stands_alone(self, at: int) -> bool:
        """A word such as 无 is a mark only in a cell of its own; dashes and strokes may run together."""
        return not self.compact.text[at].isalpha() or self._fills_cell(at)

    def _fills_cell(self, at: int) -> bool:
        gaps = self.compact.gaps
        return gaps[at] >= HARD and (at + 1 == len(gaps) or gaps[at + 1] >= HARD)

    def _attach(self, entries: list[Entry], pieces: list[str | None], begin: int, end: int, one_line: bool) -> None:
        compact, pending = self.compact, self.pending
        between = "".join(self.words)
        label = None
        if pending is not None and pending.label is not None and not key(between):
            label = pending.label
        table, row = self.context.placed(label)
        if label is not None and not row and label.group:
            label = None
        if label is not None and label.rows and not label.columns and row:
            self.context.note(label, pending.text if pending else "")
        words = between if label is None else (pending.text if pending else "")
        line = compact.line_of[begin]
        tail = end in self.tokens and self.tokens[end].swallowed
        self.context.harvest.rows.append(
            Found(
                table,
                row,
                entries,
                words,
                pieces,
                counted=one_line and (row != "" or table == "remedies") and not tail,
                tail=tail,
                merged=self.merged,
                glued=compact.gaps[begin] < HARD,
                floats=len(pieces) > 1
                and compact.gaps[begin] >= HARD
                and line == compact.line_of[end - 1]
                and begin > 0
                and line != compact.line_of[begin - 1],
                line=self.lines[line].number or line + 1,
                page=self.lines[line].page,
            )
        )
        self._extend_region(begin, end - 1)
        self.pending, self.words = None, []

    def _extend_region(self, first: int, last: int) -> None:
        """Tables are one stretch from their first head to their last value; a heading between starts another."""
        if self.regions and self._section_of_region == self._section:
            self.regions[-1][1] = last
        else:
            self.regions.append([first, last])
            self._section_of_region = self._section
