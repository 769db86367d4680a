"""New-media accounts and what they sent out (国办发〔2018〕123号)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from channelled_zone import OPENED, PROGRAM, TODAY, described, issue, read, sent
from django.db import IntegrityError, transaction

from gongkai.channels import acts, queries
from gongkai.channels.acts import AccountDescription, ArticleRow, IssueRow
from gongkai.channels.models import Account, Article, Issue
from gongkai.errors import Refused
from gongkai.ledger.models import Entry
from gongkai.organisations.models import Organisation

pytestmark = pytest.mark.django_db
DO: dict[str, Any] = {"by": PROGRAM, "on": TODAY}


def test_an_account_is_entered_once_a_platform_and_corrected(zone: Organisation, wechat: Account) -> None:
    assert acts.enter_account(zone, described("wechat", "kfq-wx", "开发区发布"), **DO) == wechat
    filed = AccountDescription("wechat", "kfq-wx", "开发区发布", OPENED, owner="党群工作部", filing="备案2015-1号")
    acts.enter_account(zone, filed, **DO)
    wechat.refresh_from_db()
    assert (wechat.owner, wechat.filing) == ("党群工作部", "备案2015-1号")
    assert Entry.objects.filter(act="channels.enter_account").count() == 2


def test_another_unit_s_account_is_not_taken_over(other_unit: Organisation, wechat: Account) -> None:
    with pytest.raises(Refused, match="其他机关名下"):
        acts.enter_account(other_unit, described("wechat", "kfq-wx", "他区发布"), **DO)


def test_an_account_is_merged_or_closed_with_its_filing_and_only_once(wechat: Account, toutiao: Account) -> None:
    with pytest.raises(Refused, match="备案"):
        acts.close_account(wechat, "", **DO, from_on=TODAY)
    with pytest.raises(Refused, match="它自己"):
        acts.merge_account(wechat, wechat, "备案", **DO, from_on=TODAY)
    acts.merge_account(wechat, toutiao, "区政府办2026年11月备案", **DO, from_on=TODAY)
    wechat.refresh_from_db()
    assert (wechat.merged_into, wechat.closed_on) == (toutiao, TODAY)
    for act in (
        lambda: acts.close_account(wechat, "备案", **DO, from_on=TODAY),
        lambda: acts.merge_account(toutiao, wechat, "备案", **DO, from_on=TODAY),
        lambda: acts.enter_account(wechat.organisation, described("wechat", "kfq-wx", "新名"), **DO),
    ):
        with pytest.raises(Refused, match="2026年11月24日"):
            act()


def test_what_was_sent_after_the_end_forbids_that_end(wechat: Account) -> None:
    sent(wechat, issue("2026-05-01", "通知"))
    with pytest.raises(Refused, match="2026年5月1日还有推送"):
        acts.close_account(wechat, "备案", **DO, from_on=date(2026, 4, 30))


@pytest.mark.parametrize(
    "change",
    [
        {"platform": "icq"},
        {"closed_on": date(2014, 1, 1), "closing": "备案"},
        {"closed_on": TODAY},
        {"merged_into": "itself", "closed_on": TODAY, "closing": "备案"},
        {"merged_into": "other"},
    ],
)
def test_the_database_itself_refuses_an_account_that_cannot_be(
    wechat: Account, toutiao: Account, change: dict[str, Any]
) -> None:
    accounts = {"itself": wechat, "other": toutiao}
    values = {name: accounts.get(value, value) for name, value in change.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.filter(pk=wechat.pk).update(**values)


def test_an_issue_holds_several_articles_in_their_order(wechat: Account) -> None:
    made = acts.record_issue(wechat, issue("2019-03-05", "头条", "二条", "三条"), **DO)
    assert [article.title for article in made.articles.all()] == ["头条", "二条", "三条"]
    assert queries.sent([wechat], date(2019, 1, 1), date(2019, 12, 31))[wechat.pk] == queries.Sent(1, 3)
    assert queries.sent([wechat], date(2018, 1, 1), date(2018, 12, 31))[wechat.pk] == queries.Sent(0, 0)


def test_issues_recorded_again_add_nothing_and_many_are_one_entry_of_the_ledger(wechat: Account) -> None:
    rows = [issue(f"2019-01-{day:02}", f"推文{day}", "二条") for day in range(1, 29)]
    sent(wechat, *rows)
    sent(wechat, *rows)
    assert (Issue.objects.count(), Article.objects.count()) == (28, 56)
    entry = Entry.objects.get(act="channels.record_issue")
    assert '"articles":56' in entry.details
    assert '"issues":28' in entry.details


def test_one_issue_that_cannot_be_keeps_all_of_them_out(wechat: Account) -> None:
    with pytest.raises(Refused, match="有1期推送不能登记，什么都没有登记"):
        sent(wechat, issue("2019-01-01", "甲"), issue("2019-01-02", ""))
    assert not Issue.objects.exists()


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (IssueRow("", date(2019, 1, 1), (ArticleRow("甲"),)), "期号不能空白"),
        (IssueRow("1", date(2019, 1, 1), ()), "没有推文"),
        (IssueRow("1", date(2019, 1, 1), (ArticleRow("甲" * 301),)), "不超过300字"),
        (IssueRow("1", date(2014, 1, 1), (ArticleRow("甲"),)), "早于“开发区发布”的开通日期"),
        (IssueRow("1", date(2026, 11, 25), (ArticleRow("甲"),)), "还没有到"),
    ],
)
def test_an_issue_that_cannot_be_is_refused_with_its_reason(wechat: Account, row: IssueRow, words: str) -> None:
    with pytest.raises(Refused, match=words):
        sent(wechat, row)


def test_another_issue_under_the_same_number_is_refused(wechat: Account) -> None:
    sent(wechat, issue("2019-01-01", "甲"))
    with pytest.raises(Refused, match="已登记过，但没有“乙”这一篇"):
        sent(wechat, issue("2019-01-01", "乙"))
    with pytest.raises(Refused, match="发布日期是2019年1月1日"):
        sent(wechat, issue("2019-01-01", "甲", on="2019-01-02"))


def test_how_often_an_article_was_read_is_brought_up_to_date(wechat: Account) -> None:
    for reads in (10, 25):
        acts.record_issue(wechat, IssueRow("1", date(2019, 1, 1), (ArticleRow("甲", reads=reads),)), **DO)
    assert Article.objects.get().reads == 25
    assert Entry.objects.filter(act="channels.record_issue").count() == 2


def test_pages_of_issues_go_by_key_and_miss_none(wechat: Account, django_assert_num_queries: Any) -> None:
    sent(
        wechat, *(issue(f"{day}-{number}", "甲", on=day) for day in ("2019-01-01", "2019-01-02") for number in range(7))
    )
    seen, behind = [], ""
    for _page in range(5):
        with django_assert_num_queries(2):
            page = queries.issues_of(wechat, behind=behind, size=4)
        seen += [found.number for found in page.rows]
        behind = page.following
        if not behind:
            break
    assert len(seen) == len(set(seen)) == 14
    assert seen[0].startswith("2019-01-02")
    assert not queries.issues_of(wechat, year=2018).rows
    assert queries.issues_of(wechat, behind="gibberish").rows


def test_a_reading_and_an_issue_end_with_the_account(wechat: Account) -> None:
    acts.close_account(wechat, "备案", **DO, from_on=date(2020, 6, 30))
    read(wechat, "followers", 10, "2020-06-30")
    with pytest.raises(Refused, match="已于2020年6月30日停用，不能登记2020年7月1日的数"):
        read(wechat, "followers", 10, "2020-07-01")
