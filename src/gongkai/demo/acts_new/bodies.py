"""Load the demonstration: the founding zone's report of 2019, and the busy years of an invented body."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from gongkai.organisations import acts as organisations
from gongkai.organisations import queries
from gongkai.organisations.models import Organisation, User
from gongkai.organisations.permissions import Program
from gongkai.report import Report
from gongkai.yearbook import acts as yearbook

#: Who enters the demonstration's bodies and people, and publishes its reports.
DEMO = Program("demo")
PROGRAM = str(DEMO)
DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: bodies entered, reports newly published, reports that were there already."""

    bodies: int
    published: int
    unchanged: int


def load() -> Loaded:
    """
    Enter the bodies and their people, and publish their reports; loading again changes nothing.

    A body or person known already is left alone: people may have renamed, moved or dismissed since.

    Raises:
        Refused: a report of one of these bodies and years is published with other contents.
    """
    plan = tomllib.loads((DATA / "bodies.toml").read_text("utf-8"))
    with transaction.atomic():
        bodies = _enter_bodies(plan)
        _appoint_people(plan, bodies)
        outcomes = [
            yearbook.publish_report(
                Report.from_json((DATA / entry["file"]).read_bytes(), file=entry["file"]),
                bodies[entry["body"]],
                by=PROGRAM,
                on=entry["published_on"],
            )
            for entry in plan["report"]
        ]
    published = sum(outcome.is_new for outcome in outcomes)
    return Loaded(len(bodies), published, len(outcomes) - published)


def reset(*, on: date) -> Loaded:
    """Take the demonstration's reports down, on the local day *on*, and load it afresh; what people published stays."""
    with transaction.atomic():
        yearbook.withdraw_published_by(PROGRAM, on=on)
        return load()


def _enter_bodies(plan: dict[str, Any]) -> dict[str, Organisation]:
    """Every body of the plan by its code; supervision and facts of those that are new."""
    bodies: dict[str, Organisation] = {}
    new: set[str] = set()
    day = plan["entered_on"]
    for entry in plan["body"]:
        known = queries.by_code(entry["code"])
        if known is None:
            new.add(entry["code"])
            known = organisations.enter(_description(entry, bodies), by=DEMO, on=day)
        bodies[entry["code"]] = known
    for entry in plan["supervision"]:
        if entry["body"] in new:
            unit, supervisor = bodies[entry["body"]], bodies[entry["supervisor"]]
            organisations.supervise(unit, supervisor, by=DEMO, on=day, from_on=unit.opened_on)
    for entry in plan["facts"]:
        if entry["body"] in new:
            unit = bodies[entry["body"]]
            facts = {name: entry[name] for name in organisations.FACTS if name in entry}
            organisations.describe(unit, facts, by=DEMO, on=day, from_on=unit.opened_on)
    return bodies


def _appoint_people(plan: dict[str, Any], bodies: dict[str, Organisation]) -> None:
    day = plan["entered_on"]
    known = set(User.objects.values_list("username", flat=True))
    for entry in plan["post"]:
        if entry["username"] not in known:
            person = organisations.Person(entry["username"], entry["name"])
            organisations.appoint(person, entry["role"], bodies[entry["body"]], by=DEMO, on=day, from_on=day)


def _description(entry: dict[str, Any], bodies: dict[str, Organisation]) -> organisations.Description:
    parent = bodies[entry["parent"]] if "parent" in entry else None
    return organisations.Description(
        entry["code"], entry["name"], entry["kind"], parent, is_sample=entry.get("is_sample", False)
    )
