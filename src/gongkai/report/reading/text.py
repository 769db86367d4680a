"""Plain text and Markdown as lines; what divides the cells is left for the reader of tables to see."""

from __future__ import annotations

import re

from gongkai.report.reading.blocks import Block, Line
from gongkai.report.reading.encoding import decode

_MARKDOWN = re.compile(r"^\s*\|?\s*:?-{3,}:?\s*\|", re.MULTILINE)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def blocks(data: bytes, *, name: str) -> list[Block]:
    """Every line of the file, empty ones too, numbered from 1; Markdown's escapes are undone."""
    text = decode(data).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    if _MARKDOWN.search(text) or name.lower().endswith((".md", ".markdown")):
        # A pipe that is escaped divides nothing; in a table no label has one.
        text = "\n".join(
            line.replace("\\|", " ") if line.lstrip().startswith("|") else line for line in text.split("\n")
        )
        text = _ESCAPED.sub(r"\1", text)
    return [Line(line, None, number, line.startswith("#")) for number, line in enumerate(text.split("\n"), 1)]
