"""Files that platforms and statistics give out: recognised, looked at, and taken in whole or not at all."""

from gongkai.channels.imports.formats import Format, formats, formats_of
from gongkai.channels.imports.reading import MOST_BYTES, MOST_ROWS
from gongkai.channels.imports.run import Taking, look, take
from gongkai.channels.imports.sheet import template_workbook

__all__ = [
    "MOST_BYTES",
    "MOST_ROWS",
    "Format",
    "Taking",
    "formats",
    "formats_of",
    "look",
    "take",
    "template_workbook",
]
