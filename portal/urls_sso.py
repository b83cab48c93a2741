"""Addresses of sign-in through organisations' own providers, and of the pages that set them up."""

from django.urls import URLPattern, path

from portal.views import provider_key, provider_people, providers, sso

# Under /account/, without a namespace, beside allauth's.
door_patterns: list[URLPattern] = [
    path("sso/again/", sso.Again.as_view(), name="sso-again"),
    path("sso/<slug:key>/", sso.Leave.as_view(), name="sso"),
    path("sso/<slug:key>/go/", sso.Go.as_view(), name="sso-go"),
    path("sso/<slug:key>/connect/", sso.Link.as_view(), name="sso-connect"),
    path("sso/<slug:key>/answer/", sso.Answer.as_view(), name="sso-answer"),
    path("sso/<slug:key>/acs/", sso.Assertion.as_view(), name="sso-acs"),
    path("sso/<slug:key>/finish/", sso.Finish.as_view(), name="sso-finish"),
    path("sso/<slug:key>/metadata/", sso.Metadata.as_view(), name="sso-metadata"),
]

setting_patterns: list[URLPattern] = [
    path("", providers.Providers.as_view(), name="providers"),
    path("new/", providers.ChoosePreset.as_view(), name="provider-new"),
    path("new/<slug:preset>/", providers.NewProvider.as_view(), name="provider-add"),
    path("domains/", providers.Domains.as_view(), name="domains"),
    path("domains/<uuid:pk>/", providers.OneDomain.as_view(), name="domain"),
    path("problems/", providers.Problems.as_view(), name="sign-in-problems"),
    path("<uuid:pk>/", providers.OneProvider.as_view(), name="provider"),
    path("<uuid:pk>/edit/", providers.EditProvider.as_view(), name="provider-edit"),
    path("<uuid:pk>/rules/", providers.Rules.as_view(), name="provider-rules"),
    path(
        "<uuid:pk>/rules/<uuid:rule>/remove/",
        providers.RemoveRule.as_view(),
        name="provider-rule-remove",
    ),
    path("<uuid:pk>/try/", providers.TryProvider.as_view(), name="provider-try"),
    path("<uuid:pk>/tried/", providers.Tried.as_view(), name="provider-tried"),
    path("<uuid:pk>/use/", providers.UseProvider.as_view(), name="provider-use"),
    path("<uuid:pk>/off/", providers.SwitchOff.as_view(), name="provider-off"),
    path("<uuid:pk>/remove/", provider_people.RemoveProvider.as_view(), name="provider-remove"),
    path("<uuid:pk>/key/", provider_key.OwnKey.as_view(), name="provider-key"),
    path("<uuid:pk>/people/", provider_people.People.as_view(), name="provider-people"),
    path(
        "<uuid:pk>/people/<uuid:member>/disconnect/",
        provider_people.Disconnect.as_view(),
        name="provider-disconnect",
    ),
    path("<uuid:pk>/metadata/", providers.Documents.as_view(), name="provider-documents"),
]

operation_patterns: list[URLPattern] = [
    path(
        "organisations/<uuid:pk>/domains/",
        providers.OrganisationDomains.as_view(),
        name="operations-domains",
    ),
]
