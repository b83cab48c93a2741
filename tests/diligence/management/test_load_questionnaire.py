"""Publishing a questionnaire from the command line."""

import json
import uuid
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from diligence.domain.canonical import canonical_bytes
from diligence.exchange import native
from diligence.exchange.packaged import overrides, packaged, worked_cases
from diligence.models import QuestionnaireVersion
from portal.enums import OrganisationKind
from portal.models import AuditEvent, Organisation
from portal.tenancy import acting_for, new_id

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


def reasons(tmp_path, change=lambda document: None):
    """The packaged reasons as a file, changed as a test wishes; its path."""
    document = json.loads(json.dumps(overrides("eu-baseline")))
    change(document)
    path = tmp_path / "overrides.json"
    path.write_text(json.dumps(document))
    return str(path)


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
    key = new_id()
    with acting_for(key):
        Organisation.objects.create(id=key, name="DG Research", kind="commission")
    load()
    assert QuestionnaireVersion.objects.get().owner_id == key


@pytest.fixture
def pretended():
    """A demonstration's Commission, older than any other."""
    key = uuid.UUID(int=1)
    with acting_for(key):
        return Organisation.objects.create(
            id=key, name="Pretended Commission", kind="commission", demonstration=True
        )


def test_a_demonstrations_commission_is_passed_over(pretended):
    key = new_id()
    with acting_for(key):
        Organisation.objects.create(id=key, name="DG Research", kind="commission")
    said = load()
    assert "owned by DG Research." in said
    assert "Pretended" not in said
    assert QuestionnaireVersion.objects.get().owner_id == key


def test_where_only_a_demonstrations_commission_is_there_the_real_one_is_made(pretended):
    said = load()
    assert f"Pretended Commission ({pretended.pk}) belongs to the demonstration" in said
    assert "owned by European Commission." in said
    version = QuestionnaireVersion.objects.select_related("owner").get()
    assert not version.owner.demonstration
    # It is there from now on, and nothing is said about the other any more.
    assert "Pretended" not in load()
    assert Organisation.objects.filter(kind=OrganisationKind.COMMISSION).count() == 2


def test_a_demonstrations_commission_publishes_when_it_is_named(pretended):
    said = load("--owner", "Pretended Commission")
    assert "owned by Pretended Commission (demonstration)." in said
    assert QuestionnaireVersion.objects.get().owner_id == pretended.pk


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


def test_a_new_edition_stands_beside_the_old(files, tmp_path):
    load()
    path, cases = files(newer)
    load(path, "--cases", cases, "--overrides", reasons(tmp_path))
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


def newer(document, cases):
    document["edition"] = cases["edition"] = "2027.1"


def test_the_reasons_are_published_with_the_edition():
    said = load()
    published = QuestionnaireVersion.objects.get().overrides
    assert len(published) == len(overrides("eu-baseline")["overrides"])
    assert f"{len(published)} findings of the checks are published with a reason" in said
    assert all(
        item.keys() == {"check", "place", "problem", "reason", "by", "at"} for item in published
    )
    assert {item["by"] for item in published} == {"Ajar baseline editors"}


def test_a_judgement_without_a_reason_prevents_publishing(files, tmp_path):
    path, cases = files(newer)

    def forgotten(document):
        document["overrides"] = [
            item for item in document["overrides"] if item["check"] != "driver"
        ]

    with pytest.raises(CommandError, match="object to 1 thing") as refusal:
        load(path, "--cases", cases, "--overrides", reasons(tmp_path, forgotten))
    assert "judgement driver at questions/H2" in str(refusal.value)
    assert not QuestionnaireVersion.objects.exists()


@pytest.mark.parametrize(
    "change",
    [{"fingerprint": "0" * 16}, {"reason": "Fine."}, {"by": " "}, {"reason": None}],
)
def test_a_reason_counts_only_for_what_it_was_given_for_and_with_a_name(files, tmp_path, change):
    path, cases = files(newer)

    def spoilt(document):
        next(i for i in document["overrides"] if i["check"] == "driver").update(change)

    with pytest.raises(CommandError, match="driver at questions/H2"):
        load(path, "--cases", cases, "--overrides", reasons(tmp_path, spoilt))


def test_no_reason_excuses_an_error(files, tmp_path):
    def personal(document, cases):
        newer(document, cases)
        document["questions"][0]["text"] = "Which nationality do the guests have?"

    def excused(document):
        for place in ("questions/A1/text", "questions/A1"):
            found = {"check": "personal", "place": place, "fingerprint": "0" * 16}
            document["overrides"].append(found | {"reason": "We would like to know.", "by": "X"})

    path, cases = files(personal)
    with pytest.raises(CommandError, match="error personal at questions/A1/text"):
        load(path, "--cases", cases, "--overrides", reasons(tmp_path, excused))
    assert not QuestionnaireVersion.objects.exists()


def test_the_proposal_is_not_published(files):
    with pytest.raises(CommandError, match="is a proposal"):
        load("eu-baseline-proposal")
    with pytest.raises(CommandError, match="invalid choice"):
        load("--key", "eu-baseline-proposal")


def test_reasons_of_another_questionnaire_and_unreadable_ones_are_refused(files, tmp_path):
    path, cases = files(newer)
    other = reasons(tmp_path, lambda document: document.update(questionnaire="other"))
    with pytest.raises(CommandError, match="overrides are for other"):
        load(path, "--cases", cases, "--overrides", other)
    (tmp_path / "empty.json").write_text("{}")
    with pytest.raises(CommandError, match="has no “overrides”"):
        load(path, "--overrides", str(tmp_path / "empty.json"))
    with pytest.raises(CommandError, match="cannot be read"):
        load(path, "--overrides", str(tmp_path / "absent.json"))
    with pytest.raises(CommandError, match="--overrides belongs to a file"):
        load("--overrides", other)
