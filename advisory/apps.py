"""Wiring of the hub's room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AdvisoryConfig(AppConfig):
    name = "advisory"
    verbose_name = "Advisory hub"

    navigation = "advisory.views.room.navigation"
    start_page = "advisory.views.start.sections"
    search_provider = "advisory.views.room.search"
    demo_founding = "advisory.demo.founding"
    retention_classes = "advisory.retention.classes"
    person_data = "advisory.persons.person_data"
    processing = "advisory.persons.processing"
    holdable = "advisory.retention.holdable"
    demo_chapter = "advisory.demo.chapter"

    def ready(self) -> None:
        from portal import bells

        bells.TASKS["refer"] = "advisory.refer"
        bells.NAMES["refer"] = _("Receiving a case")
