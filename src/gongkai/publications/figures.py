"""What publications contribute to a report: items of own sites, papers on others' sites, budgets and final accounts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db.models import F, OuterRef, QuerySet, Subquery

from gongkai.channels import kinds as channels
from gongkai.figures import By, Declaration, Flow, Listed, Period, Text
from gongkai.ledger.keys import key
from gongkai.publications import kinds
from gongkai.publications.models import Placement, Publication
from gongkai.publications.queries import counts
from gongkai.publications.queries.counts import Scope

_STATEMENT = "国办函〔2018〕12号 附表"
_REGULATION = "《政府信息公开条例》第二十条第七项、第二十三条"


def declared() -> list[Declaration]:
    """Every figure of publications, in the order in which a report tells them."""
    return [*_placements(), _disclosed("budgets", "budget"), _disclosed("accounts", "accounts")]


def _placements() -> list[Declaration]:
    """An item counts for who runs the site; a paper on a site of others counts for who published it."""
    site = "column__website__organisation"
    classes = {found.id: found.label for found in channels.column_classes().values()}
    items = Text("website.items", "网站发布信息", "条", _STATEMENT, By("column__kind", classes))
    elsewhere = Text("publications.elsewhere", "在其他单位网站公开信息", "件", "《政府信息公开条例》第二十三条")
    listed = Listed(key, lambda row: str(row.publication), _address, ("publication", "column__website"))
    return [
        Flow(cell=items, records=_counted, unit=site, listed=listed, on="from_on"),
        Flow(cell=elsewhere, records=_elsewhere, unit="organisation", listed=listed, on="from_on"),
    ]


def _counted(period: Period) -> QuerySet[Placement]:
    return counts.counted(Scope(), period)


def _elsewhere(period: Period) -> QuerySet[Placement]:
    return _counted(period).exclude(column__website__organisation=F("organisation"))


def _address(placement: Placement) -> str:
    return placement.address or f"/p/{placement.publication.uid}/"


def _disclosed(name: str, kind: str) -> Declaration:
    """Papers of a kind by fiscal year, each once, on the day on which it first stood on a column."""
    cell = Text(f"finance.{name}", f"公开{kinds.kinds()[kind].label}", "份", _REGULATION, By("fiscal_year"))
    listed = Listed(key, str, lambda row: f"/p/{row.uid}/")
    return Flow(cell=cell, records=_first_placed(kind), unit="organisation", listed=listed, on="first_on")


def _first_placed(kind: str) -> Callable[[Period], QuerySet[Publication]]:
    def records(period: Period) -> QuerySet[Publication]:
        ever = counts.counted(Scope(kind=kind), counts.Period(date.min, period.until))
        first = ever.filter(publication=OuterRef("pk")).order_by("from_on").values("from_on")[:1]
        return Publication.objects.filter(kind=kind).annotate(first_on=Subquery(first))

    return records
