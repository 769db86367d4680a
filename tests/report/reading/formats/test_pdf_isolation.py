"""The child that reads PDFs: one for all threads, another after a fork, a new one when it is gone."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from made_files import pdf, say

from gongkai.errors import Unreadable
from gongkai.report.reading.blocks import Grid, GridCell, Line
from gongkai.report.reading.pdf import blocks, isolation


def document(number: int) -> bytes:
    return pdf(say(60, 700, f"a sentence of document {number} in a page"))


def text(number: int) -> str:
    (line,) = blocks(document(number), name="a")
    assert isinstance(line, Line)
    return line.text


def test_threads_get_each_the_answer_to_their_own_file() -> None:
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(text, range(40))) == [f"a sentence of document {k} in a page" for k in range(40)]


def test_a_child_that_somebody_ended_is_replaced() -> None:
    text(1)
    child = isolation._child.process
    assert child is not None
    child.kill()
    child.wait()
    assert text(2) == "a sentence of document 2 in a page"


def test_the_same_child_answers_file_after_file() -> None:
    text(1)
    first = isolation._child.process
    with pytest.raises(Unreadable):
        blocks(b"%PDF-1.7 nothing", name="a")
    text(2)
    assert isolation._child.process is first


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_process_starts_a_child_of_its_own_and_leaves_the_first_alone() -> None:
    program = """
import os
from gongkai.report.reading.pdf import blocks, isolation
import sys
data = sys.stdin.buffer.read()
blocks(data, name="a")
first = isolation._child.process.pid
pid = os.fork()
if pid == 0:
    good = len(blocks(data, name="a")) == 1 and isolation._child.process.pid != first
    isolation._child.close()
    os._exit(0 if good else 1)
status = os.waitpid(pid, 0)[1]
print(status, len(blocks(data, name="a")), isolation._child.process.pid == first)
"""
    command = [sys.executable, "-W", "error", "-c", program]
    done = subprocess.run(command, input=document(1), capture_output=True, check=True, timeout=60)
    assert done.stdout.split() == [b"0", b"1", b"True"]
    assert done.stderr == b""


def test_blocks_survive_the_way_from_the_child() -> None:
    found = [
        Line("一行", 2, 3, True, 1),
        Grid([[GridCell("甲\n乙", 2, 3), GridCell("")]], 4, 5, None, False, 2),
        Line("\ufffd", None, None),
    ]
    assert [isolation.unpacked(isolation.packed(block)) for block in found] == found
