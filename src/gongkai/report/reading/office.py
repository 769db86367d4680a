"""Legacy Word and Excel files through LibreOffice, where it is present: a child of its own, with a time limit."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from gongkai.errors import Unreadable

SECONDS = 60
"""LibreOffice starts within 2 to 10 seconds and converts a report within 2; longer is a file that it cannot digest."""

_SPREADSHEETS = ("Workbook", "Book\0")


def is_present() -> bool:
    """Say whether LibreOffice can be called."""
    return _program() is not None


def convert(data: bytes, name: str) -> tuple[str, bytes]:
    """
    Return ("docx" or "xlsx", bytes) of a legacy Office file.

    Args:
        data: The file, of the OLE2 kind (.doc, .wps, .xls, .et).
        name: Its name, for messages.

    Raises:
        Unreadable: LibreOffice is absent, cannot open the file, or takes longer than `SECONDS`.
    """
    program = _program()
    if program is None:
        raise Unreadable(
            "这是旧版Word或Excel文件，本机没有LibreOffice，不能转换。请另存为.docx或.xlsx后再试。", file=name or None
        )
    is_sheet = any(mark.encode("utf-16-le") in data for mark in _SPREADSHEETS)
    source, target = ("xls", "xlsx") if is_sheet else ("doc", "docx")
    with tempfile.TemporaryDirectory(prefix="gongkai-office-") as folder:
        original = Path(folder, f"report.{source}")
        original.write_bytes(data)
        profile = Path(folder, "profile").as_uri()
        command = [
            program, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--nolockcheck",
            "--convert-to", target, "--outdir", folder, str(original),
        ]  # fmt: skip
        _run(command, name)
        converted = Path(folder, f"report.{target}")
        if not converted.exists():
            raise Unreadable(
                "LibreOffice打不开这个旧版文件，可能已损坏或加密。请用Word或WPS另存为.docx或.xlsx后再试。",
                file=name or None,
            )
        return target, converted.read_bytes()


def _program() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def _run(command: list[str], name: str) -> None:
    """Run LibreOffice in a session of its own, so that its children can be ended with it."""
    child = subprocess.Popen(  # noqa: S603 (a fixed program; the file's name is ours)
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        child.wait(SECONDS)
    except subprocess.TimeoutExpired:
        raise Unreadable(
            f"用LibreOffice转换旧版文件超过{SECONDS}秒，已放弃。请用Word或WPS另存为.docx或.xlsx后再试。",
            file=name or None,
        ) from None
    finally:
        _end(child)


def _end(child: subprocess.Popen[bytes]) -> None:
    """End what is left of the child's session: soffice is a script that leaves the real program running."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError):  # all of them may have ended by themselves
            os.killpg(child.pid, signal.SIGKILL)
    else:
        child.kill()
    child.wait()
