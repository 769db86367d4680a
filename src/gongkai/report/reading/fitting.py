"""Printed values fitted to the columns of the form; where dividers or blanks were lost, arithmetic decides.

Every way to read a row is an option. One option is a reading, several are a doubt in the cells where they
differ, none is a doubt. A row whose values were counted out is never questioned: real reports break the rules,
and what they print is what is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise, product

from gongkai.report.form import Column, Rule, Table, editions
from gongkai.report.reading.numbers import Entry, entry
from gongkai.report.reading.rows import Found

#: One way to read a row: an entry a cell.
Option = tuple[Entry, ...]

_MOST_STEPS = 60_000  # of the search for splits of one row
_MOST_WORLDS = 2_000  # combinations of rows tried together
_MOST_OPTIONS = 400  # ways to read one row that are still worth telling apart
_DASHES = ("-", "−", "–", "—")
_WHOLE_DIGITS = 9
_MONEY_DIGITS = 13


@dataclass(slots=True)
class Shape:
    """The cells that one printed line fills: their ids, columns, and where each sum ends."""

    cells: list[str]
    columns: list[Column]
    #: (first, last): the cell at *last* is the sum of the cells from *first* up to it.
    sums: list[tuple[int, int]] = field(default_factory=list)
    #: No column is money, so that no unit has to be looked at.
    plain: bool = True


@lru_cache(maxsize=256)
def shape(edition: str, table_id: str, row_id: str) -> Shape:
    """The shape of one row of a table, or of a whole table printed across (`*`)."""
    form = editions()[edition]
    table = form.table(table_id)
    rows = [row.id for row in table.rows] if row_id == "*" else [row_id]
    columns = [column for _ in rows for column in table.columns]
    result = Shape(
        [f"{table_id}/{row}/{column.id}" for row in rows for column in table.columns], columns,
        plain=not any(column.money for column in columns),
    )  # fmt: skip
    order = {column.id: at for at, column in enumerate(table.columns)}
    for rule in form.rules:
        if rule.table != table_id or rule.each != "row" or rule.between_years:
            continue
        for offset in range(0, len(columns), len(table.columns)):
            left, right = [[offset + order[t.id] for t in side] for side in (rule.left, rule.right)]
            # Only equalities choose between readings: real reports often print more disclosed than in all.
            if rule.op == "=" and right == list(range(right[0], left[0])):
                result.sums.append((right[0], left[0]))
    return result


def consistent(option: Sequence[Entry], form: Shape) -> bool | None:
    """True or false if the row's own sums can be decided, None if a value they need is not there."""
    verdict: bool | None = True if form.sums else None
    for first, last in form.sums:
        values = [found.value for found in option[first : last + 1]]
        if any(value is None for value in values):
            verdict = None if verdict else verdict
        elif sum(values[:-1]) != values[-1]:  # type: ignore[arg-type]
            return False
    return verdict


@dataclass(slots=True)
class Fit:
    """A row with every way to read it; `sure` if it was counted out rather than chosen by arithmetic."""

    found: Found
    form: Shape
    options: list[Option]
    sure: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Losses:
    """
    What a source shows to have lost on its way.

    Args:
        zeros: Zeros run together (0000000): dividers were lost and zeros were not. Without such a run no digits are
            cut: every form has zeros, and where none is printed they were blank.
        blanks: Rows show fewer values than columns, so that a run of digits may have lost blanks too.
        dashes: A dash stands for nothing somewhere, so that `0-20` may be 0|-20 or 0|-|20.
    """

    zeros: bool = False
    blanks: bool = False
    dashes: bool = False


def fit(found: Found, form: Shape, losses: Losses) -> Fit:
    """Every way to read *found* in *form*, given what its source has lost."""
    size = len(form.columns)
    entries = found.entries
    if found.counted and len(entries) == size and found.pieces is None:
        return Fit(found, form, [tuple(entries)], True)
    clear = all(e.clear for e in entries)
    if found.pieces is not None and _dash_or_sign(found, form, losses):
        return Fit(found, form, [], False, "短横可能是负号，也可能表示没有")
    if (found.pieces is None or clear or found.counted) and not (found.tail or found.merged):
        counted = _counted(found, size)
        if counted is not None:
            if losses.blanks and not found.counted and consistent(counted, form) is False:
                # Cells a line, some lost: the values of two rows may have become one row of the right length.
                return Fit(found, form, [], False, "文中有空缺的数，这一行又不合表内关系")
            return Fit(found, form, [tuple(counted)], True)
    if found.pieces is None or (clear and len(entries) > size):
        windows = _windows(entries, size, found.counted) if clear else []
        if len(windows) > 1:
            right = [option for option in windows if consistent(option, form)]
            windows = right or windows
        return Fit(found, form, windows, False, "空白格与数字的位置对不上栏目")
    return _cut(found, [piece for piece in found.pieces if piece is not None], form, losses)


def _cut(found: Found, pieces: list[str], form: Shape, losses: Losses) -> Fit:
    """A row whose digits are to be cut into numbers: every way that its sums allow, if cutting is safe at all."""
    size = len(form.columns)
    if not losses.zeros:
        return Fit(found, form, [], False, _shortage(pieces, size))
    if len(found.entries) != len(pieces):
        return Fit(found, form, [], False, "空白格与数字的位置对不上栏目")
    zeros = all(piece.strip("0") == "" for piece in pieces) and sum(map(len, pieces)) == size
    if not zeros and losses.blanks:
        # With blanks dropped too, `103` may be 1|0|3 or 10|·|3: nothing in the row tells.
        return Fit(found, form, [], False, _shortage(pieces, size))
    options = _splits(pieces, form)
    if found.tail and pieces:
        options += _splits([*pieces[:-1], pieces[-1][:-1]], form)
    fair = [option for option in options if consistent(option, form) is not False]
    if not fair:
        why = "数字连在一起，怎样拆分都不合表内关系" if options else _shortage(pieces, size)
        return Fit(found, form, options if len(options) > 1 else [], False, why)
    return Fit(found, form, fair, False, "数字连在一起，分不清各栏")


def _dash_or_sign(found: Found, form: Shape, losses: Losses) -> bool:
    """A dash right before a number: the sign of a change, or a mark for nothing in a cell of its own."""
    pieces = found.pieces or []
    if losses.dashes:
        unsigned = [e.value for e, c in zip(found.entries, form.columns, strict=False) if not c.signed]
        if any(value is not None and value < 0 for value in unsigned):
            return True
        if any(piece and any(char in _DASHES for char in piece[1:]) for piece in pieces):
            return True
    if not any(column.signed for column in form.columns):
        return False
    return any(
        piece in _DASHES and after is not None and after[:1].isdecimal() for piece, after in pairwise(pieces) if piece
    )


def _counted(found: Found, size: int) -> list[Entry] | None:
    """The entries if their number alone says which is which."""
    entries = found.entries
    if len(entries) == size:
        if found.counted or not any(e.text == "" for e in entries):
            return entries
        return None if entries[-1].text == "" else entries
    if len(entries) > size:
        if found.counted and not any(e.text for e in entries):
            return entries[:size]
        # Empty cells around a full row come from spans and borders.
        numbers = [at for at, e in enumerate(entries) if e.text]
        if len(numbers) == size and numbers[-1] - numbers[0] == size - 1:
            return entries[numbers[0] : numbers[-1] + 1]
    return None


def _windows(entries: list[Entry], size: int, counted: bool) -> list[Option]:
    """The stretches of *size* entries with nothing but blanks around; blanks at an edge must be countable."""
    options = []
    for start in range(len(entries) - size + 1):
        outside = entries[:start] + entries[start + size :]
        inside = entries[start : start + size]
        if not any(e.text for e in outside) and (counted or (inside[0].text and inside[-1].text)):
            options.append(tuple(inside))
    return options


def _shortage(pieces: list[str], size: int) -> str:
    if sum(char.isdecimal() for piece in pieces for char in piece) < size:
        return f"这一行应有{size}个数，只印出{len(pieces)}个，分不清各在哪一栏"
    return "数字连在一起，分不清各栏"


# --- splitting runs of digits ----------------------------------------------------------------------------


def _splits(pieces: Sequence[str], form: Shape) -> list[Option]:
    """
    Every way to cut the digits into as many numbers as there are columns, each sum holding.

    A space or a divider that is left is a seam: no number crosses it.
    """
    text = "\n".join(piece for piece in pieces if piece)
    return _Splitter(text, form).run()


class _Splitter:
    """Depth-first search over the cuts of one line of digits; a sum is not searched for but looked up in the text."""

    def __init__(self, text: str, form: Shape) -> None:
        self.text = text
        self.columns = form.columns
        self.size = len(form.columns)
        self.first_of = {last: first for first, last in form.sums}
        #: Digits from each place to the end: as many numbers at the most can still be cut.
        self.left = [0] * (len(text) + 1)
        for at in range(len(text) - 1, -1, -1):
            self.left[at] = self.left[at + 1] + text[at].isdecimal()
        self.options: list[Option] = []
        self.steps = 0

    def run(self) -> list[Option]:
        """Every option, or none if there are too many to tell apart."""
        self._step(0, [], [])
        return [] if self._overflows() else self.options

    def _overflows(self) -> bool:
        return self.steps > _MOST_STEPS or len(self.options) > _MOST_OPTIONS

    def _step(self, at: int, cuts: list[tuple[int, int]], values: list[int]) -> None:
        self.steps += 1
        if self._overflows():
            return
        text = self.text
        if at < len(text) and text[at] == "\n":
            at += 1
        column = len(cuts)
        if column == self.size:
            if at == len(text):
                self.options.append(tuple(entry(text[a:b]) for a, b in cuts))
            return
        if self.left[at] < self.size - column:
            return
        first = self.first_of.get(column)
        for end, value in self._numbers(at, column) if first is None else self._sum(at, sum(values[first:])):
            cuts.append((at, end))
            values.append(value)
            self._step(end, cuts, values)
            cuts.pop()
            values.pop()

    def _sum(self, at: int, value: int) -> Iterator[tuple[int, int]]:
        digits = str(value)
        if self.text.startswith(digits, at):
            yield at + len(digits), value

    def _numbers(self, at: int, column: int) -> Iterator[tuple[int, int]]:
        """Every number that can begin here in that column: where it ends, and its value (0 for money, never summed)."""
        form, text, begin = self.columns[column], self.text, at
        if at < len(text) and text[at] in "+-−–—":
            if not form.signed:
                return
            at += 1
        longest = at + (_MONEY_DIGITS if form.money else _WHOLE_DIGITS)
        end = at
        while end < len(text) and end < longest and text[end].isdecimal():
            end += 1
            if end - at > 1 and text[at] == "0":
                return
            follows = text[end : end + 1]
            if follows == ".":
                # A decimal point is never a divider: the number goes on to the end of its decimals.
                if form.money:
                    yield from self._decimals(begin, end, column)
            elif follows and follows in "元万亿":
                yield self._unit_end(end), 0
            else:
                yield end, int(text[at:end])

    def _unit_end(self, at: int) -> int:
        while at < len(self.text) and self.text[at] in "元万亿":
            at += 1
        return at

    def _decimals(self, begin: int, point: int, column: int) -> Iterator[tuple[int, int]]:
        end = point + 1
        while end < len(self.text) and self.text[end].isdecimal():
            end += 1
        if column != self.size - 1 and end < len(self.text) and self.text[end] not in "元万亿\n":
            return
        end = self._unit_end(end)
        if entry(self.text[begin:end]).clear:
            yield end, 0


# --- rows together ------------------------------------------------------------------------------------------


def settle(fits: list[Fit], table: Table, rules: Sequence[Rule]) -> None:
    """Narrow the options of the rows of one table by the equations over its columns, in place, until nothing moves."""
    by_row = {f.found.row: f for f in fits}
    equations = [rule for rule in rules if rule.table == table.id and rule.each == "column" and not rule.between_years]
    moved = True
    while moved:
        moved = False
        for rule in equations:
            moved = _narrow(rule, by_row, len(table.columns)) or moved


def _narrow(rule: Rule, by_row: dict[str, Fit], columns: int) -> bool:
    """Keep the options of the open rows of one equation that some combination makes true; True if any fell away."""
    terms = {term.id for term in rule.left + rule.right}
    open_fits = [f for row, f in by_row.items() if row in terms and len(f.options) > 1]
    worlds = 1
    for f in open_fits:
        worlds *= len(f.options)
    if not open_fits or worlds > _MOST_WORLDS:
        return False
    kept: list[set[int]] = [set() for _ in open_fits]
    for choice in product(*(range(len(f.options)) for f in open_fits)):
        chosen = {f.found.row: f.options[at] for f, at in zip(open_fits, choice, strict=True)}
        if _holds(rule, by_row, chosen, columns) is not False:
            for at, options in zip(choice, kept, strict=True):
                options.add(at)
    if not all(kept) or all(len(options) == len(f.options) for f, options in zip(open_fits, kept, strict=True)):
        return False  # nothing holds: the report breaks its own sums, which tells nothing
    for f, options in zip(open_fits, kept, strict=True):
        f.options = [f.options[at] for at in sorted(options)]
    return True


def _holds(rule: Rule, by_row: dict[str, Fit], chosen: dict[str, Option], columns: int) -> bool | None:
    """Whether the equation holds in every column; None if a row it needs is unread or in doubt."""
    sides = []
    for terms in (rule.left, rule.right):
        total = [0] * columns
        for term in terms:
            option = chosen.get(term.id)
            if option is None:
                fitted = by_row.get(term.id)
                if fitted is None or len(fitted.options) != 1:
                    return None
                option = fitted.options[0]
            for at in range(columns):
                value = option[at].value
                if value is None:
                    return None
                total[at] += term.sign * int(value)
        sides.append(total)
    return sides[0] == sides[1]


def verified(row: str, fits: list[Fit], table: Table, rules: Sequence[Rule]) -> bool:
    """True if an equation over the columns that the row takes part in is decided and holds everywhere."""
    by_row = {f.found.row: f for f in fits}
    for rule in rules:
        if rule.table == table.id and rule.each == "column" and not rule.between_years:
            terms = {term.id for term in rule.left + rule.right}
            if row in terms and _holds(rule, by_row, {}, len(table.columns)):
                return True
    return False
