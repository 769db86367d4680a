"""Which words of a table are which row, column, group or caption of the form; from the editions alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from gongkai.report.form import Edition, Group, Row, editions
from gongkai.report.reading.characters import fold, key, without_brackets


@dataclass(slots=True)
class Label:
    """What a piece of text can be: rows as (table, row), columns as (edition, table, column), and so on."""

    key: str
    rows: list[tuple[str, str]] = field(default_factory=list)
    columns: list[tuple[str, str, str]] = field(default_factory=list)
    group: bool = False
    head: bool = False
    caption: str = ""
    #: The table that a label of one row, or a head of one table, belongs to; empty for all others.
    home: str = ""
    heads: set[str] = field(default_factory=set)
    #: The columns by table, for the tables that have one row of heads: only there do heads tell order and edition.
    spots: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)


def _nodes(edition: Edition) -> Iterator[tuple[str, Row | Group]]:
    for table in edition.tables:
        stack: list[Row | Group] = list(table.tree)
        while stack:
            node = stack.pop()
            yield table.id, node
            if isinstance(node, Group):
                stack.extend(node.children)


class LabelIndex:
    """Every label of every edition, by its key and by its usual printed spellings."""

    def __init__(self) -> None:
        self.by_key: dict[str, Label] = {}
        self.by_text: dict[str, Label] = {}
        for edition in editions().values():
            for table_id, node in _nodes(edition):
                if isinstance(node, Group):
                    self._label(node.label, node.printed).group = True
                    if table_id == "remedies":
                        self._label(node.label, node.printed).head = True
                    continue
                for text in (node.label, *node.variants):
                    label = self._label(text, node.number + text)
                    if (table_id, node.id) not in label.rows:
                        label.rows.append((table_id, node.id))
            for table in edition.tables:
                for column in table.columns:
                    for text in (column.label, *column.variants):
                        spot = (edition.id, table.id, column.id)
                        for spelling in {text, without_brackets(text)}:
                            label = self._label(spelling, spelling)
                            if spot not in label.columns:
                                label.columns.append(spot)
                                told = label.spots.setdefault(table.id, [])
                                told += [] if table.across or table.columns[0].heads else [spot]
                    for text in column.heads:
                        self._head(text, table.id)
                if table.corner:
                    self._head(table.corner, table.id)
                if table.caption:
                    self._label(table.caption, table.caption).caption = table.id
        for label in self.by_key.values():
            tables = {table for table, _ in label.rows} | label.heads
            if len(label.rows) <= 1 and len(tables) == 1 and not label.columns and not label.caption:
                label.home = tables.pop()
        self.captions = frozenset(text for text, label in self.by_text.items() if label.caption)

    def _head(self, text: str, table: str) -> None:
        label = self._label(text, text)
        label.head = True
        label.heads.add(table)

    def _label(self, text: str, printed: str) -> Label:
        label = self.by_key.setdefault(key(text), Label(key(text)))
        for spelling in (text, printed, fold(text), fold(printed), printed.replace(".", "、")):
            self.by_text.setdefault(spelling, label)
        return label

    def find(self, text: str) -> Label | None:
        """The label that a cell's text is, or None; explanations in brackets may follow the label's words."""
        label = self.by_text.get(text)
        if label is not None or len(text) > 400:
            return label
        label = self.by_key.get(key(text))
        if label is None and ("(" in text or "（" in text):
            label = self.by_key.get(key(without_brackets(text)))
        return label


@lru_cache(maxsize=1)
def index() -> LabelIndex:
    """The index over all editions."""
    return LabelIndex()
