"""A report of a unit that is not on Gongkai comes in as a file; what the reader doubts is settled by hand."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import date

from django.db import transaction

from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Actor, key, require
from gongkai.report import Doubt, Report, Value, examine
from gongkai.report.exact_json import plain
from gongkai.yearbook import deadlines
from gongkai.yearbook.acts.arrivals import Arrival, Submitted, keep
from gongkai.yearbook.acts.submissions import superior_of
from gongkai.yearbook.queries.submissions import last_years


def take_file(
    unit: Organisation,
    found: Report,
    settled: Mapping[str, Value],
    *,
    file_name: str,
    by: Actor,
    on: date,
    scope: str = "body",
) -> Submitted:
    """
    Take the report of a unit, as the reader found it in a file, as its submission.

    Args:
        unit: Whose report.
        found: What the reader found; nothing of it is changed but the doubts.
        settled: What each doubtful cell is, decided by a person with the paper in hand; each is recorded with what the
            reader had found.
        file_name: The file as the person knows it.
        by: Who takes it in.
        on: The day.
        scope: `body` or `level`.

    Raises:
        NotAllowed: *by* is no overseer at or above the unit's superior.
        Refused: no year, a doubt that is not settled, or a cell settled that was not in doubt.
    """
    superior = superior_of(unit, on)
    require(by, "yearbook.receive", superior, on=on)
    if found.year is None:
        raise Refused("文件里没有找到报告年度，没有收取。请在标题中写明年度后重新上传。")
    report = _settled(found, settled)
    text = report.to_json()
    arrival = Arrival(
        superior, unit, report, text, examine(report, last_years(unit, found.year, scope)), "file", scope,
        file_name=file_name[:200],
    )  # fmt: skip
    with transaction.atomic():
        outcome = keep(arrival, "yearbook.receive", by=by, on=on)
        if outcome.is_new:
            doubts = {doubt.cell: doubt for doubt in found.doubts}
            ledger.record_all(
                "yearbook.settle",
                [
                    ledger.Recorded(
                        outcome.submission,
                        {"body": unit.name, "year": found.year, "what": deadlines.terms()[scope].label,
                         "cell": words_of(found, cell), "found": _read_as(doubts[cell]), "value": _written(value)},
                        before={"text": doubts[cell].text, "candidates": list(map(_written, doubts[cell].candidates))},
                        after={"value": _written(value)},
                    )
                    for cell, value in settled.items()
                ],
                by=key(by), unit=unit, on=on,
            )  # fmt: skip
    return outcome


def words_of(report: Report, cell: str) -> str:
    """A cell in an officer's words; its id where the report's form has no such cell."""
    found = report.form_of(cell.partition("/")[0]).cells.get(cell)
    return cell if found is None else found.words


def _settled(found: Report, settled: Mapping[str, Value]) -> Report:
    doubtful = {doubt.cell for doubt in found.doubts}
    if left := [cell for cell in doubtful if cell not in settled]:
        raise Refused(
            f"还有{len(left)}个存疑的数字没有核定（{words_of(found, sorted(left)[0])}），没有收取。请逐一填写。"
        )
    if extra := set(settled) - doubtful:
        raise Refused(f"{words_of(found, sorted(extra)[0])}不是存疑的数字，不能改动。请退回报送单位更正。")
    # The order of the form, so that the same decisions give the same bytes.
    order = {cell: place for place, cell in enumerate(found.expected())}
    cells = {**found.cells, **settled}
    ordered = dict(sorted(cells.items(), key=lambda item: order.get(item[0], len(order))))
    return replace(deepcopy(found), cells=ordered, doubts=[], places={})


def _read_as(doubt: Doubt) -> str:
    candidates = "或".join(_written(value) for value in doubt.candidates)
    return f"“{doubt.text}”" + (f"（{candidates}）" if candidates else "")


def _written(value: Value) -> str:
    return "空白" if value is None else plain(value)
