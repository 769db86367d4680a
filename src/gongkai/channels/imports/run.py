"""A file of a platform: what each line would do, and the file taken in whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from gongkai.channels import acts, kinds, queries
from gongkai.channels.acts import ArticleRow, Channel, IssueRow, ReadingRow, TakenFile
from gongkai.channels.imports.cells import READERS
from gongkai.channels.imports.formats import formats_of
from gongkai.channels.imports.reading import Table, read_table
from gongkai.channels.models import Account, ReadingImport
from gongkai.errors import Refused, Unreadable
from gongkai.organisations.imports import Line, Wrong
from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Actor


@dataclass(slots=True)
class Taking:
    """
    A file that was looked at.

    Args:
        unit: Whose it is.
        table: Its lines, with what each would do and what is wrong with it.
        file: What is kept of the file.
        readings: Its readings, each with its line.
        issues: Its issues by account, each with its lines.
        known: The import of this very file, if it was taken in before.
    """

    unit: Organisation
    table: Table
    file: TakenFile
    readings: list[tuple[Line, ReadingRow]] = field(default_factory=list)
    issues: dict[Account, list[tuple[list[Line], IssueRow]]] = field(default_factory=dict)
    known: ReadingImport | None = None

    @property
    def counts(self) -> tuple[int, int, int]:
        """How many readings, issues and articles the file holds, new or not."""
        rows = [row for found in self.issues.values() for _lines, row in found]
        return len(self.readings), len(rows), sum(len(row.articles) for row in rows)


def look(data: bytes, name: str, unit: Organisation, channel: Channel | None, *, on: date) -> Taking:
    """
    Find out what each line of a file would do and what is wrong with it, and change nothing.

    Args:
        data: The file's bytes.
        name: Its name.
        unit: Whose it is.
        channel: The account or site that it is of; None if its rows name them.
        on: The day.

    Raises:
        Unreadable: it is no file that can be taken in.
    """
    platform = "" if channel is None else channel.platform if isinstance(channel, Account) else "site"
    known = formats_of(platform)
    if not known:
        raise Unreadable("这个平台没有可导入的导出文件，请用通用登记表。", file=name)
    table = read_table(data, name, known)
    # The same bytes may be imported for two accounts by mistake of one, so the channel is part of the digest.
    digest = hashlib.sha256(data + (channel.uid if channel else "").encode()).hexdigest()
    taking = Taking(unit, table, TakenFile(table.format.id, name, digest, len(table.plan.lines)))
    taking.known = queries.imported(unit, table.format.id, digest)
    if table.format.gives == "issues" and isinstance(channel, Account):
        _issues(taking, channel)
    elif channel is None:
        _listed(taking)
    else:
        _readings(taking, channel)
    _judge(taking, on)
    return taking


def take(taking: Taking, *, by: Actor, on: date, shown: str | None = None) -> ReadingImport:
    """
    Take in what *taking* has, whole or not at all; the same file twice does nothing.

    Args:
        taking: The file, as it was looked at just now.
        by: Who takes it in.
        on: The day.
        shown: The digest of the preview that was confirmed; None where nobody was shown one.

    Raises:
        NotAllowed: *by* may not at the unit.
        Refused: a line has a problem, or the lines would not do what was shown. Nothing is changed.
    """
    plan = taking.table.plan
    if plan.problems and not taking.known:
        raise Refused(f"有{plan.count('bad')}行、{plan.problems}处问题，什么都没有导入。请改正后重新上传。")
    if shown is not None and shown != plan.digest():
        raise Refused("预览以后，登记的内容有了变化，什么都没有导入。请重新核对，再确认导入。")
    return acts.take_in(
        taking.unit, taking.file, by=by, on=on, readings=[row for _line, row in taking.readings],
        issues=[(account, [row for _lines, row in rows]) for account, rows in taking.issues.items()],
    )  # fmt: skip


def _values(table: Table, line: Line) -> dict[str, Any]:
    """What the cells of a line say, by field; what cannot be read is noted and left out."""
    found = {}
    for entry in table.format.fields:
        heading = table.headings.get(entry.key)
        text = line.texts.get(heading, "") if heading else ""
        if heading in line.problems:
            continue
        if heading and not text and entry.required:
            line.problems[heading] = f"“{heading}”不能空白。"
        elif text and heading:
            try:
                found[entry.key] = READERS[entry.reads](text)
            except Wrong as wrong:
                line.problems[heading] = str(wrong)
    return found


def _readings(taking: Taking, channel: Channel) -> None:
    table = taking.table
    for line in table.plan.lines:
        values = _values(table, line)
        _check_sum(table, line, values)
        if line.problems or "on" not in values:
            continue
        for entry in table.format.fields:
            value = values.get(entry.key)
            if entry.measure and value is not None:
                is_flow = kinds.measures()[entry.measure].kind == "flow"
                row = ReadingRow(
                    channel, entry.measure, value, values["on"], values["on"] if is_flow else None,
                    table.format.origin, f"第{line.number}行",
                )  # fmt: skip
                taking.readings.append((line, row))


def _check_sum(table: Table, line: Line, values: Mapping[str, Any]) -> None:
    """New followers less lost ones are the net ones, where the platform gives all three."""
    gained, lost, net = (values.get(key) for key in ("gained", "lost", "net"))
    if None not in (gained, lost, net) and gained - lost != net:
        heading = table.headings["net"]
        line.problems[heading] = f"新关注{gained}减取消关注{lost}应为{gained - lost}，这里是{net}，请核对。"


def _listed(taking: Taking) -> None:
    table = taking.table
    channels = _channels(taking.unit)
    measures = {name: found.id for found in kinds.measures().values() for name in (found.label, found.id)}
    for line in table.plan.lines:
        values = _values(table, line)
        channel = _found(line, table.headings["channel"], values.get("channel"), channels, "账号或网站")
        measure = _found(line, table.headings["measure"], values.get("measure"), measures, "指标")
        if line.problems or values.get("value") is None:
            line.problems.setdefault(table.headings["value"], "“数值”不能空白。") if not line.problems else None
            continue
        row = ReadingRow(
            channel, measure, values["value"], values["until_on"], values.get("from_on"), values["origin"],
            f"第{line.number}行",
        )  # fmt: skip
        taking.readings.append((line, row))


def _channels(unit: Organisation) -> dict[str, Channel | None]:
    """The accounts and sites of *unit* by all that they may be called; None under a name that two have."""
    found: dict[str, Channel | None] = {}
    named: list[tuple[str, Channel]] = []
    for account in queries.accounts_of(unit):
        named += [(account.number, account), (account.name, account)]
    for site in queries.sites_of(unit):
        named += [(site.code, site), (site.name, site)]
    for name, channel in named:
        found[name] = channel if found.get(name, channel) == channel else None
    return found


def _found(line: Line, heading: str, name: str | None, known: Mapping[str, Any], what: str) -> Any:
    if name is None:
        return None
    if name in known and known[name] is None:
        line.problems.setdefault(heading, f"“{name}”有重名，请写账号或网站代码。")
    elif name not in known:
        listed = "、".join(list(known)[:8])
        line.problems.setdefault(heading, f"没有“{name}”这个{what}，可写：{listed}。")
    return known.get(name)


def _issues(taking: Taking, account: Account) -> None:
    table = taking.table
    grouped: dict[tuple[str, date], list[tuple[Line, ArticleRow]]] = {}
    for line in table.plan.lines:
        values = _values(table, line)
        if line.problems:
            continue
        on, moment = values["on"]
        number = values.get("number", "")
        if not number:
            number = moment if table.format.issue_by == "moment" else f"{moment} {values['title']}"[:80]
        article = ArticleRow(values["title"], values.get("address", ""), values.get("reads"))
        grouped.setdefault((number, on), []).append((line, article))
    taking.issues[account] = [
        ([line for line, _article in rows], IssueRow(number, on, tuple(article for _line, article in rows)))
        for (number, on), rows in grouped.items()
    ]


def _judge(taking: Taking, on: date) -> None:
    """Each line as what comes of its rows: bad if one cannot be, else new, changed or the same."""
    headings = taking.table.headings
    for line in taking.table.plan.lines:
        line.state = "bad" if line.problems else "same"
    verdicts = acts.reading_verdicts([row for _line, row in taking.readings], on=on)
    fields = {entry.measure: headings.get(entry.key, "") for entry in taking.table.format.fields if entry.measure}
    for (line, row), verdict in zip(taking.readings, verdicts, strict=True):
        _mark(line, fields.get(row.measure) or headings.get("value", ""), verdict)
    for account, rows in taking.issues.items():
        marks = acts.issue_verdicts(account, [row for _lines, row in rows], on=on)
        for (lines, _row), verdict in zip(rows, marks, strict=True):
            for line in lines:
                _mark(line, headings["on"], verdict)


def _mark(line: Line, heading: str, verdict: acts.Verdict) -> None:
    if verdict.state == "bad":
        line.problems.setdefault(heading, verdict.words)
        line.state = "bad"
    elif verdict.state != "same" and line.state == "same":
        line.state = verdict.state
