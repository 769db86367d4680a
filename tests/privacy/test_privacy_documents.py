"""What the pages on privacy show is what the program does."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

from gongkai.privacy import kinds

DOCS = Path(__file__).parents[2] / "docs"
REFERENCE = DOCS / "reference" / "privacy.md"


@pytest.mark.parametrize("page", [REFERENCE, DOCS / "guides" / "privacy-zh.md"], ids=lambda page: page.stem)
def test_every_example_shown_gives_what_is_shown(page: Path) -> None:
    ended = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert ended.attempted > 0
    assert ended.failed == 0


def test_the_reference_names_every_kind() -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    assert [key for key in kinds() if f"`{key}`" not in text] == []
