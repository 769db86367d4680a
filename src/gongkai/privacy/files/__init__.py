"""Files: what they hide, cleaning, and redaction that cannot be undone.

`examine` reads and changes nothing; `clean` removes hidden data; `redact` cleans, burns masking in, and proves it: it
opens what it made, looks for what was to vanish with `traces`, and refuses to hand out a file in which it is found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from typing import Any

from gongkai.errors import Unreadable
from gongkai.privacy.files.proof import NotErased, traces
from gongkai.privacy.files.report import Area, FileHit, FileReport, Hidden, Spot, hidden_kinds
from gongkai.privacy.files.sniff import kind_of
from gongkai.privacy.hit import Hit
from gongkai.privacy.masking import Masking

__all__ = [
    "Area", "FileHit", "FileReport", "Hidden", "NotErased", "Spot", "clean", "examine", "hidden_kinds", "redact",
    "traces",
]  # fmt: skip

_HOME = {"docx": "word", "xlsx": "workbook", "pdf": "pdf", "jpeg": "image", "png": "image"}


def _named(act: Callable[[], Any], name: str) -> Any:
    """Do *act*; a file that cannot be read is named in the error."""
    try:
        return act()
    except Unreadable as wrong:
        if wrong.file is None:
            wrong.file = name or None
        raise
    except RecursionError:
        raise Unreadable("文件嵌套过深，不是正常的文档，已拒绝打开。", file=name or None) from None


def _module(data: bytes) -> Any:
    return import_module(f"{__name__}.{_HOME[kind_of(data)]}")


def examine(data: bytes, name: str = "") -> FileReport:
    """
    Return what a DOCX, XLSX, PDF, JPEG or PNG hides, and the personal data in its text, with places.

    Args:
        data: The file; its kind is told by its content.
        name: The file's name, for messages.

    Raises:
        Unreadable: another kind, damaged, encrypted, or beyond the limits.
        MissingExtra: the libraries for PDF or pictures are not installed.
    """
    report: FileReport = _named(lambda: _module(data).examine(data, name), name)
    return report


def clean(data: bytes, name: str = "") -> tuple[bytes, tuple[Hidden, ...]]:
    """
    Return the file without what it hides, and what was removed.

    What a reader sees stays as it is. Pages of a PDF that hide text become pictures of what they show.

    Raises:
        Unreadable, MissingExtra: as `examine`.
    """
    cleaned: tuple[bytes, tuple[Hidden, ...]] = _named(lambda: _module(data).clean(data, name), name)
    return cleaned


def redact(
    data: bytes, name: str = "", marks: Sequence[FileHit | Hit | Area | str] = (), masking: Masking | None = None
) -> bytes:
    """
    Return the file cleaned, with every mark masked wherever it stands, so that it cannot be recovered.

    Args:
        data: The file.
        name: Its name, for messages.
        marks: Hits, masked by their kind's rule; plain texts, hidden whole; areas of a PDF page or a picture, painted
            black. A hit or text is masked at every place where it stands, not only where it was found.
        masking: The rules; the standard ones if None. A PDF and a picture are painted black instead.

    Raises:
        Unreadable, MissingExtra: as `examine`; also for an area in a file that has none.
        NotErased: what was to vanish is still found in the result; nothing is handed out.
    """
    masking = masking or Masking.standard()
    secrets = secrets_of(marks, masking)
    areas = [mark for mark in marks if isinstance(mark, Area)]
    redacted: bytes = _named(lambda: _module(data).redact(data, name, secrets, areas), name)
    if left := traces(redacted, list(secrets)):
        raise NotErased(left, name)
    return redacted


def secrets_of(marks: Iterable[FileHit | Hit | Area | str], masking: Masking) -> dict[str, str]:
    """Return what is to vanish and what is to stand in its place, longest first."""
    found: dict[str, str] = {}
    for mark in marks:
        if isinstance(mark, str) and mark.strip():
            found[mark.strip()] = "█" * len(mark.strip())
        elif isinstance(mark, FileHit | Hit):
            hit = mark.hit if isinstance(mark, FileHit) else mark
            found[hit.text] = masking.masked(hit.kind, hit.text)
    return dict(sorted(found.items(), key=lambda pair: -len(pair[0])))
