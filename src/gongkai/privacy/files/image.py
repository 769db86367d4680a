"""JPEG and PNG: what is stored beside the picture is taken out, the picture untouched; areas are painted black."""

from __future__ import annotations

import contextlib
import struct
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from gongkai.errors import MissingExtra, Unreadable
from gongkai.privacy.files.report import Area, FileReport, Hidden, Spot, shortened

if TYPE_CHECKING:
    from PIL import Image

MOST_PIXELS = 200_000_000
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_DAMAGED = "图片已损坏或不完整，无法检查。请重新导出后再试。"
_PICTURE = Spot("图片")
_KEPT_CHUNKS = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs acTL fcTL fdAT cICP".split()
)  # fmt: skip
_GPS_TAG, _ORIENTATION = 0x8825, 0x0112
_TAGS = {0x010E: "说明", 0x010F: "设备厂商", 0x0110: "设备型号", 0x0131: "软件", 0x0132: "时间", 0x013B: "作者",
         0x8298: "版权", 0x9C9D: "作者", 0x9C9C: "备注", 0x9C9B: "标题"}  # fmt: skip


def is_picture(data: bytes) -> bool:
    """Tell whether these are the bytes of a JPEG or PNG."""
    return data.startswith((_PNG, _JPEG))


def pillow() -> Any:
    """Return Pillow's `Image`, with its limit on pixels. Raises MissingExtra."""
    try:
        from PIL import Image
    except ImportError:
        raise MissingExtra("检查和处理图片", "privacy") from None
    return Image


def opened(data: bytes) -> Image.Image:
    """Return the picture opened. Raises Unreadable for what is none, damaged or too large."""
    image = pillow()
    try:
        picture: Image.Image = image.open(BytesIO(data), formats=("JPEG", "PNG"))
        if picture.width * picture.height > MOST_PIXELS:
            raise Unreadable(f"图片有{picture.width}×{picture.height}个点，超过上限。请缩小后再试。")
        picture.load()
    except Unreadable:
        raise
    except Exception:  # Pillow raises many kinds on damaged pictures, and all mean the same
        raise Unreadable(_DAMAGED) from None
    return picture


def examine(data: bytes, name: str) -> FileReport:
    """Return what is stored beside the picture."""
    opened(data)
    _, removed = without_hidden(data)
    kind = "png" if data.startswith(_PNG) else "jpeg"
    return FileReport(name, kind, removed, (), ("程序看不到图片里的文字，请人工查看。",))


def clean(data: bytes, name: str) -> tuple[bytes, tuple[Hidden, ...]]:
    """Return the picture alone, and what was removed."""
    opened(data)
    return without_hidden(data)


def redact(data: bytes, name: str, secrets: Mapping[str, str], areas: Sequence[Area]) -> bytes:
    """Return the picture with the areas painted black and nothing beside it; texts cannot be looked for in it."""
    from PIL import ImageDraw, ImageOps

    if secrets and not areas:
        raise Unreadable("程序看不到图片里的文字，不能按文字遮盖。请框出要遮盖的区域。")
    picture = ImageOps.exif_transpose(opened(data))
    picture = picture.convert("RGB") if picture.mode not in ("L", "RGB") else picture
    draw = ImageDraw.Draw(picture)
    for area in areas:
        draw.rectangle((area.left, area.top, area.right, area.bottom), fill=0 if picture.mode == "L" else (0, 0, 0))
    return _encoded(picture, "PNG" if data.startswith(_PNG) else "JPEG")


def _encoded(picture: Image.Image, kind: str) -> bytes:
    """Return the picture's points alone as a new file."""
    bare = picture.copy()
    bare.info = {}
    out = BytesIO()
    if kind == "JPEG":
        bare.convert("RGB" if bare.mode not in ("L", "RGB", "CMYK") else bare.mode).save(out, "JPEG", quality=92)
    else:
        bare.save(out, "PNG")
    return out.getvalue()


def without_hidden(data: bytes) -> tuple[bytes, tuple[Hidden, ...]]:
    """
    Return the picture without what is stored beside it, bit for bit the same picture, and what was removed.

    A photograph that is turned upright by its EXIF orientation is turned for good, which encodes it anew.
    """
    told = list(_exif(data))
    if data.startswith(_PNG):
        bare, beside = _png(data)
    else:
        bare, beside = jpeg_alone(data)
    if not told and beside:
        told = [Hidden("exif", shortened(beside), _PICTURE)]
    if _orientation(data) not in (None, 1):
        from PIL import ImageOps

        bare = _encoded(ImageOps.exif_transpose(opened(data)), "PNG" if data.startswith(_PNG) else "JPEG")
    return bare, tuple(told)


def _tags(data: bytes) -> Any:
    """Return the EXIF tags of a picture; an empty mapping where they cannot be read, for they are dropped anyway."""
    image = pillow()
    try:
        return image.open(BytesIO(data), formats=("JPEG", "PNG")).getexif()
    except Exception:  # Pillow raises many kinds on damaged tags
        return {}


def _orientation(data: bytes) -> int | None:
    value = _tags(data).get(_ORIENTATION)
    return value if isinstance(value, int) and 1 <= value <= 8 else None


def _exif(data: bytes) -> Iterator[Hidden]:
    tags = _tags(data)
    said = [f"{_TAGS[tag]}：{_text(value)}" for tag, value in tags.items() if tag in _TAGS and _text(value)]
    if said:
        yield Hidden("exif", shortened("，".join(said)), _PICTURE)
    elif len(tags):
        yield Hidden("exif", f"{len(tags)}项拍摄信息", _PICTURE)
    if _GPS_TAG in tags:
        place = tags.get_ifd(_GPS_TAG)
        told = ((2, "纬度"), (4, "经度"))
        words = "，".join(f"{label}{_degrees(place.get(key))}" for key, label in told if key in place)
        yield Hidden("gps", words, _PICTURE)


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-16-le", errors="ignore").strip("\x00 ")
    if not isinstance(value, str):
        return ""
    with contextlib.suppress(UnicodeError):  # Pillow reads Latin-1; Chinese cameras and editors write UTF-8
        value = value.encode("latin-1").decode("utf-8")
    return value.strip("\x00 ")


def _degrees(value: object) -> str:
    try:
        degrees, minutes, seconds = (float(part) for part in value)  # type: ignore[attr-defined]
    except (TypeError, ValueError, ZeroDivisionError):
        return ""
    return f"{degrees:.0f}°{minutes:.0f}′{seconds:.0f}″"


def _png(data: bytes) -> tuple[bytes, str]:
    """Return the chunks that draw the picture, and the names of those that do not."""
    out, dropped, at = [_PNG], [], len(_PNG)
    while at + 8 <= len(data):
        (length,), kind = struct.unpack(">I", data[at : at + 4]), data[at + 4 : at + 8]
        end = at + 12 + length
        if end > len(data):
            raise Unreadable(_DAMAGED)
        if kind in _KEPT_CHUNKS:
            out.append(data[at:end])
        else:
            dropped.append(kind.decode("latin-1"))
        at = end
        if kind == b"IEND":
            break
    if at < len(data):
        dropped.append(f"图片之后的{len(data) - at}字节")
    return b"".join(out), "、".join(dropped)


def jpeg_alone(data: bytes) -> tuple[bytes, str]:
    """Return the segments that draw the picture, and the names of those that do not."""
    out, dropped, at = [data[:2]], [], 2
    while at + 2 <= len(data):
        marker = data[at + 1]
        if data[at] != 0xFF:
            raise Unreadable(_DAMAGED)
        if marker == 0xFF:  # fill bytes before a marker
            at += 1
            continue
        if marker == 0xD9:
            out.append(data[at : at + 2])
            if at + 2 < len(data):
                dropped.append(f"图片之后的{len(data) - at - 2}字节")
            return b"".join(out), "、".join(dropped)
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4])
        if end > len(data) or end < at + 4:
            raise Unreadable(_DAMAGED)
        if kept := _drawn(marker, data[at:end]):
            out.append(kept)
        else:
            dropped.append("说明文字" if marker == 0xFE else f"APP{marker - 0xE0}")
        at = end
        if marker == 0xDA:
            at = _end_of_scan(data, end)
            out.append(data[end:at])
            if at == len(data):  # readers show a picture that lacks its last marker
                return b"".join([*out, b"\xff\xd9"]), "、".join(dropped)
    raise Unreadable(_DAMAGED)


def _drawn(marker: int, segment: bytes) -> bytes:
    """Return what of a segment is needed to draw: tables, frames, scans, JFIF without thumbnail, profile, transform."""
    content = segment[4:]
    if marker == 0xE0:
        return b"\xff\xe0\x00\x10" + content[:12] + b"\x00\x00" if content.startswith(b"JFIF\x00") else b""
    if marker == 0xE2:
        return segment if content.startswith(b"ICC_PROFILE\x00") else b""
    if marker == 0xEE:
        return segment if content.startswith(b"Adobe") else b""
    return b"" if 0xE0 <= marker <= 0xEF or marker == 0xFE else segment


def _end_of_scan(data: bytes, at: int) -> int:
    """Return the offset of the marker that ends a scan; 0xFF00 and restart markers are of the scan."""
    while (at := data.find(b"\xff", at)) >= 0 and at + 1 < len(data):
        if data[at + 1] != 0x00 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2
    return len(data)
