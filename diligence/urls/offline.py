"""Addresses of filling in offline: the blank questionnaire, and the workbook of an appraisal."""

from django.urls import URLPattern, URLResolver, path

from diligence.views import blank, offline

offline_work: list[URLPattern | URLResolver] = [
    path("questionnaire/<uuid:pk>/blank.pdf", blank.BlankPdf.as_view(), name="blank-pdf"),
    path("questionnaire/<uuid:pk>/blank.xlsx", blank.BlankBook.as_view(), name="blank-book"),
    path("appraisals/<uuid:pk>/offline/", offline.Offline.as_view(), name="offline"),
    path(
        "appraisals/<uuid:pk>/offline/blank.xlsx",
        offline.OfflineBook.as_view(),
        name="offline-book",
    ),
]
