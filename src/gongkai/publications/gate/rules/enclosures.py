"""What files hide, files that cannot be examined, and titles that say nothing (国办发〔2017〕47号)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator

from gongkai.privacy.files import hidden_kinds
from gongkai.publications.gate.registry import Noticed, rule
from gongkai.publications.gate.subject import FoundInFile, Subject

#: Kinds of hidden data that tell of the file's making and not of its matter.
ABOUT_THE_FILE = frozenset({"property", "metadata", "thumbnail", "exif", "leftover", "custom_xml", "cached_data"})
_NAMELESS = re.compile(
    r"(附件|附|表|文件|文档|扫描件?|图片|新建.*|未命名.*|document|doc|untitled|img|image|scan|file)?"
    r"[\s_\-（(]*[0-9０-９一二三四五六七八九十]*[\s）)]*",
    re.IGNORECASE,
)
_ENDING = re.compile(r"\.[0-9A-Za-z]{1,5}$")


@rule("file.hidden", "stop")
def hidden(subject: Subject) -> Iterator[Noticed]:
    """Comments, tracked changes, hidden sheets, text under boxes: matter that a reader does not see but can get."""
    yield from _hidden(subject, frozenset(hidden_kinds()) - ABOUT_THE_FILE)


@rule("file.properties", "warn")
def properties(subject: Subject) -> Iterator[Noticed]:
    """Authors, programs, places: what a file tells of its making."""
    yield from _hidden(subject, ABOUT_THE_FILE)


@rule("file.unreadable", "stop")
def unreadable(subject: Subject) -> Iterator[Noticed]:
    """A file that no program of ours can look into: someone must, and say so."""
    for enclosure in subject.enclosures:
        if enclosure.refusal:
            words = (("why", enclosure.refusal.rstrip("。")),)
            yield Noticed(enclosure.place(), context=enclosure.sha256, words=words)


@rule("file.absent", "stop", is_justifiable=False)
def absent(subject: Subject) -> Iterator[Noticed]:
    """A file that is not there, or that belongs to another unit and is not ours to publish."""
    for place in subject.absent:
        yield Noticed(place)


@rule("file.unseen", "warn")
def unseen(subject: Subject) -> Iterator[Noticed]:
    """Pictures and scans within a file, whose words no program here reads."""
    for enclosure in subject.enclosures:
        lines = tuple(found.text for found in enclosure.found if found.what == "unseen")
        if lines:
            yield Noticed(enclosure.place(), context=enclosure.sha256, words=(("lines", " ".join(lines)),), lines=lines)


@rule("file.title", "warn")
def nameless(subject: Subject) -> Iterator[Noticed]:
    """A title such as 附件1.doc, from which nobody can tell what the file is."""
    for enclosure in subject.enclosures:
        if enclosure.is_attachment and is_nameless(enclosure.title):
            yield Noticed(enclosure.place(), enclosure.title)


def is_nameless(title: str) -> bool:
    """Whether a title says nothing of what the file holds."""
    return _NAMELESS.fullmatch(_ENDING.sub("", title.strip())) is not None


def _hidden(subject: Subject, wanted: Collection[str]) -> Iterator[Noticed]:
    for enclosure in subject.enclosures:
        by_kind: dict[str, list[FoundInFile]] = defaultdict(list)
        for found in enclosure.found:
            if found.what == "hidden" and found.kind in wanted:
                by_kind[found.kind].append(found)
        for kind, group in by_kind.items():
            info = hidden_kinds()[kind]
            lines = tuple(_line(found) for found in group)
            words = (("kind", info.label), ("count", len(group)), ("why", info.why.rstrip("。")))
            context = f"{enclosure.sha256} {kind}"
            yield Noticed(enclosure.place(), context=context, words=words, subject=kind, lines=lines)


def _line(found: FoundInFile) -> str:
    return "：".join(part for part in (found.place, found.text) if part)
