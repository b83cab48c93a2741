"""Addresses of questionnaires from files and to files in the REST interface."""

from django.urls import URLPattern, URLResolver, path

from diligence.api import exchanging as views

exchanging: list[URLPattern | URLResolver] = [
    path(
        "questionnaires/import/", views.ImportQuestionnaire.as_view(), name="questionnaire-import"
    ),
    path(
        "questionnaires/<uuid:pk>/export/<str:form>/",
        views.EditionExport.as_view(),
        name="questionnaire-export",
    ),
    path(
        "questionnaires/drafts/<uuid:pk>/export/<str:form>/",
        views.DraftExport.as_view(),
        name="draft-export",
    ),
]
