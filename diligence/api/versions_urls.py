"""Addresses of editions and moved appraisals in the REST interface."""

from django.urls import URLPattern, path

from diligence.api import versions as api

versions: list[URLPattern] = [
    path(
        "questionnaires/<uuid:before>/differences/<uuid:after>/",
        api.Differences.as_view(),
        name="differences",
    ),
    path("appraisals/<uuid:pk>/carry-over/", api.CarryOne.as_view(), name="carry-over"),
    path("appraisals/<uuid:pk>/carry-over/reports/", api.Reports.as_view(), name="carry-reports"),
    path("carry-overs/", api.Runs.as_view(), name="carry-overs"),
    path("carry-overs/<uuid:pk>/", api.OneRun.as_view(), name="carry-over-run"),
    path("carry-overs/<uuid:pk>/stop/", api.StopRun.as_view(), name="carry-over-stop"),
]
