"""The signature of a head: Ed25519, with the installation's own key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from gongkai.errors import GongkaiError, Unreadable
from gongkai.ledger import chain

FORMAT = "gongkai-ledger-head/1"
#: Name of the key's file among the installation's secrets: 64 hex digits.
KEY_FILE = "ledger-key"
_HEX = {"hash": 64, "key": 64, "signature": 128}


class BadKey(GongkaiError):
    """A signing key that cannot be read, made, or is none."""


@dataclass(frozen=True, slots=True)
class SignedHead:
    """
    What the ledger's head was, and who vouches for it.

    Args:
        position: How many entries there are up to it.
        hash: The hash of the last of them, 64 hex digits.
        on: The day it is signed for, local date.
        signed_at: The moment of signing, aware.
        key: The public key that checks the signature, 64 hex digits.
        signature: Ed25519 over `signed_text`, 128 hex digits.
    """

    position: int
    hash: str
    on: date
    signed_at: datetime
    key: str
    signature: str

    def is_genuine(self) -> bool:
        """Whether the signature is that of *key*; whether that key is ours is another question."""
        return is_sealed_by(self.key, signed_text(self.position, self.hash, self.on, self.signed_at), self.signature)

    def to_data(self) -> dict[str, Any]:
        """As `gongkai ledger head --json` prints it."""
        return {
            "format": FORMAT, **asdict(self), "on": self.on.isoformat(), "signed_at": chain.moment(self.signed_at),
        }  # fmt: skip

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> SignedHead:
        """
        What `to_data` gave.

        Raises:
            Unreadable: it is something else.
        """
        try:
            if data["format"] != FORMAT or not all(
                re.fullmatch(rf"[0-9a-f]{{{length}}}", data[name]) for name, length in _HEX.items()
            ):
                raise ValueError
            signed_at = datetime.fromisoformat(data["signed_at"])
            if signed_at.tzinfo is None:
                raise ValueError
            return cls(
                int(data["position"]), data["hash"], date.fromisoformat(data["on"]), signed_at,
                data["key"], data["signature"],
            )  # fmt: skip
        except (KeyError, TypeError, ValueError):
            raise Unreadable("这不是台账签名文件：应为gongkai ledger head --json输出的内容，请换一个文件。") from None


def signed(position: int, found: str, *, on: date, at: datetime) -> SignedHead:
    """
    Sign a head with the installation's key, which is made on first use.

    Raises:
        BadKey: the key cannot be read or made.
    """
    private = _own()
    signature = private.sign(signed_text(position, found, on, at))
    return SignedHead(position, found, on, at, _public(private), signature.hex())


def signed_text(position: int, found: str, on: date, at: datetime) -> bytes:
    """The bytes that a signature covers."""
    return chain.canonical({"format": FORMAT, "position": position, "hash": found, "on": on, "signed_at": at}).encode()


def seal_of(content: bytes) -> tuple[str, str]:
    """
    The public key and the signature of the installation over *content*, 64 and 128 hex digits.

    Whoever lets content be signed begins it with words of its own format, so that it can never be taken for a head.

    Raises:
        BadKey: the key cannot be read or made.
    """
    private = _own()
    return _public(private), private.sign(content).hex()


def is_sealed_by(public_key: str, content: bytes, signature: str) -> bool:
    """Whether *signature* over *content* is that of *public_key*; whose key that is is another question."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(bytes.fromhex(signature), content)
    except (InvalidSignature, ValueError):
        return False
    return True


def own_key() -> str:
    """
    The installation's public key, 64 hex digits.

    Raises:
        BadKey: the key cannot be read or made.
    """
    return _public(_own())


def _own() -> Ed25519PrivateKey:
    text = settings.GONGKAI_DATA.secret(KEY_FILE, lambda: Ed25519PrivateKey.generate().private_bytes_raw().hex())
    try:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(text))
    except ValueError:
        file = settings.GONGKAI_DATA.room("secrets") / KEY_FILE
        raise BadKey(f"台账签名密钥{file}已损坏：请从备份恢复；不要删除，否则旧签名将无法核对。") from None


def _public(private: Ed25519PrivateKey) -> str:
    return private.public_key().public_bytes_raw().hex()
