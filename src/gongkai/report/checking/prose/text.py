"""A report's sentences with their figures, worked out once for the four rules of the text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import NamedTuple

from gongkai.report.checking.prose.numbers import Figure, counts_in_characters, figures_in
from gongkai.report.report import Report

# What is not printed in the plain way: full-width digits and letters, radicals, wide percent signs.
_ODD = re.compile(r"[０-９％．⺀-⿟Ａ-ｚ]")
_ODD_RUN = re.compile(r"[０-９％．⺀-⿟Ａ-ｚ]+")
_DIGIT = re.compile(r"[0-9]")
# Between two Chinese characters a space is the work of a PDF or of justified lines.
_GAP = re.compile(r"(?<=[一-鿿，。；、：（）“”《》〔〕])[ 　\t]+(?=[一-鿿，。；、：（）“”《》〔〕])")


#: What runs on for longer is no sentence but a table without its dividers, or an attack on the patterns below.
LONGEST = 1_500


class Sentence(NamedTuple):
    """A sentence: its text, its figures, its paragraph and the section that it stands in."""

    text: str
    figures: tuple[Figure, ...]
    paragraph: str
    section: str
    number: int


@dataclass(slots=True)
class Narrative:
    """All the paragraphs of a report, each as its sentences, and all sentences, in order."""

    paragraphs: list[list[Sentence]] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)


def narrative_of(report: Report) -> Narrative:
    """The sentences of all sections of *report*; tables are no sentences."""
    narrative = Narrative()
    number = 0
    for section in report.sections:
        for paragraph in plain_text(section.text).split("\n"):
            spelled = counts_in_characters(paragraph)
            counts = spelled or _DIGIT.search(paragraph) is not None
            sentences = []
            for text in paragraph.split("。"):
                sentence = text.strip()
                if 0 < len(sentence) <= LONGEST:
                    figures = tuple(figures_in(sentence, characters=spelled)) if counts else ()
                    sentences.append(Sentence(sentence, figures, paragraph, section.key, number))
                    number += 1
            if sentences:
                narrative.sentences += sentences
                narrative.paragraphs.append(sentences)
    return narrative


def plain_text(text: str) -> str:
    """The text with odd characters made plain and without spaces between Chinese characters."""
    if _ODD.search(text):
        text = _ODD_RUN.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    return _GAP.sub("", text) if " " in text or "　" in text or "\t" in text else text
