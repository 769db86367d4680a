"""A spreadsheet or a feed taken over, whole or not at all."""

from __future__ import annotations

from datetime import date

from gongkai.channels.models import Column
from gongkai.errors import Refused
from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Actor, require
from gongkai.publications.acts import imports as acts
from gongkai.publications.errors import all_or_nothing
from gongkai.publications.imports.examine import examine, new_items
from gongkai.publications.imports.feeds import Feed
from gongkai.publications.imports.sheets import Sheet
from gongkai.publications.models import ContentImport
from gongkai.publications.queries import imported as queries


def import_sheet(sheet: Sheet, unit: Organisation, *, by: Actor, on: date) -> ContentImport | None:
    """
    Take over every row of *sheet* that is not there yet, live and in its place, or none.

    Returns:
        What was taken in; None if every row was there already, and then nothing is written.

    Raises:
        NotAllowed: *by* is no approver at or above *unit*.
        Unreadable: the file is damaged, empty or too long.
        Refused: a row has a problem; `examine` names every one of them. Nothing is changed.
    """
    require(by, "publications.import", unit, on=on)
    with all_or_nothing("导入"):
        outcome = examine(sheet, unit, on=on)
        if outcome.problems:
            raise Refused(f"有{outcome.bad_rows}行、{len(outcome.problems)}处问题，什么都没有导入。请改正后重新上传。")
        if not outcome.new:
            return None
        origin = acts.Origin("sheet", sheet.name, sheet.sha256, outcome.rows)
        chunks = new_items(sheet, unit, on=on)
        return acts.take_over(unit, chunks, origin, kept_numbers=outcome.numbers, by=by, on=on)


def import_feed(
    feed: Feed, unit: Organisation, kind: str, column: Column | None, *, by: Actor, on: date
) -> ContentImport | None:
    """
    Make drafts of the entries of *feed* that did not come before.

    Returns:
        What was taken in; None if there was nothing new.

    Raises:
        NotAllowed: *by* is no editor at or above *unit*.
        Refused: an entry cannot be as it is.
    """
    require(by, "publications.draft", unit, on=on)
    entries = feed.as_items(kind, on)
    with all_or_nothing("导入"):
        fresh = queries.fresh(unit, entries)
        if not fresh:
            return None
        origin = acts.Origin("feed", feed.name, feed.sha256, len(entries))
        return acts.take_drafts(unit, fresh, origin, column=column, by=by, on=on)
