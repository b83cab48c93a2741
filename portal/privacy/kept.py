"""Removing rows, those written once included, and forgetting names in them.

The database removes or changes what is written once only beside a `RetentionRun` of the same
transaction (portal/rowsecurity.py), so whoever calls this writes that row first. Everything here
works on the acting organisation's rows alone: the row policies and the functions see to it.
"""

import uuid
from collections.abc import Collection

from django.db import connection, models

from portal.tenancy import Ledger, acting_id


def remove(model: type[models.Model], ids: Collection[uuid.UUID]) -> int:
    """Delete these rows, and nothing with them: keys are checked when the transaction ends."""
    if not ids:
        return 0
    acting_id()
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if issubclass(model, Ledger):
            cursor.execute(
                "SELECT portal_remove_kept(%s::regclass, %s::uuid[])",
                [model._meta.db_table, list(ids)],
            )
            return int(cursor.fetchone()[0])
        cursor.execute(f"DELETE FROM {table} WHERE id = ANY (%s::uuid[])", [list(ids)])
        return int(cursor.rowcount)


def forget(model: type[models.Model], column: str, ids: Collection[uuid.UUID], label: str) -> int:
    """Put `label` where a name stood in rows written once; a key of a person becomes null."""
    if not ids:
        return 0
    acting_id()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT portal_forget_label(%s::regclass, %s, %s::uuid[], %s)",
            [model._meta.db_table, column, list(ids), label],
        )
        return int(cursor.fetchone()[0])
