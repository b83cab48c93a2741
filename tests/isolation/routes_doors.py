"""One's own ways in: factors, passkeys, sessions, and being asked again who is there."""

from portal.enums import Permission
from tests.isolation.route import Open, Route

DOORS = {
    "account_change_password": Route(Open.SIGNED_IN),
    "account_password_strength": Route(
        None, Open.ANYBODY, body=lambda _: {"password1": "as open as possible"}
    ),
    "account_step_up": Route(Open.SIGNED_IN, Open.SIGNED_IN),
    "account_second_factor": Route(Open.SIGNED_IN),
    "account_other_way": Route(Open.SIGNED_IN),
    "portal:you-sessions": Route(Open.SIGNED_IN),
    "portal:you-stay": Route(Open.SIGNED_IN),
    "account_late": Route(None, Open.SIGNED_IN),
    "portal:you-session-end": Route(None, Open.SIGNED_IN, also={"pk": 1}),
    "portal:you-sessions-end-others": Route(None, Open.SIGNED_IN),
    "portal:join": Route(Open.ANYBODY, Open.ANYBODY, body=lambda _: {"email": "x@nowhere.example"}),
    "portal:join-prove": Route(Open.BEARER, Open.BEARER, also={"secret": "join_forged"}),
    "portal:joining": Route(Permission.MANAGE_MEMBERS),
    "portal:joining-accept": Route(
        Permission.MANAGE_MEMBERS,
        Permission.MANAGE_MEMBERS,
        "join_request",
        body=lambda _: {"roles": ["officer"]},
    ),
    "portal:joining-decline": Route(
        Permission.MANAGE_MEMBERS, Permission.MANAGE_MEMBERS, "join_request"
    ),
    "portal:joining-domain": Route(
        None, Permission.MANAGE_SIGN_IN, "domain", body=lambda _: {"on": "1"}
    ),
    "portal:security": Route(
        Permission.MANAGE_SIGN_IN,
        Permission.MANAGE_SIGN_IN,
        body=lambda _: {
            "idle_minutes": 30,
            "session_hours": 8,
            "password_sign_in": "on",
            "failures_told": 10,
        },
    ),
    "mfa_index": Route(Open.SIGNED_IN),
    "mfa_authenticate": Route(Open.ANYBODY),
    "mfa_activate_totp": Route(Open.SIGNED_IN),
    "mfa_deactivate_totp": Route(Open.SIGNED_IN),
    "mfa_view_recovery_codes": Route(Open.SIGNED_IN),
    "mfa_generate_recovery_codes": Route(Open.SIGNED_IN),
    "mfa_list_webauthn": Route(Open.SIGNED_IN),
    "mfa_add_webauthn": Route(Open.SIGNED_IN),
    "mfa_login_webauthn": Route(Open.ANYBODY),
    "mfa_remove_webauthn": Route(Open.SIGNED_IN, also={"pk": 1}),
    "mfa_edit_webauthn": Route(Open.SIGNED_IN, also={"pk": 1}),
}
