"""`gongkai corpus`: many reports at once."""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.cli.bar import Bar, clock

if TYPE_CHECKING:
    from gongkai.report.corpus import IngestSummary, Progress


def register(commands: Any) -> None:
    """Add `corpus` and its five commands."""
    group = commands.add_parser(
        "corpus",
        help="成批读取、检查、查询、导出年度报告",
        description="把一个文件夹里的年度报告读成库，再检查、查询、导出。",
        epilog="例：gongkai corpus ingest 各单位年报 --to 年报.parquet",
    )
    verbs = group.add_subparsers(title="命令", metavar="命令", dest="verb", required=True, parser_class=type(group))
    _register_ingest(verbs)
    _register_check(verbs)
    _register_query(verbs)
    _register_export(verbs)
    _register_accuracy(verbs)


def _register_ingest(verbs: Any) -> None:
    parser = verbs.add_parser(
        "ingest",
        help="把文件夹里的报告读入库",
        description=(
            "读取文件夹下（含各级子文件夹）的所有文件，逐份检查，存入库中。\n"
            "随时可以中断，再运行一次就接着读；读过且没有改动的文件不再读；内容相同的文件只读一次。\n"
            "读不了的文件连同原因列在最后，也存在库里。"
        ),
        epilog="例：gongkai corpus ingest 各单位年报 --to 年报.parquet",
    )
    parser.add_argument("folder", metavar="文件夹", type=Path, help="放报告的文件夹")
    parser.add_argument("--to", metavar="库", type=Path, required=True, help="库的位置，没有就新建")
    parser.add_argument("--workers", metavar="个数", type=_positive, help="同时读取的进程数，默认每个处理器核一个")
    parser.add_argument("--cluster", metavar="地址", help="用Dask集群读取，如tcp://10.0.0.1:8786")
    parser.add_argument("--json", action="store_true", help="结果写成JSON")
    parser.set_defaults(run=ingest_command)


def _register_check(verbs: Any) -> None:
    parser = verbs.add_parser(
        "check",
        help="列出库中各机关各年度违反的规则",
        description="库中报告违反了哪些规则，按规则、机关、年度列出；同一机关相邻年度的报告互相核对。有错误时退出状态为1。",
        epilog="例：gongkai corpus check 年报.parquet",
    )
    parser.add_argument("store", metavar="库", type=Path, help="gongkai corpus ingest建立的库")
    parser.add_argument("--json", action="store_true", help="结果写成JSON")
    parser.set_defaults(run=check_command)


def _register_query(verbs: Any) -> None:
    parser = verbs.add_parser(
        "query",
        help="用SQL查询库",
        description=(
            "一条SELECT语句（DuckDB的SQL）。可用的表：reports、cells、findings、sections、unreadable、files。\n"
            "cells一行一格：agency、year、cell、value。只读，碰不到库以外的文件。"
        ),
        epilog='例：gongkai corpus query 年报.parquet "SELECT agency, year, value FROM cells'
        " WHERE cell = 'applications/received/total' ORDER BY value DESC\"",
    )
    parser.add_argument("store", metavar="库", type=Path, help="gongkai corpus ingest建立的库")
    parser.add_argument("sql", metavar="SQL", help="一条SELECT语句")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="结果写成JSON")
    how.add_argument("--csv", action="store_true", help="结果写成CSV")
    parser.set_defaults(run=query_command)


def _register_export(verbs: Any) -> None:
    parser = verbs.add_parser(
        "export",
        help="把库导出为CSV或XLSX",
        description=(
            "导出为.xlsx：一份报告一行、一格一列，另有问题、读不了的文件、重复的文件各一张工作表。\n"
            "导出为.csv：库中的一张表，默认cells（一格一行）。"
        ),
        epilog="例：gongkai corpus export 年报.parquet --to 年报.xlsx",
    )
    parser.add_argument("store", metavar="库", type=Path, help="gongkai corpus ingest建立的库")
    parser.add_argument("--to", metavar="文件", type=Path, required=True, help="导出的文件，后缀为csv或xlsx")
    parser.add_argument("--table", metavar="表", default="cells", help="导出为CSV时导出哪张表，默认cells")
    parser.set_defaults(run=export_command)


def _register_accuracy(verbs: Any) -> None:
    parser = verbs.add_parser(
        "accuracy",
        help="用人工读过的报告衡量读取的准确程度",
        description="文件夹里要有index.tsv、reports、truth；结果是一页Markdown。有读错的格时退出状态为1。",
        epilog="例：gongkai corpus accuracy 语料 --to accuracy.md",
    )
    parser.add_argument("folder", metavar="文件夹", type=Path, help="语料文件夹")
    parser.add_argument("--undecidable", metavar="文件", type=Path, help="列出人也无法判断的格的TOML文件")
    parser.add_argument("--to", metavar="文件", type=Path, help="结果同时写到这个文件")
    parser.set_defaults(run=accuracy_command)


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise ArgumentTypeError(f"“{text}”不是正整数")
    return int(text)


def ingest_command(arguments: Namespace) -> int:
    """Read a folder into a store, with a bar on a terminal; the files that could not be read are listed at the end."""
    from gongkai.report.corpus import ingest, query
    from gongkai.report.report import dumps

    bar = Bar("个文件") if sys.stderr.isatty() else None
    try:
        summary = ingest(
            arguments.folder,
            arguments.to,
            cluster=arguments.cluster,
            workers=arguments.workers,
            progress=_drawing(bar) if bar else None,
        )
    finally:
        if bar:
            bar.close()
    unreadable = query(arguments.to, "SELECT file, reason FROM unreadable ORDER BY file").rows
    if arguments.json:
        print(dumps(_as_data(summary, unreadable), indent=2))
        return 0
    print(_in_words(summary, len(unreadable)))
    for file, reason in unreadable:
        print(f"  读不了　{file}：{reason}", file=sys.stderr)
    for file, first in summary.duplicates:
        print(f"  重复　{file}与{first}内容相同", file=sys.stderr)
    return 0


def _as_data(summary: IngestSummary, unreadable: list[tuple[Any, ...]]) -> dict[str, Any]:
    return {
        "files": summary.files,
        "unchanged": summary.unchanged,
        "read": summary.read,
        "reports": summary.reports,
        "milliseconds": round(summary.seconds * 1000),
        "unreadable": [{"file": file, "reason": reason} for file, reason in unreadable],
        "duplicates": [{"file": file, "same_as": first} for file, first in summary.duplicates],
    }


def _in_words(summary: IngestSummary, unreadable: int) -> str:
    known = f"，{summary.unchanged}个先前已读" if summary.unchanged else ""
    twice = f"，{len(summary.duplicates)}个与别的文件相同" if summary.duplicates else ""
    rate = f"，每秒{summary.files / summary.seconds:.0f}个文件" if summary.seconds else ""
    return (
        f"共{summary.files}个文件：本次读入{summary.read}个、{summary.reports}份报告{known}{twice}；"
        f"库中读不了的文件{unreadable}个。用时{clock(summary.seconds)}{rate}。"
    )


def check_command(arguments: Namespace) -> int:
    """Print which rules are broken, by rule and by agency and year. Status 1 if any finding is an error."""
    from gongkai.report.corpus import check
    from gongkai.report.report import dumps

    survey = check(arguments.store)
    if arguments.json:
        print(dumps(survey.to_data(), indent=2))
    else:
        print(f"报告{survey.reports}份，没有任何问题的{survey.clean}份；与上一年度核对过的{survey.pairs}份。\n")
        print(_table(("规则", "程度", "条数", "报告数"), survey.by_rule().rows), end="\n\n")
        print(_table(("机关", "年度", "规则", "程度", "条数"), survey.by_agency().rows), end="\n\n")
        for agency, year, finding in survey.between:
            print(f"{agency}　{year}年：{finding.message}{finding.slip}")
        for agency, year in survey.twice:
            print(f"{agency}{year}年的报告不止一份，与上一年度核对时用了第一份。", file=sys.stderr)
    return 1 if survey.errors() else 0


_WORDS = {"error": "错误", "warning": "警告", "hint": "提示", "": "机关不明", None: "年度不明"}


def _table(names: tuple[str, ...], rows: list[tuple[Any, ...]]) -> str:
    from gongkai.report.corpus import Answer

    return Answer(names, [tuple(_WORDS.get(value, value) for value in row) for row in rows]).to_table(most=sys.maxsize)


def query_command(arguments: Namespace) -> int:
    """Print the answer to a SELECT as a table, CSV or JSON."""
    from gongkai.report.corpus import query

    answer = query(arguments.store, arguments.sql)
    if arguments.json:
        print(answer.to_json())
    elif arguments.csv:
        print(answer.to_csv(), end="")
    else:
        print(answer.to_table())
    return 0


def export_command(arguments: Namespace) -> int:
    """Write a store as CSV or XLSX."""
    from gongkai.report.corpus import export

    export(arguments.store, arguments.to, table=arguments.table)
    print(f"已导出到{arguments.to}。", file=sys.stderr)
    return 0


def accuracy_command(arguments: Namespace) -> int:
    """Measure the reader on a corpus with truth and print the page about it."""
    from gongkai.report.corpus.accuracy import report_on

    return report_on(arguments.folder, arguments.undecidable, arguments.to)


def _drawing(bar: Bar) -> Callable[[Progress], None]:
    """What draws the bar anew with each progress."""

    def draw(progress: Progress) -> None:
        failed = f"，{progress.unreadable}个读不了" if progress.unreadable else ""
        bar.draw(progress.done, progress.total, rate=progress.rate, rest=progress.rest, note=failed)

    return draw
