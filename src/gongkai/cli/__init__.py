"""The command line: one program, `gongkai`; one module a command group.

A group's module has `register(commands)`, which adds its parsers and sets `run`, a function of the parsed
arguments that returns the exit status: 0 fine, 1 findings or a refused act, 2 wrong usage or unreadable input.
Group modules import the libraries they call inside the functions that call them: a cold `gongkai report check`
answers within 200 ms (benchmarks/cold_start.py).
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from gongkai.cli.parser import Parser, chinese_messages
from gongkai.errors import GongkaiError, NotAllowed, Refused

FINE, FOUND, UNUSABLE = 0, 1, 2
#: What a shell reports for a program ended by SIGINT and by SIGPIPE.
INTERRUPTED, PIPE_CLOSED = 130, 141

#: Which module registers a command. Only the module of the command that was typed is loaded.
MODULES = {
    "report": "gongkai.cli.report",
    "corpus": "gongkai.cli.corpus",
    "law": "gongkai.cli.law",
    "figures": "gongkai.cli.figures",
    "yearbook": "gongkai.cli.yearbook",
    "ledger": "gongkai.cli.ledger",
    "serve": "gongkai.cli.site",
    "demo": "gongkai.cli.site",
    "doctor": "gongkai.cli.site",
    "manage": "gongkai.cli.site",
}

_WRONG_WITH_FILE = {
    errno.ENOENT: "没有这个文件或文件夹，请检查路径。",
    errno.EACCES: "没有读写它的权限，请检查文件权限或换一个文件夹。",
    errno.EPERM: "没有读写它的权限，请检查文件权限或换一个文件夹。",
    errno.EISDIR: "这是文件夹，这里要的是文件；要读一批文件请用gongkai corpus ingest。",
    errno.ENOTDIR: "路径中间有一段不是文件夹，请检查路径。",
    errno.ENOSPC: "磁盘已满，请清理后再试。",
    errno.EROFS: "这个磁盘是只读的，请换一个文件夹。",
    errno.ENAMETOOLONG: "文件名太长，请改短后再试。",
}

_HOW_TO_TELL_US = "请设环境变量GONGKAI_TRACEBACK=1再运行一次，把显示的内容告诉开发者。"


def build_parser(only: str | None = None) -> Parser:
    """The parser of the whole program, or with the commands of one module alone (the module of *only*)."""
    parser = Parser(
        prog="gongkai",
        description="公开：政府信息公开的公布、答复与年度报告。",
        epilog="例：gongkai report check 2023年报告.html",
    )
    parser.add_argument("--version", action="version_of_gongkai", help="显示版本号后退出")
    commands = parser.add_subparsers(title="命令", metavar="命令", dest="command", required=True, parser_class=Parser)
    wanted = [MODULES[only]] if only in MODULES else list(dict.fromkeys(MODULES.values()))
    for module in wanted:
        import_module(module).register(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program and return its exit status; nothing that is wrong with an input shows a traceback."""
    words = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a file name or an old terminal may hold what the encoding lacks
            stream.reconfigure(errors="backslashreplace")
    try:
        with chinese_messages():
            arguments = build_parser(words[0] if words else None).parse_args(words)
        status = int(arguments.run(arguments))
        sys.stdout.flush()
    except SystemExit as leaving:
        return _left(leaving)
    except KeyboardInterrupt:
        return _say("已中断。", INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output has gone; hand the interpreter's last flush something that is open.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except GongkaiError as wrong:
        return _say(str(wrong), status_of(wrong))
    except OSError as wrong:
        return _say(in_words(wrong), UNUSABLE)
    except Exception as fault:  # a fault of ours, never of the input: say so, and how to see where
        if os.environ.get("GONGKAI_TRACEBACK"):
            import traceback  # takes 20 ms, which a check that goes well need not wait for

            traceback.print_exc()
        return _say(f"程序内部出错（{type(fault).__name__}：{fault}）。{_HOW_TO_TELL_US}", UNUSABLE)
    return status


def status_of(wrong: GongkaiError) -> int:
    """The exit status for what went wrong: 1 for an act refused, 2 for an input or a set-up that cannot be used."""
    return FOUND if isinstance(wrong, Refused | NotAllowed) else UNUSABLE


def in_words(wrong: OSError) -> str:
    """What the system says of a file, in a whole Chinese sentence."""
    sentence = _WRONG_WITH_FILE.get(wrong.errno or 0) or f"系统报告：{wrong.strerror or wrong}。"
    return f"{wrong.filename}：{sentence}" if wrong.filename else sentence


def _left(leaving: SystemExit) -> int:
    """What a parser or one of Django's own commands meant by leaving: a status, a sentence, or that all is well."""
    if isinstance(leaving.code, str):
        return _say(leaving.code, UNUSABLE)
    return leaving.code or FINE


def _say(sentence: str, status: int) -> int:
    print(sentence, file=sys.stderr)
    return status
