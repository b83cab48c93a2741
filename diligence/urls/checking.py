"""Addresses of the checks of a draft."""

from django.urls import URLPattern, URLResolver, path

from diligence.views import checking as views

checking: list[URLPattern | URLResolver] = [
    path("questionnaires/drafts/<uuid:pk>/checks/", views.Checks.as_view(), name="draft-checks"),
    path(
        "questionnaires/drafts/overrides/<uuid:pk>/withdraw/",
        views.Withdraw.as_view(),
        name="draft-override-withdraw",
    ),
]
