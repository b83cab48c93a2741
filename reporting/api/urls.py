"""Addresses of the reporting REST interface."""

from django.urls import URLPattern, URLResolver, path

from reporting.api.indicators import Indicators
from reporting.api.reports import Reports, Returns
from reporting.api.trials import CancelTrial, OneTrial, Trials

urlpatterns: list[URLPattern | URLResolver] = [
    path("indicators/", Indicators.as_view(), name="api-indicators"),
    path("returns/", Returns.as_view(), name="api-returns"),
    path("reports/", Reports.as_view(), name="api-reports"),
    path("trials/", Trials.as_view(), name="api-trials"),
    path("trials/<uuid:pk>/", OneTrial.as_view(), name="api-trial"),
    path("trials/<uuid:pk>/cancel/", CancelTrial.as_view(), name="api-trial-cancel"),
]
