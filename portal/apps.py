"""Wiring of the foundation."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Ajar"

    demo_founding = "portal.demo.founding"

    administration = "portal.views.room.administration"
    start_page = "portal.views.room.start_page"
    demo_logins = "portal.views.room.demo_logins"

    def ready(self) -> None:
        from portal import (
            checks,  # noqa: F401 - registers the system checks
            receivers,  # noqa: F401 - listens to allauth
        )
        from portal.api import schema  # noqa: F401 - registers the token scheme
