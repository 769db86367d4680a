"""Run every benchmark, one after another, and print its figures: `python benchmarks/run.py [--smoke]`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
#: In the order of reading: how fast one report, how fast to start, how fast very many.
BENCHMARKS = (
    "html_reading",
    "pdf_reading",
    "cold_start",
    "ingest",
    "law_calendar",
    "ledger_verify",
    "traffic",
    "registers",
    "desk",
    "yearbook",
    "volume",
)


def main(arguments: list[str]) -> int:
    """Run them in processes of their own, so that none warms another. Status 1 if one missed its aim or failed."""
    status = 0
    for name in BENCHMARKS:
        print(f"== {name}", flush=True)
        status |= subprocess.run([sys.executable, str(HERE / f"{name}.py"), *arguments], check=False).returncode != 0
        print(flush=True)
    return int(status)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
