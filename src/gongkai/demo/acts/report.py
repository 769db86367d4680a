"""The founding zone's report on 2019, compiled from its records by its officers, reviewed, frozen and published."""

from __future__ import annotations

import tomllib
from typing import Any

from gongkai.demo.acts.sources import ZONE
from gongkai.organisations.models import Organisation, User
from gongkai.oversight import acts as oversight
from gongkai.registers.acts import nil_returns
from gongkai.report import edition_for
from gongkai.yearbook import queries
from gongkai.yearbook.acts import freezing, making, narrative, publishing, reviews
from gongkai.yearbook.models import YearReport


def compile_and_publish(bodies: dict[str, Organisation]) -> bool:
    """
    Enter what the zone's report needs besides the year's records, and bring it to publication.

    Returns:
        Whether it was done now: a report that is begun or published already is left as it is.

    Raises:
        Refused: the records do not give a report that can be frozen.
    """
    plan = tomllib.loads((ZONE / "report.toml").read_text("utf-8"))
    unit, year = bodies[plan["body"]], plan["year"]
    begun = YearReport.objects.filter(organisation=unit, year=year).exists()
    if begun or queries.published_report(unit.code, year) is not None:
        return False
    people = {role: User.objects.get(username=f"demo-{role}") for role in ("registrar", "reporter", "approver")}
    registers = [register.id for register in edition_for(year).registers]
    nil_returns.declare(unit, year, registers, by=people["registrar"], on=plan["declared_on"])
    for entry in plan["problem"]:
        _enter_problem(entry, unit, year, people["registrar"])
    report = making.begin(unit, year, by=people["reporter"], on=plan["begun_on"])
    for section in edition_for(year).sections:
        report.refresh_from_db()
        narrative.redraft_section(report, section.key, report.edition, by=people["reporter"], on=plan["begun_on"])
    reviews.ask_review(report, by=people["reporter"], on=plan["asked_on"])
    reviews.approve(report, by=people["approver"], on=plan["published_on"])
    frozen = freezing.freeze(report, by=people["approver"], on=plan["published_on"])
    publishing.publish_frozen(frozen, by=people["approver"], on=plan["published_on"])
    return True


def _enter_problem(entry: dict[str, Any], unit: Organisation, year: int, by: User) -> None:
    told = oversight.ProblemDescription(
        entry["title"], "report", entry["found_on"], entry["detail"], report_year=year, owner=entry["owner"]
    )
    problem = oversight.enter_problem(unit, told, by=by, on=entry["found_on"])
    for measure in entry["measure"]:
        described = oversight.MeasureDescription(measure["content"], owner=measure["owner"], due_on=measure["due_on"])
        oversight.enter_measure(problem, described, by=by, on=entry["found_on"])
