"""The commands of the site: serve, demo, doctor, manage."""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import sys
from dataclasses import asdict
from typing import Any

from gongkai.errors import MissingExtra, Refused

_LOCAL = {"127.0.0.1", "localhost", "::1"}
_SIGNS = {"ok": "✓", "hint": "·", "missing": "✗"}


def register(commands: Any) -> None:
    """Add the parsers of this group."""
    serve = commands.add_parser(
        "serve",
        help="启动网站",
        description="更新数据库结构，然后启动网站和后台。",
        epilog="例：gongkai serve --host 127.0.0.1 --port 8000",
    )
    serve.add_argument("--host", default="127.0.0.1", metavar="地址", help="监听的地址，默认127.0.0.1（只限本机）")
    serve.add_argument("--port", default=8000, type=_port, metavar="端口", help="监听的端口，默认8000")
    serve.add_argument("--workers", default=2, type=_workers, metavar="个数", help="工作进程数，默认2")
    serve.add_argument(
        "--demo", action="store_true", help="演示：登录页上可以直接选一个演示人员进入，不用密码；只能在本机使用"
    )
    serve.set_defaults(run=run_serve)

    demo = commands.add_parser(
        "demo",
        help="装入演示数据",
        description="装入西青开发区2019年度报告和一个虚构机关的两份示例报告；重复执行不会重复装入。",
        epilog="例：gongkai demo",
    )
    demo.add_argument("--reset", action="store_true", help="撤下演示报告后重新装入")
    demo.set_defaults(run=run_demo)

    doctor = commands.add_parser(
        "doctor",
        help="检查安装情况",
        description="说明哪些已经装好、哪些缺少、该怎么办。",
        epilog="例：gongkai doctor",
    )
    doctor.add_argument("--json", action="store_true", help="以JSON输出")
    doctor.set_defaults(run=run_doctor)

    manage = commands.add_parser(
        "manage",
        help="执行Django的管理命令",
        description="把其后的内容原样交给Django。",
        epilog="例：gongkai manage createsuperuser",
    )
    manage.add_argument("words", nargs=argparse.REMAINDER, metavar="命令", help="Django的命令和参数")
    manage.set_defaults(run=run_manage)


def run_serve(arguments: argparse.Namespace) -> int:
    """Migrate, then serve until told to stop."""
    if arguments.demo:
        os.environ["GONGKAI_DEMO"] = "1"
    set_up()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    from gongkai.web.server import Server, listening

    if settings.GONGKAI_DEMO and arguments.host not in _LOCAL:
        raise Refused(
            f"演示登录不需要密码，只能在本机使用，不能监听{arguments.host}：请去掉--demo，或改用--host 127.0.0.1。"
        )
    opened = listening(arguments.host, arguments.port)
    if arguments.host not in _LOCAL and "GONGKAI_HOSTS" not in os.environ:
        print("提示：未设环境变量GONGKAI_HOSTS，只回答localhost；对外服务请写明域名或IP，用逗号隔开。", file=sys.stderr)
    call_command("migrate", interactive=False, verbosity=0)
    port = opened.getsockname()[1]  # with --port 0 the system has chosen one
    address = _address(arguments.host, port)
    notes = _notes(address)
    connections.close_all()  # a connection must not pass through the fork of the workers
    Server(opened, arguments.workers, address, notes).run()
    return 0


def _notes(address: str) -> list[str]:
    """What whoever starts the server should read: how to enter the demonstration, and how to make an administrator."""
    from django.conf import settings
    from django.urls import reverse
    from django.utils import timezone

    from gongkai.organisations import acts
    from gongkai.web.signing_in import demo

    # As the outside sees the site, where that is set: behind HTTPS the address of this process leads nowhere.
    base = settings.GONGKAI_ADDRESS if os.environ.get("GONGKAI_ADDRESS") else address.rstrip("/")
    notes = []
    if settings.GONGKAI_DEMO and demo.roles(timezone.localdate()):
        notes.append(f"演示登录已打开：{base}{reverse('account_login')} 选一个演示人员直接进入，不用密码。")
    token = acts.offer_first_administrator(at=timezone.now())
    if token is not None:
        link = base + reverse("first_administrator", args=[token])
        notes.append(f"还没有管理员。请在24小时内打开下面的链接设立，只能用一次，重新启动后换新的：\n{link}")
    return notes


def run_demo(arguments: argparse.Namespace) -> int:
    """Migrate and load the demonstration."""
    set_up()
    from django.core.management import call_command
    from django.utils import timezone

    from gongkai.demo import acts

    call_command("migrate", interactive=False, verbosity=0)
    today = timezone.localdate()
    loaded = acts.reset(on=today) if arguments.reset else acts.load()
    waiting = acts.put_in_review(on=today)
    bodies = loaded.bodies + acts.load_district()
    print(
        f"演示数据：{bodies}个机关，新公布报告{loaded.published}份，已有报告{loaded.unchanged}份未变，"
        f"新载入公开信息{loaded.publications + waiting}条。",
        file=sys.stderr,
    )
    return 0


def run_doctor(arguments: argparse.Namespace) -> int:
    """Say what is set up; 1 if the site cannot run."""
    from gongkai.web.doctor import examine

    found = list(examine())
    if arguments.json:
        print(json.dumps([asdict(item) for item in found], ensure_ascii=False, indent=2))
    else:
        for item in found:
            print(f"{_SIGNS[item.state]} {item.name}：{item.words}")
    return int(any(item.state == "missing" for item in found))


def run_manage(arguments: argparse.Namespace) -> int:
    """Pass everything on to Django."""
    set_up()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["gongkai manage", *arguments.words])
    return 0


def set_up() -> None:
    """Load the settings and the apps; the platform's libraries must be there."""
    for module in ("django", "wagtail", "gunicorn", "whitenoise"):
        if importlib.util.find_spec(module) is None:
            raise MissingExtra("网站", "platform")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.web.settings")
    import django

    django.setup()


def _address(host: str, port: int) -> str:
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104  compared, not bound
    return f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"端口应为0到65535的整数，现为“{text}”")
    return int(text)


def _workers(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 64:
        raise argparse.ArgumentTypeError(f"工作进程数应为1到64的整数，现为“{text}”")
    return int(text)
