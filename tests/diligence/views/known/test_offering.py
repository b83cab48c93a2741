"""Pages that offer what is known: confirmed section by section, nothing ticked beforehand."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from diligence.actions import know
from diligence.models import Fact
from portal import clock
from portal.tenancy import acting_for
from tests.diligence.views.known.cases import KEYS, begun, entries, fact_of, known_url, section
from tests.factories import PartnershipFactory
from tests.factories.appraisals import submitted, triage_of

pytestmark = pytest.mark.django_db

TICKS = re.compile(r'<input type="checkbox"[^>]*name="tick"[^>]*>')


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
