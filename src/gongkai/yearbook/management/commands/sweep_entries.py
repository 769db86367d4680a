"""Remove files of entries that no frozen report names."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from gongkai.yearbook.acts.freezing import sweep_entries

#: Longer than any freezing takes: what is younger may belong to one that is under way.
_AGE = timedelta(hours=1)


class Command(BaseCommand):
    """Sweep once; run it daily."""

    help = "清除没有定稿记录的数据来源文件（定稿中断时留下的）。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many were removed."""
        swept = sweep_entries(timezone.now() - _AGE)
        self.stdout.write(f"清除{len(swept)}个文件。")
