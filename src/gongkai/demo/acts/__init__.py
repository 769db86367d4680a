"""Load the demonstration: the founding zone's year and report of 2019, and the busy years of an invented body."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction

from gongkai.demo.acts import bodies, busy, channels, district, mistakes, papers, report
from gongkai.demo.acts.sources import DATA, DEMO, PROGRAM, ZONE
from gongkai.organisations import queries
from gongkai.yearbook import acts as yearbook

__all__ = ["DATA", "DEMO", "PROGRAM", "Loaded", "load", "load_district", "load_reports", "put_in_review", "reset"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: bodies entered, reports newly published, reports and publications that were there already."""

    bodies: int
    published: int
    unchanged: int
    publications: int = 0


def load() -> Loaded:
    """
    Enter the bodies, their people and channels, and publish what they published; loading again changes nothing.

    A body, person, channel or publication known already is left alone: people may have changed it since.

    Raises:
        Refused: a report of one of these bodies and years is published with other contents.
    """
    zone = tomllib.loads((ZONE / "zone.toml").read_text("utf-8"))
    with transaction.atomic():
        loaded = _load_reports("given")
        entered = {code: unit for code in _bodies_of(zone) if (unit := queries.by_code(code)) is not None}
        columns = channels.enter_channels(zone, entered)
        publications = papers.take_over_content(zone, entered)
        publications += papers.publish_papers(zone, entered, columns)
        channels.take_in_files(zone, entered)
        compiled = report.compile_and_publish(entered)
    return replace(loaded, publications=publications, published=loaded.published + compiled,
                   unchanged=loaded.unchanged + (not compiled))  # fmt: skip


def put_in_review(*, on: date) -> int:
    """
    Draft and submit what is to wait in each stage, on the local day *on*, after `load`; what is known stays as it is.

    Returns:
        How many were put there.
    """
    zone = tomllib.loads((ZONE / "zone.toml").read_text("utf-8"))
    with transaction.atomic():
        entered = {code: unit for code in _bodies_of(zone) if (unit := queries.by_code(code)) is not None}
        columns = channels.enter_channels(zone, entered)
        return papers.put_in_review(zone, entered, columns, on=on)


def load_district() -> int:
    """
    The sample district's own year 2025, and thirty units below it, each somewhere else on the way to its report.

    After `load_reports`; what is there already stays.

    Returns:
        How many units are new.
    """
    with transaction.atomic():
        entered = district.enter_district()
        busy.fill_registers()
        busy.open_report()
        mistakes.plant()
    return entered


def load_reports() -> Loaded:
    """
    The bodies, their people and their reports alone, without what they published in the year.

    The zone's report is then the founding document itself, and not what its records give.
    """
    return _load_reports("given", "compiled")


def _load_reports(*kinds: str) -> Loaded:
    plan = tomllib.loads((DATA / "bodies.toml").read_text("utf-8"))
    with transaction.atomic():
        entered = bodies.enter_bodies(plan)
        bodies.appoint_people(plan, entered)
        wanted = [entry for entry in plan["report"] if entry["kind"] in kinds]
        published, unchanged = bodies.publish_reports(wanted, entered)
    return Loaded(len(entered), published, unchanged)


def reset(*, on: date) -> Loaded:
    """Take the demonstration's reports down, on the local day *on*, and load it afresh; what people published stays."""
    with transaction.atomic():
        yearbook.withdraw_published_by(DEMO, on=on)
        return load()


def _bodies_of(zone: dict[str, Any]) -> set[str]:
    return {entry["body"] for part in ("site", "account") for entry in zone[part]}
