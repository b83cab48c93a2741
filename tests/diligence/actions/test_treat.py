"""Treat: choose, plan, carry out, accept; who may accept; openness; and every step back."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from diligence.actions import attach, treat
from diligence.models import Appraisal, Attachment, ChosenMeasure
from diligence.queries import treatment
from portal.authority import Refused
from portal.models import AuditEvent
from tests.factories.consultations import scored
from tests.factories.decisions import MEDIUM, ground, planned, soon

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n"


@pytest.fixture(autouse=True)
def _acting(baseline, ines, acting_as, settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "files": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        }
    }
    acting_as(ines)


@pytest.fixture
def appraisal(ines) -> Appraisal:
    return scored(ines.actor, MEDIUM)


def evidence(by, row: ChosenMeasure) -> Attachment:
    upload = SimpleUploadedFile("plan.pdf", PDF)
    partnership = row.appraisal.partnership
    return attach.add(by=by, partnership=partnership, upload=upload, measure=row)


def with_evidence(by, appraisal: Appraisal, measure: str = "M17") -> ChosenMeasure:
    row = planned(by, appraisal, measure)
    evidence(by, row)
    treat.done(row.pk, by=by)
    return row


def test_measures_are_chosen_from_the_catalogue_once(ines, appraisal):
    first = treat.choose(appraisal.pk, ["M17", "M20", "M17"], by=ines.actor)
    again = treat.choose(appraisal.pk, ["M17"], by=ines.actor)
    assert [row.measure for row in first] == ["M17", "M20"]
    assert again[0].pk == first[0].pk
    assert AuditEvent.objects.filter(event="measure.chosen").count() == 2
    with pytest.raises(ValidationError):
        treat.choose(appraisal.pk, ["M99"], by=ines.actor)
    with pytest.raises(ValidationError):
        treat.choose(appraisal.pk, [], by=ines.actor)


def test_a_plan_names_who_and_by_when(ines, appraisal):
    (row,) = treat.choose(appraisal.pk, ["M17"], by=ines.actor)
    with pytest.raises(ValidationError) as error:
        treat.plan(row.pk, treat.Plan(" ", None), by=ines.actor, revision=row.revision)
    assert set(error.value.message_dict) == {"responsible", "due_on"}
    with pytest.raises(ValidationError) as error:
        treat.plan(row.pk, treat.Plan("IT", soon(-1)), by=ines.actor, revision=row.revision)
    assert set(error.value.message_dict) == {"due_on"}
    made = treat.plan(row.pk, treat.Plan("IT", soon()), by=ines.actor, revision=row.revision)
    assert (made.responsible, made.due_on, made.revision) == ("IT", soon(), 2)


def test_two_plans_at_once_do_not_overwrite_each_other(ines, dora, appraisal):
    (row,) = treat.choose(appraisal.pk, ["M17"], by=ines.actor)
    treat.plan(row.pk, treat.Plan("IT", soon()), by=dora.actor, revision=1)
    with pytest.raises(ValidationError, match="A colleague changed"):
        treat.plan(row.pk, treat.Plan("Contracts", soon()), by=ines.actor, revision=1)


@pytest.mark.parametrize("measure", ["M02", "M10", "M16", "M30"])
def test_what_restricts_publication_or_access_says_why_and_until_when(ines, appraisal, measure):
    (row,) = treat.choose(appraisal.pk, [measure], by=ines.actor)
    with pytest.raises(ValidationError) as error:
        treat.plan(row.pk, treat.Plan("IT", soon()), by=ines.actor, revision=row.revision)
    assert set(error.value.message_dict) == {"driver", "restricted_until"}
    row = planned(ines.actor, appraisal, measure)
    assert row.driver == "Licence condition 4"


def test_done_needs_a_plan_and_accepting_needs_evidence(ines, dora, appraisal):
    (row,) = treat.choose(appraisal.pk, ["M17"], by=ines.actor)
    with pytest.raises(Refused, match="Plan it first"):
        treat.done(row.pk, by=ines.actor)
    row = planned(ines.actor, appraisal)
    with pytest.raises(Refused, match="Mark the measure as done first"):
        treat.accept(row.pk, by=dora.actor)
    treat.done(row.pk, by=ines.actor)
    with pytest.raises(Refused, match="Attach the evidence first"):
        treat.accept(row.pk, by=dora.actor)
    evidence(ines.actor, row)
    assert treat.accept(row.pk, by=dora.actor).accepted_by == "Dora Decider"


def test_who_marked_it_done_does_not_accept_it_unless_they_decide(ines, dora, appraisal):
    row = with_evidence(ines.actor, appraisal)
    with pytest.raises(Refused, match="You marked this measure as done"):
        treat.accept(row.pk, by=ines.actor)
    other = with_evidence(dora.actor, appraisal, "M20")
    assert treat.accept(other.pk, by=dora.actor).state == "accepted"
    treat.back(other.pk, by=ines.actor)
    assert treat.accept(other.pk, by=ines.actor).state == "accepted"


def test_planned_is_the_target_and_accepted_the_fact(ines, dora, appraisal):
    for measure in ("M02", "M10", "M17", "M20"):
        planned(ines.actor, appraisal, measure)
    leaves = ground(ines.actor, appraisal).leaves
    assert (leaves.target.band, leaves.actual.band) == ("low", "medium")
    for row in ChosenMeasure.objects.filter(appraisal=appraisal).select_related(
        "appraisal__partnership"
    ):
        evidence(ines.actor, row)
        treat.done(row.pk, by=ines.actor)
        treat.accept(row.pk, by=dora.actor)
    assert ground(ines.actor, appraisal).leaves.actual.band == "low"


def test_accepted_evidence_stays_until_the_acceptance_is_taken_back(ines, dora, appraisal):
    row = with_evidence(ines.actor, appraisal)
    treat.accept(row.pk, by=dora.actor)
    file = Attachment.objects.get(measure=row)
    with pytest.raises(Refused, match="evidence was accepted"):
        attach.remove(file.pk, by=ines.actor)
    treat.back(row.pk, by=dora.actor)
    attach.remove(file.pk, by=ines.actor)
    assert treatment.count_of_files(row.pk) == 0
    assert default_storage.exists(file.stored_as)


def test_a_dropped_measure_keeps_its_plan_and_comes_back(ines, appraisal):
    row = with_evidence(ines.actor, appraisal)
    with pytest.raises(ValidationError):
        treat.drop(row.pk, by=ines.actor, because=" ")
    treat.drop(row.pk, by=ines.actor, because="Too dear.")
    assert ground(ines.actor, appraisal).document["measures"] == []
    with pytest.raises(Refused, match="dropped"):
        treat.done(row.pk, by=ines.actor)
    back = treat.restore(row.pk, by=ines.actor)
    assert (back.state, back.responsible, back.dropped_because) == ("planned", "IT security", "")
    assert treatment.count_of_files(row.pk) == 1


def test_every_step_is_on_record_with_its_partnership(ines, dora, appraisal):
    row = with_evidence(ines.actor, appraisal)
    treat.accept(row.pk, by=dora.actor)
    events = AuditEvent.objects.filter(event__startswith="measure.").order_by("id")
    assert [event.event.partition(".")[2] for event in events] == [
        "chosen",
        "planned",
        "done",
        "accepted",
    ]
    assert {event.detail["partnership"] for event in events} == {str(appraisal.partnership_id)}


def test_strangers_find_no_measure(ines, otto, acting_as, appraisal):
    row = planned(ines.actor, appraisal)
    acting_as(otto)
    for step in (treat.done, treat.accept, treat.back, treat.restore):
        with pytest.raises(ChosenMeasure.DoesNotExist):
            step(row.pk, by=otto.actor)


def test_a_steward_takes_no_step(ines, stella, appraisal):
    row = planned(ines.actor, appraisal)
    with pytest.raises(Refused, match="Ask your steward"):
        treat.done(row.pk, by=stella.actor)
