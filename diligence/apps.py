"""Wiring of the organisation's room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DiligenceConfig(AppConfig):
    name = "diligence"
    verbose_name = "Due diligence"

    navigation = "diligence.views.room.navigation"
    administration = "diligence.views.room.administration"
    start_page = "diligence.views.start.sections"
    search_provider = "diligence.views.room.search"
    demo_founding = "diligence.demo.founding"
    demo_chapter = "diligence.demo.chapter"

    def ready(self) -> None:
        from portal import bells

        bells.TASKS["score"] = "diligence.score"
        bells.TASKS["digest"] = "diligence.digest_member"
        bells.TASKS["tell"] = "diligence.tell"
        bells.TASKS["import"] = "diligence.import"
        bells.TASKS["paper"] = "diligence.paper"
        bells.NAMES["paper"] = _("Making a blank questionnaire for paper")
        bells.TASKS["simulate"] = "diligence.simulate"
        bells.NAMES["simulate"] = _("Trying a draft on earlier appraisals")
        bells.TASKS["carry_over"] = "diligence.carry_over"
        bells.NAMES["carry_over"] = _("Moving appraisals to another edition")
        bells.NAMES["score"] = _("Scoring an appraisal")
        bells.NAMES["tell"] = _("Telling by e-mail that something waits")
