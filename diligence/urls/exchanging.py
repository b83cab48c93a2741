"""Addresses of questionnaires from files and to files."""

from django.urls import URLPattern, URLResolver, path

from diligence.views import exchanging as views

exchanging: list[URLPattern | URLResolver] = [
    path(
        "questionnaires/import/", views.ImportQuestionnaire.as_view(), name="questionnaire-import"
    ),
    path("questionnaires/drafts/<uuid:pk>/files/", views.DraftFiles.as_view(), name="draft-files"),
    path(
        "questionnaires/drafts/<uuid:pk>/files/losses.csv",
        views.DraftLosses.as_view(),
        name="draft-losses",
    ),
    path(
        "questionnaires/drafts/<uuid:pk>/export/<str:format>/",
        views.DraftExport.as_view(),
        name="draft-export",
    ),
    path(
        "questionnaires/<uuid:pk>/export/",
        views.EditionExports.as_view(),
        name="questionnaire-exports",
    ),
    path(
        "questionnaires/<uuid:pk>/export/<str:format>/",
        views.EditionExport.as_view(),
        name="questionnaire-export",
    ),
]
