"""Active minutes are measured for appraisals, never for people: nobody can be watched by them."""

import ast
import re

import pytest
from django.apps import apps
from django.db import models

from diligence.models import AnswerSheet
from tests.architecture.test_sizes import ROOT, parsed

MEASURES = re.compile(r"minute|second|active_|duration|time_spent|last_active|hours")
PEOPLE = re.compile(r"user|member|person|employee|officer|author")

ALLOWED = {
    "portal.Organisation.measures_minutes": "the organisation's own switch, no figure",
    "portal.Membership.active": "whether a membership has ended",
    "portal.SecuritySettings.idle_minutes": "when sessions end, for everybody alike",
    "portal.SecuritySettings.session_hours": "when sessions end, for everybody alike",
    "portal.SecuritySettings.second_factor_for_all": "a second factor, no time",
    "portal.IdentityProvider.asks_second_factor": "a second factor, no time",
}


def measured(model: type[models.Model]) -> set[str]:
    return {
        field.name
        for field in model._meta.get_fields()
        if MEASURES.search(field.name)
        and f"{model._meta.label}.{field.name}" not in ALLOWED
        and f"{model._meta.label}.{field.name}" != "portal.Organisation.measures_minutes"
    }


def people(model: type[models.Model]) -> set[str]:
    return {
        field.name
        for field in model._meta.get_fields()
        if isinstance(field, models.Field) and PEOPLE.search(field.name)
    }


def test_the_schema_scan_finds_the_measuring_tables():
    own = {"diligence", "portal", "advisory", "reporting"}
    found = {
        model._meta.label
        for model in apps.get_models()
        if model._meta.app_label in own and measured(model)
    }
    assert found == {"diligence.Appraisal", "diligence.AnswerSheet"}


@pytest.mark.parametrize("label", ["diligence.Appraisal", "diligence.AnswerSheet"])
def test_no_column_beside_minutes_names_a_user(label: str):
    assert people(apps.get_model(label)) == set()


def test_seconds_are_kept_by_stage_only():
    field = AnswerSheet._meta.get_field("active_seconds")
    assert field.default is dict
    from diligence.actions.answer import STAGES

    assert set(STAGES.values()) == {"triage", "full"}


def _names(node: ast.AST) -> set[str]:
    told = {
        n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)
    }
    return told | {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)}


def test_no_query_relates_minutes_to_a_person():
    """Whatever groups, filters or exports minutes looks at no person while doing so."""
    people_columns = {"started_by", "submitted_by", "uploaded_by", "user_id", "membership_id"}
    minutes = {"triage_minutes", "full_minutes", "active_seconds", "last_active_at"}
    wrong = []
    for app in ("diligence", "advisory", "reporting", "portal"):
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" in path.parts or path.name == "appraisal.py":
                continue
            for node in ast.walk(parsed(path)):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    reads = node.func.attr in {"values", "values_list", "annotate", "aggregate"}
                    names = _names(node)
                    if reads and names & minutes and names & people_columns:
                        wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert wrong == []


def test_pages_and_interfaces_show_no_minutes_beside_a_person():
    wrong = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        text = path.read_text()
        if re.search(r"(triage|full)_minutes", text) and "_by" in text:
            wrong.append(str(path.relative_to(ROOT)))
    for path in sorted((ROOT / "diligence" / "api").rglob("*.py")):
        if re.search(r"active_seconds|last_active_at", path.read_text()):
            wrong.append(str(path.relative_to(ROOT)))
    assert wrong == []


# --- The record is kept for security, and measures nobody -----------------------------------------
WHO = re.compile(r"(by|user_id|user|holder|membership_id|\w+_(by|user|holder))(__\w+)?")
"""Columns that name who did something."""

GROUPS = {"values", "values_list", "annotate", "aggregate", "order_by", "distinct", "alias"}
FOLDS = {"Avg", "Sum", "Count", "Max", "Min", "StdDev", "Variance", "F", "ExtractHour", "Trunc"}
PICKS = {"filter", "exclude", "get"}

BY_PERSON = {
    "portal/queries/record.py": "a search whose purpose is recorded, and the searcher’s own",
    "portal/queries/person_copy.py": "a person’s own copy of what is held about them",
    "portal/queries/privacy.py": "members of the same name, whom an erasure leaves alone",
    "portal/actions/erasure.py": "how many events an erasure takes a name out of",
    "portal/actions/forgetting.py": "takes a name out",
    "portal/actions/own_retention.py": "names in the record that had their time",
    "advisory/actions/look.py": "whether this adviser’s look of today is noted already",
    "advisory/queries/drafts.py": "whether who countersigns wrote the draft",
}
"""Modules that pick events by who acted, and what for."""


def _modules() -> list[tuple[str, ast.Module]]:
    paths = (
        path
        for app in ("portal", "diligence", "advisory", "reporting")
        for path in sorted((ROOT / app).rglob("*.py"))
        if "migrations" not in path.parts
    )
    return [(str(path.relative_to(ROOT)), parsed(path)) for path in paths]


def _names_record(tree: ast.Module) -> bool:
    return any(isinstance(node, ast.Name) and node.id == "AuditEvent" for node in ast.walk(tree))


def _calls(tree: ast.AST, names: set[str]) -> list[ast.Call]:
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in names
    ]


def _about_people(call: ast.Call) -> set[str]:
    """Columns of people that a call names, as keywords or as texts."""
    told = {word.arg for word in call.keywords if word.arg}
    for value in (*call.args, *(word.value for word in call.keywords)):
        told |= {
            each.value.lstrip("-")
            for each in ast.walk(value)
            if isinstance(each, ast.Constant) and isinstance(each.value, str)
        }
    return {name for name in told if WHO.fullmatch(name)}


def test_events_are_picked_by_person_for_listed_reasons_alone():
    picked = {
        module
        for module, tree in _modules()
        if _names_record(tree)
        for call in _calls(tree, PICKS)
        if _about_people(call)
    }
    assert picked - set(BY_PERSON) == set()


NAMES_MEMBERS = {
    "portal/queries/record.py people": "members by name, to choose one from",
    "portal/queries/privacy.py person_of": "members of the same name",
    "portal/actions/own_retention.py _named_in_record": "names that had their time, to go",
    "portal/actions/own_retention.py _inactive": "members who no longer sign in",
}
"""Functions beside the record that sort or read by a person, and what for."""


def test_no_event_is_counted_sorted_or_grouped_by_who_acted():
    wrong = {
        f"{module} {function.name}"
        for module, tree in _modules()
        if _names_record(tree)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for call in _calls(function, GROUPS)
        if _about_people(call)
    }
    assert wrong - set(NAMES_MEMBERS) == set()


def test_no_hub_adds_up_times_of_its_advisers():
    """Nothing groups by an adviser, and no fold stands beside a column that names one."""
    wrong = [
        f"{module}:{node.lineno}"
        for module, tree in _modules()
        if module.startswith(("advisory/", "reporting/"))
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"values", "annotate", "aggregate"}
        and any(_folds(value) for value in (*node.args, *(word.value for word in node.keywords)))
        and _about_people(node)
    ]
    assert wrong == []


def _folds(node: ast.AST) -> bool:
    return any(
        isinstance(each, ast.Call)
        and (getattr(each.func, "id", "") or getattr(each.func, "attr", "")) in FOLDS
        for each in ast.walk(node)
    )


def test_no_interface_hands_out_the_record_and_copies_sum_nothing_up():
    for app in ("portal", "diligence", "advisory", "reporting"):
        for path in sorted((ROOT / app / "api").rglob("*.py")):
            assert "AuditEvent" not in path.read_text(), path
    copying = (ROOT / "portal/actions/ledger_export.py").read_text()
    assert not re.search(r"Count\(|Sum\(|annotate|aggregate|groupby|Counter", copying)


def test_pages_of_the_record_count_nobodys_events():
    for name in ("portal/record/rows.html", "portal/record/list.html"):
        text = (ROOT / "templates" / name).read_text()
        assert not re.search(r"\|length|\bcount\b|regroup", text), name
    seen = (ROOT / "templates/diligence/partnership/seen.html").read_text()
    assert not re.search(r"\|length|regroup", seen)
