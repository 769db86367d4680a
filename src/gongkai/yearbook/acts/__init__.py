"""What may be done with annual reports."""

from gongkai.yearbook.acts.publishing import Published, publish_report, withdraw_published_by

__all__ = ["Published", "publish_report", "withdraw_published_by"]
