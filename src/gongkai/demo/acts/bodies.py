"""The demonstration's bodies, their people, and their reports."""

from __future__ import annotations

from typing import Any

from gongkai.demo.acts.sources import DATA, DEMO
from gongkai.organisations import acts as organisations
from gongkai.organisations import queries
from gongkai.organisations.models import Organisation, User
from gongkai.report import Report
from gongkai.yearbook import acts as yearbook


def enter_bodies(plan: dict[str, Any]) -> dict[str, Organisation]:
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


def appoint_people(plan: dict[str, Any], bodies: dict[str, Organisation]) -> None:
    """The people of the plan in their posts; somebody known already is left as he is."""
    day = plan["entered_on"]
    known = set(User.objects.values_list("username", flat=True))
    for entry in plan["post"]:
        if entry["username"] not in known:
            person = organisations.Person(entry["username"], entry["name"])
            organisations.appoint(person, entry["role"], bodies[entry["body"]], by=DEMO, on=day, from_on=day)


def publish_reports(entries: list[dict[str, Any]], bodies: dict[str, Organisation]) -> tuple[int, int]:
    """
    Publish the reports of these entries.

    Returns:
        How many were published now, and how many were there already.

    Raises:
        Refused: a report of one of these bodies and years is published with other contents.
    """
    outcomes = [
        yearbook.publish_report(
            Report.from_json((DATA / entry["file"]).read_bytes(), file=entry["file"]),
            bodies[entry["body"]],
            by=DEMO,
            on=entry["published_on"],
        )
        for entry in entries
    ]
    published = sum(outcome.is_new for outcome in outcomes)
    return published, len(outcomes) - published


def _description(entry: dict[str, Any], bodies: dict[str, Organisation]) -> organisations.Description:
    parent = bodies[entry["parent"]] if "parent" in entry else None
    return organisations.Description(
        entry["code"], entry["name"], entry["kind"], parent, is_sample=entry.get("is_sample", False)
    )
