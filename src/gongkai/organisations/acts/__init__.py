"""What may be done with public bodies, people and posts; every change goes through here."""

from gongkai.organisations.acts.facts import FACTS, describe, supervise
from gongkai.organisations.acts.posts import Person, appoint, dismiss, enter_person
from gongkai.organisations.acts.units import Description, close, enter, merge, move, rename

__all__ = [
    "FACTS",
    "Description",
    "Person",
    "appoint",
    "close",
    "describe",
    "dismiss",
    "enter",
    "enter_person",
    "merge",
    "move",
    "rename",
    "supervise",
]
