"""What a text can speak of: the names there are, and what is known under each; knows no database."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

Value = int | Decimal
#: Between the names of a sum.
PLUS = "+"
#: A single key: no list of them, and not the one whose turn it is.
_KEY = re.compile(r"[^,*@/]+")

#: Facts of the report, and what people call them.
FACTS: Mapping[str, str] = MappingProxyType({
    "年度": "报告的年度", "上年度": "上一年", "下年度": "下一年", "机关": "报告机关的名称",
    "主管部门": "主管部门的名称",
})  # fmt: skip
#: What the names of lists of records begin with, and those of figures of the text.
RECORDS, TEXT = "records", "text"
#: In a list over keys: all of them.
ALL = "*"


@dataclass(frozen=True, slots=True)
class Word:
    """
    What people call a number, and what stands after it.

    Args:
        label: What people call it.
        unit: What stands after it.
        at_end: It is a state at the year's end and not what happened in the year.
        keys: What it is told apart by, with their labels; None where nothing tells it apart.
        open_keys: Any key will do and is its own label (years).
        editions: Ids of the editions whose form has it; empty for a figure of the text, which needs none.
    """

    label: str
    unit: str = ""
    at_end: bool = False
    keys: Mapping[str, str] | None = None
    open_keys: bool = False
    editions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """
    Every name that a text may use.

    Args:
        cells: Cells of all editions by their ids.
        figures: Figures of the text by `text/<name>`.
        records: Lists of records by `records/<name>`.
    """

    cells: Mapping[str, Word]
    figures: Mapping[str, Word]
    records: Mapping[str, str]

    def number(self, name: str) -> Word | None:
        """The number of that name, a key of a figure or a sum `a+b` too; None if there is none."""
        if PLUS in name:
            return self._sum(name.split(PLUS))
        if name in self.cells:
            return self.cells[name]
        if name in self.figures:
            return self.figures[name]
        whole, key = split_key(name)
        word = self.figures.get(whole)
        if word is None or not _KEY.fullmatch(key):
            return None
        if word.open_keys:
            return Word(key, word.unit, word.at_end)
        if word.keys is None or key not in word.keys:
            return None
        return Word(word.keys[key], word.unit, word.at_end)

    def _sum(self, names: list[str]) -> Word | None:
        """Of numbers that differ and have one unit; the editions are those that have all of them."""
        words = [self.number(name) for name in names]
        known = [word for word in words if word is not None]
        if len(known) < len(names) or len(set(names)) < len(names) or len({word.unit for word in known}) > 1:
            return None
        tables = [word.editions for word in known if word.editions]
        # No edition has all of them: then none has the sum, which is said as of a cell that the year's form lacks.
        shared = tuple(one for one in tables[0] if all(one in other for other in tables)) or ("",) if tables else ()
        at_end = all(word.at_end for word in known)
        return Word("、".join(word.label for word in known) + "之和", known[0].unit, at_end, editions=shared)

    def keyed(self, name: str) -> tuple[str, Word, tuple[str, ...]] | None:
        """
        The figure of a list over keys `text/website.items/*` or `.../news,profile`.

        Returns:
            Its name, its word, and the keys that are asked for (none: all); None if *name* is no such list.
        """
        whole, key = split_key(name)
        word = self.figures.get(whole)
        if word is None or (word.keys is None and not word.open_keys):
            return None
        if key == ALL:
            return whole, word, ()
        wanted = tuple(key.split(","))
        if len(wanted) < 2 or not all(part and (word.open_keys or part in (word.keys or {})) for part in wanted):
            return None
        return whole, word, wanted

    def list_of(self, name: str) -> str | None:
        """What people call the list of records of that name, or of a key in it; None if there is none."""
        return self.records.get(name) or self.records.get(name.rpartition("/")[0])

    def called(self, name: str) -> str:
        """What people call whatever has that name; the name itself where nobody says."""
        if name in FACTS:
            return FACTS[name]
        if PLUS in name:
            return "、".join(self.called(part) for part in name.split(PLUS)) + "之和"
        word = self.number(name)
        if word is not None:
            whole, key = split_key(name)
            return f"{self.figures[whole].label}（{word.label}）" if key and whole in self.figures else word.label
        keyed = self.keyed(name)
        return keyed[1].label if keyed else self.list_of(name) or name

    def quoted(self, name: str) -> str:
        """What it is called, in quotation marks; a cell's words have theirs already."""
        called = self.called(name)
        return called if called.startswith("“") else f"“{called}”"

    def names(self) -> tuple[str, ...]:
        """Every name that can be written, for telling what is known."""
        return (*FACTS, *self.figures, *self.cells, *self.records)


@dataclass(frozen=True, slots=True)
class Item:
    """
    A record in a list.

    Args:
        title: What it is called.
        words: What it says; "" if nothing.
        key: What it is told apart by in lists like `records/accounts/wechat`; "" if by nothing.
    """

    title: str
    words: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """
    What is known of a body's year.

    Args:
        year: The year.
        edition: The id of the form's edition for it.
        facts: Facts by their names; one that is not known is not there.
        vocabulary: Every name there is.
        numbers: This year's cells and figures by name; what is not known is not there.
        before: Those of the year before.
        partial: Figures that leave days of the year out, and are no figures of it.
        records: Lists of records by name; one that nobody provides is not there.
    """

    year: int
    edition: str
    facts: Mapping[str, str]
    vocabulary: Vocabulary
    numbers: Mapping[str, Value]
    before: Mapping[str, Value] = field(default_factory=dict)
    partial: frozenset[str] = frozenset()
    records: Mapping[str, tuple[Item, ...]] = field(default_factory=dict)

    def value(self, name: str) -> Value | None:
        """The year's number of that name, or the sum of several; None if one is not known."""
        return _sum(name, self.numbers)

    def value_before(self, name: str) -> Value | None:
        """That of the year before, likewise."""
        return _sum(name, self.before)

    def items(self, name: str) -> tuple[Item, ...] | None:
        """The records of a list, or those of one key in it; None if nobody provides it."""
        if name in self.records:
            return self.records[name]
        whole, _, key = name.rpartition("/")
        if whole not in self.records:
            return None
        return tuple(item for item in self.records[whole] if item.key == key)

    def keys_of(self, name: str) -> list[str]:
        """The keys of a figure that have a number other than 0, in the order of their labels."""
        whole = self.vocabulary.figures.get(name)
        places = {key: place for place, key in enumerate(whole.keys or ())} if whole else {}
        found = [other.removeprefix(f"{name}/") for other in self.numbers if other.startswith(f"{name}/")]
        kept = [key for key in found if self.numbers[f"{name}/{key}"]]
        return sorted(kept, key=lambda key: (places.get(key, len(places)), key))


def _sum(name: str, numbers: Mapping[str, Value]) -> Value | None:
    found = [numbers.get(part) for part in name.split(PLUS)]
    known = [value for value in found if value is not None]
    return sum(known[1:], known[0]) if len(known) == len(found) else None


def split_key(name: str) -> tuple[str, str]:
    """`text/website.items/news` → the figure's name and the key; no key where there is none."""
    parts = name.split("/", 2)
    if len(parts) == 3 and parts[0] == TEXT:
        return "/".join(parts[:2]), parts[2]
    return name, ""
