"""
The layout writer: any valid report in any of the layouts that real sites and converters produce.

`wild(report, rng)` picks a layout and some twists; `LAYOUTS` and `TWISTS` name them all, so that a failure can be
made again. What a careful person would read is in `Wild.printed`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

import markup
import plain_text
from paper import Paper, put
from twists import TWISTS, Twist

from gongkai.report.report import Report, Value


@dataclass(frozen=True, slots=True)
class Layout:
    """A way to write paper to a file. `dividers`: every cell can be told from its neighbours in what is written."""

    name: str
    suffix: str
    write: Callable[[Paper, Random], str | bytes]
    dividers: bool = True
    # Twists that make a cell undecidable in this layout although it keeps its dividers.
    unsafe: frozenset[str] = frozenset()
    most_twists: int = 4


@dataclass(frozen=True, slots=True)
class Wild:
    """A report as found in the wild: the file, how it was made, and what stands printed in each cell."""

    content: str | bytes
    name: str
    layout: str
    twists: tuple[str, ...]
    printed: dict[str, Value]
    dividers: bool

    @property
    def data(self) -> bytes:
        """The file's bytes."""
        return self.content.encode() if isinstance(self.content, str) else self.content


def _encoded(charset: str, said: str) -> Callable[[Paper, Random], bytes]:
    def write(paper: Paper, rng: Random) -> bytes:
        article = markup.clean(paper, rng)
        text = markup.chrome(article, paper, rng, said) if rng.random() < 0.5 else markup.page(
            article, paper.title, said
        )  # fmt: skip
        return text.encode(charset, "xmlcharrefreplace")

    return write


def _page(article: Callable[[Paper, Random], str]) -> Callable[[Paper, Random], str]:
    return lambda paper, rng: markup.page(article(paper, rng), paper.title)


# Where empty boxes stand for spans too, or leave nothing behind, a blank cannot always be told.
_BLANKS = frozenset({"zeros blank", "ragged spans"})
_SHIFTS = frozenset(
    {"empty column left", "empty column right", "stray empty boxes", "empty boxes under heads", "groups split"}
)

LAYOUTS: dict[str, Layout] = {
    layout.name: layout
    for layout in (
        Layout("html", "html", _page(markup.clean)),
        Layout("html fragment", "html", markup.clean),
        Layout("html from Word", "html", _page(markup.word)),
        Layout("html unclosed", "htm", _page(markup.unclosed)),
        Layout("html nested", "html", _page(markup.nested)),
        Layout("html saved page", "html", lambda paper, rng: markup.chrome(markup.word(paper, rng), paper, rng)),
        Layout("html escaped", "html", lambda p, rng: markup.escaped(markup.clean(p, rng), p.title, rng)),
        Layout("html gb18030", "html", _encoded("gb18030", "gb2312")),
        Layout("html gb18030 undeclared", "html", _encoded("gb18030", "")),
        Layout("html gb18030 declared utf-8", "html", _encoded("gb18030", "utf-8")),
        Layout("html utf-8 declared gb2312", "html", _encoded("utf-8", "gb2312")),
        Layout("html utf-8 with mark", "html", _encoded("utf-8-sig", "")),
        Layout("html utf-16", "html", _encoded("utf-16", "utf-8")),
        Layout("text, pipe rows", "txt", plain_text.pipe_rows, unsafe=_BLANKS),
        Layout("text, lone pipes", "txt", plain_text.lone_pipes, unsafe=_BLANKS),
        Layout("text, pipes between lines", "txt", plain_text.pipes_between_lines, unsafe=_BLANKS),
        Layout("text, tabs", "txt", plain_text.tabs, unsafe=_BLANKS),
        Layout("text, a cell a line", "txt", plain_text.cell_a_line, unsafe=_BLANKS | _SHIFTS),
        Layout("text, a cell a paragraph", "txt", plain_text.cell_a_paragraph, unsafe=_BLANKS | _SHIFTS),
        Layout(
            "text, spaces",
            "txt",
            plain_text.spaces,
            unsafe=_BLANKS | {"units in cells", "plus signs", "odd minus", "zeros dash"},
        ),
        Layout("markdown", "md", plain_text.markdown, unsafe=_BLANKS),
        Layout("text, run together", "txt", plain_text.run_together, dividers=False),
        Layout("text, blanks dropped", "txt", plain_text.blanks_dropped, dividers=False),
        Layout("text, repeated lines lost", "txt", plain_text.zeros_once, dividers=False),
        Layout("text, aligned", "txt", plain_text.aligned, dividers=False),
        Layout("markdown shredded", "md", plain_text.markdown_shredded, dividers=False),
    )
}

# A report that breaks its own sums may be read as one that keeps them once its dividers are gone: nobody can tell.
_ONLY_WITH_DIVIDERS = frozenset({"broken sums"})


def wild(
    report: Report, rng: Random, layout: str | None = None, twists: Sequence[str] | None = None
) -> Wild:  # fmt: skip
    """
    Write *report* in one of the layouts of the wild.

    Args:
        report: Any valid report.
        rng: Decides everything that is not said; the same seed writes the same file.
        layout: A name of `LAYOUTS`, or any.
        twists: Names of `TWISTS` in the order they are done, or any few of them.
    """
    # Apart from the choices, so that naming what was chosen makes the same file again.
    work = Random(rng.getrandbits(64))
    way = LAYOUTS[layout] if layout else rng.choice(list(LAYOUTS.values()))
    if twists is None:
        names = [name for name in TWISTS if way.dividers or name not in _ONLY_WITH_DIVIDERS]
        twists = rng.sample(names, rng.randint(0, way.most_twists))
        # Figures first, then words, then ruling: as the document is written, edited and drawn.
        twists = sorted(twists, key=list(TWISTS).index)
    paper = put(report)
    chosen: list[Twist] = [TWISTS[name] for name in twists]
    for twist in chosen:
        twist.change(paper, work)
    content = way.write(paper, work)
    certain = way.dividers and not any(twist.lossy or twist.name in way.unsafe for twist in chosen)
    return Wild(content, f"report.{way.suffix}", way.name, tuple(twists), paper.printed, certain)
