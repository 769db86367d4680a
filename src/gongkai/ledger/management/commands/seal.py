"""Seal what waits; `gongkai serve` does it by itself."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from gongkai.ledger import acts


class Command(BaseCommand):
    """`gongkai manage seal`."""

    help = "封存台账中待封存的记录（网站运行时会自动封存）。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Seal, and say how many."""
        self.stderr.write(f"已封存{acts.seal()}条记录。")
