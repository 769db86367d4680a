"""A program that makes reports: `freezing_hammer.py FOLDER COMMAND ...` on the database that the environment names.

set-up           migrate, and make a body with its officers
life CODE        compile, review, freeze, publish and amend the reports of a body of that code, one a year, without end
stop ACT         do compile, freeze, publish or amend and stop in the middle of it, when it has said `here`
check            say what does not fit together, and what was swept, as JSON
moving           compile while records change, as JSON
at-once N        N times two approvers freeze the same report at once; what each was told, as JSON
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent))

#: In which statement each act is in the middle of its work: its file lies in its place, and nothing is committed.
MIDDLE = {
    "compile": "gk_registers_decision", "freeze": 'INSERT INTO "gk_yearbook_frozencell"',
    "publish": 'INSERT INTO "gk_yearbook_publishedcell"', "amend": 'INSERT INTO "gk_yearbook_frozencell"',
}  # fmt: skip
YEARS = range(2021, 2027)
ON = date(2027, 1, 4)


def set_up() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    body("ju")


def body(code: str) -> Any:
    from counted_year import officer, unit

    made = unit(code)
    for name in ("first", "second"):
        officer("approver", made, name)
    officer("reporter", made)
    return made


def person(name: str, of: Any) -> Any:
    from gongkai.organisations.models import User

    return User.objects.get(username=f"{name}-{of.code}")


def approved(of: Any, year: int, reason: str = "") -> Any:
    """A report that is handed over and approved; opened again first if it was frozen."""
    from counted_year import decided, declare_all

    from gongkai.yearbook.acts import making, reviews
    from gongkai.yearbook.queries.years import making_of

    decided(of, date(year, 3, 1))
    declare_all(of, year, on=ON)
    made = making_of(of, year) or making.begin(of, year, by=person("reporter", of), on=ON)
    if reason:
        made = making.reopen(made, reason, by=person("reporter", of), on=ON)
    reviews.ask_review(made, by=person("reporter", of), on=ON)
    reviews.approve(made, by=person("first", of), on=ON)
    return made


def life(code: str) -> None:
    from gongkai.yearbook.acts import freezing, publishing

    of = body(code)
    for year in YEARS:
        made = approved(of, year)
        frozen = freezing.freeze(made, by=person("first", of), on=ON)
        print(f"{code}/{year}/1 frozen", flush=True)
        publishing.publish_frozen(frozen, by=person("second", of), on=ON)
        print(f"{code}/{year}/1 published", flush=True)
        made = approved(of, year, "漏计")
        frozen = freezing.amend(made, "漏计一件", by=person("second", of), on=ON)
        print(f"{code}/{year}/2 frozen", flush=True)
        publishing.publish_frozen(frozen, by=person("second", of), on=ON)
        print(f"{code}/{year}/2 published", flush=True)
    time.sleep(600)


def stop(act: str) -> None:
    """What an act of each kind needs is done, then the act itself stands still in the middle."""
    from django.db import connection

    from gongkai.organisations.queries import by_code
    from gongkai.yearbook.acts import freezing, publishing
    from gongkai.yearbook.queries.compiling import compile_report
    from gongkai.yearbook.queries.years import making_of, newest_frozen

    of = by_code("ju")
    assert of is not None
    made = making_of(of, YEARS[0])
    if act == "freeze" and (made is None or made.state == "compiling"):
        made = approved(of, YEARS[0])
    elif act == "amend" and made is not None and made.state == "published":
        made = approved(of, YEARS[0], "漏计")

    def stand_still(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if MIDDLE[act] in sql:
            print("here", flush=True)
            time.sleep(float(os.environ.get("STANDING", "0")))
        return execute(sql, *rest)

    acts = {
        "compile": lambda: compile_report(of, YEARS[0], on=ON),
        "freeze": lambda: freezing.freeze(made, by=person("first", of), on=ON),
        "publish": lambda: publishing.publish_frozen(newest_frozen(of, YEARS[0]), by=person("first", of), on=ON),
        "amend": lambda: freezing.amend(made, "漏计一件", by=person("first", of), on=ON),
    }
    with connection.execute_wrapper(stand_still):
        acts[act]()


def check() -> dict[str, Any]:
    from gongkai.ledger import acts, queries
    from gongkai.yearbook.acts import freezing
    from gongkai.yearbook.models import Frozen, PublishedReport, YearReport

    acts.seal()
    swept = freezing.sweep_entries(datetime.now(UTC) + timedelta(minutes=1))
    frozen = list(Frozen.objects.select_related("report__organisation"))
    lying = {path.name for path in freezing.entries_room().path.iterdir()}
    return {
        "flaws": [str(flaw) for flaw in queries.verify(set()).flaws]
        + [words for one in YearReport.objects.select_related("organisation") for words in flaws_of(one)]
        + [f"{name} lies there for nobody" for name in lying - {one.entries_file for one in frozen}],
        "swept": swept,
        "frozen": [f"{one.report.organisation.code}/{one.report.year}/{one.number}" for one in frozen],
        "published": [f"{one.organisation.code}/{one.year}/{one.number}"
                      for one in PublishedReport.objects.select_related("organisation")],
    }  # fmt: skip


def flaws_of(making: Any) -> list[str]:
    """What of a report is there without the rest of the act that did it."""
    from hashlib import sha256

    from gongkai.ledger.models import Entry
    from gongkai.report import Report
    from gongkai.yearbook.acts import freezing

    entries = Entry.objects.filter(subject=f"yearreport:{making.uid}")
    versions = list(making.frozen.order_by("number"))
    published = [one for one in versions if hasattr(one, "published")]
    wrong = {
        "frozen without a version, or published without a page": (making.state == "frozen" and not versions)
        or (making.state == "published" and (not versions or versions[-1] not in published)),
        "versions and entries of the ledger differ": len(versions)
        != entries.filter(act__in=["yearbook.freeze", "yearbook.amend"]).count(),
    }
    for one in versions:
        cells = Report.from_json(one.text).cells
        rows = {row.cell: row.value for row in one.cells.exclude(cell__startswith="text/")}
        wrong |= {
            f"{one.number}: the text has another digest": sha256(one.text.encode()).hexdigest() != one.sha256,
            f"{one.number}: cells are missing": rows != cells,
            f"{one.number}: the file is another": freezing.entries_room().digest(one.entries_file)
            != one.entries_sha256,
        }
    for one in published:
        kept = one.published
        entry = f"report:{making.organisation.uid}/{making.year}" + (f"/{kept.number}" if kept.number > 1 else "")
        wrong |= {
            f"{one.number}: published cells are missing": kept.cells.count() != len(Report.from_json(kept.text).cells),
            f"{one.number}: no entry says that it was published": Entry.objects.filter(subject=entry).count() != 1,
        }
    return [f"{making}: {words}" for words, is_so in wrong.items() if is_so]


def moving() -> dict[str, Any]:
    """Two figures of the same records, and between them somebody else enters a record and commits."""
    from counted_year import decided, unit
    from django.db import connection

    from gongkai.figures import Flow, Listed, Text, registry
    from gongkai.registers.models import Decision
    from gongkai.yearbook.queries.compiling import compile_report

    of = unit(f"moving{time.monotonic_ns()}")
    decided(of, date(2024, 3, 1))
    listed = Listed(lambda row: f"decision:{row.uid}", str, lambda row: "")
    entered = []

    def enter() -> None:
        decided(of, date(2024, 3, 2))
        connection.close()

    def records(period: Any) -> Any:
        return Decision.objects.all()

    def disturbed(period: Any) -> Any:
        if not entered and os.environ.get("DISTURB"):
            thread = threading.Thread(target=enter)
            thread.start()
            thread.join()
            entered.append(True)
        return Decision.objects.all()

    def flow(name: str, of_what: Any) -> Flow:
        cell = Text(f"moving.{name}", name, "件", "试验")
        return Flow(cell=cell, records=of_what, unit="organisation", listed=listed, on="decided_on")

    registry.register("moving", [flow("before", records), flow("disturbed", disturbed), flow("after", records)])
    os.environ["DISTURB"] = "1"
    found = compile_report(of, 2024, on=ON)
    again = compile_report(of, 2024, on=ON)
    names = ("text/moving.before", "text/moving.after", "licensing/licences/decisions")
    return {
        "seen": [_value(found, name) for name in names], "afterwards": [_value(again, name) for name in names],
        "disturbed": bool(entered),
    }  # fmt: skip


def _value(found: Any, name: str) -> Any:
    if name in found.figures:
        return found.figures[name].value
    return found.cells[name].value


def at_once(times: int) -> list[list[str]]:
    from django.db import connection

    from gongkai.errors import Refused
    from gongkai.yearbook.acts import freezing

    answers = []
    of = body(f"race{time.monotonic_ns()}")
    for year in list(YEARS)[:times]:
        made = approved(of, year)
        start, told = threading.Barrier(2), []

        def freeze(name: str, made: Any = made, start: Any = start, told: Any = told) -> None:
            by = person(name, of)
            start.wait()
            try:
                freezing.freeze(made, by=by, on=ON)
                told.append("frozen")
            except Refused as refused:
                told.append(str(refused))
            finally:
                connection.close()

        threads = [threading.Thread(target=freeze, args=(name,)) for name in ("first", "second")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        answers.append(sorted(told, key=lambda words: words != "frozen"))
    return answers


COMMANDS = {
    "set-up": set_up, "life": life, "stop": stop, "check": check, "moving": moving, "at-once": at_once,
}  # fmt: skip

if __name__ == "__main__":
    folder, command, *words = sys.argv[1:]
    os.environ["GONGKAI_DATA"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "gongkai.web.settings"
    import django

    django.setup()
    with suppress(KeyboardInterrupt):
        answer = COMMANDS[command](*(int(word) if word.isdigit() else word for word in words))
        if answer is not None:
            print(json.dumps(answer, ensure_ascii=False))
