"""`gongkai law`: where a case stands, and why, from its dated steps."""

from __future__ import annotations

import argparse
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from gongkai.law.case import Case


def register(commands: Any) -> None:
    """Add `law` and its commands."""
    group = commands.add_parser("law", help="按法定期限推算一件申请办到哪一步", description="条例规定的期限和步骤。",
                                epilog="例：gongkai law clock 申请.txt")  # fmt: skip
    verbs = group.add_subparsers(title="命令", metavar="命令", dest="verb", required=True, parser_class=type(group))
    clock = verbs.add_parser(
        "clock",
        help="由逐日的步骤推算现在办到哪一步、什么时候到期",
        description=(
            "读一个文本文件，每行一个步骤：日期、步骤名和要写明的事项，\n"
            "如2026-05-08 third_party_asked party=甲公司。\n"
            "推算这件申请现在办到哪一步、轮到谁、什么时候到期，并逐日说明哪天计入、哪天不计入、依据是什么。"
        ),
        epilog="例：gongkai law clock 申请.txt --today 2026-05-20",
    )
    clock.add_argument("file", type=Path, metavar="文件", help="步骤文件；写-表示从标准输入读")
    clock.add_argument("--today", type=date.fromisoformat, metavar="日期", help="推算到哪一天，默认今天")
    clock.add_argument("--json", action="store_true", help="以JSON输出")
    clock.set_defaults(run=run_clock)


def run_clock(arguments: argparse.Namespace) -> int:
    """Print where the case stands."""
    from gongkai.law.case import fold
    from gongkai.law.casefile import parse

    is_piped = str(arguments.file) == "-"
    text = sys.stdin.read() if is_piped else _read(arguments.file)
    steps = parse(text, file=None if is_piped else str(arguments.file))
    today = arguments.today or datetime.now(ZoneInfo("Asia/Shanghai")).date()
    case = fold(steps, today)
    if arguments.json:
        import json

        print(json.dumps(case.to_data(), ensure_ascii=False, indent=2))
    else:
        print("\n".join(_lines(case)))
    return 0


def _read(path: Path) -> str:
    from gongkai.errors import Unreadable

    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        raise Unreadable("文件不是UTF-8编码的文本，请另存为UTF-8。", file=str(path)) from None


def _lines(case: Case) -> list[str]:
    from gongkai.law.case import in_words
    from gongkai.law.steps import POSITIONS

    if not case.position:
        return ["还没有收到申请。"]
    lines = [f"{in_words(case.today)}：{POSITIONS[case.position]}"]
    if case.reply_due_on is not None:
        left = case.days_left or 0
        rest = f"还有{left}个工作日" if left >= 0 else f"已超期{-left}个工作日"
        waits = "（放假安排尚未公布，暂定）" if case.provisional else ""
        lines.append(f"答复期限：{in_words(case.reply_due_on)}，{rest}{waits}")
    lines += [f"待办：{in_words(duty.on)}以前，{duty.label}（{duty.whose}）" for duty in case.duties]
    lines.append(f"已用{case.days_used}个工作日" + ("，已超过期限" if case.overdue else ""))
    lines += [f"注意：{remark.words}（{remark.article}）" for remark in case.remarks]
    lines += ["步骤："] + [f"  {step.on} {step.label}" for step in case.steps]
    lines += ["逐日："] + [f"  {on} {'计入' if counted else '不计'} {why}" for on, counted, why in case.days()]
    return lines
