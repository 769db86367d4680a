"""What is kept of websites, columns, accounts, readings and traffic."""

from gongkai.channels.models.accounts import Account, Article, Issue
from gongkai.channels.models.readings import Reading, ReadingImport
from gongkai.channels.models.sites import Column, Website
from gongkai.channels.models.traffic import DaySalt, PageTraffic, SiteTraffic, Visitor

__all__ = [
    "Account",
    "Article",
    "Column",
    "DaySalt",
    "Issue",
    "PageTraffic",
    "Reading",
    "ReadingImport",
    "SiteTraffic",
    "Visitor",
    "Website",
]
