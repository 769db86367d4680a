"""A PDF written anew: pages become pictures, strings lose their secrets, and what nothing leads to is left out."""

from __future__ import annotations

import contextlib
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from typing import Any

from gongkai.errors import Unreadable
from gongkai.privacy.files.objects import drop, text_of, walk
from gongkai.privacy.files.pages import Picture
from gongkai.privacy.files.searching import replaced

LARGEST_STREAM = 100 * 1024 * 1024
"""Bytes of one stream unpacked for the proof."""


def burn(pdf: Any, number: int, drawn: Picture) -> None:
    """Replace all that a page is by a picture of it."""
    import pikepdf

    page = pdf.pages[number - 1].obj
    for key in list(page.keys()):
        if key != "/Parent":
            del page[key]
    colours = pikepdf.Name.DeviceGray if drawn.is_grey else pikepdf.Name.DeviceRGB
    picture = pikepdf.Stream(
        pdf, drawn.jpeg, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=drawn.wide, Height=drawn.high,
        ColorSpace=colours, BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode,
    )  # fmt: skip
    page["/Type"] = pikepdf.Name.Page
    page["/Rotate"] = 0  # the parent's would turn what is upright already
    page["/MediaBox"] = page["/CropBox"] = pikepdf.Array([0, 0, round(drawn.width, 2), round(drawn.height, 2)])
    page["/Resources"] = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Page=pdf.make_indirect(picture)))
    page["/Contents"] = pdf.make_stream(f"q {drawn.width:.2f} 0 0 {drawn.height:.2f} 0 0 cm /Page Do Q".encode())


def forget_structure(pdf: Any) -> None:
    """Remove the tree of tags: it repeats words of pages that are pictures now."""
    drop(pdf.Root, "/StructTreeRoot")
    drop(pdf.Root, "/MarkInfo")
    for page in pdf.pages:
        drop(page.obj, "/StructParents")


def rewrite(pdf: Any, secrets: Mapping[str, str]) -> None:
    """Replace secrets in the strings of the file: bookmarks, addresses, alternative texts."""
    import pikepdf

    def changed(text: str) -> Any:
        new = replaced([text], secrets)
        return None if new is None else pikepdf.String(new[0])

    for item in walk(pdf):
        for key in item.keys():  # noqa: SIM118
            _put(item, key, item[key], changed)
    for item in list(pdf.objects):
        if isinstance(item, pikepdf.Array):
            for at, value in enumerate(item):
                _put(item, at, value, changed)


def _put(holder: Any, key: Any, value: Any, changed: Callable[[str], Any]) -> None:
    import pikepdf

    if isinstance(value, pikepdf.String) and (new := changed(text_of(value))) is not None:
        holder[key] = new
    elif isinstance(value, pikepdf.Array) and not value.is_indirect:
        for at, one in enumerate(value):
            _put(value, at, one, changed)


def saved(pdf: Any) -> bytes:
    """Return the file written anew: what nothing leads to is left out, and there is one revision."""
    import pikepdf

    out = BytesIO()
    try:
        pdf.remove_unreferenced_resources()
        pdf.save(out, encryption=False, deterministic_id=True, linearize=False, compress_streams=True,
                 object_stream_mode=pikepdf.ObjectStreamMode.generate)  # fmt: skip
    except (pikepdf.PdfError, ValueError, RuntimeError):
        raise Unreadable("PDF里的对象已损坏，无法重新保存。请重新导出后再试。") from None
    return out.getvalue()


def pieces(pdf: Any, data: bytes) -> Iterator[tuple[str, bytes | str]]:
    """Yield every stream unpacked and every string, for the proof; streams that nothing leads to any more, too."""
    import pikepdf

    for found in re.finditer(rb"stream\r?\n", data):
        unpacker = zlib.decompressobj()
        with contextlib.suppress(zlib.error):  # not packed so, or damaged: searched as bytes
            yield "旧的内容", unpacker.decompress(data[found.end() :], LARGEST_STREAM)
    for item in pdf.objects:
        if isinstance(item, pikepdf.Stream):
            try:
                yield f"对象{item.objgen[0]}", item.read_bytes()
            except pikepdf.PdfError:
                yield f"对象{item.objgen[0]}", item.read_raw_bytes()  # a picture's own compression
    for item in walk(pdf):
        for key in item.keys():  # noqa: SIM118
            yield from _strings(item[key])
    for item in pdf.objects:
        yield from _strings(item)


def _strings(value: Any) -> Iterator[tuple[str, bytes | str]]:
    import pikepdf

    if isinstance(value, pikepdf.String):
        yield "字符串", bytes(value)
        yield "字符串", text_of(value)
    elif isinstance(value, pikepdf.Array):
        for one in value:
            yield from _strings(one)
