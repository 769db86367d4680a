"""The back office's pages of units, people, links and holidays: each view reads, calls one act or query, answers."""

from gongkai.organisations.views.pages import hidden_from_others, sent

__all__ = ["hidden_from_others", "sent"]
