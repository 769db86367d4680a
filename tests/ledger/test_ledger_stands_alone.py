"""The ledger stands below every app: it imports none, points at none, and its migrations wait for none."""

from __future__ import annotations

import ast
from pathlib import Path

from django.apps import apps
from django.db.migrations.loader import MigrationLoader

import gongkai.ledger

FOLDER = Path(gongkai.ledger.__file__).parent
ALLOWED = ("gongkai.ledger", "gongkai.errors")


def imported(file: Path) -> list[str]:
    names: list[str] = []
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{file}:{node.lineno}: a relative import"
            names.append(node.module or "")
    return names


def test_it_imports_no_other_app() -> None:
    files = sorted(FOLDER.rglob("*.py"))
    assert len(files) > 15
    for file in files:
        wrong = [name for name in imported(file) if name.startswith("gongkai") and not name.startswith(ALLOWED)]
        assert [name for name in wrong if name != "gongkai"] == [], file


def test_its_models_point_at_nothing() -> None:
    for model in apps.get_app_config("gk_ledger").get_models():
        assert [field.name for field in model._meta.get_fields() if field.is_relation] == []


def test_its_migrations_depend_on_no_other_app() -> None:
    loader = MigrationLoader(None)
    for (app, _), migration in loader.disk_migrations.items():
        if app == "gk_ledger":
            assert {dependency[0] for dependency in migration.dependencies} <= {"gk_ledger"}


def test_the_chain_knows_no_framework() -> None:
    assert not [name for name in imported(FOLDER / "chain.py") if name.startswith(("django", "gongkai"))]
