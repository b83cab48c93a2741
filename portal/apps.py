"""Wiring of the foundation."""

from allauth.usersessions.apps import UserSessionsConfig
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "portal"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Ajar"

    demo_founding = "portal.demo.founding"
    demo_closing = "portal.demo_privacy.closing"

    administration = "portal.views.room.administration"
    search_provider = "portal.views.room.search"
    start_page = "portal.views.room.start_page"
    demo_logins = "portal.views.room.demo_logins"
    retention_classes = "portal.actions.own_retention.classes"
    holdable = "portal.actions.own_retention.holdable"
    person_data = "portal.actions.own_persons.person_data"
    processing = "portal.actions.own_persons.processing"

    def ready(self) -> None:
        from portal import (
            bells,
            checks,  # noqa: F401 - registers the system checks
            receivers,  # noqa: F401 - listens to allauth
            tasks_files,  # noqa: F401 - registers its tasks
            tasks_privacy,
            tasks_record,  # noqa: F401 - registers its tasks
            tasks_sso,  # noqa: F401 - registers its task
            upkeep,  # noqa: F401 - registers its tasks
        )
        from portal.actions import file_keys, files, ledger_export, person_requests

        bells.TASKS[tasks_privacy.RETAIN] = "portal.retain_organisation"
        bells.NAMES[tasks_privacy.RETAIN] = _("Removing what has had its time")
        bells.TASKS[person_requests.BELL] = "portal.export_person"
        bells.NAMES[person_requests.BELL] = _("Putting a copy of somebody’s data together")
        bells.TASKS[files.BELL] = "portal.scan"
        bells.NAMES[files.BELL] = _("Looking for malware in a file")
        bells.TASKS[file_keys.BELL] = "portal.reseal"
        bells.NAMES[file_keys.BELL] = _("Sealing files with the present key")
        bells.TASKS[ledger_export.BELL] = "portal.export_record"
        bells.NAMES[ledger_export.BELL] = _("Making a copy of the record")
        from portal.api import schema  # noqa: F401 - registers the token scheme


class ListedSessionsConfig(UserSessionsConfig):
    """The table of sessions alone: allauth would list them by the key that is in the cookie."""

    def ready(self) -> None:
        """Connect nothing: `portal.receivers` lists sessions."""
