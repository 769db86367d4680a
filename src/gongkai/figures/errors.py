"""What goes wrong with figures."""

from __future__ import annotations

from gongkai.errors import Refused, Unreadable


class Misdeclared(ValueError):
    """A declaration that cannot be: the site does not start with it."""


class UnknownFigure(Unreadable):
    """A figure is asked for that nothing declares."""


class Unplaced(Refused):
    """Records of a figure that belong to none of its cells: a total without them would look certain and be wrong."""
