"""Pieces to the blocks of a body, as a StreamField keeps them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any

from gongkai.publications.intake.pieces import Heading, Item, Paragraph, Picture, Piece, Signature, Table, rich_text

Block = dict[str, Any]


def blocks_of(pieces: Iterable[Piece], keep: Callable[[Picture], str]) -> list[Block]:
    """
    The blocks of a body.

    Args:
        pieces: The text.
        keep: Stores a picture and returns its uid; "" leaves the picture out.
    """
    blocks: list[Block] = []
    for is_text, group in groupby(pieces, lambda piece: isinstance(piece, Paragraph | Item)):
        if is_text:
            blocks.append(_block("paragraph", rich_text(group)))
        else:
            for piece in group:
                blocks += _alone(piece, keep)
    return blocks


def _alone(piece: Piece, keep: Callable[[Picture], str]) -> Iterator[Block]:
    match piece:
        case Heading():
            yield _block("heading", {"level": str(max(piece.level, 2)), "text": piece.text})
        case Table():
            yield _block("table", table_value(piece))
        case Signature():
            yield _block("signature", {"name": piece.name, "day": piece.day})
        case Picture():
            if uid := keep(piece):
                value = {"file": uid, "alternative": piece.alternative, "decorative": False, "caption": ""}
                yield _block("picture", value)


def table_value(table: Table) -> dict[str, Any]:
    """A table as Wagtail's table block keeps it; what a merged cell covers is marked as hidden."""
    hidden = sorted({place for merge in table.merges for place in merge.covered()})
    return {
        "data": [list(row) for row in table.rows],
        "cell": [{"row": row, "col": column, "hidden": True} for row, column in hidden],
        "mergeCells": [
            {"row": m.row, "col": m.column, "rowspan": m.rowspan, "colspan": m.colspan} for m in table.merges
        ],
        "first_row_is_table_header": table.has_head,
        "first_col_is_header": False,
        "table_header_choice": "row" if table.has_head else "neither",
        "table_caption": table.caption,
    }


def _block(kind: str, value: Any) -> Block:
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}
