"""The difference of two texts: complete, and in pieces that people read."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.report.comparison.difference import difference

_TEXT = st.text(alphabet="公开信息件次1234。；，\n年度a ", max_size=80)


def marked(a: str, b: str) -> str:
    marks = {"same": ("", ""), "gone": ("[-", "-]"), "new": ("{+", "+}")}
    return "".join(marks[piece.kind][0] + piece.text + marks[piece.kind][1] for piece in difference(a, b))


@given(_TEXT, _TEXT)
def test_the_pieces_give_back_both_texts(a: str, b: str) -> None:
    pieces = difference(a, b)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == a
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == b
    assert all(piece.text for piece in pieces)
    assert all(one.kind != two.kind for one, two in pairwise(pieces))


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("", "", ""),
        ("相同。", "相同。", "相同。"),
        ("全年收到申请18件。", "全年收到申请23件。", "全年收到申请[-18-]{+23+}件。"),
        ("访问量19.98万次。", "访问量20.5万次。", "访问量[-19.98-]{+20.5+}万次。"),
        ("共1,234件。", "共1,235件。", "共[-1,234-]{+1,235+}件。"),
        ("新增81%。", "新增47%。", "新增[-81%-]{+47%+}。"),
        ("第一句。第二句。", "第二句。", "[-第一句。-]第二句。"),
        ("第一句。", "第一句。\n（二）新的一段。", "第一句。{+\n（二）新的一段。+}"),
        ("加强业务培训，提高能力。", "栏目更新不够及时。", "[-加强业务培训，提高能力。-]{+栏目更新不够及时。+}"),
        (
            "公开内容的深度还不够；更新不及时。",
            "公开内容的广度还不够；更新不及时。",
            "公开内容的[-深-]{+广+}度还不够；更新不及时。",
        ),
    ],
)
def test_figures_and_sentences_stay_whole(a: str, b: str, expected: str) -> None:
    assert marked(a, b) == expected


def test_a_moved_figure_is_not_chopped_into_digits() -> None:
    assert marked("办结1861件，结转33件。", "办结2652件，结转21件。") == "办结[-1861-]{+2652+}件，结转[-33-]{+21+}件。"


def test_two_long_texts_are_compared_in_reasonable_time() -> None:
    a = "".join(f"第{number}项工作按期完成，全年办理{number * 7}件。" for number in range(400))
    b = "".join(f"第{number}项工作按期完成，全年办理{number * 9}件。" for number in range(400))
    pieces = difference(a, b)
    assert sum(piece.kind == "new" for piece in pieces) == 399
