"""What allauth asks of the project: nobody signs up, guesses are counted by axes, secrets are kept encrypted."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest

from gongkai.web.limits import address_of

#: What stands for a peer without an address: a process of this machine, over a Unix socket.
_LOCAL = "127.0.0.1"
_KEY = "second-factor-key"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """Accounts are made by acts alone."""

    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "enter_current_password": "当前密码不对，请重新输入。",
        "incorrect_password": "密码不对，请重新输入。",
        "too_many_login_attempts": "输错的次数太多，请过15分钟再试。",
        "username_password_mismatch": "登录名或密码不对，请核对后再输入。",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: people are appointed."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The visitor's address, behind as many proxies as the installation has."""
        return address_of(request) or _LOCAL

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave counting to axes: a limit by name alone would let any stranger lock an officer out."""


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The seeds of codes are encrypted under a key in the data folder: the database alone gives none away."""

    error_messages: ClassVar[dict[str, Any]] = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "验证码不对，请输入验证器上现在的数字。",
    }

    def get_totp_label(self, user: Any) -> str:
        """What the person's app shows beside the code: the name to sign in with."""
        return str(user.username)

    def encrypt(self, text: str) -> str:
        """*text* under the installation's key."""
        return _cipher().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """The text back; raises InvalidToken where the key is not that of the database."""
        return _cipher().decrypt(encrypted_text.encode("ascii")).decode()


def _cipher() -> Fernet:
    return Fernet(settings.GONGKAI_DATA.secret(_KEY, lambda: Fernet.generate_key().decode("ascii")))
