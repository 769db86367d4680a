"""How long all writers take for the reports of a level: 300 reports in six formats, on one process and on two."""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from made_pages import busy_report

REPORTS, SECONDS = 300, 60


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; 1 if two processes take longer than is aimed at, or a report could not be written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="few reports, to see that it runs")
    parser.add_argument("--reports", type=int, default=REPORTS, help="how many reports")
    options = parser.parse_args(arguments)
    count = 4 if options.smoke else options.reports
    made = [(f"{seed:03}", busy_report(seed, "2021").to_json()) for seed in range(count)]
    alone, faults = timed(made, 1)
    together, more = timed(made, 2)
    what = f"{count} reports in 6 formats"
    print(f"{what}: {alone:.1f} s in one process, {together:.1f} s in two (aim {SECONDS} s for {REPORTS})")
    print(f"ratio {alone / together:.2f} on {os.cpu_count()} cores; {count / together:.1f} reports a second")
    for fault in [*faults, *more]:
        print(fault)
    if faults or more:
        return 1
    return 0 if options.smoke else int(together * REPORTS / count > SECONDS)


def timed(reports: Sequence[tuple[str, str]], workers: int) -> tuple[float, list[str]]:
    """Seconds to write them all, starting the processes included, and what could not be written."""
    from gongkai.report.writing.volume import write_volume

    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        faults = [one.fault for one in write_volume(reports, Path(folder), workers=workers) if one.fault]
        return time.perf_counter() - start, faults


if __name__ == "__main__":
    raise SystemExit(main())
