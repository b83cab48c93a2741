"""What people and stewards are told of sign-ins through providers, in plain words."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.enums import Role
from portal.federation.failures import Kind

_LATER: Final = gettext_lazy("Try again. If it happens again, tell your steward the code below.")
_STEWARD: Final = gettext_lazy("Only your steward can change that. Tell them the code below.")

PERSON: Final[dict[Kind, tuple[Promise, Promise]]] = {
    Kind.UNKNOWN: (
        gettext_lazy("There is no such sign-in"),
        gettext_lazy("Go back to the sign-in page and type your e-mail address there."),
    ),
    Kind.CLOSED: (gettext_lazy("This sign-in is not in use"), _STEWARD),
    Kind.STATE: (
        gettext_lazy("This sign-in took too long, or was begun in another window"),
        gettext_lazy("Begin again from the sign-in page, in one window."),
    ),
    Kind.CANCELLED: (
        gettext_lazy("Your organisation’s sign-in was cancelled"),
        gettext_lazy("Begin again when you want to. Nothing happened to your account."),
    ),
    Kind.UNREACHABLE: (
        gettext_lazy("Your organisation’s sign-in does not answer"),
        gettext_lazy("Try again in some minutes. If it lasts, tell your steward the code below."),
    ),
    Kind.NO_ACCOUNT: (
        gettext_lazy("You have no account here yet"),
        gettext_lazy("Ask the steward of your organisation to invite you."),
    ),
    Kind.ENDED: (
        gettext_lazy("Your membership has ended"),
        gettext_lazy("Ask the steward of your organisation to resume it."),
    ),
    Kind.ELSEWHERE: (
        gettext_lazy("Your account has to be connected by yourself first"),
        gettext_lazy(
            "Sign in with your own password or passkey. Then connect your organisation’s "
            "sign-in on the page “You”."
        ),
    ),
    Kind.RENAMED: (
        gettext_lazy("Somebody else signed in with your e-mail address before"),
        gettext_lazy(
            "Or your organisation’s sign-in calls you by a new name. Your steward finds out which, "
            "and lets you in. Tell them the code below."
        ),
    ),
    Kind.DOMAIN: (
        gettext_lazy("Your e-mail address is of a domain that is not confirmed here"),
        _STEWARD,
    ),
    Kind.NO_ADDRESS: (
        gettext_lazy("Your organisation’s sign-in does not say which address is yours"),
        _STEWARD,
    ),
    Kind.NOT_AGAIN: (
        gettext_lazy("Your organisation’s sign-in did not ask you again"),
        gettext_lazy(
            "It has to, before what can’t be taken back. Confirm in another way, or tell your "
            "steward the code below."
        ),
    ),
    Kind.OTHER_PERSON: (
        gettext_lazy("Somebody else is signed in at your organisation"),
        gettext_lazy("Sign out there, then begin again."),
    ),
}
"""By kind: what happened, and what to do. What is not here is told alike: it can't be accepted."""

_REST: Final = (gettext_lazy("The answer of your organisation’s sign-in can’t be accepted"), _LATER)

STEWARD: Final[dict[Kind, Promise]] = {
    Kind.UNKNOWN: gettext_lazy("No sign-in has this address"),
    Kind.CLOSED: gettext_lazy("Sign-in not in use, or account closed"),
    Kind.STATE: gettext_lazy("No request that belongs to the answer"),
    Kind.CANCELLED: gettext_lazy("Cancelled by the person"),
    Kind.PROVIDER: gettext_lazy("Error of the provider"),
    Kind.UNREACHABLE: gettext_lazy("Provider not reachable"),
    Kind.METADATA: gettext_lazy("Metadata of no use"),
    Kind.TOO_LARGE: gettext_lazy("Answer too large"),
    Kind.SIGNATURE: gettext_lazy("Signature missing or wrong"),
    Kind.ISSUER: gettext_lazy("Another issuer"),
    Kind.AUDIENCE: gettext_lazy("Meant for somebody else"),
    Kind.EXPIRED: gettext_lazy("Too old, or a clock is wrong"),
    Kind.NONCE: gettext_lazy("Answer to another request"),
    Kind.REPLAYED: gettext_lazy("Answer used before"),
    Kind.RESPONSE: gettext_lazy("Answer can’t be read"),
    Kind.UNASKED: gettext_lazy("Sign-in begun by the provider"),
    Kind.NO_NAME: gettext_lazy("No lasting name of the person"),
    Kind.NO_ADDRESS: gettext_lazy("No verified e-mail address"),
    Kind.DOMAIN: gettext_lazy("Domain not confirmed"),
    Kind.ELSEWHERE: gettext_lazy("Known to another organisation"),
    Kind.RENAMED: gettext_lazy("Known address, another lasting name"),
    Kind.ENDED: gettext_lazy("Membership ended"),
    Kind.NO_ACCOUNT: gettext_lazy("No account"),
    Kind.NOT_AGAIN: gettext_lazy("Did not ask anew"),
    Kind.OTHER_PERSON: gettext_lazy("Another person"),
}

OTHER_ADDRESSES: Final = gettext_lazy(
    "The addresses that this form showed before are no longer kept: a week is over, or another "
    "sign-in has them. New ones stand above the form. Give those to the provider’s operator."
)

CLAIMS: Final[dict[str, Promise]] = {
    "affiliation": gettext_lazy("Affiliation (eduPersonScopedAffiliation)"),
    "entitlement": gettext_lazy("Entitlement (eduPersonEntitlement)"),
    "group": gettext_lazy("Group or role of an application"),
    "organisation": gettext_lazy("Home organisation (schacHomeOrganization)"),
}


def to_person(kind: Kind) -> tuple[str, str]:
    """What happened and what to do."""
    title, remedy = PERSON.get(kind, _REST)
    return str(title), str(remedy)


def to_steward(kind: str) -> str:
    return str(STEWARD[Kind(kind)]) if kind in list(Kind) else kind


def gained(role: str) -> str:
    return _("Your organisation’s sign-in gave you a role: %s.") % _label(role)


def lost(role: str) -> str:
    return _("Your organisation’s sign-in took a role back: %s.") % _label(role)


def _label(role: str) -> str:
    return str(Role(role).label) if role in list(Role) else role
