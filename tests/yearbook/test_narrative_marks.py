"""What in a text wants a second look: stale years, last year's sentences, numbers without records, missing figures."""

from __future__ import annotations

from dataclasses import replace

import pytest
from known_year import KNOWN

from gongkai.yearbook import narrative


def marked(text: str, last_year: str = "", *, section: str = "overview") -> list[tuple[str, str]]:
    found = narrative.marks(text, KNOWN, last_year, section=section)
    return [(mark.kind, text[mark.start : mark.end]) for mark in found]


def test_a_typed_number_without_records_is_a_claim() -> None:
    assert marked("全年开展宣传活动37次。") == [("claim", "37次")]
    assert marked("满意率提高了12.5%。") == [("claim", "12.5%")]


@pytest.mark.parametrize(
    "text",
    [
        "全年发布信息745条。",
        "访问19.98万次。",
        "粉丝5488人，上年末3740人，增长47%。",
        "阅读31.3万次。",
        "征收160.5964万元。",
    ],
)
def test_a_typed_number_that_equals_a_figure_is_no_claim(text: str) -> None:
    assert marked(text) == []


def test_a_number_of_another_unit_is_not_taken_for_a_figure() -> None:
    """There are 12 applications, and 2 budgets: neither bears out 12 meetings nor 2 people."""
    assert marked("召开会议12场。") == [("claim", "12场")]
    assert marked("配备人员2人。") == [("claim", "2人")]


def test_a_reference_is_never_a_claim_and_one_without_a_figure_is_marked() -> None:
    text = "发布{{text/website.items|单位}}，另有{{text/empty.figure|单位}}。"
    assert marked(text) == [("missing", "{{text/empty.figure|单位}}")]


def test_a_year_left_standing_is_marked() -> None:
    assert marked("2018年，我局共发布信息745条。") == [("stale", "2018年，我局共发布信息745条。")]
    assert marked("{{年度}}年，我局共发布信息745条。") == []


def test_a_typed_number_that_disagrees_with_the_tables_is_marked_where_it_stands() -> None:
    text = "发布{{text/website.items|单位}}。全年收到政府信息公开申请5件。"
    assert ("disagrees", "全年收到政府信息公开申请5件。") in marked(text)
    agreeing = text.replace("5件", "{{applications/received/total|单位}}")
    assert marked(agreeing) == []


def test_a_wrong_rate_between_two_typed_figures_is_marked() -> None:
    kinds = [kind for kind, _text in marked("粉丝5488人，较上年末（3740人）增长81%。")]
    assert kinds == ["disagrees"]


def test_a_sentence_of_last_year_with_its_numbers_is_marked() -> None:
    last = "全年发布信息745条。工作扎实推进。"
    assert marked("全年发布信息745条。工作扎实推进。", last) == [("repeated", "全年发布信息745条。")]
    assert marked("全年发布信息{{text/website.items|单位}}。", last) == []


def test_a_long_sentence_copied_word_for_word_is_marked_and_a_short_one_is_not() -> None:
    copied = "一是对政策要求的贯彻还需要进一步落实落地，公开的内容不够全面。"
    assert marked(copied + "无其他。", copied + "无其他。", section="problems") == [("repeated", copied)]


def test_marks_stand_in_the_order_of_the_text_and_tell_what_to_do() -> None:
    found = narrative.marks("宣传37次。另有{{text/empty.figure}}个。", KNOWN)
    assert [mark.kind for mark in found] == ["claim", "missing"]
    assert all(mark.words.endswith("。") and mark.kind in narrative.KINDS for mark in found)


def test_a_typed_number_that_equals_a_figure_is_offered_as_a_reference() -> None:
    text = "全年网站发布信息745条。"
    (found,) = narrative.suggest(text, KNOWN)
    assert (found.typed, text[found.start : found.end]) == ("745条", "745条")
    assert [(offer.reference, offer.words) for offer in found.offers] == [("{{text/website.items|单位}}", "745条")]


def test_the_offered_reference_reads_as_what_was_typed() -> None:
    for text in ("浏览19.98万次。", "阅读31.3万次。", "政务动态729条。", "粉丝5488人。", "去年3740人。"):
        (found,) = narrative.suggest(text, KNOWN)
        for offer in found.offers:
            assert narrative.render(text.replace(found.typed, offer.reference), KNOWN) == text


def test_the_likeliest_of_several_figures_is_offered_first() -> None:
    known = replace(KNOWN, numbers=KNOWN.numbers | {"applications/received/total": 12})
    (found,) = narrative.suggest("全年办结申请12件。", known)
    first, *others = [offer.reference for offer in found.offers]
    assert first == "{{applications/closed/total|单位}}"
    assert others


def test_nothing_is_offered_for_zero_or_for_what_equals_no_figure() -> None:
    assert narrative.suggest("收到申请0件，宣传37次。", KNOWN) == []
