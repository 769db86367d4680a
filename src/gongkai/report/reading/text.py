"""Plain text and Markdown as lines; what divides the cells is left for the reader of tables to see."""

from __future__ import annotations

from gongkai.report.reading.blocks import Block, Line
from gongkai.report.reading.encoding import decode


def blocks(data: bytes, *, name: str) -> list[Block]:
    """Every line of the file, empty ones too, numbered from 1."""
    text = decode(data).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    return [Line(line, None, number, line.startswith("#")) for number, line in enumerate(text.split("\n"), 1)]
