"""Adapter between django-allauth and organisations' own identity providers."""

from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from django.http import HttpRequest


class SocialAdapter(DefaultSocialAccountAdapter):
    """Providers are rows of organisations; allauth's own tables of them stay empty."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[Any]:
        return list[SocialApp]()

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False
