"""Words that the tests of this folder share."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from django.test import Client
from openpyxl import Workbook

import django_site  # noqa: F401  sets Django up before the models are imported
from gongkai.channels import acts
from gongkai.channels.acts import AccountDescription, ArticleRow, Channel, IssueRow, ReadingRow
from gongkai.channels.models import Account, Reading
from gongkai.organisations import acts as units
from gongkai.organisations.models import Organisation, User
from gongkai.organisations.permissions import Program

#: The day on which everything in these tests is done.
TODAY = date(2026, 11, 24)
#: Since when the channels of these tests are open.
OPENED = date(2015, 1, 1)
PROGRAM = Program("test")


def appointed(role: str, unit: Organisation) -> User:
    """An officer of that role at *unit*."""
    person = units.Person(f"{role}-{unit.code}", f"{role}{unit.code}")
    units.appoint(person, role, unit, by=PROGRAM, on=TODAY, from_on=date(2020, 1, 1))
    return User.objects.get(username=person.username)


def signed_in(user: User) -> Client:
    """The browser of an officer."""
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def described(platform: str, number: str, name: str) -> AccountDescription:
    """An account in few words."""
    return AccountDescription(platform, number, name, OPENED)


def read(channel: Channel, measure: str, value: int, until: str, since: str | None = None) -> Reading:
    """Record a reading."""
    from_on = date.fromisoformat(since) if since else None
    row = ReadingRow(channel, measure, value, date.fromisoformat(until), from_on, "后台截图")
    return acts.record_reading(row, by=PROGRAM, on=TODAY)


def issue(number: str, *titles: str, on: str | None = None) -> IssueRow:
    """An issue in few words; its number is its day unless one is given."""
    return IssueRow(number, date.fromisoformat(on or number), tuple(ArticleRow(title) for title in titles))


def sent(account: Account, *rows: IssueRow) -> None:
    """Record issues."""
    acts.record_issues(account, rows, by=PROGRAM, on=TODAY)


def csv(rows: list[list[Any]], encoding: str = "utf-8") -> bytes:
    """Rows as a CSV."""
    return "\r\n".join(",".join(str(cell) for cell in row) for row in rows).encode(encoding)


def xlsx(rows: list[list[Any]]) -> bytes:
    """Rows as a workbook."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
