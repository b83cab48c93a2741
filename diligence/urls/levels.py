"""Addresses of levels: whose questionnaire is filled in, and a newer edition of the parent."""

from django.urls import URLPattern, URLResolver, path

from diligence.views import levels as pages
from diligence.views import parent_update

levels: list[URLPattern | URLResolver] = [
    path("questionnaires/level/", pages.QuestionnaireLevels.as_view(), name="questionnaire-level"),
    path("questionnaires/update/", parent_update.ParentUpdates.as_view(), name="parent-updates"),
    path(
        "questionnaires/drafts/<uuid:pk>/update/",
        parent_update.ParentUpdate.as_view(),
        name="draft-parent-update",
    ),
]
