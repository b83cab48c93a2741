"""A cooperation is appraised, never a person: no personal attribute has anywhere to stand."""

import json
import re
from collections.abc import Iterator
from importlib import import_module
from importlib.resources import files
from pkgutil import walk_packages
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.db import connection
from drf_spectacular.generators import SchemaGenerator
from rest_framework import serializers

from diligence.choices import DossierKind
from diligence.domain import dossier as dossiers
from diligence.queries import appraisals
from diligence.queries.dossier import case_of
from tests.architecture.test_sizes import ROOT
from tests.factories.appraisals import answered

DENIED = re.compile(
    r"\bnationalit|\bnationals?\b (of|from)|citizen|birth|\bborn\b|religio|ethnic"
    r"|\brac(e|ial)\b|passport|\bgender\b|\bsex\b|marital"
    r"|\bage\b|disabilit|political opinion|trade union|curriculum vitae|\bcv\b|mother tongue"
    r"|staatsangeh|cittadinanza|obywatel|obcanstv|statsborger",
    re.IGNORECASE,
)
"""Attributes of people that no appraisal may depend on, in names of fields and in texts."""

EXCLUDED = re.compile(rf"\b(not|never|no)\b[^.]*({DENIED.pattern})", re.IGNORECASE)
"""An attribute may be named to say that it plays no part."""

ROOMS = ("portal", "diligence", "advisory", "reporting")


def test_the_list_finds_what_it_is_for():
    for word in ("nationality", "Citizenship", "date_of_birth", "religion", "passport number"):
        assert DENIED.search(word), word
    for word in ("the national hub", "national contact point", "international", "language", "page"):
        assert not DENIED.search(word), word


def test_no_model_has_a_field_for_a_personal_attribute():
    found = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in ROOMS
        for field in model._meta.get_fields()
        if DENIED.search(field.name.replace("_", " "))
        or DENIED.search(str(getattr(field, "verbose_name", "")))
    ]
    assert found == []


def _classes(base: type) -> Iterator[tuple[str, Any]]:
    for room in ROOMS:
        package = import_module(room)
        for found in walk_packages(package.__path__, f"{room}."):
            if ".forms" in found.name or ".api" in found.name:
                module = import_module(found.name)
                for name, value in vars(module).items():
                    if isinstance(value, type) and issubclass(value, base):
                        yield f"{found.name}.{name}", value


def test_no_form_asks_for_a_personal_attribute():
    found = [
        f"{name}.{field}"
        for name, form in _classes(forms.BaseForm)
        for field, made in getattr(form, "base_fields", {}).items()
        if DENIED.search(" ".join((field.replace("_", " "), str(made.label), str(made.help_text))))
    ]
    assert found == []


def test_the_interface_has_no_personal_attribute():
    found = [
        f"{name}.{field}"
        for name, shape in _classes(serializers.Serializer)
        for field in getattr(shape, "_declared_fields", {})
        if DENIED.search(field.replace("_", " "))
    ]
    assert found == []


@pytest.mark.django_db
def test_no_table_has_a_column_for_a_personal_attribute():
    """Of the database itself: tables of libraries as well."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public'"
        )
        columns = cursor.fetchall()
    assert len(columns) > 500
    assert [row for row in columns if DENIED.search(row[1].replace("_", " "))] == []


def _keys(value: Any) -> Iterator[str]:
    """Every key of a JSON document, at whatever depth."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _keys(item)
    elif isinstance(value, list):
        for item in value:
            yield from _keys(item)


def _spaced(key: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", key)


def test_no_key_of_the_interface_or_its_exchange_names_one():
    """Names of all that travels as JSON: the interface's document, the questionnaire's format."""
    document = SchemaGenerator().get_schema(request=None, public=True)
    format_ = json.loads((ROOT / "docs" / "ajar-questionnaire-1.schema.json").read_text("utf-8"))
    assert len(set(_keys(document))) > 500
    found = {key for each in (document, format_) for key in _keys(each)}
    assert [key for key in found if DENIED.search(_spaced(key))] == []


@pytest.mark.django_db
def test_nothing_in_a_dossier_is_a_place_for_one(baseline, ines, acting_as):
    """The frozen copy that crosses a border: the names of everything in it."""
    acting_as(ines)
    appraisal = answered(ines.actor)
    case = case_of(appraisals.with_answers(ines.actor).get(pk=appraisal.pk), DossierKind.FULL)
    everything = frozenset(item.key for item in dossiers.items(case))
    keys = set(_keys(dossiers.content(case, everything)))
    assert {"partners", "answers"} <= keys
    assert [key for key in keys if DENIED.search(_spaced(key))] == []


def _texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, f"{path}.{value.get('id', key)}" if key != "id" else path)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, path)
    elif isinstance(value, str):
        yield path, value


@pytest.mark.parametrize("part", ["triage", "questions"])
def test_no_question_option_or_help_asks_for_one(part: str):
    """Where the baseline names an attribute it must be to say that it plays no part."""
    document = json.loads((files("diligence.data") / "eu_baseline.json").read_text("utf-8"))
    found = [
        (path, text)
        for path, text in _texts(document[part])
        if DENIED.search(text)
        and not re.search(r"\b(not|never|no)\b[^.]*" + DENIED.pattern, text, re.IGNORECASE)
    ]
    assert found == []
