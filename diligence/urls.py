"""Addresses of the organisation's room."""

from django.urls import URLPattern, URLResolver, path

from diligence.views import partnership_steps, partnerships, registering

app_name = "diligence"

register: list[URLPattern | URLResolver] = [
    path("partnerships/", partnerships.PartnershipList.as_view(), name="partnership-list"),
    path("partnerships/new/", registering.PartnershipNew.as_view(), name="partnership-new"),
    path(
        "partnerships/<uuid:pk>/",
        partnerships.PartnershipDetail.as_view(),
        name="partnership-detail",
    ),
    path(
        "partnerships/<uuid:pk>/edit/",
        registering.PartnershipEdit.as_view(),
        name="partnership-edit",
    ),
    path(
        "partnerships/<uuid:pk>/history/",
        partnerships.PartnershipHistory.as_view(),
        name="partnership-history",
    ),
    path(
        "partnerships/<uuid:pk>/end/",
        partnership_steps.PartnershipEnd.as_view(),
        name="partnership-end",
    ),
    path(
        "partnerships/<uuid:pk>/resume/",
        partnership_steps.PartnershipResume.as_view(),
        name="partnership-resume",
    ),
    path(
        "partnerships/<uuid:pk>/discard/",
        partnership_steps.PartnershipDiscard.as_view(),
        name="partnership-discard",
    ),
    path(
        "partnerships/<uuid:pk>/restore/",
        partnership_steps.PartnershipRestore.as_view(),
        name="partnership-restore",
    ),
    path(
        "partnerships/changes/<uuid:pk>/undo/",
        partnership_steps.PartnershipUndo.as_view(),
        name="partnership-undo",
    ),
]

urlpatterns: list[URLPattern | URLResolver] = [*register]
