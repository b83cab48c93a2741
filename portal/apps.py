"""Wiring of the foundation."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Ajar"

    def ready(self) -> None:
        from portal import checks  # noqa: F401 - registers the system checks
        from portal.api import schema  # noqa: F401 - registers the token scheme
