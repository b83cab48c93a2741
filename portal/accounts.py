"""Adapters between django-allauth and Ajar."""

from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by themselves: members come by invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    def build_totp_svg(self, url: str) -> str:
        """The QR code as inline SVG without style attributes, as the security policy wants."""
        code: Any = segno.make(url)
        svg: str = code.svg_inline(scale=5, border=2, omitsize=True, lineclass=None, svgclass=None)
        return svg
