"""Who may do what with organisations and members, always with the reason."""

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.utils.translation import gettext as _

from portal.authority import Actor, Verdict
from portal.enums import OrganisationKind, Permission, Role, roles_open_to
from portal.models import Membership, Organisation, User


def may_enter(user: User) -> Verdict:
    """Whether this person may sign in here at all."""
    if not user.is_active:
        return Verdict(False, _("This account is closed."))
    if user.demonstration and not settings.DEMONSTRATION:
        return Verdict(False, _("Invented people of the demonstration do not enter production."))
    return Verdict(True)


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
