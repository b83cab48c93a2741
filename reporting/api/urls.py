"""Addresses of the reporting REST interface."""

from django.urls import URLPattern, URLResolver, path

from reporting.api.indicators import Indicators

urlpatterns: list[URLPattern | URLResolver] = [
    path("indicators/", Indicators.as_view(), name="api-indicators"),
]
