"""Plain markup read without a tree says exactly what the tree says, and what is not plain is left to the tree."""

from __future__ import annotations

import os
from random import Random

import pytest
from busy import busy_report
from hypothesis import given, settings
from hypothesis import strategies as st
from wild import LAYOUTS, wild

from gongkai.errors import Unreadable
from gongkai.report.reading import html
from gongkai.report.reading.blocks import Grid
from gongkai.report.reading.plain_markup import MARK, parts, take_out

EXAMPLES = int(os.environ.get("GONGKAI_EXAMPLES", "1000"))
SMALL = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><title>某局2021年年报</title></head><body class=x><h1>题目</h1>\n'
    "<p>一、总体情况</p><table border='1'><tbody><tr><td colspan=\"2\">规章</td><td> 1 </td></tr>\n"
    "<tr><th>许可&nbsp;&lt;项&gt;</th><td></td><td>2</td></tr></tbody></table><div>二、其他</div>"
    "<table><tr><td>3</td></tr></table><p>完&amp;</p></body></html>"
)


def same(text: str) -> bool:
    """The page as read and the page as the tree alone has it: blocks, title, and every article."""
    try:
        tree = html._by_tree(text, {})
    except Unreadable:
        with pytest.raises(Unreadable):
            html._page(text)
        return True
    found = html._page(text)
    size = len(tree.blocks)
    spans = [(0, 0), (size - 1, size - 1), (0, size - 1), (size // 3, size // 2)] if size else []
    return (found.blocks, found.title) == (tree.blocks, tree.title) and all(
        found.article(*span) == tree.article(*span) for span in spans
    )


@pytest.mark.parametrize("layout", [name for name, way in LAYOUTS.items() if way.name.startswith("html")])
def test_pages_of_every_layout_are_read_as_their_tree(layout: str) -> None:
    for seed in range(max(20, EXAMPLES // 50)):
        page = wild(busy_report(seed, ("2019", "2021")[seed % 2]), Random(seed), layout)
        assert same(page.data.decode("utf-8", "replace")), seed


def test_a_plain_page_needs_no_tree_and_a_plain_table_on_another_page_no_cells_in_it() -> None:
    rest, tables = take_out(SMALL)
    assert tables == {f"{MARK}0": [["规章", "1"], ["许可\xa0<项>", "", "2"]], f"{MARK}1": [["3"]]}
    assert [tag for tag, _ in parts(rest)] == ["title", "h1", "p", "table", "div", "table", "p"]
    rest, tables = take_out(SMALL.replace("<div>", "<ul><li>首页</ul><div>"))
    assert len(tables) == 2
    assert "<td" not in rest
    assert not parts(rest)
    assert same(SMALL)


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><td>1<td>2</tr></table>",
        "<table><tr><td>1</td><td/>2</td></tr></table>",
        "<table><tr><td>1</td><!-- 2 --><td>3</td></tr></table>",
        "<table><tr><td>1<!-- 2 -->3</td></tr></table>",
        "<table><tr><td><p>1</p><p>2</p></td></tr></table>",
        "<table><tr><td>1<br>2</td></tr></table>",
        '<table><tr><td title="1>2">3</td></tr></table>',
        '<table><tr><td title="1>2</td><td>3</td></tr></table>',
        "<table><tr><td title=it's>3</td><td title=it's>4</td></tr></table>",
        "<table><tr><td>&#49;</td><td>&frac12;</td></tr></table>",
        "<table><tr><td>1</td></tr><tr></tr></table>",
        "<table><tr><td>1</th></tr></table>",
        "<table><caption>表</caption><tr><td>1</td></tr></table>",
        "<table>1<tr><td>2</td></tr></table>",
        "<table><tr><td>1</td></tr>",
        "<TABLE><TR><TD>1</TD></TR></TABLE>",
        "<table><tr><td>1</td></tr><table><tr><td>2</td></tr></table></table>",
        "<table><tr><td>1\x0b2</td></tr></table>",
    ],
)
def test_a_table_that_is_not_plain_is_left_for_the_tree(table: str) -> None:
    assert len(take_out(table)[1]) < table.lower().count("<table")
    assert same(SMALL.replace("<div>", f"{table}<div>"))


@pytest.mark.parametrize(
    "around",
    [
        "<script>document.write('{}')</script>", "<!-- {} -->", "<textarea>{}</textarea>", "<xmp>{}</xmp>",
        "<title>{}</title>", "<select><option>{}</option></select>", "<table><tr><td>{}</td></tr></table>",
        "<p>{}</p>", "<div style='display:none'>{}</div>", "<noscript>{}</noscript>", "<iframe>{}</iframe>",
        '<div title="{}">1</div>', "<svg>{}</svg>", "<a>{}</a>", "<listing>{}</listing>", "<p>&#xfdd0;0</p>{}",
        "<table>&#xfdd0;0</table>{}", "<plaintext>{}", "<p>" + MARK + "0</p>{}", "<table>" + MARK + "7</table>{}",
    ],
)  # fmt: skip
def test_a_plain_table_means_what_it_means_where_it_stands(around: str) -> None:
    table = "<table class=x><tr><td>规章</td><td>1</td></tr></table>"
    assert same(around.format(table))
    assert same(SMALL.replace("<div>", around.format(table) + "<div>"))
    assert same(SMALL.replace("<h1>", around.format(table) + "<h1>"))


def test_a_hidden_part_of_a_plain_page_stays_hidden() -> None:
    page = SMALL.replace("<div>", "<div style='display: none'>")
    assert same(page)
    assert len(html._page(page).blocks) == len(html._page(SMALL).blocks) - 1
    page = SMALL.replace("<table>", '<table style="DISPLAY:none">')
    assert same(page)
    assert sum(isinstance(block, Grid) for block in html._page(page).blocks) == 1


PIECES = st.sampled_from([
    "<", ">", '"', "'", "&", "=", "/", " ", "\n", "\r\n", "1", "&nbsp;", "&lt;", "<td>", "</td>", "<tr>", "</tr>",
    "<table>", "</table>", "<p>", "</p>", "<br>", "<!--", "-->", "<div>", "</div>", "<td/>", "<tbody>", "</body>",
    "<b>", "<script>", "</script>", "\x00", "\ufeff", "<h2>", "</h1>", "<title>", ' title="a', " x='", "display:none",
    "<form>", "<th>", "</html>",
])  # fmt: skip


@settings(max_examples=EXAMPLES, deadline=None, derandomize=EXAMPLES <= 1000)
@given(st.lists(st.tuples(st.integers(0, len(SMALL)), PIECES, st.integers(0, 6)), min_size=1, max_size=3))
def test_a_page_damaged_anywhere_is_read_as_its_tree(damages: list[tuple[int, str, int]]) -> None:
    text = SMALL
    for place, piece, lost in damages:
        text = text[:place] + piece + text[place + lost :]
    assert same(text)
