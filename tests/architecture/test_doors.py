"""Who may cross a border, and who may look behind a door: closed lists with their reasons."""

import ast
import subprocess
import sys
from collections.abc import Iterator

from tests.architecture.test_borders import modules
from tests.architecture.test_sizes import ROOT

CROSSES = {
    "portal/actions/sealing.py": "every organisation's record is sealed in turn",
    "portal/actions/pruning.py": "every organisation's record is pruned in turn",
    "portal/actions/ledger_export.py": "a copy of the record is made in steps, to be watched",
    "portal/management/commands/verify_audit.py": "every organisation's record is checked in turn",
    "portal/file_health.py": "every organisation is asked in turn what waits for the scanner",
    "portal/diagnosis.py": "the last day of every organisation's record is checked in turn",
    "portal/acting.py": "a provider is asked for whoever came by it and is no member any more",
    "portal/middleware.py": "a request acts for the organisation of its member",
    "portal/actions/files.py": "a file is scanned while no transaction is open",
    "portal/actions/file_keys.py": "every organisation is asked in turn whether all is sealed",
    "portal/management/commands/rotate_file_keys.py": "keys are wrapped one by one",
    "portal/tasks_privacy.py": "every organisation is asked in turn what has had its time",
    "portal/actions/retention.py": "what has had its time goes in chunks, each a transaction",
    "portal/actions/person_export.py": "a copy is gathered and kept in steps, each a transaction",
    "portal/tasks.py": "a task acts for the owner its message names",
    "portal/tasks_sso.py": "every organisation's providers are read again in turn",
    "portal/upkeep.py": "every organisation is asked in turn whose tokens end soon",
    "portal/actions/joining.py": "whoever asks to join belongs to no organisation yet",
    "portal/actions/invitations.py": "whoever is invited belongs to no organisation yet",
    "portal/actions/shared_links.py": "whoever has a shared link belongs to no organisation",
    "portal/actions/organisations.py": "operators make an organisation's entry, and act for no one",
    "portal/actions/recovery.py": "a way back in is recorded with each organisation of the person",
    "portal/queries/operations.py": "an operator asks whether there is a steward, not who",
    "portal/views/operations.py": "an operator's own invitation is a row of the organisation",
    "portal/actions/sso.py": "whoever comes by a provider belongs to no organisation yet",
    "portal/views/providers.py": "an operator confirms a domain that an organisation claims",
    "portal/demo.py": "the demonstration is made by its organisations",
    "portal/demo_privacy.py": "the same, and the night’s run of each of them",
    "diligence/demo/": "the demonstration is made by its organisations",
    "advisory/demo/": "the demonstration's hubs advise in their own rows",
    "reporting/demo/": "the demonstration's ministries report in their own rows",
    "advisory/actions/refer.py": "brings a case from its sender's rows into the hub's",
    "advisory/actions/files.py": "a ticked file is opened with its sender's key",
    "advisory/actions/border.py": "a hub writes into the record of whoever sent the case",
    "advisory/actions/elsewhere.py": "a frozen copy of a draft is put into another hub's rows",
    "advisory/actions/countersign.py": "another hub's answer is brought back to the draft",
    "reporting/actions/confirm.py": "a confirmed return crosses to the Commission as a frozen copy",
    "reporting/actions/report.py": "a PDF is made in steps, each a transaction, to be watched",
    "diligence/tasks.py": "every organisation is asked in turn whether a digest is due",
    "diligence/actions/intake_run.py": "an import is stored in chunks, each a transaction",
    "diligence/actions/carry_over.py": "appraisals move one by one, each in a transaction",
    "diligence/actions/simulate.py": "a simulation runs in chunks, each watched and a transaction",
    "diligence/actions/paper.py": "a PDF is made in steps, each a transaction, to be watched",
    "reporting/actions/simulate.py": "a simulation runs in chunks, each watched and a transaction",
    "diligence/management/commands/": "a command acts for the organisation it is told",
    "reporting/management/commands/": "a command acts for the ministry it is told",
    "reporting/tasks.py": "every ministry is asked in turn whether a quarter is due",
}
"""Modules that call `acting_for`, and why. Nobody else chooses on whose behalf code runs."""

LOOKS_IN = {
    "portal/acting.py": "finds the member before an organisation is chosen",
    "portal/views/frame.py": "switching is between a user's own memberships",
    "portal/actions/recovery.py": "asks whether a person is known elsewhere; finds reset links",
    "portal/actions/joining.py": "finds a domain and a proof by digest; one's own requests",
    "portal/actions/invitations.py": "finds an invitation by its digest",
    "portal/actions/shared_links.py": "finds a shared link by its digest",
    "portal/actions/sso.py": "finds a provider by its key and a domain by its name",
    "portal/queries/operations.py": "operators find the invitations they made",
}
"""Modules that call `known_as` or `presenting`, and why."""

DOORS = {
    *("ApiToken", "Bell", "Invitation", "Membership"),
    *("OperatorLink", "ResetLink", "SharedLink", "User"),
}

OPENS = {"diligence/demo/": "follows the bells of what it has submitted"}
"""Modules of rooms that name a door's model, and why."""


def _called(names: set[str]) -> Iterator[str]:
    for module, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                target = node.func
                name = target.attr if isinstance(target, ast.Attribute) else ""
                if (getattr(target, "id", "") or name) in names:
                    yield module


def _unlisted(found: Iterator[str], listed: dict[str, str]) -> set[str]:
    return {module for module in found if not module.startswith(tuple(listed))}


def _stale(found: set[str], listed: dict[str, str]) -> set[str]:
    return {entry for entry in listed if not any(module.startswith(entry) for module in found)}


def test_only_listed_modules_choose_for_whom_code_runs():
    found = {module for module in _called({"acting_for"}) if module != "portal/tenancy.py"}
    assert _unlisted(iter(found), CROSSES) == set()
    assert _stale(found, CROSSES) == set(), "listed without need"


def test_only_listed_modules_look_behind_doors():
    found = set(_called({"known_as", "presenting"}))
    assert _unlisted(iter(found), LOOKS_IN) == set()
    assert _stale(found, LOOKS_IN) == set(), "listed without need"


def test_rooms_name_no_model_of_a_door():
    found = {
        f"{module}: {alias.name}"
        for module, tree in modules()
        if not module.startswith("portal/")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("portal.models")
        for alias in node.names
        if alias.name in DOORS
    }
    assert _unlisted(iter(found), OPENS) == set()


def test_only_the_foundation_reads_the_database_past_the_manager():
    """`_base_manager`, `_default_manager` and `using()` leave the upper half of the wall out."""
    found = {
        f"{module}:{node.lineno} {node.attr}"
        for module, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"_base_manager", "_default_manager"}
    }
    assert found == set()


def test_import_contracts_hold():
    told = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout[-4000:] + told.stderr[-1000:]
    assert "0 broken" in told.stdout
