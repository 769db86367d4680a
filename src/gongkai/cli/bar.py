"""A bar on the terminal: how much is done, how fast, how long it will still take."""

from __future__ import annotations

import sys
import time


class Bar:
    """
    Draws itself anew on standard error with each step.

    Args:
        what: What is counted, as it stands after the number: 个文件.
    """

    _WIDTH = 30

    def __init__(self, what: str) -> None:
        self._what, self._drawn, self._started = what, False, time.monotonic()

    def draw(
        self, done: int, total: int, *, rate: float | None = None, rest: float | None = None, note: str = ""
    ) -> None:
        """
        Draw it.

        Args:
            done: How many.
            total: Of how many.
            rate: How many a second; by its own clock if None.
            rest: Seconds left; by its own clock if None and something is done.
            note: What else there is to say.
        """
        passed = max(time.monotonic() - self._started, 1e-6)
        rate = done / passed if rate is None else rate
        rest = (total - done) / rate if rest is None and rate else rest
        share = done / total if total else 1.0
        full = round(self._WIDTH * share)
        left = f"，还需{clock(rest)}" if rest is not None else ""
        sys.stderr.write(
            f"\r{'█' * full}{'░' * (self._WIDTH - full)} {share:4.0%}　{done}/{total}{self._what}"
            f"，每秒{rate:.0f}个{left}{note}\x1b[K"
        )
        sys.stderr.flush()
        self._drawn = True

    def close(self) -> None:
        """Leave the bar and go to the next line."""
        if self._drawn:
            sys.stderr.write("\n")


def clock(seconds: float) -> str:
    """Seconds as people say them."""
    if seconds < 60:
        return f"{seconds:.1f}秒" if seconds < 10 else f"{seconds:.0f}秒"
    return time.strftime("%H时%M分%S秒" if seconds >= 3600 else "%M分%S秒", time.gmtime(seconds)).lstrip("0")
