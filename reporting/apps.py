"""Wiring of the reporting room."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = "Reporting"

    navigation = "reporting.views.room.navigation"
    start_page = "reporting.views.start.sections"
    demo_chapter = "reporting.demo.chapter"

    def ready(self) -> None:
        from portal import bells

        bells.TASKS["collect"] = "reporting.collect"
        bells.TASKS["render"] = "reporting.render"
