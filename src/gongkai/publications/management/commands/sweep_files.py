"""Remove files that no record names."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from gongkai.publications.acts.files import sweep_orphans


class Command(BaseCommand):
    """`gongkai manage sweep_files`: for a timer, once a day."""

    help = "清除没有记录的文件（上传中断、没有保存成功的）。例：gongkai manage sweep_files --hours 24"

    def add_arguments(self, parser: CommandParser) -> None:
        """How old a file must be."""
        parser.add_argument(
            "--hours", type=int, default=24, metavar="小时", help="只清除早于这么多小时的文件，默认24，至少1"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep, and say how many."""
        # A file is written before its record: what is being stored right now must not be taken for an orphan.
        hours = max(1, options["hours"])
        swept = sweep_orphans(timezone.now() - timedelta(hours=hours))
        self.stderr.write(f"清除没有记录的文件{len(swept)}个。")
