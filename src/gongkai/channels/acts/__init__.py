"""What may be done with websites, columns, accounts and readings; every change goes through here."""

from gongkai.channels.acts.accounts import AccountDescription, close_account, enter_account, merge_account
from gongkai.channels.acts.checking import issue_verdicts, period_words, reading_verdicts
from gongkai.channels.acts.issues import record_issue, record_issues
from gongkai.channels.acts.readings import record_reading, strike_reading, take_in
from gongkai.channels.acts.rows import ArticleRow, Channel, IssueRow, ReadingRow, TakenFile, Verdict
from gongkai.channels.acts.sites import (
    ColumnDescription,
    SiteDescription,
    close_column,
    close_site,
    enter_column,
    enter_site,
    move_column,
)

__all__ = [
    "AccountDescription",
    "ArticleRow",
    "Channel",
    "ColumnDescription",
    "IssueRow",
    "ReadingRow",
    "SiteDescription",
    "TakenFile",
    "Verdict",
    "close_account",
    "close_column",
    "close_site",
    "enter_account",
    "enter_column",
    "enter_site",
    "issue_verdicts",
    "merge_account",
    "move_column",
    "period_words",
    "reading_verdicts",
    "record_issue",
    "record_issues",
    "record_reading",
    "strike_reading",
    "take_in",
]
