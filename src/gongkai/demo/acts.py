"""Load the demonstration: the founding zone's report of 2019, and the busy years of an invented body."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from gongkai.organisations import acts as organisations
from gongkai.organisations.models import Organisation
from gongkai.report import Report
from gongkai.yearbook import acts as yearbook

#: Who publishes the demonstration's reports.
PROGRAM = "program:demo"
DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: bodies entered, reports newly published, reports that were there already."""

    bodies: int
    published: int
    unchanged: int


def load() -> Loaded:
    """
    Enter the bodies and publish their reports; loading again changes nothing.

    Raises:
        Refused: a report of one of these bodies and years is published with other contents.
    """
    plan = tomllib.loads((DATA / "bodies.toml").read_text("utf-8"))
    with transaction.atomic():
        bodies: dict[str, Organisation] = {}
        for entry in plan["body"]:
            bodies[entry["code"]] = organisations.enter(_description(entry, bodies))
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


def reset() -> Loaded:
    """Take the demonstration's reports down and load it afresh; nothing that a person published is touched."""
    with transaction.atomic():
        yearbook.withdraw_published_by(PROGRAM)
        return load()


def _description(entry: dict[str, Any], bodies: dict[str, Organisation]) -> organisations.Description:
    parent = bodies[entry["parent"]] if "parent" in entry else None
    return organisations.Description(
        entry["code"], entry["name"], entry["kind"], parent, is_sample=entry.get("is_sample", False)
    )
