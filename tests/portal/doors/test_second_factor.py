"""Who opens doors for others, or sees what several organisations filed, uses a second factor."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import NoReverseMatch, reverse

from portal import checks, policy
from portal.actions import factors, tokens
from portal.clock import now
from portal.enums import Role
from portal.middleware import OPEN_WITHOUT_FACTOR
from portal.models import SecuritySettings, User
from portal.tenancy import acting_for
from tests.isolation.matrix import routes
from tests.portal.doors.conftest import change_session

pytestmark = pytest.mark.django_db

DUE = "/account/second-factor/"


@pytest.mark.parametrize("who", ["stella", "ada", "petra", "carl"])
def test_stewards_hubs_ministries_and_the_commission_are_asked(strict, browse, request, who):
    client = browse(request.getfixturevalue(who))
    assert client.get("/").url == DUE
    page = client.get(DUE)
    assert page.status_code == 200
    assert "second factor" in page.content.decode()
    refused = client.get("/api/v1/partnerships/")
    assert refused.status_code == 403
    assert "second factor" in refused.json()["detail"]


def test_officers_are_not_until_their_organisation_wants_it(strict, browse, ines):
    client = browse(ines)
    assert client.get("/").status_code == 200
    with acting_for(ines.organisation):
        SecuritySettings.objects.create(second_factor_for_all=True, by="test")
    assert client.get("/").url == DUE
    assert ines.organisation.name in client.get(DUE).content.decode()


def test_everything_else_leads_there(strict, browse, stella):
    """Every page of the product without a row in its address; what is open is a closed list."""
    client = browse(stella)
    open_ones = []
    for name in routes():
        try:
            address = reverse(name)
        except NoReverseMatch:  # an address about a row: the same middleware
            continue
        answer = client.get(address)
        refused = answer.status_code == 403 and "second factor" in answer.content.decode()
        if not refused and not (answer.status_code == 302 and answer.url == DUE):
            open_ones.append(name)
    assert set(open_ones) <= OPEN_WITHOUT_FACTOR | {
        "account_login",
        "account_signup",
        "account_inactive",
    }, sorted(set(open_ones) - OPEN_WITHOUT_FACTOR)


@pytest.mark.django_db(transaction=True)
def test_setting_one_up_opens_everything_at_once(strict, browse, stella):
    from tests.portal.views.test_account import activate

    client = browse(stella)
    activate(client)
    assert client.get("/").status_code == 200


def test_a_session_from_before_the_factor_must_use_it(strict, browse, stella):
    client = browse(stella)
    secret = generate_totp_secret()
    TOTP.activate(stella.user, secret)
    assert client.get("/").url == DUE
    assert "Use your second factor" in client.get(DUE).content.decode()
    from tests.portal.views.test_account import code_of

    client.post("/account/step-up/", {"way": "code", "code": code_of(secret)})
    assert client.get("/").status_code == 200


def test_a_provider_counts_where_it_is_trusted_to_ask(strict, browse, stella):
    trusted = {"1": frozenset({"https://refeds.org/profile/mfa"})}
    asked = {"signed_in_by": "1", "contexts": ["https://refeds.org/profile/mfa"]}

    def due(session, of=trusted):
        return bool(policy.second_factor_due(stella.user, stella.membership, session, trusted=of))

    assert not due(asked)
    assert due(asked | {"contexts": ["urn:oasis:names:tc:SAML:2.0:ac:classes:Password"]})
    assert due(asked | {"signed_in_by": "2"}), "another provider's word"
    assert due(asked, {"1": frozenset()})
    assert due({})


def test_tokens_of_whoever_needs_one_and_has_none_do_not_open(strict, client, ada):
    with acting_for(ada.organisation, user=ada.user.pk):
        _token, secret = tokens.create(
            by=ada.actor, name="queue", expires_at=now().replace(year=now().year + 1)
        )
    header = {"Authorization": f"Bearer {secret}"}
    answer = client.get("/api/v1/referrals/", headers=header)
    assert answer.status_code == 403
    assert "second factor" in answer.json()["detail"]
    TOTP.activate(ada.user, generate_totp_secret())
    assert client.get("/api/v1/referrals/", headers=header).status_code != 403


def test_operators_use_one_too(strict, browse, olga):
    client = browse(olga)
    assert client.get("/operations/").url == DUE
    assert client.get(DUE).status_code == 200
    change_session(client, second_factor_set=True)
    assert client.get("/operations/").status_code == 200


def test_the_demonstrations_people_are_let_in_and_production_never_lets_them(
    strict, browse, stella
):
    User.objects.filter(pk=stella.user.pk).update(demonstration=True)
    stella.user.demonstration = True
    client = browse(stella)
    assert client.get("/").status_code == 200
    strict.DEMONSTRATION = False
    assert policy.needs_second_factor(stella.user, stella.membership)
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("name", checks.OBLIGATORY)
def test_production_cannot_switch_it_off(settings, name):
    settings.DEMONSTRATION = False
    settings.SECRET_KEY = "x" * 50
    for each in checks.OBLIGATORY:
        setattr(settings, each, True)
    assert checks.check_doors() == []
    setattr(settings, name, False)
    assert [error.id for error in checks.check_doors()] == ["portal.E003"]
    assert name in checks.start_problem()


def test_the_settings_of_the_product_have_them_on():
    from portal import settings as product

    assert all(getattr(product, name) for name in checks.OBLIGATORY)


def test_seeds_are_not_readable_where_they_are_stored(ines):
    secret = generate_totp_secret()
    TOTP.activate(ines.user, secret)
    row = Authenticator.objects.get(user=ines.user)
    assert secret not in str(row.data)
    assert factors.opened(row.data["secret"]) == secret


def test_a_seed_stored_as_it_is_still_works_and_is_sealed_later(ines):
    secret = generate_totp_secret()
    row = Authenticator.objects.create(
        user=ines.user, type=Authenticator.Type.TOTP, data={"secret": secret}
    )
    codes = Authenticator.objects.create(
        user=ines.user,
        type=Authenticator.Type.RECOVERY_CODES,
        data={"seed": "abc123", "used_mask": 0},
    )
    before = codes.wrap().generate_codes()
    assert factors.opened(row.data["secret"]) == secret
    assert factors.seal_anew() == 2
    assert factors.seal_anew() == 0
    row.refresh_from_db()
    codes.refresh_from_db()
    assert secret not in str(row.data)
    assert "abc123" not in str(codes.data)
    assert factors.opened(row.data["secret"]) == secret
    assert codes.wrap().generate_codes() == before


def test_a_new_master_key_seals_them_anew(ines, settings):
    import base64

    old, new = (base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2))
    settings.FILE_KEY = old
    secret = generate_totp_secret()
    TOTP.activate(ines.user, secret)
    settings.FILE_KEY = f"{new},{old}"
    assert factors.seal_anew() == 1
    assert factors.seal_anew() == 0
    settings.FILE_KEY = new
    row = Authenticator.objects.get(user=ines.user)
    assert factors.opened(row.data["secret"]) == secret


def test_roles_that_need_one_are_these(ines, stella, ada, settings):
    settings.SECOND_FACTOR_OBLIGATORY = True
    ines.membership.roles = [Role.OFFICER, Role.DECIDER]
    assert not policy.needs_second_factor(ines.user, ines.membership)
    ines.membership.roles = [Role.OFFICER, Role.STEWARD]
    assert policy.needs_second_factor(ines.user, ines.membership)
    assert policy.needs_second_factor(ada.user, ada.membership)
