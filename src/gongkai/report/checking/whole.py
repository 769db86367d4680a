"""Rules on the report as a whole: its sections and its edition."""

from __future__ import annotations

from gongkai.report.checking.messages import say
from gongkai.report.checking.registry import Outcome, Subject, rule
from gongkai.report.checking.words import table_words
from gongkai.report.form import Edition, SectionForm, edition_for, editions


@rule("section.missing", "error")
def section_missing(subject: Subject, outcome: Outcome) -> None:
    """The six sections that article 50 and the form ask for; all that are missing in one finding."""
    wanted = subject.layout.edition.sections
    present = {section.key for section in subject.report.sections}
    if not present & {section.key for section in wanted}:
        outcome.open("section.missing", (), say("section.missing", "no_text"))
        return
    if all(section.key in present for section in wanted):
        return
    tabled = {table.section for table in subject.layout.tables if _has_cells(subject, table.id)}
    lost = [section for section in wanted if section.key not in present and section.key in tabled]
    absent = [section for section in wanted if section.key not in present and section.key not in tabled]
    if lost:
        message = say("section.missing", "heading", names=_headings(lost))
        outcome.found("section.missing", "warning", (), ("、".join(section.key for section in lost), None), message)
    if not absent:
        return
    slip = ""
    if len(absent) > 1 and tuple(absent) == wanted[-len(absent) :] and len(absent) < len(wanted):
        last = wanted[-len(absent) - 1]
        slip = say("section.missing", "cut_off", last=f"{last.number}、{last.heading}")
    message = say("section.missing", "broken", names=_headings(absent))
    outcome.found(
        "section.missing", "error", (), ("、".join(section.key for section in absent), None), message, slip=slip
    )


def _has_cells(subject: Subject, table: str) -> bool:
    return any(cell.partition("/")[0] == table for cell in subject.report.cells)


def _headings(sections: list[SectionForm]) -> str:
    return "、".join(f"“{section.number}、{section.heading}”" for section in sections)


@rule("edition.wrong", "warning")
def edition_wrong(subject: Subject, outcome: Outcome) -> None:
    """The form is that of the year reported; a table in the form of another edition is named."""
    report = subject.report
    if report.year is None:
        outcome.open("edition.wrong", (), say("edition.wrong", "no_year"))
        return
    right = _edition_of(report.year)
    if right is None:
        message = say("edition.wrong", "before", year=report.year, first=next(iter(editions().values())).from_year)
        outcome.found("edition.wrong", "warning", (), (report.edition, None), message)
        return
    if report.edition != right.id:
        used = subject.layout.edition
        message = say("edition.wrong", "broken", year=report.year, used=used.name, right=right.name,
                      notice=right.notice)  # fmt: skip
        outcome.found("edition.wrong", "warning", (), (report.edition, right.id), message)
    mixed = [table for table, form in subject.layout.forms.items() if form.id not in (report.edition, right.id)]
    for table in mixed:
        form = subject.layout.forms[table]
        cells = tuple(cell for cell in subject.layout.order if cell.partition("/")[0] == table)
        message = say("edition.wrong", "table", where=table_words(form, table), used=form.name, right=right.name,
                      year=report.year)  # fmt: skip
        outcome.found("edition.wrong", "warning", cells, (form.id, right.id), message)


def _edition_of(year: int) -> Edition | None:
    try:
        return edition_for(year)
    except KeyError:
        return None
