"""Members whose accounts are connected with a provider, and who of them has no other way in."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, OuterRef, Q, QuerySet

from portal.enums import ProviderState
from portal.models import IdentityProvider, Membership
from portal.tenancy import acting_id


def _accounts() -> QuerySet[SocialAccount]:
    rows: QuerySet[SocialAccount] = SocialAccount.objects.filter(user=OuterRef("user"))
    return rows


def _other_way(row: IdentityProvider) -> Q:
    """A password or passkey of their own, or another sign-in of the organisation."""
    passkeys = Authenticator.objects.filter(user=OuterRef("user"), type=Authenticator.Type.WEBAUTHN)
    others = IdentityProvider.objects.filter(owner_id=acting_id(), state=ProviderState.LIVE)
    keys = others.exclude(pk=row.pk).values("key")
    none = Q(user__password="") | Q(user__password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return ~none | Q(Exists(passkeys)) | Q(Exists(_accounts().filter(provider__in=keys)))


def connected(row: IdentityProvider) -> QuerySet[Membership]:
    """Members connected with it; `has_other_way` says whether they have one."""
    rows = Membership.objects.filter(Exists(_accounts().filter(provider=row.key)))
    rows = rows.filter(owner_id=acting_id()).select_related("user")
    return rows.annotate(has_other_way=_other_way(row)).order_by("user__name", "pk")


def losing_access(row: IdentityProvider) -> QuerySet[Membership]:
    """Active members for whom it is the only way in."""
    return connected(row).filter(~_other_way(row), active=True)
