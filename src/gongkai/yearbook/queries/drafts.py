"""Drafts that somebody brings: read and examined in a process of their own, and forgotten.

What comes in may be made to harm: a file that takes forever or all memory must not take the site with it. So nothing
of it is parsed here. A child process reads it, with its own limits of time and memory, and is killed when it exceeds
them; what comes back is plain data, checked as any JSON is. Nothing is written to the database or left on disk.
"""

from __future__ import annotations

import json
import logging
import math
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from gongkai import isolation
from gongkai.errors import GongkaiError, Unreadable
from gongkai.report import Examination, Finding, Place, Report, Undecided
from gongkai.report.report import loads

log = logging.getLogger(__name__)

_CHILD = Path(__file__).with_name("child.py")
_places = isolation.Places()
_SECONDS_IN_LINE = 5


class Busy(GongkaiError):
    """Too many drafts are being read at this moment."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A file or a pasted text: its name as the person knows it, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Examined:
    """
    What was found in a draft.

    Args:
        report: The report, with places.
        previous: Last year's, where one was brought.
        examination: Findings and rules that stay open.
        is_swapped: The older of the two was brought in the place of the newer, and they were exchanged.
        seconds: How long reading and checking took, in seconds.
    """

    report: Report
    previous: Report | None
    examination: Examination
    is_swapped: bool
    seconds: float


def read_draft(draft: Draft, *, year: int | None = None) -> Report:
    """
    Read one draft, with places.

    Raises:
        Unreadable: it is no report, or takes too long or too much memory.
        Busy: too many are being read.
    """
    answer = _ask("read", [draft], year)
    return Report.from_data(answer["report"])


def examine_drafts(draft: Draft, previous: Draft | None = None) -> Examined:
    """
    Read and check a draft, with last year's report if there is one.

    A file that holds two years is checked as the newer one, and the older one is taken as last year's.

    Raises:
        Unreadable: one of the two is no report, or takes too long or too much memory.
        Busy: too many are being read.
    """
    answer = _ask("examine", [draft, *([previous] if previous else [])], None)
    return Examined(
        report=Report.from_data(answer["report"]),
        previous=Report.from_data(answer["previous"]) if answer["previous"] else None,
        examination=Examination(
            findings=tuple(_finding(item) for item in answer["findings"]),
            undecided=tuple(
                Undecided(item["rule"], tuple(item["cells"]), item["message"]) for item in answer["undecided"]
            ),
        ),
        is_swapped=answer["is_swapped"],
        seconds=float(answer["seconds"]),
    )


def _finding(item: dict[str, Any]) -> Finding:
    place = Place(**item["place"]) if item["place"] else None
    return Finding(
        rule=item["rule"], severity=item["severity"], message=item["message"], cells=tuple(item["cells"]),
        left=item["left"], right=item["right"], place=place, slip=item["slip"],
    )  # fmt: skip


def _ask(task: str, drafts: Sequence[Draft], year: int | None) -> dict[str, Any]:
    head = {
        "task": task,
        "year": year,
        "files": [[draft.name, len(draft.data)] for draft in drafts],
        "seconds": math.ceil(settings.GONGKAI_READING_SECONDS),
        "memory": settings.GONGKAI_READING_MEMORY,
    }
    message = json.dumps(head).encode() + b"\n" + b"".join(draft.data for draft in drafts)
    with (
        _places.one(_SECONDS_IN_LINE, Busy("此刻正在读取的文件太多，请过几秒再试。")),
        tempfile.TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR, prefix="draft-") as folder,
    ):
        seconds = settings.GONGKAI_READING_SECONDS
        code, out = isolation.run([str(_CHILD)], message, folder=Path(folder), seconds=seconds)
    names = "、".join(draft.name for draft in drafts)
    if code == 0:
        answer: dict[str, Any] = loads(out)
        if "error" in answer:
            raise Unreadable(answer["error"], file=answer["file"], place=answer["place"])
        return answer
    if code in isolation.TOO_MUCH:
        raise Unreadable(
            f"读取超过{settings.GONGKAI_READING_SECONDS}秒或占用内存过多，已停止："
            "文件过大或结构异常。请只保留年度报告本身，另存为DOCX或HTML后再试。",
            file=names,
        )
    log.error("reading a draft ended with status %s", code)
    raise Unreadable("这份文件的结构异常，程序未能读完。请用WPS、Word或LibreOffice打开后另存为DOCX再试。", file=names)
