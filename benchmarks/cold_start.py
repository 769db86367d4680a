"""
How long `gongkai report check` takes from a cold process, the interpreter's own start included.

The modules are compiled once before, as an installation leaves them; each run is a new process.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from made_pages import plain_pages

#: What is aimed at, in milliseconds.
MILLISECONDS = 200


def times(command: Sequence[str], runs: int, compiled: str) -> list[float]:
    """Milliseconds of several runs of a command, after one that leaves the compiled modules in a folder."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": compiled}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    taken = []
    for _ in range(runs + 1):
        began = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, env=environment)
        taken.append((time.perf_counter() - began) * 1000)
    return taken[1:]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the command, and the bare interpreter beside it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="few runs, to see that it runs")
    options = parser.parse_args(arguments)
    runs = 3 if options.smoke else 31
    program = Path(sys.executable).with_name("gongkai")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "report.html")
        page.write_bytes(plain_pages(1)[0])
        check = times([str(program), "report", "check", str(page)], runs, folder)
        bare = times([sys.executable, "-c", "pass"], runs, folder)
    median = statistics.median(check)
    print(
        f"gongkai report check, cold process: median {median:.0f} ms of {runs} runs"
        f" (least {min(check):.0f}, most {max(check):.0f}); bare interpreter {statistics.median(bare):.0f} ms"
    )
    print(f"aim: {MILLISECONDS} ms: {'reached' if median < MILLISECONDS else 'NOT reached'}")
    return 0 if median < MILLISECONDS or options.smoke else 1


if __name__ == "__main__":
    raise SystemExit(main())
