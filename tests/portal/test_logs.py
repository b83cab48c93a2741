"""Logs keep no secret of a link or a token."""

import logging

import pytest

from portal import settings as product
from portal.logs import WithoutSecrets
from portal.models.door import new_secret


@pytest.mark.parametrize("prefix", ["colleague", "calendar", "invitation", "ajar"])
def test_a_secret_in_an_address_is_not_logged(prefix):
    secret = new_secret(prefix)
    told = ("%s: %s", ("Too Many Requests", f"/ask/{secret}/check/"))
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, *told, None)
    assert WithoutSecrets().filter(record)
    assert record.getMessage() == f"Too Many Requests: /ask/{prefix}_…/check/"


def test_other_messages_stay_as_they_are():
    told = ("Chunk %s of %s", ("018f7c1e-7a3b-7000-8000-0123456789ab", "import_rows"))
    record = logging.LogRecord("diligence", logging.INFO, "", 0, *told, None)
    WithoutSecrets().filter(record)
    assert (record.msg, record.args) == told


def test_every_handler_takes_secrets_out():
    handlers = product.LOGGING["handlers"].values()
    assert all("without_secrets" in handler["filters"] for handler in handlers)
