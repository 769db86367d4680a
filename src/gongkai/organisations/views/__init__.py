"""The back office's pages of units, people, links and holidays: each view reads, calls one act or query, answers."""

from gongkai.organisations.views.pages import hidden_from_others, sent
from gongkai.organisations.views.rooms import Crumbs, Room, asked, asked_unit, today

__all__ = ["Crumbs", "Room", "asked", "asked_unit", "hidden_from_others", "sent", "today"]
