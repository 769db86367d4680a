"""
Opening files that came from outside: in a child process with limits, for a hostile one can take any time and memory.

The child answers with JSON and nothing else; it is started for one file and ends with it.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gongkai import isolation
from gongkai.errors import Unreadable
from gongkai.publications.files.grids import Cell, Grid

#: Time by the clock until the child is ended; its time on the processor is bounded to less, in `child`.
SECONDS = 60
TOO_MUCH = "文件的内容异常，打开时超过了时间或内存的上限，没有存入。请重新另存或导出后再上传。"
_CHILD = ("-P", "-m", "gongkai.publications.files.child")


@dataclass(frozen=True, slots=True)
class Examined:
    """
    What a file was found to hold.

    Args:
        text: Its text, for the search.
        tables: Its tables as JSON, for kinds that have them; `grids` reads them.
    """

    text: str
    tables: bytes | None


def examine(path: Path, kind: str, name: str) -> Examined:
    """
    Open a file as what it is said to be.

    Args:
        path: Where it lies.
        kind: The id of its kind.
        name: What people call it, for messages.

    Raises:
        Unreadable: damaged, encrypted, or too much for the child; says which and what to do.
    """
    message = json.dumps({"kind": kind, "path": str(path.absolute())}).encode()
    with tempfile.TemporaryDirectory(prefix="opened-") as folder:
        status, out = isolation.run(_CHILD, message, folder=Path(folder), seconds=SECONDS)
    if status:
        raise Unreadable(TOO_MUCH, file=name)
    answer: dict[str, Any] = json.loads(out)
    if "unreadable" in answer:
        raise Unreadable(answer["unreadable"], file=name)
    tables = answer.get("tables")
    kept = None if tables is None else json.dumps(tables, ensure_ascii=False, separators=(",", ":")).encode()
    return Examined(answer["text"], kept)


def grids(tables: bytes) -> list[Grid]:
    """The tables that `examine` found, as a page shows them."""
    return [
        Grid(tuple(tuple(Cell(*cell) for cell in row) for row in rows), head, caption, notice)
        for rows, head, caption, notice in json.loads(tables)
    ]


def packed(grid: Grid) -> list[Any]:
    """A table as JSON can hold it."""
    rows = [[[c.text, c.colspan, c.rowspan, c.scope, c.is_number] for c in row] for row in grid.rows]
    return [rows, grid.head, grid.caption, grid.notice]
