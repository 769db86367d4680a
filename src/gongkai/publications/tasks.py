"""What publications want done beside the site: what is due made public or taken down, and the mail of the day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from gongkai.organisations.queries import calendar
from gongkai.publications.acts import facts, files, reminders, schedule

#: Seconds between two rounds: what is due becomes public within them.
EVERY = 5.0
#: The hour of a working day from which reminders are mailed.
FROM_HOUR = 8
#: A file that no record knows after this long was left behind by a process that ended.
ORPHANED = timedelta(days=1)


class Clock:
    """One look at the clock. Any number of processes may do so at once: two that meet do a thing once."""

    def __init__(self) -> None:
        self._reminded_on: date | None = None
        self._renewed_on: date | None = None

    def __call__(self) -> None:
        """Look at the clock now."""
        self.look(timezone.now())

    def look(self, now: datetime) -> None:
        """Do what is due at that moment; on a working day's morning, remind those who are late."""
        schedule.run(now)
        local = timezone.localtime(now)
        today = local.date()
        if self._renewed_on != today:
            facts.renew_validity(today)
            facts.renew_clocks(by=facts.DAILY, on=today)
            files.sweep_orphans(now - ORPHANED)
            self._renewed_on = today
        if self._reminded_on != today and local.hour >= FROM_HOUR and calendar(today).is_working_day(today):
            reminders.remind(today)
            self._reminded_on = today
