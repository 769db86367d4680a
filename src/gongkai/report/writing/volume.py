"""Many reports written in many formats, on every core."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from gongkai.errors import GongkaiError
from gongkai.report.report import Report
from gongkai.report.writing import FORMATS, write


@dataclass(frozen=True, slots=True)
class Written:
    """
    A report that was written, or what stood in the way.

    Args:
        name: Its file name without suffix.
        fault: A sentence; "" if all of its files are there.
    """

    name: str
    fault: str = ""


def write_volume(
    reports: Sequence[tuple[str, str]],
    folder: Path,
    formats: Sequence[str] = tuple(FORMATS),
    *,
    workers: int | None = None,
) -> Iterator[Written]:
    """
    Write reports into *folder*, each in every format, and yield each as it is done, in no order.

    Args:
        reports: A file name without suffix and the report's JSON, for each.
        folder: Where; it is made if it is not there.
        formats: Keys of `FORMATS`.
        workers: How many processes; one a core if None.

    Raises:
        OSError: the folder cannot be made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    count = min(workers or os.cpu_count() or 1, max(1, len(reports)))
    # Afresh and not forked: the caller may hold connections and threads that a copy must not use.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(count, mp_context=context) as pool:
        waiting = [pool.submit(_write_one, name, text, folder, tuple(formats)) for name, text in reports]
        for done in as_completed(waiting):
            yield done.result()


def _write_one(name: str, text: str, folder: Path, formats: tuple[str, ...]) -> Written:
    try:
        report = Report.from_json(text)
        for suffix in formats:
            write(report, folder / f"{name}.{suffix}")
    except GongkaiError as wrong:
        return Written(name, str(wrong))
    except OSError as wrong:
        return Written(name, f"{wrong.filename}：{wrong.strerror}")
    return Written(name)
