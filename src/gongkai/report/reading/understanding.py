"""Blocks of any format understood as reports: tables, sections, whose and when."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from gongkai.errors import Unreadable
from gongkai.report.reading.assembly import Tables, assemble
from gongkai.report.reading.blocks import Block, Grid, Line
from gongkai.report.reading.characters import fold
from gongkai.report.reading.compact import is_between_pages
from gongkai.report.reading.context import Context
from gongkai.report.reading.grids import GridReader
from gongkai.report.reading.identity import Identity, identify
from gongkai.report.reading.placing import copies
from gongkai.report.reading.rows import Harvest
from gongkai.report.reading.sections import Heading, Prose, heading, prose, sections, split_headings
from gongkai.report.reading.side_by_side import side_by_side
from gongkai.report.reading.stream import StreamReader
from gongkai.report.report import Report, Section

_OLD_FORM = ("历年累计", "计量单位", "主动公开文件数", "受理依申请公开信息", "对申请的答复总数")


@dataclass(slots=True)
class Source:
    """
    A file as blocks.

    Args:
        blocks: Lines and grids in order.
        titles: What the format and the file's name offer as a title.
        wrapped: Lines end where the page ended, not where the paragraph did.
        article: Given the positions of the first and the last block of the report proper, the stretch that
            belongs to the same article (a saved page has menus around it); None where the format has no such thing.
    """

    blocks: list[Block]
    titles: list[str] = field(default_factory=list)
    wrapped: bool = False
    article: Callable[[int, int], tuple[int, int]] | None = None


def understand(source: Source, *, places: bool) -> list[Report]:
    """
    The reports in a source, most hold one.

    Raises:
        Unreadable: no table of the form, the form before 2019, or no row that can be trusted.
    """
    years = side_by_side(source.blocks)
    if years:
        opening = [block.text for block in source.blocks[:6] if isinstance(block, Line)]
        streams = [replace(source, blocks=blocks, titles=opening + source.titles) for _, blocks in years]
        reports = [r for (year, _), stream in zip(years, streams, strict=True) for r in _one(stream, year, places)]
    else:
        reports = _one(source, None, places)
    if not any(report.certain for report in reports):
        raise _refusal(source, reports)
    return [report.report for report in reports]


@dataclass(slots=True)
class _Reading:
    report: Report
    certain: int
    rows: int


def _one(source: Source, year: int | None, places: bool) -> list[_Reading]:
    """The reports of one stream of blocks; *year* is given where the page says whose column it is."""
    harvest = Harvest()
    before, parts = sections(_read_tables(source, harvest), wrapped=source.wrapped)
    opening = [p.text for p in before] + [line for s in parts for line in s.text.split("\n")[:3]]
    who = identify(opening or [b.text for b in source.blocks if isinstance(b, Line)], source.titles)
    piles = [harvest.rows] if year is not None else copies(harvest.rows)
    years = [year or who.year] if len(piles) == 1 else [None] * len(piles)
    readings = []
    for pile, on in zip(piles, years, strict=True):
        tables = assemble(pile, harvest, on, places=places)
        readings.append(_Reading(_report(tables, on, who, parts), tables.certain, len(harvest.rows)))
    return readings


def _read_tables(source: Source, harvest: Harvest) -> list[Prose]:
    """Read grids by cell, and lines as a stream where the grids left tables out; returns the prose around them."""
    context = Context(harvest)
    reader = GridReader(context)
    labels = reader.labels.by_text
    kept: list[Line] = []
    heads: dict[int, Heading] = {}
    ends: list[int] = []
    for at, block in enumerate(source.blocks):
        if isinstance(block, Grid):
            if block.spans_known and reader.read(block):
                ends.append(at)
            elif block.sheet is None:  # a sheet without a label of the form is no part of the report
                kept.extend(_as_lines(block))
        else:
            label = labels.get(block.text)
            if label is not None and label.caption:
                context.note(label, block.text)  # a caption set over its table
            head = heading(block.text, marked=block.heading)
            if head is not None:
                heads[id(block)] = head
                context.leave()
            kept.append(block)
    if source.article is not None:
        kept = _within_article(source, ends, kept, heads)
    done = {found.table for found in harvest.rows if found.row or found.table == "remedies"}
    around = [Prose(line.text, heads.get(id(line))) for line in kept if line.text not in reader.labels.captions]
    if {"documents", "applications", "remedies"} <= done:
        return around
    own = Harvest(heads=harvest.heads, units=harvest.units)
    stream = StreamReader(Context(own), kept)
    stream.read()
    found = [row for row in own.rows if row.table not in done or not row.table]
    if not found:
        return around
    harvest.rows.extend(found)
    harvest.bare += own.bare
    return _without_tables(kept, stream)


def _as_lines(grid: Grid) -> list[Line]:
    return [
        Line("|".join(text.replace("\n", " ") for text in row), grid.page, number)
        for number, row in enumerate(grid.texts(), 1)
    ]


def _within_article(source: Source, grids: Sequence[int], kept: list[Line], heads: Mapping[int, Heading]) -> list[Line]:
    """Drop the lines of menus and footers: what does not stand in the element that holds headings and tables."""
    numbered = {at for at, head in heads.items() if head.number}
    marks = [*grids, *(at for at, block in enumerate(source.blocks) if id(block) in numbered)]
    if not marks or source.article is None:
        return kept
    first, last = source.article(min(marks), max(marks))
    outside = {id(block) for at, block in enumerate(source.blocks) if at > last}
    early = {id(block) for at, block in enumerate(source.blocks) if at < first and isinstance(block, Line)}
    result = []
    for line in kept:
        if id(line) in outside:
            continue
        if id(line) in early and id(line) in heads:
            continue  # a menu entry that reads like a heading
        result.append(line)
    return result


def _without_tables(lines: Sequence[Line], stream: StreamReader) -> list[Prose]:
    """The lines without the stretches that the stream reader took for tables."""
    compact = stream.compact
    cuts: dict[int, list[tuple[int, int]]] = {}
    for first, last in stream.regions:
        low, high = compact.line_of[first], compact.line_of[last]
        for number in range(low, high + 1):
            start = compact.offset[first] if number == low else 0
            stop = compact.offset[last] + 1 if number == high else len(lines[number].text)
            cuts.setdefault(number, []).append((start, stop))
    around: list[Prose] = []
    fresh = True
    for number, line in enumerate(lines):
        text = line.text
        for start, stop in reversed(cuts.get(number, [])):
            text = text[:start] + "\n" + text[stop:]
        if not line.text.strip():
            fresh = True
            continue
        for piece in text.split("\n"):
            for part in split_headings(piece) if len(piece) > 60 else [piece]:
                words = part.rstrip("（( |\t")
                if any(char.isalnum() for char in words) and not is_between_pages(words):
                    around.append(prose(words, marked=line.heading, fresh=fresh))
                    fresh = False
    return around


def _report(tables: Tables, year: int | None, who: Identity, parts: list[Section]) -> Report:
    return Report(
        edition=tables.edition, agency=who.agency, year=year, title=who.title, cells=tables.cells,
        sections=list(parts), doubts=tables.doubts, marks=tables.marks, tables=tables.tables,
        unplaced=tables.unplaced, places=tables.places,
    )  # fmt: skip


def _refusal(source: Source, readings: Sequence[_Reading]) -> Unreadable:
    texts = [b.text if isinstance(b, Line) else "".join(map("".join, b.texts())) for b in source.blocks]
    text = fold("".join(texts)[:400_000])
    year = next((reading.report.year for reading in readings if reading.report.year), None)
    if sum(word in text for word in _OLD_FORM) >= 2 or (year is not None and year < 2019 and "公开" in text):
        named = f"（{year}年度）" if year else ""
        return Unreadable(
            f"这是2019年以前旧格式的年度报告{named}，没有现行的表二、表三、表四，无法读成本格式；只能读取2019年度及以后的报告。"
        )
    if any(reading.rows for reading in readings):
        return Unreadable(
            "这份报告的表格不可信：数字缺失或连成一片，没有一行能确定。请从原网页或原文件（Word、PDF）重新取得后再读。"
        )
    return Unreadable(
        "没有找到政府信息公开工作年度报告的表格（主动公开、申请办理、复议诉讼三张表）。"
        "请确认文件是2019年度以后的年度报告，且表格是文字而不是图片。"
    )
