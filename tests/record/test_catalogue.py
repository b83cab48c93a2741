"""Every event in the source stands in the catalogue, with a purpose and a sentence."""

import ast
import re
from collections.abc import Iterator

import pytest
from django.utils.functional import Promise

from portal import audit
from portal.authority import product
from portal.ledger.catalogue import EVENTS, UnknownEventError, known
from portal.ledger.catalogue_kinds import Purpose
from portal.models import AuditEvent
from portal.tenancy import acting_for
from tests.architecture.test_borders import modules
from tests.cast import Member

NAME = re.compile(r"[a-z_]+\.[a-z_]+")

WRITERS = {"record", "record_many", "seen", "write_down"}
"""Functions of `portal.audit`, and the one that ways in are written down by."""

MADE_UP = {
    "advisory/actions/countersign.py": r"countersign\.(signed|returned)",
    "advisory/actions/refer.py": r"referral\.\w+",
    "advisory/actions/triage.py": r"referral\.\w+",
    "diligence/actions/appraise.py": r"appraisal\.(started|triaged|submitted|withdrawn|reopened)",
    "diligence/actions/clear.py": r"clearance\.(recorded|ended)",
    "diligence/actions/dossier.py": r"consultation\.\w+",
    "diligence/actions/draft_comments.py": r"draft\.comment_(settled|reopened)",
    "diligence/actions/draft_review.py": r"draft\.(review_asked|returned|approved)",
    "diligence/actions/drafts.py": r"draft\.(discarded|restored)",
    "diligence/actions/keep.py": r"partnership\.(?!seen)\w+",
    "diligence/actions/know.py": r"fact\.(corrected|removed|undone)",
    "diligence/actions/register.py": r"partnership\.(?!seen)\w+",
    "diligence/actions/treat.py": r"measure\.\w+",
    "portal/audit.py": r"partnership\.seen",
    "portal/receivers.py": r"(second_factor|recovery_codes|passkey)\.(added|removed|renewed)",
}
"""Modules that put names together, and what these can be."""


def _written(tree: ast.Module) -> Iterator[ast.expr]:
    """The first argument of every call that records an event."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            module = getattr(node.func.value, "id", "")
            if node.func.attr in WRITERS and module in {"audit", "recovery"}:
                yield node.args[0]


def _literals(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        told = each.value if isinstance(each, ast.Constant) else None
        if isinstance(told, str) and NAME.fullmatch(told):
            yield told


def _said() -> set[str]:
    """Names of events that stand in the source, but for tables that only tell of them."""
    tables = ("portal/ledger/", "diligence/domain/chronicle.py", "advisory/views/desk.py")
    return {
        name
        for module, tree in modules()
        if not module.startswith(tables)
        for name in _literals(tree)
    }


def test_what_is_recorded_by_name_is_in_the_catalogue() -> None:
    unknown = {
        f"{module}: {name}"
        for module, tree in modules()
        for argument in _written(tree)
        if not isinstance(argument, ast.JoinedStr)
        for name in _literals(argument)
        if name not in EVENTS
    }
    assert unknown == set()


def test_names_that_are_put_together_are_foreseen() -> None:
    """An f-string at a writer: the module says what it can become, and all of that is known."""
    put_together = {
        module
        for module, tree in modules()
        for argument in _written(tree)
        if isinstance(argument, ast.JoinedStr)
    }
    assert put_together - set(MADE_UP) == set()
    for module, pattern in MADE_UP.items():
        assert any(re.fullmatch(pattern, event) for event in EVENTS), (module, pattern)


def test_every_line_of_the_catalogue_is_recorded_somewhere() -> None:
    said = _said()
    patterns = [re.compile(pattern) for pattern in MADE_UP.values()]
    stale = {
        event
        for event in EVENTS
        if event not in said and not any(pattern.fullmatch(event) for pattern in patterns)
    }
    assert stale == set()


def test_every_event_has_a_purpose_and_a_sentence_that_translates() -> None:
    for event, told in EVENTS.items():
        assert NAME.fullmatch(event), event
        assert len(event) <= 60, event
        assert told.purpose in Purpose, event
        assert isinstance(told.sentence, Promise), event
        sentence = str(told.sentence)
        assert sentence[0].isupper(), event
        assert not sentence.endswith("."), event


@pytest.mark.django_db
def test_an_event_without_a_line_is_not_recorded_here(stella: Member) -> None:
    with acting_for(stella.organisation), pytest.raises(UnknownEventError, match="catalogue"):
        audit.record("unit.moved_house", None, by=stella.actor)


@pytest.mark.django_db
def test_in_production_nobodys_work_fails_for_a_missing_sentence(
    stella: Member, settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.DEMONSTRATION = False
    with acting_for(stella.organisation):
        audit.record("unit.moved_house", None, by=product("Ajar"))
        assert AuditEvent.objects.get().event == "unit.moved_house"
    assert "no line in the catalogue" in caplog.text
    assert known("unit.moved_house").sentence == "Unit moved house"
