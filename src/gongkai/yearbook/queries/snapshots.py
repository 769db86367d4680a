"""One view of the database for everything that a report is compiled from, however long that takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def snapshot() -> Iterator[None]:
    """
    Let all queries within see the records as they were at the first of them, and write nothing.

    On PostgreSQL a transaction that is REPEATABLE READ and READ ONLY; on SQLite one that is DEFERRED, which takes no
    lock and sees one state of the log (our others begin IMMEDIATE, and would keep writers out meanwhile). Within a
    transaction that is already open its view is taken: it cannot be changed any more.
    """
    if connection.in_atomic_block:
        yield
        return
    with _read_only_postgresql() if connection.vendor == "postgresql" else _deferred_sqlite():
        yield


@contextmanager
def _read_only_postgresql() -> Iterator[None]:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


@contextmanager
def _deferred_sqlite() -> Iterator[None]:
    kept = connection.transaction_mode
    connection.ensure_connection()
    connection.transaction_mode = "DEFERRED"
    try:
        with transaction.atomic():
            connection.transaction_mode = kept
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA query_only = ON")
            try:
                yield
            finally:
                with connection.cursor() as cursor:
                    cursor.execute("PRAGMA query_only = OFF")
    finally:
        connection.transaction_mode = kept
