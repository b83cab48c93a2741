"""Addresses of simulations of drafts in the REST interface."""

from django.urls import URLPattern, URLResolver, path

from diligence.api import simulations

simulating: list[URLPattern | URLResolver] = [
    path(
        "drafts/<uuid:pk>/simulations/",
        simulations.Simulations.as_view(),
        name="draft-simulations",
    ),
    path("simulations/<uuid:pk>/", simulations.OneSimulation.as_view(), name="simulation"),
    path(
        "simulations/<uuid:pk>/cancel/",
        simulations.CancelSimulation.as_view(),
        name="simulation-cancel",
    ),
]
