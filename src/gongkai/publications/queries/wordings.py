"""The list of wordings as a unit has it: where each entry comes from, and whether it is in use."""

from __future__ import annotations

from dataclasses import dataclass

from gongkai.organisations.models import Ancestry, Organisation
from gongkai.publications.gate.subject import Wording
from gongkai.publications.gate.subjects import as_wording
from gongkai.publications.gate.wordings import shipped
from gongkai.publications.models import WordRule
from gongkai.publications.models.gate import WORD_KINDS

#: Labels of the kinds by their ids, the gravest first.
LABELS = {kind: dict(WORD_KINDS)[kind] for kind in ("serious", "sensitive", "mistaken", "outdated")}
#: Where an entry comes from that nobody entered.
SHIPPED = "随程序提供"
FOR_ALL = "全部机关"


@dataclass(frozen=True, slots=True)
class Listed:
    """
    An entry of the list.

    Args:
        wording: What is looked for.
        kind: Label of its kind.
        origin: Who entered it: a unit's name, all units, or the program.
        row: The record, if it is the unit's own.
        is_active: Whether it is looked for.
    """

    wording: Wording
    kind: str
    origin: str
    row: WordRule | None
    is_active: bool


def listed(unit: Organisation | None) -> list[Listed]:
    """Every entry that holds for *unit*, those switched off too, by kind; None for what holds for all units."""
    line = {None: FOR_ALL}
    order: list[int | None] = [None]
    if unit is not None:
        rows = Ancestry.objects.filter(descendant=unit, until_on__isnull=True).order_by("depth")
        above = list(rows.values_list("ancestor", "ancestor__name"))
        line |= dict(above)
        order = [*(pk for pk, _name in above), None]
    found: dict[str, Listed] = {}
    entered = WordRule.objects.filter(organisation__in=[pk for pk in order if pk is not None])
    entered = entered | WordRule.objects.filter(organisation__isnull=True)
    own = unit.pk if unit else None
    for row in sorted(entered, key=lambda row: (order.index(row.organisation_id), row.pk)):
        entry = Listed(
            as_wording(row), LABELS[row.kind], line[row.organisation_id],
            row if row.organisation_id == own else None, row.is_active,
        )  # fmt: skip
        found.setdefault(row.wrong, entry)
    for wording in shipped():
        found.setdefault(wording.wrong, Listed(wording, LABELS[wording.kind], SHIPPED, None, True))
    ranks = list(LABELS)
    return sorted(found.values(), key=lambda entry: (ranks.index(entry.wording.kind), entry.row is None))
