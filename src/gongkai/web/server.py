"""The server: gunicorn in this process, on a socket that we open ourselves so that a port in use is said in words."""

from __future__ import annotations

import errno
import os
import socket
import sys
import time
from collections.abc import Sequence
from typing import Any

from gunicorn.app.base import BaseApplication

from gongkai.errors import GongkaiError

_THREADS = 4
# Seconds for which the end of a worker waits for all that it does beside the site; gunicorn kills it after 15.
_PATIENCE = 4
_WORDS = {
    errno.EADDRINUSE: "端口{port}已被占用：请停掉占用它的程序，或换一个端口，例如gongkai serve --port {other}。",
    errno.EACCES: "没有权限使用端口{port}：1024以下的端口请换一个，例如gongkai serve --port 8000。",
    errno.EADDRNOTAVAIL: "本机没有地址{host}：请检查--host，只在本机使用写127.0.0.1，对外服务写0.0.0.0。",
}


class CannotListen(GongkaiError):
    """The address or port cannot be had: says which and what to do."""


def listening(host: str, port: int) -> socket.socket:
    """
    A socket that listens on *host* and *port* and may be handed to workers.

    Raises:
        CannotListen: the port is in use or not allowed, or the address is not this machine's.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as opened:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            opened.bind(address)
            opened.listen(256)
            opened.set_inheritable(True)
            return socket.socket(fileno=opened.detach())
    except OSError as wrong:
        words = _WORDS.get(wrong.errno or 0, "不能在{host}的端口{port}上提供服务：请检查--host和--port。")
        raise CannotListen(words.format(host=host, port=port, other=port + 1)) from wrong


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn carries no types
    """
    Gunicorn with threads; prints where the site is once it answers.

    Args:
        opened: The socket, listening.
        workers: How many processes.
        address: Where the site is.
        notes: What else is to be read beside it, a sentence a line.
    """

    def __init__(self, opened: socket.socket, workers: int, address: str, notes: Sequence[str] = ()) -> None:
        self._opened, self._workers, self._address, self._notes = opened, workers, address, notes
        super().__init__()

    def load_config(self) -> None:
        """Settings of gunicorn, by their names there."""
        settings: dict[str, Any] = {
            "bind": f"fd://{self._opened.fileno()}",
            "workers": self._workers,
            "worker_class": "gthread",
            "threads": _THREADS,
            "preload_app": True,
            "timeout": 60,
            "graceful_timeout": 15,
            "keepalive": 5,
            "loglevel": "warning",
            "accesslog": None,
            "proc_name": "gongkai",
            "control_socket_disable": True,
            "worker_tmp_dir": "/dev/shm" if os.path.isdir("/dev/shm") else None,  # noqa: S108  heartbeat, not data
            # In every worker, for whatever dies with it starts again with it; each is safe with any number of them.
            "post_worker_init": _start_rounds,
            "worker_exit": _end_rounds,
            "when_ready": lambda _: _say("\n".join([f"网站已启动：{self._address}（按Ctrl-C停止）", *self._notes])),
            "on_exit": lambda _: _say("网站已停止。"),
        }
        for name, value in settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """The application that workers serve."""
        from gongkai.web.wsgi import application

        return application


def _start_rounds(worker: Any) -> None:
    from gongkai.ledger import tasks as ledger
    from gongkai.publications import tasks as publications
    from gongkai.registers import tasks as registers
    from gongkai.web import traffic
    from gongkai.web.background import Rounds

    worker.rounds = [
        Rounds("ledger-sealer", ledger.EVERY, ledger.Sealing()),
        Rounds("traffic-writer", traffic.EVERY, traffic.write_waiting, at_end=traffic.write_waiting),
        Rounds("publications-clock", publications.EVERY, publications.Clock()),
        Rounds("registers-clock", registers.EVERY, registers.renew_documents),
        Rounds("decisions-clock", registers.EVERY_HOUR, registers.renew_decisions),
    ]
    for rounds in worker.rounds:
        rounds.start()


def _end_rounds(_: Any, worker: Any) -> None:
    every = getattr(worker, "rounds", [])  # a worker that failed to start has none
    for rounds in every:
        rounds.ask_to_end()
    end = time.monotonic() + _PATIENCE
    for rounds in every:
        rounds.join(timeout=max(0, end - time.monotonic()))


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
