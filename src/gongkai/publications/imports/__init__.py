"""Content of others taken over: a year's from a spreadsheet, and entries of a feed as drafts."""

from gongkai.publications.imports.examine import Outcome, examine
from gongkai.publications.imports.feeds import MOST_BYTES as MOST_FEED_BYTES
from gongkai.publications.imports.feeds import Feed, read_feed
from gongkai.publications.imports.fetching import fetch
from gongkai.publications.imports.items import BODY, COLUMNS, HEADINGS, Item, Problem
from gongkai.publications.imports.marked import marked_workbook, template_workbook
from gongkai.publications.imports.rows import MOST_BYTES
from gongkai.publications.imports.run import import_feed, import_sheet
from gongkai.publications.imports.sheets import MOST_ROWS, Sheet, look

__all__ = [
    "BODY",
    "COLUMNS",
    "HEADINGS",
    "MOST_BYTES",
    "MOST_FEED_BYTES",
    "MOST_ROWS",
    "Feed",
    "Item",
    "Outcome",
    "Problem",
    "Sheet",
    "examine",
    "fetch",
    "import_feed",
    "import_sheet",
    "look",
    "marked_workbook",
    "read_feed",
    "template_workbook",
]
