"""Pages that bring questionnaires in and let them out: drafts with losses, files in each format."""

import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from diligence.exchange import native
from diligence.exchange.packaged import packaged
from diligence.models import Draft, QuestionnaireVersion
from diligence.queries.questionnaires import current_version
from portal.models import AuditEvent
from portal.tenancy import acting_for
from tests.diligence.exchange.forms import xlsform

SURVEY = [
    ["type", "name", "label::English (en)", "relevant", "default", "constraint"],
    ["select_one yn", "guests", "Do guests come?", "", "yes", ""],
    ["integer", "count", "How many?", "${guests} = 'yes'", "", ". > 0"],
    ["geopoint", "where", "Where is it?", "", "", ""],
    ["text", "why", "<script>alert(1)</script>Why?", "count-selected(${guests}) > 3", "", ""],
]
CHOICES = [["list_name", "name", "label::English (en)"], ["yn", "yes", "Yes"], ["yn", "no", "No"]]


@pytest.fixture
def client(stella, baseline, browse):
    return browse(stella)


def url(name, *keys):
    return reverse(f"diligence:{name}", args=keys)


def post(client, data, name="form.xlsx", **more):
    file = SimpleUploadedFile(name, data)
    return client.post(url("questionnaire-import"), {"file": file, **more})


def the_draft(stella):
    with acting_for(stella.organisation):
        return Draft.objects.latest("created_at")


def test_a_form_becomes_a_draft_with_its_losses(client, stella):
    with acting_for(stella.organisation):
        before = QuestionnaireVersion.objects.count()
    answer = post(client, xlsform(survey=SURVEY, choices=CHOICES))
    draft = the_draft(stella)
    assert answer.url == url("draft-files", draft.pk)
    page = client.get(answer.url).content.decode()
    for told in (
        "Places on a map are not asked here.",
        "No answer is chosen beforehand here",
        "Answers are not checked against expressions",
        "Conditions here don&#x27;t count",
        "The form carries no points.",
    ):
        assert told in page, told
    assert "<script>alert" not in page
    assert draft.imported["format"] == "xlsform"
    assert draft.document["questions"][1]["condition"] == "${guests} = 'yes'"
    with acting_for(stella.organisation):
        assert QuestionnaireVersion.objects.count() == before
        assert AuditEvent.objects.filter(event="draft.imported").exists()


def test_losses_are_narrowed_by_kind_and_taken_along_as_csv(client, stella):
    post(client, xlsform(survey=SURVEY, choices=CHOICES))
    draft = the_draft(stella)
    page = client.get(url("draft-files", draft.pk), {"kind": "default"}).content.decode()
    assert "No answer is chosen beforehand here" in page
    assert "Places on a map" not in page
    told = client.get(url("draft-losses", draft.pk), {"kind": "question"})
    assert told["Content-Type"].startswith("text/csv")
    lines = told.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Kind,Sheet,Row,Column,What,Why"
    assert lines[1].startswith("Questions and fields left out,survey,4,type,where: Where is it?")


def test_a_contradictory_form_is_refused_place_by_place(client, stella):
    broken = [*SURVEY, ["select_one nothing", "x", "X", "${absent} = 1", "", ""]]
    answer = post(client, xlsform(survey=broken, choices=CHOICES))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "survey · 6 · type" in page
    assert "The choices sheet has no list of this name." in page
    assert "There is no question of this name." in page
    with acting_for(stella.organisation):
        assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.json", b'{"format": "ajar-questionnaire/1", "id": "a", "id": "b"}', "occurs twice"),
        ("a.json", b'{"a": NaN}', "NaN is not a JSON number"),
        ("a.json", b"[" * 5000, "nested deeper"),
        ("a.json", b"{}", "no questionnaire"),
        ("a.xlsx", b"", "is empty"),
        ("a.xlsx", b"PK\x03\x04 nothing", "damaged"),
        ("a.csv", b"a,b\n1,2\n", "neither an XLSForm"),
        ("a.xml", b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "entities"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "damaged"),
        ("a.json", b"{" + b" " * (5 * 2**20 + 1), "at most 5 MB"),
    ],
)
def test_a_harmful_file_is_refused_with_the_reason(client, stella, name, data, why):
    answer = post(client, data, name)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    with acting_for(stella.organisation):
        assert not Draft.objects.exists()


def test_no_file_chosen_is_said(client):
    answer = client.post(url("questionnaire-import"), {})
    assert answer.status_code == 422
    assert "Choose a file first." in answer.content.decode()


def test_a_foreign_key_is_replaced_and_told_but_a_given_one_is_refused(client, stella):
    data = json.dumps(native.dump(packaged("eu-baseline"))).encode()
    assert post(client, data, "b.json").status_code == 302
    draft = the_draft(stella)
    assert draft.key == "eu-baseline-2"
    assert [loss["what"] for loss in draft.imported["losses"]] == ["eu-baseline → eu-baseline-2"]
    answer = post(client, data, "b.json", key="eu-baseline")
    assert answer.status_code == 422
    assert "Another organisation publishes under this key." in answer.content.decode()


@pytest.mark.parametrize("format_", ["json", "xlsform", "redcap"])
def test_a_draft_goes_out_and_comes_back_the_same(client, stella, format_):
    post(client, json.dumps(native.dump(packaged("eu-baseline"))).encode(), "b.json", key="mine")
    first = the_draft(stella)
    file = client.get(url("draft-export", first.pk, format_))
    assert "attachment" in file["Content-Disposition"]
    post(client, b"".join(file.streaming_content), "again")
    second = the_draft(stella)
    assert second.pk != first.pk
    assert second.document == first.document
    assert second.imported["losses"] == []


def test_an_edition_is_exported_as_its_own_bytes(client, stella):
    with acting_for(stella.organisation):
        version = current_version()
    assert client.get(url("questionnaire-exports", version.pk)).status_code == 200
    file = client.get(url("questionnaire-export", version.pk, "json"))
    assert b"".join(file.streaming_content) == version.document.encode()
    assert client.get(url("questionnaire-export", version.pk, "exe")).status_code == 403


def test_the_same_over_the_rest_interface(client, stella):
    file = SimpleUploadedFile("form.xlsx", xlsform(survey=SURVEY, choices=CHOICES))
    answer = client.post(reverse("api:questionnaire-import"), {"file": file})
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert told["format"] == "xlsform"
    assert {"logic", "default", "question"} <= {loss["kind"] for loss in told["losses"]}
    file = client.get(reverse("api:draft-export", args=[told["draft"], "xlsform"]))
    assert b"".join(file.streaming_content).startswith(b"PK")
    broken = SimpleUploadedFile("form.xlsx", xlsform(survey=[["type", "name"], ["odd", "x"]]))
    answer = client.post(reverse("api:questionnaire-import"), {"file": broken})
    assert answer.status_code == 400
    assert answer.json()["faults"][0]["row"] == 2


def test_no_address_of_this_page_leads_to_a_path(client, stella):
    """A name with directories names a file, not a place on the disk."""
    post(client, xlsform(survey=SURVEY, choices=CHOICES), "../../etc/passwd.xlsx")
    assert Path(the_draft(stella).imported["filename"]).name == "passwd.xlsx"
