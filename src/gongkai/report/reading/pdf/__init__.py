"""PDF with a text layer to blocks: ruled tables with their spans, aligned ones without, paragraphs in order."""

from __future__ import annotations

from gongkai.errors import Unreadable
from gongkai.report.reading.blocks import Block
from gongkai.report.reading.pdf.isolation import read_in_child


def blocks(data: bytes, *, name: str) -> list[Block]:
    """
    Return the tables and paragraphs of a PDF in the order of reading.

    A table that a page break cuts comes as two grids. Page numbers and repeated page heads are left out. Text of a
    recognition layer under a scan is taken for what it says.

    Args:
        data: The file; some bytes of another kind may stand before its beginning.
        name: Its name, for messages.

    Raises:
        Unreadable: encrypted, damaged, scanned without text, too large, or too much for the parser; says which.
    """
    try:
        return read_in_child(data)
    except Unreadable as wrong:
        wrong.file = name or None
        raise
