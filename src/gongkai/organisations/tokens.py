"""The secret part of a one-time link: random, signed by the installation, and kept by nobody but its receiver."""

from __future__ import annotations

import secrets
from hashlib import sha256

from django.core.signing import BadSignature, Signer

_BYTES = 32


def fresh() -> str:
    """A new token. The signature lets nobody who can merely write to the database make a link of his own."""
    return _signer().sign(secrets.token_urlsafe(_BYTES))


def digest(token: str) -> str | None:
    """What is kept of *token*, or None if this installation did not sign it."""
    try:
        _signer().unsign(token)
    except BadSignature:
        return None
    return sha256(token.encode()).hexdigest()


def _signer() -> Signer:
    return Signer(sep=".", salt="gongkai.organisations.tokens")
