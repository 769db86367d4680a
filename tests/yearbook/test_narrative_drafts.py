"""Drafting leaves out what is not known and says so; a new draft leaves the officer's words standing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from known_year import KNOWN

from gongkai.yearbook import narrative

SENTENCES = st.lists(st.sampled_from(["甲。", "乙！", "丙（丁）。", "戊？", "\n", "己", "{{年度}}年。"]), max_size=12)
DRAFTS = SENTENCES.map("".join)


def drafted(template: str) -> str:
    return narrative.draft(KNOWN, "overview", template).text


def read(template: str) -> str:
    return narrative.render(drafted(template), KNOWN)


def test_a_sentence_whose_figure_is_missing_is_left_out_and_the_officer_is_told() -> None:
    found = narrative.draft(KNOWN, "overview", "网站发布{{text/website.items}}条。另有{{text/empty.figure}}个。")
    assert found.text == "网站发布{{text/website.items}}条。"
    (left,) = found.left_out
    assert (left.text, left.kind, left.is_missing) == ("另有{{text/empty.figure}}个。", "figure", True)
    assert left.why == "“没有数的数”没有数据。"


def test_a_part_in_brackets_is_left_out_alone() -> None:
    template = "发布{{text/website.items}}条[[，{{text/website.items|增长}}]]，办结{{applications/closed/total}}件。"
    found = narrative.draft(KNOWN, "overview", template)
    assert found.text == "发布{{text/website.items}}条，办结{{applications/closed/total}}件。"
    assert [left.text for left in found.left_out] == ["[[，{{text/website.items|增长}}]]"]


@pytest.mark.parametrize(
    ("mark", "is_drafted"),
    [
        ("{{有 text/website.items}}", True),
        ("{{有 applications/received/total}}", False),
        ("{{无 applications/received/total}}", True),
        ("{{无 text/website.items}}", False),
        ("{{有 text/empty.figure}}", False),
        ("{{无 text/empty.figure}}", False),
        ("{{缺 text/empty.figure}}", True),
        ("{{缺 applications/received/total}}", False),
        ("{{有 records/rules}}", True),
        ("{{有 records/problems}}", False),
        ("{{无 records/problems}}", True),
        ("{{有 text/website.items}}{{无 applications/received/total}}", True),
        ("{{有 text/website.items}}{{有 applications/received/total}}", False),
    ],
)
def test_a_marked_sentence_is_drafted_only_where_its_marks_hold(mark: str, is_drafted: bool) -> None:
    assert read(f"{mark}写这一句。") == ("写这一句。" if is_drafted else "")


def test_what_a_mark_or_the_year_s_form_leaves_out_is_nothing_that_is_missing() -> None:
    template = "{{有 applications/received/total}}甲。{{有 documents/normative/issued}}乙。{{无 text/empty.figure}}丙。"
    kinds = [(left.kind, left.is_missing) for left in narrative.draft(KNOWN, "overview", template).left_out]
    assert kinds == [("condition", False), ("edition", False), ("figure", True)]


def test_a_sentence_is_told_once_for_each_key() -> None:
    template = (
        "{{逐项 text/account.issues}}{{records/accounts/@|引号}}{{text/account.issues/@|名称}}"
        "推送{{text/account.issues/@}}次[[，粉丝{{text/account.followers/@}}人]]。"
    )
    assert read(template) == "“投资某区”微信公众号推送145次，粉丝5488人。“某区‘开发’”今日头条号推送160次。"


def test_paragraphs_are_numbered_over_those_that_are_drafted() -> None:
    known, missing = "有{{text/website.items}}条。", "有{{text/empty.figure}}个。"
    template = f"{{{{序号}}}}甲方面。{known}\n{{{{序号}}}}乙方面。{missing}\n{{{{序号}}}}丙方面。好。"
    assert read(template) == "（一）甲方面。有745条。\n（二）丙方面。好。"


def test_only_the_head_of_a_numbered_paragraph_does_not_stand_alone() -> None:
    assert read("无其他事项。有{{text/empty.figure}}个。") == "无其他事项。"


def test_a_line_that_begins_with_a_blank_goes_on_with_the_paragraph_in_a_template_alone() -> None:
    assert read("甲。\n  乙。\n\n\t丙。\n丁。") == "甲。乙。丙。\n丁。"
    assert narrative.render("甲。\n　　乙。", KNOWN) == "甲。\n乙。"


def test_a_comment_is_no_part_of_the_report() -> None:
    assert read("# 给编辑看的{{\n正文。") == "正文。"


def test_a_draft_holds_references_and_no_numbers() -> None:
    assert "745" not in drafted("发布{{text/website.items|单位}}，其中{{text/website.items/*}}。")


def test_segments_tell_sentence_by_sentence_what_was_kept_struck_and_written() -> None:
    found = narrative.segments("甲。乙。丙。", "甲。乙乙。丙。丁。")
    assert [(segment.kind, segment.text) for segment in found] == [
        ("kept", "甲。"), ("removed", "乙。"), ("added", "乙乙。"), ("kept", "丙。"), ("added", "丁。"),
    ]  # fmt: skip


@given(DRAFTS, DRAFTS)
def test_segments_hold_the_whole_of_the_draft_and_of_the_text(before: str, after: str) -> None:
    found = narrative.segments(before, after)
    assert "".join(one.text for one in found if one.kind != "added") == before
    assert "".join(one.text for one in found if one.kind != "removed") == after


@pytest.mark.parametrize(
    ("drafted", "text", "redrafted", "expected"),
    [
        ("甲。乙。丙。", "甲。乙。丙。", "甲。新。丙。", "甲。新。丙。"),  # nobody touched it: it follows
        ("甲。乙。丙。", "甲。我。丙。", "甲。乙。新。", "甲。我。新。"),  # side by side: each stands
        ("甲。乙。", "甲。乙。我。", "甲。乙。新。", "甲。乙。我。新。"),  # both wrote on
        ("甲。乙。丙。", "甲。丙。", "甲。乙。丙。新。", "甲。丙。新。"),  # what was struck stays struck
        ("甲。乙。丙。", "甲。我。丙。", "甲。丙。", "甲。我。丙。"),  # the draft drops what was changed: it stays
        ("甲。\n乙。", "甲。我。\n乙。", "甲。\n乙。\n丙。", "甲。我。\n乙。\n丙。"),
    ],
)
def test_a_new_draft_replaces_untouched_sentences_and_keeps_changed_ones(
    drafted: str, text: str, redrafted: str, expected: str
) -> None:
    assert narrative.redraft(drafted, text, redrafted).text == expected


def test_where_both_changed_a_sentence_the_officer_s_stands_and_is_told() -> None:
    found = narrative.redraft("甲。乙。", "甲。我。", "甲。新。")
    assert found.text == "甲。我。"
    assert [(one.drafted, one.yours, one.redrafted) for one in found.kept] == [("乙。", "我。", "新。")]


def bare(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if line.strip())


@given(DRAFTS, DRAFTS)
def test_an_untouched_text_becomes_the_new_draft_and_an_unchanged_draft_changes_nothing(one: str, two: str) -> None:
    assert narrative.redraft(one, one, two).text == bare(two)
    assert narrative.redraft(one, two, one).text == bare(two)
    assert narrative.redraft(one, two, two).text == bare(two)


@given(DRAFTS, DRAFTS, DRAFTS)
def test_every_sentence_that_the_officer_added_is_there_after_a_new_draft(base: str, text: str, new: str) -> None:
    added = {
        sentence
        for segment in narrative.segments(base, text)
        if segment.kind == "added"
        for sentence in narrative.changes.sentences(segment.text)
        if sentence.strip()
    }
    found = narrative.redraft(base, text, new).text
    assert all(sentence in found for sentence in added)
