"""Text with tags: what a reader reads of it, and changes at a place of that which leave the tags as they are.

A number may stand across tags (138<b>0000</b>1234), so everything is looked for in the plain text and put back over
the pieces it is made of. Tags are kept as written; nothing here makes markup safe, that is done where it comes in.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

_TOKEN = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
_NAME = re.compile(r"</?\s*([a-zA-Z][a-zA-Z0-9-]*)")
_ATTRIBUTE = re.compile(r"""([a-zA-Z][\w-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
#: Tags that end a line for a reader: what stands before and after them is not one word.
_BREAKS = {
    "p",
    "br",
    "li",
    "ul",
    "ol",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "td",
    "th",
    "tr",
    "table",
    "div",
    "blockquote",
    "hr",
}
#: A change: from where to where in the plain text, and what is put there.
Change = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Link:
    """A link: its address, and the words that are linked."""

    address: str
    words: str


@dataclass(frozen=True, slots=True)
class _Part:
    """A tag, or text between two tags; a text begins at `start` of the plain text."""

    written: str
    is_tag: bool
    start: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Markup:
    """
    A text with tags, or one without.

    Args:
        written: As it is kept.
        has_tags: It is markup; otherwise `<` is a character like others.
    """

    written: str
    has_tags: bool
    plain: str = field(init=False)
    _parts: tuple[_Part, ...] = field(init=False)

    def __post_init__(self) -> None:
        parts, plain = (
            _split(self.written) if self.has_tags else ([_Part(self.written, False, 0, self.written)], self.written)
        )
        object.__setattr__(self, "_parts", tuple(parts))
        object.__setattr__(self, "plain", plain)

    @property
    def links(self) -> list[Link]:
        """The links in it, in order."""
        found: list[tuple[str, int]] = []
        links: list[Link] = []
        at = 0
        for part in self._parts:
            if not part.is_tag:
                at = part.start + len(part.text)
            elif _name(part.written) == "a" and not part.written.startswith("</"):
                found.append((dict(attributes(part.written)).get("href", ""), at))
            elif _name(part.written) == "a" and found:
                address, start = found.pop()
                if address:
                    links.append(Link(address, " ".join(self.plain[start:at].split())))
        return links

    @property
    def unread(self) -> list[str]:
        """What is sent but not read: comments, and the values of attributes."""
        texts = []
        for part in self._parts:
            if part.is_tag and part.written.startswith("<!--"):
                texts.append(html.unescape(part.written[4:-3]))
            elif part.is_tag:
                texts += [value for name, value in attributes(part.written) if name not in {"linktype", "class"}]
        return [text for text in texts if text.strip()]

    def changed(self, changes: Iterable[Change]) -> str:
        """
        What is to be kept with these places of the plain text changed.

        The new words stand where the old ones began; of a place over several tags the rest becomes empty.
        """
        wanted = sorted(changes)
        written = []
        for part in self._parts:
            if part.is_tag or not part.text:
                written.append(part.written)
                continue
            text, end = "", part.start
            for start, stop, words in wanted:
                if stop <= part.start or start >= part.start + len(part.text):
                    continue
                text += self.plain[end : max(start, end)]
                text += words if start >= part.start else ""
                end = max(end, min(stop, part.start + len(part.text)))
            text += self.plain[end : part.start + len(part.text)]
            written.append(html.escape(text, quote=False) if self.has_tags else text)
        return "".join(written)

    def without(self, secrets: dict[str, str]) -> str:
        """
        What is to be kept with every occurrence of some texts replaced: in what is read, over tags too, in attributes
        and comments.
        """
        changes: list[Change] = []
        taken = 0
        if secrets:
            pattern = re.compile("|".join(re.escape(text) for text in sorted(secrets, key=len, reverse=True)))
            for found in pattern.finditer(self.plain):
                if found.start() >= taken:
                    changes.append((found.start(), found.end(), secrets[found[0]]))
                    taken = found.end()
        changed = self.changed(changes)
        if not self.has_tags:
            return changed
        return _TOKEN.sub(lambda tag: _without(tag[0], secrets), changed)

    def wrapped(self, marks: Iterable[tuple[int, int, str]]) -> str:
        """The markup with places of its plain text between an opening tag each and `</mark>`."""
        wanted = sorted(marks)
        written = []
        for part in self._parts:
            if part.is_tag or not part.text:
                written.append(part.written)
                continue
            at = part.start
            stop = part.start + len(part.text)
            for start, end, opening in wanted:
                first, last = max(start, at), min(end, stop)
                if first >= last:
                    continue
                written += [html.escape(self.plain[at:first], quote=False), opening]
                written += [html.escape(self.plain[first:last], quote=False), "</mark>"]
                at = last
            written.append(html.escape(self.plain[at:stop], quote=False))
        return "".join(written)


def attributes(tag: str) -> list[tuple[str, str]]:
    """The attributes of a tag, names in small letters, values as they are meant."""
    found = _ATTRIBUTE.findall(tag)
    return [(name.lower(), html.unescape(double or single or bare)) for name, double, single, bare in found]


def _name(tag: str) -> str:
    found = _NAME.match(tag)
    return found[1].lower() if found else ""


def _split(written: str) -> tuple[list[_Part], str]:
    parts: list[_Part] = []
    plain = ""
    at = 0
    for token in _TOKEN.finditer(written):
        plain = _add_text(parts, plain, written[at : token.start()])
        if _name(token[0]) in _BREAKS and plain and not plain.endswith("\n"):
            plain += "\n"
        parts.append(_Part(token[0], True))
        at = token.end()
    return parts, _add_text(parts, plain, written[at:])


def _add_text(parts: list[_Part], plain: str, written: str) -> str:
    if not written:
        return plain
    text = html.unescape(written)
    parts.append(_Part(written, False, len(plain), text))
    return plain + text


def _without(tag: str, secrets: dict[str, str]) -> str:
    """A tag or comment without the secrets, whichever way they are escaped there."""
    for secret, words in secrets.items():
        for form in {secret, html.escape(secret), html.escape(secret, quote=False)}:
            tag = tag.replace(form, html.escape(words))
    return tag
