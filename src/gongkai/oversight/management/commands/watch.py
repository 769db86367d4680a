"""Print what the duty watch finds."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from gongkai.organisations import queries as units
from gongkai.organisations.acts.periods import written
from gongkai.organisations.models import Organisation
from gongkai.oversight import watch as duty
from gongkai.oversight.watch import Finding, UnitWatch


class Command(BaseCommand):
    """`gongkai manage watch [ORG]`: all units, or one with those below it; exit status 1 where something is late."""

    help = "列出已经超期和本周到期的巡查项目。例：gongkai manage watch xiqing-kfq --json"

    def add_arguments(self, parser: CommandParser) -> None:
        """Which unit, and how it is printed."""
        parser.add_argument("unit", nargs="?", metavar="机关代码", help="这个机关和它的下级；不写是全部机关")
        parser.add_argument("--json", action="store_true", help="输出JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look at them, and print."""
        today = timezone.localdate()
        watched = duty.by_unit(_asked(options["unit"], today), today)
        if options["json"]:
            found = [_as_data(entry.unit, one, today) for entry in watched for one in (*entry.late, *entry.soon)]
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))
        else:
            for entry in watched:
                self._print(entry, today)
        if any(entry.late for entry in watched):
            raise SystemExit(1)

    def _print(self, entry: UnitWatch, today: date) -> None:
        self.stdout.write(f"{entry.unit.name}（{entry.unit.code}）")
        for ground in entry.rejections:
            self.stdout.write(f"  单项否决：{ground.label}{ground.count}处，满{ground.veto_at}处即不合格")
        for finding in (*entry.late, *entry.soon):
            state = "已超期" if finding.is_late(today) else "本周到期"
            owner = f"，{finding.owner}" if finding.owner else ""
            words = f"，{finding.words}" if finding.words else ""
            line = f"{finding.indicator.label}：{finding.subject}，期限{written(finding.due_on)}{owner}{words}"
            self.stdout.write(f"  {state}  {line}")


def _asked(code: str | None, today: date) -> Any:
    if code is None:
        return Organisation.objects.filter(closed_on__isnull=True)
    unit = units.by_code(code)
    if unit is None:
        raise CommandError(f"没有代码是“{code}”的机关。", returncode=2)
    return units.descendants(unit, on=today).filter(closed_on__isnull=True)


def _as_data(unit: Organisation, finding: Finding, today: date) -> dict[str, Any]:
    told = {name: value for name, value in asdict(finding).items() if name not in {"indicator", "unit", "group"}}
    return {
        "unit": unit.code, "indicator": finding.indicator.id, **told, "since": finding.since.isoformat(),
        "due_on": finding.due_on.isoformat(), "is_late": finding.is_late(today),
    }  # fmt: skip
