"""The commands of the yearbook: compile a report, say where a number comes from, add up the reports of units."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.cli import exchange, volume
from gongkai.cli.figures import unit_of, year_of

if TYPE_CHECKING:
    from gongkai.organisations.models import Organisation
    from gongkai.yearbook.queries.compiling import Compiled
    from gongkai.yearbook.queries.rollup import Rollup
    from gongkai.yearbook.queries.tracing import Trace

#: How the place where a number comes from is called.
KINDS = {"records": "记录", "nil": "零申报", "derived": "合计", "reports": "各单位报告", "asked": "待补"}


def register(commands: Any) -> None:
    """Add the parsers of this group."""
    yearbook = commands.add_parser(
        "yearbook",
        help="编制年度报告、追溯数字、汇总各单位的报告",
        description="由记录编制年度报告，说明每个数字的来源，汇总下级机关的报告。",
        epilog="例：gongkai yearbook compile xiqing-kfq 2019",
    )
    verbs = yearbook.add_subparsers(title="命令", metavar="命令", dest="verb", required=True)
    _register_compile(verbs)
    _register_trace(verbs)
    _register_rollup(verbs)
    volume.register_write(verbs)
    exchange.register_package(verbs)
    exchange.register_receive(verbs)


def _register_compile(verbs: Any) -> None:
    parser = verbs.add_parser(
        "compile",
        help="由记录编制一份年度报告",
        description=(
            "由记录合计出报告的每一格，核对勾稽关系，起草文字；不改动任何记录。\n"
            "没有记录也没有零申报的格子列为待补，不算作0。有待补或错误时退出状态为1。"
        ),
        epilog="例：gongkai yearbook compile xiqing-kfq 2019 --to 2019年报告.docx",
    )
    _whose(parser)
    parser.add_argument("--to", metavar="文件", type=Path, help="写成文件：后缀为html、docx、pdf、xlsx、md或json")
    parser.add_argument("--json", action="store_true", help="以JSON输出每一格的数、来源和检查结果")
    parser.set_defaults(run=compile_command)


def _register_trace(verbs: Any) -> None:
    parser = verbs.add_parser(
        "trace",
        help="列出一个数字的来源",
        description="列出一格所含的每条记录，或者合计所加的各格。",
        epilog="例：gongkai yearbook trace xiqing-kfq 2019 licensing/licences/decisions",
    )
    _whose(parser)
    parser.add_argument("cell", metavar="单元格", help="如applications/received/total，或text/website.items")
    parser.add_argument("--after", metavar="位置", default="", help="从上一页给出的位置接着列")
    parser.add_argument("--json", action="store_true", help="以JSON输出")
    parser.set_defaults(run=trace_command)


def _register_rollup(verbs: Any) -> None:
    parser = verbs.add_parser(
        "rollup",
        help="汇总一级各单位的报告",
        description="把该机关及下级机关已定稿、公布或报送的报告逐格相加，列出还缺哪些单位。",
        epilog="例：gongkai yearbook rollup xiqing-qu 2019",
    )
    parser.add_argument("organisation", metavar="机关", help="机关的代码，如xiqing-qu")
    parser.add_argument("year", type=year_of, metavar="年份", help="如2019")
    parser.add_argument("--json", action="store_true", help="以JSON输出")
    parser.set_defaults(run=rollup_command)


def _whose(parser: Any) -> None:
    parser.add_argument("organisation", metavar="机关", help="机关的代码，如xiqing-kfq")
    parser.add_argument("year", type=year_of, metavar="年份", help="如2019")
    parser.add_argument("--level", action="store_true", help="本级汇总的报告，而不是机关自己的")


def compile_command(arguments: Namespace) -> int:
    """Compile, print or write, and say what is asked for and what does not hold."""
    unit = unit_of(arguments.organisation)
    found = _compiled(unit, arguments)
    if arguments.to:
        from gongkai.report import write

        write(found.report, arguments.to)
    if arguments.json:
        from gongkai.report.exact_json import dumps

        print(dumps(_compiled_data(found), indent=2))
    elif not arguments.to:
        _print_compiled(found)
    for register in found.asked:
        print(f"待补：{register.label}", file=sys.stderr)
    for conflict in found.conflicts:
        print(f"零申报之后又有{conflict.entries}条记录：{conflict.register.label}", file=sys.stderr)
    for finding in found.findings:
        print(f"{finding.rule}：{finding.message}", file=sys.stderr)
    return 1 if found.asked or found.examination.errors() else 0


def trace_command(arguments: Namespace) -> int:
    """Print where a number comes from."""
    from django.utils import timezone

    from gongkai.report.exact_json import dumps
    from gongkai.yearbook.queries.tracing import trace
    from gongkai.yearbook.queries.years import making_of

    unit = unit_of(arguments.organisation)
    scope = "level" if arguments.level else "body"
    making = making_of(unit, arguments.year, scope)
    found = trace(
        unit, arguments.year, arguments.cell, scope=scope, after=arguments.after, on=timezone.localdate(),
        with_subordinates=making is not None and making.with_subordinates,
    )  # fmt: skip
    if arguments.json:
        print(dumps(_trace_data(found), indent=2))
    else:
        _print_trace(found)
    return 0


def rollup_command(arguments: Namespace) -> int:
    """Print the sums of a level's reports and the units that are missing in them."""
    from gongkai.report.exact_json import dumps
    from gongkai.yearbook.queries.rollup import rollup

    found = rollup(unit_of(arguments.organisation), arguments.year)
    if arguments.json:
        print(dumps(_rollup_data(found), indent=2))
    else:
        _print_rollup(found)
    return 0


def _compiled(unit: Organisation, arguments: Namespace) -> Compiled:
    from django.utils import timezone

    from gongkai.yearbook.queries.compiling import compile_report
    from gongkai.yearbook.queries.years import making_of

    scope = "level" if arguments.level else "body"
    making = making_of(unit, arguments.year, scope)
    with_subordinates = making is not None and making.with_subordinates
    return compile_report(
        unit, arguments.year, scope=scope, with_subordinates=with_subordinates, on=timezone.localdate()
    )


def _compiled_data(found: Compiled) -> dict[str, Any]:
    return {
        "report": found.report.to_data(),
        "cells": [
            {"cell": cell.cell, "value": cell.value, "kind": cell.kind, "entries": cell.entries,
             "adjusted": cell.adjusted}
            for cell in found.cells.values()
        ],
        "figures": [
            {"cell": name, "value": total.value, "whole": total.is_whole, "entries": total.entries}
            for name, total in found.figures.items()
        ],
        "asked": [register.id for register in found.asked],
        "findings": [finding.to_data() for finding in found.findings],
    }  # fmt: skip


def _trace_data(found: Trace) -> dict[str, Any]:
    """A trace in the form that the program promises: `next` is where the next page starts, null at the end."""
    return {
        "cell": found.cell,
        "value": found.value,
        "edition": found.edition,
        "year": found.year,
        "kind": found.kind,
        "parts": [{"cell": part.cell, "value": part.value} for part in found.parts],
        "records": [
            {"record": entry.record, "title": entry.title, "on": entry.on.isoformat(), "amount": entry.amount,
             "address": entry.address}
            for entry in found.entries
        ],
        "next": found.following or None,
    }  # fmt: skip


def _rollup_data(found: Rollup) -> dict[str, Any]:
    return {
        "year": found.year,
        "cells": dict(found.cells),
        "gaps": dict(found.gaps),
        "units": [
            {"organisation": source.unit.code, "name": source.unit.name, "origin": source.origin,
             "scope": source.scope, "number": source.number, "on": source.on.isoformat()}
            for source in found.sources.values()
        ],
        "missing": [{"organisation": unit.code, "name": unit.name} for unit in found.missing],
    }  # fmt: skip


def _print_compiled(found: Compiled) -> None:
    from gongkai.report.exact_json import plain

    print(found.report.title)
    for cell in found.cells.values():
        form = found.edition.cells[cell.cell]
        value = "待补" if cell.value is None else f"{plain(cell.value)}{form.column.unit}"
        print(f"  {cell.cell}  {form.words}：{value}（{KINDS[cell.kind]}，{cell.entries}条）")


def _print_trace(found: Trace) -> None:
    from gongkai import figures
    from gongkai.report.exact_json import plain

    label, unit = figures.words(found.cell, found.year)
    value = "待补" if found.value is None else f"{plain(found.value)}{unit}"
    print(f"{found.year}年{label}：{value}（{KINDS[found.kind]}）")
    for part in found.parts:
        print(f"  {part.cell}  {'待补' if part.value is None else plain(part.value)}")
    for entry in found.entries:
        print("  ".join(["", entry.on.isoformat(), plain(entry.amount), entry.title, entry.record, entry.address]))
    if found.following:
        print(f"还有更多，接着列请加 --after {found.following}", file=sys.stderr)


def _print_rollup(found: Rollup) -> None:
    from gongkai import figures
    from gongkai.report.exact_json import plain

    print(f"{found.year}年：汇总{len(found.sources)}个机关的报告。")
    for cell, value in found.cells.items():
        label, unit = figures.words(cell, found.year)
        gap = f"，{found.gaps[cell]}个机关没有这个数" if cell in found.gaps else ""
        print(f"  {cell}  {label}：{plain(value)}{unit}{gap}")
    for unit_missing in found.missing:
        print(f"缺：{unit_missing.name}", file=sys.stderr)
