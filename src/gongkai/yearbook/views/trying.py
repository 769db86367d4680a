"""A template tried on a year: what it drafts and leaves out, and the names and forms that it may use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from gongkai.errors import Unreadable
from gongkai.organisations.models import Organisation
from gongkai.report import editions
from gongkai.yearbook import narrative
from gongkai.yearbook.narrative import Known
from gongkai.yearbook.queries.compiling import compile_report

#: What a form is written on, as people call it.
_WRITTEN_ON = {"number": "数", "keyed": "分项", "records": "清单", "fact": "事实"}


@dataclass(frozen=True, slots=True)
class Name:
    """A name that a template may use, what people call it, and what it reads in the year that is tried."""

    name: str
    label: str
    words: str


def tried(unit: Organisation, section: str, text: str, asked: str, *, on: date) -> dict[str, Any]:
    """
    What a page shows beside a template.

    Args:
        unit: Whose year it is tried on.
        section: The section's key.
        text: The template as it is typed.
        asked: The year that is asked for; anything that is none means the last year.
        on: The day.
    """
    years = list(range(on.year - 1, min(edition.from_year for edition in editions().values()) - 1, -1))
    year = next((year for year in years if str(year) == asked), years[0])
    known = narrative.known(compile_report(unit, year, on=on))
    return {
        "year": year,
        "years": years,
        "names": _names(known),
        "forms": [(_WRITTEN_ON[kind], name, does) for kind, name, does in narrative.all_forms()],
        "conditions": [(f"{{{{{kind} 名称}}}}", does) for kind, does in narrative.CONDITIONS.items()],
        **_drafted(section, text, known),
    }


def _drafted(section: str, text: str, known: Known) -> dict[str, Any]:
    """What the template drafts, and what it leaves out for want of something; why it cannot, where it cannot."""
    try:
        narrative.check(narrative.parse(text), known.vocabulary)
    except Unreadable as wrong:
        return {"wrong": str(wrong)}
    drafted = narrative.draft(known, section, text)
    left_out = [one for one in drafted.left_out if one.is_missing]
    return {"drafted": narrative.render(drafted.text, known).split("\n"), "left_out": left_out}


def _names(known: Known) -> list[Name]:
    """Facts, figures with their keys, and lists; cells are as the form has them."""
    found = [Name(name, known.vocabulary.called(name), known.facts.get(name, "")) for name in narrative.FACTS]
    for name, word in known.vocabulary.figures.items():
        found.append(_number(name, known))
        if word.keys is not None:
            found += [_number(f"{name}/{key}", known) for key in word.keys if f"{name}/{key}" in known.numbers]
    for name, label in known.vocabulary.records.items():
        items = known.records.get(name, ())
        found.append(Name(name, label, f"{len(items)}条" if items else ""))
    return found


def _number(name: str, known: Known) -> Name:
    reads = narrative.render("{{" + name + "|单位}}", known) if name in known.numbers else ""
    return Name(name, known.vocabulary.called(name), reads)
