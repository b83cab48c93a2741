"""Addresses of the hub's room."""

from django.urls import URLPattern, URLResolver, path

from advisory.views import (
    advice,
    asking,
    byhand,
    countersign,
    files,
    queue,
    queue_steps,
    referral,
    remits,
)

app_name = "advisory"

advise: list[URLPattern | URLResolver] = [
    path("queue/<uuid:pk>/", referral.Detail.as_view(), name="referral-detail"),
    path("queue/<uuid:pk>/earlier/", referral.EarlierCases.as_view(), name="referral-earlier"),
    path("queue/<uuid:pk>/note/", referral.AddNote.as_view(), name="referral-note"),
    path("queue/<uuid:pk>/ask/", asking.Ask.as_view(), name="referral-ask"),
    path(
        "queue/<uuid:pk>/ask/withdraw/",
        referral.WithdrawRequest.as_view(),
        name="referral-ask-withdraw",
    ),
    path("queue/<uuid:pk>/draft/", advice.Draft.as_view(), name="advice-draft"),
    path("queue/<uuid:pk>/offer/", advice.Offer.as_view(), name="advice-offer"),
    path("queue/<uuid:pk>/take-back/", advice.TakeBack.as_view(), name="advice-take-back"),
    path("queue/<uuid:pk>/countersign/", countersign.Countersign.as_view(), name="advice-sign"),
    path("queue/<uuid:pk>/issue/", advice.Issue.as_view(), name="advice-issue"),
    path("queue/<uuid:pk>/advice/<uuid:advice>/", advice.Read.as_view(), name="advice-detail"),
    path("queue/files/<uuid:pk>/", files.Download.as_view(), name="received-file"),
    path("countersign/", countersign.RequestList.as_view(), name="countersign-list"),
    path("countersign/<uuid:pk>/", countersign.RequestDetail.as_view(), name="countersign-detail"),
]

triage: list[URLPattern | URLResolver] = [
    path("queue/", queue.Queue.as_view(), name="queue"),
    path("queue/change/", queue.ChangeQueue.as_view(), name="queue-change"),
    path("queue/views/", queue.SaveView.as_view(), name="view-save"),
    path("queue/views/<uuid:pk>/forget/", queue.ForgetView.as_view(), name="view-forget"),
    path("queue/new/", byhand.NewCase.as_view(), name="referral-new"),
    path("queue/senders/", byhand.SuggestSender.as_view(), name="sender-suggest"),
    path("queue/<uuid:pk>/edit/", byhand.EditCase.as_view(), name="referral-edit"),
    path("queue/<uuid:pk>/take/", queue_steps.Take.as_view(), name="referral-take"),
    path("queue/<uuid:pk>/assign/", queue_steps.Assign.as_view(), name="referral-assign"),
    path("queue/<uuid:pk>/release/", queue_steps.Release.as_view(), name="referral-release"),
    path("queue/<uuid:pk>/place/", queue_steps.SetPlace.as_view(), name="referral-place"),
    path("queue/<uuid:pk>/due/", queue_steps.SetDue.as_view(), name="referral-due"),
    path("queue/<uuid:pk>/close/", queue_steps.Close.as_view(), name="referral-close"),
]

remit: list[URLPattern | URLResolver] = [
    path("remits/", remits.Remits.as_view(), name="remits"),
    path("remits/new/", remits.NewRemit.as_view(), name="remit-new"),
    path("remits/<uuid:pk>/", remits.OneRemit.as_view(), name="remit"),
    path("remits/<uuid:pk>/end/", remits.EndRemit.as_view(), name="remit-end"),
    path("remits/<uuid:pk>/resume/", remits.ResumeRemit.as_view(), name="remit-resume"),
]

urlpatterns: list[URLPattern | URLResolver] = [*triage, *remit, *advise]
