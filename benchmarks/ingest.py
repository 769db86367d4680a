"""
How fast a folder of many reports is read into a store on one core and on two, and the memory that it takes.

The reports are made by the layout writer, each another one, in all layouts and formats of text and HTML. Both runs
are the whole command, confined to one core or to two, so that what the main process does counts in both.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import psutil

from made_pages import pages

REPORTS = 20_000
#: What is aimed at: two cores against one, and the memory of all processes together.
TIMES_FASTER, MEGABYTES = 1.8, 400


class Memory(threading.Thread):
    """Watches the memory of a process and its children: the most they held together, resident and proportional."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self._root = psutil.Process(process)
        self.resident = self.proportional = 0.0
        self._rounds = 0

    def run(self) -> None:
        """Look ten times a second until the process is gone."""
        while self._root.is_running() and self._root.status() != psutil.STATUS_ZOMBIE:
            try:
                self._look()
            except psutil.NoSuchProcess:
                continue
            time.sleep(0.1)

    def _look(self) -> None:
        family = [self._root, *self._root.children(recursive=True)]
        self.resident = max(self.resident, sum(one.memory_info().rss for one in family) / 1e6)
        self._rounds += 1
        if self._rounds % 10 == 0:  # asking for shared pages is slow
            self.proportional = max(self.proportional, sum(one.memory_full_info().pss for one in family) / 1e6)


def ingest(folder: Path, store: Path, cores: int) -> tuple[float, Memory]:
    """Seconds that the command takes on so many cores, and its memory."""
    allowed = sorted(os.sched_getaffinity(0))[:cores]
    command = [sys.executable, "-m", "gongkai", "corpus", "ingest", str(folder), "--to", str(store)]
    began = time.perf_counter()
    process = subprocess.Popen(
        ["taskset", "-c", ",".join(map(str, allowed)), *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    memory = Memory(process.pid)
    memory.start()
    if process.wait():
        raise SystemExit(f"ingest ended with status {process.returncode}")
    return time.perf_counter() - began, memory


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the reports, read them twice, and print times, ratio and memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="few reports, to see that it runs")
    parser.add_argument("--reports", type=int, default=REPORTS)
    options = parser.parse_args(arguments)
    number = 400 if options.smoke else options.reports
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "reports")
        size = 0
        for file, content in pages(number):
            path = folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            size += len(content)
        print(f"{number} reports, {size / 1e6:.0f} MB", flush=True)
        taken, most = {}, 0.0
        for cores in (1, 2):
            taken[cores], memory = ingest(folder, Path(name, f"{cores}.parquet"), cores)
            most = max(most, memory.resident)
            print(
                f"{cores} core{'s' if cores > 1 else ''}: {taken[cores]:.1f} s, {number / taken[cores]:.0f} reports/s,"
                f" all processes at most {memory.resident:.0f} MB resident"
                f" ({memory.proportional:.0f} MB with shared pages counted once)",
                flush=True,
            )
    ratio = taken[1] / taken[2]
    good = ratio >= TIMES_FASTER and most < MEGABYTES
    print(f"2 cores are {ratio:.2f} times as fast as 1")
    print(f"aim: {TIMES_FASTER} times, under {MEGABYTES} MB: {'reached' if good else 'NOT reached'}")
    return 0 if good or options.smoke else 1


if __name__ == "__main__":
    raise SystemExit(main())
