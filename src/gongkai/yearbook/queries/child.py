"""The process that reads drafts: a message on standard input, an answer on standard output, then it ends.

Run by path, never imported: it knows the reader and the checker, and nothing of Django or the site.
The message is a line of JSON (task, year, files as [name, size], seconds, memory) and the files' bytes.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from gongkai.isolation import OUT_OF_MEMORY, limit


def finding(item: Any) -> dict[str, Any]:
    """A finding with its slip apart from its message."""
    return {**item.to_data(), "message": item.message, "slip": item.slip}


def by_year(reports: list[Any]) -> list[Any]:
    """Newest first; reports without a year last."""
    return sorted(reports, key=lambda report: report.year or 0, reverse=True)


def answer(head: dict[str, Any], files: list[tuple[str, bytes]]) -> dict[str, Any]:
    """Do the task and put the result into plain data."""
    from gongkai.report import examine, read, read_all

    name, data = files[0]
    if head["task"] == "read":
        return {"report": read(data, name, year=head["year"], places=True).to_data()}
    start = time.perf_counter()
    found = by_year(read_all(data, name, places=True))
    report, previous, is_swapped = found[0], found[1] if len(found) > 1 else None, False
    if len(files) > 1:
        others = by_year(read_all(files[1][1], files[1][0], places=True))
        if report.year and others[0].year and others[0].year > report.year:
            found, others, is_swapped = others, found, True
            report = found[0]
        # Of several years in the older file, the one just before.
        previous = next((other for other in others if report.year and other.year == report.year - 1), others[0])
    outcome = examine(report, previous)
    return {
        "report": report.to_data(),
        "previous": previous.to_data() if previous else None,
        "findings": [finding(item) for item in outcome.findings],
        "undecided": [item.to_data() for item in outcome.undecided],
        "is_swapped": is_swapped,
        "seconds": f"{time.perf_counter() - start:.3f}",
    }


def main() -> int:
    """Read the message, answer, and return the status: 0 an answer or a refusal, 9 out of memory, 3 broken."""
    head = json.loads(sys.stdin.buffer.readline())
    limit(head["seconds"], head["memory"])
    from gongkai.errors import GongkaiError
    from gongkai.report.report import dumps

    files = [(name, sys.stdin.buffer.read(size)) for name, size in head["files"]]
    try:
        result = answer(head, files)
    except GongkaiError as wrong:
        result = {"error": wrong.message, "file": getattr(wrong, "file", None), "place": getattr(wrong, "place", None)}
    except (MemoryError, RecursionError):
        return OUT_OF_MEMORY
    sys.stdout.buffer.write(dumps(result).encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
