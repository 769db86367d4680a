"""The child process of `examining`: opens one file, within limits that the system keeps, and prints what it holds."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gongkai.errors import Unreadable
from gongkai.publications.files import reading, sheets
from gongkai.publications.files.examining import packed

#: Time on the processor for one file; a document of a thousand pages takes ten seconds.
PROCESSOR_SECONDS = 40
#: Memory of the child's own; a picture of 100 million points takes 400 MB.
MOST_MEMORY = 1024 * 1024 * 1024
#: Characters of text that are kept for the search.
LONGEST_TEXT = 500_000

_READERS: dict[str, Callable[[Path], str]] = {
    "docx": reading.docx, "pptx": reading.pptx, "odt": reading.odt, "ofd": reading.ofd, "pdf": reading.pdf,
    "txt": reading.txt, "zip": reading.names,
    "png": reading.picture, "jpeg": reading.picture, "gif": reading.picture, "webp": reading.picture,
}  # fmt: skip


def main() -> None:
    """Read the file that the command names, as the kind that it names, and print JSON."""
    kind, path = sys.argv[1], Path(sys.argv[2])
    _limit()
    answer = json.dumps(answered(kind, path), ensure_ascii=False).encode("utf-8", "replace")
    sys.stdout.buffer.write(answer)


def answered(kind: str, path: Path) -> dict[str, Any]:
    """What a file holds, or why it cannot be read."""
    try:
        if kind in ("xlsx", "csv"):
            found = sheets.read(path, kind)
            return {"text": found.text[:LONGEST_TEXT], "tables": [packed(grid) for grid in found.grids]}
        return {"text": _READERS[kind](path)[:LONGEST_TEXT]}
    except Unreadable as wrong:
        return {"unreadable": wrong.message}
    except RecursionError:
        return {"unreadable": "文件嵌套过深，不是正常的文档。请重新另存后再上传。"}


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows; there the parent's clock is all there is
        return
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
