"""Active minutes are measured for appraisals, never for people: nobody can be watched by them."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from diligence.models import AnswerSheet

ROOT = Path(__file__).parents[2]
MEASURES = re.compile(r"minute|second|active_|duration|time_spent|last_active|hours")
PEOPLE = re.compile(r"user|member|person|employee|officer|author")

ALLOWED = {
    "portal.Organisation.measures_minutes": "the organisation's own switch, no figure",
    "portal.Membership.active": "whether a membership has ended",
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
            for node in ast.walk(ast.parse(path.read_text())):
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
