"""What is known is offered and never chosen for anybody, never too old, and never by country."""

import json
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from diligence.actions import appraise, carry, score
from diligence.actions.appraise import Save
from diligence.domain.registered import Registered, known_to_register
from diligence.domain.validity import validity
from diligence.exchange.packaged import packaged
from diligence.models import AnswerSheet, Appraisal
from diligence.queries import known
from diligence.queries.appraisals import with_answers
from portal import clock
from portal.tenancy import acting_for
from tests.factories import PartnerFactory, PartnershipFactory
from tests.factories.appraisals import answers_of, submitted, triage_of

pytestmark = pytest.mark.django_db

CHOSEN = re.compile(r"<(?:input|option)\b[^>]*\b(?:checked|selected)\b[^>]*>")


def begun(by, partnership) -> Appraisal:
    row = appraise.start(partnership.pk, by=by)
    appraise.save(row.pk, by=by, saves={id: Save(v) for id, v in triage_of("K29").items()})
    appraise.finish_triage(row.pk, by=by)
    return with_answers(by).get(pk=row.pk)


@pytest.fixture
def second(ines, baseline):
    """An appraisal with a partner of whom much is known, and the partnership of the first."""
    with acting_for(ines.organisation, user=ines.user.pk):
        partner = PartnerFactory(name="Aoishima University")
        first = PartnershipFactory(partners=[partner])
        score.run(submitted(ines.actor, "K29", partnership=first).pk)
        return begun(ines.actor, PartnershipFactory(partners=[partner]))


def test_the_sheet_is_empty_until_somebody_confirms(second, ines, browse):
    client = browse(ines)
    with acting_for(ines.organisation):
        assert len(known.offered_to(second).offers) >= 7
    for section in packaged("eu-baseline").sections:
        page = client.get(reverse("diligence:appraisal-section", args=[second.pk, section.id]))
        text = page.content.decode()
        chosen = CHOSEN.findall(text[text.index("<main") : text.index("</main>")])
        assert [tag for tag in chosen if 'value=""' not in tag] == [], section.id
    for name in ("appraisal-known", "appraisal-detail"):
        text = client.get(reverse(f"diligence:{name}", args=[second.pk])).content.decode()
        assert CHOSEN.findall(text[text.index("<main") : text.index("</main>")]) == []
    told = client.get(reverse("api:offers", args=[second.pk])).json()
    assert told["offers"]
    with acting_for(ines.organisation):
        entries = AnswerSheet.objects.get(appraisal=second).entries
        assert set(entries) == set(triage_of("K29"))


def test_every_carried_answer_names_who_confirmed_it_and_where_it_is_from(second, ines):
    with acting_for(ines.organisation, user=ines.user.pk):
        shown = {o.question.id: o.known.key for o in known.offered_to(second).offers}
        carry.confirm(second.pk, by=ines.actor, shown=shown)
        for id in shown:
            entry = AnswerSheet.objects.get(appraisal=second).entries[id]
            assert entry["confirmed_by"] == ines.actor.label
            assert entry["known"]["from"]
            assert entry["known"]["since"]


@pytest.mark.parametrize("days", [1, 80, 100, 190, 370, 735, 4000])
def test_nothing_older_than_its_validity_is_offered(ines, baseline, days):
    with acting_for(ines.organisation, user=ines.user.pk):
        row = PartnershipFactory(partners=[PartnerFactory()])
        score.run(submitted(ines.actor, "K29", partnership=row).pk)
        with clock.set_to(clock.now() + timedelta(days=days)):
            again = begun(ines.actor, row)
            definition = packaged("eu-baseline")
            for offer in known.offered_to(again).offers:
                if offer.known.source == "register":
                    continue
                months = validity(definition, offer.question).months
                assert (clock.today() - offer.known.since).days <= months * 31
                assert offer.known.until >= clock.today()


def test_no_country_is_carried_into_a_score(ines, baseline):
    """What the register knows of countries is recorded or leads nowhere by itself."""
    questionnaire = packaged("eu-baseline")
    abroad = Registered(
        since=clock.today(),
        partners=("X",),
        countries=("KE",),
        outside=(("X", "Kenya"),),
    )
    scored = known_to_register(questionnaire.id, questionnaire.questions, abroad)
    assert all(not questionnaire.question(id).feeds for id in scored)
    asked = known_to_register(questionnaire.id, questionnaire.triage, abroad)
    for id, item in asked.items():
        option = questionnaire.triage_question(id).option(str(item.value))
        assert option is not None
        assert option.route == "next"


def test_the_same_answers_carried_from_partners_of_two_countries_score_the_same(ines, baseline):
    documents = []
    with acting_for(ines.organisation, user=ines.user.pk):
        for country, name in (("CA", "Institute of Optics"), ("KE", "University of the Lakes")):
            partner = PartnerFactory(name=name, country=country)
            submitted(ines.actor, "K29", partnership=PartnershipFactory(partners=[partner]))
            row = begun(ines.actor, PartnershipFactory(partners=[partner]))
            shown = {o.question.id: o.known.key for o in known.offered_to(row).offers}
            carry.confirm(row.pk, by=ines.actor, shown=shown)
            rest = {id: Save(v) for id, v in answers_of("K29").items() if id not in shown}
            appraise.save(row.pk, by=ines.actor, saves=rest)
            stored = score.run(appraise.submit(row.pk, by=ines.actor).pk)
            documents.append(json.loads(stored.document))
    assert documents[0] == documents[1]
