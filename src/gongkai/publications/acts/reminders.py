"""Whoever lets a stage wait beyond its day gets one mail a day that lists what waits."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db import transaction

from gongkai.organisations.models import User
from gongkai.publications import kinds
from gongkai.publications.acts import notices
from gongkai.publications.models import Reminder
from gongkai.publications.queries.turns import Overdue, overdue

#: A longer list is in the back office.
MOST_LINES = 50


def remind(today: date) -> int:
    """
    Mail to each person whose turn it is what should have left his hands by now, once a day however often it is asked.

    Returns:
        How many were mailed.
    """
    waiting: dict[User, list[Overdue]] = defaultdict(list)
    for one in overdue(today):
        for person in one.people:
            if person.email:
                waiting[person].append(one)
    sent = 0
    for person in sorted(waiting, key=lambda user: user.pk):
        with transaction.atomic():
            _row, is_new = Reminder.objects.get_or_create(user=person, on=today)
            if is_new:
                notices.tell([person], f"有{len(waiting[person])}件信息的审核已超过时限", _lines(waiting[person]))
                sent += 1
    return sent


def _lines(late: list[Overdue]) -> list[str]:
    stages = kinds.stages()
    lines = [
        f"{one.unit.name}《{one.title}》：{stages[one.stage].label}应于{one.due_on.month}月{one.due_on.day}日前办结"
        for one in late[:MOST_LINES]
    ]
    if len(late) > MOST_LINES:
        lines.append(f"另有{len(late) - MOST_LINES}件，请在后台“今日”中查看。")
    return ["下列信息在等您办理：", "\n".join(lines), notices.where_to_work()]
