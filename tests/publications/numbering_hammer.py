"""
A program that numbers, on the database that the environment names: `python numbering_hammer.py set-up | COUNT`.

`set-up` migrates and enters a unit. A count gives as many publications of it their numbers, one after the other, once a
line comes in, and prints each number when it is committed.
"""

from __future__ import annotations

import os
import sys
from datetime import date

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.web.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from gongkai.organisations import acts  # noqa: E402
from gongkai.organisations.models import Organisation  # noqa: E402
from gongkai.organisations.permissions import Program  # noqa: E402
from gongkai.publications.acts import facts  # noqa: E402
from gongkai.publications.models import Publication  # noqa: E402

DAY = date(2026, 11, 24)


def number(count: int) -> None:
    """Number so many."""
    zone = Organisation.objects.get(code="zone")
    print("ready", flush=True)
    sys.stdin.readline()
    for _ in range(count):
        with transaction.atomic():
            paper = Publication.objects.create(organisation=zone, kind="article", title="示例")
            given = facts.number(paper, on=DAY)
        print(given, flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "set-up":
        call_command("migrate", verbosity=0)
        acts.enter(acts.Description("zone", "某开发区", "zone"), by=Program("test"), on=DAY)
    else:
        number(int(sys.argv[1]))
