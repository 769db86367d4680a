"""What the table of each register has in it, from the TOML files beside; knows no database."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from gongkai.registers import kinds

#: The order in which registers are offered.
ORDER = (
    "matters",
    "decisions-licences",
    "decisions-services",
    "decisions-penalties",
    "decisions-coercion",
    "fee-items",
    "fee-incomes",
    "procurement",
    "documents",
)
_CHOICES = {
    "matter": kinds.matter_kinds,
    "party": kinds.party_kinds,
    "method": kinds.methods,
    "document": kinds.document_kinds,
}
#: Units of money that a heading may name, and how many 分 make one.
UNITS: Mapping[str, int] = {"元": 100, "万元": 1_000_000, "人民币元": 100, "人民币万元": 1_000_000}
_UNIT = re.compile(r"^(.*?)[((]?(?:单位[::])?(人民币万元|人民币元|万元|元)[))]?$")


@dataclass(frozen=True, slots=True)
class Column:
    """
    A column of a register.

    Args:
        field: The field of the model, of the row of the acts, and the key of the open data.
        label: What we call it.
        kind: How its cells are read and written.
        headings: What files call it, beside the label.
        in_wan: Headings of the exchange format that mean 万元 without saying so.
        choices: Of a choice: which ids there are.
        required: Whether a row without it cannot be.
        public: Whether strangers see it.
        masked: Whether a natural person's name is masked for strangers.
        listed: Whether the list in the back office shows it.
        signed: Of money: whether it may be below 0.
        joined: Whether several columns of a file make one.
        entered_only: Whether it is given when a row is entered, and changed by acts of its own afterwards.
        help: What to write.
    """

    field: str
    label: str
    kind: Literal["text", "long", "day", "money", "choice", "yes_no", "reference"]
    headings: tuple[str, ...] = ()
    in_wan: tuple[str, ...] = ()
    choices: str = ""
    required: bool = False
    public: bool = False
    masked: bool = False
    listed: bool = False
    signed: bool = False
    joined: bool = False
    entered_only: bool = False
    help: str = ""

    @property
    def takes_several(self) -> bool:
        """Whether a file may have several columns for it: code and name of a matter, a certificate and its number."""
        return self.joined or self.kind == "reference"

    @property
    def heading(self) -> str:
        """What stands above it in files that we write: the label, of money with its unit."""
        return f"{self.label}（元）" if self.kind == "money" else self.label

    @property
    def options(self) -> list[tuple[str, str]]:
        """Of a choice: the ids that the database holds, each with its label."""
        if self.kind == "yes_no":
            return [("yes", "是"), ("no", "否")]
        return [(kind.id, kind.label) for kind in _CHOICES[self.choices]().values()] if self.choices else []


@dataclass(frozen=True, slots=True)
class Register:
    """
    The table of a register.

    Args:
        id: Its id, in addresses and in what is kept of imports.
        label: What people read.
        article: The article under which it is kept.
        source: Where its columns are written.
        model: The model of its rows.
        order: The day that lists are sorted by; "" for the order of entry.
        day: The day by which a row belongs to a year.
        key: The field that people know a row by.
        search: The fields that a text is looked for in.
        public: Which rows strangers see: a condition of `queries.tables`; "" for none.
        fixed: Fields that all of its rows have alike.
        ignored: Headings of the exchange format that are knowingly not kept.
        columns: Its columns, in their order.
    """

    id: str
    label: str
    article: str
    source: str
    model: str
    order: str
    day: str
    key: str
    search: tuple[str, ...]
    public: str
    columns: tuple[Column, ...]
    fixed: Mapping[str, str]
    ignored: tuple[str, ...] = ()

    @property
    def listed(self) -> list[Column]:
        """The columns of the list in the back office."""
        return [column for column in self.columns if column.listed]

    @property
    def edited(self) -> list[Column]:
        """The columns that are corrected in the list."""
        return [column for column in self.columns if not column.entered_only]

    @property
    def public_columns(self) -> list[Column]:
        """The columns that strangers see."""
        return [column for column in self.columns if column.public]

    def column(self, field: str) -> Column | None:
        """The column of that field, if there is one."""
        return next((column for column in self.columns if column.field == field), None)

    def matched(self, row: Sequence[str]) -> dict[int, tuple[Column, int | None]]:
        """
        Which column each of these headings means, by its place.

        Returns:
            Of each place that is known: the column, and for money how many 分 make one; None where the heading does
            not name the unit.
        """
        known = self._by_heading()
        meant = ((place, *_meant(known, heading)) for place, heading in enumerate(row))
        return {place: (column, per) for place, column, per in meant if column is not None}

    def _by_heading(self) -> dict[str, Column]:
        """Every heading that is known, the labels before what else files may say."""
        known: dict[str, Column] = {}
        for column in self.columns:
            known.setdefault(folded(column.label), column)
        for column in self.columns:
            for heading in (*column.headings, *column.in_wan):
                known.setdefault(folded(heading), column)
        return known


def folded(heading: str) -> str:
    """A heading without what people write one way or another: widths, case, blanks, the mark of what is required."""
    plain = unicodedata.normalize("NFKC", heading).lower()
    return "".join(plain.split()).strip("*†:")


@cache
def registers() -> dict[str, Register]:
    """Every register by its id, in the order in which they are offered."""
    folder = Path(__file__).parent
    return {name: _register(tomllib.loads((folder / f"{name}.toml").read_text("utf-8"))) for name in ORDER}


def register(id: str) -> Register | None:
    """The register of that id, or None."""
    return registers().get(id)


def _register(raw: dict[str, Any]) -> Register:
    columns = tuple(_column(entry) for entry in raw.pop("column"))
    lists = {name: tuple(raw.pop(name, ())) for name in ("search", "ignored")}
    return Register(columns=columns, fixed=raw.pop("fixed", {}), **lists, **raw)


def _column(raw: dict[str, Any]) -> Column:
    lists = {name: tuple(raw.pop(name, ())) for name in ("headings", "in_wan")}
    return Column(listed=raw.pop("list", False), **lists, **raw)


def _meant(known: Mapping[str, Column], heading: str) -> tuple[Column | None, int | None]:
    """The column that *heading* means, and its unit of money; None where it says none."""
    name = folded(heading)
    if (column := known.get(name)) is not None:
        return column, UNITS["万元"] if name in {folded(code) for code in column.in_wan} else None
    match = _UNIT.match(name)
    column = known.get(match[1]) if match else None
    if column is None or column.kind != "money":
        return None, None
    return column, UNITS[match[2]]  # type: ignore[index]  # it matched
