"""What oversight contributes to a report: trainings that were held, and how many people came."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse

from gongkai.figures import Declaration, Flow, Listed, Period, Text
from gongkai.ledger.keys import key
from gongkai.oversight.models import Training

_REGULATION = "《政府信息公开条例》第四十八条"


def declared() -> list[Declaration]:
    """Every figure of oversight, in the order in which a report tells them."""
    sessions = Text("training.sessions", "政府信息公开培训", "次", _REGULATION)
    people = Text("training.attendances", "参加培训", "人次", _REGULATION)
    listed = Listed(key, str, lambda row: reverse("gk_oversight:training", args=[row.uid]))
    return [
        Flow(cell=sessions, records=_held, unit="organisation", listed=listed, on="held_on"),
        Flow(cell=people, records=_held, unit="organisation", listed=listed, on="held_on", amount="headcount"),
    ]


def _held(period: Period) -> QuerySet[Training]:
    return Training.objects.filter(held_on__isnull=False)
