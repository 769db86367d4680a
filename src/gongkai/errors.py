"""The three things that go wrong: an act refused, an input unreadable, a person not allowed.

Every package raises these or a subclass of them, so that the command line, the web and imports
answer alike: a refusal is 409 and exit 1, an unreadable input 422 (400 for a file) and exit 2,
a missing permission 404 and exit 1.
"""

from __future__ import annotations


class GongkaiError(Exception):
    """A failure with a whole Chinese sentence for the person in front of the program."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return self.message


class Refused(GongkaiError):
    """An act that may not be done now: the reason, the article that says so, what can be done."""

    def __init__(self, message: str, *, article: str | None = None, instead: str | None = None) -> None:
        super().__init__(message)
        self.article = article
        self.instead = instead


class Unreadable(GongkaiError):
    """An input that cannot be read: which file, where in it, what was found and what to do.

    Args:
        message: One sentence: what it is, why it cannot be read, what to do.
        file: Name of the file, as the person gave it.
        place: Where in the file, in words (第3行, 工作表“表三”的B4).
    """

    def __init__(self, message: str, *, file: str | None = None, place: str | None = None) -> None:
        super().__init__(message)
        self.file = file
        self.place = place

    def __str__(self) -> str:
        where = "，".join(part for part in (self.file, self.place) if part)
        return f"{where}：{self.message}" if where else self.message


class NotAllowed(GongkaiError):
    """A person without the post that the act asks for."""


class MissingExtra(GongkaiError):
    """A command or format whose optional libraries are not installed; says which to install."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what}需要可选组件，请先执行：pip install 'gongkai[{extra}]'。")
        self.extra = extra
