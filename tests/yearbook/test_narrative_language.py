"""The language of templates: data that is read or refused with its place, and never run."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from known_year import KNOWN, VOCABULARY

from gongkai.yearbook import narrative
from gongkai.yearbook.narrative import BadTemplate
from gongkai.yearbook.narrative.forms import FORMS, Missing, write
from gongkai.yearbook.narrative.knowledge import FACTS
from gongkai.yearbook.narrative.language import CONDITIONS, LONGEST, Reference

#: Pieces that templates are made of, whole and broken.
PIECES = st.sampled_from(
    ["{{", "}}", "[[", "]]", "|", " ", "\n", "。", "；", "#", "有", "无", "缺", "逐项", "@", "*", "序号", "年度", "万",
     "增长", "text/website.items", "/news", "records/rules", "applications/received/total", "全年", "，", "{", "}",
     "”", "%", "0"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join))


def check(text: str) -> None:
    narrative.check(narrative.parse(text), VOCABULARY)


@given(TEXTS)
def test_any_text_is_read_or_refused_with_a_place_and_nothing_else_happens(text: str) -> None:
    refused: BadTemplate | None = None
    try:
        check(text)
    except BadTemplate as bad:
        refused = bad
    if refused is None:
        narrative.draft(KNOWN, "overview", text)
        return
    assert refused.place is not None
    assert 0 <= refused.start <= refused.end <= len(text)
    assert refused.message.endswith("。")


@given(TEXTS)
def test_what_was_read_covers_every_character_that_is_no_comment_once(text: str) -> None:
    try:
        parsed = narrative.parse(text)
    except BadTemplate:
        return
    spans = [(sentence.start, sentence.end) for sentence in parsed.sentences()]
    assert spans == sorted(spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    outside = list(text)
    for start, end in reversed(spans):
        del outside[start:end]
    kept = [line for line in "".join(outside).split("\n") if line.strip()]
    assert all(line.lstrip().startswith("#") for line in kept)


@given(TEXTS)
def test_a_draft_can_be_written_marked_and_drafted_again(text: str) -> None:
    """Whatever a template is, its draft is a text that an officer may have: no mark of the template is left in it."""
    try:
        check(text)
    except BadTemplate:
        return
    drafted = narrative.draft(KNOWN, "overview", text).text
    assert narrative.gaps(narrative.render(drafted, KNOWN)) == []
    narrative.check(narrative.written(drafted), VOCABULARY)
    narrative.marks(drafted, KNOWN)
    assert narrative.redraft(drafted, drafted, drafted).kept == ()


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("共{{text/website.items条。", "第1行第2字", "没有对应的“}}”"),
        ("甲。\n共text/website.items}}条。", "第2行第20字", "前面没有“{{”"),
        ("共{{}}条。", "第1行第2字", "里面要写一个名称"),
        ("共{{a||b}}条。", "第1行第2字", "里面要写一个名称"),
        ("共[[{{text/website.items}}条。", "第1行第2字", "里面不能有句号"),
        ("共[[{{text/website.items}}条", "第1行第2字", "没有对应的“]]”"),
        ("共]]条。", "第1行第2字", "前面没有“[[”"),
        ("[[甲[[乙]]]]。", "第1行第4字", "里面不能再有“[[”"),
        ("[[{{有 text/website.items}}甲]]。", "第1行第3字", "里面不能有条件"),
        ("全年{{有 text/website.items}}发布。", "第1行第3字", "要写在一句话的最前面"),
        ("{{有}}发布。", "第1行第1字", "条件“有”后面要写一个数的名称"),
    ],
)
def test_broken_syntax_is_refused_with_its_place(text: str, place: str, words: str) -> None:
    with pytest.raises(BadTemplate, match=words.replace("[[", r"\[\[")) as caught:
        narrative.parse(text)
    assert str(caught.value).startswith(place)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{text/website.item}}条。", "没有叫“text/website.item”的数。相近的有“text/website.items”（网站发布信息）"),
        ("{{text/website.items/newz}}条。", "没有叫“text/website.items/newz”的数"),
        ("{{__class__}}。", "没有叫“__class__”的数"),
        ("{{text/website.items|大写}}条。", "没有“大写”这种写法。可以用的写法有：“单位”"),
        ("{{text/website.items/*|增长}}。", "没有“增长”这种写法"),
        ("{{年度|万}}。", "没有“万”这种写法"),
        ("{{text/website.items|增长|上年}}。", "不能同时用"),
        ("{{text/website.items/@}}。", "要在标了“逐项”的句子里"),
        ("{{逐项 text/website.views}}甲。", "“逐项”后面要写一个分项的数"),
        ("{{逐项 text/website.items}}{{逐项 text/account.issues}}甲。", "只能有一个“逐项”"),
        ("{{有 text/website.items/*}}甲。", "条件只能看一个数或者一份清单"),
        ("{{text/website.items+text/website.views}}。", "没有叫“text/website.items+text/website.views”的数"),
        ("{{text/website.items+text/website.items}}。", "没有叫"),
        ("{{有 text/nothing.here}}甲。", "没有叫“text/nothing.here”的数"),
    ],
)
def test_what_is_not_known_is_refused_and_what_is_like_it_is_told(text: str, words: str) -> None:
    with pytest.raises(BadTemplate) as caught:
        check(text)
    assert words in caught.value.message


def test_a_text_without_end_is_refused() -> None:
    narrative.parse("甲" * LONGEST)
    with pytest.raises(BadTemplate, match="文字太长"):
        narrative.parse("甲" * (LONGEST + 1))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{有 text/website.items}}甲。", "是模板里的条件"),
        ("甲[[乙]]。", "只能写在模板里"),
        ("{{序号}}甲。", "请直接写明"),
        ("{{text/website.items/@}}。", "请直接写明"),
    ],
)
def test_marks_of_a_template_are_refused_in_an_officer_s_text(text: str, words: str) -> None:
    with pytest.raises(BadTemplate, match=words.replace("[", r"\[")):
        narrative.written(text)


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("text/website.items", "745"),
        ("text/website.items|单位", "745条"),
        ("text/website.items/news|单位", "729条"),
        ("text/website.items/news|名称", "政务动态信息"),
        ("text/website.views|万|单位", "19.98万次"),
        ("text/website.views|万1", "20.0万"),
        ("text/website.items|万|单位", "745条"),
        ("text/account.reads|万", "31.3万"),
        ("text/account.reads|万2|单位", "31.30万次"),
        ("text/account.reads|万|上年|单位", "17.3万次"),
        ("text/account.reads|万|增长", "较上年末（17.3万次）增长81%"),
        ("text/account.reads|万|增长1", "较上年末（17.3万次）增长80.9%"),
        ("text/account.followers/wechat|增长", "较上年末（3740人）增长47%"),
        ("text/account.followers/wechat|增减", "较上年末增加1748人"),
        ("applications/received/total|增长", "较上年（3件）下降100%"),
        ("applications/received/total|增减", "较上年减少3件"),
        ("applications/closed/total|增长", "与上年（12件）持平"),
        ("applications/closed/total|增减", "与上年持平"),
        ("text/website.items/*", "概况类信息5条、政务动态信息729条、信息公开目录信息11条"),
        ("text/website.items/catalogue,profile", "信息公开目录信息11条、概况类信息5条"),
        ("text/finance.budgets/*|名称", "2018、2019"),
        ("fees/fees/amount|单位", "160.5964万元"),
        ("applications/closed/total+applications/received/total|单位", "12件"),
        ("applications/closed/total+applications/received/total|上年", "15"),
        ("text/website.items/profile+text/website.items/news", "734"),
        ("records/rules", "网站管理制度、《保密审查制度》"),
        ("records/rules|书名号", "《网站管理制度》《保密审查制度》"),
        ("records/rules|内容", "明确发布时间；明确审查责任"),
        ("records/rules|逐条", "一是明确发布时间；二是明确审查责任"),
        ("records/rules|个数", "2"),
        ("records/rules|书名号|前1", "《网站管理制度》等"),
        ("records/problems|个数", "0"),
        ("records/accounts/wechat|引号", "“投资某区”"),
        ("records/accounts/toutiao|引号", "“某区‘开发’”"),
        ("年度", "2019"),
        ("机关", "某区开发区"),
    ],
)
def test_a_reference_is_written_in_its_form(reference: str, words: str) -> None:
    name, *forms = reference.split("|")
    check("{{" + reference + "}}。")
    assert narrative.render("{{" + reference + "}}", KNOWN) == words
    found = write(Reference(name, tuple(forms), 0, 0), KNOWN)
    assert not isinstance(found, Missing)
    assert found.words == words


@pytest.mark.parametrize(
    ("reference", "kind", "words"),
    [
        ("text/empty.figure", "figure", "“没有数的数”没有数据。"),
        ("text/website.visitors", "part", "“访客数”有的日子没有数据，算不出全年的数。"),
        ("text/website.items|增长", "before", "“网站发布信息”没有上年的数。"),
        ("text/website.views|增长", "before", "浏览量的上年数是0，算不出增长率。"),
        ("documents/normative/issued", "edition", "2019年的表没有“规范性文件”的“制发”。"),
        (
            "documents/normative/issued+applications/closed/total",
            "edition",
            "2019年的表没有“规范性文件”的“制发”、“办结”的“总计”之和。",
        ),
        ("records/problems", "records", "没有“存在的问题”的记录。"),
        ("主管部门", "figure", "不知道“主管部门的名称”。"),
    ],
)
def test_a_reference_without_a_figure_says_why_and_is_never_0(reference: str, kind: str, words: str) -> None:
    name, *forms = reference.split("|")
    assert write(Reference(name, tuple(forms), 0, 0), KNOWN) == Missing(kind, words)
    text = "共{{" + reference + "}}。"
    assert [piece.why for piece in narrative.pieces(text, KNOWN)[0] if piece.why] == [words]
    assert narrative.gaps(narrative.render(text, KNOWN)) == [KNOWN.vocabulary.called(name)]


def test_rounded_words_keep_the_exact_number_for_whoever_asks() -> None:
    ((_words, piece, _end),) = narrative.pieces("共{{text/website.views|万|单位}}。", KNOWN)
    assert (piece.words, piece.exact, piece.label, piece.name) == (
        "19.98万次", "199800次", "浏览量", "text/website.views",
    )  # fmt: skip


@given(st.integers(min_value=0, max_value=10**12), st.integers(min_value=1, max_value=10**12))
def test_a_drafted_growth_never_breaks_the_rule_of_growth(now: int, before: int) -> None:
    """prose.growth sets a stated rate against its two figures as they are printed."""
    from dataclasses import replace

    name = "text/account.followers"
    known = replace(KNOWN, numbers={name: now}, before={name: before})
    text = "年末粉丝{{" + name + "|单位}}，{{" + name + "|增长}}。"
    assert [mark for mark in narrative.marks(text, known) if mark.kind == "disagrees"] == []


def test_every_form_is_told_with_what_it_does() -> None:
    told = {(kind, name) for kind, name, does in narrative.all_forms() if does}
    assert told == {(kind, name) for kind, entries in FORMS.items() for name in entries}


def test_the_reference_names_every_form_mark_fact_and_list() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "narrative.md").read_text(encoding="utf-8")
    forms = {name for _kind, name, _does in narrative.all_forms()}
    marks = {f"{{{{{kind} name}}}}" for kind in CONDITIONS}
    lists = set(narrative.providers.labels())
    assert lists
    missing = [name for name in (*sorted(forms), *marks, *FACTS, *sorted(lists)) if f"`{name}`" not in page]
    assert missing == []
