"""The people and organisations every test knows.

Ines files for University A, where Dora decides and Stella is steward. Otto files at University B:
the stranger. Ada and Bram advise at the hub of University A's Member State, Hugo at another hub.
Petra is policy officer at the ministry of that Member State, Carl analyst at the Commission. Olga
operates the installation and belongs to nobody.
"""

from dataclasses import dataclass

from portal.authority import Actor
from portal.enums import OrganisationKind, OrganisationType, Role, SizeBand
from portal.models import Membership, Organisation, User
from portal.tenancy import acting_for, new_id

PASSWORD = "a door left ajar, 2026"


@dataclass(frozen=True)
class Member:
    """A signed-up member: user, membership, organisation, and the actor that actions take."""

    user: User
    membership: Membership
    organisation: Organisation

    @property
    def actor(self) -> Actor:
        return Actor(
            label=self.user.name,
            user_id=self.user.pk,
            membership_id=self.membership.pk,
            permissions=self.membership.permissions,
        )


def organisation(name: str, *, country: str = "NL", **fields: object) -> Organisation:
    """A research organisation, made the way the product makes one: acting for itself."""
    key = new_id()
    values: dict[str, object] = {
        "kind": OrganisationKind.RESEARCH,
        "type": OrganisationType.UNIVERSITY,
        "size_band": SizeBand.LARGE,
    }
    if fields.get("kind", OrganisationKind.RESEARCH) != OrganisationKind.RESEARCH:
        values |= {"type": "", "size_band": ""}
    with acting_for(key):
        return Organisation.objects.create(id=key, name=name, country=country, **(values | fields))


def member(of: Organisation, name: str, *roles: Role) -> Member:
    user = User.objects.create_user(
        f"{name.lower().replace(' ', '.')}@{of.name.lower().replace(' ', '-')}.example",
        PASSWORD,
        name=name,
    )
    with acting_for(of):
        membership = Membership.objects.create(
            user=user, owner=of, roles=[str(role) for role in roles]
        )
    return Member(user, membership, of)


def operator(name: str = "Olga Operator") -> User:
    return User.objects.create_user(
        "olga@operations.example", PASSWORD, name=name, is_operator=True
    )
