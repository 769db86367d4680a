"""Whatever layout a valid report is found in, a cell is read right, is a doubt, or is absent: never wrong."""

from __future__ import annotations

import os
from random import Random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from paper import put
from tally import Tally, any_report, judge, table
from twists import TWISTS
from wild import LAYOUTS, wild

from gongkai.report import read

#: More by hand: GONGKAI_EXAMPLES=20000 pytest tests/report/layouts
EXAMPLES = int(os.environ.get("GONGKAI_EXAMPLES", "1000"))
#: Of the cells in layouts that keep their dividers, the share that must be read.
FLOOR = 0.999


def _twists(layout: str, names: list[str]) -> list[str]:
    kept = [name for name in names if LAYOUTS[layout].dividers or name != "broken sums"]
    return sorted(kept, key=list(TWISTS).index)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=EXAMPLES <= 1000,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    seed=st.integers(0, 2**32),
    layout=st.sampled_from(list(LAYOUTS)),
    names=st.lists(st.sampled_from(list(TWISTS)), max_size=4, unique=True),
)
@example(seed=0, layout="text, run together", names=[])
def test_no_cell_is_ever_read_wrong_whatever_the_layout(seed: int, layout: str, names: list[str]) -> None:
    page = wild(any_report(seed), Random(seed), layout, _twists(layout, names))
    assert judge(page).wrong == []


#: Pages that a reader once got wrong: digits cut where blanks were lost, a numbering taken for a figure, a unit missed.
ONCE_WRONG = (
    1852, 2177, 2267, 2439, 2595, 3371, 4549, 4668, 5011, 6186, 6235, 7392, 7497, 14845, 101354, 101927, 102353, 102428,
    102629, 304577, 310145, 310175, 310687, 319957, 503020, 504907, 911456,
)  # fmt: skip


@pytest.mark.parametrize("seed", ONCE_WRONG)
def test_a_page_once_read_wrong_is_not_read_wrong_again(seed: int) -> None:
    assert judge(wild(any_report(seed), Random(seed))).wrong == []


def test_layouts_that_keep_their_dividers_are_read_almost_whole(capsys: pytest.CaptureFixture[str]) -> None:
    tallies: dict[str, Tally] = {name: Tally() for name in LAYOUTS}
    certain = Tally()
    for number, name in enumerate(LAYOUTS):
        for seed in range(number * 1000, number * 1000 + max(12, EXAMPLES // 30)):
            page = wild(any_report(seed), Random(seed), name)
            tally = judge(page)
            tallies[name].add(tally)
            if page.dividers:
                certain.add(tally)
    with capsys.disabled():
        print(f"\n{table(tallies)}\nwith dividers: {certain.share:.4%} of {certain.cells} cells right")
    assert sum(len(tally.wrong) for tally in tallies.values()) == 0
    assert certain.share >= FLOOR


@pytest.mark.parametrize("layout", [name for name, layout in LAYOUTS.items() if layout.dividers])
def test_agency_year_and_edition_are_read_from_every_layout_with_dividers(layout: str) -> None:
    for seed in range(8):
        report = any_report(seed)
        found = read(wild(report, Random(seed), layout, ()).data, f"report.{LAYOUTS[layout].suffix}")
        assert (found.agency, found.year, found.edition) == (report.agency, report.year, report.edition)


@pytest.mark.parametrize("name", [name for name in TWISTS if name != "stray empty boxes"])
def test_a_twisted_table_still_has_all_its_boxes_in_a_whole_grid(name: str) -> None:
    """A fault in the layout writer must not be taken for one of the reader."""
    for seed in range(20):
        paper = put(any_report(seed))
        TWISTS[name].change(paper, Random(seed))
        assert set(paper.printed) == set(paper.report.expected())
        for sheet in paper.sheets:
            places: set[tuple[int, int]] = set()
            for y, row in enumerate(sheet.rows):
                x = 0
                for box in row:
                    while (y, x) in places:
                        x += 1
                    wanted = {(y + dy, x + dx) for dy in range(box.rowspan) for dx in range(box.colspan)}
                    assert not wanted & places
                    places |= wanted
            assert len(places) == len(sheet.rows) * (1 + max(x for _, x in places))
