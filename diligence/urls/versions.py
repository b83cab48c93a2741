"""Addresses of editions: compared, and running appraisals moved from one to another."""

from django.urls import URLPattern, URLResolver, path

from diligence.views import carry_over, comparing

versions: list[URLPattern | URLResolver] = [
    path("questionnaires/compare/", comparing.Choose.as_view(), name="compare-choose"),
    path(
        "questionnaires/compare/<uuid:before>/<uuid:after>/",
        comparing.Compare.as_view(),
        name="compare",
    ),
    path(
        "questionnaires/drafts/<uuid:pk>/differences/",
        comparing.DraftDifferences.as_view(),
        name="draft-differences",
    ),
    path("questionnaires/carry-over/", carry_over.All.as_view(), name="carry-over-all"),
    path("questionnaires/carry-over/<uuid:pk>/", carry_over.Run.as_view(), name="carry-over-run"),
    path(
        "questionnaires/carry-over/<uuid:pk>/progress/",
        carry_over.Progress.as_view(),
        name="carry-over-progress",
    ),
    path(
        "questionnaires/carry-over/<uuid:pk>/stop/",
        carry_over.Stop.as_view(),
        name="carry-over-stop",
    ),
    path("appraisals/<uuid:pk>/carry-over/", carry_over.One.as_view(), name="carry-over"),
    path(
        "appraisals/<uuid:pk>/carry-over/<uuid:report>/",
        carry_over.Report.as_view(),
        name="carry-report",
    ),
]
