"""The child process of `examining`: opens one file, within limits that the system keeps, and prints what it holds."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gongkai.errors import Unreadable
from gongkai.isolation import limit
from gongkai.publications.files import reading, sheets
from gongkai.publications.files.examining import packed

#: Time on the processor for one file; a document of a thousand pages takes ten seconds.
PROCESSOR_SECONDS = 40
#: All that the child may address; a picture of 100 million points takes 400 MB, and the libraries as much again.
MOST_MEMORY = 2 * 1024 * 1024 * 1024
#: Characters of text that are kept for the search.
LONGEST_TEXT = 500_000

_READERS: dict[str, Callable[[Path], str]] = {
    "docx": reading.docx, "pptx": reading.pptx, "odt": reading.odt, "ofd": reading.ofd, "pdf": reading.pdf,
    "txt": reading.txt, "zip": reading.names,
    "png": reading.picture, "jpeg": reading.picture, "gif": reading.picture, "webp": reading.picture,
}  # fmt: skip


def main() -> None:
    """Read the file that the message names, as the kind that it names, and print JSON."""
    head = json.loads(sys.stdin.buffer.read())
    limit(PROCESSOR_SECONDS, MOST_MEMORY)
    answer = json.dumps(answered(head["kind"], Path(head["path"])), ensure_ascii=False).encode("utf-8", "replace")
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


if __name__ == "__main__":
    main()
