"""A feed fetched from its address: from the public internet alone, within limits of size and time."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

from gongkai.errors import Unreadable
from gongkai.publications.imports.feeds import MOST_BYTES

#: Seconds for the whole of it, redirects included.
SECONDS = 20
MOST_REDIRECTS = 3
_PORTS = {"http": 80, "https": 443}
_MOVED = {301, 302, 303, 307, 308}
# Prefixes that carry an address of the old kind within one of the new: where it leads is not told by its own.
_CARRIERS = [
    ipaddress.ip_network(text) for text in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")
]

Resolver = Callable[[str, int], list[str]]


def public_addresses(host: str, port: int) -> list[str]:
    """
    The addresses of *host*, all of them public.

    Raises:
        Unreadable: there is none, or one of them is of a private network, of this machine, or otherwise not public.
    """
    try:
        found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        raise Unreadable(f"找不到网站“{host}”，请核对网址。") from None
    if not found or not all(is_public(text) for text in found):
        raise Unreadable(f"“{host}”是内部网络或本机的地址，不能从那里读取。请下载后以文件上传。")
    return list(dict.fromkeys(found))


def is_public(text: str) -> bool:
    """Whether an address of the network belongs to the public internet."""
    address: Any = ipaddress.ip_address(text.partition("%")[0])
    if address.version == 6:
        if address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        elif any(address in network for network in _CARRIERS):
            return False
    return bool(address.is_global and not address.is_multicast)


def fetch(address: str, *, resolve: Resolver = public_addresses) -> tuple[bytes, str]:
    """
    Fetch what lies at *address*.

    The name is resolved once and the connection goes to the address that was checked, so that a name which answers
    otherwise the second time gains nothing. Each redirect is checked like the first address.

    Args:
        address: http or https, on its usual port.
        resolve: From host and port to the addresses that may be connected to.

    Returns:
        The bytes, and the address that they came from in the end.

    Raises:
        Unreadable: an address that may not be asked, no answer in time, an answer too large, or one that is no success.
    """
    end = time.monotonic() + SECONDS
    for _turn in range(MOST_REDIRECTS + 1):
        parts = _checked(address)
        status, location, data = _asked(parts, resolve, end)
        if status in _MOVED and location:
            address = urljoin(address, location)
            continue
        if status != http.client.OK:
            raise Unreadable(f"对方网站的回答是{status}，没有取到订阅源。请核对网址，或稍后再试。", file=address)
        return data, address
    raise Unreadable(f"网址转了{MOST_REDIRECTS}次以上，已停止。请填写订阅源最终的网址。", file=address)


def _checked(address: str) -> SplitResult:
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError:
        raise Unreadable("网址写法不对，请核对。", file=address[:200]) from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise Unreadable("网址应以http://或https://开头。", file=address[:200])
    if parts.username is not None or parts.password is not None:
        raise Unreadable("网址里不能带用户名或密码。", file=parts.hostname)
    if port not in (None, _PORTS[parts.scheme]) or any(ord(mark) < 33 or ord(mark) == 127 for mark in parts.geturl()):
        raise Unreadable("只能读取http（80端口）和https（443端口）的网址。", file=parts.hostname)
    return parts


def _asked(parts: SplitResult, resolve: Resolver, end: float) -> tuple[int, str, bytes]:
    host, port = parts.hostname or "", _PORTS[parts.scheme]
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection = _connection(parts.scheme, host, port, resolve(host, port), end)
        try:
            connection.request("GET", _quoted(path), headers={
                "Host": host, "User-Agent": "gongkai", "Accept-Encoding": "identity",
                "Accept": "application/rss+xml, application/atom+xml, application/xml, text/xml",
            })  # fmt: skip
            answer = connection.getresponse()
            if answer.status in _MOVED:
                return answer.status, answer.getheader("Location", ""), b""
            return answer.status, "", _limited(answer, connection, end, host)
        finally:
            connection.close()
    except TimeoutError:
        raise Unreadable(f"{SECONDS}秒内没有取完，已停止。请稍后再试，或下载后以文件上传。", file=host) from None
    except (OSError, http.client.HTTPException, UnicodeError):
        raise Unreadable("连接不上对方网站，或对方的回答不完整。请核对网址，或下载后以文件上传。", file=host) from None


def _connection(scheme: str, host: str, port: int, addresses: list[str], end: float) -> http.client.HTTPConnection:
    """A connection to the first of *addresses* that answers, for the name *host*."""
    trouble: OSError = OSError("no address")
    for found in addresses:
        try:
            opened = socket.create_connection((found, port), timeout=_left(end))
            if scheme == "https":
                opened = ssl.create_default_context().wrap_socket(opened, server_hostname=host)
        except OSError as wrong:
            trouble = wrong
            continue
        connection = http.client.HTTPConnection(host, port, timeout=_left(end))
        connection.sock = opened
        return connection
    raise trouble


def _limited(answer: http.client.HTTPResponse, connection: http.client.HTTPConnection, end: float, host: str) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        if connection.sock is not None:
            connection.sock.settimeout(_left(end))
        _left(end)
        chunk = answer.read1(64 * 1024)
        if not chunk:
            return b"".join(parts)
        size += len(chunk)
        if size > MOST_BYTES:
            raise Unreadable(f"订阅源超过{MOST_BYTES // 1024 // 1024} MB，已停止读取。", file=host)
        parts.append(chunk)


def _left(end: float) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _quoted(path: str) -> str:
    from urllib.parse import quote

    return quote(path, safe="/?&=%:;,+@!$'()*~-._")
