"""Rows whose label is lost or damaged, placed by the order of the form; rows found twice, told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache

from gongkai.report.form import Edition, Table, editions
from gongkai.report.reading.characters import key
from gongkai.report.reading.rows import Found

_ALIKE = 0.6  # a label that lost a few characters; two different labels of the form stay below
# Tables that tell nothing of the edition that table two decides.
_SHARED = frozenset({"applications", "remedies", ""})
_FRAGMENT = 4  # characters that a piece of a cut label must have to speak for a row


def decide_editions(
    rows: Sequence[Found], heads: Sequence[tuple[str, str, str]], year: int | None, forms: Sequence[Edition]
) -> tuple[str, dict[str, str]]:
    """
    The edition of the report and, where other, of single tables.

    A report's edition is decided by its table two (heads, rows that only one edition has, values a row), else by
    the year; a table's by the rows it really has.
    """
    votes = {form.id: 0.0 for form in forms}
    known = _knowledge()
    for head in heads:
        votes[head[0]] += known.says.get(head, 0.0)
    for found in rows:
        if found.table in _SHARED:
            continue
        filled = sum(1 for e in found.entries if e.text)
        for edition in known.rows.get((found.table, found.row), ()):
            votes[edition] += 1.0 if filled == known.width[(edition, found.table)] else 0.5
    by_year = next((form.id for form in forms if year is not None and form.covers(year)), None)
    if by_year is not None:
        votes[by_year] += 0.3
    edition = max(forms, key=lambda form: votes[form.id]).id
    if not any(value > 0.35 for value in votes.values()):
        edition = by_year or _by_rows(rows, forms) or edition
    own = _by_rows(rows, forms)
    tables = {"applications": own} if own is not None and own != edition else {}
    return edition, tables


def _by_rows(rows: Sequence[Found], forms: Sequence[Edition]) -> str | None:
    """The edition whose table three alone has the rows that were found."""
    # A line of numbers below （六）其他处理 may be the group's first row: it speaks for no edition.
    present = {
        found.row
        for found in rows
        if found.table == "applications" and not found.floats and (len(found.entries) > 1 or found.glued)
    }
    best, most = None, 0
    for form in forms:
        count = len(present & _knowledge().alone.get(form.id, set()))
        if count > most:
            best, most = form.id, count
    return best


@dataclass(slots=True)
class _Knowledge:
    """
    Which editions have which rows, and how many columns each table has.

    `says` is how much a head tells of its edition, by (edition, table, column); `alone` the rows of table three that
    one edition alone has.
    """

    rows: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    says: dict[tuple[str, str, str], float] = field(default_factory=dict)
    width: dict[tuple[str, str], int] = field(default_factory=dict)
    alone: dict[str, set[str]] = field(default_factory=dict)


@lru_cache(maxsize=1)
def _knowledge() -> _Knowledge:
    known = _Knowledge()
    for form in editions().values():
        for table in form.tables:
            known.width[(form.id, table.id)] = len(table.columns)
            for row in table.rows:
                known.rows.setdefault((table.id, row.id), []).append(form.id)
    heads = [
        (f.id, t.id, c.id) for f in editions().values() for t in f.tables if t.id not in _SHARED for c in t.columns
    ]
    shared = Counter(head[1:] for head in heads)
    known.says = {head: 2.0 if shared[head[1:]] == 1 else 0.1 for head in heads}
    for (table_id, row_id), having in known.rows.items():
        if table_id == "applications" and len(having) == 1:
            known.alone.setdefault(having[0], set()).add(row_id)
    return known


def place_orphans(rows: list[Found], table: Table, *, summed: bool) -> set[int]:
    """
    Give the rows of *table* that no label placed a row of the form, by order and likeness; in place.

    A line of numbers that floats (printed above, below or amid its label) is placed by order too.

    Returns:
        Positions in *rows* that were placed by order alone: arithmetic must confirm them. Where the table has no
        sums over its rows (*summed* false), the label before a line of numbers is confirmation enough.
    """
    if not any(found.floats or not found.row for found in rows):
        return set()
    order = {row.id: at for at, row in enumerate(table.rows)}
    size = len(table.columns)
    adrift = sum(found.floats for found in rows) * 2 > sum(_numeric(found, size) for found in rows)
    # Where most lines of numbers float, one beside a label may be its neighbour's.
    claimed = {id(found): found.row for found in rows if found.floats or (adrift and found.pieces is not None)}
    for found in rows:
        if id(found) in claimed or (claimed and sum(1 for e in found.entries if e.text) * 2 < size):
            found.row = ""  # a stray number (a label's numbering) claims no row where rows are lines
    words = {row.id: key(row.label) for row in table.rows}
    taken = {found.row for found in rows if found.table == table.id and found.row}
    by_order: set[int] = set()
    at = 0
    while at < len(rows):
        if rows[at].row or not _numeric(rows[at], size):
            at += 1
            continue
        stop = at
        while stop < len(rows) and not rows[stop].row:
            stop += 1
        before = next((order[f.row] for f in reversed(rows[:at]) if f.row in order), -1)
        after = next((order[f.row] for f in rows[stop:] if f.row in order), len(order))
        missing = [row.id for row in table.rows[before + 1 : after] if row.id not in taken]
        group = [i for i in range(at, stop) if _numeric(rows[i], size)]
        _place_alike(rows, [i for i in group if id(rows[i]) not in claimed], missing, words, taken)
        left = [i for i in group if not rows[i].row]
        missing = [row for row in missing if row not in taken]
        if left and len(left) == len(missing) and _in_order(rows, group, order, left, missing):
            for i, row in zip(left, missing, strict=True):
                rows[i].row = row
                taken.add(row)
                if summed or claimed.get(id(rows[i])) != row:
                    by_order.add(i)
        at = stop
    return by_order


def _numeric(found: Found, columns: int) -> bool:
    return sum(1 for e in found.entries if e.text) >= columns


def _place_alike(
    rows: list[Found], group: list[int], missing: list[str], words: dict[str, str], taken: set[str]
) -> None:
    """Labels that lost or gained a few characters: the one missing row they are most like."""
    for i in group:
        label = key(rows[i].label)
        if len(label) < _FRAGMENT:
            continue
        scores = sorted(
            ((SequenceMatcher(None, label, words[row]).ratio(), row) for row in missing if row not in taken),
            reverse=True,
        )
        if scores and scores[0][0] >= _ALIKE and (len(scores) == 1 or scores[1][0] < scores[0][0] - 0.1):
            rows[i].row = scores[0][1]
            taken.add(scores[0][1])


def _in_order(rows: list[Found], group: list[int], order: dict[str, int], left: list[int], missing: list[str]) -> bool:
    """Placing the rest by order must not cross the rows that likeness has placed."""
    trial = {i: order[row] for i, row in zip(left, missing, strict=True)}
    sequence = [trial[i] if i in trial else order[rows[i].row] for i in group]
    return sequence == sorted(sequence)


def copies(rows: Sequence[Found]) -> list[list[Found]]:
    """
    The rows of each report in a source that holds several (two years side by side): the n-th time a row is
    found it belongs to the n-th report. A stray repeat of a few rows is no second report.
    """
    placed = [(found.table, found.row) for found in rows if found.row]
    if len(set(placed)) == len(placed):
        return [list(rows)]
    seen: dict[tuple[str, str], int] = {}
    piles: list[list[Found]] = []
    for found in rows:
        if not found.row:
            at = max(0, len(piles) - 1)
        else:
            spot = (found.table, found.row)
            at = seen.get(spot, 0)
            seen[spot] = at + 1
        while len(piles) <= at:
            piles.append([])
        piles[at].append(found)
    whole = [pile for pile in piles if len(pile) * 2 > len(piles[0])] if piles else []
    if len(whole) < 2:
        return [list(rows)]
    return whole
