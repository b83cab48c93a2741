"""Addresses of the reporting room."""

from django.urls import URLPattern, URLResolver, path

from reporting.views import (
    confirming,
    contribution,
    cycles,
    figures,
    own,
    preview,
    reports,
    returns,
    trials,
    verify,
)

app_name = "reporting"

figure_patterns: list[URLPattern | URLResolver] = [
    path("figures/", figures.Overview.as_view(), name="figures"),
    path("figures/all.json", figures.Json.as_view(), name="figures-json"),
    path("figures/<slug:name>.csv", figures.Csv.as_view(), name="figures-csv"),
    path("figures/<slug:part>/", figures.Part.as_view(), name="figures-part"),
    path("dashboard/", own.Dashboard.as_view(), name="dashboard"),
]

cycle_patterns: list[URLPattern | URLResolver] = [
    path("cycles/", cycles.CycleList.as_view(), name="cycles"),
    path("cycles/add/", cycles.CycleNew.as_view(), name="cycle-new"),
    path("cycles/<slug:key>/", cycles.CycleChange.as_view(), name="cycle"),
]

contribution_patterns: list[URLPattern | URLResolver] = [
    path("contribution/", contribution.Contributions.as_view(), name="contributions"),
    path("contribution/<slug:key>/", contribution.Overview.as_view(), name="contribution"),
    path("contribution/<slug:key>/cover/", contribution.Cover.as_view(), name="contribution-cover"),
    path("contribution/<slug:key>/frame/", confirming.Frame.as_view(), name="contribution-frame"),
    path(
        "contribution/<slug:key>/frame/freeze/",
        confirming.FreezeFrame.as_view(),
        name="contribution-freeze",
    ),
    path(
        "contribution/<slug:key>/declarations/<slug:code>/",
        contribution.Declare.as_view(),
        name="contribution-declaration",
    ),
    path(
        "contribution/<slug:key>/texts/<slug:chapter>/",
        contribution.Write.as_view(),
        name="contribution-text",
    ),
    path(
        "contribution/<slug:key>/figures/",
        contribution.Figures.as_view(),
        name="contribution-figures",
    ),
    path(
        "contribution/<slug:key>/confirm/",
        confirming.Confirm.as_view(),
        name="contribution-confirm",
    ),
    path(
        "contribution/<slug:key>/correct/",
        confirming.Correct.as_view(),
        name="contribution-correct",
    ),
]

return_patterns: list[URLPattern | URLResolver] = [
    path("returns/", returns.CurrentReturns.as_view(), name="returns-current"),
    path("returns/<slug:key>/", returns.Returns.as_view(), name="returns"),
    path("returns/<slug:key>/<slug:code>/", returns.OneReturn.as_view(), name="return"),
]

report_patterns: list[URLPattern | URLResolver] = [
    path("reports/", reports.Reports.as_view(), name="reports"),
    path("reports/making/<uuid:pk>/", reports.Making.as_view(), name="making"),
    path("reports/making/<uuid:pk>/progress/", reports.Progress.as_view(), name="making-progress"),
    path("reports/making/<uuid:pk>/step/", reports.Step.as_view(), name="making-step"),
    path("reports/file/<uuid:pk>/", reports.File.as_view(), name="report-file"),
    path("reports/edition/<uuid:pk>/", reports.EditionPage.as_view(), name="edition"),
    path("reports/<slug:key>/", reports.CycleReport.as_view(), name="report-cycle"),
    path("reports/<slug:key>/preview/", preview.Preview.as_view(), name="report-preview"),
    path("reports/<slug:key>/draft/", reports.Draft.as_view(), name="report-draft"),
    path("reports/<slug:key>/publish/", reports.Publish.as_view(), name="report-publish"),
    path("verify/", verify.Verify.as_view(), name="verify"),
]

trial_patterns: list[URLPattern | URLResolver] = [
    path("figures/drafts/<uuid:pk>/", trials.TrialPage.as_view(), name="policy-simulation"),
    path(
        "figures/simulations/<uuid:pk>/progress/",
        trials.TrialProgress.as_view(),
        name="trial-progress",
    ),
    path(
        "figures/simulations/<uuid:pk>/cancel/", trials.TrialCancel.as_view(), name="trial-cancel"
    ),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *trial_patterns,
    *figure_patterns,
    *cycle_patterns,
    *contribution_patterns,
    *return_patterns,
    *report_patterns,
]
