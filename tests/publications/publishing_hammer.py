"""A program that publishes: `publishing_hammer.py FOLDER COMMAND ...` on the database that the environment names.

set-up          migrate, and make a zone with its officers and a column
live NAME       draft, pass, publish, amend, schedule and withdraw without end; prints what was committed
clock           publish without end what its time has come for
check           say what does not fit together, as JSON
race N          N times, two approvers at once; what each was told, as JSON
busy            publish while another writer holds the database longer than we wait, as JSON
full            publish on a full disk, as JSON
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from contextlib import suppress
from datetime import date, timedelta
from itertools import count
from typing import Any

DAY = date(2026, 11, 24)
ROLES = ["editor", "reviewer", "secrecy_reviewer", "approver"]


def set_up() -> None:
    from django.core.management import call_command

    from gongkai.channels.models import Column, Website
    from gongkai.organisations import acts
    from gongkai.organisations.permissions import Program

    call_command("migrate", verbosity=0)
    program = Program("hammer")
    zone = acts.enter(acts.Description("zone", "开发区管委会", "zone"), by=program, on=DAY)
    for role in [*ROLES, "approver"]:
        person = acts.Person(f"{role}-{time.monotonic_ns()}", f"某{role}")
        acts.appoint(person, role, zone, by=program, on=DAY, from_on=DAY)
    site = Website.objects.create(
        organisation=zone, code="site", name="开发区网", opened_on=DAY, address="https://z.example/"
    )
    Column.objects.create(website=site, code="news", name="工作动态", kind="news", opened_on=DAY)


def officer(role: str, number: int = 0) -> Any:
    from gongkai.organisations.models import User

    return User.objects.filter(posts__role=role).order_by("pk")[number]


def drafted(title: str) -> Any:
    from gongkai.channels.models import Column
    from gongkai.organisations.models import Organisation
    from gongkai.publications.acts import drafts, placements

    unit = Organisation.objects.get(code="zone")
    body = [{"type": "paragraph", "value": f"<p>{title}的内容。</p>"}]
    draft = drafts.draft(unit, "article", {"title": title, "body": body}, by=officer("editor"), on=DAY)
    placements.plan(draft, Column.objects.get(code="news"), by=officer("editor"), on=DAY)
    return draft


def passed(draft: Any, until: str = "", at: Any = None) -> None:
    from gongkai.publications import kinds
    from gongkai.publications.acts import reviews
    from gongkai.publications.models import Publication

    draft = Publication.objects.get(pk=draft.pk)
    if not draft.workflow_in_progress:
        reviews.submit(draft, by=officer("editor"), on=DAY, reason="更正" if draft.live else "")
    while (state := draft.current_workflow_task_state) is not None and state.task.specific.stage != until:
        role = kinds.stages()[state.task.specific.stage].role
        reviews.review(draft, "passed", by=officer(role), on=DAY, at=at if role == "approver" else None)


def live(name: str) -> None:
    from django.utils import timezone

    from gongkai.publications.acts import drafts, publishing

    for number in count(1):
        draft = drafted(f"{name}第{number}条")
        passed(draft, at=timezone.now() + timedelta(seconds=0.2) if number % 3 == 2 else None)
        print(draft.uid, "through", flush=True)
        if number % 3 == 1:
            drafts.revise(draft, {"summary": "修改"}, seen=None, by=officer("editor"), on=DAY)
            passed(draft)
            print(draft.uid, "amended", flush=True)
            publishing.withdraw(draft, "有误", by=officer("approver"), on=DAY)
            print(draft.uid, "withdrawn", flush=True)


def clock() -> None:
    from django.utils import timezone

    from gongkai.publications.acts import schedule

    while True:
        for uid in schedule.run(timezone.now()).published:
            print(uid, "published", flush=True)
        time.sleep(0.02)


def check() -> dict[str, Any]:
    from gongkai.ledger import acts, queries
    from gongkai.publications.models import Publication

    acts.seal()
    found = list(Publication.objects.select_related("live_revision"))
    return {
        "flaws": [str(flaw) for flaw in queries.verify(set()).flaws]
        + [words for one in found for words in flaws_of(one)],
        "live": [one.uid for one in found if one.live],
        "withdrawn": [one.uid for one in found if one.is_withdrawn],
        "publications": len(found),
    }


def flaws_of(one: Any) -> list[str]:
    """What of a publication is there without the rest of the act that did it."""
    from wagtail.models import TaskState

    from gongkai.ledger.models import Entry
    from gongkai.publications.digests import digest_of
    from gongkai.publications.queries.reviews import unmet

    turns = Entry.objects.filter(
        subject=f"publication:{one.uid}", act__in=["publications.publish", "publications.withdraw"]
    )
    last = turns.order_by("pk").last()
    is_public = last is not None and last.act == "publications.publish"
    open_places = one.placements.filter(until_on__isnull=True).exclude(state="planned").count()
    stages = TaskState.objects.for_instance(one).filter(status="in_progress").count()
    wrong = {
        "live without its entry, or the entry without it": one.live != is_public,
        "a placement without its publication, or the other way round": open_places != int(one.live),
        "withdrawn without a reason, or the other way round": one.is_withdrawn
        != one.changes.filter(turn="withdraw").exists(),
        "no number, day or revision": one.live and not (one.index_number and one.published_on and one.live_revision),
        "a number though it was never public": last is None and bool(one.index_number or one.published_on),
        "a review under way without its stage": stages != int(one.workflow_in_progress),
    }
    if one.live and one.live_revision:
        digest = digest_of(one.live_revision)
        wrong["public content is not what the entry says"] = last is None or last.after != digest
        wrong["public content was not passed"] = bool(unmet(one, digest, on=DAY))
    return [f"{one.uid}: {words}" for words, is_so in wrong.items() if is_so]


def race(times: int) -> list[list[str]]:
    from django.db import connection

    from gongkai.errors import Refused
    from gongkai.publications.acts import reviews

    answers = []
    for number in range(times):
        draft = drafted(f"争先{number}")
        passed(draft, until="approval")
        seen = draft.current_workflow_task_state.pk
        start, told = threading.Barrier(2), []

        def approve(which: int, draft: Any = draft, seen: int = seen, start: Any = start, told: Any = told) -> None:
            person = officer("approver", which)
            start.wait()
            try:
                reviews.review(draft, "passed", by=person, on=DAY, seen=seen)
                told.append("passed")
            except Refused as refused:
                told.append(str(refused))
            finally:
                connection.close()

        threads = [threading.Thread(target=approve, args=(which,)) for which in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        answers.append(sorted(told, key=lambda words: words != "passed"))
    return answers


def busy() -> dict[str, Any]:
    """Another writer holds the database, and we wait for a short while only."""
    from django.db import connection, transaction

    from gongkai.errors import Refused
    from gongkai.publications.acts import reviews
    from gongkai.publications.models import Publication

    draft = drafted("数据库忙时")
    passed(draft, until="approval")
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Publication.objects.select_for_update().get(pk=draft.pk)
            Publication.objects.filter(pk=draft.pk).update(locked=False)
            held.set()
            release.wait(20)
        connection.close()

    other = threading.Thread(target=hold)
    other.start()
    held.wait(20)
    approver = officer("approver")
    with connection.cursor() as cursor:
        wait = "PRAGMA busy_timeout = 300" if connection.vendor == "sqlite" else "SET lock_timeout = '300ms'"
        cursor.execute(wait)
    told = ""
    try:
        reviews.review(draft, "passed", by=approver, on=DAY)
    except Refused as refused:
        told = f"{type(refused).__name__}：{refused}"
    finally:
        release.set()
        other.join()
    was_live = Publication.objects.get(pk=draft.pk).live
    reviews.review(draft, "passed", by=approver, on=DAY)
    return {"told": told, "was_live": was_live, "live": Publication.objects.get(pk=draft.pk).live}


def full() -> dict[str, Any]:
    """The disk is full just when it is to be published; and has room again."""
    from django.db import connection

    from gongkai.errors import Refused
    from gongkai.publications.acts import reviews
    from gongkai.publications.models import Publication

    told, drafts = "", []
    for number in range(200):
        drafts.append(drafted(f"磁盘满时{number}"))
        passed(drafts[-1], until="approval")
        _fill_disk(connection)
        try:
            reviews.review(drafts[-1], "passed", by=officer("approver"), on=DAY)
        except Refused as refused:
            told = f"{type(refused).__name__}：{refused}"
            break
        finally:
            _free_disk(connection)
    draft = drafts[-1]
    was_live = Publication.objects.get(pk=draft.pk).live
    reviews.review(draft, "passed", by=officer("approver"), on=DAY)
    return {"told": told, "was_live": was_live, "live": Publication.objects.get(pk=draft.pk).live}


def _fill_disk(connection: Any) -> None:
    """SQLite may use no page more; PostgreSQL says of the next entry what it says when a file cannot grow."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
            return
        cursor.execute(
            "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION "
            "'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER no_room BEFORE INSERT ON gk_ledger_entry FOR EACH ROW "
            "WHEN (NEW.act = 'publications.publish') EXECUTE FUNCTION no_room()"
        )


def _free_disk(connection: Any) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA max_page_count = 1073741823")
            return
        cursor.execute("DROP TRIGGER no_room ON gk_ledger_entry")
        cursor.execute("DROP FUNCTION no_room()")


COMMANDS = {"set-up": set_up, "live": live, "clock": clock, "check": check, "race": race, "busy": busy, "full": full}

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
