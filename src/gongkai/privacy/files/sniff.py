"""The kind of a file by its content, and for kinds that cannot be opened what to do instead."""

from __future__ import annotations

from gongkai.errors import Unreadable

LARGEST = 200 * 1024 * 1024
"""Bytes of one file."""

_CANNOT = {
    b"\xd0\xcf\x11\xe0": "这是旧格式（doc、xls、wps）或加了密码的文件，无法检查。请去掉密码，另存为docx、xlsx或PDF。",
    b"{\\rtf": "这是RTF文件，无法检查。请另存为docx或PDF再试。",
    b"Rar!": "这是压缩包，无法检查。请解压后逐个检查里面的文件。",
    b"7z\xbc\xaf": "这是压缩包，无法检查。请解压后逐个检查里面的文件。",
    b"GIF8": "这是GIF图片，无法检查。请另存为PNG或JPEG再试。",
    b"BM": "这是BMP图片，无法检查。请另存为PNG或JPEG再试。",
    b"II*\x00": "这是TIFF图片，无法检查。请另存为PNG或JPEG再试。",
    b"MM\x00*": "这是TIFF图片，无法检查。请另存为PNG或JPEG再试。",
    b"RIFF": "这是WebP图片或音视频，无法检查。图片请另存为PNG或JPEG再试。",
}
_UNKNOWN = "无法检查这种文件，只能检查docx、xlsx、pdf、jpg、png。请转换后再试。"


def kind_of(data: bytes) -> str:
    """Return docx, xlsx, pdf, jpeg or png. Raises Unreadable for all else, saying what it is and what to do."""
    if not data:
        raise Unreadable("文件是空的（0字节）。请重新上传。")
    if len(data) > LARGEST:
        raise Unreadable(
            f"文件有{len(data) // 1024 // 1024}MB，超过{LARGEST // 1024 // 1024}MB的上限。请拆分或压缩图片后再试。"
        )
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _package(data)
    for start, sentence in _CANNOT.items():
        if data.startswith(start):
            raise Unreadable(sentence)
    raise Unreadable(_UNKNOWN)


def _package(data: bytes) -> str:
    from gongkai.privacy.files.container import Container

    container = Container(data)
    main = container.main_part() or ""
    for folder, kind in (("word/", "docx"), ("xl/", "xlsx")):
        if main.startswith(folder):
            return kind
    if main.startswith("ppt/"):
        raise Unreadable("这是演示文稿（pptx），无法检查。请另存为PDF再试。")
    if "mimetype" in container.parts or "OFD.xml" in container.parts:
        raise Unreadable("这是OFD或ODF文件，无法检查。请另存为docx、xlsx或PDF再试。")
    raise Unreadable("这是压缩包，无法检查。请解压后逐个检查里面的文件。")
