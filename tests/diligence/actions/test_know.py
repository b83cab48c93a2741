"""What submitted answers teach of partners and units, and how that is corrected and taken back."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from diligence.actions import appraise, carry, decide, know, partners, score
from diligence.actions.appraise import Save
from diligence.models import AnswerSheet, Appraisal, Fact, Partner, Partnership
from diligence.queries import knowledge
from diligence.queries.appraisals import with_answers
from portal import clock
from portal.authority import Refused
from portal.models import AuditEvent, Unit
from portal.tenancy import acting_for
from tests.factories import PartnerFactory, PartnershipFactory
from tests.factories.appraisals import answered, answers_of, submitted, triage_of

pytestmark = pytest.mark.django_db

KEPT = {"B3", "B4", "B5", "B6", "B7", "D3", "E4"}


@pytest.fixture
def inside(ines, baseline):
    with acting_for(ines.organisation, user=ines.user.pk):
        yield ines.actor


@pytest.fixture
def partner(inside):
    return PartnerFactory(name="Aoishima University")


def joint(*partners, **facts) -> Partnership:
    return PartnershipFactory(partners=partners, **facts)


def standing(partner, question="B5") -> Fact | None:
    found = [fact for fact in knowledge.of_partner(partner) if fact.question == question]
    return found[0] if found else None


def value(partner, question="B5"):
    fact = standing(partner, question)
    return fact.value if fact else None


def test_submitting_teaches_what_is_the_partners_and_nothing_else(inside, partner):
    row = submitted(inside, "K29", partnership=joint(partner))
    facts = {fact.question: fact for fact in Fact.objects.all()}
    assert set(facts) == KEPT
    fact = facts["B5"]
    assert (fact.value, fact.appraisal_id, fact.learned_by) == (
        answers_of("K29")["B5"],
        row.pk,
        inside.label,
    )
    assert fact.valid_until == clock.today().replace(year=clock.today().year + 1)
    assert fact.note == ""


def test_answers_that_wait_teach_nothing_before_they_are_submitted(inside, partner):
    answered(inside, "K29", partnership=joint(partner))
    assert not Fact.objects.exists()


def test_dont_know_teaches_nothing_and_ends_nothing(inside, partner):
    submitted(inside, "K29", partnership=joint(partner))
    before = value(partner)
    submitted(inside, "K29", partnership=joint(partner), change={"B5": "unknown"})
    assert value(partner) == before


def test_the_newest_answer_takes_the_place_of_the_older_one(inside, partner):
    submitted(inside, "K29", partnership=joint(partner), change={"B5": "verified"})
    old = standing(partner)
    submitted(inside, "K29", partnership=joint(partner), change={"B5": "partly"})
    new = standing(partner)
    assert (new.value, new.replaces) == ("partly", old.pk)
    old.refresh_from_db()
    assert old.ended_because == "replaced"
    assert [fact.value for fact in knowledge.history(new)] == ["partly", "verified"]


def test_an_answer_older_than_what_is_known_does_not_take_its_place(inside, partner):
    early = answered(inside, "K29", partnership=joint(partner), change={"B5": "no"})
    submitted(inside, "K29", partnership=joint(partner), change={"B5": "partly"})
    appraise.submit(early.pk, by=inside)
    assert value(partner) == "partly"


def test_submitting_again_teaches_only_what_changed(inside, partner):
    row = submitted(inside, "K29", partnership=joint(partner))
    score.run(row.pk)
    before = Fact.objects.count()
    appraise.reopen(row.pk, by=inside, because="A slip.")
    appraise.save(row.pk, by=inside, saves={"B6": Save("alleged")})
    appraise.submit(row.pk, by=inside)
    assert Fact.objects.count() == before + 1
    assert value(partner, "B6") == "alleged"


def test_a_confirmed_answer_teaches_nothing_new(inside, partner):
    submitted(inside, "K29", partnership=joint(partner))
    fact = standing(partner)
    with clock.set_to(clock.now() + timedelta(days=100)):
        second = _carried(inside, joint(partner), {"B5": fact})
        assert Fact.objects.filter(question="B5").count() == 1
        assert standing(partner).pk == fact.pk
        assert second.state == "submitted"


def _carried(by, partnership, facts) -> Appraisal:
    """Another appraisal with these facts confirmed and the rest typed, submitted."""
    row = begun(by, partnership)
    from diligence.queries import known

    shown = {item.question.id: item.known.key for item in known.offered_to(row).offers}
    carry.confirm(row.pk, by=by, shown={id: shown[id] for id in facts})
    rest = {id: Save(v) for id, v in answers_of("K29").items() if id not in facts}
    appraise.save(row.pk, by=by, saves=rest)
    return appraise.submit(row.pk, by=by)


def begun(by, partnership) -> Appraisal:
    row = appraise.start(partnership.pk, by=by)
    appraise.save(row.pk, by=by, saves={id: Save(v) for id, v in triage_of("K29").items()})
    appraise.finish_triage(row.pk, by=by)
    return with_answers(by).get(pk=row.pk)


def test_with_several_partners_each_learns_it_with_the_others_named(inside, partner):
    other = PartnerFactory(name="Baramho Institute", country="KR")
    submitted(inside, "K29", partnership=joint(partner, other))
    assert standing(partner).together_with == ["Baramho Institute"]
    assert standing(other).together_with == ["Aoishima University"]


def test_units_learn_what_is_theirs(inside, partner):
    unit = Unit.objects.create(name="Faculty of Science")
    submitted(inside, "K29", partnership=joint(partner, unit=unit))
    assert {fact.question for fact in knowledge.of_unit(unit)} == {"A4", "I4"}
    assert all(fact.together_with == [] for fact in knowledge.of_unit(unit))


def test_a_withdrawn_appraisal_takes_back_what_it_taught(inside, partner):
    first = submitted(inside, "K29", partnership=joint(partner), change={"B5": "verified"})
    second = submitted(inside, "K29", partnership=joint(partner), change={"B5": "partly"})
    appraise.withdraw(second.pk, by=inside, because="Mixed up.")
    assert value(partner) == "verified"
    appraise.withdraw(first.pk, by=inside, because="Mixed up as well.")
    assert knowledge.of_partner(partner) == []
    assert {fact.ended_because for fact in Fact.objects.all()} == {"withdrawn"}


def test_taking_back_skips_what_was_withdrawn_before(inside, partner):
    rows = [
        submitted(inside, "K29", partnership=joint(partner), change={"B5": answer})
        for answer in ("verified", "no", "partly")
    ]
    appraise.withdraw(rows[1].pk, by=inside, because="Mixed up.")
    assert value(partner) == "partly"
    appraise.withdraw(rows[2].pk, by=inside, because="Mixed up.")
    assert value(partner) == "verified"


# --- Merging ------------------------------------------------------------------------------------
def test_a_merge_brings_the_facts_together_and_the_newest_wins(inside, partner):
    double = PartnerFactory(name="Aoishima Univ.")
    submitted(inside, "K29", partnership=joint(double), change={"B5": "partly", "B6": "alleged"})
    submitted(inside, "K29", partnership=joint(partner), change={"B5": "verified", "B6": "none"})
    partners.merge(partner.pk, double.pk, by=inside)
    assert value(partner) == "verified"
    submitted(inside, "K29", partnership=joint(partner), change={"B5": "no"})
    partners.unmerge(double.pk, by=inside)
    assert value(partner) == "no"
    assert value(double) == "partly", "parting gives each its own again"


def test_a_fact_of_the_merged_record_is_known_of_the_one_that_stands(inside, partner):
    double = PartnerFactory(name="Aoishima Univ.")
    submitted(inside, "K29", partnership=joint(double))
    assert knowledge.of_partner(partner) == []
    partners.merge(partner.pk, double.pk, by=inside)
    third = PartnerFactory(name="Aoishima University, Japan")
    partners.merge(third.pk, partner.pk, by=inside)
    assert {fact.question for fact in knowledge.of_partner(third)} == KEPT


def test_correcting_after_a_merge_corrects_it_for_both_and_can_be_undone(inside, partner):
    double = PartnerFactory(name="Aoishima Univ.")
    submitted(inside, "K29", partnership=joint(partner), change={"B5": "verified"})
    submitted(inside, "K29", partnership=joint(double), change={"B5": "no"})
    partners.merge(partner.pk, double.pk, by=inside)
    newest = standing(partner)
    assert newest.partner_id == double.pk
    corrected = know.correct(newest.pk, by=inside, value="partly", because="Looked again.")
    assert corrected.partner_id == partner.pk
    assert Fact.objects.filter(question="B5", ended_at=None).count() == 1
    know.undo(corrected.pk, by=inside)
    assert value(partner) == "no"
    partners.unmerge(double.pk, by=inside)
    assert (value(partner), value(double)) == ("verified", "no")


# --- By hand ------------------------------------------------------------------------------------
@pytest.fixture
def fact(inside, partner):
    submitted(inside, "K29", partnership=joint(partner), change={"B5": "verified"})
    return standing(partner)


def test_a_correction_holds_from_today_with_its_reason(inside, partner, fact):
    with clock.set_to(clock.now() + timedelta(days=200)):
        new = know.correct(fact.pk, by=inside, value="no", because="  The charter is gone. ")
        assert new.note == "The charter is gone."
        assert new.valid_until > fact.valid_until
        assert (new.source, new.appraisal, new.learned_by) == ("corrected", None, inside.label)
    fact.refresh_from_db()
    assert fact.ended_because == "corrected"
    told = AuditEvent.objects.get(event="fact.corrected")
    assert (told.subject_id, told.detail) == (partner.pk, {"question": "B5"})


def test_stating_the_same_again_says_that_it_was_checked(inside, partner, fact):
    with clock.set_to(clock.now() + timedelta(days=400)):
        assert not knowledge.holds(fact, clock.today())
        new = know.correct(fact.pk, by=inside, value=fact.value, because="Checked again.")
        assert knowledge.holds(new, clock.today())


@pytest.mark.parametrize(
    ("given", "because", "field"),
    [
        ("unknown", "Why not.", "value"),
        ("never heard of", "Why not.", "value"),
        (None, "Why not.", "value"),
        (["verified"], "Why not.", "value"),
        ("no", " ", "because"),
        ("no", "x" * 501, "because"),
        ("no", "\x00", "because"),
    ],
)
def test_what_cannot_be_kept_names_its_field(inside, fact, given, because, field):
    with pytest.raises(ValidationError) as refusal:
        know.correct(fact.pk, by=inside, value=given, because=because)
    assert set(refusal.value.message_dict) == {field}
    fact.refresh_from_db()
    assert fact.ended_at is None


def test_a_correction_can_be_taken_back_once(inside, partner, fact):
    new = know.correct(fact.pk, by=inside, value="no", because="Looked again.")
    know.undo(new.pk, by=inside)
    assert standing(partner).pk == fact.pk
    with pytest.raises(Refused):
        know.undo(new.pk, by=inside)
    with pytest.raises(Refused):
        know.undo(fact.pk, by=inside)


def test_undoing_corrections_of_corrections_goes_back_step_by_step(inside, partner, fact):
    first = know.correct(fact.pk, by=inside, value="no", because="Looked.")
    second = know.correct(first.pk, by=inside, value="partly", because="Looked again.")
    know.undo(second.pk, by=inside)
    assert value(partner) == "no"
    know.undo(first.pk, by=inside)
    assert value(partner) == "verified"


def test_what_was_removed_is_not_known_and_can_be_brought_back(inside, partner, fact):
    know.remove(fact.pk, by=inside, because="It was about another institute.")
    assert value(partner) is None
    with pytest.raises(Refused):
        know.correct(fact.pk, by=inside, value="no", because="Too late.")
    know.undo(fact.pk, by=inside)
    assert value(partner) == "verified"


def test_what_was_removed_stays_removed_where_something_newer_is_known(inside, partner, fact):
    know.remove(fact.pk, by=inside, because="Not so.")
    submitted(inside, "K29", partnership=joint(partner), change={"B5": "partly"})
    with pytest.raises(Refused, match="newer"):
        know.undo(fact.pk, by=inside)
    assert value(partner) == "partly"


def test_what_a_correction_touches(inside, partner, fact):
    second = begun(inside, joint(partner))
    from diligence.queries import known

    keys = {item.question.id: item.known.key for item in known.offered_to(second).offers}
    carry.confirm(second.pk, by=inside, shown={"B5": keys["B5"]})
    touched = knowledge.touched_by(fact, inside)
    assert [row.pk for row in touched.open] == [second.pk]
    assert [row.pk for row in touched.closed] == [fact.appraisal_id]
    between = know.correct(fact.pk, by=inside, value="partly", because="Looked.")
    assert AnswerSheet.objects.get(appraisal=second).entries["B5"]["value"] == "verified"
    new, written = carry.correct(
        between.pk, by=inside, value="no", because="Looked again.", also=[second.pk]
    )
    assert [row.pk for row in written] == [second.pk]
    entry = AnswerSheet.objects.get(appraisal=second).entries["B5"]
    assert (entry["value"], entry["known"]["fact"]) == ("no", str(new.pk))
    assert carry.write_in(new, [fact.appraisal_id], by=inside) == [], "submitted ones stay"


def test_a_correction_by_itself_reviews_no_decision_and_reopening_does(
    inside, partner, fact, monkeypatch
):
    asked = []
    monkeypatch.setattr(decide, "reconsider", lambda *args, **named: asked.append(args))
    know.correct(fact.pk, by=inside, value="no", because="Looked again.")
    assert asked == []
    score.run(fact.appraisal_id)
    appraise.reopen(fact.appraisal_id, by=inside, because="What is known was corrected.")
    assert len(asked) == 1


def test_members_of_other_units_neither_see_nor_correct_a_units_facts(inside, partner, ines):
    from dataclasses import replace

    unit, other = (Unit.objects.create(name=name) for name in ("Science", "Engineering"))
    submitted(inside, "K29", partnership=joint(partner, unit=unit))
    limited = replace(inside, unit_ids=frozenset({other.pk}))
    of_unit = Fact.objects.filter(unit=unit)
    assert not knowledge.seen_by(limited).filter(unit=unit).exists()
    assert knowledge.seen_by(limited).filter(partner=partner).exists()
    with pytest.raises(Refused, match="units"):
        know.remove(of_unit[0].pk, by=limited, because="Not mine.")
    fact = standing(partner)
    assert knowledge.visible_sources(limited, [fact]) == set()
    assert knowledge.touched_by(fact, limited).hidden == 1


def test_who_works_with_whom_in_another_unit_is_not_told(inside, partner):
    from dataclasses import replace

    from diligence.forms.known import fact_rows

    unit, other = (Unit.objects.create(name=name) for name in ("Science", "Engineering"))
    second = PartnerFactory(name="Harbour Institute")
    submitted(inside, "K29", partnership=joint(partner, second, unit=unit))
    fact = standing(partner)
    assert fact_rows([fact], inside)[0]["together"] == "Harbour Institute"
    limited = replace(inside, unit_ids=frozenset({other.pk}))
    assert fact_rows([fact], limited)[0]["together"] == "1 other partner"


def test_who_may_not_edit_the_register_corrects_nothing(inside, fact, dora):
    with pytest.raises(Refused):
        know.correct(fact.pk, by=dora.actor, value="no", because="Looked again.")
    with pytest.raises(Fact.DoesNotExist):
        know.remove(uuid.uuid4(), by=inside, because="Nobody's.")


def test_learning_costs_a_fixed_number_of_statements(
    inside, partner, django_assert_max_num_queries
):
    others = [PartnerFactory(name=f"Institute {n}") for n in range(5)]
    row = answered(inside, "K29", partnership=joint(partner, *others))
    sheet = with_answers(inside).get(pk=row.pk).sheet
    with django_assert_max_num_queries(6):
        know.learn(sheet.appraisal, sheet.entries, by=inside)
    assert Fact.objects.count() == 6 * len(KEPT)
    assert Partner.objects.count() == 6
