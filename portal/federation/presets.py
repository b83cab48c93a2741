"""What federations and products have in common, so that a steward need not know it."""

from dataclasses import dataclass, field
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.enums import ProviderProtocol

REFEDS_MFA: Final = "https://refeds.org/profile/mfa"
EDUPERSON: Final = ("eduperson_scoped_affiliation", "eduperson_entitlement")


@dataclass(frozen=True, slots=True)
class Preset:
    """`asks`: the context a second factor is asked with. `scopes`: of an OpenID request."""

    key: str
    protocol: ProviderProtocol
    label: Promise
    explanation: Promise
    trusted: tuple[str, ...] = ()
    asks: str = ""
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    names: dict[str, str] = field(default_factory=dict)
    issuer_hint: str = ""


PRESETS: Final[dict[str, Preset]] = {
    preset.key: preset
    for preset in (
        Preset(
            "federation_oidc",
            ProviderProtocol.OIDC,
            _("University federation, OpenID Connect"),
            _("eduPerson affiliation and entitlement, second factor as REFEDS defines it."),
            trusted=(REFEDS_MFA,),
            asks=REFEDS_MFA,
            scopes=("openid", "profile", "email", *EDUPERSON),
        ),
        Preset(
            "edugain_saml",
            ProviderProtocol.SAML,
            _("University federation, SAML 2.0 (eduGAIN)"),
            _("eduPerson affiliation and entitlement, second factor as REFEDS defines it."),
            trusted=(REFEDS_MFA,),
            asks=REFEDS_MFA,
        ),
        Preset(
            "entra",
            ProviderProtocol.OIDC,
            _("Microsoft Entra ID"),
            _("Groups come as their ids, roles of the application by name."),
            names={"uid": "sub", "group": "groups"},
            issuer_hint="https://login.microsoftonline.com/…/v2.0",
        ),
        Preset(
            "keycloak",
            ProviderProtocol.OIDC,
            _("Keycloak"),
            _("Add a mapper for groups to the client; levels of authentication come as “acr”."),
            names={"group": "groups"},
            issuer_hint="https://id.example.org/realms/staff",
        ),
        Preset(
            "plain_oidc",
            ProviderProtocol.OIDC,
            _("Another OpenID provider"),
            _("You say which claims it makes."),
        ),
        Preset(
            "plain_saml",
            ProviderProtocol.SAML,
            _("Another SAML identity provider"),
            _("You say which attributes it sends."),
            asks=REFEDS_MFA,
        ),
    )
}


def preset(key: str) -> Preset | None:
    return PRESETS.get(key)
