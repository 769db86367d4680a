"""A label of the form is written once: in the edition."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from gongkai.report import editions

SOURCE = Path(__file__).parents[2] / "src" / "gongkai"
# Shorter labels (其他, 总计, 规章, 行政许可) are words of the language, which sentences about reports cannot avoid.
SHORTEST = 7


def labels() -> set[str]:
    """Every label of every edition that is long enough to be nothing but a label."""
    found: set[str] = set()
    for edition in editions().values():
        for section in edition.sections:
            found |= {section.heading, *section.variants}
        for table in edition.tables:
            found.add(table.corner)
            for column in table.columns:
                found |= {column.label, *column.variants}
            for row in table.rows:
                found |= {row.label, *row.variants, *(group.label for group in row.path)}
    return {label for label in found if len(label) >= SHORTEST}


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """The string constants of a module with their lines, docstrings left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {id(node.body[0].value) for node in ast.walk(tree)  # type: ignore[attr-defined]
                  if isinstance(node, documented) and ast.get_docstring(node) is not None}  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_no_module_writes_a_label_of_the_form() -> None:
    known = {bare(label) for label in labels()}
    assert len(known) > 40
    twice = [
        f"{path.relative_to(SOURCE)}:{line}: {label}"
        for path in sorted(SOURCE.rglob("*.py"))
        for line, text in strings(path)
        for label in known
        if label in bare(text)
    ]
    assert not twice, "\n".join(twice)


def test_no_template_writes_a_label_of_the_form() -> None:
    known = {bare(label) for label in labels()}
    twice = [
        f"{path.relative_to(SOURCE)}: {label}"
        for path in sorted(SOURCE.rglob("*.html"))
        for label in known
        if label in bare(path.read_text(encoding="utf-8"))
    ]
    assert not twice, "\n".join(twice)
