"""Settings of an installation as the environment gives them; a bad value is a Chinese sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from gongkai.errors import GongkaiError
from gongkai.organisations.roles import matrix

_TRUE = {"1", "true", "yes", "on", "是"}
_FALSE = {"", "0", "false", "no", "off", "否"}
#: Names and addresses by which a machine calls itself; nobody else reaches it by them.
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

# Immediate transactions take the write lock when they begin: two writers then wait for each other, where deferred
# ones fail half-way with "database is locked".
_SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA busy_timeout=20000;",
}


class BadSetting(GongkaiError):
    """An environment variable that cannot be used: names it, says what it should be."""


def flag(environ: Mapping[str, str], name: str) -> bool:
    """
    A yes/no setting; absent or empty is no.

    Raises:
        BadSetting: neither yes nor no.
    """
    value = environ.get(name, "").strip().lower()
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise BadSetting(f"环境变量{name}应为1（是）或0（否），现为“{value}”。")


def number(environ: Mapping[str, str], name: str, default: int) -> int:
    """
    A whole number of at least 0.

    Raises:
        BadSetting: not such a number.
    """
    value = environ.get(name, "").strip()
    if not value:
        return default
    if not value.isascii() or not value.isdigit():
        raise BadSetting(f"环境变量{name}应为不小于0的整数，现为“{value}”。")
    return int(value)


def listed(environ: Mapping[str, str], name: str, default: list[str]) -> list[str]:
    """Words divided by commas; *default* when there are none."""
    words = [word.strip() for word in environ.get(name, "").split(",")]
    return [word for word in words if word] or default


def roles(environ: Mapping[str, str], name: str) -> frozenset[str]:
    """
    Roles by their ids, divided by commas; none when it is not set.

    Raises:
        BadSetting: there is no such role.
    """
    chosen = listed(environ, name, [])
    if unknown := [role for role in chosen if role not in matrix().roles]:
        raise BadSetting(f"环境变量{name}中没有“{unknown[0]}”这个角色，可用的有：{'、'.join(matrix().roles)}。")
    return frozenset(chosen)


def networks(environ: Mapping[str, str], name: str) -> list[str]:
    """
    Networks such as 10.0.0.0/8, divided by commas; none when it is not set.

    Raises:
        BadSetting: one of them is no network.
    """
    found = listed(environ, name, [])
    for one in found:
        try:
            ip_network(one)
        except ValueError:
            raise BadSetting(f"环境变量{name}应为网段，如10.0.0.0/8，多个用逗号隔开；“{one}”不是网段。") from None
    return found


def demo(environ: Mapping[str, str], *, https: bool, proxies: int, hosts: Sequence[str]) -> bool:
    """
    Whether the demonstration's officers may enter without a password, which is for one machine alone.

    Raises:
        BadSetting: it is asked for where others could reach the site.
    """
    if not flag(environ, "GONGKAI_DEMO"):
        return False
    others = [host for host in hosts if host.strip("[]") not in LOOPBACK]
    reason = (
        "已设GONGKAI_HTTPS"
        if https
        else f"GONGKAI_PROXIES为{proxies}"
        if proxies
        else f"GONGKAI_HOSTS中有“{others[0]}”"
        if others
        else ""
    )
    if reason:
        raise BadSetting(
            f"演示登录不需要密码，只能在本机使用，而{reason}：请去掉GONGKAI_DEMO（或--demo），或去掉该项。"
        )
    return True


def database(environ: Mapping[str, str], folder: Path) -> dict[str, Any]:
    """
    Django's entry for the database that DATABASE_URL names; SQLite in *folder* when it is not set.

    `postgresql://user:password@host:port/name`, `postgresql:///name?host=/run/postgresql`, `sqlite:////a/file`.

    Raises:
        BadSetting: another scheme, no name, a port that is no number.
    """
    address = environ.get("DATABASE_URL", "").strip()
    if not address:
        return _sqlite(folder / "gongkai.sqlite3")
    parts = urlsplit(address)
    name = unquote(parts.path.removeprefix("/"))
    if not name:
        raise BadSetting("环境变量DATABASE_URL没有写明数据库名，应形如postgresql://用户:口令@主机:5432/数据库。")
    if parts.scheme == "sqlite":
        return _sqlite(Path(name))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise BadSetting(f"环境变量DATABASE_URL的类型“{parts.scheme}”不支持，只支持postgresql与sqlite。")
    try:
        port = parts.port
    except ValueError:
        raise BadSetting("环境变量DATABASE_URL中的端口不是数字。") from None
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or parts.hostname or ""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(options.pop("port", None) or port or ""),
        "OPTIONS": options,
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _sqlite(file: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        "OPTIONS": dict(_SQLITE_OPTIONS),
        "ATOMIC_REQUESTS": False,
    }
