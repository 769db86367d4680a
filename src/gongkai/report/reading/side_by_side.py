"""A page that sets two years of one body beside each other, told apart into one stream of blocks a year."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gongkai.report.reading.blocks import Block, Line
from gongkai.report.reading.characters import fold
from gongkai.report.reading.sections import heading

_YEAR_LINE = re.compile(r"\s*(20[12]\d)\s*年?\s*度?\s*(?:年?度?报告|年报)?\s*")


def _year(block: Block) -> int | None:
    if not isinstance(block, Line) or len(block.text) > 30:
        return None
    found = _YEAR_LINE.fullmatch(fold(block.text))
    return int(found[1]) if found else None


def side_by_side(blocks: Sequence[Block]) -> list[tuple[int, list[Block]]]:
    """
    The years of a comparison with the blocks of each, in the order of the columns; empty if it is none.

    Every column is headed by its year. Headings over the full width belong to all years, what follows a line with
    one year to that year; the rest over the full width is the comparer's own remarks and belongs to none.
    """
    years: dict[int, int] = {}
    for block in blocks:
        year = _year(block) if block.column else None
        if year is not None:
            years.setdefault(block.column, year)
    if len(years) < 2 or len(set(years.values())) != len(years):
        return []
    streams: dict[int, list[Block]] = {year: [] for year in years.values()}
    current: int | None = None
    for block in blocks:
        if block.column:
            current = None
            if block.column in years:
                streams[years[block.column]].append(block)
            continue
        named = _year(block)
        if named in streams:
            current = named
        elif isinstance(block, Line) and heading(block.text):
            for stream in streams.values():
                stream.append(block)
        elif current is not None:
            streams[current].append(block)
    return list(streams.items())
