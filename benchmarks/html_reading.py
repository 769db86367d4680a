"""
HTML: how many reports are read and checked in a second on one core, against `pandas.read_html` on the same pages.

Every page is another one and nothing is kept between them. pandas only takes the tables apart; the reader also finds
the cells, the sections and the identity, and all rules are checked. pandas is asked twice: with the parser that it
takes by default (lxml), and with html5lib, which it falls back on where a page is not found to have tables.
"""

from __future__ import annotations

import argparse
import gc
import io
import os
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal

import pandas

from gongkai.report import examine, read
from made_pages import CORPUS, plain_pages

#: What is aimed at: reports a second for pages of 5 to 20 kB, and times as fast as pandas with its default parser.
REPORTS_A_SECOND, TIMES_PANDAS = 1000, 15
#: The parsers that pandas can be told to take.
FLAVOURS: tuple[Literal["lxml", "html5lib"], ...] = ("lxml", "html5lib")


def rate(work: Callable[[bytes], object], pages: Sequence[bytes], rounds: int) -> float:
    """Pages a second, the median of several rounds."""
    rates = []
    for _ in range(rounds):
        gc.collect()
        began = time.process_time()
        for page in pages:
            work(page)
        rates.append(len(pages) / (time.process_time() - began))
    return statistics.median(rates)


def read_and_check(page: bytes) -> object:
    """What is measured."""
    return examine(read(page))


def with_pandas(page: bytes, flavour: Literal["lxml", "html5lib"]) -> object:
    """What it is measured against."""
    return pandas.read_html(io.StringIO(page.decode("utf-8", "replace")), flavor=flavour)


def kilobytes(pages: Sequence[bytes]) -> str:
    """The sizes of pages, least to most."""
    return f"{min(map(len, pages)) / 1000:.0f}-{max(map(len, pages)) / 1000:.0f} kB"


def compare(name: str, pages: Sequence[bytes], rounds: int) -> tuple[float, list[float]]:
    """Measure one set of pages, print a line, and return the rate and the ratio to each flavour of pandas."""
    read_and_check(pages[0])
    ours = rate(read_and_check, pages, rounds)
    few = pages[: max(1, len(pages) // 10)]
    ratios = []
    line = f"{name:28} {len(pages):5} pages of {kilobytes(pages):10} {ours:8.0f}/s read and checked"
    for flavour in FLAVOURS:
        with_pandas(few[0], flavour)
        theirs = rate(partial(with_pandas, flavour=flavour), few, rounds)
        ratios.append(ours / theirs)
        line += f"   pandas with {flavour} {theirs:6.1f}/s, {ours / theirs:5.1f} times"
    print(line, flush=True)
    return ours, ratios


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure pages as written, pages from Word, whole saved pages, and the real ones at hand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="few pages, to see that it runs")
    options = parser.parse_args(arguments)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    number, rounds = (20, 1) if options.smoke else (600, 5)
    ours, ratios = compare("plain markup", plain_pages(number), rounds)
    compare("pasted from Word", plain_pages(number // 4, "html from Word"), rounds)
    compare("saved pages", plain_pages(number // 4, "html saved page"), rounds)
    real = [path.read_bytes() for path in sorted(CORPUS.glob("reports/*.html"))]
    if real:
        compare("real pages (shared corpus)", real * (1 if options.smoke else 10), rounds)
    fast, faster = ours >= REPORTS_A_SECOND, ratios[0] >= TIMES_PANDAS
    print(f"aim: {REPORTS_A_SECOND}/s: {'reached' if fast else 'NOT reached'}")
    print(f"aim: {TIMES_PANDAS} times pandas with its default parser (lxml): {'reached' if faster else 'NOT reached'}")
    return 0 if (fast and faster) or options.smoke else 1


if __name__ == "__main__":
    raise SystemExit(main())
