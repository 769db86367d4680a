"""The pages in English are complete."""

from __future__ import annotations

import re

import pytest

from gongkai.web.management.commands import messages

HAN = re.compile(r"[\u4e00-\u9fff]")


def texts(message: object) -> list[str]:
    string = message.string  # type: ignore[attr-defined]
    return list(string) if isinstance(string, tuple | list) else [string]


def test_the_catalogue_has_exactly_the_texts_of_the_source() -> None:
    wanted = {message.id for message in messages.collected() if message.id}
    kept = {message.id for message in messages.current() if message.id}
    assert len(wanted) > 100
    assert kept == wanted


def test_no_text_is_without_a_translation_fuzzy_or_still_chinese() -> None:
    bad = [
        message.id
        for message in messages.current()
        if message.id and (message.fuzzy or not all(texts(message)) or any(map(HAN.search, texts(message))))
    ]
    assert bad == []


def test_every_place_of_a_text_is_in_its_translation() -> None:
    place = re.compile(r"%\(\w+\)s")
    for message in messages.current():
        if message.id:
            original = message.id if isinstance(message.id, str) else message.id[0]
            for text in texts(message):
                assert set(place.findall(text)) == set(place.findall(original)), original


def test_the_compiled_catalogue_is_that_of_the_texts() -> None:
    assert messages.CATALOGUE.with_suffix(".mo").read_bytes() == messages.compiled(messages.current())


@pytest.mark.parametrize("folder", ["portal", "api"])
def test_no_chinese_stands_in_a_template_outside_a_translation(folder: str) -> None:
    for file in (messages.SOURCE / folder).rglob("*.html"):
        text = file.read_text("utf-8")
        text = re.sub(r"{%\s*translate .*?%}", "", text)
        text = re.sub(r"{%\s*blocktranslate.*?endblocktranslate\s*%}", "", text, flags=re.DOTALL)
        left = [word for word in HAN.findall(text) if word != "公"]  # the mark of the masthead
        assert left == [], file
