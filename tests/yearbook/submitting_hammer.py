"""
A program that submits on the database that the environment names: `submitting_hammer.py COMMAND`.

`set-up` migrates, and makes the district, a frozen report of its bureau and a package of its street. The others wait
for a line, then submit the report, take in a report of the bureau whose text is this process's own, or receive the
package, and print the submission's uid, number and whether they made it. `live` takes in one report after the other
without end and prints the uid of each once it is committed; `check` says what of them is not whole, as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import date
from itertools import count
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.web.settings")
sys.path.insert(0, str(Path(__file__).parent))

DAY = date(2026, 1, 20)


def set_up() -> None:
    """The district and what its bureau froze."""
    from django.conf import settings
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from submitted_district import PROGRAM, freeze, made_district, report

    district = made_district()
    bureau = district["ju"]
    freeze(bureau, report(bureau.name))
    from gongkai.ledger import signing
    from gongkai.yearbook import exchange
    from gongkai.yearbook.models import Sender

    street = district["jie"]
    made = report(street.name).to_json().encode()
    contents = exchange.Contents("jie", street.name, 2025, "body", 1, DAY, made, "", 0)
    (settings.GONGKAI_DATA.path / "package").write_bytes(exchange.sealed(contents))
    Sender.objects.create(
        organisation=street, name="街道系统", public_key=signing.own_key(), known_on=DAY, known_by=str(PROGRAM)
    )


def submit(which: str) -> None:
    """Do it once a line comes in."""
    from django.conf import settings
    from django.db import transaction
    from submitted_district import PROGRAM, report

    from gongkai.organisations.models import Organisation
    from gongkai.report import Examination
    from gongkai.yearbook.acts import arrivals, packages, submissions
    from gongkai.yearbook.models import Frozen

    bureau = Organisation.objects.select_related("parent").get(code="ju")
    print("ready", flush=True)
    sys.stdin.readline()
    if which == "receive":
        data = (settings.GONGKAI_DATA.path / "package").read_bytes()
        outcome = packages.receive(data, by=packages.EXCHANGE, on=DAY)
    elif which == "file":
        made = report(f"{bureau.name}{os.getpid()}")
        office = Organisation.objects.get(code="qu-ban")
        arrival = arrivals.Arrival(office, bureau, made, made.to_json(), Examination(), "file", file_name="某局.docx")
        with transaction.atomic():
            outcome = arrivals.keep(arrival, "yearbook.receive", by=PROGRAM, on=DAY)
    else:
        frozen = Frozen.objects.get(report__organisation=bureau, report__year=2025, number=1)
        outcome = submissions.submit(frozen, by=PROGRAM, on=DAY)
    print(outcome.submission.uid, outcome.submission.number, int(outcome.is_new), flush=True)


def live() -> None:
    """One report after the other, each of another text, until killed."""
    from django.db import transaction
    from submitted_district import PROGRAM, report

    from gongkai.organisations.models import Organisation
    from gongkai.report import Examination
    from gongkai.yearbook.acts import arrivals

    street = Organisation.objects.get(code="jie")
    office = Organisation.objects.get(code="qu-ban")
    for number in count(1):
        made = report(f"{street.name}{os.getpid()}-{number}", 2023)
        arrival = arrivals.Arrival(office, street, made, made.to_json(), Examination(), "file", file_name="某.docx")
        with transaction.atomic():
            outcome = arrivals.keep(arrival, "yearbook.receive", by=PROGRAM, on=DAY)
        print(outcome.submission.uid, flush=True)


def check() -> dict[str, object]:
    """The submissions that are there, those that are not whole, and their numbers."""
    from gongkai.ledger.models import Entry
    from gongkai.yearbook.models import Submission

    rows = Submission.objects.filter(organisation__code="jie", year=2023).order_by("number")
    flaws = [
        row.uid
        for row in rows
        if row.cells.count() != 200
        or Entry.objects.filter(subject=f"submission:{row.uid}", act="yearbook.receive").count() != 1
    ]
    return {"uids": [row.uid for row in rows], "flaws": flaws, "numbers": [row.number for row in rows]}


if __name__ == "__main__":
    import django

    django.setup()
    if sys.argv[1] == "set-up":
        set_up()
    elif sys.argv[1] == "live":
        live()
    elif sys.argv[1] == "check":
        print(json.dumps(check()))
    else:
        submit(sys.argv[1])
