"""The kinds of personal data as data: label, reasons, and how each is masked (`data/kinds.toml`)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from gongkai.errors import GongkaiError


class BadKinds(GongkaiError):
    """A file of kinds that cannot be used: names the file, the kind and the reason."""

    def __init__(self, file: str, kind: str, reason: str) -> None:
        super().__init__(f"{file}的“{kind}”：{reason}")


@dataclass(frozen=True, slots=True)
class Rule:
    """
    How one kind is masked.

    Args:
        keep: Pattern for the whole piece; what its groups match stays, all else is hidden.
        fill: What is put for each hidden character, or once for all of them if `once`.
        once: A run of hidden characters becomes one `fill`, so that its length is not told.
        compact: Spaces and hyphens are left out first, and full-width characters made half-width.
    """

    keep: re.Pattern[str]
    fill: str
    once: bool = False
    compact: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: its key, Chinese label, whether it is personal data, reasons by key, masking rule and source."""

    key: str
    label: str
    personal: bool
    reasons: Mapping[str, str]
    rule: Rule
    source: str


_KEYS = {"label": str, "personal": bool, "keep": str, "fill": str, "once": bool, "compact": bool, "source": str,
         "why": dict}  # fmt: skip
_NEEDED = ("label", "keep", "fill", "source", "why")


def rule_of(file: str, key: str, raw: Mapping[str, Any]) -> Rule:
    """Return the masking rule in *raw*. Raises BadKinds where its pattern is none or its fill would keep nothing."""
    try:
        keep = re.compile(raw["keep"])
    except re.error as wrong:
        raise BadKinds(file, key, f"keep不是正确的正则表达式（{wrong}）。") from None
    if not raw["fill"]:
        raise BadKinds(file, key, "fill不能为空，否则看不出这里遮住了内容。")
    return Rule(keep, raw["fill"], raw.get("once", False), raw.get("compact", False))


def _kind(file: str, key: str, raw: Any) -> Kind:
    if not isinstance(raw, dict):
        raise BadKinds(file, key, "应是一张表。")
    for name, value in raw.items():
        if name not in _KEYS:
            raise BadKinds(file, key, f"不认识的键“{name}”。")
        if not isinstance(value, _KEYS[name]):
            raise BadKinds(file, key, f"“{name}”的类型不对。")
    if missing := [name for name in _NEEDED if name not in raw]:
        raise BadKinds(file, key, f"缺少{'、'.join(missing)}。")
    why = MappingProxyType(dict(raw["why"]))
    return Kind(key, raw["label"], raw.get("personal", True), why, rule_of(file, key, raw), raw["source"])


def read_kinds(text: str, file: str) -> dict[str, Kind]:
    """Return the kinds written in *text*. Raises BadKinds with file and kind."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise BadKinds(file, "全文", f"不是正确的TOML（{wrong}）。") from None
    return {key: _kind(file, key, value) for key, value in raw.items()}


@cache
def kinds() -> Mapping[str, Kind]:
    """Return every kind by key, in the order in which one takes precedence over another at the same place."""
    text = resources.files("gongkai.privacy").joinpath("data/kinds.toml").read_text(encoding="utf-8")
    return MappingProxyType(read_kinds(text, "kinds.toml"))
