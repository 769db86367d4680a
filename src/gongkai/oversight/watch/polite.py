"""Which of many addresses are asked next, and how a site's own wishes are kept.

Each address is asked once a round however many texts link to it, the hosts take turns, one host is not asked twice
within a second, and what its robots.txt keeps programs out of is not asked at all.
"""

from __future__ import annotations

import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from gongkai.errors import Unreadable
from gongkai.publications.gate.asking import Answer
from gongkai.publications.imports import fetching

#: Seconds between two requests to one host.
PAUSE = 1.0
#: What our requests call themselves, as robots.txt may name it.
AGENT = "gongkai-link-check"

Ask = Callable[[str], Answer]
ReadRobots = Callable[[str], str]


def read_robots(address: str) -> str:
    """The text of a robots.txt; "" where there is none that can be read, which forbids nothing."""
    try:
        data, _final = fetching.fetch(address)
    except Unreadable:
        return ""
    return data.decode("utf-8", "replace")


def in_turns(addresses: Iterable[str]) -> Iterator[str]:
    """*addresses*, each once, so that the hosts take turns."""
    waiting: dict[str, deque[str]] = defaultdict(deque)
    for address in dict.fromkeys(addresses):
        waiting[host_of(address)].append(address)
    turns = deque(waiting.values())
    while turns:
        mine = turns.popleft()
        yield mine.popleft()
        if mine:
            turns.append(mine)


def host_of(address: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


class Asker:
    """
    Asks addresses one after the other, within what each host bears.

    Args:
        ask: Asks one address; `publications.gate.asking.ask`, which opens nothing inside.
        robots: Reads a host's robots.txt.
        pause: Seconds between two requests to one host.
    """

    def __init__(self, ask: Ask, robots: ReadRobots = read_robots, pause: float = PAUSE) -> None:
        self._ask, self._read, self._pause = ask, robots, pause
        self._rules: dict[str, RobotFileParser] = {}
        self._last: dict[str, float] = {}

    def __call__(self, address: str) -> Answer:
        """How an address answers; `refused` where its host wishes not to be asked."""
        host = host_of(address)
        if host not in self._rules:
            rules = RobotFileParser()
            rules.parse(self._read(f"{host}/robots.txt").splitlines())
            self._rules[host] = rules
            self._last[host] = time.monotonic()
        if not self._rules[host].can_fetch(AGENT, address):
            return Answer("refused", None, "对方不让程序访问（robots.txt）")
        self._wait(host)
        return self._ask(address)

    def _wait(self, host: str) -> None:
        left = self._last[host] + self._pause - time.monotonic()
        if left > 0:
            time.sleep(left)
        self._last[host] = time.monotonic()
