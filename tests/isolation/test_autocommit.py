"""Outside a transaction: in a file of its own, because the others share one that stays open."""

import pytest
from django.db import connection, transaction

from portal.models import Unit
from portal.tenancy import acting_for


def _sql(statement: str, *values: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_the_setting_is_lost_and_nothing_is_visible(
    university_a, university_b
):
    with acting_for(university_a):
        Unit.objects.create(name="Physics")
    assert not connection.in_atomic_block
    _sql("SET LOCAL portal.acting_for = %s", str(university_a.pk))
    assert _sql("SELECT count(*) FROM portal_unit") == [(0,)]
    with transaction.atomic():
        assert _sql("SELECT count(*) FROM portal_unit") == [(0,)]
