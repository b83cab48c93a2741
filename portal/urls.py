"""Addresses. Each room brings its own, named by string, so that the foundation imports none."""

from allauth.account import views as allauth
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import URLPattern, URLResolver, include, path, re_path
from drf_spectacular.views import SpectacularAPIView

from portal import urls_sso
from portal.views import (
    absences,
    account,
    frame,
    gallery,
    health,
    invitations,
    joining,
    links,
    matrix,
    members,
    operations,
    pages,
    privacy,
    privacy_record,
    privacy_requests,
    privacy_retention,
    record,
    security,
    seeing,
    sessions,
    settings,
    stepup,
    tokens,
    units,
    wellknown,
    why,
)
from portal.views.stepup import confirmed_first

handler400 = "portal.views.errors.bad_request"
handler403 = "portal.views.errors.forbidden"
handler404 = "portal.views.errors.not_found"
handler500 = "portal.views.errors.server_error"

member_patterns: list[URLPattern | URLResolver] = [
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
    path("members/joining/", joining.JoinRequests.as_view(), name="joining"),
    path(
        "members/joining/<uuid:pk>/accept/",
        joining.AcceptJoining.as_view(),
        name="joining-accept",
    ),
    path(
        "members/joining/<uuid:pk>/decline/",
        joining.DeclineJoining.as_view(),
        name="joining-decline",
    ),
    path("members/joining/domains/<uuid:pk>/", joining.LetAsk.as_view(), name="joining-domain"),
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
    path("settings/sign-in/", include(urls_sso.setting_patterns)),
    path("settings/security/", security.SecurityPage.as_view(), name="security"),
    path("settings/", settings.OrganisationSettings.as_view(), name="settings"),
    path("record/", record.Record.as_view(), name="record"),
    path("record/person/", record.RecordPerson.as_view(), name="record-person"),
    path("record/seals/", record.Seals.as_view(), name="record-seals"),
    path("record/copies/", record.Exports.as_view(), name="record-exports"),
    path("record/copies/new/", record.NewExport.as_view(), name="record-export-new"),
    path("record/copies/<uuid:pk>/", record.Export.as_view(), name="record-export"),
    path(
        "record/copies/<uuid:pk>/progress/",
        record.ExportProgress.as_view(),
        name="record-export-progress",
    ),
    path("record/copies/<uuid:pk>/file/", record.ExportFile.as_view(), name="record-export-file"),
    path("settings/who-may-what/", matrix.WhoMayWhat.as_view(), name="who-may-what"),
    path("settings/see-as/", seeing.SeeingAs.as_view(), name="seeing"),
    path("settings/see-as/end/", seeing.StopSeeing.as_view(), name="seeing-end"),
    path("why/", why.Why.as_view(), name="why"),
]

privacy_patterns = [
    path("", privacy.Overview.as_view(), name="privacy-overview"),
    path("settings/", privacy.Settings.as_view(), name="privacy-settings"),
    path("periods/", privacy_retention.Periods.as_view(), name="periods"),
    path("periods/<slug:key>/", privacy_retention.Period.as_view(), name="period"),
    path("next/", privacy_retention.Leaving.as_view(), name="leaving"),
    path("runs/", privacy_retention.Runs.as_view(), name="retention-runs"),
    path("holds/", privacy_retention.Holds.as_view(), name="holds"),
    path("holds/<uuid:pk>/release/", privacy_retention.ReleaseHold.as_view(), name="hold-release"),
    path("requests/", privacy_requests.Requests.as_view(), name="person-requests"),
    path("requests/new/", privacy_requests.NewRequest.as_view(), name="person-request-new"),
    path("requests/<uuid:pk>/", privacy_requests.OneRequest.as_view(), name="person-request"),
    path("requests/<uuid:pk>/make/", privacy_requests.MakeCopy.as_view(), name="person-copy"),
    path(
        "requests/<uuid:pk>/copy/", privacy_requests.FetchCopy.as_view(), name="person-copy-fetch"
    ),
    path("erase/<uuid:pk>/", privacy_requests.Erase.as_view(), name="person-erase"),
    path("processing/", privacy_record.RecordOfProcessing.as_view(), name="processing"),
    path("processing/csv/", privacy_record.RecordAsTable.as_view(), name="processing-csv"),
    path("processing/pdf/", privacy_record.RecordAsPdf.as_view(), name="processing-pdf"),
]

operation_patterns = [
    *urls_sso.operation_patterns,
    path("", operations.Organisations.as_view(), name="operations"),
    path("help/", operations.HelpMember.as_view(), name="operations-help"),
    path("who-may-what/", matrix.OperatorsMatrix.as_view(), name="operations-who-may-what"),
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
        path("you/sessions/", sessions.Sessions.as_view(), name="you-sessions"),
        path("you/sessions/stay/", sessions.Stay.as_view(), name="you-stay"),
        path("you/sessions/<int:pk>/end/", sessions.EndSession.as_view(), name="you-session-end"),
        path(
            "you/sessions/end-others/",
            sessions.EndOtherSessions.as_view(),
            name="you-sessions-end-others",
        ),
        path("you/data/", privacy_requests.OwnData.as_view(), name="own-data"),
        path("you/data/<uuid:pk>/", privacy_requests.FetchOwnCopy.as_view(), name="own-copy"),
        path("privacy/", privacy.Notice.as_view(), name="privacy"),
        path("data-protection/", include(privacy_patterns)),
        path("you/absence/", absences.OwnAbsence.as_view(), name="absence"),
        path("about/", pages.About.as_view(), name="about"),
        path("accessibility/", pages.Accessibility.as_view(), name="accessibility"),
        path("join/", joining.AskToJoinPage.as_view(), name="join"),
        path("join/<str:secret>/", joining.ProveAddress.as_view(), name="join-prove"),
        path("invitation/<str:secret>/", links.AcceptInvitation.as_view(), name="invitation"),
        path("reset/<str:secret>/", links.UseResetLink.as_view(), name="reset"),
        path("operator/<str:secret>/", links.BecomeOperator.as_view(), name="operator"),
        *member_patterns,
        path("operations/", include(operation_patterns)),
    ],
    "portal",
)

# Second factors: what changes them asks first who is there, by our own page.
factor_patterns = [
    path("", factors.index, name="mfa_index"),
    path("authenticate/", account.UseFactor.as_view(), name="mfa_authenticate"),
    path("totp/activate/", confirmed_first(totp.activate_totp), name="mfa_activate_totp"),
    path("totp/deactivate/", confirmed_first(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path(
        "recovery-codes/",
        confirmed_first(codes.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        "recovery-codes/generate/",
        confirmed_first(codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("passkeys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("passkeys/add/", confirmed_first(account.AddPasskey.as_view()), name="mfa_add_webauthn"),
    path("passkeys/sign-in/", account.PasskeySignIn.as_view(), name="mfa_login_webauthn"),
    path(
        "passkeys/<int:pk>/remove/",
        confirmed_first(passkeys.remove_webauthn),
        name="mfa_remove_webauthn",
    ),
    path(
        "passkeys/<int:pk>/rename/",
        confirmed_first(passkeys.edit_webauthn),
        name="mfa_edit_webauthn",
    ),
]

# Of allauth's pages only those that are wanted: no sign-up, no management of addresses.
account_patterns = [
    path("login/", account.SignIn.as_view(), name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("signup/", account.Closed.as_view(), name="account_signup"),
    path("step-up/", stepup.StepUp.as_view(), name="account_step_up"),
    path("late/", stepup.Late.as_view(), name="account_late"),
    path("other-way/", stepup.OtherWayNeeded.as_view(), name="account_other_way"),
    path("second-factor/", stepup.SecondFactorNeeded.as_view(), name="account_second_factor"),
    path(
        "password/change/",
        confirmed_first(allauth.password_change),
        name="account_change_password",
    ),
    path(
        "password/strength/",
        account.PasswordStrength.as_view(),
        name="account_password_strength",
    ),
    path("password/reset/", account.AskReset.as_view(), name="account_reset_password"),
    path("password/reset/done/", allauth.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.NewPassword.as_view(),
        name="account_reset_password_from_key",
    ),
    path("mfa/", include(factor_patterns)),
    *urls_sso.door_patterns,
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
    path(".well-known/security.txt", wellknown.security_txt, name="security-txt"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
