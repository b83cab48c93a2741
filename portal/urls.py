"""Addresses. Each room brings its own, named by string, so that the foundation imports none."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from portal.views import frame, gallery, health

handler400 = "portal.views.errors.bad_request"
handler403 = "portal.views.errors.forbidden"
handler404 = "portal.views.errors.not_found"
handler500 = "portal.views.errors.server_error"

portal_patterns = (
    [
        path("", frame.Start.as_view(), name="start"),
        path("search/", frame.Search.as_view(), name="search"),
        path("switch/", frame.Switch.as_view(), name="switch"),
        path("gallery/", gallery.gallery, name="gallery"),
    ],
    "portal",
)

urlpatterns = [
    path("", include(portal_patterns)),
    path("", include("diligence.urls")),
    path("account/", include("allauth.account.urls")),
    path("account/mfa/", include("allauth.mfa.urls")),
    path("api/v1/", include("diligence.api.urls")),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
