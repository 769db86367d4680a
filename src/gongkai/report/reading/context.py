"""Where in the form a reader stands: the table its last head or caption named."""

from __future__ import annotations

import re

from gongkai.report.reading.characters import fold
from gongkai.report.reading.labels import Label
from gongkai.report.reading.rows import Harvest

_UNIT_IN_HEAD = re.compile(r"[（(](?:单位)?[:：]?(亿元|万元|元)[）)]")


class Context:
    """The table that numbers now belong to, told by captions, heads and labels as they come."""

    def __init__(self, harvest: Harvest) -> None:
        self.harvest = harvest
        self.table = ""

    def leave(self) -> None:
        """A heading of another section was met: numbers that follow belong to no table."""
        self.table = ""

    def note(self, label: Label, text: str) -> None:
        """Remember what a label says about where we are."""
        if label.home:
            self.table = label.home
        elif label.caption:
            self.table = label.caption
        elif label.columns:
            if self.table not in label.spots and len(label.spots) == 1 and not label.rows:
                (self.table,) = label.spots
            self.harvest.heads += label.spots.get(self.table, ())
            if ("元" in text) and self.table and (unit := _UNIT_IN_HEAD.search("".join(fold(text).split()))):
                self.harvest.units[(self.table, label.columns[0][2])] = unit[1]

    def placed(self, label: Label | None) -> tuple[str, str]:
        """The table and row that a label before numbers names here; the row is empty if it names none."""
        if label is not None:
            for table, row in label.rows:
                if table == self.table or (len(label.rows) == 1 and not label.columns):
                    return table, row
        return self.table, ""
