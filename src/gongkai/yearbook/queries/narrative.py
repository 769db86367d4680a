"""What can be asked about the text of reports: templates, and what officers made of the drafts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gongkai.organisations import queries as bodies
from gongkai.organisations.models import Ancestry, Organisation
from gongkai.yearbook.models import Narrative, Template, YearReport
from gongkai.yearbook.narrative.changes import Segment, segments
from gongkai.yearbook.narrative.shipped import shipped


@dataclass(frozen=True, slots=True)
class Wording:
    """
    The template by which a unit's section is drafted.

    Args:
        section: The section's key.
        text: The template.
        unit: Whose wording it is; None for the one that comes with the program.
        changed_on: When it was last changed; None for the one that comes with the program.
    """

    section: str
    text: str
    unit: Organisation | None
    changed_on: date | None = None


def templates_of(unit: Organisation, year: int) -> dict[str, Wording]:
    """
    The templates of a unit's sections, by key: its own, else those of the nearest unit above it by the year's tree.

    One query.
    """
    found = {section: Wording(section, text, None) for section, text in shipped().items()}
    above = (
        Ancestry.objects.on(bodies.last_day(unit, date(year, 12, 31)))
        .filter(descendant=unit)
        .values_list("ancestor", "depth")
    )
    depths = {**dict(above), unit.pk: 0}
    rows = Template.objects.filter(organisation__in=list(depths)).select_related("organisation")
    # The nearest comes last and stands.
    for row in sorted(rows, key=lambda row: depths[row.organisation_id], reverse=True):
        found[row.section] = Wording(row.section, row.text, row.organisation, row.changed_on)
    return found


def texts_of(making: YearReport | None) -> dict[str, str]:
    """What officers have of each section that was drafted or written, by key; one query."""
    if making is None:
        return {}
    return dict(making.narratives.values_list("section", "text"))


def narrative_of(making: YearReport, section: str) -> Narrative | None:
    """A section of a report in the making; None if nobody has drafted or written it yet."""
    return making.narratives.filter(section=section).first()


def changes_of(narrative: Narrative) -> list[Segment]:
    """What the officer changed of the draft, sentence by sentence."""
    return segments(narrative.drafted, narrative.text)
