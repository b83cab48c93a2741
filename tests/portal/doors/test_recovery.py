"""Getting back in tells nobody who exists: the same answer, queries, hashes and mails."""

import re

import pytest
from django.contrib.auth.hashers import get_hasher
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal import settings as product
from tests import cast

pytestmark = pytest.mark.django_db

UNKNOWN = "nobody.officer@university-a.example"


def tried(action, email) -> tuple[list[str], int]:
    """The queries, without their values, and how often a password was hashed."""
    hashes = 0
    hasher = type(get_hasher())
    real = hasher.encode

    def counting(self, *args, **kwargs):
        nonlocal hashes
        hashes += 1
        return real(self, *args, **kwargs)

    hasher.encode = counting
    try:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            action(Client(), email)
    finally:
        hasher.encode = real
    return [re.sub(r"'[^']*'|%s|\d+", "?", query["sql"]) for query in queries], hashes


def wrong_password(client, email):
    client.post("/account/login/", {"login": email, "password": "wrong password here"})


def forgot(client, email):
    client.post("/account/password/reset/", {"email": email})


@pytest.mark.parametrize("action", [wrong_password, forgot])
def test_known_and_unknown_cost_the_same(strict, ines, action):
    strict.MAIL_ON = True
    tried(action, "warm.up@university-a.example")
    known_queries, known_hashes = tried(action, ines.user.email)
    unknown_queries, unknown_hashes = tried(action, UNKNOWN)
    assert known_hashes == unknown_hashes
    assert known_queries == unknown_queries


def test_both_get_a_mail_of_their_own(strict, ines):
    strict.MAIL_ON = True
    for email in (ines.user.email, UNKNOWN):
        forgot(Client(), email)
    assert [message.to for message in mail.outbox] == [[ines.user.email], [UNKNOWN]]


def test_whoever_has_no_password_gets_the_same_link(strict, ines):
    """Who came by a provider alone may have a way of their own: the mailbox proves it is them."""
    strict.MAIL_ON = True
    ines.user.set_unusable_password()
    ines.user.save()
    forgot(Client(), ines.user.email)
    assert "/account/password/reset/key/" in mail.outbox[0].body


def test_passwords_are_hashed_with_argon2_and_old_ones_are_renewed(ines, settings):
    assert product.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")
    settings.PASSWORD_HASHERS = product.PASSWORD_HASHERS[1:]
    ines.user.set_password(cast.PASSWORD)
    ines.user.save()
    assert ines.user.password.startswith("pbkdf2_")
    settings.PASSWORD_HASHERS = product.PASSWORD_HASHERS
    given = {"login": ines.user.email, "password": cast.PASSWORD}
    assert Client().post("/account/login/", given).status_code == 302
    ines.user.refresh_from_db()
    assert ines.user.password.startswith("argon2")
