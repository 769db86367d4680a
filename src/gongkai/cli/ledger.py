"""The commands of the ledger: verify, head."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.cli.site import set_up
from gongkai.errors import GongkaiError, Unreadable

if TYPE_CHECKING:
    from gongkai.ledger.queries import State, Verification
    from gongkai.ledger.signing import SignedHead


class NoLedger(GongkaiError):
    """A database without the ledger's tables."""


def register(commands: Any) -> None:
    """Add the parsers of this group."""
    ledger = commands.add_parser(
        "ledger",
        help="核验台账、查看签名",
        description="台账：每一次公布、决定、授权都有一条记录，逐条相扣，每天签名。",
        epilog="例：gongkai ledger verify",
    )
    group = ledger.add_subparsers(title="命令", metavar="命令", dest="ledger_command", required=True)
    verify = group.add_parser(
        "verify",
        help="核验全部记录和签名",
        description="逐条核对：有没有被改动、删去、插入的记录，签名是否相符。发现问题时退出码为1。",
        epilog="例：gongkai ledger verify --head 2026-11-24.json",
    )
    verify.add_argument(
        "--head", type=Path, action="append", default=[], metavar="文件", help="另外保存的签名文件，可以有几个"
    )
    verify.add_argument(
        "--key", type=_key, action="append", default=[], metavar="公钥", help="本单位从前用过的公钥，可以有几个"
    )
    verify.add_argument("--json", action="store_true", help="以JSON输出")
    verify.set_defaults(run=run_verify)

    head = group.add_parser(
        "head",
        help="封存并签名，输出到此为止的台账头",
        description="封存待封存的记录，对最后一条签名后输出。请把它保存到本机以外的地方，以后可用verify --head核对。",
        epilog="例：gongkai ledger head --json",
    )
    head.add_argument("--json", action="store_true", help="以JSON输出，可存成文件")
    head.set_defaults(run=run_head)


def run_verify(arguments: argparse.Namespace) -> int:
    """Verify everything; 1 if something does not hold."""
    _open()
    from gongkai.ledger import queries, signing

    outcome = queries.verify(
        {signing.own_key(), *arguments.key},
        heads=[_read_head(file) for file in arguments.head],
        go_on=_counting() if sys.stderr.isatty() else lambda done: True,
    )
    state = queries.state()
    print(_as_json(outcome, state) if arguments.json else _as_text(outcome, state))
    return int(outcome.count > 0)


def run_head(arguments: argparse.Namespace) -> int:
    """Seal, sign, print; 1 while the ledger is empty."""
    _open()
    from gongkai.ledger import acts

    head = acts.current_head()
    print(json.dumps(head.to_data(), ensure_ascii=False, indent=2) if arguments.json else _head_in_words(head))
    return 0


def _open() -> None:
    set_up()
    from django.db import connection

    if "gk_ledger_entry" not in connection.introspection.table_names():
        raise NoLedger(
            "这个数据库里还没有台账：请先执行gongkai serve或gongkai manage migrate，或检查DATABASE_URL与GONGKAI_DATA。"
        )


def _read_head(file: Path) -> SignedHead:
    from gongkai.ledger.signing import SignedHead

    try:
        return SignedHead.from_data(json.loads(file.read_text("utf-8")))
    except ValueError:
        raise Unreadable("这不是JSON文件：应为gongkai ledger head --json输出的内容。", file=str(file)) from None
    except Unreadable as wrong:
        raise Unreadable(wrong.message, file=str(file)) from None


def _as_json(outcome: Verification, state: State) -> str:
    data = {
        "entries": outcome.entries,
        "waiting": state.waiting,
        "heads": outcome.heads,
        "hash": outcome.hash,
        "unguarded": state.unguarded,
        "flaws": outcome.count,
        "findings": [
            {"kind": flaw.kind, "position": flaw.position, "entry": flaw.entry, "message": flaw.message}
            for flaw in outcome.flaws
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=2)


def _as_text(outcome: Verification, state: State) -> str:
    lines = [f"已核验{outcome.entries}条记录、{outcome.heads}个签名；另有{state.waiting}条待封存。"]
    lines += [f"  {flaw.message}" + (f"（行号{flaw.entry}）" if flaw.entry else "") for flaw in outcome.flaws]
    if outcome.count > len(outcome.flaws):
        lines.append(f"  ……只列出前{len(outcome.flaws)}处。")
    lines.append(f"发现{outcome.count}处问题。" if outcome.count else "没有发现问题。")
    if state.unguarded:
        lines.append(f"提示：{'、'.join(state.unguarded)}缺少防改触发器，请执行gongkai manage migrate补上。")
    return "\n".join(lines)


def _head_in_words(head: SignedHead) -> str:
    data = head.to_data()
    return (
        f"条数：{data['position']}\n摘要：{data['hash']}\n日期：{data['on']}\n时刻：{data['signed_at']}\n"
        f"公钥：{data['key']}\n签名：{data['signature']}"
    )


def _counting() -> Callable[[int], bool]:
    def show(done: int) -> bool:
        print(f"\r已核验{done}条\x1b[K", end="\r", file=sys.stderr, flush=True)
        return True

    return show


def _key(text: str) -> str:
    if len(text) != 64 or not set(text) <= set("0123456789abcdef"):
        raise argparse.ArgumentTypeError(f"公钥应为64位小写十六进制数，现为“{text}”")
    return text
