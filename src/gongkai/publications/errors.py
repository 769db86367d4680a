"""What goes wrong with publications beside the common refusals, and how a database's trouble is said."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, transaction
from wagtail.models import Revision

from gongkai.errors import Refused

#: How PostgreSQL names a full disk; and a lock not had in time, a deadlock, a statement cut off.
_FULL_STATES = {"53100"}
_BUSY_STATES = {"55P03", "40P01", "40001", "57014"}


class Overtaken(Refused):
    """Somebody else has saved the same publication since it was opened; `revision` is theirs."""

    def __init__(self, message: str, revision: Revision) -> None:
        super().__init__(message, instead="请打开最新内容，把您的修改并进去后再保存。")
        self.revision = revision


class Unclean(Refused):
    """The check before publishing has found something; its sentence quotes it, and is for the screen alone."""


class Busy(Refused):
    """The database had no turn for us in time: the same act may be tried again."""


class NoSpace(Refused):
    """Nothing more can be written to the disk."""


@contextmanager
def all_or_nothing(what: str) -> Iterator[None]:
    """
    One transaction, in which an act is done wholly or not at all; the database's own trouble is said in words.

    Args:
        what: What is being done, as it stands in the sentence.

    Raises:
        Busy: another writer held the database longer than we wait.
        NoSpace: the disk is full.
    """
    try:
        with transaction.atomic():
            yield
    except OperationalError as wrong:
        if (trouble := _said(wrong, what)) is None:
            raise
        raise trouble from wrong
    except OSError as wrong:
        if wrong.errno != errno.ENOSPC:
            raise
        raise _no_space(what) from wrong


def _said(wrong: OperationalError, what: str) -> Refused | None:
    state = getattr(wrong.__cause__, "sqlstate", None)
    words = str(wrong)
    if state in _FULL_STATES or "disk is full" in words:
        return _no_space(what)
    if state in _BUSY_STATES or "database is locked" in words or "table is locked" in words:
        return Busy(f"数据库正忙，{what}没有完成，原来的内容没有变动。请保留已填写的内容，过一会儿再试一次。")
    return None


def _no_space(what: str) -> NoSpace:
    return NoSpace(
        f"服务器的磁盘已满，{what}没有完成，原来的内容没有变动。请保留已填写的内容，告诉管理员清理磁盘后再试。"
    )
