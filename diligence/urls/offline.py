"""Addresses of filling in offline: the blank questionnaire, and the workbook of an appraisal."""

from django.urls import URLPattern, URLResolver, path

from diligence.views import blank, offline, papers

offline_work: list[URLPattern | URLResolver] = [
    path("questionnaire/<uuid:pk>/blank.pdf", blank.BlankPdf.as_view(), name="blank-pdf"),
    path("questionnaire/paper/<uuid:pk>/", papers.PaperPage.as_view(), name="paper"),
    path(
        "questionnaire/paper/<uuid:pk>/progress/",
        papers.PaperProgress.as_view(),
        name="paper-progress",
    ),
    path("questionnaire/paper/<uuid:pk>/again/", papers.PaperAgain.as_view(), name="paper-again"),
    path("questionnaire/paper/<uuid:pk>/file/", papers.PaperFile.as_view(), name="paper-file"),
    path("questionnaire/<uuid:pk>/blank.xlsx", blank.BlankBook.as_view(), name="blank-book"),
    path("appraisals/<uuid:pk>/offline/", offline.Offline.as_view(), name="offline"),
    path(
        "appraisals/<uuid:pk>/offline/blank.xlsx",
        offline.OfflineBook.as_view(),
        name="offline-book",
    ),
]
