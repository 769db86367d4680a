"""Plain markup, read without a tree: tables of nothing but text, and pages of nothing but such tables and paragraphs.

Such a table can be read in one way only, whatever stands around it: it is taken out of its page before a tree is made,
and the tree of what is left costs a tenth, for cells are most of most pages (benchmarks/html_reading.py). All that is
not plain, down to a quotation mark out of place, is left for the tree.
"""

from __future__ import annotations

import html as entities
import re

#: Stands in a table that was taken out, before its number: a code point that Unicode keeps out of all text.
MARK = "\ufdd0"

_MARK_BY_NUMBER = re.compile("&#(?:0*64976|x0*fdd0)", re.IGNORECASE)

#: The rows of texts of each table that was taken out, by what stands in its place.
Tables = dict[str, list[list[str]]]

# The rest of a tag: every quotation mark opens or closes a value, no value holds a bracket, and the tag stays open.
_REST = r"(?:>|\s[^<>\"']*+(?:(?<==)(?:\"[^\"<>]*+\"|'[^'<>]*+')[^<>\"']*+)*+(?<!/)>)"
# Characters that a parser of pages keeps as they are.
_PLAIN = r"[^<>&\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]*+"
_TEXT = rf"{_PLAIN}(?:&(?:nbsp|amp|lt|gt|quot);{_PLAIN})*+"
_ROW = rf"<tr{_REST}\s*+(?:<td{_REST}{_TEXT}</td>\s*+|<th{_REST}{_TEXT}</th>\s*+)++</tr>\s*+"
_ROWS = rf"(?:<tbody>\s*+(?P<body>(?:{_ROW})++)</tbody>\s*+|(?P<rows>(?:{_ROW})++))"
# A table right behind a quotation mark stands in a script.
_TABLE = re.compile(rf"(?P<begin><table(?<![\"']<table){_REST})\s*+{_ROWS}(?=</table>)")
_CELL = re.compile(r">([^<>]*)</t[dh]>")

_TITLE = rf"<title{_REST}(?P<title>{_TEXT})</title>\s*+"
_HEAD = rf"(?:<!DOCTYPE html>\s*+)?<html{_REST}\s*+<head{_REST}\s*+(?:<meta{_REST}\s*+)*+{_TITLE}</head>\s*+"
_PARTS = rf"(?:<(?P<tag>p|h[1-6]|div){_REST}{_TEXT}</(?P=tag)>\s*+|<table{_REST}{MARK}[0-9]++</table>\s*+)++"
_FLAT = re.compile(rf"\s*+{_HEAD}<body{_REST}\s*+(?P<parts>{_PARTS})</body>\s*+</html>\s*+")
_PART = re.compile(r"<(\w+)[^>]*>([^<>]*)</")


def take_out(page: str) -> tuple[str, Tables]:
    """A page with its plain tables emptied, and what was in them; a page that has the mark itself is left as it is."""
    taken: Tables = {}

    def take(table: re.Match[str]) -> str:
        rows = [_CELL.findall(row) for row in (table["body"] or table["rows"]).split("</tr>")[:-1]]
        if "&" in table[0]:
            rows = [[entities.unescape(text) for text in row] for row in rows]
        place = f"{MARK}{len(taken)}"
        taken[place] = [[text.strip() for text in row] for row in rows]
        return table["begin"] + place

    forged = MARK in page or ("&#" in page and _MARK_BY_NUMBER.search(page))
    return (page if forged else _TABLE.sub(take, page)), taken


def parts(page: str) -> list[tuple[str, str]]:
    """
    The tags and texts of a page that is a row of paragraphs and tables taken out, the title first; else nothing.

    Nothing is said of a page that may hide some of them.
    """
    flat = _FLAT.fullmatch(page)
    if flat is None or "none" in page:
        return []
    found = [("title", flat["title"]), *_PART.findall(flat["parts"])]
    return [(tag, entities.unescape(text)) for tag, text in found] if "&" in page else found
