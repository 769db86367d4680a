"""`gongkai report`: read, check, write and compare annual reports."""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.errors import GongkaiError, Unreadable

if TYPE_CHECKING:
    from gongkai.report.finding import Examination
    from gongkai.report.report import Report


def register(commands: Any) -> None:
    """Add `report` and its four commands."""
    group = commands.add_parser(
        "report",
        help="读取、检查、生成、比较年度报告",
        description="政府信息公开工作年度报告：读取、检查、生成、比较。",
        epilog="例：gongkai report check 2022.pdf 2023.docx",
    )
    verbs = group.add_subparsers(title="命令", metavar="命令", dest="verb", required=True, parser_class=type(group))
    _register_read(verbs)
    _register_check(verbs)
    _register_write(verbs)
    _register_compare(verbs)


def _register_read(verbs: Any) -> None:
    parser = verbs.add_parser(
        "read",
        help="把一份报告读成JSON",
        description=(
            "把一份报告（HTML、PDF、DOCX、XLSX、TXT、Markdown或本程序的JSON）读成JSON，写到标准输出。\n"
            "拿不准的格子不写数，列在doubts里；读不了时说明原因，退出状态为2。"
        ),
        epilog="例：gongkai report read 2023年报告.pdf --places",
    )
    parser.add_argument("file", metavar="文件", type=Path, help="报告文件")
    parser.add_argument("--places", action="store_true", help="每个格子附上它在原文中的位置")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--year", metavar="年度", type=_year, help="文件里有几个年度时，读哪一年的")
    which.add_argument("--all", action="store_true", help="文件里的各年度都读，写成一个列表")
    parser.set_defaults(run=read_command)


def _register_check(verbs: Any) -> None:
    parser = verbs.add_parser(
        "check",
        help="检查报告的勾稽关系、文字与表格、与上年是否一致",
        description=(
            "检查一份或多份报告；同一机关相邻年度的报告自动对照。\n有错误时退出状态为1，有文件读不了时为2，否则为0。"
        ),
        epilog="例：gongkai report check 2023年报告.html --previous 2022年报告.pdf",
    )
    parser.add_argument("files", metavar="文件", nargs="+", type=Path, help="报告文件，可以有多个")
    parser.add_argument("--previous", metavar="文件", type=Path, help="上一年度的报告，用来核对年度之间的关系")
    parser.add_argument("--strict", action="store_true", help="有警告时退出状态也为1")
    parser.add_argument("--json", action="store_true", help="结果写成JSON")
    parser.set_defaults(run=check_command)


def _register_write(verbs: Any) -> None:
    parser = verbs.add_parser(
        "write",
        help="把报告生成为HTML、DOCX、PDF、XLSX、Markdown或JSON",
        description="把读得了的任何报告（也包括report read写出的JSON）生成为另一种格式，格式由后缀决定。",
        epilog="例：gongkai report write 2023.json --to 2023年报告.docx",
    )
    parser.add_argument("file", metavar="文件", type=Path, help="报告文件")
    parser.add_argument(
        "--to", metavar="文件", type=Path, required=True, help="生成的文件：后缀为html、docx、pdf、xlsx、md或json"
    )
    parser.add_argument("--year", metavar="年度", type=_year, help="文件里有几个年度时，用哪一年的")
    parser.set_defaults(run=write_command)


def _register_compare(verbs: Any) -> None:
    parser = verbs.add_parser(
        "compare",
        help="逐格逐段比较两份报告",
        description="比较两份报告：哪些格子变了、变了多少，文字哪里不同，年度之间有什么不符。",
        epilog="例：gongkai report compare 2022.html 2023.html",
    )
    parser.add_argument("a", metavar="前一份", type=Path, help="前一份报告")
    parser.add_argument("b", metavar="后一份", type=Path, help="后一份报告")
    output = parser.add_mutually_exclusive_group()
    output.add_argument("--json", action="store_true", help="结果写成JSON")
    output.add_argument("--to", metavar="文件", type=Path, help="结果写成网页，后缀为html")
    parser.set_defaults(run=compare_command)


def _year(text: str) -> int:
    if not (text.isdecimal() and len(text) == 4):
        raise ArgumentTypeError(f"“{text}”不是年度，应是四位数字，如2023")
    return int(text)


def read_command(arguments: Namespace) -> int:
    """Print one report, or with `--all` every report of the file, as JSON."""
    from gongkai.report import read, read_all
    from gongkai.report.report import dumps

    if arguments.all:
        reports = read_all(arguments.file, places=arguments.places)
        _print_json(dumps([report.to_data() for report in reports], indent=2))
    else:
        _print_json(read(arguments.file, year=arguments.year, places=arguments.places).to_json())
    return 0


def check_command(arguments: Namespace) -> int:
    """Check every report of every file, each against its previous year where that is at hand."""
    from gongkai.report import examine

    reports, unreadable = _read_files(arguments.files)
    previous = _previous(reports, arguments.previous)
    checked = [
        (file, report, examine(report, before)) for (file, report), before in zip(reports, previous, strict=True)
    ]
    _print_check(checked, as_json=arguments.json)
    if unreadable:
        return 2
    counted = ("error", "warning") if arguments.strict else ("error",)
    return int(any(finding.severity in counted for _, _, outcome in checked for finding in outcome.findings))


def write_command(arguments: Namespace) -> int:
    """Read a report and write it in the format that the suffix of `--to` names."""
    from gongkai.report import read, write

    write(read(arguments.file, year=arguments.year), arguments.to)
    print(f"已生成{arguments.to}。", file=sys.stderr)
    return 0


def compare_command(arguments: Namespace) -> int:
    """Compare two reports; status 1 if what is between them is an error."""
    from gongkai.report import compare, read
    from gongkai.report.comparison.showing import as_html, as_text
    from gongkai.report.report import dumps

    comparison = compare(read(arguments.a), read(arguments.b))
    if arguments.json:
        _print_json(dumps(comparison.to_data(), indent=2))
    elif arguments.to:
        if arguments.to.suffix.lower() not in (".html", ".htm"):
            raise Unreadable("比较的结果只能写成网页，请把后缀改为html。", file=str(arguments.to))
        arguments.to.write_text(as_html(comparison), encoding="utf-8")
        print(f"已生成{arguments.to}。", file=sys.stderr)
    else:
        print(as_text(comparison))
    return int(any(finding.severity == "error" for finding in comparison.findings))


def _read_files(files: list[Path]) -> tuple[list[tuple[Path, Report]], int]:
    """Every report of every file, and how many files could not be read (each is told at once on stderr)."""
    from gongkai.cli import in_words
    from gongkai.report import read_all

    reports: list[tuple[Path, Report]] = []
    unreadable = 0
    for file in dict.fromkeys(files):  # a file named twice is one report
        try:
            reports.extend((file, report) for report in read_all(file))
        except GongkaiError as wrong:
            sentence = str(wrong)
        except OSError as wrong:
            sentence = in_words(wrong)
        else:
            continue
        unreadable += 1
        print(sentence, file=sys.stderr)
    return reports, unreadable


def _previous(reports: list[tuple[Path, Report]], file: Path | None) -> list[Report | None]:
    """For each report the one of the year before: from *file* if given, otherwise found among the reports."""
    from gongkai.report.checking import pair_years

    if file is None:
        return list(pair_years([report for _, report in reports]))
    if not reports:
        return []
    if len(reports) > 1:
        raise Unreadable("--previous只能与一份报告同用；检查多份报告时，请把各年度的文件一起列出，程序自会对照。")
    return [_year_before(reports[0][1], file)]


def _year_before(report: Report, file: Path) -> Report:
    from gongkai.report import read_all

    found = read_all(file)
    if report.year is not None:
        fitting = [entry for entry in found if entry.year in (report.year - 1, None)]
        if not fitting:
            years = "、".join(str(entry.year) for entry in found)
            raise Unreadable(
                f"这是{years}年度的报告，要核对的是{report.year}年度，应给{report.year - 1}年度的。", file=str(file)
            )
        found = fitting
    if len(found) > 1:
        raise Unreadable("里面有几个年度的报告，而要核对的报告没有年度，无法确定用哪一个。", file=str(file))
    if report.agency and found[0].agency and report.agency != found[0].agency:
        print(f"注意：两份报告的机关名称不同（{report.agency}；{found[0].agency}）。", file=sys.stderr)
    return found[0]


def _print_check(checked: list[tuple[Path, Report, Examination]], *, as_json: bool) -> None:
    from gongkai.cli import findings
    from gongkai.report.report import dumps

    if as_json:
        _print_json(dumps({"reports": [findings.as_data(*entry) for entry in checked]}, indent=2))
    else:
        print(findings.as_text(checked))


def _print_json(text: str) -> None:
    # JSON is exchanged as UTF-8 (RFC 8259) whatever the terminal's own encoding is.
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    print(text)
