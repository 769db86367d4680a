"""What normative documents contribute to a report: table two's cells of art. 20 item 1, and figures of the text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse

from gongkai.figures import By, Declaration, Flow, Listed, Period, Stock, Text
from gongkai.ledger.keys import key
from gongkai.registers import kinds
from gongkai.registers.models import Document, DocumentStep

_SOURCE = "《政府信息公开条例》第二十条第（一）项"
_DOCUMENT = Listed(key, str, lambda row: reverse("gk_registers:document", args=[row.uid]))
_STEP = Listed(key, lambda row: f"{row.document}（{row}）",
               lambda row: reverse("gk_registers:document", args=[row.document.uid]), ("document",))  # fmt: skip
_Records = Callable[[Period], QuerySet[Any]]


def declared() -> list[Declaration]:
    """Every figure of documents: the cells of both editions, then the text's."""
    return [*_form_of_2019(), *_form_of_2021(), *_texts()]


def _form_of_2019() -> list[Declaration]:
    """
    Made: newly issued in the year. Disclosed: made public in it, whenever issued. Total: what is open to the public
    at its end, which is what was disclosed by then and is still in force; the form has no row for what has ended.
    """
    return [
        Flow(cell=_cell("made"), records=_standing, unit="organisation", listed=_DOCUMENT, on="issued_on"),
        Flow(cell=_cell("disclosed"), records=_shown, unit="organisation", listed=_DOCUMENT, on="shown_on"),
        Stock(cell=_cell("total"), records=_shown, unit="organisation", listed=_DOCUMENT,
              held=("shown_on", "ended_on"), at="end"),
    ]  # fmt: skip


def _form_of_2021() -> list[Declaration]:
    """
    Issued: new documents, and texts that were revised. Repealed: what ended in the year, by repeal, by lapsing, or
    because a revised text took its place.

    In force at its end: issued and neither repealed nor lapsed. It is counted from the day of issue and not from the
    first day in force, so that last year's number, plus issued, less repealed is this year's, as the form's rule says.
    """
    return [
        Flow(cell=_cell("issued"), records=_standing, unit="organisation", listed=_DOCUMENT, on="issued_on"),
        Flow(cell=_cell("issued", "document__kind"), records=_revised, unit="document__organisation", listed=_STEP,
             on="on"),
        Flow(cell=_cell("repealed"), records=_issued, unit="organisation", listed=_DOCUMENT, on="ended_on"),
        # The text before the revision, which the revised one takes the place of: so the form's equation holds.
        Flow(cell=_cell("repealed", "document__kind"), records=_revised, unit="document__organisation", listed=_STEP,
             on="on"),
        Stock(cell=_cell("in_force"), records=_standing, unit="organisation", listed=_DOCUMENT,
              held=("issued_on", "ended_on"), at="end"),
    ]  # fmt: skip


def _texts() -> list[Declaration]:
    new = Text("documents.new", "新制发规章和规范性文件", "件", _SOURCE, _by("kind"))
    revised = Text("documents.revised", "修订规章和规范性文件", "件", _SOURCE, _by("document__kind"))
    repealed = Text("documents.repealed", "废止规章和规范性文件", "件", _SOURCE, _by("kind"))
    lapsed = Text("documents.lapsed", "到期失效规章和规范性文件", "件", _SOURCE, _by("kind"))
    unit = "organisation"
    return [
        Flow(cell=new, records=_standing, unit=unit, listed=_DOCUMENT, on="issued_on"),
        Flow(cell=revised, records=_revised, unit=f"document__{unit}", listed=_STEP, on="on"),
        Flow(cell=repealed, records=_issued, unit=unit, listed=_DOCUMENT, on="repealed_on"),
        Flow(cell=lapsed, records=_issued, unit=unit, listed=_DOCUMENT, on="lapsed_on"),
    ]


def _cell(column: str, field: str = "kind") -> tuple[str, By, str]:
    return ("documents", _by(field), column)


def _by(field: str) -> By:
    return By(field, {kind.id: kind.label for kind in kinds.document_kinds().values()})


def _standing(period: Period) -> QuerySet[Document]:
    return Document.objects.filter(struck_on__isnull=True)


def _issued(period: Period) -> QuerySet[Document]:
    return _standing(period).filter(issued_on__isnull=False)


def _shown(period: Period) -> QuerySet[Document]:
    """With the day of disclosure as its publication has it at this moment, not as it was stored last."""
    return _standing(period).annotate(shown_on=F("publication__published_on"))


def _revised(period: Period) -> QuerySet[DocumentStep]:
    """Revisions that stand, of documents that stand."""
    return DocumentStep.objects.filter(kind="amended", struck_on__isnull=True, document__struck_on__isnull=True)
