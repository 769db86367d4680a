"""A case as a text, a step a line: what `gongkai law clock` reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from gongkai.errors import Unreadable
from gongkai.law.steps import STRUCK, Step, kinds

#: The words of a line after its step, with what they hold.
_VALUES: dict[str, Callable[[str], Any]] = {
    "id": str, "until": date.fromisoformat, "party": str, "answer": str, "role": str, "days": int, "outcome": str,
    "way": str, "reached": date.fromisoformat, "of": str,
}  # fmt: skip


def parse(text: str, *, file: str | None = None) -> list[Step]:
    """
    Read steps, one a line: `2026-05-08 third_party_asked party=甲公司 reached=2026-05-11`.

    Blank lines and what follows a `#` are passed over. A step's key is its `id`, or the number of its line.

    Raises:
        Unreadable: a line that cannot be read; names the line and what is wrong with it.
    """
    return list(_steps(text, file))


def _steps(text: str, file: str | None) -> Iterator[Step]:
    seen: set[str] = set()
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        step = _step(words, number, file)
        if step.uid in seen:
            raise _bad(f"编号“{step.uid}”前面已经用过，请换一个。", number, file)
        seen.add(step.uid)
        yield step


def _step(words: list[str], number: int, file: str | None) -> Step:
    if len(words) < 2:
        raise _bad("一行应写日期和步骤，例如：2026-04-24 received way=desk。", number, file)
    try:
        on = date.fromisoformat(words[0])
    except ValueError:
        raise _bad(f"“{words[0][:20]}”不是日期，应写成2026-04-24这样。", number, file) from None
    kind = words[1]
    if kind not in kinds() and kind != STRUCK:
        raise _bad(f"没有“{kind[:30]}”这个步骤，可用的有：{'、'.join([*kinds(), STRUCK])}。", number, file)
    values: dict[str, Any] = {"uid": str(number)}
    for word in words[2:]:
        name, equals, value = word.partition("=")
        if not equals or name not in _VALUES:
            raise _bad(f"不认识“{word[:30]}”，应写成{'、'.join(f'{each}=…' for each in _VALUES)}之一。", number, file)
        values["uid" if name == "id" else name] = _value(name, value, number, file)
    return Step(on, kind, **values)


def _value(name: str, value: str, number: int, file: str | None) -> Any:
    try:
        return _VALUES[name](value)
    except ValueError:
        wanted = "日期，如2026-04-24" if _VALUES[name] is not int else "整数"
        raise _bad(f"{name}=后面应是{wanted}，写的是“{value[:20]}”。", number, file) from None


def _bad(message: str, number: int, file: str | None) -> Unreadable:
    return Unreadable(message, file=file, place=f"第{number}行")
