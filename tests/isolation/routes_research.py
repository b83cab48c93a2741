"""The organisation's own room, its members and settings, and what is open to anybody."""

from typing import Any

from portal.enums import Permission
from tests.isolation.route import Open, Route
from tests.isolation.world import Estate, upload

P = Permission
EVERY_MEMBER = tuple(Permission)


def _partnership_form(estate: Estate) -> dict[str, Any]:
    return {
        "title": "Taken over",
        "state": "proposed",
        "agreement_kind": "none",
        "funding_currency": "EUR",
        "revision": 1,
        "partners-TOTAL_FORMS": 1,
        "partners-INITIAL_FORMS": 0,
        "partners-0-name": "Taken partner",
    }


def _partner_form(_estate: Estate) -> dict[str, Any]:
    return {"name": "Taken over", "country": "CL", "kind": "uni", "revision": 1}


def _because(_estate: Estate) -> dict[str, Any]:
    return {"because": "It suits me."}


def _merge(estate: Estate) -> dict[str, Any]:
    return {"with": str(estate.other_partner.pk)}


def _file(_estate: Estate) -> dict[str, Any]:
    return {"file": upload("Trojan")}


def _member(estate: Estate) -> dict[str, Any]:
    return {"roles": ["steward"], "units": [str(estate.unit.pk)]}


def _organisation(_estate: Estate) -> dict[str, Any]:
    return {
        "name": "Renamed",
        "kind": "research",
        "type": "university",
        "size_band": "large",
        "country": "NL",
    }


REGISTER = {
    "partnership-list": Route(P.VIEW_REGISTER, query="q=zorvath"),
    "partnership-new": Route(P.EDIT_REGISTER, P.EDIT_REGISTER, body=_partnership_form),
    "partnership-detail": Route(P.VIEW_REGISTER, about="partnership", by_unit=True),
    "partnership-edit": Route(
        P.EDIT_REGISTER, P.EDIT_REGISTER, "partnership", body=_partnership_form, by_unit=True
    ),
    "partnership-history": Route(P.VIEW_REGISTER, about="partnership", by_unit=True),
    "partnership-end": Route(
        P.EDIT_REGISTER,
        P.EDIT_REGISTER,
        "partnership",
        body=lambda _: {"ends_on": "2026-01-01"},
        by_unit=True,
    ),
    "partnership-resume": Route(P.EDIT_REGISTER, P.EDIT_REGISTER, "partnership", by_unit=True),
    "partnership-discard": Route(P.EDIT_REGISTER, P.EDIT_REGISTER, "partnership", by_unit=True),
    "partnership-restore": Route(P.EDIT_REGISTER, P.EDIT_REGISTER, "partnership", by_unit=True),
    "partnership-undo": Route(None, P.EDIT_REGISTER, "change", by_unit=True),
    "register-export": Route(P.EXPORT, query="format=csv"),
    "partner-list": Route(P.VIEW_REGISTER, query="q=zorvath"),
    "partner-suggest": Route(P.VIEW_REGISTER, query="q=zorvath"),
    "partner-detail": Route(P.VIEW_REGISTER, about="partner"),
    "partner-edit": Route(P.EDIT_REGISTER, P.EDIT_REGISTER, "partner", body=_partner_form),
    "partner-merge": Route(P.EDIT_REGISTER, P.EDIT_REGISTER, "partner", body=_merge),
    "partner-unmerge": Route(P.EDIT_REGISTER, P.EDIT_REGISTER, "merged"),
    "attachment-add": Route(None, P.EDIT_REGISTER, "partnership", body=_file, by_unit=True),
    "attachment-download": Route(P.VIEW_REGISTER, about="file", by_unit=True),
    "attachment-remove": Route(P.VIEW_REGISTER, P.EDIT_REGISTER, "file", by_unit=True),
    "attachment-metadata": Route(P.VIEW_REGISTER, P.EDIT_REGISTER, "file", by_unit=True),
    "attachment-label": Route(P.EDIT_REGISTER, P.EDIT_REGISTER, "file", by_unit=True),
}

APPRAISE = {
    "appraisal-list": Route(P.VIEW_REGISTER),
    "appraisal-start": Route(P.APPRAISE, P.APPRAISE, "partnership", by_unit=True),
    "appraisal-detail": Route(P.VIEW_REGISTER, about="answering", by_unit=True),
    "appraisal-triage": Route(
        P.VIEW_REGISTER,
        P.APPRAISE,
        "triage",
        body=lambda _: {"T2": "yes", "T2.seen": "0.-"},
        by_unit=True,
    ),
    "appraisal-section": Route(
        P.VIEW_REGISTER,
        P.APPRAISE,
        "answering",
        {"section": "A"},
        lambda _: {"A1": "no", "A1.seen": "1.-"},
        by_unit=True,
    ),
    "appraisal-check": Route(P.VIEW_REGISTER, about="answering", by_unit=True),
    "appraisal-submit": Route(None, P.APPRAISE, "answering", by_unit=True),
    "appraisal-withdraw": Route(P.APPRAISE, P.APPRAISE, "answering", body=_because, by_unit=True),
    "appraisal-reopen": Route(P.APPRAISE, P.APPRAISE, "scored", body=_because, by_unit=True),
    "appraisal-result": Route(P.VIEW_REGISTER, about="scored", by_unit=True),
    "appraisal-record": Route(P.VIEW_REGISTER, about="scored", by_unit=True),
    "appraisal-record-pdf": Route(P.VIEW_REGISTER, about="scored", by_unit=True),
    "appraisal-progress": Route(P.VIEW_REGISTER, about="scored", by_unit=True),
}

QUESTIONNAIRE = {
    "questionnaire-current": Route(P.VIEW_QUESTIONNAIRES),
    "questionnaire-detail": Route(P.VIEW_QUESTIONNAIRES, about="edition"),
    "questionnaire-download": Route(P.VIEW_QUESTIONNAIRES, about="edition"),
}

ORGANISATION = {
    "start": Route(EVERY_MEMBER),
    "search": Route(EVERY_MEMBER, query="q=zorvath"),
    "members": Route(P.MANAGE_MEMBERS, query="q=zorvath"),
    "invite": Route(
        P.MANAGE_MEMBERS,
        P.MANAGE_MEMBERS,
        body=lambda estate: {
            "email": "new@person.example",
            "roles": ["officer"],
            "units": [str(estate.unit.pk)],
        },
    ),
    "invitation-renew": Route(None, P.MANAGE_MEMBERS, "invitation"),
    "invitation-revoke": Route(P.MANAGE_MEMBERS, P.MANAGE_MEMBERS, "invitation"),
    "member": Route(P.MANAGE_MEMBERS, P.MANAGE_MEMBERS, "newcomer_membership", body=_member),
    "member-end": Route(P.MANAGE_MEMBERS, P.MANAGE_MEMBERS, "newcomer_membership"),
    "member-resume": Route(None, P.MANAGE_MEMBERS, "newcomer_membership"),
    "member-reset": Route(P.MANAGE_MEMBERS, P.MANAGE_MEMBERS, "newcomer_membership"),
    "member-second-factor": Route(P.MANAGE_MEMBERS, P.MANAGE_MEMBERS, "newcomer_membership"),
    "units": Route(P.MANAGE_UNITS, P.MANAGE_UNITS, body=lambda _: {"name": "New unit"}),
    "unit": Route(P.MANAGE_UNITS, P.MANAGE_UNITS, "unit", body=lambda _: {"name": "Renamed"}),
    "unit-close": Route(None, P.MANAGE_UNITS, "unit"),
    "unit-reopen": Route(None, P.MANAGE_UNITS, "unit"),
    "tokens": Route(P.MANAGE_TOKENS),
    "token-new": Route(P.MANAGE_TOKENS, P.MANAGE_TOKENS),
    "token-revoke": Route(None, P.MANAGE_TOKENS, "token"),
    "settings": Route(P.MANAGE_MEMBERS, P.MANAGE_SETTINGS),
}

OPERATIONS = {
    "operations": Route(Open.OPERATOR),
    "operations-help": Route(Open.OPERATOR, Open.OPERATOR),
    "operations-new": Route(Open.OPERATOR, Open.OPERATOR, body=_organisation),
    "operations-organisation": Route(
        Open.OPERATOR,
        Open.OPERATOR,
        "organisation",
        body=lambda _: {"email": "steward@taken.example"},
    ),
    "operations-edit": Route(Open.OPERATOR, Open.OPERATOR, "organisation", body=_organisation),
    "operations-suspend": Route(
        Open.OPERATOR,
        Open.OPERATOR,
        "organisation",
        body=lambda estate: {"confirmation": estate.organisation.name},
    ),
    "operations-resume": Route(None, Open.OPERATOR, "organisation"),
    "operations-invitation": Route(
        None,
        Open.OPERATOR,
        "organisation",
        {"invitation": lambda estate: estate.invitation.pk},
        lambda _: {"do": "revoke"},
    ),
}

ANYBODY = {
    "portal:gallery": Route(Open.ANYBODY),
    "portal:about": Route(Open.ANYBODY),
    "portal:accessibility": Route(Open.ANYBODY),
    "portal:invitation": Route(Open.BEARER, Open.BEARER, also={"secret": "invitation_forged"}),
    "portal:reset": Route(Open.BEARER, Open.BEARER, also={"secret": "reset_forged"}),
    "portal:operator": Route(Open.BEARER, Open.BEARER, also={"secret": "operator_forged"}),
    "healthz": Route(Open.ANYBODY),
    "security-txt": Route(Open.ANYBODY),
    "readyz": Route(Open.ANYBODY),
    "account_login": Route(Open.ANYBODY),
    "account_inactive": Route(Open.ANYBODY),
    "account_signup": Route(Open.ANYBODY),
    "account_logout": Route(Open.ANYBODY),
    "account_reset_password": Route(Open.ANYBODY),
    "account_reset_password_done": Route(Open.ANYBODY),
    "account_reset_password_from_key_done": Route(Open.ANYBODY),
    "account_reset_password_from_key": Route(
        Open.ANYBODY, also={"uidb36": "1", "key": "forged-key"}
    ),
}

ACCOUNT = {
    "portal:you": Route(Open.SIGNED_IN, Open.SIGNED_IN, body=lambda _: {"name": "Renamed"}),
    "portal:switch": Route(
        None,
        Open.SIGNED_IN,
        body=lambda estate: {"membership": str(estate.officer.membership.pk)},
    ),
}

API = {
    "partnerships": Route(
        P.VIEW_REGISTER,
        P.EDIT_REGISTER,
        body=lambda _: {"title": "Taken over", "partners": [{"name": "X", "country": "CL"}]},
    ),
    "partnership": Route(
        P.VIEW_REGISTER,
        about="partnership",
        by_unit=True,
        patch=P.EDIT_REGISTER,
        body=lambda _: {"title": "Taken over", "revision": 1},
    ),
    "partners": Route(P.VIEW_REGISTER),
    "appraisals": Route(
        P.VIEW_REGISTER,
        P.APPRAISE,
        body=lambda estate: {"partnership": str(estate.partnership.pk)},
    ),
    "appraisal": Route(P.VIEW_REGISTER, about="answering", by_unit=True),
    "answers": Route(
        about="answering",
        by_unit=True,
        patch=P.APPRAISE,
        body=lambda _: {"answers": {"A1": {"value": "no"}}},
    ),
    "triage": Route(None, P.APPRAISE, "triage", by_unit=True),
    "submit": Route(None, P.APPRAISE, "answering", by_unit=True),
    "withdraw": Route(None, P.APPRAISE, "answering", body=_because, by_unit=True),
    "reopen": Route(None, P.APPRAISE, "scored", body=_because, by_unit=True),
    "result": Route(P.VIEW_REGISTER, about="scored", by_unit=True),
    "questionnaires": Route(P.VIEW_QUESTIONNAIRES),
    "questionnaire": Route(P.VIEW_QUESTIONNAIRES, about="edition"),
}
