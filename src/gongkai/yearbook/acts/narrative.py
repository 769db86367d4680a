"""The text of a report: a unit's templates, what officers write, and a new draft that leaves their words standing."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Actor, key, require
from gongkai.report import editions
from gongkai.yearbook import narrative
from gongkai.yearbook.models import Narrative, Template, YearReport
from gongkai.yearbook.queries.compiling import compile_report
from gongkai.yearbook.queries.narrative import templates_of

__all__ = ["drop_template", "redraft_section", "write_section", "write_template"]


def write_template(unit: Organisation, section: str, text: str, *, by: Actor, on: date) -> Template:
    """
    Let a unit's section be drafted by its own template, and those of the units below that have none of their own.

    Args:
        unit: Whose wording it is.
        section: The section's key.
        text: The template.
        by: Who writes it.
        on: Day of the act.

    Raises:
        NotAllowed: *by* is no reporter at or above *unit*.
        Refused: there is no such section, or the text is empty.
        BadTemplate: the text cannot be read, or names what there is not; the error says where.
    """
    require(by, "yearbook.write_template", unit, on=on)
    heading = _heading(section)
    if not text.strip():
        raise Refused("模板是空的。要改回随系统提供的模板，请用“恢复”。")
    narrative.check(narrative.parse(text), narrative.vocabulary())
    with transaction.atomic():
        row = _locked_template(unit, section) or Template(organisation=unit, section=section)
        before = row.text
        if before == text:
            return row
        row.text, row.changed_on, row.changed_by = text, on, key(by)
        row.save()
        ledger.record("yearbook.write_template", _template_key(unit, section), by=key(by), unit=unit, on=on,
                      before=before.encode() or None, after=text.encode(),
                      details={"body": unit.name, "section": heading})  # fmt: skip
    return row


def drop_template(unit: Organisation, section: str, *, by: Actor, on: date) -> None:
    """
    Give a unit's own template up, so that the one of the nearest unit above it, or the shipped one, is used again.

    Raises:
        NotAllowed: *by* is no reporter at or above *unit*.
        Refused: there is no such section, or the unit has no template of its own for it.
    """
    require(by, "yearbook.drop_template", unit, on=on)
    heading = _heading(section)
    with transaction.atomic():
        row = _locked_template(unit, section)
        if row is None:
            raise Refused(f"{unit.name}的“{heading}”没有自己的模板，不必恢复。")
        before = row.text
        row.delete()
        ledger.record("yearbook.drop_template", _template_key(unit, section), by=key(by), unit=unit, on=on,
                      before=before.encode(), details={"body": unit.name, "section": heading})  # fmt: skip


def write_section(making: YearReport, section: str, text: str, edition: int, *, by: Actor, on: date) -> Narrative:
    """
    Keep what an officer made of a section; the draft that it was made from is kept beside it.

    Args:
        making: The report.
        section: The section's key.
        text: The text, with its references.
        edition: The report's count of changes that the officer saw.
        by: Who writes.
        on: Day of the act.

    Raises:
        NotAllowed: *by* is no reporter at or above the report's unit.
        Refused: no such section, the report is not being compiled any more, or somebody changed it meanwhile.
        BadTemplate: the text cannot be read, or names what there is not; the error says where.
    """
    require(by, "yearbook.write_section", making.organisation, on=on)
    heading = _heading(section)
    text = _lines(text)
    narrative.check(narrative.written(text), narrative.vocabulary())
    kept = making.narratives.filter(section=section).first()
    drafted = kept.drafted if kept is not None else _draft(making, section, on)
    with transaction.atomic():
        current = _locked(making, edition)
        row = _locked_section(current, section) or Narrative(report=current, section=section, drafted=drafted)
        return _put(row, text, "yearbook.write_section", heading, by=by, on=on)


def redraft_section(making: YearReport, section: str, edition: int, *, by: Actor, on: date) -> narrative.Redrafted:
    """
    Draft a section anew: sentences nobody touched follow the new draft, those that an officer changed stay.

    Returns:
        The text, and the sentences where the officer's words stand against the new draft.

    Raises:
        NotAllowed: *by* is no reporter at or above the report's unit.
        Refused: as `write_section`.
    """
    require(by, "yearbook.redraft_section", making.organisation, on=on)
    heading = _heading(section)
    drafted = _draft(making, section, on)
    with transaction.atomic():
        current = _locked(making, edition)
        row = _locked_section(current, section)
        if row is None:
            row, found = Narrative(report=current, section=section), narrative.Redrafted(drafted, ())
        else:
            found = narrative.redraft(row.drafted, row.text, drafted)
        is_new_draft = row.drafted != drafted
        row.drafted = drafted
        if is_new_draft and row.pk and row.text == found.text:
            row.save(update_fields=["drafted"])
        _put(row, found.text, "yearbook.redraft_section", heading, by=by, on=on)
    return found


def _draft(making: YearReport, section: str, on: date) -> str:
    """What the unit's template gives of the section today."""
    unit, year = making.organisation, making.year
    compiled = compile_report(unit, year, scope=making.scope, with_subordinates=making.with_subordinates, on=on)
    return narrative.draft(compiled, section, templates_of(unit, year)[section].text).text


def _put(row: Narrative, text: str, act: str, heading: str, *, by: Actor, on: date) -> Narrative:
    """Keep a text and count the change; the same text again changes nothing."""
    before = row.text if row.pk else None
    if before == text:
        return row
    row.text, row.changed_on, row.changed_by = text, on, key(by)
    row.save()
    making = row.report
    YearReport.objects.filter(pk=making.pk).update(edition=making.edition + 1)
    making.edition += 1
    ledger.record(act, making, by=key(by), unit=making.organisation, on=on,
                  before=None if before is None else before.encode(), after=text.encode(),
                  details={"body": making.organisation.name, "year": making.year, "section": heading})  # fmt: skip
    return row


def _locked(making: YearReport, edition: int) -> YearReport:
    """The report, locked, while it may be written and is as the officer saw it."""
    rows = YearReport.objects.select_for_update(of=("self",)).select_related("organisation")
    current = rows.get(pk=making.pk)
    if current.state != "compiling":
        raise Refused(
            f"{current}{current.get_state_display()}，不能修改文字。", instead="请先由审核人退回，或者办理更正。"
        )
    if current.edition != edition:
        raise Refused("您打开页面以后，这份报告又被改过。您写的还在下面，请对照现在的文字再保存。")
    return current


def _locked_section(making: YearReport, section: str) -> Narrative | None:
    row = Narrative.objects.select_for_update(of=("self",)).filter(report=making, section=section).first()
    if row is not None:
        row.report = making
    return row


def _locked_template(unit: Organisation, section: str) -> Template | None:
    return Template.objects.select_for_update(of=("self",)).filter(organisation=unit, section=section).first()


def _template_key(unit: Organisation, section: str) -> str:
    """The ledger's key of a template, which has no uid: there is one a unit and section."""
    return f"template:{unit.uid}/{section}"


def _heading(section: str) -> str:
    """
    What the newest edition calls a section.

    Raises:
        Refused: no edition has it.
    """
    for edition in reversed(editions().values()):
        for form in edition.sections:
            if form.key == section:
                return form.heading
    raise Refused(f"年度报告没有“{section[:20]}”这个部分。")


def _lines(text: str) -> str:
    """Browsers send lines as they like; kept is one line end, and no blanks at the end of lines."""
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")).strip("\n")
