"""Personal data in text: how much is found, and that what is public is left alone."""

from __future__ import annotations

import time
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from labelled import FILE, Sentence, luhn_digit, sentences

from gongkai.privacy import find, kinds, mask, recognise
from gongkai.privacy.finding.identity import credit_check, identity_check
from gongkai.privacy.finding.numbers import passes_luhn

UNSEEN = FILE.with_name("sentences-unseen.txt")
NUMBERS = ("identity", "mobile", "bank_card", "credit_code", "passport", "permit", "plate", "email")


def counts(read: list[Sentence]) -> dict[str, Counter[str]]:
    """By kind: labels that are wanted, those of them found right, and what was found wrongly."""
    table: dict[str, Counter[str]] = {key: Counter() for key in kinds()}
    for sentence in read:
        hits = {(hit.kind, hit.start, hit.end) for hit in recognise(sentence.text)}
        labels = {(label.kind, label.start, label.end): label for label in sentence.labels}
        for key, label in labels.items():
            if label.is_wanted:
                table[label.kind]["wanted"] += 1
                table[label.kind]["right"] += key in hits
        for key in hits - set(labels):
            table[key[0]]["wrong"] += 1
    return table


def precision(count: Counter[str]) -> float:
    found = count["right"] + count["wrong"]
    return count["right"] / found if found else 1.0


def recall(count: Counter[str]) -> float:
    return count["right"] / count["wanted"] if count["wanted"] else 1.0


def shown(name: str, read: list[Sentence], table: dict[str, Counter[str]]) -> str:
    clean = sum(sentence.is_clean for sentence in read)
    lines = [f"\n{name}: {len(read)} sentences, {clean} of them clean"]
    for kind, count in table.items():
        lines.append(f"  {kind:12} {count['wanted']:4} recall {recall(count):.3f} precision {precision(count):.3f}")
    return "\n".join(lines)


def test_of_the_labelled_sentences_numbers_are_all_found_and_nothing_else_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    read = sentences()
    table = counts(read)
    with capsys.disabled():
        print(shown(FILE.name, read, table))
    assert len(read) >= 250
    assert sum(sentence.is_clean for sentence in read) >= len(read) // 2
    for kind in NUMBERS:
        assert precision(table[kind]) == 1, kind
        assert recall(table[kind]) >= 0.98, kind
    for kind in ("name", "address", "minor", "landline"):
        assert precision(table[kind]) >= 0.97, kind
        assert recall(table[kind]) >= 0.95, kind


def test_of_sentences_it_was_not_made_for_numbers_are_found_and_names_more_than_half(
    capsys: pytest.CaptureFixture[str],
) -> None:
    read = sentences(UNSEEN)
    table = counts(read)
    with capsys.disabled():
        print(shown(UNSEEN.name, read, table))
    for kind in NUMBERS:
        assert precision(table[kind]) == 1, kind
        assert recall(table[kind]) >= 0.98, kind
    assert precision(table["name"]) >= 0.95
    assert recall(table["name"]) >= 0.5


@pytest.mark.parametrize("sentence", [one for one in [*sentences(), *sentences(UNSEEN)] if one.is_clean],
                         ids=lambda sentence: sentence.text[:20])  # fmt: skip
def test_a_sentence_without_personal_data_accuses_nobody(sentence: Sentence) -> None:
    assert find(sentence.text) == []


@pytest.mark.corpus
def test_published_annual_reports_hold_no_certain_personal_data(corpus: Path) -> None:
    for path in sorted((corpus / "reports").glob("*.txt")):
        text = path.read_text(encoding="utf-8", errors="replace")
        assert [hit for hit in find(text) if hit.confidence == "certain"] == [], path.name


def identity_numbers() -> st.SearchStrategy[str]:
    """Valid identity numbers of 18 characters, with every way of writing them."""
    birth = st.dates(min_value=date(1900, 1, 1), max_value=date(2030, 1, 1))
    first = st.builds(
        lambda province, rest, day, serial: f"{province}{rest}{day:%Y%m%d}{serial:03}",
        st.sampled_from(["11", "12", "31", "37", "44", "51", "65"]), st.integers(101, 9999).map("{:04}".format), birth,
        st.integers(0, 999),
    ).filter(lambda number: number[2:4] != "00")  # fmt: skip
    return first.map(lambda number: number + identity_check(number))


def written(number: str, way: int) -> str:
    """A number as people write it: together, in groups, full-width, with characters that nobody sees, lower case."""
    groups = [number[:6], number[6:14], number[14:]]
    full = number.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    return [number, " ".join(groups), "-".join(groups), full, "\u200b".join(number), number.lower(),
            "\u3000".join(groups), f"{number[:10]}\n{number[10:]}"][way]  # fmt: skip


@settings(max_examples=200)
@given(number=identity_numbers(), way=st.integers(0, 7))
def test_every_valid_identity_number_is_found_however_it_is_written(number: str, way: int) -> None:
    text = f"申请人的身份证号码为{written(number, way)}，请核对。"
    hits = [hit for hit in find(text) if hit.kind == "identity"]
    assert [(hit.text, hit.confidence) for hit in hits] == [(written(number, way), "certain")]


@settings(max_examples=200)
@given(number=identity_numbers(), place=st.integers(0, 16), add=st.integers(1, 9))
def test_one_wrong_digit_is_an_identity_number_only_after_a_label(number: str, place: int, add: int) -> None:
    wrong = number[:place] + str((int(number[place]) + add) % 10) + number[place + 1 :]
    assert [hit for hit in find(f"共计{wrong}，") if hit.kind == "identity"] == []
    labelled = [hit for hit in find(f"身份证号：{wrong}。") if hit.kind == "identity"]
    assert all(hit.confidence == "likely" for hit in labelled)


@given(st.text(alphabet="0123456789", min_size=15, max_size=18))
def test_the_check_digit_of_a_card_is_that_of_the_definition(first: str) -> None:
    assert passes_luhn(first + luhn_digit(first))
    assert not passes_luhn(first + str((int(luhn_digit(first)) + 1) % 10))


@pytest.mark.parametrize(("first", "check"), [("9112011110300001X", None), ("91350100M000100Y4", "3")])
def test_the_check_character_of_a_credit_code_is_that_of_the_standard(first: str, check: str | None) -> None:
    """GB 32100-2015; the second is the example that the standard's explanations use."""
    assert check is None or credit_check(first) == check


def test_a_credit_code_is_recognised_and_accuses_nobody() -> None:
    code = "91350100M000100Y43"
    assert [hit.kind for hit in recognise(f"统一社会信用代码：{code}")] == ["credit_code"]
    assert find(f"统一社会信用代码：{code}") == []


@given(st.text(max_size=200))
def test_hits_stand_where_they_say_apart_and_in_order(text: str) -> None:
    at = 0
    for hit in find(text):
        assert at <= hit.start < hit.end <= len(text)
        assert text[hit.start : hit.end] == hit.text
        at = hit.end


@given(st.lists(st.sampled_from([sentence.text for sentence in sentences()]), max_size=8).map("\n".join))
def test_what_is_masked_is_not_found_again(text: str) -> None:
    masked = mask(text)
    left = [hit for hit in find(masked) if hit.confidence != "possible"]
    assert [hit for hit in left if hit.kind != "email"] == []


@pytest.mark.parametrize("hostile", ["1" * 200_000, "1 " * 100_000, "王" * 100_000, "住" * 100_000, "a@" * 50_000,
                                     "天津市西青区路1号楼" * 10_000, "申请人：" * 40_000, "(" * 100_000, "·" * 100_000,
                                     "一" * 100_000, "1-" * 100_000, "申请人王·" * 20_000])  # fmt: skip
def test_no_text_takes_long(hostile: str) -> None:
    start = time.process_time()
    find(hostile)
    assert time.process_time() - start < 10
