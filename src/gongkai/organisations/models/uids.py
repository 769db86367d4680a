"""Keys for the outside."""

from __future__ import annotations

import base64
import secrets


def new_uid() -> str:
    """A key for the outside: 64 random bits as 13 characters of base32, lower case."""
    return base64.b32encode(secrets.token_bytes(8)).decode("ascii").rstrip("=").lower()
