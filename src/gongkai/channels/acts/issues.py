"""What accounts sent out is recorded: issues, each with its articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from gongkai.channels.acts.accounts import locked_account
from gongkai.channels.acts.checking import issue_verdicts
from gongkai.channels.acts.rows import IssueRow
from gongkai.channels.models import Account, Article, Issue
from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.organisations.permissions import Actor, key, require

_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Written:
    """What came of it: how many issues and articles are new, and what the ledger digests."""

    issues: int
    articles: int
    states: list[dict[str, Any]]


def record_issue(account: Account, row: IssueRow, *, by: Actor, on: date) -> Issue:
    """
    Record one issue; the same one twice changes nothing.

    Raises:
        NotAllowed: *by* may not at the account's unit.
        Refused: see `record_issues`.
    """
    record_issues(account, [row], by=by, on=on)
    return account.issues.get(number=row.number)


def record_issues(account: Account, rows: Sequence[IssueRow], *, by: Actor, on: date) -> Written:
    """
    Record issues with their articles, all or none; those that are recorded already are passed over.

    One entry of the ledger for all of them, whose digest covers each: who recorded a year's issues did one act, and
    a hundred entries of the same minute would say no more and hide the others.

    Raises:
        NotAllowed: *by* may not at the account's unit.
        Refused: an issue without number, day or article, a day outside the account's life, or a number under which
            something else is recorded.
    """
    require(by, "channels.record_issue", account.organisation, on=on)
    with transaction.atomic():
        account = locked_account(account)
        result = write_issues(account, rows, on=on)
        if result.states:
            ledger.record("channels.record_issue", account, by=key(by), unit=account.organisation, on=on,
                          after={"issues": result.states},
                          details={"account": account.name, "issues": result.issues,
                                   "articles": result.articles})  # fmt: skip
    return result


def write_issues(account: Account, rows: Sequence[IssueRow], *, on: date) -> Written:
    """The rows of issues that are new, and how often known articles were read; for acts that hold the transaction."""
    verdicts = issue_verdicts(account, rows, on=on)
    if bad := [verdict.words for verdict in verdicts if verdict.state == "bad"]:
        raise Refused(f"有{len(bad)}期推送不能登记，什么都没有登记。{bad[0]}" if len(rows) > 1 else bad[0])
    by_state: dict[str, list[IssueRow]] = {"new": [], "changed": [], "same": []}
    for row, verdict in zip(rows, verdicts, strict=True):
        by_state[verdict.state].append(row)
    fresh = by_state["new"]
    issues = Issue.objects.bulk_create(
        [Issue(account=account, number=row.number, published_on=row.published_on) for row in fresh], batch_size=_BATCH
    )
    articles = [
        Article(issue=issue, position=position, title=entry.title, address=entry.address, reads=entry.reads)
        for issue, row in zip(issues, fresh, strict=True) for position, entry in enumerate(row.articles, 1)
    ]  # fmt: skip
    Article.objects.bulk_create(articles, batch_size=_BATCH)
    _read_again(account, by_state["changed"])
    return Written(len(issues), len(articles), [_state(row) for row in (*fresh, *by_state["changed"])])


def _read_again(account: Account, rows: Sequence[IssueRow]) -> None:
    reads = {(row.number, entry.title): entry.reads for row in rows for entry in row.articles}
    known = Article.objects.filter(issue__account=account).select_related("issue") if rows else []
    later = []
    for article in known:
        now = reads.get((article.issue.number, article.title))
        if now is not None and now != article.reads:
            article.reads = now
            later.append(article)
    Article.objects.bulk_update(later, ["reads"], batch_size=_BATCH)


def _state(row: IssueRow) -> dict[str, Any]:
    return {
        "number": row.number,
        "published_on": row.published_on,
        "articles": [[entry.title, entry.address, entry.reads] for entry in row.articles],
    }
