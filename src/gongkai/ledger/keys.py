"""Keys: how the ledger speaks of people, bodies and records without a foreign key to any of them."""

from __future__ import annotations

import re
from typing import Protocol

_FORM = re.compile(r"[a-z][a-z_]{0,30}:[A-Za-z0-9][A-Za-z0-9._/-]{0,67}")


class Kept(Protocol):
    """A record of another app: a model with the key that the outside knows it by."""

    uid: str


def key(thing: Kept | str) -> str:
    """
    `kind:uid` of a record (its kind is the model's name), or a key that is given as such.

    Raises:
        ValueError: no key can be made of it.
    """
    text = thing if isinstance(thing, str) else f"{thing._meta.model_name}:{thing.uid}"  # type: ignore[attr-defined]
    if not _FORM.fullmatch(text):
        raise ValueError(f"{text!r} is no key: wanted kind:uid")
    return text
