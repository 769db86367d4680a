"""Pages for the benchmarks: reports made up by the tests' generator, written by the tests' layout writer."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "report"), str(ROOT / "tests" / "report" / "layouts")]

from busy import busy_report  # noqa: E402
from wild import LAYOUTS, wild  # noqa: E402

#: The corpus of real reports, if it is at hand.
CORPUS = ROOT.parent / "shared" / "corpus"


def pages(number: int, first: int = 0) -> Iterator[tuple[str, bytes]]:
    """Names and contents of *number* pages, all different, in all layouts, with the twists of the wild."""
    for seed in range(first, first + number):
        rng = Random(seed)
        # As in the wild: nearly all pages keep their dividers, the others lose them in many ways.
        lossy = rng.random() < 0.05
        layout = rng.choice([name for name, way in LAYOUTS.items() if way.dividers is not lossy])
        page = wild(busy_report(seed, rng.choice(["2019", "2021"])), rng, layout)
        yield f"{seed // 1000:03}/{seed:06}-{page.name}", page.data


def plain_pages(number: int, layout: str = "html", first: int = 0) -> list[bytes]:
    """Contents of *number* pages in one layout without twists."""
    return [
        wild(busy_report(seed, ("2019", "2021")[seed % 2]), Random(seed), layout, ()).data
        for seed in range(first, first + number)
    ]
