"""The database itself refuses to change or delete what the ledger holds; raw SQL, for the ORM is only one way in."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from ledger_entries import DAY, record, sealed, unguarded

from gongkai.ledger import acts, guards
from gongkai.ledger.models import Entry, Head

pytestmark = pytest.mark.django_db

SEAL = "position = 9, previous = '0', hash = '1'"


def run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE gk_ledger_entry SET act = 'yearbook.withdraw'",
        "UPDATE gk_ledger_entry SET actor = 'user:me'",
        "UPDATE gk_ledger_entry SET \"on\" = '2019-01-01'",
        "UPDATE gk_ledger_entry SET details = '{}'",
        "UPDATE gk_ledger_entry SET id = id + 100",
        "UPDATE gk_ledger_entry SET hash = 'f'",
        "UPDATE gk_ledger_entry SET position = position + 100",
        "UPDATE gk_ledger_entry SET position = NULL, previous = NULL, hash = NULL",
        "DELETE FROM gk_ledger_entry",
        "DELETE FROM gk_ledger_head",
        "UPDATE gk_ledger_head SET hash = 'f'",
        "UPDATE gk_ledger_head SET signature = signature",
    ],
)
def test_sealed_entries_and_signed_heads_are_neither_changed_nor_deleted(sql: str) -> None:
    sealed(2)
    acts.sign_head(DAY)
    before = list(Entry.objects.values()), list(Head.objects.values())
    with pytest.raises(IntegrityError, match="只增不改"):
        run(sql)
    assert (list(Entry.objects.values()), list(Head.objects.values())) == before


@pytest.mark.parametrize(
    "sql",
    [
        f"UPDATE gk_ledger_entry SET {SEAL}, act = 'other'",
        "UPDATE gk_ledger_entry SET actor = 'user:me'",
        "UPDATE gk_ledger_entry SET position = 9",
        "DELETE FROM gk_ledger_entry",
    ],
)
def test_an_entry_that_waits_can_be_sealed_and_nothing_else(sql: str) -> None:
    record()
    with pytest.raises(IntegrityError):
        run(sql)
    run(f"UPDATE gk_ledger_entry SET {SEAL}")
    with pytest.raises(IntegrityError, match="只增不改"):
        run(f"UPDATE gk_ledger_entry SET {SEAL}")


def test_no_entry_arrives_with_a_seal() -> None:
    columns = (
        'act, subject, unit, actor, "on", recorded_at, before, after, is_salted, details, position, previous, hash'
    )
    values = "'a', 's:1', '', 'u:1', '2026-11-24', '2026-11-24 00:00:00', '', '', false, '{}', 1, '0', '1'"
    with pytest.raises(IntegrityError, match="只增不改"):
        run(f"INSERT INTO gk_ledger_entry ({columns}) VALUES ({values})")


def test_sqlite_cannot_replace_a_row_in_passing() -> None:
    if connection.vendor != "sqlite":
        return
    first, second = sealed(2)
    columns = ", ".join(f'"{field.column}"' for field in Entry._meta.fields if field.name not in {"id", "position"})
    with pytest.raises(IntegrityError, match="只增不改"):
        run(f"REPLACE INTO gk_ledger_entry (id, {columns}) SELECT {first.pk}, {columns} FROM gk_ledger_entry")
    record()
    with pytest.raises(IntegrityError, match="只增不改"):
        run(f"UPDATE OR REPLACE gk_ledger_entry SET {SEAL.replace('9', '1')} WHERE position IS NULL")
    assert [entry.pk for entry in Entry.objects.exclude(position=None).order_by("position")] == [first.pk, second.pk]


def test_postgresql_cannot_truncate() -> None:
    if connection.vendor != "postgresql":
        return
    sealed(1)
    with pytest.raises(IntegrityError, match="只增不改"):
        run("TRUNCATE gk_ledger_entry")


def test_guards_that_were_taken_away_are_missed_and_put_up_again_by_any_migration() -> None:
    assert guards.missing(connection) == []
    with unguarded():
        every = sorted(guard.table for guard in guards.declared())
        assert {"gk_ledger_entry", "gk_ledger_head"} < set(every)
        assert sorted(guards.missing(connection)) == every
        call_command("migrate", verbosity=0)
        assert guards.missing(connection) == []


def test_a_table_that_was_altered_has_its_guards_after_the_migration() -> None:
    """On SQLite an alteration makes the table anew, and drops what hung on it."""
    if connection.vendor != "sqlite":
        return
    field = Entry._meta.get_field("act")
    sql = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'gk_ledger_entry'"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        cursor.execute("ALTER TABLE gk_ledger_entry RENAME TO old")
        cursor.execute("CREATE TABLE gk_ledger_entry AS SELECT * FROM old")
        cursor.execute("DROP TABLE old")
        assert cursor.execute(sql).fetchone() == (0,)
        assert field.column in [
            c.name for c in connection.introspection.get_table_description(cursor, "gk_ledger_entry")
        ]
        call_command("migrate", verbosity=0)
        assert cursor.execute(sql).fetchone() == (3,)
