"""Ask whether the links in public texts still open."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from gongkai.oversight import acts
from gongkai.oversight.acts.links import MOST_ADDRESSES, MOST_SECONDS


class Command(BaseCommand):
    """`gongkai manage check_links`: for a timer, once a night; it asks politely and within a budget."""

    help = "检查已公开内容里的外部链接能否打开。例：gongkai manage check_links --most 200"

    def add_arguments(self, parser: CommandParser) -> None:
        """How much of it."""
        parser.add_argument(
            "--most", type=int, default=MOST_ADDRESSES, metavar="个数", help=f"最多检查多少个网址，默认{MOST_ADDRESSES}"
        )
        parser.add_argument(
            "--seconds", type=int, default=MOST_SECONDS, metavar="秒", help=f"最多用多少秒，默认{MOST_SECONDS}"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do one round, and say what it did."""
        done = acts.check_links(on=timezone.localdate(), most=options["most"], seconds=options["seconds"])
        self.stderr.write(
            f"收集内容{done.texts}件，检查网址{done.asked}个，打不开{done.dead}个，还有{done.left}个留到下一次。"
        )
