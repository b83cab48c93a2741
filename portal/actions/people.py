"""People: an account with its proven e-mail address."""

from allauth.account.models import EmailAddress
from django.db import transaction

from portal import audit
from portal.authority import Actor
from portal.models import User


@transaction.atomic
def add(
    *,
    email: str,
    name: str,
    password: str | None,
    is_operator: bool = False,
    demonstration: bool = False,
) -> User:
    """Make an account. The address counts as proven, because a one-time link reached it."""
    user = User.objects.create_user(
        email, password, name=name, is_operator=is_operator, demonstration=demonstration
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def find(email: str) -> User | None:
    return User.objects.filter(email=email.strip().lower()).first()


def rename(user: User, name: str, *, by: Actor | None) -> None:
    """Change the name colleagues read. `by` is None for operators, who act for no organisation."""
    before, user.name = user.name, name
    user.save(update_fields=["name"])
    if by is not None and before != name:
        audit.record("person.renamed", user, by=by, detail={"from": before, "to": name})
