"""Addresses of the hub's REST interface."""

from django.urls import URLPattern, URLResolver, path

from advisory.api import advice, referrals

advise: list[URLPattern | URLResolver] = [
    path("referrals/<uuid:pk>/dossiers/", advice.Dossiers.as_view(), name="referral-dossiers"),
    path("referrals/<uuid:pk>/notes/", advice.Notes.as_view(), name="referral-notes"),
    path("referrals/<uuid:pk>/ask/", advice.AskForInformation.as_view(), name="referral-ask"),
    path("referrals/<uuid:pk>/draft/", advice.TheDraft.as_view(), name="advice-draft"),
    path("referrals/<uuid:pk>/offer/", advice.Offer.as_view(), name="advice-offer"),
    path("referrals/<uuid:pk>/take-back/", advice.TakeBack.as_view(), name="advice-take-back"),
    path("referrals/<uuid:pk>/countersign/", advice.Countersign.as_view(), name="advice-sign"),
    path("referrals/<uuid:pk>/return/", advice.Return.as_view(), name="advice-return"),
    path("referrals/<uuid:pk>/advice/", advice.Issued.as_view(), name="referral-advice"),
    path("countersign/", advice.CountersignRequests.as_view(), name="countersign-requests"),
    path(
        "countersign/<uuid:pk>/sign/",
        advice.AnswerCountersign.as_view(),
        {"answer": "sign"},
        name="countersign-sign",
    ),
    path(
        "countersign/<uuid:pk>/return/",
        advice.AnswerCountersign.as_view(),
        {"answer": "return"},
        name="countersign-return",
    ),
]

triage: list[URLPattern | URLResolver] = [
    path("referrals/", referrals.Referrals.as_view(), name="referrals"),
    path("referrals/<uuid:pk>/", referrals.OneReferral.as_view(), name="referral"),
    path("referrals/<uuid:pk>/take/", referrals.Take.as_view(), name="referral-take"),
    path("referrals/<uuid:pk>/assign/", referrals.Assign.as_view(), name="referral-assign"),
    path("referrals/<uuid:pk>/release/", referrals.Release.as_view(), name="referral-release"),
]

urlpatterns: list[URLPattern | URLResolver] = [*triage, *advise]
