"""Which report is last year's of which."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gongkai.report.report import Report

_NOT_NAME = re.compile(r"[\s（）()“”\"·]|人民政府$|办事处$|管理委员会$|管委会$")


def pair_years(reports: Sequence[Report]) -> list[Report | None]:
    """
    For each report the report of the same agency on the year before, if it is among *reports*.

    Agencies are the same if their codes are, or, where a code lacks, their names without spaces and the words
    that are sometimes left away at the end (人民政府, 办事处). Two reports of one agency on one year are two
    versions: the later in the list is taken as last year's.
    """
    by_code = {(report.agency_code, report.year): report for report in reports if report.agency_code}
    by_name = {(_name(report), report.year): report for report in reports if _name(report)}
    pairs: list[Report | None] = []
    for report in reports:
        before = None if report.year is None else report.year - 1
        found = by_code.get((report.agency_code, before)) if report.agency_code else None
        if found is None and _name(report):
            found = by_name.get((_name(report), before))
            if found is not None and found.agency_code and report.agency_code:
                found = None  # two codes that differ are two bodies
        pairs.append(found if before is not None else None)
    return pairs


def _name(report: Report) -> str:
    return _NOT_NAME.sub("", report.agency)
