"""Sign-in through organisations' own providers: the doors, and the stewards' pages about them."""

from portal.enums import Permission
from tests.isolation.route import Open, Route

SIGN_IN = Permission.MANAGE_SIGN_IN

# Doors of organisations whose sign-ins are not in use: each says so, and not whose it is.
OPENID = {"key": lambda estate: estate.provider.key}
SAML = {"key": lambda estate: estate.saml.key}

DOORS = {
    "sso": Route(Open.ANYBODY, also=OPENID),
    "sso-go": Route(Open.ANYBODY, also=OPENID),
    "sso-answer": Route(Open.ANYBODY, also=OPENID),
    "sso-acs": Route(post=Open.ANYBODY, also=SAML),
    "sso-finish": Route(Open.ANYBODY, also=SAML),
    "sso-metadata": Route(Open.ANYBODY, also=SAML),
    "sso-again": Route(Open.SIGNED_IN),
    "sso-connect": Route(Open.SIGNED_IN, also=OPENID),
}

PROVIDERS = {
    "providers": Route(SIGN_IN),
    "provider-new": Route(SIGN_IN),
    "provider-add": Route(SIGN_IN, SIGN_IN, also={"preset": "plain_oidc"}),
    "provider": Route(SIGN_IN, about="provider"),
    "provider-edit": Route(SIGN_IN, SIGN_IN, about="provider"),
    "provider-rules": Route(SIGN_IN, SIGN_IN, about="provider"),
    "provider-rule-remove": Route(
        post=SIGN_IN, about="provider", also={"rule": lambda estate: estate.claim_rule.pk}
    ),
    "provider-try": Route(SIGN_IN, about="provider"),
    "provider-tried": Route(SIGN_IN, about="provider"),
    "provider-use": Route(SIGN_IN, SIGN_IN, about="provider"),
    "provider-off": Route(SIGN_IN, SIGN_IN, about="provider"),
    "provider-documents": Route(SIGN_IN, SIGN_IN, about="provider"),
    "provider-key": Route(SIGN_IN, SIGN_IN, about="saml"),
    "provider-people": Route(SIGN_IN, about="provider"),
    "provider-disconnect": Route(
        SIGN_IN,
        SIGN_IN,
        about="provider",
        also={"member": lambda estate: estate.newcomer.membership.pk},
    ),
    "provider-remove": Route(SIGN_IN, SIGN_IN, about="provider"),
    "domains": Route(
        SIGN_IN, SIGN_IN, body=lambda estate: {"domain": f"more.{estate.domain.domain}"}
    ),
    "domain": Route(SIGN_IN, SIGN_IN, about="domain"),
    "sign-in-problems": Route(SIGN_IN),
    "operations-domains": Route(
        Open.OPERATOR,
        Open.OPERATOR,
        about="organisation",
        body=lambda estate: {"domain": str(estate.domain.pk), "what": "confirm"},
    ),
}
