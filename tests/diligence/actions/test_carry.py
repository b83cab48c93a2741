"""Known answers are offered with their source, and enter the sheet only by being confirmed."""

from datetime import timedelta

import pytest

from diligence.actions import appraise, carry, know, register, score
from diligence.actions.appraise import Save
from diligence.models import AnswerSheet, Appraisal, Fact, Partnership
from diligence.queries import known
from diligence.queries.appraisals import with_answers
from portal import clock
from portal.authority import Refused
from portal.models import AuditEvent, Unit
from portal.tenancy import acting_for
from tests.factories import PartnerFactory, PartnershipFactory
from tests.factories.appraisals import answers_of, submitted, triage_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def inside(ines, baseline):
    with acting_for(ines.organisation, user=ines.user.pk):
        yield ines.actor


@pytest.fixture
def partner(inside):
    return PartnerFactory(name="Aoishima University")


def joint(*partners, **facts) -> Partnership:
    return PartnershipFactory(partners=partners, **facts)


def begun(by, partnership, changed=None) -> Appraisal:
    """A full appraisal that waits for its answers."""
    row = appraise.start(partnership.pk, by=by, changed=changed)
    saves = {id: Save(value) for id, value in triage_of("K29").items()}
    appraise.save(row.pk, by=by, saves=saves)
    appraise.finish_triage(row.pk, by=by)
    return reread(by, row)


def reread(by, row) -> Appraisal:
    return with_answers(by).get(pk=row.pk)


def offers(by, row) -> dict[str, object]:
    told = known.offered_to(reread(by, row))
    return {item.question.id: item.known for item in told.offers}


def again(by, row) -> dict[str, str]:
    told = known.offered_to(reread(by, row))
    return {item.question.id: item.reason.value for item in told.again}


LEARNED = {"B4", "B5", "B6", "B7", "D3", "E4"}
PARTNER_FACTS = LEARNED | {"B3"}
"""The register knows the partner's kind (B3) as well; the others are known of submitted answers."""


def test_what_is_known_of_the_partner_is_offered_in_its_next_partnership(inside, partner):
    first = submitted(inside, "K29", partnership=joint(partner))
    second = begun(inside, joint(partner))
    found = offers(inside, second)
    assert set(found) == PARTNER_FACTS | {"B1", "B2"}
    assert found["B5"].value == answers_of("K29")["B5"]
    assert found["B5"].appraisal == str(first.pk)
    assert found["B5"].about == "Aoishima University"
    assert AnswerSheet.objects.get(appraisal=second).entries.keys() == triage_of("K29").keys()


def test_nothing_enters_the_sheet_before_it_is_confirmed(inside, partner):
    submitted(inside, "K29", partnership=joint(partner))
    second = begun(inside, joint(partner))
    shown = {id: item.key for id, item in offers(inside, second).items()}
    told = carry.confirm(second.pk, by=inside, shown={"B5": shown["B5"], "B4": shown["B4"]})
    assert set(told.confirmed) == {"B4", "B5"}
    entry = AnswerSheet.objects.get(appraisal=second).entries["B5"]
    assert entry["origin"] == "carried"
    assert entry["confirmed_by"] == inside.label
    assert entry["known"]["from"] == "partner"
    assert entry["known"]["about"] == "Aoishima University"
    assert "B6" not in AnswerSheet.objects.get(appraisal=second).entries


def test_only_what_was_shown_is_confirmed(inside, partner):
    submitted(inside, "K29", partnership=joint(partner))
    second = begun(inside, joint(partner))
    shown = offers(inside, second)["B5"].key
    fact = Fact.objects.get(question="B5", ended_at=None)
    know.correct(fact.pk, by=inside, value="partly", because="Looked again.")
    told = carry.confirm(second.pk, by=inside, shown={"B5": shown, "Z9": shown})
    assert told.confirmed == ()
    assert set(told.moved) == {"B5", "Z9"}
    assert offers(inside, second)["B5"].value == "partly"


def test_an_answer_given_meanwhile_stands(inside, partner):
    submitted(inside, "K29", partnership=joint(partner))
    second = begun(inside, joint(partner))
    shown = {id: item.key for id, item in offers(inside, second).items()}
    appraise.save(second.pk, by=inside, saves={"B5": Save("partly")})
    told = carry.confirm(second.pk, by=inside, shown=shown)
    assert told.moved == ("B5",)
    assert AnswerSheet.objects.get(appraisal=second).entries["B5"]["value"] == "partly"
    appraise.save(second.pk, by=inside, saves={"B5": Save(None)})
    assert "B5" in offers(inside, second)


def test_a_note_keeps_the_source_and_another_answer_loses_it(inside, partner):
    submitted(inside, "K29", partnership=joint(partner))
    second = begun(inside, joint(partner))
    carry.confirm(second.pk, by=inside, shown={"B5": offers(inside, second)["B5"].key})
    appraise.save(second.pk, by=inside, saves={"B5": Save(note="Checked in the register.")})
    assert AnswerSheet.objects.get(appraisal=second).entries["B5"]["known"]
    appraise.save(second.pk, by=inside, saves={"B5": Save("partly")})
    entry = AnswerSheet.objects.get(appraisal=second).entries["B5"]
    assert entry["origin"] == "typed"
    assert "known" not in entry


def test_what_is_hidden_is_not_offered_until_it_is_asked(inside, partner):
    row = joint(partner)
    score.run(submitted(inside, "K29", partnership=row, change=GUESTS).pk)
    second = begun(inside, row, changed=[])
    first = offers(inside, second)
    assert "C1" in first
    assert "C2" not in first
    carry.confirm(second.pk, by=inside, shown={"C1": first["C1"].key})
    assert {"C2", "C3", "C4", "C5", "C6"} <= set(offers(inside, second))


GUESTS = {"C1": "yes", "C2": "verified", "C3": "none", "C4": "no", "C5": "ok", "C6": "public"}


def test_a_renewal_offers_nearly_everything_and_a_second_appraisal_what_is_known_of_the_partner(
    inside, partner
):
    facts = {"activities": ["joint"], "technology_areas": ["quantum"], "benefit": "Sensors."}
    one = joint(partner, **facts)
    score.run(submitted(inside, "K29", partnership=one).pk)
    assert len(offers(inside, begun(inside, joint(partner, **facts)))) == 12
    renewal = appraise.start(one.pk, by=inside, changed=[])
    assert len(offers(inside, renewal)) == 10, "the whole triage"
    carry.confirm(
        renewal.pk,
        by=inside,
        shown={id: item.key for id, item in offers(inside, renewal).items()},
    )
    appraise.finish_triage(renewal.pk, by=inside)
    assert len(offers(inside, renewal)) == 49
    assert again(inside, renewal) == {"B8": "never", "I3": "never"}


def test_what_is_said_to_have_changed_is_asked_anew(inside, partner):
    row = joint(partner)
    score.run(submitted(inside, "K29", partnership=row).pk)
    second = begun(inside, row, changed=["D", "F"])
    assert second.said_changed == {"renewal": False, "sections": ["D", "F"]}
    assert not {id for id in offers(inside, second) if id[0] in "DF"}
    assert again(inside, second)["D1"] == "said_changed"
    with pytest.raises(Refused, match="Z"):
        carry.say_changed(second.pk, by=inside, sections=["Z"])


def test_saying_anew_what_changed_clears_what_was_carried_there(inside, partner):
    row = joint(partner)
    score.run(submitted(inside, "K29", partnership=row).pk)
    second = begun(inside, row, changed=[])
    known_now = offers(inside, second)
    wanted = {id: known_now[id].key for id in ("D1", "D2", "F1")}
    carry.confirm(second.pk, by=inside, shown=wanted)
    appraise.save(second.pk, by=inside, saves={"D5": Save("no")})
    assert set(carry.say_changed(second.pk, by=inside, sections=["D"])) == {"D1", "D2"}
    entries = AnswerSheet.objects.get(appraisal=second).entries
    assert entries["D1"]["value"] is None
    assert entries["D5"]["value"] == "no", "typed answers stay"
    assert entries["F1"]["value"] is not None
    events = {event.event for event in AuditEvent.objects.filter(subject_id=second.pk)}
    assert {"appraisal.nothing_changed", "appraisal.changes_said"} <= events


def test_it_is_a_renewal_once_the_partnership_or_its_decision_is_over(inside, partner):
    today = clock.today()
    assert not carry.is_renewal(joint(partner))
    assert carry.is_renewal(joint(partner, ends_on=today - timedelta(days=1)))
    assert carry.is_renewal(joint(partner, state="ended"))
    assert carry.is_renewal(joint(partner, decision_expires_on=today - timedelta(days=1)))
    assert not carry.is_renewal(joint(partner, decision_expires_on=today))


def test_nothing_older_than_its_validity_is_carried(inside, partner):
    row = joint(partner)
    score.run(submitted(inside, "K29", partnership=row).pk)
    later = clock.now() + timedelta(days=400)
    with clock.set_to(later):
        second = begun(inside, row, changed=[])
        found = offers(inside, second)
        assert not LEARNED & set(found), "a year is over"
        assert not {"G1", "G4", "C1"} & set(found)
        assert {"A2", "D1", "F1"} <= set(found), "own answers hold for two years"
        assert again(inside, second)["B5"] == "stale"


def test_confirming_does_not_make_an_answer_younger(inside, partner):
    row = joint(partner)
    score.run(submitted(inside, "K29", partnership=row).pk)
    said_on = clock.today()
    for years in (1, 2):
        with clock.set_to(clock.now() + timedelta(days=330 * years)):
            renewal = begun(inside, row, changed=[])
            found = offers(inside, renewal)
            assert ("A2" in found) == (years == 1 or 660 < 730)
            if "A2" in found:
                assert found["A2"].since == said_on
            shown = {id: item.key for id, item in found.items()}
            carry.confirm(renewal.pk, by=inside, shown=shown)
            rest = {
                id: Save(value)
                for id, value in answers_of("K29").items()
                if id not in AnswerSheet.objects.get(appraisal=renewal).entries
            }
            appraise.save(renewal.pk, by=inside, saves=rest)
            score.run(appraise.submit(renewal.pk, by=inside).pk)
    with clock.set_to(clock.now() + timedelta(days=800)):
        last = begun(inside, row, changed=[])
        assert again(inside, last)["A2"] == "stale"


def test_with_other_partners_own_answers_about_them_are_asked_anew(inside, partner):
    row = register.partnership(by=inside, title="Joint work", partners=[partner])
    score.run(submitted(inside, "K29", partnership=row).pk)
    other = PartnerFactory(name="Baramho Institute", country="KR")
    register.edit(row.pk, by=inside, revision=row.revision, partners=[other])
    second = begun(inside, row, changed=[])
    told = again(inside, second)
    assert told["D2"] == "other_partners"
    assert "A2" in offers(inside, second)
    assert not LEARNED & set(offers(inside, second))


def test_the_units_facts_go_with_the_unit(inside, partner):
    unit = Unit.objects.create(name="Faculty of Science")
    submitted(inside, "K29", partnership=joint(partner, unit=unit))
    other = PartnerFactory(name="Baramho Institute", country="KR")
    found = offers(inside, begun(inside, joint(other, unit=unit)))
    assert {"A4", "I4"} <= set(found)
    assert found["A4"].source.value == "unit"
    assert not {"A4", "I4"} & set(offers(inside, begun(inside, joint(other))))


def test_several_partners_are_offered_what_holds_of_all_of_them(inside, partner):
    other = PartnerFactory(name="Baramho Institute", country="KR")
    submitted(inside, "K29", partnership=joint(partner, other))
    assert offers(inside, begun(inside, joint(partner, other)))["B5"].about == (
        "Aoishima University, Baramho Institute"
    )
    alone = offers(inside, begun(inside, joint(partner)))["B5"]
    assert alone.together_with == ("Baramho Institute",)
    third = PartnerFactory(name="Kauri Bay University", country="NZ")
    assert again(inside, begun(inside, joint(partner, third)))["B5"] == "partly"
    fact = Fact.objects.get(partner=other, question="B5")
    know.correct(fact.pk, by=inside, value="partly", because="Looked again.")
    assert again(inside, begun(inside, joint(partner, other)))["B5"] == "differs"


def test_another_organisations_facts_of_the_same_partner_are_never_offered(
    ines, otto, baseline, acting_as
):
    with acting_for(ines.organisation, user=ines.user.pk):
        submitted(ines.actor, "K29", partnership=joint(PartnerFactory(name="The same institute")))
        assert Fact.objects.exists()
    with acting_for(otto.organisation, user=otto.user.pk):
        row = begun(otto.actor, joint(PartnerFactory(name="The same institute")))
        assert set(offers(otto.actor, row)) == {"B1", "B2", "B3"}, "from its own register"
        assert again(otto.actor, row) == {}
        assert not Fact.objects.exists()


def test_the_register_offers_the_triage_what_it_knows(inside, partner):
    row = appraise.start(joint(partner, technology_areas=["quantum"]).pk, by=inside)
    found = offers(inside, row)
    assert {id: item.value for id, item in found.items()} == {"T1": "yes", "T2": "yes"}
    assert "Japan" in str(found["T1"].because)
    near = PartnerFactory(name="Norsk institutt", country="NO")
    assert offers(inside, appraise.start(joint(near).pk, by=inside)) == {}


def test_where_a_hub_asks_only_what_it_asks_about_is_offered(inside, partner):
    submitted(inside, "K29", partnership=joint(partner))
    second = begun(inside, joint(partner))
    Appraisal.objects.filter(pk=second.pk).update(only_questions=["B5"])
    assert set(offers(inside, second)) == {"B5"}


def test_who_may_not_answer_may_not_confirm(inside, partner, dora):
    first = submitted(inside, "K29", partnership=joint(partner))
    with pytest.raises(Refused):
        carry.confirm(first.pk, by=inside, shown={"B5": "0" * 16})
    with pytest.raises(Refused):
        carry.confirm(begun(inside, joint(partner)).pk, by=dora.actor, shown={})


def test_statements_do_not_grow_with_what_is_known(inside, partner, django_assert_max_num_queries):
    bare = begun(inside, joint(partner))
    with django_assert_max_num_queries(6):
        known.offered_to(bare)
    for _n in range(3):
        submitted(inside, "K29", partnership=joint(partner))
    second = begun(inside, joint(partner))
    with django_assert_max_num_queries(6):
        assert len(known.offered_to(second).offers) == 9
