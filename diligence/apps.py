"""Wiring of the organisation's room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DiligenceConfig(AppConfig):
    name = "diligence"
    verbose_name = "Due diligence"

    navigation = "diligence.views.room.navigation"
    administration = "diligence.views.room.administration"
    settings_pages = "diligence.views.room.settings_pages"
    start_page = "diligence.views.start.sections"
    looked_at = "diligence.views.seen.looked_at"
    text_guard = "diligence.domain.markings.marking_in"
    record_handles = "diligence.queries.partnerships.handles"
    search_provider = "diligence.views.room.search"
    demo_founding = "diligence.demo.founding"
    retention_classes = "diligence.retention.classes"
    person_data = "diligence.persons.person_data"
    processing = "diligence.persons.processing"
    privacy_links = "diligence.views.objections.links"
    holdable = "diligence.retention.holdable"
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
