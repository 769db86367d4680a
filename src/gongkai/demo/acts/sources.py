"""Where the demonstration's data lies, and who enters it."""

from __future__ import annotations

from pathlib import Path

from gongkai.organisations.permissions import Program

#: Who enters the demonstration's bodies, people and channels, and publishes its reports.
DEMO = Program("demo")
PROGRAM = str(DEMO)
DATA = Path(__file__).parents[1] / "data"
#: The founding zone's year 2019.
ZONE = DATA / "zone-2019"
