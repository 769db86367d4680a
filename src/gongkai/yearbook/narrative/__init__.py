"""The text of the report: drafted from the figures by templates that are data, changed by officers, and marked.

Each function takes a compiled report, or what `known` has gathered of it: a page that asks several things gathers once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.report import Section
from gongkai.yearbook.narrative import drafting, marking, rendering
from gongkai.yearbook.narrative.changes import Kept, Redrafted, Segment, redraft, segments
from gongkai.yearbook.narrative.checking import all_forms, check
from gongkai.yearbook.narrative.drafting import Drafted, LeftOut
from gongkai.yearbook.narrative.gathering import known, vocabulary
from gongkai.yearbook.narrative.knowledge import FACTS, Item, Known, Vocabulary
from gongkai.yearbook.narrative.language import CONDITIONS, BadTemplate, parse, written
from gongkai.yearbook.narrative.marking import KINDS, Mark, Offer, Suggestion
from gongkai.yearbook.narrative.providers import Provider, providers
from gongkai.yearbook.narrative.rendering import Piece, gaps
from gongkai.yearbook.narrative.shipped import shipped

if TYPE_CHECKING:
    from gongkai.yearbook.models import YearReport
    from gongkai.yearbook.queries.compiling import Compiled

__all__ = [
    "CONDITIONS",
    "FACTS",
    "KINDS",
    "BadTemplate",
    "Drafted",
    "Item",
    "Kept",
    "Known",
    "LeftOut",
    "Mark",
    "Offer",
    "Piece",
    "Provider",
    "Redrafted",
    "Segment",
    "Suggestion",
    "Vocabulary",
    "all_forms",
    "check",
    "draft",
    "gaps",
    "known",
    "marks",
    "parse",
    "pieces",
    "providers",
    "redraft",
    "render",
    "sections",
    "segments",
    "shipped",
    "suggest",
    "vocabulary",
    "written",
]  # fmt: skip


def draft(compiled: Compiled | Known, section: str, template: str) -> Drafted:
    """
    Draft a section; where nothing can be drafted, what was left out says that it is to be written.

    Args:
        compiled: The report.
        section: The section's key.
        template: Its template.

    Raises:
        BadTemplate: the template cannot be read.
    """
    found = drafting.draft(template, known(compiled))
    if found.text or section != "problems":
        return found
    to_write = LeftOut("", "records", "没有登记问题和措施。请登记后重新起草，或者直接在这里撰写。")
    return Drafted("", (to_write, *found.left_out))


def render(text: str, compiled: Compiled | Known) -> str:
    """
    A text as it is read, a paragraph a line.

    Raises:
        BadTemplate: the text cannot be read.
    """
    return rendering.render(text, known(compiled))


def pieces(text: str, compiled: Compiled | Known) -> list[list[Piece]]:
    """
    A text piece by piece, a list a paragraph: for showing references with their records and exact numbers.

    Raises:
        BadTemplate: the text cannot be read.
    """
    return rendering.pieces(text, known(compiled))


def suggest(text: str, compiled: Compiled | Known) -> list[Suggestion]:
    """
    Typed numbers that equal a figure, with the references that could stand for them.

    Raises:
        BadTemplate: the text cannot be read.
    """
    return marking.suggest(text, known(compiled))


def marks(text: str, compiled: Compiled | Known, last_year: str = "", *, section: str = "overview") -> list[Mark]:
    """
    What in a text wants a second look, in the order of the text.

    Args:
        text: The officer's, with references.
        compiled: The report.
        last_year: The same section of last year's report as it was read; "" if there is none.
        section: The section's key.

    Raises:
        BadTemplate: the text cannot be read.
    """
    return marking.marks(text, known(compiled), last_year, section=section)


def sections(compiled: Compiled, making: YearReport | None) -> list[Section]:
    """
    The sections of a report as they read: what officers made of them, else what the templates draft.

    Args:
        compiled: The report's numbers.
        making: The report in the making; None if it is not begun, and then everything is drafted.
    """
    from gongkai.yearbook.queries.narrative import templates_of, texts_of  # which builds on this package

    texts = texts_of(making)
    templates = templates_of(compiled.unit, compiled.year)
    found = known(compiled)
    written_or_drafted = {
        form.key: texts[form.key] if form.key in texts else draft(found, form.key, templates[form.key].text).text
        for form in compiled.edition.sections
    }
    return [
        Section(form.number, form.key, form.heading, render(written_or_drafted[form.key], found))
        for form in compiled.edition.sections
    ]
