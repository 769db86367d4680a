"""A body's year as texts know it, for tests that need no database."""

from __future__ import annotations

from decimal import Decimal

from gongkai.yearbook.narrative import Item, Known, Vocabulary
from gongkai.yearbook.narrative.knowledge import Word

CLASSES = {"profile": "概况类信息", "news": "政务动态信息", "catalogue": "信息公开目录信息"}
PLATFORMS = {"wechat": "微信公众号", "toutiao": "今日头条号"}

VOCABULARY = Vocabulary(
    cells={
        "applications/received/total": Word("“新收”的“总计”", "件", editions=("2019", "2021")),
        "applications/carried_in/total": Word("“结转”的“总计”", "件", editions=("2019", "2021")),
        "applications/closed/total": Word("“办结”的“总计”", "件", editions=("2019", "2021")),
        "documents/normative/issued": Word("“规范性文件”的“制发”", "件", editions=("2021",)),
        "fees/fees/amount": Word("“收费”的“金额”", "万元", editions=("2021",)),
    },
    figures={
        "text/website.items": Word("网站发布信息", "条", keys=CLASSES),
        "text/website.views": Word("浏览量", "次"),
        "text/website.visitors": Word("访客数", "人次"),
        "text/account.issues": Word("推送次数", "次", keys=PLATFORMS),
        "text/account.followers": Word("粉丝数", "人", at_end=True, keys=PLATFORMS),
        "text/account.reads": Word("累计阅读量", "次", at_end=True, keys=PLATFORMS),
        "text/finance.budgets": Word("公开财政预算", "份", open_keys=True),
        "text/empty.figure": Word("没有数的数", "个"),
    },
    records={"records/rules": "信息公开制度", "records/accounts": "新媒体账号", "records/problems": "存在的问题"},
)

KNOWN = Known(
    year=2019,
    edition="2019",
    facts={"年度": "2019", "上年度": "2018", "下年度": "2020", "机关": "某区开发区"},
    vocabulary=VOCABULARY,
    numbers={
        "applications/received/total": 0,
        "applications/carried_in/total": 12,
        "applications/closed/total": 12,
        "text/website.items": 745,
        "text/website.items/profile": 5,
        "text/website.items/news": 729,
        "text/website.items/catalogue": 11,
        "text/website.views": 199_800,
        "text/account.issues": 305,
        "text/account.issues/wechat": 145,
        "text/account.issues/toutiao": 160,
        "text/account.followers": 5488,
        "text/account.followers/wechat": 5488,
        "text/account.reads": 313_000,
        "text/account.reads/toutiao": 313_000,
        "text/finance.budgets": 2,
        "text/finance.budgets/2018": 1,
        "text/finance.budgets/2019": 1,
        "fees/fees/amount": Decimal("160.5964"),
    },
    before={
        "applications/received/total": 3,
        "applications/closed/total": 12,
        "text/website.views": 0,
        "text/account.followers": 3740,
        "text/account.followers/wechat": 3740,
        "text/account.reads": 173_000,
        "text/account.reads/toutiao": 173_000,
    },
    partial=frozenset({"text/website.visitors"}),
    records={
        "records/rules": (Item("网站管理制度", "明确发布时间。"), Item("《保密审查制度》", "明确审查责任")),
        "records/accounts": (Item("投资某区", key="wechat"), Item("某区“开发”", key="toutiao")),
        "records/problems": (),
    },
)
