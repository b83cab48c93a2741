"""Pages of what is known: confirming section by section, what changed, facts and their history."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from diligence.actions import appraise, know, partners, score
from diligence.actions.appraise import Save
from diligence.models import AnswerSheet, Appraisal, Fact
from diligence.queries import knowledge
from portal import clock
from portal.models import Unit
from portal.tenancy import acting_for
from tests.factories import PartnerFactory, PartnershipFactory, limited_to
from tests.factories.appraisals import answers_of, submitted, triage_of

pytestmark = pytest.mark.django_db

TICKS = re.compile(r'<input type="checkbox"[^>]*name="tick"[^>]*>')
KEYS = re.compile(r'name="shown" value="([^"]+)"')


@pytest.fixture
def officer(browse, ines, baseline) -> Client:
    return browse(ines)


@pytest.fixture
def partner(ines, baseline):
    with acting_for(ines.organisation, user=ines.user.pk):
        return PartnerFactory(name="Aoishima University")


@pytest.fixture
def first(ines, partner) -> Appraisal:
    with acting_for(ines.organisation, user=ines.user.pk):
        row = submitted(ines.actor, "K29", partnership=PartnershipFactory(partners=[partner]))
        score.run(row.pk)
        return Appraisal.objects.get(pk=row.pk)


@pytest.fixture
def second(ines, partner, first) -> Appraisal:
    """Another partnership with the same partner, waiting for its answers."""
    with acting_for(ines.organisation, user=ines.user.pk):
        return begun(ines.actor, PartnershipFactory(partners=[partner]))


def begun(by, partnership, changed=None) -> Appraisal:
    row = appraise.start(partnership.pk, by=by, changed=changed)
    appraise.save(row.pk, by=by, saves={id: Save(v) for id, v in triage_of("K29").items()})
    appraise.finish_triage(row.pk, by=by)
    return row


def section(row, id="B") -> str:
    return reverse("diligence:appraisal-section", args=[row.pk, id])


def known_url(row) -> str:
    return reverse("diligence:appraisal-known", args=[row.pk])


def entries(who, row) -> dict:
    with acting_for(who.organisation):
        return AnswerSheet.objects.get(appraisal=row).entries


def fact_of(ines, partner, question="B5") -> Fact:
    with acting_for(ines.organisation):
        return next(f for f in knowledge.of_partner(partner) if f.question == question)


# --- Offers -------------------------------------------------------------------------------------
def test_a_section_page_offers_what_is_known_with_source_and_nothing_ticked(officer, second, first):
    html = officer.get(section(second)).content.decode()
    assert "7 answers are known from before" in html
    assert "Known of Aoishima University" in html
    assert reverse("diligence:appraisal-detail", args=[first.pk]) in html
    assert "holds until" in html
    ticks = TICKS.findall(html)
    assert len(ticks) == 7
    assert not any("checked" in tick for tick in ticks)


def test_ticked_answers_are_confirmed_without_scripts_and_say_where_they_come_from(
    officer, ines, second
):
    keys = {
        key.split("@")[0]: key
        for key in KEYS.findall(officer.get(section(second)).content.decode())
    }
    response = officer.post(
        known_url(second),
        {"which": "ticked", "back": "B", "shown": list(keys.values()), "tick": [keys["B5"]]},
        follow=True,
    )
    assert response.redirect_chain[0][0] == section(second)
    html = response.content.decode()
    assert "1 answer confirmed" in html
    assert "Carried from the appraisal of" in html
    assert "confirmed by Ines Officer" in html
    stored = entries(ines, second)
    assert set(stored) - set(triage_of("K29")) == {"B5"}
    assert stored["B5"]["origin"] == "carried"


def test_all_of_a_section_are_confirmed_by_one_press(officer, ines, second):
    keys = KEYS.findall(officer.get(section(second)).content.decode())
    officer.post(known_url(second), {"which": "all", "back": "B", "shown": keys})
    stored = set(entries(ines, second)) - set(triage_of("K29"))
    assert stored == {key.split("@")[0] for key in keys}
    assert "known from before" not in officer.get(section(second)).content.decode()


def test_pressing_without_a_tick_confirms_nothing_and_says_so(officer, ines, second):
    keys = KEYS.findall(officer.get(section(second)).content.decode())
    html = officer.post(
        known_url(second), {"which": "ticked", "back": "B", "shown": keys}, follow=True
    ).content.decode()
    assert "Nothing was ticked" in html
    assert set(entries(ines, second)) == set(triage_of("K29"))


def test_what_changed_meanwhile_is_not_confirmed_and_says_so(officer, ines, partner, second):
    keys = KEYS.findall(officer.get(section(second)).content.decode())
    with acting_for(ines.organisation, user=ines.user.pk):
        know.correct(
            fact_of(ines, partner).pk, by=ines.actor, value="partly", because="Looked again."
        )
    html = officer.post(
        known_url(second), {"which": "all", "back": "B", "shown": keys}, follow=True
    ).content.decode()
    assert "1 was not confirmed" in html
    assert "B5" not in entries(ines, second)


@pytest.mark.parametrize(
    "junk", ["", "B5", "@", "B5@", "Z9@0123456789abcdef", "\x00@\x00", "é" * 99]
)
def test_odd_keys_confirm_nothing(officer, ines, second, junk):
    response = officer.post(known_url(second), {"which": "ticked", "back": junk, "tick": [junk]})
    assert response.status_code == 302
    assert set(entries(ines, second)) == set(triage_of("K29"))


def test_one_page_shows_all_sections_and_the_overview_leads_to_it(officer, second):
    overview = officer.get(reverse("diligence:appraisal-detail", args=[second.pk])).content.decode()
    assert known_url(second) in overview
    assert "9 answers are known from before" in overview
    page = officer.get(known_url(second)).content.decode()
    assert 'id="section-B"' in page
    assert 'id="section-E"' in page


def test_the_page_says_what_was_carried_and_what_that_saved(officer, second):
    keys = KEYS.findall(officer.get(known_url(second)).content.decode())
    officer.post(known_url(second), {"which": "all", "back": "known", "shown": keys})
    html = officer.get(reverse("diligence:appraisal-detail", args=[second.pk])).content.decode()
    assert "9 answers carried, about 7 minutes saved" in html
    assert "Assumed: a minute for an answer" in html


def test_who_only_reads_is_offered_nothing_to_confirm(browse, dora, second):
    reader = browse(dora)
    assert "Confirm" not in reader.get(section(second)).content.decode()
    assert 'name="tick"' not in reader.get(known_url(second)).content.decode()
    assert reader.post(known_url(second), {"which": "all"}).status_code == 403


def test_what_is_asked_again_says_why(officer, ines, partner, first):
    with acting_for(ines.organisation, user=ines.user.pk):
        Fact.objects.filter(question="B5").update(valid_until=clock.today().replace(year=2020))
        row = begun(ines.actor, PartnershipFactory(partners=[partner]))
    html = officer.get(section(row)).content.decode()
    assert "1 answer is asked again: why" in html
    assert "Too old to carry: it held until" in html
    assert "2020" in html
    assert "what is known of a partner holds for a year" in html


def test_a_new_question_brings_the_panel_along(officer, second):
    hidden = dict(
        re.findall(
            r'name="([A-Z]\d+\.seen)" value="([^"]+)"',
            officer.get(section(second, "C")).content.decode(),
        )
    )
    response = officer.post(
        section(second, "C"), hidden | {"C1": "yes"}, headers={"HX-Request": "true"}
    )
    assert 'id="known" hx-swap-oob="true"' in response.content.decode()


def test_statements_do_not_grow_with_what_is_known(officer, ines, partner, second):
    def statements() -> int:
        with CaptureQueriesContext(connection) as found:
            assert officer.get(section(second)).status_code == 200
        return len(found)

    with acting_for(ines.organisation, user=ines.user.pk):
        Fact.objects.exclude(question="B5").delete()
    statements()  # the first request reads the edition
    one = statements()
    with acting_for(ines.organisation, user=ines.user.pk):
        for _n in range(3):
            submitted(ines.actor, "K29", partnership=PartnershipFactory(partners=[partner]))
    assert statements() == one


# --- What changed -------------------------------------------------------------------------------
def start_url(row) -> str:
    return reverse("diligence:appraisal-start", args=[row.partnership_id])


def test_a_further_appraisal_asks_first_what_changed(officer, ines, first):
    detail = officer.get(
        reverse("diligence:partnership-detail", args=[first.partnership_id])
    ).content.decode()
    assert start_url(first) in detail
    assert "Appraise again" in detail
    page = officer.get(start_url(first))
    html = page.content.decode()
    assert "What changed since then?" in html
    assert "Partner organisation" in html
    assert "Nothing of this changed" in html
    assert not re.findall(r'name="changed"[^>]*checked', html)


def test_nothing_ticked_or_both_is_an_error_with_its_remedy(officer, ines, first):
    nothing = officer.post(start_url(first), {"asked": "1"})
    assert nothing.status_code == 422
    assert "Tick what changed, or" in nothing.content.decode()
    both = officer.post(start_url(first), {"asked": "1", "changed": ["A", "nothing"]})
    assert both.status_code == 422
    assert "clear one of the two" in both.content.decode()
    strange = officer.post(start_url(first), {"asked": "1", "changed": ["Z"]})
    assert strange.status_code == 422
    with acting_for(ines.organisation):
        assert Appraisal.objects.count() == 1


def test_what_was_said_is_stored_shown_and_in_the_timeline(officer, ines, first):
    response = officer.post(start_url(first), {"asked": "1", "changed": ["D", "F"]}, follow=True)
    html = response.content.decode()
    assert "Said to have changed: Funding" in html
    with acting_for(ines.organisation):
        row = Appraisal.objects.latest("started_at")
        assert row.said_changed == {"renewal": False, "sections": ["D", "F"]}
    timeline = officer.get(
        reverse("diligence:partnership-timeline", args=[row.partnership_id])
    ).content.decode()
    assert "Appraised again: said to have changed: Funding" in timeline


def test_nothing_changed_offers_the_triage_and_a_renewal_says_so(officer, ines, first):
    with acting_for(ines.organisation):
        row = first.partnership
        row.state = "ended"
        row.save()
    assert "Renewal of" in officer.get(start_url(first)).content.decode()
    html = officer.post(
        start_url(first), {"asked": "1", "changed": ["nothing"]}, follow=True
    ).content.decode()
    assert "9 answers are known from before" in html
    assert "Renewal" in html


def test_the_first_appraisal_asks_nothing_of_the_kind(officer, ines, partner):
    with acting_for(ines.organisation):
        row = PartnershipFactory(partners=[partner])
    url = reverse("diligence:appraisal-start", args=[row.pk])
    assert officer.get(url).status_code == 302
    assert officer.post(url).status_code == 302
    with acting_for(ines.organisation):
        assert Appraisal.objects.get(partnership=row).said_changed is None


def test_what_changed_can_be_said_anew(officer, ines, first):
    officer.post(start_url(first), {"asked": "1", "changed": ["nothing"]})
    with acting_for(ines.organisation):
        row = Appraisal.objects.latest("started_at")
    url = reverse("diligence:appraisal-changed", args=[row.pk])
    keys = KEYS.findall(officer.get(known_url(row)).content.decode())
    officer.post(known_url(row), {"which": "all", "back": "triage", "shown": keys})
    html = officer.get(url).content.decode()
    assert "8 answers are carried so far" in html
    told = officer.post(url, {"changed": ["B"]}, follow=True).content.decode()
    assert "8 carried answers were cleared" in told
    assert officer.post(url, {}).status_code == 422


def test_the_first_appraisal_has_nothing_to_say_anew(officer, second):
    url = reverse("diligence:appraisal-changed", args=[second.pk])
    response = officer.get(url)
    assert response.status_code == 403
    assert "first appraisal" in response.content.decode()


# --- Facts --------------------------------------------------------------------------------------
def test_a_partners_page_shows_what_is_known_and_where_from(officer, ines, partner, first):
    html = officer.get(reverse("diligence:partner-detail", args=[partner.pk])).content.decode()
    assert "What is known" in html
    assert "All 7 facts" in html
    page = officer.get(reverse("diligence:partner-known", args=[partner.pk])).content.decode()
    assert "What is known of Aoishima University" in page
    assert reverse("diligence:appraisal-detail", args=[first.pk]) in page
    with acting_for(ines.organisation):
        nobody = PartnerFactory(name="Nobody yet")
    empty = officer.get(reverse("diligence:partner-known", args=[nobody.pk])).content.decode()
    assert "Nothing is known yet" in empty


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("q=verify", 1),
        ("q=zzz", 0),
        ("state=old", 0),
        ("state=holds", 7),
        ("state=odd", 7),
        ("state=corrected", 1),
        ("q=%00", 7),
        ("page=999", 7),
    ],
)
def test_facts_are_searched_and_narrowed(officer, ines, partner, first, query, count):
    with acting_for(ines.organisation, user=ines.user.pk):
        know.correct(
            fact_of(ines, partner).pk, by=ines.actor, value="partly", because="Looked again."
        )
    response = officer.get(reverse("diligence:partner-known", args=[partner.pk]) + f"?{query}")
    html = response.content.decode()
    assert response.status_code == 200
    if count:
        assert len(re.findall(r'<th scope="row"', html)) == count
    else:
        assert "No fact matches" in html


def test_many_facts_cost_as_many_statements_as_one(officer, ines, partner, first):
    url = reverse("diligence:partner-known", args=[partner.pk])

    def statements() -> int:
        with CaptureQueriesContext(connection) as found:
            assert officer.get(url).status_code == 200
        return len(found)

    statements()
    many = statements()
    with acting_for(ines.organisation):
        Fact.objects.exclude(question="B5").delete()
    assert statements() == many <= 12


def test_the_page_of_a_merged_record_leads_to_the_one_that_stands(officer, ines, partner):
    with acting_for(ines.organisation, user=ines.user.pk):
        double = PartnerFactory(name="Aoishima Univ.")
        partners.merge(partner.pk, double.pk, by=ines.actor)
    response = officer.get(reverse("diligence:partner-known", args=[double.pk]))
    assert response["Location"] == reverse("diligence:partner-known", args=[partner.pk])


def test_a_units_page_is_for_those_who_work_for_it(officer, browse, ines, partner):
    with acting_for(ines.organisation, user=ines.user.pk):
        unit, other = (Unit.objects.create(name=name) for name in ("Science", "Engineering"))
        row = PartnershipFactory(partners=[partner], unit=unit)
        submitted(ines.actor, "K29", partnership=row)
        fact = Fact.objects.get(unit=unit, question="A4")
    url = reverse("diligence:unit-known", args=[unit.pk])
    assert "What is known of Science" in officer.get(url).content.decode()
    detail = officer.get(reverse("diligence:partnership-detail", args=[row.pk])).content.decode()
    assert url in detail
    with acting_for(ines.organisation):
        limited_to(ines, other)
    limited = browse(ines)
    assert limited.get(url).status_code == 404
    assert limited.get(reverse("diligence:fact", args=[fact.pk])).status_code == 404


def test_a_fact_is_corrected_after_seeing_what_it_touches(officer, ines, partner, second, first):
    keys = KEYS.findall(officer.get(known_url(second)).content.decode())
    officer.post(known_url(second), {"which": "all", "back": "known", "shown": keys})
    fact = fact_of(ines, partner)
    url = reverse("diligence:fact-correct", args=[fact.pk])
    html = officer.get(url).content.decode()
    assert f'name="also" value="{second.pk}"' in html
    assert reverse("diligence:appraisal-detail", args=[first.pk]) in html
    assert not re.findall(r'type="radio"[^>]*checked', html)
    sent = {
        "B5": "partly",
        "B5.seen": "0.-",
        "because": "The charter is gone.",
        "also": [second.pk],
    }
    done = officer.post(url, sent, follow=True).content.decode()
    assert "The fact is corrected" in done
    assert "Written into 1 of 1 open appraisals" in done
    assert "The charter is gone." in done
    assert entries(ines, second)["B5"]["value"] == "partly"
    assert entries(ines, first)["B5"]["value"] == answers_of("K29")["B5"]
    new = fact_of(ines, partner)
    back = officer.post(reverse("diligence:fact-undo", args=[new.pk]), follow=True)
    assert "stands again" in back.content.decode()
    assert fact_of(ines, partner).pk == fact.pk


def test_a_correction_without_value_or_reason_names_both(officer, ines, partner, first):
    url = reverse("diligence:fact-correct", args=[fact_of(ines, partner).pk])
    response = officer.post(url, {"B5.seen": "0.-"})
    html = response.content.decode()
    assert response.status_code == 422
    assert "Answer this question." in html
    assert "Say why" in html
    kept = officer.post(url, {"B5.seen": "0.-", "B5": "no", "because": ""}).content.decode()
    assert re.search(r'value="no"[^>]*checked', kept), "what was chosen is kept"


def test_a_fact_is_removed_with_its_reason_and_brought_back(officer, ines, partner, first):
    fact = fact_of(ines, partner)
    url = reverse("diligence:fact-remove", args=[fact.pk])
    assert officer.post(url, {"because": ""}).status_code == 422
    html = officer.post(url, {"because": "About somebody else."}, follow=True).content.decode()
    assert "not what is known now" in html
    assert "About somebody else." in html
    assert officer.get(url).status_code == 403
    officer.post(reverse("diligence:fact-undo", args=[fact.pk]))
    assert fact_of(ines, partner).pk == fact.pk


def test_who_may_not_edit_reads_and_is_told_why_not(browse, dora, ines, partner, first):
    reader = browse(dora)
    url = reverse("diligence:fact", args=[fact_of(ines, partner).pk])
    html = reader.get(url).content.decode()
    assert "Ask your steward" in html
    assert reader.get(f"{url}correct/").status_code == 403
    assert reader.post(f"{url}undo/").status_code == 403
