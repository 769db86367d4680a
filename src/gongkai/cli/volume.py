"""The command that writes the reports of a level as files, each in every format."""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError, Namespace
from pathlib import Path
from typing import Any

from gongkai.cli.bar import Bar
from gongkai.cli.figures import unit_of, year_of


def register_write(verbs: Any) -> None:
    """Add the parser of `write`."""
    parser = verbs.add_parser(
        "write",
        help="把一级各单位的报告写成文件",
        description=(
            "把该机关及下级机关已定稿、公布或报送的报告逐份写成文件，每份各种格式，用上全部处理器。\n"
            "有写不成的，说明是哪一份、为什么，退出状态为1。"
        ),
        epilog="例：gongkai yearbook write shili 2025 --to 2025年报告 --formats docx,pdf",
    )
    parser.add_argument("organisation", metavar="机关", help="机关的代码，如shili")
    parser.add_argument("year", type=year_of, metavar="年份", help="如2025")
    parser.add_argument("--to", metavar="文件夹", type=Path, required=True, help="写到哪个文件夹")
    parser.add_argument("--formats", metavar="格式", type=_formats, default=None, help="如docx,pdf；不写则各种格式都写")
    parser.add_argument("--workers", metavar="数", type=int, default=None, help="用几个进程，默认每个处理器一个")
    parser.set_defaults(run=write_command)


def write_command(arguments: Namespace) -> int:
    """Write them, with a bar on a terminal."""
    unit = unit_of(arguments.organisation)
    from gongkai.report.writing import FORMATS
    from gongkai.report.writing.volume import write_volume
    from gongkai.yearbook.queries.rollup import rollup
    from gongkai.yearbook.queries.texts import texts_behind

    added = rollup(unit, arguments.year)
    reports = [(f"{code}-{arguments.year}", text) for code, text in texts_behind(added).items()]
    bar = Bar("份报告") if sys.stderr.isatty() else None
    faults = []
    written = write_volume(reports, arguments.to, arguments.formats or tuple(FORMATS), workers=arguments.workers)
    for done, one in enumerate(written, start=1):
        if bar:
            bar.draw(done, len(reports))
        if one.fault:
            faults.append(f"{one.name}：{one.fault}")
    if bar:
        bar.close()
    print(
        f"已写{len(reports) - len(faults)}份报告到{arguments.to}，缺{len(added.missing)}个机关的报告。", file=sys.stderr
    )
    print(*faults, sep="\n", end="\n" if faults else "", file=sys.stderr)
    return 1 if faults else 0


def _formats(words: str) -> tuple[str, ...]:
    from gongkai.report.writing import FORMATS

    found = tuple(word.strip() for word in words.split(",") if word.strip())
    if unknown := [word for word in found if word not in FORMATS]:
        raise ArgumentTypeError(f"不认识的格式“{unknown[0]}”，可用{'、'.join(FORMATS)}")
    return found
