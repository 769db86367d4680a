"""Parts of addresses; the app registers them when it starts."""

from gongkai.report.writing import FORMATS


class YearConverter:
    """A year of four digits."""

    regex = "[12][0-9]{3}"

    def to_python(self, value: str) -> int:
        """The year as a number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """The year as the address writes it."""
        return str(value)


class FormatConverter:
    """The suffix of a format that reports are written in."""

    regex = "|".join(FORMATS)

    def to_python(self, value: str) -> str:
        """The suffix itself."""
        return value

    def to_url(self, value: str) -> str:
        """The suffix itself."""
        return value
