"""Addresses of the reporting room."""

from django.urls import URLPattern, URLResolver, path

from reporting.views import figures, own

app_name = "reporting"

figure_patterns: list[URLPattern | URLResolver] = [
    path("figures/", figures.Overview.as_view(), name="figures"),
    path("figures/all.json", figures.Json.as_view(), name="figures-json"),
    path("figures/<slug:name>.csv", figures.Csv.as_view(), name="figures-csv"),
    path("figures/<slug:part>/", figures.Part.as_view(), name="figures-part"),
    path("dashboard/", own.Dashboard.as_view(), name="dashboard"),
]

urlpatterns: list[URLPattern | URLResolver] = [*figure_patterns]
