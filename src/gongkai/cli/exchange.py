"""The commands that carry reports between installations: a frozen report as a package, and a package received."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from gongkai.cli.figures import unit_of, year_of


def register_package(verbs: Any) -> None:
    """Add the parser of `package`."""
    parser = verbs.add_parser(
        "package",
        help="把定稿的报告做成报送包",
        description=(
            "把最新一版定稿做成有本系统签名的报送包，发给用另一套系统的主管部门。\n"
            "主管部门收取以前，须先登记本系统的公钥（收取时用的就是它）。"
        ),
        epilog="例：gongkai yearbook package xiqing-kfq 2019 --to 报送包.zip",
    )
    parser.add_argument("organisation", metavar="机关", help="机关的代码，如xiqing-kfq")
    parser.add_argument("year", type=year_of, metavar="年份", help="如2019")
    parser.add_argument("--level", action="store_true", help="本级汇总的报告，而不是机关自己的")
    parser.add_argument("--to", metavar="文件", type=Path, required=True, help="写成的文件")
    parser.set_defaults(run=package_command)


def register_receive(verbs: Any) -> None:
    """Add the parser of `receive`."""
    parser = verbs.add_parser(
        "receive",
        help="收取报送包",
        description=(
            "核对报送包的签名，收取其中的报告，输出回执。同一份报告收取几次都只算一次。\n"
            "签名不对、不认识发送的系统，或者版次不对的，不收取，退出状态为1。"
        ),
        epilog="例：gongkai yearbook receive 报送包.zip",
    )
    parser.add_argument("file", metavar="文件", type=Path, help="报送包")
    parser.add_argument("--json", action="store_true", help="以JSON输出回执")
    parser.set_defaults(run=receive_command)


def package_command(arguments: Namespace) -> int:
    """Write the newest frozen version of a report as a package."""
    from django.utils import timezone

    from gongkai.errors import Refused
    from gongkai.ledger import signing
    from gongkai.organisations.permissions import Program
    from gongkai.yearbook.acts import packages
    from gongkai.yearbook.queries.years import newest_frozen

    unit = unit_of(arguments.organisation)
    frozen = newest_frozen(unit, arguments.year, "level" if arguments.level else "body")
    if frozen is None:
        raise Refused(f"{unit.name}{arguments.year}年度报告还没有定稿，不能做成报送包。请先审核、定稿。")
    data = packages.package(frozen, by=Program("command"), on=timezone.localdate())
    arguments.to.write_bytes(data)
    print(f"已写成{arguments.to}：{unit.name}{arguments.year}年度报告第{frozen.number}版。", file=sys.stderr)
    print(f"本系统的公钥：{signing.own_key()}", file=sys.stderr)
    return 0


def receive_command(arguments: Namespace) -> int:
    """Receive a package and print its receipt."""
    from django.utils import timezone

    from gongkai.cli.figures import set_up
    from gongkai.organisations.permissions import Program
    from gongkai.report.exact_json import dumps

    set_up()
    from gongkai.yearbook.acts import packages
    from gongkai.yearbook.queries.submissions import receipt

    outcome = packages.receive(arguments.file.read_bytes(), by=Program("command"), on=timezone.localdate())
    found = outcome.submission
    if arguments.json:
        print(dumps(receipt(found).to_data(), indent=2))
        return 0
    when = f"{found.submitted_on.year}年{found.submitted_on.month}月{found.submitted_on.day}日"
    said = "已收取" if outcome.is_new else f"{when}已经收取过"
    print(f"{said}：{found.organisation.name}{found.year}年度报告，第{found.number}次报送，回执{found.uid}，"
          f"错误{found.errors}处，警告{found.warnings}处。")  # fmt: skip
    return 0
