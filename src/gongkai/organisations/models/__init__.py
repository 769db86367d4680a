"""What is kept of people, public bodies and posts."""

from gongkai.organisations.models.holidays import HolidayNotice, HolidayRow, WorkedDay
from gongkai.organisations.models.links import OneTimeLink
from gongkai.organisations.models.people import Post, User
from gongkai.organisations.models.periods import ALWAYS, Period
from gongkai.organisations.models.uids import new_uid
from gongkai.organisations.models.units import Ancestry, Facts, Membership, Organisation, Supervision, UnitName

__all__ = [
    "ALWAYS",
    "Ancestry",
    "Facts",
    "HolidayNotice",
    "HolidayRow",
    "Membership",
    "OneTimeLink",
    "Organisation",
    "Period",
    "Post",
    "Supervision",
    "UnitName",
    "User",
    "WorkedDay",
    "new_uid",
]
