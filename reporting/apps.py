"""Wiring of the reporting room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = "Reporting"

    navigation = "reporting.views.room.navigation"
    start_page = "reporting.views.start.sections"
    retention_classes = "reporting.retention.classes"
    person_data = "reporting.persons.person_data"
    processing = "reporting.persons.processing"
    demo_chapter = "reporting.demo.chapter"

    def ready(self) -> None:
        from portal import bells

        bells.TASKS["collect"] = "reporting.collect"
        bells.TASKS["render"] = "reporting.render"
        bells.TASKS["policy_trial"] = "reporting.try_draft"
        bells.NAMES["policy_trial"] = _("Trying a draft on a Member State’s appraisals")
        bells.NAMES["collect"] = _("Counting a closed quarter")
        bells.NAMES["render"] = _("Making a report")
