"""Addresses. Each room brings its own, named by string, so that the foundation imports none."""

from allauth.account import views as allauth
from django.urls import URLPattern, URLResolver, include, path, re_path
from drf_spectacular.views import SpectacularAPIView

from portal.views import (
    absences,
    account,
    frame,
    gallery,
    health,
    invitations,
    links,
    members,
    operations,
    pages,
    settings,
    tokens,
    units,
)

handler400 = "portal.views.errors.bad_request"
handler403 = "portal.views.errors.forbidden"
handler404 = "portal.views.errors.not_found"
handler500 = "portal.views.errors.server_error"

member_patterns = [
    path("members/", members.Members.as_view(), name="members"),
    path("members/invite/", invitations.InviteMember.as_view(), name="invite"),
    path(
        "members/invitations/<uuid:pk>/renew/",
        invitations.RenewInvitation.as_view(),
        name="invitation-renew",
    ),
    path(
        "members/invitations/<uuid:pk>/revoke/",
        invitations.RevokeInvitation.as_view(),
        name="invitation-revoke",
    ),
    path("members/<uuid:pk>/", members.Member.as_view(), name="member"),
    path("members/<uuid:pk>/absence/", absences.MemberAbsence.as_view(), name="member-absence"),
    path("absences/<uuid:pk>/end/", absences.EndAbsence.as_view(), name="absence-end"),
    path("members/<uuid:pk>/end/", members.EndMember.as_view(), name="member-end"),
    path("members/<uuid:pk>/resume/", members.ResumeMember.as_view(), name="member-resume"),
    path("members/<uuid:pk>/reset/", members.ResetLink.as_view(), name="member-reset"),
    path(
        "members/<uuid:pk>/second-factor/",
        members.RemoveSecondFactor.as_view(),
        name="member-second-factor",
    ),
    path("units/", units.Units.as_view(), name="units"),
    path("units/<uuid:pk>/", units.OneUnit.as_view(), name="unit"),
    path("units/<uuid:pk>/close/", units.CloseUnit.as_view(), name="unit-close"),
    path("units/<uuid:pk>/reopen/", units.ReopenUnit.as_view(), name="unit-reopen"),
    path("tokens/", tokens.Tokens.as_view(), name="tokens"),
    path("tokens/new/", tokens.CreateToken.as_view(), name="token-new"),
    path("tokens/<uuid:pk>/revoke/", tokens.RevokeToken.as_view(), name="token-revoke"),
    path("settings/", settings.OrganisationSettings.as_view(), name="settings"),
]

operation_patterns = [
    path("", operations.Organisations.as_view(), name="operations"),
    path("help/", operations.HelpMember.as_view(), name="operations-help"),
    path("organisations/new/", operations.NewOrganisation.as_view(), name="operations-new"),
    path(
        "organisations/<uuid:pk>/",
        operations.OneOrganisation.as_view(),
        name="operations-organisation",
    ),
    path(
        "organisations/<uuid:pk>/edit/",
        operations.EditOrganisation.as_view(),
        name="operations-edit",
    ),
    path(
        "organisations/<uuid:pk>/suspend/",
        operations.SuspendOrganisation.as_view(),
        name="operations-suspend",
    ),
    path(
        "organisations/<uuid:pk>/resume/",
        operations.ResumeOrganisation.as_view(),
        name="operations-resume",
    ),
    path(
        "organisations/<uuid:pk>/invitations/<uuid:invitation>/",
        operations.StewardInvitation.as_view(),
        name="operations-invitation",
    ),
]

portal_patterns: tuple[list[URLPattern | URLResolver], str] = (
    [
        path("", frame.Start.as_view(), name="start"),
        path("search/", frame.Search.as_view(), name="search"),
        path("switch/", frame.Switch.as_view(), name="switch"),
        path("gallery/", gallery.gallery, name="gallery"),
        path("you/", account.You.as_view(), name="you"),
        path("you/absence/", absences.OwnAbsence.as_view(), name="absence"),
        path("about/", pages.About.as_view(), name="about"),
        path("accessibility/", pages.Accessibility.as_view(), name="accessibility"),
        path("invitation/<str:secret>/", links.AcceptInvitation.as_view(), name="invitation"),
        path("reset/<str:secret>/", links.UseResetLink.as_view(), name="reset"),
        path("operator/<str:secret>/", links.BecomeOperator.as_view(), name="operator"),
        *member_patterns,
        path("operations/", include(operation_patterns)),
    ],
    "portal",
)

# Of allauth's pages only those that are wanted: no sign-up, no management of addresses.
account_patterns = [
    path("login/", account.SignIn.as_view(), name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("signup/", account.Closed.as_view(), name="account_signup"),
    path("reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    path("password/change/", allauth.password_change, name="account_change_password"),
    path("password/reset/", allauth.password_reset, name="account_reset_password"),
    path("password/reset/done/", allauth.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("mfa/", include("allauth.mfa.urls")),
]

urlpatterns = [
    path("", include(portal_patterns)),
    path("", include("diligence.urls")),
    path("", include("advisory.urls")),
    path("", include("reporting.urls")),
    path("account/", include(account_patterns)),
    path("api/v1/", include("diligence.api.urls")),
    path("api/v1/", include("advisory.api.urls")),
    path("api/v1/", include("reporting.api.urls")),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
