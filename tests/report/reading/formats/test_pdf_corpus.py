"""Real PDFs of the shared corpus: every cell that was read by hand stands in a cell of its own, in its row."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from gongkai.report.reading.blocks import Block, Grid, Line
from gongkai.report.reading.pdf import blocks

pytestmark = pytest.mark.corpus


def read(corpus: Path, number: str) -> list[Block]:
    (path,) = (corpus / "reports").glob(f"{number}-*.pdf")
    return blocks(path.read_bytes(), name=path.name)


def rows_of_numbers(found: list[Block], columns: tuple[int, ...]) -> list[list[str]]:
    """The texts of cells that are numbers, row by row, in the given streams."""
    return [
        [cell.text for cell in row if cell.text.lstrip("-").replace(".", "", 1).isdecimal()]
        for grid in found
        if isinstance(grid, Grid) and grid.column in columns
        for row in grid.rows
    ]


@pytest.mark.parametrize(
    ("number", "truth", "column"),
    [("007", "007", 0), ("008", "008", 0), ("010", "010-2023", 1), ("010", "010-2024", 2)],
)
def test_every_row_of_the_truth_stands_in_one_row_of_a_grid(corpus: Path, number: str, truth: str, column: int) -> None:
    cells = json.loads((corpus / "truth" / f"{truth}.json").read_text(encoding="utf-8"), parse_float=Decimal)["cells"]
    found = rows_of_numbers(read(corpus, number), (0, column))
    for row in {cell.rpartition("/")[0] for cell in cells}:
        expected = [str(value) for cell, value in cells.items() if cell.rpartition("/")[0] == row]
        if row.startswith("remedies/"):  # three groups stand side by side in one row
            assert any(" ".join(expected) in " ".join(numbers) for numbers in found), row
        else:
            assert expected in found, row


def test_paragraphs_go_on_over_pages_and_page_numbers_are_gone(corpus: Path) -> None:
    texts = [block.text for block in read(corpus, "007") if isinstance(block, Line)]
    assert "二、主动公开政府信息情况" in texts
    assert not any(text.strip("- ").isdecimal() for text in texts)
    (online,) = (text for text in texts if text.startswith("（一）主动公开情况"))
    assert online.endswith("回应舆论关切。")  # its second half stands on the next page


def test_a_vertical_label_is_one_word(corpus: Path) -> None:
    texts = {
        cell.text for block in read(corpus, "008") if isinstance(block, Grid) for row in block.rows for cell in row
    }
    assert "三、本年度办理结果" in texts


def test_two_years_side_by_side_are_two_streams_each_headed_by_its_year(corpus: Path) -> None:
    found = read(corpus, "010")
    heads = {
        block.column: block.text
        for block in found
        if isinstance(block, Line) and block.text.endswith("年报告") and block.column
    }
    assert heads == {1: "2023年报告", 2: "2024年报告"}
    assert {block.column for block in found} == {0, 1, 2}
