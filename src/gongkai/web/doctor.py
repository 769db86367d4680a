"""What is set up, what is missing, and what to do: one line a thing."""

from __future__ import annotations

import importlib.util
import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from gongkai.errors import GongkaiError

State = Literal["ok", "hint", "missing"]
# Seconds after which an entry that nobody sealed shows that no sealer runs.
_LATE = 60


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """
    One thing looked at.

    Args:
        name: What it is.
        state: `ok`; `hint`, the site runs without; `missing`, it does not.
        words: What was found, and what to do when something is missing.
    """

    name: str
    state: State
    words: str


def examine() -> Iterator[Diagnosis]:
    """Look at everything; settings and database only when the data folder can be used."""
    version = sys.version_info
    yield Diagnosis("Python", "ok", f"{version.major}.{version.minor}.{version.micro}")
    folder = _data_folder()
    yield folder
    if folder.state == "ok":
        yield from _site()
    yield from _libraries()
    yield from _programs()
    yield _fonts()


def _data_folder() -> Diagnosis:
    path = Path(os.environ.get("GONGKAI_DATA") or "var").absolute()
    at_hand = next(parent for parent in (path, *path.parents) if parent.exists())
    if not os.access(at_hand, os.W_OK | os.X_OK) or not at_hand.is_dir():
        return Diagnosis(
            "数据目录", "missing", f"{path}不能写入：请修改权限，或用环境变量GONGKAI_DATA指定一个可写的目录。"
        )
    free = shutil.disk_usage(at_hand).free // 2**30
    return Diagnosis("数据目录", "ok", f"{path}，可写，剩余空间{free} GB")


def _site() -> Iterator[Diagnosis]:
    if importlib.util.find_spec("django") is None or importlib.util.find_spec("wagtail") is None:
        yield Diagnosis("网站", "missing", "没有安装网站组件：请执行pip install 'gongkai[platform]'。")
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.web.settings")
    try:
        import django

        django.setup()
    except GongkaiError as wrong:
        yield Diagnosis("设置", "missing", str(wrong))
        return
    yield from _settings()
    yield _scanner()
    yield from _database()


def _settings() -> Iterator[Diagnosis]:
    from django.conf import settings

    hosts = "、".join(settings.ALLOWED_HOSTS)
    yield Diagnosis("主机名", "ok", f"{hosts}（对外服务请用环境变量GONGKAI_HOSTS写明域名）")
    if settings.GONGKAI_HTTPS:
        yield Diagnosis("HTTPS", "ok", "已启用")
    else:
        yield Diagnosis("HTTPS", "hint", "未启用：只在本机试用时可以；对外服务请在前面配置证书，并设GONGKAI_HTTPS=1。")
    if settings.DEBUG:
        yield Diagnosis("调试", "hint", "GONGKAI_DEBUG已打开：出错时会显示程序内部情况，对外服务前请关闭。")


def _scanner() -> Diagnosis:
    from django.conf import settings

    words = shlex.split(settings.GONGKAI_MALWARE_COMMAND)
    if not words:
        return Diagnosis(
            "病毒检查",
            "hint",
            "未设：上传的文件不作病毒检查。装有检查程序的，请设GONGKAI_MALWARE_COMMAND，如clamdscan。",
        )
    if shutil.which(words[0]) is None:
        return Diagnosis(
            "病毒检查", "missing", f"找不到程序{words[0]}，文件都存不进去：请检查设置GONGKAI_MALWARE_COMMAND。"
        )
    return Diagnosis("病毒检查", "ok", f"每个上传的文件先由{words[0]}检查")


def _database() -> Iterator[Diagnosis]:
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as wrong:
        yield Diagnosis("数据库", "missing", f"连不上（{str(wrong).splitlines()[0]}）：请检查环境变量DATABASE_URL。")
        return
    name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(connection.vendor, connection.vendor)
    if missing:
        yield Diagnosis("数据库", "hint", f"{name}，有{len(missing)}项结构更新未执行：gongkai serve启动时会自动执行。")
        return
    yield Diagnosis("数据库", "ok", f"{name}，结构是最新的")
    yield _ledger()
    yield from _signing_in()
    from gongkai.yearbook import queries

    count = queries.all_published().count()
    if count:
        yield Diagnosis("年度报告", "ok", f"已公布{count}份")
    else:
        yield Diagnosis("年度报告", "hint", "还没有公布的报告：执行gongkai demo可装入演示数据。")


def _signing_in() -> Iterator[Diagnosis]:
    from django.conf import settings

    from gongkai.organisations import queries
    from gongkai.organisations.roles import matrix

    if queries.somebody_administers():
        yield Diagnosis("管理员", "ok", "已设立，可以登录")
    else:
        yield Diagnosis("管理员", "hint", "还没有：启动gongkai serve，打开它显示的链接设立。")
    labels = "、".join(role.label for role in matrix().roles.values() if role.id in settings.GONGKAI_MFA_ROLES)
    if labels:
        yield Diagnosis("两步验证", "ok", f"这些角色必须使用：{labels}")
    else:
        yield Diagnosis(
            "两步验证", "hint", "没有角色必须使用：对外服务请设环境变量GONGKAI_MFA_ROLES，如administrator,approver。"
        )
    if settings.GONGKAI_DEMO:
        yield Diagnosis("演示登录", "hint", "已打开：本机上的人不用密码就能以演示人员进入；存放真实数据前请关闭。")


def _ledger() -> Diagnosis:
    from django.utils import timezone

    from gongkai.ledger import queries

    state = queries.state()
    if state.unguarded:
        tables = "、".join(state.unguarded)
        return Diagnosis("台账", "missing", f"{tables}缺少防改触发器：请执行gongkai manage migrate补上，并核验台账。")
    if state.waiting_since and (timezone.now() - state.waiting_since).total_seconds() > _LATE:
        return Diagnosis("台账", "hint", f"{state.waiting}条记录等待封存已超过1分钟：gongkai serve运行时会自动封存。")
    signed = f"，最近一次签名在{state.head.on:%Y年%-m月%-d日}" if state.head else "，还没有签名"
    return Diagnosis("台账", "ok", f"已封存{state.sealed}条{signed}，防改触发器齐全")


def _libraries() -> Iterator[Diagnosis]:
    for name, module, extra in (
        ("PDF文件", "typst", "pdf"),
        ("批量分析", "duckdb", "corpus"),
        ("PostgreSQL驱动", "psycopg", "platform"),
    ):
        if importlib.util.find_spec(module):
            yield Diagnosis(name, "ok", "组件已安装")
        else:
            yield Diagnosis(name, "hint", f"需要时请执行pip install 'gongkai[{extra}]'。")


def _programs() -> Iterator[Diagnosis]:
    if shutil.which("soffice"):
        yield Diagnosis("旧格式转换", "ok", "LibreOffice已安装，可读.doc、.xls、.wps")
    else:
        yield Diagnosis("旧格式转换", "hint", "没有LibreOffice：.doc、.xls、.wps须先另存为DOCX或XLSX。")


def _fonts() -> Diagnosis:
    own = Path(os.environ.get("GONGKAI_DATA") or "var") / "fonts"
    count = sum(file.suffix.lower() in {".ttf", ".otf", ".ttc"} for file in own.glob("*")) if own.is_dir() else 0
    if count:
        return Diagnosis("字体", "ok", f"{own.absolute()}中有{count}个自备字体")
    return Diagnosis(
        "字体", "hint", f"未自备方正小标宋、仿宋_GB2312：PDF用开源宋体、黑体代替。如有授权，请放入{own.absolute()}。"
    )
