"""Whether a page of others can be opened: asked politely, and never of a machine within our own network.

What an officer links to must not make the server open something inside: each host is resolved here, every address it
has must be one of the public network (or of the networks that the installation names), and the connection goes to that
very address, so that a second answer of the name server changes nothing. Redirections are asked anew, a few times.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit, urlunsplit

#: Seconds for each of connecting and answering.
SECONDS = 5
#: Redirections followed.
HOPS = 4
_PORTS = {"http": 80, "https": 443}
_WORDS = {404: "没有这个页面", 410: "页面已经删除", 403: "对方不让访问", 500: "对方网站出错", 503: "对方网站暂停服务"}
#: Answers by which a site keeps programs out while people get in: nothing is known of the page.
_KEPT_OUT = {401, 403, 405, 406, 412, 429, 521}


@dataclass(frozen=True, slots=True)
class Answer:
    """How an address answered: `alive`, `dead` or `refused` (not asked, or kept from us), status, and why in words."""

    state: str
    status: int | None
    words: str


class _Inside(Exception):
    """The address leads into a network that is not asked."""


def ask(address: str, within: Sequence[str] = ()) -> Answer:
    """
    Ask for an address.

    Args:
        address: http or https.
        within: Networks that may be asked beside the public one, such as 10.0.0.0/8.
    """
    try:
        for _hop in range(HOPS):
            status, onward = _asked(address, [ipaddress.ip_network(one) for one in within])
            if onward is None:
                return _answer(status)
            address = urljoin(address, onward)
        return Answer("dead", None, "不停地转到别的网址")
    except _Inside:
        return Answer("refused", None, "指向内部网络，没有访问")
    except TimeoutError:
        return Answer("dead", None, f"{SECONDS}秒没有回应")
    except ssl.SSLError:
        return Answer("dead", None, "安全证书有误")
    except socket.gaierror:
        return Answer("dead", None, "没有这个网站")
    except (OSError, http.client.HTTPException, ValueError):
        return Answer("dead", None, "连接不上")


def _answer(status: int) -> Answer:
    if status < 400:
        return Answer("alive", status, "")
    if status in _KEPT_OUT:
        return Answer("refused", status, f"{_WORDS.get(status, '对方不让程序访问')}（{status}）")
    return Answer("dead", status, f"{_WORDS.get(status, '对方回答有误')}（{status}）")


def _asked(address: str, within: Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> tuple[int, str | None]:
    """The status, and where it leads on, if it does."""
    parts = urlsplit(address)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError(address)
    host = parts.hostname.encode("idna").decode()
    found = _resolved(host, parts.port or _PORTS[parts.scheme], within)
    target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    target = "".join(mark if mark.isascii() else "".join(f"%{byte:02X}" for byte in mark.encode()) for mark in target)
    for method in ("HEAD", "GET"):
        connection = _connection(parts.scheme, host, parts.port, found)
        try:
            connection.request(method, target, headers={"User-Agent": "gongkai-link-check", "Accept": "*/*"})
            answer = connection.getresponse()
            onward = answer.getheader("Location") if 300 <= answer.status < 400 else None
            if method == "GET" or answer.status < 400:
                return answer.status, onward
        finally:
            connection.close()
    raise ValueError(address)


def _resolved(host: str, port: int, within: Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> tuple[str, int]:
    """The first address of a host, all of whose addresses may be asked."""
    found = [entry[4] for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    for place in found:
        address = ipaddress.ip_address(str(place[0]).partition("%")[0])
        mapped = getattr(address, "ipv4_mapped", None) or address
        if (not mapped.is_global or mapped.is_multicast) and not any(
            mapped in network for network in within if network.version == mapped.version
        ):
            raise _Inside
    return str(found[0][0]), port


def _connection(scheme: str, host: str, port: int | None, found: tuple[str, int]) -> http.client.HTTPConnection:
    """A connection to the address that was looked at; the host's name is kept for the certificate and the header."""
    if scheme == "http":
        connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
        connection.sock = socket.create_connection(found, SECONDS)
        return connection
    context = ssl.create_default_context()
    secure = http.client.HTTPSConnection(host, port, timeout=SECONDS, context=context)
    plain = socket.create_connection(found, SECONDS)
    try:
        secure.sock = context.wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise
    return secure
