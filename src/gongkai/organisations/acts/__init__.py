"""What may be done with public bodies, people, posts, links and holidays; every change goes through here."""

from gongkai.organisations.acts.facts import FACTS, describe, supervise
from gongkai.organisations.acts.holidays import announce_holidays
from gongkai.organisations.acts.links import (
    forget_second_factor,
    invite,
    make_first_administrator,
    offer_first_administrator,
    set_password,
)
from gongkai.organisations.acts.posts import Person, appoint, dismiss, enter_person
from gongkai.organisations.acts.units import Description, close, enter, merge, move, rename

__all__ = [
    "FACTS",
    "Description",
    "Person",
    "announce_holidays",
    "appoint",
    "close",
    "describe",
    "dismiss",
    "enter",
    "enter_person",
    "forget_second_factor",
    "invite",
    "make_first_administrator",
    "merge",
    "move",
    "offer_first_administrator",
    "rename",
    "set_password",
    "supervise",
]
