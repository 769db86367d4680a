"""Personal and hidden data in text and files: find it, mask it, remove it for good.

`find` and `mask` work on text and need the standard library alone; `files` opens documents. Nothing here decides
whether something may be published: that is for a person, whom a hit tells what it is, where, why and how sure.
Names are loaded when first used, so that checking a sentence does not load the libraries that open files.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gongkai.privacy import files
    from gongkai.privacy.finding import find, recognise
    from gongkai.privacy.hit import Hit
    from gongkai.privacy.kind import Kind, kinds
    from gongkai.privacy.masking import Masking, mask

__all__ = ["Hit", "Kind", "Masking", "files", "find", "kinds", "mask", "recognise"]

_HOME = {
    "Hit": "hit", "Kind": "kind", "Masking": "masking", "find": "finding", "kinds": "kind", "mask": "masking",
    "recognise": "finding",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name == "files":
        return import_module(f"{__name__}.files")
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
