"""Which characters a font file has: the `cmap` table of OpenType, read without a font library.

Formats 4 and 12 of the table (OpenType specification, `cmap`) are read; every font with Chinese has one of them.
"""

from __future__ import annotations

import struct
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Coverage:
    """The characters of one face as sorted ranges of code points, both ends included."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __contains__(self, mark: str) -> bool:
        at = bisect_right(self.starts, ord(mark)) - 1
        return at >= 0 and ord(mark) <= self.ends[at]


@cache
def coverage(path: Path, index: int = 0) -> Coverage:
    """
    The characters of the face number *index* of a font file.

    Raises:
        ValueError: the file is no OpenType font, or has no table of characters that is understood.
        OSError: the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            start = 0
            if file.read(4) == b"ttcf":
                file.seek(12 + 4 * index)
                (start,) = struct.unpack(">L", file.read(4))
            file.seek(start + 4)
            (count,) = struct.unpack(">H", file.read(2))
            file.seek(start + 12)
            records = [struct.unpack(">4sLLL", file.read(16)) for _ in range(count)]
            offset, length = next((at, size) for tag, _, at, size in records if tag == b"cmap")
            file.seek(offset)
            table = file.read(length)
        return _ranges(table)
    except (struct.error, StopIteration, IndexError):
        raise ValueError(f"{path.name}: not an OpenType font with a cmap") from None


def _ranges(table: bytes) -> Coverage:
    (count,) = struct.unpack_from(">H", table, 2)
    offsets = {struct.unpack_from(">HHL", table, 4 + 8 * number)[2] for number in range(count)}
    pairs: set[tuple[int, int]] = set()
    for offset in offsets:
        (kind,) = struct.unpack_from(">H", table, offset)
        if kind == 12:
            (groups,) = struct.unpack_from(">L", table, offset + 12)
            pairs.update(struct.unpack_from(">LL", table, offset + 16 + 12 * number) for number in range(groups))
        elif kind == 4:
            (twice,) = struct.unpack_from(">H", table, offset + 6)
            ends = struct.unpack_from(f">{twice // 2}H", table, offset + 14)
            starts = struct.unpack_from(f">{twice // 2}H", table, offset + 16 + twice)
            pairs.update((a, b) for a, b in zip(starts, ends, strict=True) if a != 0xFFFF)
    if not pairs:
        raise ValueError("no cmap of format 4 or 12")
    merged: list[list[int]] = []
    for first, last in sorted(pairs):
        if merged and first <= merged[-1][1] + 1:
            merged[-1][1] = max(merged[-1][1], last)
        else:
            merged.append([first, last])
    return Coverage(tuple(pair[0] for pair in merged), tuple(pair[1] for pair in merged))


def invisible(mark: str) -> bool:
    """True for spaces, joiners and variation selectors: they need no glyph."""
    return mark.isspace() or unicodedata.category(mark) == "Cf" or unicodedata.name(mark, "").startswith("VARIATION")
