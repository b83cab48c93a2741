"""Addresses of the organisation's room."""

from django.urls import URLPattern, URLResolver

app_name = "diligence"

urlpatterns: list[URLPattern | URLResolver] = []
