"""A sign-in of University A: set up by its steward, with a rule, a domain and a failed attempt."""

import json
from typing import TYPE_CHECKING

from allauth.socialaccount.models import SocialAccount

from portal.actions import provider_rotation, providers, sso
from portal.federation.failures import Failure, Kind
from portal.models import Membership
from portal.tenancy import acting_for

if TYPE_CHECKING:
    from tests.browser.world import World

ISSUER = "https://id.university-a.example"
DOCUMENT = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": f"{ISSUER}/token",
    "jwks_uri": f"{ISSUER}/keys",
}


def rows(world: "World") -> None:
    """A provider that nobody signs in through yet, so that no journey is led away."""
    with world.acting("stella") as by:
        row = providers.add(
            by=by,
            protocol="oidc",
            preset="federation_oidc",
            name="University A sign-in",
            entity_id=ISSUER,
            client_id="ajar",
            metadata=json.dumps(DOCUMENT),
        )
        rule = {"claim": "affiliation", "test": "is", "value": "staff@university-a.example"}
        providers.add_rule(row.pk, by=by, role="officer", unit=None, **rule)
        domain = providers.claim_domain("labs.university-a.example", by=by, provider=row)
        saml = providers.add(by=by, protocol="saml", preset="plain_saml", name="University A SAML")
        provider_rotation.prepare(saml.pk, by=by)
        ines = Membership.objects.get(owner_id=row.owner_id, user__email=world.people["ines"].email)
        SocialAccount.objects.create(user=ines.user, provider=row.key, uid="ines-1")
        world.ids |= {"sign_in": row.pk, "sign_in_domain": domain.pk}
        world.ids |= {"sign_in_saml": saml.pk, "sign_in_member": ines.pk}
    owner = world.people["stella"].organisation
    assert owner is not None
    with world.inside(), acting_for(owner):
        sso.note(row, Failure(Kind.AUDIENCE, "The id_token is meant for another client."))
