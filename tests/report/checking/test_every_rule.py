"""Each rule passes, fails and stays undecided; the table below must name every rule that there is."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from reports import a_report, applications, of_rule, open_rules

from gongkai.report.checking import examine, rules
from gongkai.report.finding import Examination
from gongkai.report.report import Report, Value

Case = Callable[[], Examination]
A = "applications"


def _one(**kwargs: object) -> Case:
    return lambda: examine(a_report(**kwargs))  # type: ignore[arg-type]


def _two(year: int, now: dict[str, Value], before: dict[str, Value], **kwargs: object) -> Case:
    def case() -> Examination:
        return examine(a_report(year, now), a_report(year - 1, before, **kwargs))  # type: ignore[arg-type]

    return case


def _cells(year: int = 2023, **kwargs: object) -> Case:
    return _one(year=year, **kwargs)


RECEIVED = {
    f"{A}/received/person": 2,
    f"{A}/received/total": 2,
    f"{A}/carried_out/person": 2,
    f"{A}/carried_out/total": 2,
}
NORMS = "documents/normative"
NOW: dict[str, Value] = {f"{NORMS}/in_force": 421, f"{NORMS}/issued": 50, f"{NORMS}/repealed": 227}
TOWN = "青溪县松林镇人民政府"

#: rule: a report that keeps it, one that breaks it, one in which a cell it needs holds no number.
CASES: dict[str, tuple[Case, Case, Case]] = {
    "applications.row_total": (
        _cells(cells=RECEIVED),
        _cells(cells=RECEIVED | {f"{A}/received/total": 3, f"{A}/carried_out/total": 3}),
        _cells(cells=RECEIVED | {f"{A}/received/legal": None}),
    ),
    "applications.outcomes": (
        _cells(cells=applications(received=1, granted=1, closed=1)),
        _cells(cells=applications(received=1, granted=2, closed=1)),
        _cells(cells=applications(received=1, granted=1, closed=1), in_doubt=(f"{A}/partly_granted/person",)),
    ),
    "applications.balance": (
        _cells(cells=RECEIVED),
        _cells(cells=RECEIVED | applications(carried_out=1)),
        _cells(cells=RECEIVED, without=(f"{A}/carried_in/person",)),
    ),
    "applications.carried": (
        _two(2021, RECEIVED | applications(carried_in=2, carried_out=4), applications(received=2, carried_out=2)),
        _two(2021, RECEIVED, applications(received=2, carried_out=2)),
        _two(2021, RECEIVED, applications(received=2, carried_out=None)),
    ),
    "remedies.total": (
        _cells(cells={"remedies/reconsideration/upheld": 2, "remedies/reconsideration/total": 2}),
        _cells(cells={"remedies/reconsideration/upheld": 2}),
        _cells(cells={"remedies/reconsideration/other": None}),
    ),
    "documents.disclosed_within_total": (
        _cells(2019, cells={f"{NORMS}/disclosed": 9, f"{NORMS}/made": 3, f"{NORMS}/total": 9}),
        _cells(2019, cells={f"{NORMS}/disclosed": 10, f"{NORMS}/total": 9}),
        _cells(2019, cells={f"{NORMS}/disclosed": 10, f"{NORMS}/total": None}),
    ),
    "documents.in_force": (
        _two(2024, NOW | {f"{NORMS}/in_force": 420}, {f"{NORMS}/in_force": 597}),
        _two(2024, NOW | {f"{NORMS}/in_force": 421}, {f"{NORMS}/in_force": 597}),
        _two(2024, NOW | {f"{NORMS}/repealed": None}, {f"{NORMS}/in_force": 597}),
    ),
    **{
        f"{table}.previous": (
            _two(2020, {f"{row}/previous": 26}, {f"{row}/previous": 30, f"{row}/change": -4}),
            _two(2020, {f"{row}/previous": 30}, {f"{row}/previous": 30, f"{row}/change": -4}),
            _two(2020, {f"{row}/previous": 30}, {f"{row}/previous": 30}, without=(f"{row}/change",)),
        )
        for table, row in (
            ("licensing", "licensing/licences"), ("enforcement", "enforcement/coercion"), ("fees", "fees/fees"),
        )
    },
    "documents.regulations_power": (
        _cells(agency="青溪市人民政府", cells={"documents/regulations/issued": 2}),
        _cells(agency=TOWN, cells={"documents/regulations/issued": 2}),
        _cells(agency="", cells={"documents/regulations/issued": 2}),
    ),
    "remedies.plausible": (
        _cells(cells=RECEIVED | {"remedies/reconsideration/total": 9, "remedies/reconsideration/upheld": 9}),
        _cells(cells=RECEIVED | {"remedies/reconsideration/total": 10, "remedies/reconsideration/upheld": 10}),
        _cells(cells=RECEIVED | {"remedies/reconsideration/total": None}),
    ),
    "remedies.pending": (
        _two(2023, {"remedies/reconsideration/total": 8}, {"remedies/reconsideration/pending": 8}),
        _two(2023, {"remedies/reconsideration/total": 3}, {"remedies/reconsideration/pending": 8}),
        _two(2023, {"remedies/reconsideration/total": None}, {"remedies/reconsideration/pending": 8}),
    ),
    "cell.implausible": (
        _two(2023, {"licensing/licences/decisions": 990}, {"licensing/licences/decisions": 10}),
        _two(2023, {"licensing/licences/decisions": 1000}, {"licensing/licences/decisions": 10}),
        _two(2023, {"licensing/licences/decisions": None}, {"licensing/licences/decisions": 10}),
    ),
    "prose.figure": (
        _cells(cells=RECEIVED, text="全年共收到政府信息公开申请2件。"),
        _cells(cells=RECEIVED, text="全年共收到政府信息公开申请3件。"),
        _cells(cells=RECEIVED, without=(f"{A}/received/total",), text="全年共收到政府信息公开申请3件。"),
    ),
    "prose.growth": (
        _cells(text="解读材料由20篇增至26篇，增长30%。"),
        _cells(text="解读材料由20篇增至26篇，增长25%。"),
        lambda: examine(
            a_report(2023, RECEIVED, text="全年共收到政府信息公开申请2件，同比增长20%。"),
            a_report(2022, without=(f"{A}/received/total",)),
        ),
    ),
    "prose.year": (
        _cells(text="统计期限为2023年1月1日至2023年12月31日。"),
        _cells(text="统计期限为2022年1月1日至2022年12月31日。"),
        _cells(year=None, edition="2021", text="统计期限为2022年1月1日至2022年12月31日。"),
    ),
    "section.missing": (
        _cells(),
        lambda: examine(_with_sections(a_report(), slice(0, 2))),
        lambda: examine(_with_sections(a_report(), slice(0, 0))),
    ),
    "edition.wrong": (_cells(), _cells(2023, edition="2019"), _cells(None, edition="2021")),
    "cell.missing": (
        _cells(),
        _cells(without=(f"{A}/received/person",)),
        _cells(in_doubt=(f"{A}/received/person",)),
    ),
}  # fmt: skip

#: What these demand is seen in one cell or one sentence alone; a cell that was not read is `cell.missing`'s to tell,
#: and an estimate is judged by nobody.
WITHOUT_UNDECIDED: dict[str, tuple[Case, Case, Case]] = {
    "cell.blank": (
        _cells(), _cells(cells={f"{A}/received/legal": None}), _cells(in_doubt=(f"{A}/received/legal",)),
    ),
    "cell.negative": (
        _cells(2019, cells={"licensing/licences/change": -3}),
        _cells(cells={f"{NORMS}/issued": -3}),
        _cells(in_doubt=(f"{NORMS}/issued",)),
    ),
    "cell.fraction": (
        _cells(cells={"fees/fees/amount": Decimal("3.25")}),
        _cells(cells={"licensing/licences/decisions": Decimal("44.7")}),
        _cells(in_doubt=("licensing/licences/decisions",)),
    ),
    "prose.sum": (
        _cells(text="举办培训12次，其中线上5次、线下7次。"),
        _cells(text="举办培训12次，其中线上5次、线下9次。"),
        _cells(text="举办培训近12次，其中线上5次、线下9次。"),
    ),
}  # fmt: skip


def _with_sections(report: Report, kept: slice) -> Report:
    """The report with only some of its sections, and only table two of its tables."""
    report.sections = report.sections[kept]
    report.cells = {cell: value for cell, value in report.cells.items() if cell.startswith(("documents", "licensing"))}
    return report


def test_the_table_of_cases_names_every_rule() -> None:
    assert set(CASES) | set(WITHOUT_UNDECIDED) == set(rules())
    assert not set(CASES) & set(WITHOUT_UNDECIDED)


@pytest.mark.parametrize("rule", CASES)
def test_a_rule_passes_fails_and_stays_undecided(rule: str) -> None:
    kept, broken, unread = (case() for case in CASES[rule])
    assert not of_rule(kept, rule)
    assert rule not in open_rules(kept)
    assert of_rule(broken, rule)
    assert not of_rule(unread, rule)
    assert rule in open_rules(unread)


@pytest.mark.parametrize("rule", WITHOUT_UNDECIDED)
def test_a_rule_on_one_place_alone_passes_fails_and_says_nothing_of_what_was_not_read(rule: str) -> None:
    kept, broken, unread = (case() for case in WITHOUT_UNDECIDED[rule])
    assert not of_rule(kept, rule)
    assert of_rule(broken, rule)
    assert not of_rule(unread, rule)
    if rule.startswith("cell."):
        assert "cell.missing" in open_rules(unread)


@pytest.mark.parametrize("rule", CASES)
def test_a_finding_is_no_graver_than_its_rule(rule: str) -> None:
    ranks = ["hint", "warning", "error"]
    for finding in of_rule(CASES[rule][1](), rule):
        assert ranks.index(finding.severity) <= ranks.index(rules()[rule].severity)
        assert finding.message.endswith(("。", "？"))
