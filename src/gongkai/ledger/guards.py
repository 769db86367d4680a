"""
Triggers that make a table append-only, for SQLite and PostgreSQL alike.

They stop mistakes and whoever has a connection, but not whoever owns the database: that is what the chain and the
signed heads are for. SQLite drops a table's triggers when the table is altered, so they are put up again after every
migration, and `gongkai doctor` looks for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import AppConfig, apps
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

_WORDS = "这张表只增不改、不删"
_FUNCTION = "gk_append_only"


@dataclass(frozen=True, slots=True)
class Guard:
    """
    An append-only table.

    Args:
        table: Its name in the database.
        once: Columns that start out null and may be filled once, all together; nothing else of a row ever changes.
    """

    table: str
    once: tuple[str, ...] = ()

    def names(self) -> dict[str, str]:
        """The name of the trigger for each statement that it watches, on either database."""
        kinds = ("insert", "update", "delete")
        return {kind: f"{self.table}_guard_{kind}" for kind in kinds}


def declared(configs: Iterable[AppConfig] | None = None) -> list[Guard]:
    """What apps declare as `append_only` in their AppConfig; of all apps unless some are given."""
    every = apps.get_app_configs() if configs is None else configs
    return [guard for config in every for guard in getattr(config, "append_only", ())]


def after_migrate(sender: AppConfig, *, using: str, **_: Any) -> None:
    """Put up the guards of an app whose tables are there; called for every app when a migration has ended."""
    connection = connections[using]
    if guards := declared([sender]):
        tables = set(connection.introspection.table_names())
        for guard in guards:
            if guard.table in tables:
                put_up(guard, connection)


def put_up(guard: Guard, connection: BaseDatabaseWrapper) -> None:
    """Make the triggers of a table afresh, in one transaction."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, guard.table)]
        for statement in (*_taking_down(guard, connection.vendor), *_WRITERS[connection.vendor](guard, columns)):
            cursor.execute(statement)


def take_down(guard: Guard, connection: BaseDatabaseWrapper) -> None:
    """Remove the triggers of a table: to reverse a migration, and for tests, which must empty their tables."""
    with connection.cursor() as cursor:
        for statement in _taking_down(guard, connection.vendor):
            cursor.execute(statement)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The tables whose triggers are not all there and enabled; empty when all is well."""
    with connection.cursor() as cursor:
        cursor.execute(_FIND[connection.vendor])
        found = {name for (name,) in cursor.fetchall()}
    return [guard.table for guard in declared() if not set(guard.names().values()) <= found]


def _sqlite(guard: Guard, columns: Iterable[str]) -> list[str]:
    """INSERT OR REPLACE and UPDATE OR REPLACE delete what is in their way without any trigger: refused beforehand."""
    table, names = guard.table, guard.names()
    filled = [f"NEW.{column} IS NOT NULL" for column in guard.once]
    replaced, *taken = (
        f"EXISTS (SELECT 1 FROM {table} WHERE {column} = NEW.{column})"  # noqa: S608  names of ours, no input
        for column in ("id", *guard.once[:1])
    )
    forbidden = {
        "insert": " OR ".join([replaced, *filled]),
        "update": " OR ".join([f"NOT ({_filling_once(guard, columns, 'IS')})", *taken]),
        "delete": "1",
    }
    return [
        f"CREATE TRIGGER {names[kind]} BEFORE {kind.upper()} ON {table} WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{_WORDS}：{table}'); END"
        for kind, condition in forbidden.items()
    ]


def _postgresql(guard: Guard, columns: Iterable[str]) -> list[str]:
    table, names = guard.table, guard.names()
    filled = " OR ".join(f"NEW.{column} IS NOT NULL" for column in guard.once) or "false"
    change = f"NOT ({_filling_once(guard, columns, 'IS NOT DISTINCT FROM')})"
    act = f"EXECUTE FUNCTION {_FUNCTION}()"
    return [
        f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{_WORDS}：%', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f"CREATE TRIGGER {names['insert']} BEFORE INSERT ON {table} FOR EACH ROW WHEN ({filled}) {act}",
        f"CREATE TRIGGER {names['update']} BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({change}) {act}",
        f"CREATE TRIGGER {names['delete']} BEFORE DELETE ON {table} FOR EACH ROW {act}",
        f"CREATE TRIGGER {table}_guard_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {act}",
    ]


def _filling_once(guard: Guard, columns: Iterable[str], same: str) -> str:
    """The one update that is allowed: the columns filled for the first time, all others as they were."""
    if not guard.once:
        return "false"
    parts = [f"OLD.{column} IS NULL AND NEW.{column} IS NOT NULL" for column in guard.once]
    parts += [f'OLD."{column}" {same} NEW."{column}"' for column in columns if column not in guard.once]
    return " AND ".join(parts)


def _taking_down(guard: Guard, vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}" for name in guard.names().values()]
    names = [*guard.names().values(), f"{guard.table}_guard_truncate"]
    return [f"DROP TRIGGER IF EXISTS {name} ON {guard.table}" for name in names]


_WRITERS: dict[str, Callable[[Guard, Iterable[str]], list[str]]] = {"sqlite": _sqlite, "postgresql": _postgresql}
_FIND = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')",
}
