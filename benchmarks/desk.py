"""How long the superior's desk takes: 300 units over six years, all on one page, a cell over all of them, the week."""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

#: What is aimed at: the desk of 300 units, in milliseconds.
UNITS, MILLISECONDS = 300, 300
YEARS = (2020, 2021, 2022, 2023, 2024, 2025)
TODAY = date(2026, 1, 28)
_CELL = "applications/received/total"


def main(arguments: Sequence[str] | None = None) -> int:
    """Make a district in a folder of its own, and time its desk; DATABASE_URL is heeded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="few units, to see that it runs")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["GONGKAI_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "gongkai.web.settings"
        import django

        django.setup()
        missed = measure(12 if options.smoke else UNITS)
    return 0 if options.smoke else missed


def measure(count: int) -> int:
    """Print the figures of a desk of *count* units; 1 if one misses its aim."""
    from django.core.management import call_command
    from django.db import connection

    from gongkai.yearbook.queries.across import across
    from gongkai.yearbook.queries.desk import desk
    from gongkai.yearbook.queries.week import week

    call_command("migrate", verbosity=0)
    office = district(count)
    print(f"{connection.vendor}, {count} units, {len(YEARS)} years")
    asked: dict[str, Callable[[], Any]] = {
        "desk": lambda: desk(office, YEARS[-1], on=TODAY),
        "cell over all": lambda: across(office, _CELL, YEARS, on=TODAY),
        "week": lambda: week(office, on=TODAY),
    }
    missed = 0
    for name, act in asked.items():
        took = median(act)
        missed |= took > MILLISECONDS
        print(f"{name + ':':15} {took:6.0f} ms")
    took = median(page(office))
    missed |= took > MILLISECONDS
    print(f"{'page:':15} {took:6.0f} ms (the whole answer of the site)")
    print(f"aim: each within {MILLISECONDS} ms: {'NOT reached' if missed else 'reached'}")
    return int(missed)


def median(act: Callable[[], Any]) -> float:
    """Milliseconds of the middle one of five runs; the first is left out."""
    act()
    times = []
    for _run in range(5):
        start = time.perf_counter()
        act()
        times.append((time.perf_counter() - start) * 1000)
    return sorted(times)[2]


def page(office: Any) -> Callable[[], Any]:
    """Asks for the desk's page as its overseer."""
    from django.test import Client

    from gongkai.organisations import acts
    from gongkai.organisations.models import User
    from gongkai.organisations.permissions import Program

    acts.appoint(acts.Person("overseer", "监督员"), "overseer", office, by=Program("bench"), on=TODAY, from_on=TODAY)
    browser = Client(headers={"host": "localhost"})
    person = User.objects.get(username="overseer")
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")

    def asked() -> None:
        from django.utils import timezone

        answer = browser.get(f"/office/yearbook/desk/{office.code}/{timezone.localdate().year - 1}/")
        assert answer.status_code == 200, answer.status_code

    return asked


def district(count: int) -> Any:
    """An office and its units, with submissions of every year but the last, of which a third is missing."""
    from gongkai.organisations import acts
    from gongkai.organisations.permissions import Program

    program = Program("bench")
    office = acts.enter(acts.Description("qu", "某区人民政府", "district"), by=program, on=TODAY)
    units = [
        acts.enter(acts.Description(f"u-{number}", f"某区第{number}局", "department", office), by=program, on=TODAY)
        for number in range(count)
    ]
    for year in YEARS:
        submit_all(office, units if year != YEARS[-1] else units[: count * 2 // 3], year)
    return office


def submit_all(office: Any, units: list[Any], year: int) -> None:
    """Submissions of a year with all their cells, written as rows: how they are made is timed elsewhere."""
    from gongkai.report import Report, edition_for
    from gongkai.yearbook.models import Submission, SubmissionCell

    form = edition_for(year)
    for place, unit in enumerate(units):
        values: dict[str, Any] = dict.fromkeys(form.cells, 0)
        values[_CELL] = 10 + (place * 7 + year) % 23
        text = Report(edition=form.id, agency=unit.name, year=year, cells=values).to_json()
        sent = Submission.objects.create(
            superior=office, organisation=unit, year=year, number=1, origin="here", text=text,
            sha256=sha256(text.encode()).hexdigest(), submitted_on=TODAY, submitted_by="program:bench",
        )  # fmt: skip
        SubmissionCell.objects.bulk_create(
            SubmissionCell(submission=sent, cell=cell, value=value) for cell, value in values.items()
        )


if __name__ == "__main__":
    raise SystemExit(main())
