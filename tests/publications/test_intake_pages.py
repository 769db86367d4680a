"""What is pasted from Word, WPS or a page becomes a clean body, and nothing that could run comes with it."""

from __future__ import annotations

import base64
import re

import made_attachments as made
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from gongkai.publications import intake
from gongkai.publications.intake.pieces import Heading, Item, Paragraph, Picture, Table, rich_text

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{margin:0}</style>
<xml><w:WordDocument>设置</w:WordDocument></xml></head><body lang=ZH-CN><!--StartFragment-->
<p class=MsoNormal style='text-indent:28.0pt;mso-char-indent-count:2.0'><span style='font-family:仿宋_GB2312'>现将有关<b
style='mso-bidi-font-weight:normal'>事项</b>通知如下：<span lang=EN-US><o:p></o:p></span></span></p>
<p class=MsoListParagraph style='margin-left:21.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span lang=EN-US
style='font-family:Wingdings'><span style='mso-list:Ignore'>l<span style='font:7.0pt "Times"'>&nbsp;
</span></span></span><![endif]>提高认识</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><![if !supportLists]><span
style='mso-list:Ignore'>（一）</span><![endif]>各单位负责。</p>
<p class=MsoNormal><span style='mso-hide:all;display:none'>看不见</span>看得见。</p>
<table class=MsoTableGrid border=1><tr><td colspan=2><p class=MsoNormal align=center>合计<o:p></o:p></p></td></tr>
<tr><td>甲</td><td>1,000</td></tr></table>
<!--EndFragment--></body></html>"""


def test_text_from_word_keeps_its_words_lists_and_tables_and_loses_its_styles() -> None:
    found = intake.from_html(WORD.replace(">l<span", ">·<span"))
    assert found.pieces[:4] == (
        Paragraph("现将有关<b>事项</b>通知如下：", "现将有关事项通知如下："),
        Item("ul", 0, "提高认识", "提高认识"),
        Paragraph("（一）各单位负责。", "（一）各单位负责。"),
        Paragraph("看得见。", "看得见。"),
    )
    table = found.pieces[4]
    assert isinstance(table, Table)
    assert table.rows == (("合计", ""), ("甲", "1,000"))
    markup = rich_text(found.pieces)
    assert not re.search(r"mso|style|class|font|o:p|设置|看不见", markup)


def test_lists_within_lists_stay_within_and_a_list_that_counts_on_keeps_its_numbers() -> None:
    page = "<ul><li>甲<ol><li>一<li>二</ol><li><p>乙</p><p>丙</p></ul><ol start=4><li>四<li>五</ol>"
    assert intake.sanitised(page) == (
        "<ul><li>甲<ol><li>一</li><li>二</li></ol></li><li>乙<br/>丙</li></ul><p>4. 四</p><p>5. 五</p>"
    )


def test_headings_and_pictures_of_a_page_come_in_order() -> None:
    picture = base64.b64encode(made.picture()).decode()
    page = f"<p>引言，共三点。</p><h2>概况</h2><p>文<img alt='现场' src='data:image/png;base64,{picture}'>字</p>"
    found = intake.from_html(page + "<h4>细节</h4><img src='https://a.example/x.png'>")
    assert [type(piece) for piece in found.pieces] == [Paragraph, Heading, Paragraph, Picture, Heading]
    picture_piece = found.pieces[3]
    assert isinstance(picture_piece, Picture)
    assert (picture_piece.data, picture_piece.alternative) == (made.picture(), "现场")
    assert (found.pieces[1], found.pieces[4]) == (Heading(2, "概况"), Heading(3, "细节"))
    assert "有1张图片没有随文字带来" in found.warnings[0]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        " java\tscript:alert(1)",
        "JaVaScRiPt&#58;alert(1)",
        "&#1;javascript:x",
        "vbscript:x",
        "data:text/html,<script>x</script>",
        "//evil.example/",
        "/\\evil.example",
        "file:///etc/passwd",
        "\u200bjavascript:x",
        "http:javascript",
        "blob:x",
        "",
    ],
)
def test_a_link_that_is_none_to_follow_keeps_its_words_alone(address: str) -> None:
    assert intake.sanitised(f'<p><a href="{address}">字</a></p>') == "<p>字</p>"


@pytest.mark.parametrize(
    "address", ["https://www.gov.cn/", "http://a.cn/?a=1", "mailto:a@b.cn", "tel:022-1", "/p/x/", "#一"]
)
def test_a_link_to_follow_stays(address: str) -> None:
    assert f'href="{address}"' in intake.sanitised(f'<p><a href="{address}">字</a></p>')


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        "<math><mtext><img src=x onerror=a></mtext></math>",
        "<iframe srcdoc='<script>x</script>'></iframe>",
        "<object data=x></object>",
        "<a onclick=x()>字</a>",
        "<noscript><p title='</noscript><img src=x onerror=x>'></noscript>",
        "<template><script>x</script></template>",
        "<p style='background:url(javascript:x)'>字</p>",
        "<style>*{color:red}</style>",
        "<base href='//evil'>",
        "<form action=//evil><input name=a><button formaction=javascript:x>字</button></form>",
        "<!--><script>x</script>-->",
        "<![CDATA[<script>x</script>]]>",
        "<xmp><script>alert(1)</script></xmp>",
        "<plaintext><script>x</script>",
        "<b><p><b><table><tr><td><script>x</script>字",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<p\x00 onx=1>字</p>",
        "<details ontoggle=x open>字</details>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "<meta http-equiv=refresh content=0>",
    ],
)
def test_nothing_that_could_run_is_left_of_hostile_markup(hostile: str) -> None:
    assert_harmless(intake.sanitised(f"<p>前</p>{hostile}<p>后</p>"))
    assert_harmless("".join(str(block["value"]) for block in blocks(hostile) if block["type"] == "paragraph"))


def blocks(text: str) -> list[dict[str, object]]:
    return intake.blocks_of(intake.from_html(text).pieces, lambda picture: "")


ALLOWED = {"p", "br", "b", "i", "sup", "sub", "ul", "ol", "li", "a"}


def assert_harmless(markup: str) -> None:
    """Every tag is one of the few, and no attribute but a link's safe address."""
    for name, rest in re.findall(r"<\s*/?\s*([^\s>/]*)([^>]*)>?", markup):
        assert name in ALLOWED, markup
        if rest.strip(" /"):
            assert name == "a", markup
            assert re.fullmatch(r' href="(?:https?://|mailto:|tel:|/(?![/\\])|#)[^"<>]*"', rest), markup


PARTS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<div>",
        "</div>",
        "<span style='display:none'>",
        "</span>",
        "<script>",
        "</script>",
        "<style>",
        "</style>",
        "<table>",
        "<tr>",
        "<td>",
        "</table>",
        "<ul>",
        "<li>",
        "</ul>",
        "<svg onload=x>",
        "</svg>",
        "<img src=x onerror=y>",
        "<a href='javascript:x'>",
        "<a href='https://a.cn' onclick=y>",
        "</a>",
        "<o:p>",
        "</o:p>",
        "<!--",
        "-->",
        "<h1>",
        "</h1>",
        "<noscript>",
        "<iframe>",
        "<textarea>",
        "<title>",
        "<![if x]>",
        "<",
        ">",
        "&lt;",
        "&",
        "'",
        '"',
        "字",
        "甲乙",
        "\u3000",
        "\n",
        "<p style='mso-list:l0 level1'>",
        "<ol start=9>",
        "<td rowspan=99999 colspan=99999>",
    ]
)


@settings(max_examples=400)
@given(st.lists(st.one_of(PARTS, st.text(max_size=6)), max_size=40).map("".join))
def test_whatever_goes_in_nothing_comes_out_that_could_run(page: str) -> None:
    clean = intake.sanitised(page)
    assert_harmless(clean)
    assert intake.sanitised(clean) == clean or words_of(intake.sanitised(clean)) == words_of(clean)
    for block in blocks(page):
        if block["type"] == "paragraph":
            assert_harmless(str(block["value"]))


def words_of(markup: str) -> str:
    return re.sub(r"\s", "", "".join(html.fromstring(f"<div>{markup}</div>").itertext()))


TEXTS = st.text(
    st.characters(categories=["Lu", "Ll", "Lo", "Nd", "Po"], exclude_characters="<>&"), min_size=1, max_size=12
)
INLINE = st.recursive(
    TEXTS,
    lambda inner: st.builds(
        "<{0}>{1}</{2}>".format,
        st.shared(st.sampled_from(["b", "i", "span", "em", "u", "font"]), key="tag"),
        inner,
        st.shared(st.sampled_from(["b", "i", "span", "em", "u", "font"]), key="tag"),
    ),
    max_leaves=4,
)
BLOCK = st.one_of(
    st.builds("<p>{}</p>".format, INLINE),
    st.builds("<div style='margin:0' onclick='x()'>{}</div>".format, INLINE),
    st.builds("<ul><li>{}</li><li>{}</li></ul>".format, INLINE, INLINE),
    st.builds("<h3>{}</h3>".format, TEXTS),
    st.builds("<table><tr><td>{}</td><td>{}</td></tr></table>".format, TEXTS, TEXTS),
    st.builds("<div><span>{}<p>{}</p></span>{}</div>".format, TEXTS, INLINE, TEXTS),
)


@settings(max_examples=300)
@given(st.lists(BLOCK, max_size=6))
def test_all_visible_words_of_a_page_survive_in_order(page: list[str]) -> None:
    text = "".join(page)
    assert words_of(intake.sanitised(text)) == words_of(text)


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 3000 + "字",
        "<b>" * 3000 + "字",
        "<ul><li>" * 1500 + "字",
        "<table><tr><td>" * 800 + "字",
        "<p>" * 50_000,
    ],
)
def test_markup_however_deep_or_long_is_read_and_soon(page: str) -> None:
    assert_harmless(intake.sanitised(page))


def test_cells_that_claim_to_cover_millions_do_not() -> None:
    page = "<table>" + "<tr>" + "<td rowspan=65000 colspan=1000>字</td>" * 300 + "</tr>" + "<tr><td>x</td></tr>" * 300
    assert "字" in intake.sanitised(page)
