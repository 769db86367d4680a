"""A text against the names and forms there are: what is unknown is refused with its place; knows no database."""

from __future__ import annotations

import difflib

from gongkai.yearbook.narrative.forms import FORMS, is_form, known_forms
from gongkai.yearbook.narrative.knowledge import ALL, FACTS, Vocabulary
from gongkai.yearbook.narrative.language import EACH, NUMBER, BadTemplate, Parsed, Sentence

#: How many names that look like the unknown one are told.
CLOSE = 3


def check(parsed: Parsed, vocabulary: Vocabulary) -> None:
    """
    Pass if every name and form of a text is known, and each stands where it may.

    Raises:
        BadTemplate: one is not; the sentence says where, and which names are like it.
    """
    for sentence in parsed.sentences():
        for condition in sentence.conditions:
            _check_condition(condition.kind, condition.name, (condition.start, condition.end), parsed.text, vocabulary)
        _check_turn(parsed.text, sentence)
    for reference in parsed.references():
        place = reference.start, reference.end
        kind = _kind(reference.name, vocabulary)
        if kind is None:
            raise _unknown(reference.name, place, parsed.text, vocabulary)
        for form in reference.forms:
            if not is_form(kind, form):
                message = f"“{reference.name}”没有“{form}”这种写法。可以用的写法有：{known_forms(kind)}。"
                raise BadTemplate(message, parsed.text, *place)
        compared = [form for form in reference.forms if form == "增减" or form.startswith("增长")]
        if compared and ("上年" in reference.forms or len(compared) > 1):
            message = f"“{reference}”的写法不能同时用：{'、'.join(reference.forms)}。"
            raise BadTemplate(message, parsed.text, *place)


def _kind(name: str, vocabulary: Vocabulary) -> str | None:
    if name in FACTS or name == NUMBER:
        return "fact"
    if vocabulary.number(name) is not None:
        return "number"
    if vocabulary.keyed(name) is not None:
        return "keyed"
    if vocabulary.list_of(name) is not None:
        return "records"
    whole = name.removesuffix(f"/{EACH}")
    return "number" if whole != name and vocabulary.keyed(f"{whole}/{ALL}") is not None else None


def _check_condition(kind: str, name: str, place: tuple[int, int], text: str, vocabulary: Vocabulary) -> None:
    found = _kind(name, vocabulary)
    if kind == "逐项" and vocabulary.keyed(f"{name}/{ALL}") is None:
        raise BadTemplate(f"“逐项”后面要写一个分项的数，“{name}”不是。", text, *place)
    if found is None:
        raise _unknown(name, place, text, vocabulary)
    if found == "keyed":
        raise BadTemplate(f"条件只能看一个数或者一份清单，不能看“{name}”。", text, *place)


def _check_turn(text: str, sentence: Sentence) -> None:
    """`@` stands for the key of the turn, so that only a sentence told key by key has it."""
    turns = [condition for condition in sentence.conditions if condition.kind == "逐项"]
    if len(turns) > 1:
        raise BadTemplate("一句话只能有一个“逐项”。", text, turns[1].start, turns[1].end)
    for reference in sentence.references():
        if reference.name.endswith(f"/{EACH}") and not turns:
            message = f"“{reference}”里的“@”要在标了“逐项”的句子里才有意义，请在句首写明逐项的数。"
            raise BadTemplate(message, text, reference.start, reference.end)


def _unknown(name: str, place: tuple[int, int], text: str, vocabulary: Vocabulary) -> BadTemplate:
    close = difflib.get_close_matches(name[:120], vocabulary.names(), CLOSE, 0.4)
    known = "、".join(f"“{other}”（{vocabulary.called(other)}）" for other in close)
    hint = f"相近的有{known}。" if known else f"可以写的有“{'”“'.join(FACTS)}”、表中的单元格，以及本页列出的数和清单。"
    return BadTemplate(f"没有叫“{name[:60]}”的数。{hint}", text, *place)


def all_forms() -> list[tuple[str, str, str]]:
    """Every form with what it is written on and what it does, for pages and docs."""
    return [(kind, name, does) for kind, entries in FORMS.items() for name, does in entries.items()]
