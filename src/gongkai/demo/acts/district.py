"""Thirty invented units below the sample district, each somewhere else on the way to its report of a year."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date
from typing import Any

from gongkai.demo.acts.sources import DATA, DEMO
from gongkai.organisations import acts as organisations
from gongkai.organisations import queries
from gongkai.organisations.models import Organisation, User
from gongkai.registers.acts import decisions, matters, nil_returns
from gongkai.registers.acts.rows import DecisionRow, MatterRow
from gongkai.report import Report, edition_for
from gongkai.yearbook.acts import freezing, intake, making, publishing, reviews, submissions
from gongkai.yearbook.models import Frozen, Submission, YearReport

#: How far a report can come, one after the other; each state has gone through those before it.
_WAY = ("not_begun", "compiling", "in_review", "frozen", "published", "submitted")


def enter_district() -> int:
    """
    Enter the units and bring each report to its state; a unit known already is left as it is.

    Returns:
        How many units are new.
    """
    plan = tomllib.loads((DATA / "district.toml").read_text("utf-8"))
    superior = queries.by_code(plan["superior"])
    assert superior, plan["superior"]
    _appoint(plan, superior)
    fresh = [entry for entry in plan["unit"] if queries.by_code(entry["code"]) is None]
    for entry in fresh:
        _enter(entry, superior, plan)
    for entry in fresh:
        _change(entry, plan)
        _bring(entry, plan)
    return len(fresh)


def _appoint(plan: dict[str, Any], superior: Organisation) -> None:
    known = set(User.objects.values_list("username", flat=True))
    for entry in plan["post"]:
        if entry["username"] not in known:
            person = organisations.Person(entry["username"], entry["name"])
            day = plan["entered_on"]
            organisations.appoint(person, entry["role"], superior, by=DEMO, on=day, from_on=day)


def _enter(entry: dict[str, Any], superior: Organisation, plan: dict[str, Any]) -> None:
    told = organisations.Description(entry["code"], entry["name"], entry["kind"], superior, is_sample=True)
    organisations.enter(told, by=DEMO, on=plan["entered_on"])


def _change(entry: dict[str, Any], plan: dict[str, Any]) -> None:
    """A unit that was renamed or merged in the year."""
    unit = _unit(entry)
    if "renamed_to" in entry:
        day = entry["renamed_on"]
        organisations.rename(unit, entry["renamed_to"], by=DEMO, on=day, from_on=day)
    if "merged_into" in entry:
        into, day = queries.by_code(entry["merged_into"]), entry["merged_on"]
        assert into
        organisations.merge(unit, into, by=DEMO, on=day, from_on=day)


def _bring(entry: dict[str, Any], plan: dict[str, Any]) -> None:
    unit, year = _unit(entry), plan["year"]
    _enter_decisions(unit, entry.get("decisions", 0), plan)
    state = entry["state"]
    if state == "file":
        _take_file(unit, plan)
    if state in ("file", "merged", "not_begun"):
        return
    every = [register.id for register in edition_for(year).registers]
    # Who is still compiling has declared some of them, and is asked for the others.
    declared = every[-2:] if state == "compiling" else every
    nil_returns.declare(unit, year, declared, by=DEMO, on=plan["declared_on"])
    goal = "submitted" if state in ("returned", "accepted") else state
    report = making.begin(unit, year, by=DEMO, on=plan["declared_on"])
    for step in _WAY[2 : _WAY.index(goal) + 1]:
        _STEPS[step](report, plan)
    if state in ("returned", "accepted"):
        _answer(unit, state, plan)


def _enter_decisions(unit: Organisation, count: int, plan: dict[str, Any]) -> None:
    """Some decisions under a matter, by month."""
    if not count:
        return
    first = plan["entered_on"]
    row = MatterRow("licences", "示例许可事项", first, code="XK-001", grounds="示例依据")
    matters.enter_many(unit, [row], by=DEMO, on=first)
    rows = [_decision(number, plan["year"]) for number in range(1, count + 1)]
    decisions.enter_many(unit, rows, by=DEMO, on=date(plan["year"], 12, 31))


def _decision(number: int, year: int) -> DecisionRow:
    day = date(year, (number - 1) % 12 + 1, 10)
    return DecisionRow(
        "licences", f"示许可〔{year}〕{number}号", "business", f"示例商户{number}", day, matter="XK-001",
        document_name="准予行政许可决定书", sub_kind="普通", content="准予许可（示例）", valid_from=day,
        valid_until=date(year + 3, 12, 31),
    )  # fmt: skip


def _review(report: YearReport, plan: dict[str, Any]) -> None:
    reviews.ask_review(report, by=DEMO, on=plan["asked_on"])


def _freeze(report: YearReport, plan: dict[str, Any]) -> None:
    reviews.approve(report, by=DEMO, on=plan["frozen_on"])
    freezing.freeze(report, by=DEMO, on=plan["frozen_on"])


def _publish(report: YearReport, plan: dict[str, Any]) -> None:
    publishing.publish_frozen(_frozen(report), by=DEMO, on=plan["published_on"])


def _submit(report: YearReport, plan: dict[str, Any]) -> None:
    submissions.submit(_frozen(report), by=DEMO, on=plan["submitted_on"])


_STEPS = {"in_review": _review, "frozen": _freeze, "published": _publish, "submitted": _submit}


def _answer(unit: Organisation, state: str, plan: dict[str, Any]) -> None:
    """What the district's overseer made of it."""
    overseer = User.objects.get(username="demo-shili-overseer")
    sent, day = Submission.objects.get(organisation=unit, year=plan["year"]), plan["answered_on"]
    if state == "accepted":
        submissions.accept(sent, by=overseer, on=day)
        return
    submissions.remark(sent, plan["remark"]["words"], about=plan["remark"]["about"], by=overseer, on=day)
    submissions.return_(sent, "", by=overseer, on=day)


def _take_file(unit: Organisation, plan: dict[str, Any]) -> None:
    """A unit that is not on the program sent its report as a file."""
    edition = edition_for(plan["year"])
    found = Report(
        edition=edition.id, agency=unit.name, year=plan["year"], cells=dict.fromkeys(edition.cells, 0),
        title=edition.title.format(agency=unit.name, year=plan["year"]), sections=_sections(edition.sections),
    )  # fmt: skip
    overseer = User.objects.get(username="demo-shili-overseer")
    intake.take_file(unit, found, {}, file_name=f"{unit.name}年报.docx", by=overseer, on=plan["submitted_on"])


def _sections(forms: Sequence[Any]) -> list[Any]:
    from gongkai.report import Section

    return [Section(form.number, form.key, form.heading, "（示例）没有需要说明的情况。") for form in forms]


def _unit(entry: dict[str, Any]) -> Organisation:
    return Organisation.objects.get(code=entry["code"])


def _frozen(report: YearReport) -> Frozen:
    return Frozen.objects.get(report=report, number=1)
