"""No field of any page or of the interface takes a text with a marking, and nothing is kept of it.

The refusal comes before any view: what the views are is of no matter, so every address that takes
anything is tried, with every field of every form.
"""

import json
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import NoReverseMatch, get_resolver, reverse
from rest_framework import serializers

from diligence.actions import appraise, contribute
from diligence.models import Draft
from portal.authority import Refused
from portal.classified import UNWATCHED
from portal.models import AuditEvent, SecuritySettings
from portal.tenancy import acting_for
from tests.diligence.actions.test_appraise import in_questions
from tests.factories import colleagues
from tests.factories.appraisals import answered
from tests.factories.consultations import confirmed
from tests.factories.register import PartnershipFactory
from tests.factories.workbooks import filled

ROOMS = ("portal", "diligence", "advisory", "reporting")
MARKED = "Zeta-planted words\nNATO SECRET\nZeta-planted end"


@cache
def modules() -> tuple[str, ...]:
    found = []
    for room in ROOMS:
        package = import_module(room)
        for module in walk_packages(package.__path__, f"{room}."):
            if {"forms", "api", "views"} & set(module.name.split(".")):
                found.append(module.name)
    return tuple(found)


def subclasses(base: type) -> Iterator[type]:
    for name in modules():
        import_module(name)
    waiting = [base]
    while waiting:
        for found in waiting.pop().__subclasses__():
            waiting.append(found)
            if found.__module__.split(".")[0] in ROOMS:
                yield found


def text_fields() -> list[str]:
    """The names of all fields of all forms that take words."""
    names = set()
    for form in subclasses(forms.BaseForm):
        declared = getattr(form, "base_fields", {})
        names |= {name for name, field in declared.items() if isinstance(field, forms.CharField)}
    return sorted(names - UNWATCHED)


def serializer_fields() -> list[str]:
    names = set()
    for shape in subclasses(serializers.Serializer):
        declared = getattr(shape, "_declared_fields", {})
        names |= {
            name
            for name, field in declared.items()
            if isinstance(field, serializers.CharField | serializers.JSONField)
        }
    return sorted(names)


def everything_kept() -> str:
    """Every row of every table, as text."""
    kept = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            cursor.execute("SELECT has_table_privilege(%s, 'SELECT')", [table])
            if not cursor.fetchone()[0]:
                continue
            cursor.execute(f'SELECT "{table}"::text FROM "{table}"')
            kept += [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT portal_cache::text FROM portal_cache")
        kept += [row[0] for row in cursor.fetchall()]
    return "\n".join(kept)


@pytest.fixture
def client(ines, browse):
    return browse(ines)


@pytest.mark.django_db
def test_every_text_field_of_every_form_refuses_a_marking(client, ines, caplog):
    fields = text_fields()
    assert {"title", "benefit", "reasons", "because", "reply", "message", "note"} <= set(fields)
    url = reverse("diligence:partnership-new")
    for name in fields:
        page = client.post(url, {name: MARKED})
        assert page.status_code == 403, name
        assert b"NATO SECRET" in page.content, name
        assert b"Zeta-planted" not in page.content, name
    assert "Zeta-planted" not in caplog.text
    with acting_for(ines.organisation):
        assert "Zeta-planted" not in everything_kept()
        event = AuditEvent.objects.filter(event="request.refused").first()
        assert "NATO SECRET" in event.detail["reason"]


@pytest.mark.django_db
def test_every_text_of_the_interface_refuses_a_marking(client, ines, caplog):
    url = "/api/v1/partnerships/"
    for name in serializer_fields():
        for body in ({name: MARKED}, {"x": [{name: MARKED}]}, {MARKED: 1}):
            answer = client.post(url, json.dumps(body), content_type="application/json")
            assert answer.status_code == 400, (name, answer.content)
            assert b"NATO SECRET" in answer.content
            assert b"Zeta-planted" not in answer.content
    assert "Zeta-planted" not in caplog.text
    with acting_for(ines.organisation):
        assert "Zeta-planted" not in everything_kept()


@pytest.mark.django_db
def test_no_address_takes_a_marking(client):
    tried = 0
    for pattern in _patterns(get_resolver()):
        try:
            url = reverse(pattern)
        except NoReverseMatch:  # an address with a key, at which the door does not look
            continue
        if url.startswith(("/api/", "/static/")):
            continue
        page = client.post(url, {"any": MARKED})
        if page.status_code in (404, 405):
            continue
        tried += 1
        if page.status_code == 302:
            assert "/account/" in page.url, url
            continue
        assert page.status_code == 403, (url, page.status_code)
        assert b"Zeta-planted" not in page.content
    assert tried > 30


def _patterns(resolver: Any, prefix: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if hasattr(entry, "url_patterns"):
            namespace = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from _patterns(entry, namespace)
        elif entry.name:
            yield f"{prefix}{entry.name}"


@pytest.mark.django_db
def test_the_organisations_own_markings_and_channel_are_heeded(client, ines):
    with acting_for(ines.organisation):
        SecuritySettings.objects.create(
            markings=["Uni Stufe 3"], classified_channel="Ring 4711.", by="Stella"
        )
    page = client.post(reverse("diligence:partnership-new"), {"title": "A uni STUFE 3 paper"})
    assert page.status_code == 403
    assert b"Ring 4711." in page.content
    answer = client.post(
        "/api/v1/partnerships/", '{"title": "Uni Stufe 3"}', content_type="application/json"
    )
    assert answer.status_code == 400
    assert "Ring 4711." in answer.json()["title"][0]


@pytest.mark.django_db
def test_the_installations_markings_are_heeded(client, settings):
    settings.EXTRA_MARKINGS = ["Land intern"]
    page = client.post(reverse("diligence:partnership-new"), {"title": "LAND-INTERN"})
    assert page.status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["It is no secret", "confidential data", "restricted access"])
def test_plain_words_are_let_in(client, text):
    page = client.post(reverse("diligence:partnership-new"), {"title": text})
    assert page.status_code == 200
    assert text in page.content.decode()


@pytest.mark.django_db
def test_somebody_without_an_account_is_refused_as_well(client):
    client.logout()
    page = client.post(reverse("account_login"), {"login": MARKED})
    assert page.status_code == 403
    assert b"Zeta-planted" not in page.content


# --- Files ----------------------------------------------------------------------------------------
LOOKED_THROUGH = {
    "diligence.views.answering": "attach.add: evidence beside an answer",
    "diligence.views.attachments": "attach.add: documents of a partnership",
    "diligence.views.clearing": "attach.add: what a legal check found",
    "diligence.views.exchanging": "draft_import.bring_in: a questionnaire",
    "diligence.views.importing": "intake.upload: rows of the register",
    "diligence.views.offline": "offline.try_out: a filled-in workbook",
    "reporting.views.verify": "compared with what was published; nothing of it is kept",
}
"""Where files come in, and what looks through them; each is tried below or in the suite named
after it."""


def test_every_page_that_takes_files_is_known():
    takers = set()
    for name in modules():
        source = Path(import_module(name).__file__).read_text(encoding="utf-8")
        if "request.FILES" in source and not name.startswith("portal."):
            takers.add(name)
    assert takers == set(LOOKED_THROUGH)


@pytest.fixture
def own_marking(ines):
    with acting_for(ines.organisation):
        SecuritySettings.objects.create(markings=["Uni Stufe 3"], by="Stella")


MARKS = ["NATO SECRET", "Uni Stufe 3"]


@pytest.mark.django_db
@pytest.mark.parametrize("marking", MARKS)
def test_a_filled_in_workbook_with_a_marking_is_not_read(
    baseline, client, ines, own_marking, marking
):
    with acting_for(ines.organisation):
        appraisal = in_questions(ines.actor)
    url = reverse("diligence:offline", args=[appraisal.pk])
    blank = b"".join(client.get(reverse("diligence:offline-book", args=[appraisal.pk])))
    data = filled(blank, {}, {"A1": f"Zeta-planted: {marking} annex 3"})
    page = client.post(url, {"file": SimpleUploadedFile("filled.xlsx", data)})
    assert page.status_code == 422
    assert marking.encode() in page.content
    assert b"Zeta-planted" not in page.content
    with acting_for(ines.organisation):
        assert "Zeta-planted" not in everything_kept()


@pytest.mark.django_db
@pytest.mark.parametrize("marking", MARKS)
def test_a_questionnaire_with_a_marking_becomes_no_draft(
    baseline, browse, stella, own_marking, marking
):
    text = (files("diligence.data") / "eu_baseline.json").read_text(encoding="utf-8")
    document = json.loads(text) | {"title": f"Zeta-planted {marking} sheet"}
    upload = SimpleUploadedFile("sheet.json", json.dumps(document).encode())
    page = browse(stella).post(reverse("diligence:questionnaire-import"), {"file": upload})
    assert page.status_code == 422
    assert marking.encode() in page.content
    with acting_for(stella.organisation):
        assert not Draft.objects.exists()
        assert "Zeta-planted" not in everything_kept()


@pytest.mark.django_db
@pytest.mark.parametrize("marking", MARKS)
def test_a_list_of_partnerships_with_a_marking_is_not_kept(client, ines, own_marking, marking):
    rows = f"title,partner\nZeta-planted {marking},Institute\n".encode()
    upload = SimpleUploadedFile("register.csv", rows, "text/csv")
    page = client.post(reverse("diligence:import-new"), {"file": upload})
    assert page.status_code in {200, 422}
    assert marking.encode() in page.content
    with acting_for(ines.organisation):
        assert "Zeta-planted" not in everything_kept()


# --- Where the door can't know whose markings count ----------------------------------------------
@pytest.mark.django_db
def test_a_colleague_writes_nothing_that_the_links_organisation_refuses(
    baseline, ines, own_marking
):
    with acting_for(ines.organisation):
        row = colleagues.asked(in_questions(ines.actor), ines.actor)
        given = {"A2": contribute.Given(None, "Zeta-planted uni STUFE 3 paper")}
        with pytest.raises(Refused, match="Uni Stufe 3") as refused:
            contribute.keep(row.pk, given, by=colleagues.LEE)
        assert "Zeta-planted" not in refused.value.reason
        row.refresh_from_db()
        assert row.draft == {}


@pytest.mark.django_db
def test_a_marking_that_is_added_later_keeps_what_was_written_before_at_home(
    baseline, ines, acting_as
):
    acting_as(ines)
    appraisal = answered(
        ines.actor, "K01", partnership=PartnershipFactory(title="Uni Stufe 3 mills")
    )
    shown = confirmed(ines.actor, appraisal, "title")
    SecuritySettings.objects.create(markings=["Uni Stufe 3"], by="Stella")
    with pytest.raises(Refused, match="Uni Stufe 3"):
        appraise.submit(appraisal.pk, by=ines.actor, dossier=shown)
    without = confirmed(ines.actor, appraisal)
    appraise.submit(appraisal.pk, by=ines.actor, dossier=without)
