"""PDF to blocks: every text in its own cell, paragraphs whole, the page read as it is looked at."""

from __future__ import annotations

from itertools import pairwise

import pytest
from made_files import line, pdf, raster, rows_of, say, shown, stream_of, typeset

from gongkai.errors import Unreadable
from gongkai.report.reading.blocks import Grid, Line
from gongkai.report.reading.pdf import blocks

LONG = "".join(say(60, 780 - 14 * k, "filler so that there is a text layer") for k in range(2))


def read(*contents: str, **arguments: object) -> list[str | list[list[str]]]:
    return shown(blocks(pdf(*contents, **arguments), name="a.pdf"))  # type: ignore[arg-type]


def tables(*contents: str, **arguments: object) -> list[list[list[str]]]:
    return [block for block in read(*contents, **arguments) if isinstance(block, list)]


def filled(xs: list[float], ys: list[float], texts: list[list[str]], size: float = 10) -> str:
    """Texts printed in the cells of a raster, row by row from the top."""
    return "".join(
        say(xs[c] + 3, ys[r] - (ys[r] - ys[r + 1]) / 2 - 3, text, size)
        for r, row in enumerate(texts)
        for c, text in enumerate(row)
        if text
    )


XS, YS = [60.0, 160.0, 220.0, 280.0], [700.0, 680.0, 660.0, 640.0]
TEXTS = [["head", "one", "two"], ["alpha", "10", "20"], ["beta", "", "40"]]
WHOLE = LONG + raster(XS, YS) + filled(XS, YS, TEXTS)


def rect(x0: float, y0: float, x1: float, y1: float, operator: str = "f") -> str:
    return f"{x0} {y0} {x1 - x0} {y1 - y0} re {operator}\n"


def as_rectangles() -> str:
    """The same lines as filled rectangles half a point thick."""
    down = "".join(rect(x - 0.25, YS[-1], x + 0.25, YS[0]) for x in XS)
    return down + "".join(rect(XS[0], y - 0.25, XS[-1], y + 0.25) for y in YS)


def in_pieces(gap: float = 0.0) -> str:
    """The same lines drawn cell by cell."""
    across = "".join(line(a + gap, y, b - gap, y) for y in YS for a, b in pairwise(XS))
    return across + "".join(line(x, a - gap, x, b + gap) for x in XS for a, b in pairwise(YS))


def as_cells() -> str:
    """Every cell a stroked rectangle of its own."""
    return "".join(rect(a, d, b, c, "S") for a, b in pairwise(XS) for c, d in pairwise(YS))


BORDERS = {
    "stroked lines": raster(XS, YS),
    "thin rectangles": as_rectangles(),
    "one path of many rectangles": as_rectangles().replace(" f\n", " ") + "f\n",
    "pieces": in_pieces(),
    "pieces with small gaps": in_pieces(0.6),
    "each cell a rectangle": as_cells(),
    "double lines": raster(XS, YS) + raster([x + 1.8 for x in XS], [y - 1.8 for y in YS]),
    "an open left side": "".join(line(x, YS[0], x, YS[-1]) for x in XS[1:]) + "".join(
        line(XS[0], y, XS[-1], y) for y in YS),
    "open sides": "".join(line(x, YS[0], x, YS[-1]) for x in XS[1:-1]) + "".join(
        line(XS[0], y, XS[-1], y) for y in YS),
    "an open foot": "".join(line(x, YS[0], x, YS[-1]) for x in XS) + "".join(
        line(XS[0], y, XS[-1], y) for y in YS[:-1]),
    "lines that stop short of a corner": "".join(line(x, YS[0] - 1.5, x, YS[-1] + 1.5) for x in XS) + "".join(
        line(XS[0] + 1.5, y, XS[-1] - 1.5, y) for y in YS),
    "a slanted line in a corner": raster(XS, YS) + line(XS[0], YS[0], XS[1], YS[1]),
    "a frame around": raster(XS, YS) + rect(XS[0] - 30, YS[-1] - 30, XS[-1] + 30, YS[0] + 30, "S"),
    "a shaded row": "0.8 g " + rect(XS[0], YS[1], XS[-1], YS[0]) + "0 g " + raster(XS, YS),
    "an underline nearby": raster(XS, YS) + line(60, 600, 200, 600),
}  # fmt: skip


@pytest.mark.parametrize("name", BORDERS)
def test_however_its_borders_are_drawn_a_table_is_the_same(name: str) -> None:
    assert tables(LONG + BORDERS[name] + filled(XS, YS, TEXTS)) == [TEXTS]


def test_a_missing_inner_border_makes_a_merged_cell() -> None:
    lines = "".join(line(XS[0], y, XS[-1], y) for y in (700, 680, 640)) + line(160, 660, 280, 660)
    lines += "".join(line(x, 700, x, 640) for x in (60, 160, 280)) + line(220, 680, 220, 640)
    content = LONG + lines + say(63, 687, "top left") + say(163, 687, "wide") + say(63, 657, "tall")
    content += say(163, 667, "1") + say(223, 667, "2") + say(163, 647, "3") + say(223, 647, "4")
    assert tables(content) == [[["top left", "wide<2x1>"], ["tall<1x2>", "1", "2"], ["3", "4"]]]


def test_borders_within_a_form_are_placed_where_the_form_is() -> None:
    inner = (raster([0, 100, 160], [0, -20, -40]) + say(3, -13, "alpha") + say(103, -13, "10")).encode()
    form = (
        f"<</Type/XObject/Subtype/Form/BBox[-5 -200 900 5]/Matrix[1 0 0 1 0 0]/Length {len(inner)}"
        "/Resources<</Font<</F1 3 0 R>>>>>>stream\n"
    ).encode() + inner + b"\nendstream"  # fmt: skip
    content = LONG + "q 0.8 0 0 0.8 60 700 cm /X Do Q\n"
    (table,) = tables(content, resources="/XObject<</X 10 0 R>>", objects=[form])
    assert table == [["alpha", "10"], ["", ""]]


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_rotated_page_is_read_as_it_is_looked_at(rotate: int) -> None:
    turn = {0: "", 90: "0 1 -1 0 842 0 cm ", 180: "-1 0 0 -1 842 842 cm ", 270: "0 -1 1 0 0 842 cm "}[rotate]
    content = turn + WHOLE
    assert tables(content, rotate=rotate, size=(842, 842)) == [TEXTS]


@pytest.mark.parametrize("turn", ["0 1 -1 0 842 0 cm ", "0 -1 1 0 0 842 cm ", "-1 0 0 -1 842 842 cm "])
def test_a_page_printed_on_its_side_is_turned(turn: str) -> None:
    assert tables(turn + WHOLE, size=(842, 842)) == [TEXTS]


def test_a_label_that_runs_upwards_in_its_cell_comes_in_order() -> None:
    upward = "q 0 1 -1 0 70 642 cm " + say(0, 0, "results") + "Q\n"
    table = raster([60, 80, 180], [700, 640]) + upward + say(90, 665, "x" * 12)
    assert tables(LONG * 3 + table) == [[["results", "x" * 12]]]


def test_a_label_of_one_character_a_line_is_one_word() -> None:
    letters = "".join(say(66, 690 - 12 * k, letter) for k, letter in enumerate("total"))
    assert tables(LONG + raster([60, 80, 180], [705, 630]) + letters + say(90, 665, "5")) == [[["total", "5"]]]


def test_lines_of_a_cell_keep_their_breaks() -> None:
    content = (
        LONG + raster([60, 160, 220], [700, 660]) + say(63, 688, "first") + say(63, 668, "second") + say(163, 677, "7")
    )
    assert tables(content) == [[["first\nsecond", "7"]]]


def test_a_number_that_sticks_out_of_its_cell_is_not_cut() -> None:
    content = LONG + raster([60, 110, 150], [700, 680]) + say(80, 687, "1234567") + say(130, 687, "8")
    assert tables(content) == [[["1234567", "8"]]]


def test_numbers_of_neighbouring_cells_that_nearly_touch_are_two() -> None:
    content = LONG + raster([60, 110, 150], [700, 680]) + say(88, 687, "1234") + say(111, 687, "8")
    assert tables(content) == [[["1234", "8"]]]


def test_text_printed_twice_for_boldness_is_read_once() -> None:
    content = LONG + raster([60, 110, 150], [700, 680])
    content += say(63, 687, "11") + say(63.3, 687, "11") + say(113, 687, "5") + say(113.4, 687.1, "5")
    assert tables(content) == [[["11", "5"]]]


def test_the_order_of_painting_does_not_matter() -> None:
    pieces = filled(XS, YS, TEXTS).splitlines(keepends=True)
    assert tables(LONG + raster(XS, YS) + "".join(pieces[::-1])) == [TEXTS]


def test_a_minus_is_kept_and_joins_its_number() -> None:
    content = LONG + raster([60, 110, 150], [700, 680]) + say(63, 687, "-18") + say(113, 687, "+19")
    assert tables(content) == [[["-18", "+19"]]]


def test_text_under_something_opaque_is_not_read() -> None:
    hidden = say(63, 687, "99") + "1 g " + rect(61, 681, 109, 699) + "0 g "
    content = LONG + hidden + raster([60, 110, 150], [700, 680]) + say(63, 687, "5") + say(113, 687, "6")
    assert tables(content) == [[["5", "6"]]]


def test_text_on_a_background_painted_before_it_is_read() -> None:
    shade = "0.9 g " + rect(60, 680, 150, 700) + "0 g "
    assert tables(LONG + shade + raster([60, 110, 150], [700, 680]) + say(63, 687, "5")) == [[["5", ""]]]


def test_text_off_the_page_is_not_read() -> None:
    assert "off the page" not in read(LONG + say(-400, 500, "off the page"))


def test_hidden_text_of_a_recognition_layer_is_read() -> None:
    assert read("3 Tr " + say(60, 700, "filler so that there is a text layer")) == [
        "filler so that there is a text layer"
    ]


def test_a_table_over_a_page_break_comes_as_two_grids_with_their_pages() -> None:
    found = blocks(pdf(WHOLE, LONG + raster(XS, YS[:2]) + filled(XS, YS, [["gamma", "1", "2"]])), name="a")
    grids = [block for block in found if isinstance(block, Grid)]
    assert [(grid.page, grid.number, grid.spans_known) for grid in grids] == [(1, 1, True), (2, 2, True)]
    assert rows_of(grids[1]) == [["gamma", "1", "2"]]


def test_page_numbers_and_repeated_heads_are_left_out() -> None:
    pages = [say(60, 810, "Annual report") + LONG + say(280, 30, f"- {k} -") for k in range(1, 5)]
    texts = [block for block in read(*pages) if isinstance(block, str)]
    assert texts.count("Annual report") == 1
    assert not any("-" in text for text in texts)


def test_a_bare_number_at_the_foot_is_a_page_number_only_if_it_counts_the_pages() -> None:
    counted = [LONG + say(100, 30, str(k)) for k in (5, 6)]
    assert not [text for text in read(*counted) if text in ("5", "6")]
    stray = [LONG + say(100, 30, str(k)) for k in (5, 9)]
    assert [text for text in read(*stray) if text in ("5", "9")] == ["5", "9"]


def body(*lines: str, top: float = 700) -> str:
    return "".join(say(60, top - 16 * k, text, 10) for k, text in enumerate(lines))


def test_lines_that_fill_the_width_are_one_paragraph_and_an_indent_begins_another() -> None:
    full = "x" * 40
    content = (
        say(80, 716, "x" * 36) + body(full, full, "the end.") + say(80, 652, "x" * 36) + body(full, "end.", top=636)
    )
    assert read(content) == [" ".join(["x" * 36, full, full, "the end."]), " ".join(["x" * 36, full, "end."])]


def test_a_paragraph_goes_on_over_a_page_break_and_past_the_page_number() -> None:
    full = "x" * 40
    found = read(
        body(full, full, full, full, full, full) + say(280, 30, "- 1 -"), body(full, full, full, full, full, "end.")
    )
    assert found == [" ".join([full] * 11 + ["end."])]


def test_short_indented_paragraphs_are_not_joined_where_their_page_shows_no_margin() -> None:
    full, first = "x" * 40, say(80, 700, "x" * 36)
    other = first + body(full, full, full, full, "end.", top=684)
    short = say(80, 700, "y" * 36) + say(80, 684, "z" * 20)
    assert read(other, short)[-2:] == ["y" * 36, "z" * 20]


def test_a_line_says_its_page_and_number() -> None:
    found = blocks(pdf(body("one", "two"), body("three and some more words")), name="a")
    assert [(b.page, b.number) for b in found if isinstance(b, Line)] == [(1, 1), (1, 2), (2, 1)]


def test_pieces_of_one_row_are_divided_by_two_spaces() -> None:
    assert read(LONG + say(60, 600, "2020-01-20") + say(300, 600, "source"))[-1] == "2020-01-20  source"


BARE = [["rules", "1", "0", "11"], ["norms", "8", "", "66"], ["all", "9", "26", "77"]]


def bare(rows: list[list[str]], xs: tuple[int, ...] = (60, 200, 225, 250)) -> str:
    """A table without lines, its columns near each other."""
    return "".join(say(xs[c], 680 - 18 * r, text) for r, row in enumerate(rows) for c, text in enumerate(row) if text)


def test_a_table_without_lines_is_read_by_its_columns_and_says_that_spans_are_unknown() -> None:
    head = "".join(
        say(x, 700, text) for x, text in zip((60, 150, 200, 250), ("item", "issued", "repealed", "valid"), strict=True)
    )
    (grid,) = (block for block in blocks(pdf(LONG + head + bare(BARE)), name="a") if isinstance(block, Grid))
    assert not grid.spans_known
    assert grid.page == 1
    assert rows_of(grid) == BARE


def test_lines_of_a_label_around_its_numbers_are_one_label() -> None:
    split = (
        say(60, 632, "a label of")
        + say(60, 620, "two lines")
        + say(200, 626, "5")
        + say(225, 626, "6")
        + say(250, 626, "7")
    )
    (grid,) = (block for block in blocks(pdf(LONG + bare(BARE) + split), name="a") if isinstance(block, Grid))
    assert rows_of(grid)[-1] == ["a label of\ntwo lines", "5", "6", "7"]


def test_numbers_in_prose_beside_ruled_tables_are_no_table() -> None:
    assert [
        block for block in blocks(pdf(WHOLE, bare(BARE)), name="a") if isinstance(block, Grid) and block.page == 2
    ] == []


def test_rows_of_pieces_that_stand_apart_are_not_joined_into_a_paragraph() -> None:
    rows = "".join(say(60, 500 - 16 * k, "label") + say(300, 500 - 16 * k, "words far away") for k in range(4))
    assert read(body("x" * 47) + rows)[1:] == ["label  words far away"] * 4


def test_what_a_browser_prints_above_and_below_a_page_is_left_out() -> None:
    pages = [
        say(30, 820, "11/24/26, 7:45 AM") + say(300, 820, "Annual report") + LONG
        + say(30, 20, "https://example.gov.cn/content/post_1.html") + say(560, 20, f"{k}/2")
        for k in (1, 2)
    ]  # fmt: skip
    assert not [text for text in read(*pages) if isinstance(text, str) and ("AM" in text or "example" in text)]


def test_two_columns_of_prose_are_read_one_after_the_other() -> None:
    left = "".join(say(50, 700 - 14 * k, f"left {k} " + "x" * 30) for k in range(6))
    right = "".join(say(320, 700 - 14 * k, f"right {k} " + "y" * 30) for k in range(6))
    found = blocks(pdf(say(50, 740, "Title over both columns of this page") + left + right), name="a")
    lines = [block for block in found if isinstance(block, Line)]
    assert lines[0].column == 0
    assert [line.column for line in lines[1:]] == sorted(line.column for line in lines[1:])
    text = "".join(line.text for line in lines)
    assert text.index("left 5") < text.index("right 0")


def test_two_tables_side_by_side_are_two_streams() -> None:
    right = [x + 280 for x in (20.0, 110.0, 160.0, 270.0)]
    left = [20.0, 110.0, 160.0, 270.0]
    content = LONG + raster(left, YS) + filled(left, YS, TEXTS) + raster(right, YS) + filled(right, YS, TEXTS)
    grids = [block for block in blocks(pdf(content), name="a") if isinstance(block, Grid)]
    assert [grid.column for grid in grids] == [1, 2]
    assert [rows_of(grid) for grid in grids] == [TEXTS, TEXTS]


@pytest.mark.parametrize("size", [(595, 842), (842, 595)])
def test_a_chinese_table_of_typst_is_read(size: tuple[int, int]) -> None:
    source = f"""#set page(width: {size[0]}pt, height: {size[1]}pt)
#set text(size: 10pt)
= 三、收到和处理政府信息公开申请情况
#table(columns: 4,
  table.cell(colspan: 2, rowspan: 2)[（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）],
  table.cell(colspan: 2)[申请人情况], [自然人], [总计],
  table.cell(colspan: 2)[一、本年新收政府信息公开申请数量], [3001], [3119],
  table.cell(rowspan: 2)[三、本年度办理结果], [（一）予以公开], [1288], [-1362],
  [（二）部分公开], [], [45.5],
)
全年收到申请3119件，其中自然人3001件。
"""
    heading, grid, sentence = shown(blocks(typeset(source), name="a"))
    assert heading == "三、收到和处理政府信息公开申请情况"
    assert sentence == "全年收到申请3119件，其中自然人3001件。"
    assert isinstance(grid, list)
    assert [[cell.replace("\n", "") for cell in row] for row in grid] == [
        ["（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）<2x2>", "申请人情况<2x1>"],
        ["自然人", "总计"],
        ["一、本年新收政府信息公开申请数量<2x1>", "3001", "3119"],
        ["三、本年度办理结果<1x2>", "（一）予以公开", "1288", "−1362"],  # typst prints a true minus
        ["（二）部分公开", "", "45.5"],
    ]


IMAGE = stream_of(
    b"\x00\xff\xff\x00", "/Type/XObject/Subtype/Image/Width 2/Height 2/ColorSpace/DeviceGray/BitsPerComponent 8"
)

REFUSED = {
    "scanned": (pdf("q 500 0 0 700 40 40 cm /I Do Q", resources="/XObject<</I 10 0 R>>", objects=[IMAGE]), "扫描件"),
    "blank": (pdf("0 0 m 10 10 l S"), "没有可读的文字"),
    "no page": (pdf(), "一页也没有"),
    "too many pages": (pdf(*["x"] * 301), "301页"),
    "no document": (b"%PDF-1.7\nnothing", "损坏"),
    "font without meaning": (
        pdf("BT /F2 12 Tf 50 700 Td <" + "01020304" * 10 + "> Tj ET", resources="/Font<</F2 10 0 R>>", objects=[
            b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[11 0 R]/ToUnicode 13 0 R>>",
            b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
            b"/Supplement 0>>/DW 1000/FontDescriptor 12 0 R>>",
            b"<</Type/FontDescriptor/FontName/X/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 800/Descent -200"
            b"/CapHeight 700/StemV 80>>",
            stream_of(b"begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange "
                      b"2 beginbfchar <0102> <E102> <0304> <E304> endbfchar endcmap"),
        ]), "乱码"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_has_no_text_to_trust_is_refused_with_the_reason(name: str) -> None:
    data, words = REFUSED[name]
    with pytest.raises(Unreadable) as caught:
        blocks(data, name="报告.pdf")
    assert words in caught.value.message
    assert caught.value.message.endswith("。")
    assert caught.value.file == "报告.pdf"
