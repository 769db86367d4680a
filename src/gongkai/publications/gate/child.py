"""The process that examines, cleans and redacts files: a message on standard input, an answer on standard output.

It knows `gongkai.privacy` and nothing of Django or the site. The message is JSON: task, path, name, kind, out,
marks, and the limits of its own time and memory.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from pathlib import Path
from typing import Any

from gongkai.isolation import OUT_OF_MEMORY, limit

#: Findings of a file that are told one by one.
MOST_HITS = 200
MOST_HIDDEN = 1000
#: Kinds of files that are text and nothing else.
TEXTS = ("txt", "csv")
MOST_LINES = 100_000


def decoded(data: bytes) -> str | None:
    """A text file's text; None where the bytes are no text."""
    if b"\0" in data:
        return None
    for code in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(code)
        except UnicodeDecodeError:
            continue
    return None


def lines_of(text: str, kind: str) -> list[str]:
    """The lines in which personal data is looked for: of a CSV its rows, for 13800001234,12 is taken for an amount."""
    if kind != "csv":
        return text.splitlines()
    try:
        return ["；".join(row) for row in csv.reader(io.StringIO(text, newline=""))]
    except csv.Error:
        return [line.replace(",", "；") for line in text.splitlines()]


def examined(data: bytes, name: str, kind: str) -> dict[str, Any]:
    """What is found in a file, in plain data, with how much there is in all."""
    from gongkai.privacy import files, find

    if kind in TEXTS and (text := decoded(data)) is not None:
        lines = lines_of(text, kind)
        hits = [
            {**hit.to_data(), "place": f"第{number}行"}
            for number, line in enumerate(lines[:MOST_LINES], 1)
            for hit in find(line)
        ]
        left = [f"第{MOST_LINES + 1}行以后没有检查。"] if len(lines) > MOST_LINES else []
        return {"hits": hits[:MOST_HITS], "hit_count": len(hits), "hidden": [], "hidden_count": 0, "unseen": left}
    report = files.examine(data, name)
    told = report.to_data()
    return {
        "hits": told["hits"][:MOST_HITS],
        "hit_count": len(told["hits"]),
        "hidden": told["hidden"][:MOST_HIDDEN],
        "hidden_count": len(told["hidden"]),
        "unseen": told["unseen"],
    }


def made(head: dict[str, Any], data: bytes) -> tuple[bytes, list[str]]:
    """The file cleaned or redacted, and what was removed, a line each."""
    from gongkai.privacy import Hit, files

    name, marks = head["name"], head.get("marks")
    if head["task"] == "clean":
        cleaned, removed = files.clean(data, name)
        return cleaned, [f"{one.label}：{one.spot.words} {one.text}".strip() for one in removed]
    if head["kind"] in TEXTS and (text := decoded(data)) is not None:
        code = "utf-8-sig" if head["kind"] == "csv" else "utf-8"
        return redacted_text(text, head["kind"], marks).encode(code), []
    if marks is None:
        return files.redact(data, name, files.examine(data, name).hits), []
    return files.redact(data, name, [Hit(kind, 0, len(text), text, "", "certain") for kind, text in marks]), []


def redacted_text(text: str, kind: str, marks: list[list[str]] | None) -> str:
    """A text with every occurrence of *marks* masked; None for all that is found in any of its lines."""
    from gongkai.privacy import Masking, find

    if marks is None:
        marks = [[hit.kind, hit.text] for line in lines_of(text, kind) for hit in find(line)]
    secrets = {secret: Masking.standard().masked(kind, secret) for kind, secret in marks}
    if not secrets:
        return text
    pattern = re.compile("|".join(re.escape(secret) for secret in sorted(secrets, key=len, reverse=True)))
    return pattern.sub(lambda found: secrets[found[0]], text)


def main() -> int:
    """Read the message, answer, and return the status: 0 an answer or a refusal, 9 out of memory."""
    head = json.loads(sys.stdin.buffer.read())
    limit(head["seconds"], head["memory"])
    from gongkai.errors import GongkaiError, Unreadable
    from gongkai.privacy.files import NotErased

    result: dict[str, Any]
    try:
        data = Path(head["path"]).read_bytes()
        if head["task"] == "examine":
            result = examined(data, head["name"], head["kind"])
        else:
            out, removed = made(head, data)
            Path(head["out"]).write_bytes(out)
            result = {"removed": removed}
    except NotErased as wrong:
        result = {"refused": wrong.message}
    except GongkaiError as wrong:
        result = {"unreadable": wrong.message, "place": wrong.place if isinstance(wrong, Unreadable) else None}
    except (MemoryError, RecursionError):
        return OUT_OF_MEMORY
    sys.stdout.buffer.write(json.dumps(result).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
