"""The tenant wall, lower half: row policies, grants and same-owner foreign keys as migrations.

Row security is enabled, not forced: tables belong to `portal_owner`, which migrates, dumps and
restores; web and workers connect as `portal_app`, which owns nothing.
"""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

APP_ROLE = "portal_app"
COLLECTOR_ROLE = "portal_collector"

# The sub-select lets the planner evaluate the setting once; without it ORDER BY … LIMIT is slow.
# After a transaction the setting is '' and not NULL, hence nullif.
ACTING = "(SELECT nullif(current_setting('portal.acting_for', true), '')::uuid)"
USER = "(SELECT nullif(current_setting('portal.user', true), '')::uuid)"
PRESENTED = "(SELECT nullif(current_setting('portal.presented', true), ''))"


def _run(editor: BaseDatabaseSchemaEditor, statements: Sequence[str]) -> None:
    for statement in statements:
        editor.execute(statement)


class _Protection(Operation):
    reversible = True
    reduces_to_sql = True

    def __init__(self, model: str) -> None:
        self.model = model

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Policies and grants change no model state."""

    def table(self, app_label: str, state: Any) -> str:
        name: str = state.apps.get_model(app_label, self.model)._meta.db_table
        return name

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """The table goes with its own migration, and its policies with it."""

    def describe(self) -> str:
        return f"Protect the rows of {self.model}"


class ProtectRows(_Protection):
    """Owned rows: one owner sees and writes them; keys into them must share the owner.

    `references` names the foreign keys to other owned models; each gets a composite key beside
    Django's own, because PostgreSQL checks plain foreign keys past the row policies.
    `write_once` grants neither update nor delete (a ledger). `also` widens what may be *read*.
    """

    def __init__(
        self,
        model: str,
        references: Sequence[str] = (),
        *,
        write_once: bool = False,
        also: str = "",
    ) -> None:
        super().__init__(model)
        self.references = references
        self.write_once = write_once
        self.also = also

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (
            type(self).__name__,
            [self.model],
            {"references": self.references, "write_once": self.write_once, "also": self.also},
        )

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        table = self.table(app_label, to_state)
        own = f"owner_id = {ACTING}"
        grants = "SELECT, INSERT" if self.write_once else "SELECT, INSERT, UPDATE, DELETE"
        _run(
            schema_editor,
            [
                f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
                f'CREATE POLICY own_rows ON "{table}" USING ({own}) WITH CHECK ({own})',
                *self._seen_too(table),
                f'REVOKE ALL ON "{table}" FROM {APP_ROLE}',
                f'GRANT {grants} ON "{table}" TO {APP_ROLE}',
                f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_id_owner" UNIQUE (id, owner_id)',
            ],
        )
        model = to_state.apps.get_model(app_label, self.model)
        for name in self.references:
            field = model._meta.get_field(name)
            target = field.related_model._meta.db_table
            schema_editor.execute(
                f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_{name}_same_owner" '
                f"FOREIGN KEY ({field.column}, owner_id) "
                f'REFERENCES "{target}" (id, owner_id) DEFERRABLE INITIALLY DEFERRED'
            )

    def _seen_too(self, table: str) -> list[str]:
        # A policy of its own: one for all commands would let what is read be deleted as well.
        if not self.also:
            return []
        return [f'CREATE POLICY seen_too ON "{table}" FOR SELECT USING ({self.also})']


class ProtectDirectory(_Protection):
    """Directory rows: `readable` (SQL) says who reads, only the owner writes."""

    def __init__(
        self,
        model: str,
        *,
        owner: str = "owner_id",
        readable: str = "true",
        write_once: bool = False,
    ) -> None:
        super().__init__(model)
        self.owner, self.readable, self.write_once = owner, readable, write_once

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (
            type(self).__name__,
            [self.model],
            {"owner": self.owner, "readable": self.readable, "write_once": self.write_once},
        )

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        table = self.table(app_label, to_state)
        own = f"{self.owner} = {ACTING}"
        statements = [
            f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
            f'CREATE POLICY readable ON "{table}" FOR SELECT USING ({self.readable} OR {own})',
            f'CREATE POLICY own_inserts ON "{table}" FOR INSERT WITH CHECK ({own})',
            f'REVOKE ALL ON "{table}" FROM {APP_ROLE}',
            f'GRANT SELECT, INSERT ON "{table}" TO {APP_ROLE}',
        ]
        if not self.write_once:
            statements += [
                f'CREATE POLICY own_updates ON "{table}" FOR UPDATE '
                f"USING ({own}) WITH CHECK ({own})",
                f'GRANT UPDATE ON "{table}" TO {APP_ROLE}',
            ]
        _run(schema_editor, statements)


class SealRows(_Protection):
    """Sealed rows: their owner adds some and reads none; the collector reads them.

    Not even the owner's own pages can show what must not be shown.
    """

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (type(self).__name__, [self.model], {})

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        table = self.table(app_label, to_state)
        _run(
            schema_editor,
            [
                f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
                f'CREATE POLICY own_inserts ON "{table}" FOR INSERT '
                f"WITH CHECK (owner_id = {ACTING})",
                f'CREATE POLICY collected ON "{table}" FOR SELECT TO {COLLECTOR_ROLE} USING (true)',
                f'REVOKE ALL ON "{table}" FROM {APP_ROLE}',
                f'GRANT INSERT ON "{table}" TO {APP_ROLE}',
                f'GRANT SELECT ON "{table}" TO {COLLECTOR_ROLE}',
            ],
        )


class OpenToCollector(_Protection):
    """Lets the collector read listed columns of every organisation's rows, and nothing else.

    Columns hold no names, notes or evidence; `portal_app` gains nothing by it.
    """

    def __init__(self, model: str, columns: Sequence[str]) -> None:
        super().__init__(model)
        self.columns = columns

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (type(self).__name__, [self.model, self.columns], {})

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        table = self.table(app_label, to_state)
        listed = ", ".join(f'"{column}"' for column in self.columns)
        _run(
            schema_editor,
            [
                f'CREATE POLICY collected ON "{table}" FOR SELECT TO {COLLECTOR_ROLE} USING (true)',
                f'GRANT SELECT ({listed}) ON "{table}" TO {COLLECTOR_ROLE}',
            ],
        )


class OpenDoors(Operation):
    """Grants on the closed list of tables needed before an organisation is known."""

    reversible = True

    def __init__(self, tables: Sequence[str], *, read_only: Sequence[str] = ()) -> None:
        self.tables, self.read_only = tables, read_only

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (type(self).__name__, [self.tables], {"read_only": self.read_only})

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Grants change no model state."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        for table in self.tables:
            schema_editor.execute(
                f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{table}" TO {APP_ROLE}'
            )
        for table in self.read_only:
            schema_editor.execute(f'GRANT SELECT ON "{table}" TO {APP_ROLE}')

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """Grants go with their tables."""

    def describe(self) -> str:
        return "Open the sign-in doors to the application role"


# A row that this transaction sees and that is not committed is its own, whatever savepoint
# wrote it; `xmin` lacks the epoch, so that of the running transaction is put before it.
_OWN_RUN = """
EXISTS (
  SELECT 1 FROM public.{table} r WHERE r.owner_id = acting AND pg_catalog.pg_xact_status((
    (pg_catalog.pg_current_xact_id()::text::bigint >> 32 << 32) + r.xmin::text::bigint
  )::text::xid8) = 'in progress'
)
"""

# `pg_temp` stands last: unnamed it would come first, and a type made there could pass for ours.
_FUNCTION_HEAD = """
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  acting uuid := nullif(current_setting('portal.acting_for', true), '')::uuid;
  changed bigint;
BEGIN
  IF acting IS NULL THEN
    RAISE EXCEPTION 'nobody is acting' USING ERRCODE = 'insufficient_privilege';
  END IF;
"""

_WRITTEN_ONCE = """
  IF NOT EXISTS (
    SELECT 1 FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = 'owner_id'
    WHERE c.oid = kept AND c.relrowsecurity AND c.relnamespace = 'public'::regnamespace
      AND c.relname NOT IN ('portal_auditseal', 'portal_auditpruning', 'portal_retentionrun')
      AND pg_catalog.has_table_privilege('portal_app', c.oid, 'SELECT')
      AND pg_catalog.has_table_privilege('portal_app', c.oid, 'INSERT')
      AND NOT pg_catalog.has_table_privilege('portal_app', c.oid, 'DELETE')
  ) THEN
    RAISE EXCEPTION '% holds no rows that are written once', kept
      USING ERRCODE = 'insufficient_privilege';
  END IF;
"""

_RUN_STANDS = f"""
  IF NOT {_OWN_RUN.format(table="portal_retentionrun")} THEN
    RAISE EXCEPTION 'no run of retention says why' USING ERRCODE = 'insufficient_privilege';
  END IF;
"""

LEDGER_FUNCTIONS = {
    "portal_prune_events(uuid[])": f"""
CREATE FUNCTION portal_prune_events(ids uuid[]) RETURNS bigint {_FUNCTION_HEAD}
  IF NOT {_OWN_RUN.format(table="portal_auditpruning")} THEN
    RAISE EXCEPTION 'no pruning is recorded' USING ERRCODE = 'insufficient_privilege';
  END IF;
  DELETE FROM public.portal_auditevent e WHERE e.owner_id = acting AND e.id = ANY (ids)
    AND e.at < now() - interval '1 year';
  GET DIAGNOSTICS changed = ROW_COUNT;
  RETURN changed;
END $$
""",
    "portal_remove_kept(regclass, uuid[])": f"""
CREATE FUNCTION portal_remove_kept(kept regclass, ids uuid[]) RETURNS bigint {_FUNCTION_HEAD}
  {_WRITTEN_ONCE}
  IF kept = 'public.portal_auditevent'::regclass THEN
    RAISE EXCEPTION 'events are pruned' USING ERRCODE = 'insufficient_privilege';
  END IF;
  {_RUN_STANDS}
  EXECUTE format('DELETE FROM %s WHERE owner_id = $1 AND id = ANY ($2)', kept) USING acting, ids;
  GET DIAGNOSTICS changed = ROW_COUNT;
  RETURN changed;
END $$
""",
    "portal_forget_label(regclass, text, uuid[], text)": f"""
CREATE FUNCTION portal_forget_label(kept regclass, named text, ids uuid[], label text)
RETURNS bigint {_FUNCTION_HEAD}
  {_WRITTEN_ONCE}
  {_RUN_STANDS}
  IF named = 'by' OR named LIKE '%\\_by' THEN
    EXECUTE format('UPDATE %s SET %I = $3 WHERE owner_id = $1 AND id = ANY ($2)', kept, named)
      USING acting, ids, label;
  ELSIF named = 'user_id' OR named LIKE '%\\_user' THEN
    EXECUTE format('UPDATE %s SET %I = NULL WHERE owner_id = $1 AND id = ANY ($2)', kept, named)
      USING acting, ids;
  ELSIF named = 'salt' AND kept = 'public.portal_auditevent'::regclass THEN
    EXECUTE 'UPDATE public.portal_auditevent SET salt = $3 WHERE owner_id = $1 AND id = ANY ($2)'
      USING acting, ids, '';
  ELSE
    RAISE EXCEPTION '% names nobody', named USING ERRCODE = 'insufficient_privilege';
  END IF;
  GET DIAGNOSTICS changed = ROW_COUNT;
  RETURN changed;
END $$
""",
}
"""What the application may do with rows that are written once, beside a row that records it:
events of over a year pruned, rows removed after their time, names of people forgotten."""


class AddLedgerFunctions(Operation):
    """The closed list of functions that run as the owner; each works on the acting owner alone."""

    reversible = True
    reduces_to_sql = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Functions change no model state."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        for signature, statement in LEDGER_FUNCTIONS.items():
            schema_editor.execute(statement, params=None)
            schema_editor.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
            schema_editor.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO {APP_ROLE}")

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        for signature in LEDGER_FUNCTIONS:
            schema_editor.execute(f"DROP FUNCTION {signature}")

    def describe(self) -> str:
        return "Functions that prune, remove and forget beside a record of it"
