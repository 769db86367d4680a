"""What is given to the acts that enter rows, and what is said of each; nothing of a row is checked yet.

Money is in whole 分. A text that does not apply is "", a day or an amount that is not known None.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from gongkai.registers.models import RegisterImport


@dataclass(frozen=True, slots=True)
class MatterRow:
    """
    A matter of the list of powers; its fields are those of `Matter`.

    Args:
        place: Where it stands in the file, for messages; "" outside of one. Of every kind of row.
    """

    kind: str
    name: str
    opened_on: date | None
    code: str = ""
    sub_kind: str = ""
    grounds: str = ""
    conditions: str = ""
    procedure: str = ""
    address: str = ""
    closed_on: date | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """
    A decision with the fields of the double-publicity rule; its fields are those of `Decision`.

    Args:
        matter: Code or name of the matter that it was made under; "" if of none.
        display_class: An id of display.toml; "" leaves it to the rule.
    """

    kind: str
    document_number: str
    party_kind: str
    party_name: str
    decided_on: date | None
    matter: str = ""
    document_name: str = ""
    party_code: str = ""
    representative: str = ""
    sub_kind: str = ""
    content: str = ""
    certificate: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    offence: str = ""
    facts: str = ""
    grounds: str = ""
    fine: int | None = None
    confiscated: int | None = None
    is_summary: bool = False
    display_class: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class FeeItemRow:
    """An item of the catalogue of fees; its fields are those of `FeeItem`."""

    name: str
    grounds: str
    rate: str
    opened_on: date | None
    code: str = ""
    payer: str = ""
    level: str = ""
    closed_on: date | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class FeeIncomeRow:
    """
    Money collected under an item in a period; below 0 for a refund.

    Args:
        item: Code or name of the item.
    """

    item: str
    from_on: date | None
    until_on: date | None
    amount: int | None
    origin: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class ProcurementRow:
    """A procurement project; its fields are those of `Procurement`."""

    name: str
    method: str
    code: str = ""
    catalogue_item: str = ""
    is_central: bool = True
    budget: int | None = None
    amount: int | None = None
    supplier: str = ""
    supplier_code: str = ""
    awarded_on: date | None = None
    contracted_on: date | None = None
    result_published_on: date | None = None
    contract_published_on: date | None = None
    address: str = ""
    place: str = ""


Row = MatterRow | DecisionRow | FeeItemRow | FeeIncomeRow | ProcurementRow


@dataclass(frozen=True, slots=True)
class TakenFile:
    """A file that is taken in: the register that it is of, its name, the digest of its bytes, how many rows it has."""

    register: str
    name: str
    sha256: str
    rows: int


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row: the field of the row, and a whole sentence."""

    field: str
    words: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a row would do, and if it cannot be, why not: every fault, each with its field."""

    state: Literal["new", "same", "bad"]
    faults: tuple[Fault, ...] = ()

    @property
    def words(self) -> str:
        """All that is wrong, as people read it; "" if nothing is."""
        return "".join(fault.words for fault in self.faults)


NEW, SAME = Verdict("new"), Verdict("same")


@dataclass(frozen=True, slots=True)
class Entered:
    """
    What came of entering rows.

    Args:
        new: How many were new.
        same: How many were there already and passed over.
        taken: The file, if there was one.
        was_known: Whether the same file had been taken in before, so that nothing was done.
        uids: Keys of the records that were made, in the order of the rows.
    """

    new: int
    same: int
    taken: RegisterImport | None = None
    was_known: bool = False
    uids: tuple[str, ...] = ()
