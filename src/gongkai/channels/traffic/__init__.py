"""Counting views and visitors of own sites: in memory first, without cookies and without keeping addresses."""

from gongkai.channels.traffic.buffer import Batch, Buffer
from gongkai.channels.traffic.visits import Visit, is_person, mark

__all__ = ["Batch", "Buffer", "Visit", "is_person", "mark"]
