"""The law of disclosure as code: working days and periods.

Nothing here reads a clock or a database; the day is always an argument. Every rule and every value names its source.
"""

from __future__ import annotations

from gongkai.law.arrangement import Arrangement, Holiday
from gongkai.law.calendar import Calendar, national
from gongkai.law.periods import Day, DueDate, Reason

__all__ = ["Arrangement", "Calendar", "Day", "DueDate", "Holiday", "Reason", "national"]
