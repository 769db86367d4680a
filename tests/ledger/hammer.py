"""A program that hits the ledger: `python hammer.py migrate | record NAME | seal` on the database that the environment
names. It has the ledger and nothing else, for the ledger stands alone. It works until it is killed, and prints the
subject of each act once it is committed.
"""

from __future__ import annotations

import os
import sys
from datetime import date
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import django
from django.conf import settings

from gongkai.web import environment

DAY = date(2026, 11, 24)


def set_up(folder: Path) -> None:
    """Django with the ledger alone, on the database of DATABASE_URL or on a file in *folder*."""
    settings.configure(
        INSTALLED_APPS=["gongkai.ledger"],
        DATABASES={"default": environment.database(os.environ, folder)},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        TIME_ZONE="Asia/Shanghai",
        GONGKAI_LEDGER_NAMES={},
        GONGKAI_DATA=SimpleNamespace(room=lambda name: folder),
    )
    django.setup()


def record(name: str) -> None:
    """Acts without end, each in a transaction of its own."""
    from django.db import transaction

    from gongkai.ledger import acts

    for number in count(1):
        with transaction.atomic():
            subject = f"report:{name}/{number}"
            details = {"body": name, "year": number}
            acts.record("yearbook.publish", subject, by="program:hammer", unit=None, on=DAY, details=details)
        print(subject, flush=True)


def seal() -> None:
    """Sealing without end, in small batches so that a kill meets one."""
    from gongkai.ledger import acts

    acts.BATCH = 7
    print("sealing", flush=True)
    while True:
        acts.seal()


if __name__ == "__main__":
    set_up(Path(sys.argv[1]))
    if sys.argv[2] == "migrate":
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
    elif sys.argv[2] == "record":
        record(sys.argv[3])
    else:
        seal()
