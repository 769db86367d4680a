"""Paper as HTML: clean, made by Word, old and unclosed, and the pages and scripts that HTML is found in."""

from __future__ import annotations

import html
import json
from random import Random

from paper import Box, Paper, Paragraph

BLANKS = ("", "&nbsp;", " ", "<p>&nbsp;</p>", "<o:p>&nbsp;</o:p>", "<br>")


def clean(paper: Paper, rng: Random) -> str:
    """An article of plain markup."""
    return _article(paper, rng, _plain_box)


def word(paper: Paper, rng: Random) -> str:
    """An article pasted from Word: spans that cut words and figures, `o:p`, styles everywhere."""
    return _article(paper, rng, _word_box, paragraph='<p class="MsoNormal" style="TEXT-ALIGN: center">{}</p>')


def unclosed(paper: Paper, rng: Random) -> str:
    """Markup of the nineties: capitals, no end tags for rows and boxes, fonts."""
    text = _article(paper, rng, _plain_box)
    for tag in ("td", "tr", "th", "p"):
        text = text.replace(f"</{tag}>", "").replace(f"<{tag}", f"<{tag.upper()}")
    return text


def nested(paper: Paper, rng: Random) -> str:
    """The article inside tables that only lay out the page, and its tables inside boxes of other tables."""
    inner = clean(paper, rng)
    inner = inner.replace("<table", "<table><tr><td><table").replace("</table>", "</table></td></tr></table>")
    return (
        '<table width="960"><tr><td width="200">栏目<br>机构概况</td><td><table><tr><td class="title">'
        f"{html.escape(paper.title)}</td></tr><tr><td>{inner}</td></tr></table></td></tr></table>"
    )


def _article(paper: Paper, rng: Random, box_markup: object, paragraph: str = "<p>{}</p>") -> str:
    head = rng.choice(["h1", "h2", "p", 'div class="title"'])
    parts = [f"<{head}>{html.escape(paper.title)}</{head.split()[0]}>"]
    style = rng.choice(['border="1"', 'class="table_content" cellspacing="0"', 'style="border-collapse:collapse"'])
    blank = rng.choice(BLANKS)
    body = rng.choice([("<tbody>", "</tbody>"), ("", "")])
    for item in paper.items:
        if isinstance(item, Paragraph):
            parts.append(paragraph.format(html.escape(item.text, quote=False)))
            continue
        parts.append(f"<table {style}>{body[0]}")
        for row in item.rows:
            boxes = "".join(box_markup(box, rng, blank) for box in row)  # type: ignore[operator]
            parts.append(f"<tr>{boxes}</tr>")
        parts.append(f"{body[1]}</table>")
    return rng.choice(["", "\n"]).join(parts)


def _spans(box: Box) -> str:
    text = f' colspan="{box.colspan}"' if box.colspan > 1 else ""
    return text + (f' rowspan="{box.rowspan}"' if box.rowspan > 1 else "")


def _plain_box(box: Box, rng: Random, blank: str) -> str:
    text = html.escape(box.text, quote=False).replace("\n", rng.choice(["<br>", "<br />", "</p><p>"]))
    if "</p><p>" in text:
        text = f"<p>{text}</p>"
    return f"<td{_spans(box)}>{text or blank}</td>"


def _word_box(box: Box, rng: Random, blank: str) -> str:
    paragraphs = []
    for line in box.text.split("\n"):
        at = rng.randint(0, len(line))
        pieces = [line[:at], line[at:]] if len(line) > 1 and rng.random() < 0.5 else [line]
        runs = "".join(
            f"<span lang=EN-US style='font-family:仿宋_GB2312'>{html.escape(piece, quote=False)}</span>"
            for piece in pieces
            if piece
        )
        paragraphs.append(f'<p class=MsoNormal align=center>{runs or blank}<span lang="EN-US"><o:p></o:p></span></p>')
    return f"<td valign=top style='border:solid windowtext 1.0pt'{_spans(box)}>{''.join(paragraphs)}</td>"


# --- pages around an article -------------------------------------------------------------------------


def page(article: str, title: str, charset: str = "utf-8") -> str:
    """The barest whole page."""
    meta = f'<meta charset="{charset}">' if charset else ""
    return f"<!DOCTYPE html><html><head>{meta}<title>{html.escape(title)}</title></head><body>{article}</body></html>"


def chrome(article: str, paper: Paper, rng: Random, charset: str = "utf-8") -> str:
    """A saved page of a government site: navigation, a table of facts, other years' reports, scripts, a footer."""
    year = paper.report.year or 2020
    others = "".join(
        f'<li><a href="/gknb/{y}.html">{html.escape(paper.report.agency)}{y}年政府信息公开工作年度报告</a>'
        f"<span>{y + 1}-01-{rng.randint(10, 30)}</span></li>"
        for y in (year - 1, year - 2, year + 1)
    )
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">' if charset else ""
    facts = (
        f"<table class=facts><tr><td>索引号</td><td>{rng.randint(10**8, 10**9)}/{year + 1}-00002</td><td>公开日期</td>"
        f"<td>{year + 1}-01-20</td></tr><tr><td>发布机构</td><td>{html.escape(paper.report.agency)}</td>"
        "<td>文号</td><td></td></tr></table>"
    )
    return (
        f"<!DOCTYPE html>\n<html>\n<head>{meta}<title>{html.escape(paper.title)}</title>"
        "<style>table td{width:25%}</style><script>var hits=0;document.write('<table><tr><td>1</td></tr></table>');"
        "</script></head>\n<body><ul class=nav><li>首页</li><li>政府信息公开</li><li>政务服务</li></ul>"
        f'<div class="crumb">首页 &gt; 政府信息公开年报</div>{facts}<div id="zoom">{article}</div>'
        f"<div>浏览次数：{rng.randint(1, 9999)} 【打印】【关闭】</div><h3>相关文章</h3><ul>{others}</ul>"
        f"<div class=footer>主办：{html.escape(paper.report.agency)} 备案号：津ICP备{rng.randint(10**7, 10**8)}号</div>"
        "<script src='/js/stat.js'></script></body></html>"
    )


def escaped(article: str, title: str, rng: Random) -> str:
    """A page that keeps its article as text: in a script, as JSON, in a hidden field, or escaped in the page."""
    way = rng.choice(["script", "unicode", "json", "field", "page", "template"])
    if way == "script":
        literal = article.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("</", "<\\/")
        inside = f'<div id="content"></div><script>var content = "{literal}"; $("#content").html(content);</script>'
    elif way == "unicode":
        literal = json.dumps(article).replace("<", "\\u003c").replace(">", "\\u003e")
        inside = f'<div id=app></div><script>window.__DATA__={{"title":1,"content":{literal}}};</script>'
    elif way == "json":
        literal = json.dumps({"code": 200, "data": {"content": article}}, ensure_ascii=False).replace("</", "<\\/")
        inside = f'<script type="application/json" id="data">{literal}</script>'
    elif way == "field":
        inside = f'<input type="hidden" id="body" value="{html.escape(article)}">'
    elif way == "page":
        inside = f"<div>{html.escape(article)}</div>"
    else:
        inside = f"<textarea style='display:none'>{html.escape(article)}</textarea>"
    return page(inside, title)
