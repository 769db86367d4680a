"""What is kept of people, public bodies and posts."""

from gongkai.organisations.models.people import Post, User
from gongkai.organisations.models.periods import ALWAYS, Period
from gongkai.organisations.models.uids import new_uid
from gongkai.organisations.models.units import Ancestry, Facts, Membership, Organisation, Supervision, UnitName

__all__ = [
    "ALWAYS",
    "Ancestry",
    "Facts",
    "Membership",
    "Organisation",
    "Period",
    "Post",
    "Supervision",
    "UnitName",
    "User",
    "new_uid",
]
