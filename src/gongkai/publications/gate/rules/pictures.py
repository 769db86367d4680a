"""Pictures and those who do not see them (GB/T 37668-2019)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.publications.gate.registry import Noticed, rule
from gongkai.publications.gate.subject import Subject

_NO_WORDS = re.compile(
    r"(?:图片?|照片|image|img|picture|photo|截图|未命名)?[\s_\-]*[0-9]*(?:\.\w{2,5})?", re.IGNORECASE
)


@rule("picture.alternative", "stop", is_justifiable=False)
def without_words(subject: Subject) -> Iterator[Noticed]:
    """A picture without the words that are read out in its place."""
    for picture in subject.pictures:
        if not picture.is_decorative and not picture.alternative.strip():
            yield Noticed(picture.place)


@rule("picture.words", "warn")
def with_a_file_name(subject: Subject) -> Iterator[Noticed]:
    """Alternative text that is a file's name or no more than “图片”."""
    for picture in subject.pictures:
        text = picture.alternative.strip()
        if text and not picture.is_decorative and _NO_WORDS.fullmatch(text):
            yield Noticed(picture.place, text)
