"""Publishing a questionnaire from the command line."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from diligence.domain.canonical import canonical_bytes
from diligence.exchange import native
from diligence.exchange.packaged import packaged, worked_cases
from diligence.models import QuestionnaireVersion
from portal.enums import OrganisationKind
from portal.models import AuditEvent, Organisation
from portal.tenancy import acting_for

pytestmark = pytest.mark.django_db


def load(*args: object, **options: object) -> str:
    out = StringIO()
    call_command("load_questionnaire", *args, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def files(tmp_path):
    """Writes a questionnaire and its cases, changed as a test wishes; their paths."""

    def write(change=lambda document, cases: None):
        document = native.dump(packaged("eu-baseline"))
        cases = json.loads(json.dumps(worked_cases("eu-baseline")))
        change(document, cases)
        (tmp_path / "q.json").write_bytes(canonical_bytes(document))
        (tmp_path / "cases.json").write_text(json.dumps(cases))
        return str(tmp_path / "q.json"), str(tmp_path / "cases.json")

    return write


def test_the_baseline_is_published_as_the_commissions():
    said = load()
    version = QuestionnaireVersion.objects.get()
    commission = Organisation.objects.get(kind=OrganisationKind.COMMISSION)
    assert version.owner_id == commission.pk
    assert (commission.country, commission.name) == ("", "European Commission")
    assert version.digest == native.content_hash(packaged("eu-baseline"))
    assert len(version.cases) == 20
    assert "Published EU baseline" in said
    assert version.digest in said
    with acting_for(commission):
        event = AuditEvent.objects.get()
    assert event.event == "questionnaire.published"
    assert event.subject_id == version.pk


def test_loading_it_again_changes_nothing():
    load()
    assert "Already published" in load("--key", "eu-baseline")
    assert QuestionnaireVersion.objects.count() == 1
    assert Organisation.objects.count() == 1


def test_an_existing_commission_is_used(university_a):
    from portal.tenancy import new_id

    key = new_id()
    with acting_for(key):
        Organisation.objects.create(id=key, name="DG Research", kind="commission")
    load()
    assert QuestionnaireVersion.objects.get().owner_id == key


def test_a_published_edition_never_changes(files):
    load()

    def reworded(document, _cases):
        document["questions"][0]["text"] = "Another question?"

    path, cases = files(reworded)
    with pytest.raises(CommandError, match="already published with other content"):
        load(path, "--cases", cases)
    version = QuestionnaireVersion.objects.get()
    with acting_for(version.owner_id), pytest.raises(DatabaseError), transaction.atomic():
        QuestionnaireVersion.objects.update(title="Changed")


def test_a_worked_case_that_differs_prevents_publishing(files):
    def stricter(document, cases):
        document["edition"] = cases["edition"] = "2027.1"
        document["thresholds"]["KT.S"] = [1, 2, 3]

    path, cases = files(stricter)
    with pytest.raises(CommandError, match="nothing was published") as refusal:
        load(path, "--cases", cases)
    assert "K01: levels should be" in str(refusal.value)
    assert not QuestionnaireVersion.objects.exists()


def test_cases_of_another_edition_are_refused(files):
    path, cases = files(lambda document, cases: document.update(edition="2027.1"))
    with pytest.raises(CommandError, match=r"for eu-baseline 2026\.1, not for eu-baseline 2027\.1"):
        load(path, "--cases", cases)


def test_a_new_edition_stands_beside_the_old(files):
    load()

    def newer(document, cases):
        document["edition"] = cases["edition"] = "2027.1"

    load(*files(newer)[:1], "--cases", files(newer)[1])
    assert {v.edition for v in QuestionnaireVersion.objects.all()} == {"2026.1", "2027.1"}


def test_an_owner_can_be_named(university_a):
    said = load("--owner", "University A")
    assert "owned by University A" in said
    assert QuestionnaireVersion.objects.get().owner_id == university_a.pk


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--owner", "Nobody"], "No organisation is called 'Nobody'"),
        (["/nowhere.json"], "no such file or questionnaire"),
        (["--cases", "x.json"], "belongs to a file"),
        (["eu-baseline", "--key", "eu-baseline"], "not both"),
    ],
)
def test_mistakes_are_explained(arguments, message):
    with pytest.raises(CommandError, match=message):
        load(*arguments)


def test_a_case_file_without_cases_is_explained(files, tmp_path):
    path, _cases = files()
    (tmp_path / "empty.json").write_text("{}")
    with pytest.raises(CommandError, match="has no “cases”"):
        load(path, "--cases", str(tmp_path / "empty.json"))
