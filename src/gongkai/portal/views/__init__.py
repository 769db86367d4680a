"""Public pages: each asks a query or two and answers."""

from gongkai.portal.views.publishing import column, column_page, publication, site
from gongkai.portal.views.reports import body, check, comparison, download, report
from gongkai.portal.views.standing import accessibility, broken, home, not_found, robots, security

__all__ = [
    "accessibility",
    "body",
    "broken",
    "check",
    "column",
    "column_page",
    "comparison",
    "download",
    "home",
    "not_found",
    "publication",
    "report",
    "robots",
    "security",
    "site",
]
