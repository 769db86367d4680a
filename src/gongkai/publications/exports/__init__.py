"""Everything of a unit as one file, which a spreadsheet of another installation can be made of again."""

from gongkai.publications.exports.archive import export

__all__ = ["export"]
