"""Addresses of simulations of drafts on earlier appraisals."""

from django.urls import URLPattern, URLResolver, path

from diligence.views import simulating as views

simulating: list[URLPattern | URLResolver] = [
    path(
        "questionnaires/drafts/<uuid:pk>/simulation/",
        views.SimulationPage.as_view(),
        name="draft-simulation",
    ),
    path(
        "questionnaires/simulations/<uuid:pk>/progress/",
        views.SimulationProgress.as_view(),
        name="simulation-progress",
    ),
    path(
        "questionnaires/simulations/<uuid:pk>/cancel/",
        views.SimulationCancel.as_view(),
        name="simulation-cancel",
    ),
]
