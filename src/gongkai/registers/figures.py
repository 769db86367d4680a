"""What the registers contribute to a report: all of table two, for both editions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet, Value
from django.urls import reverse

from gongkai.figures import By, Declaration, Flow, Listed, Period, Stock, Text
from gongkai.ledger.keys import key
from gongkai.registers import document_figures, kinds
from gongkai.registers.kinds import MatterKind
from gongkai.registers.models import Decision, FeeIncome, FeeItem, Matter, Procurement

#: How many 分 are one 元, and one 万元.
YUAN, TEN_THOUSAND_YUAN = 100, 1_000_000
#: What leaves a list counts below 0 in the change of the year.
_GONE = "figure_gone"
_UNIT = "organisation"
_PENALTIES = "行政处罚法第四十八条"
Records = Callable[[Period], QuerySet[Any]]


def declared() -> list[Declaration]:
    """Every figure of the registers, in the order of the form; then those of the text."""
    return [
        *document_figures.declared(),
        *(made for kind in kinds.matter_kinds().values() for made in _matters(kind)),
        *_fees(),
        *_procurement(),
        *_texts(),
    ]


def _matters(kind: MatterKind) -> list[Declaration]:
    """
    Matters on the list at the end of last year and their change in this one; decisions made in it.

    A decision that was annulled later was made all the same: it is counted, and struck alone it is not. Each kind is
    declared by itself, so that its list is read off the index.
    """
    row = (kind.table, kind.row)
    listed = _kept(Matter, kind=kind.id)
    return [
        Stock(cell=(*row, "previous"), records=listed, unit=_UNIT, listed=_listed(),
              held=("opened_on", "closed_on"), at="start"),
        *_change((*row, "change"), listed),
        Flow(cell=(*row, "decisions"), records=_kept(Decision, kind=kind.id), unit=_UNIT, listed=_listed(),
             on="decided_on"),
    ]  # fmt: skip


def _fees() -> list[Declaration]:
    """Items of the catalogue as matters are; the money of 2021 by the last day of its period, in 万元."""
    items = _kept(FeeItem)
    return [
        Stock(cell=("fees", "fees", "previous"), records=items, unit=_UNIT, listed=_listed(),
              held=("opened_on", "closed_on"), at="start"),
        *_change(("fees", "fees", "change"), items),
        Flow(cell=("fees", "fees", "amount"), records=_kept(FeeIncome), unit=_UNIT, listed=_listed("item"),
             on="until_on", amount="amount", per=TEN_THOUSAND_YUAN),
    ]  # fmt: skip


def _procurement() -> list[Declaration]:
    """Central projects whose contract was signed in the year, and what they came to, in 元."""
    central = _kept(Procurement, is_central=True)
    row = ("procurement", "procurement")
    return [
        Flow(cell=(*row, "projects"), records=central, unit=_UNIT, listed=_listed(), on="contracted_on"),
        Flow(cell=(*row, "amount"), records=central, unit=_UNIT, listed=_listed(), on="contracted_on", amount="amount",
             per=YUAN),
    ]  # fmt: skip


def _texts() -> list[Declaration]:
    by = By("kind", {kind.id: kind.label for kind in kinds.matter_kinds().values()})
    published = Text("decisions.published", "公开行政决定", "件", _PENALTIES, by)
    withdrawn = Text("decisions.withdrawn", "撤回公开的行政决定", "件", _PENALTIES, by)
    fines = Text("decisions.fines", "罚款金额", "元", "条例第二十条第（六）项")
    # The kinds are named, though they are all there are, so that the index is entered at each.
    every = _kept(Decision, kind__in=list(kinds.matter_kinds()))
    return [
        Flow(cell=published, records=every, unit=_UNIT, listed=_listed(), on="published_on"),
        Flow(cell=withdrawn, records=_kept(Decision), unit=_UNIT, listed=_listed(), on="withdrawn_on"),
        Flow(cell=fines, records=_kept(Decision, kind="penalties"), unit=_UNIT, listed=_listed(), on="decided_on",
             amount="fine", per=YUAN),
    ]  # fmt: skip


def _change(cell: tuple[Any, Any, Any], records: Records) -> list[Declaration]:
    """What came on a list in the period, less what left it: on the first day without it."""
    return [
        Flow(cell=cell, records=records, unit=_UNIT, listed=_listed(), on="opened_on"),
        Flow(cell=cell, records=lambda period: records(period).annotate(**{_GONE: Value(-1)}), unit=_UNIT,
             listed=_listed(), on="closed_on", amount=_GONE),
    ]  # fmt: skip


def _kept(model: Any, **wanted: Any) -> Records:
    """The rows of a register that are not struck."""
    return lambda period: model.objects.filter(struck_on__isnull=True, **wanted)


def _listed(*related: str) -> Listed:
    return Listed(key, str, _address, related)


def _address(record: Any) -> str:
    return reverse("gk_registers:record", args=[record._meta.model_name, record.uid])
