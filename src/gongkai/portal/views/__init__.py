"""Public pages: each asks a query or two and answers."""

from gongkai.portal.views.documents import documents, documents_data
from gongkai.portal.views.publishing import column, column_page, publication, site
from gongkai.portal.views.registers import body_registers, open_data, public_register, public_row
from gongkai.portal.views.reports import body, check, comparison, download, report, version, version_download
from gongkai.portal.views.standing import accessibility, broken, home, not_found, robots, security

__all__ = [
    "accessibility",
    "body",
    "body_registers",
    "broken",
    "check",
    "column",
    "column_page",
    "comparison",
    "documents",
    "documents_data",
    "download",
    "home",
    "not_found",
    "open_data",
    "public_register",
    "public_row",
    "publication",
    "report",
    "robots",
    "security",
    "site",
    "version",
    "version_download",
]
