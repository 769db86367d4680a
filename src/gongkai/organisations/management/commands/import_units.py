"""`gongkai manage import_units FILE`: units and people of a whole district, for whoever runs the machine."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from gongkai.errors import Refused, Unreadable
from gongkai.organisations import imports
from gongkai.organisations.permissions import Program

PROGRAM = Program("import_units")


class Command(BaseCommand):
    """Rehearse a file, or take it over."""

    help = "从一个XLSX或CSV文件导入一个地区的机关和人员：全部导入，或者一行也不导入。"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The file, whether only to look, where to write the file to correct."""
        parser.add_argument("file", type=Path, metavar="文件", help="XLSX或CSV")
        parser.add_argument("--check", action="store_true", help="只检查，不导入")
        parser.add_argument("--marked", type=Path, metavar="XLSX", help="有问题时，把标明问题的文件写到这里")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, run, and say what was done or every cell that is wrong."""
        path: Path = options["file"]
        try:
            plan = imports.read_tables(path.read_bytes(), path.name)
        except OSError as wrong:
            raise CommandError(f"{path}打不开：{wrong.strerror}。", returncode=2) from None
        except Unreadable as wrong:
            raise CommandError(str(wrong), returncode=2) from None
        run = imports.rehearse if options["check"] else imports.import_units
        try:
            run(plan, by=PROGRAM, on=timezone.localdate())
        except Refused as refused:
            self._list(plan, options["marked"])
            raise CommandError(str(refused)) from None
        if plan.problems:
            self._list(plan, options["marked"])
            raise CommandError(f"有{plan.count('bad')}行、{plan.problems}处问题。")
        done = "检查通过" if options["check"] else "已导入"
        words = f"新增{plan.count('new')}行，变更{plan.count('changed')}行，相同{plan.count('same')}行"
        self.stderr.write(f"{done}：{words}。", self.style.SUCCESS)

    def _list(self, plan: imports.Plan, marked: Path | None) -> None:
        for line in plan.lines:
            for heading, problem in line.problems.items():
                self.stdout.write(f"{plan.name}，{line.sheet}表第{line.number}行“{heading}”：{problem}")
        if marked is not None:
            marked.write_bytes(imports.marked_workbook(plan))
            self.stderr.write(f"标明问题的文件：{marked}")
