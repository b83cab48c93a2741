"""Who may do what with organisations and members, always with the reason."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _

from portal.authority import Actor, Verdict
from portal.enums import OrganisationKind, Permission, Role, TokenScope, roles_open_to
from portal.models import Membership, Organisation, SecuritySettings, User

P = Permission


def may_enter(user: User) -> Verdict:
    """Whether this person may sign in here at all."""
    if not user.is_active:
        return Verdict(False, _("This account is closed."))
    if user.demonstration and not settings.DEMONSTRATION:
        return Verdict(False, _("Invented people of the demonstration do not enter production."))
    return Verdict(True)


def _nothing_asked() -> Verdict:
    """What questions about ways in answer where nothing is in the way."""
    return Verdict(False, _("Nothing further is asked of you here."))


ALWAYS_TWO_FACTORS: Final = frozenset(
    {OrganisationKind.HUB, OrganisationKind.MINISTRY, OrganisationKind.COMMISSION}
)
"""Organisations that see what several others filed: everybody there has a second factor."""


def _is_asked_for_factors(user: User) -> bool:
    """Whether the rules about second factors concern this person at all.

    Invented people of the demonstration are let in without: there, and nowhere else.
    """
    if not settings.SECOND_FACTOR_OBLIGATORY:
        return False
    return not (user.demonstration and settings.DEMONSTRATION)


def needs_second_factor(
    user: User, membership: Membership, security: SecuritySettings | None = None
) -> Verdict:
    """Whether this member must use a second factor; the reason says why, as the page shows it."""
    if not _is_asked_for_factors(user):
        return _nothing_asked()
    if Role.STEWARD in membership.roles:
        return Verdict(True, _("Stewards open doors for others, so they use a second factor."))
    if membership.owner.kind in ALWAYS_TWO_FACTORS:
        return Verdict(
            True,
            _("Whoever works for an organisation of this kind uses a second factor: %(kind)s.")
            % {"kind": OrganisationKind(membership.owner.kind).label},
        )
    if security is not None and security.second_factor_for_all:
        return Verdict(
            True,
            _("%(name)s asks all its members for a second factor.")
            % {"name": membership.owner.name},
        )
    return _nothing_asked()


def second_factor_due(
    user: User,
    membership: Membership,
    session: Mapping[str, Any],
    *,
    security: SecuritySettings | None = None,
    trusted: Mapping[str, frozenset[str]] | None = None,
) -> Verdict:
    """Whether a second factor is needed that this session hasn't seen; with the reason.

    `trusted`: of each provider (id), the contexts that count as a second factor.
    """
    needed = needs_second_factor(user, membership, security)
    if not needed or used_second_factor(session, trusted or {}):
        return _nothing_asked()
    return needed


def second_factor_due_of_operator(user: User, session: Mapping[str, Any]) -> Verdict:
    """The same for whoever operates the installation, and acts for nobody."""
    asked = user.is_operator and _is_asked_for_factors(user)
    if not asked or used_second_factor(session, {}):
        return _nothing_asked()
    return Verdict(True, _("Operators open doors for others, so they use a second factor."))


def used_second_factor(session: Mapping[str, Any], trusted: Mapping[str, frozenset[str]]) -> bool:
    """Whether this session saw one: the person's own, or one the provider asked for."""
    records = session.get("account_authentication_methods")
    if isinstance(records, list) and any(one.get("method") == "mfa" for one in records):
        return True
    if session.get("second_factor_set"):
        return True
    contexts = trusted.get(str(session.get("signed_in_by", "")), frozenset())
    return not contexts.isdisjoint(session.get("contexts", ()))


def way_in_closed(
    membership: Membership, security: SecuritySettings, *, has_provider: bool, by_provider: bool
) -> Verdict:
    """Whether the organisation lets this member in through its own sign-in alone.

    Stewards keep a way of their own, for the day that sign-in fails; without a provider in use
    the rule binds nobody. Tokens were given by somebody who was in: they count as `by_provider`.
    """
    if security.password_sign_in or by_provider or not has_provider:
        return _nothing_asked()
    if Role.STEWARD in membership.roles:
        return _nothing_asked()
    told = _("%(name)s lets its members in through its own sign-in alone.")
    return Verdict(True, told % {"name": membership.owner.name})


SCOPE_PERMISSIONS: Final[dict[TokenScope, frozenset[Permission]]] = {
    TokenScope.READ: frozenset(
        {P.VIEW_REGISTER, P.VIEW_OWN_FIGURES, P.VIEW_FIGURES, P.VIEW_RETURNS}
        | {P.VIEW_QUESTIONNAIRES}
    ),
    TokenScope.REGISTER: frozenset({P.EDIT_REGISTER}),
    TokenScope.APPRAISE: frozenset({P.APPRAISE, P.REFER, P.CLEAR}),
    TokenScope.ADVISE: frozenset({P.ADVISE}),
    TokenScope.DECIDE: frozenset({P.TREAT, P.DECIDE_LOW, P.DECIDE}),
    TokenScope.EXPORT: frozenset({P.EXPORT}),
    TokenScope.AUTHOR: frozenset({P.AUTHOR, P.REVIEW}),
    TokenScope.PUBLISH: frozenset({P.DECLARE, P.CONFIRM_RETURN, P.MANAGE_CYCLES, P.PUBLISH}),
}
"""What a token with this scope may do. No scope reaches members, tokens, settings or sign-in:
whoever steals a token must not be able to make another key."""

_WITHIN_REACH: Final = frozenset[Permission]().union(*SCOPE_PERMISSIONS.values())


def within_scopes(
    permissions: frozenset[Permission], scopes: Iterable[str], *, reading: bool
) -> frozenset[Permission]:
    """What remains of a member's permissions for a token with these scopes.

    `reading`: the request changes nothing. Then the scope “read” opens what the member may open,
    but for exports, which carry whole registers away and have a scope of their own.
    """
    held = {TokenScope(scope) for scope in scopes}
    reach = frozenset[Permission]().union(*(SCOPE_PERMISSIONS[scope] for scope in held))
    if reading and TokenScope.READ in held:
        reach |= _WITHIN_REACH - SCOPE_PERMISSIONS[TokenScope.EXPORT]
    return permissions & reach


def scopes_open_to(permissions: frozenset[Permission]) -> tuple[TokenScope, ...]:
    """The scopes that would let a member with these permissions do anything."""
    return tuple(scope for scope in TokenScope if permissions & SCOPE_PERMISSIONS[scope])


def may_operate(by: Actor) -> Verdict:
    if Permission.OPERATE in by.permissions:
        return Verdict(True)
    return Verdict(False, _("Only operators of this installation do this."))


def may_have_members(organisation: Organisation) -> Verdict:
    """An organisation without rooms gets no logins: nobody signs in to an empty portal."""
    if not organisation.active:
        return Verdict(False, _("The organisation is suspended. Resume it first."))
    if roles_open_to(organisation.kind):
        return Verdict(True)
    return Verdict(
        False,
        _(
            "There are no pages yet for organisations of the kind “%(kind)s”, so nobody can be "
            "invited: a member would sign in to an empty portal."
        )
        % {"kind": OrganisationKind(organisation.kind).label},
    )


def may_be_given(organisation: Organisation, roles: Sequence[str]) -> Verdict:
    """Whether members of this organisation may hold these roles."""
    members = may_have_members(organisation)
    if not members:
        return members
    if not roles:
        return Verdict(False, _("Choose at least one role."))
    open_roles = set(roles_open_to(organisation.kind))
    closed = [role for role in roles if role not in open_roles]
    if closed:
        labels = ", ".join(str(Role(role).label) if role in Role else role for role in closed)
        return Verdict(False, _("This organisation has no pages for: %s.") % labels)
    return Verdict(True)


def keeps_a_steward(membership: Membership, stewards: Iterable[Membership]) -> Verdict:
    """Whether the organisation still has an active steward without this membership."""
    if any(other.pk != membership.pk for other in stewards):
        return Verdict(True)
    return Verdict(
        False,
        _("This is the last active steward. Make another member steward first."),
    )


def working_roles(roles: Iterable[str]) -> frozenset[str]:
    """Roles that work on what belongs to units; stewards look after the organisation."""
    return frozenset(roles) - {Role.STEWARD.value}


def brings_no_role(delegate: Iterable[str], absent: Iterable[str]) -> bool:
    """Whether who stands in has no working role that the absent member has not."""
    return working_roles(delegate) <= frozenset(absent)


def may_arrange_absence(by: Actor, membership: Membership) -> Verdict:
    """Everybody their own; stewards anybody's."""
    if by.membership_id == membership.pk:
        return Verdict(True)
    return by.may(Permission.MANAGE_MEMBERS)


def may_stand_in(absent: Membership, delegate: Membership, *, covers: bool) -> Verdict:
    """Whether `delegate` can look after the work of `absent`. Roles never pass.

    `covers`: whether the delegate works on all units of the absent member anyway.
    """
    if delegate.pk == absent.pk:
        return Verdict(False, _("Nobody stands in for themselves. Choose a colleague."))
    name = delegate.user.get_full_name()
    if not delegate.active:
        return Verdict(False, _("The membership of %(name)s has ended.") % {"name": name})
    needed = working_roles(absent.roles) or frozenset(absent.roles)
    missing = [role for role in absent.roles if role in needed and role not in delegate.roles]
    if missing:
        told = _("%(name)s lacks the role %(roles)s, and roles don’t pass to who stands in.")
        return Verdict(False, told % {"name": name, "roles": _roles(missing)})
    if not covers and not brings_no_role(delegate.roles, absent.roles):
        more = sorted(working_roles(delegate.roles) - frozenset(absent.roles))
        told = _(
            "%(name)s is %(roles)s as well, and would be so in units where neither of the two is. "
            "Choose somebody with the same roles, or have a steward widen their units."
        )
        return Verdict(False, told % {"name": name, "roles": _roles(more)})
    return Verdict(True)


def _roles(roles: Iterable[str]) -> str:
    return ", ".join(str(Role(role).label) for role in roles)


def may_help_in(membership: Membership, *, elsewhere: bool) -> Verdict:
    """Whether a steward may renew this member's way in (password, second factor).

    A steward answers for one organisation; whoever renews the way in of a person with
    memberships elsewhere would hold a key to those organisations too.
    """
    if not membership.active:
        return Verdict(False, _("This membership has ended."))
    if membership.user.is_operator:
        return Verdict(False, _("Operators get a new link on the server, with “manage.py setup”."))
    if elsewhere:
        return Verdict(
            False,
            _(
                "This person is also known to another organisation. "
                "Ask the operator of this installation, who can help them in."
            ),
        )
    return Verdict(True)
