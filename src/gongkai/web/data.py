"""The data folder of an installation: where everything is kept that is not program."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gongkai.errors import GongkaiError

#: What lies in the data folder. `secrets` is left out of backups unless a passphrase is given.
ROOMS = ("db", "files", "cases", "public", "index", "frozen", "fonts", "secrets", "cache", "tmp")

# Only the program's own account may look into these: cases and keys are nobody else's business.
_PRIVATE = {"db", "cases", "secrets", "cache", "tmp"}


class BadFolder(GongkaiError):
    """A data folder that cannot be made or written."""


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The folder that GONGKAI_DATA names."""

    path: Path

    @classmethod
    def prepared(cls, path: Path) -> DataFolder:
        """
        Make the folder and its rooms where they are missing.

        Raises:
            BadFolder: it cannot be made.
        """
        folder = cls(path.absolute())
        try:
            for room in ROOMS:
                folder.room(room).mkdir(parents=True, exist_ok=True, mode=0o700 if room in _PRIVATE else 0o755)
        except OSError as wrong:
            raise BadFolder(
                f"数据目录{folder.path}不能建立或写入（{wrong.strerror}）：请检查权限，或用环境变量GONGKAI_DATA另行指定。"
            ) from wrong
        return folder

    def room(self, name: str) -> Path:
        """The path of one of `ROOMS`."""
        return self.path / name

    def secret_key(self) -> str:
        """
        The installation's own secret, made on first use and readable by its account alone.

        Two processes that start together get the same one: the file is created whole and linked into place once.

        Raises:
            BadFolder: it cannot be read or written.
        """
        return self.secret("django-secret-key", lambda: secrets.token_urlsafe(50))

    def secret(self, name: str, make: Callable[[], str]) -> str:
        """
        A secret that is kept in a file of that name, made on first use and readable by the program's account alone.

        Raises:
            BadFolder: it cannot be read or written.
        """
        file = self.room("secrets") / name
        try:
            if not file.exists():
                _create_once(file, make())
            return file.read_text("ascii").strip()
        except OSError as wrong:
            raise BadFolder(f"密钥文件{file}不能读写（{wrong.strerror}）：请检查权限。") from wrong


def _create_once(file: Path, text: str) -> None:
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as out:
        out.write(text)
    try:
        os.link(fresh, file)
    except FileExistsError:
        pass  # another process was first, and its secret holds
    finally:
        fresh.unlink()
