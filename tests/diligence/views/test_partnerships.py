"""The register as Ines uses it, Stella reads it and Otto can't reach it."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from diligence.actions import partners, register
from diligence.models import Partner, Partnership
from portal import clock
from portal.tenancy import acting_for
from tests.factories import PartnerFactory, PartnershipFactory, UnitFactory, limited_to

pytestmark = pytest.mark.django_db

LIST = "/partnerships/"
NEW = "/partnerships/new/"


@pytest.fixture
def row(ines):
    with acting_for(ines.organisation):
        partner = PartnerFactory(name="Tsukuba Institute")
        return register.partnership(
            by=ines.actor, partners=[partner], title="Quantum sensing", reference="UA-1"
        )


def typed(**values):
    """What a browser posts for a new partnership with one new partner."""
    data = {
        "title": "Quantum sensing",
        "state": "proposed",
        "agreement_kind": "none",
        "funding_currency": "EUR",
        "partners-TOTAL_FORMS": "1",
        "partners-INITIAL_FORMS": "0",
        "partners-0-name": "Tsukuba Institute",
        "partners-0-country": "JP",
        "partners-0-kind": "rto",
    }
    return {name: value for name, value in (data | values).items() if value is not None}


def without_tokens(page):
    return re.sub(
        r'"X-CSRFToken": "\w+"|name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode()
    )


def sql(queries):
    """Statements, without the transaction's own beginning and end."""
    told = [query["sql"] for query in queries.captured_queries]
    return [text for text in told if text not in {"BEGIN", "COMMIT"}]


def test_an_empty_register_says_how_to_begin(ines, stella, browse):
    page = browse(ines).get(LIST)
    assert "a title and a partner are enough to begin" in page.content.decode()
    assert NEW in page.content.decode()
    page = browse(stella).get(LIST).content.decode()
    assert "Research officers of your organisation register" in page
    assert "Ask your steward" in page


@pytest.mark.django_db(transaction=True)
def test_the_list_takes_seven_statements_whatever_its_length(ines, browse):
    client = browse(ines)
    client.get(LIST)
    with acting_for(ines.organisation):
        unit = UnitFactory()
        partner = PartnerFactory()
        PartnershipFactory(partners=[partner], unit=unit)
    with CaptureQueriesContext(connection) as one:
        assert client.get(LIST).status_code == 200
    with acting_for(ines.organisation):
        for _number in range(59):
            PartnershipFactory(partners=[partner], unit=UnitFactory())
    with CaptureQueriesContext(connection) as sixty:
        page = client.get(LIST)
    assert len(sql(one)) == len(sql(sixty)) == 7, sql(sixty)
    assert "1–50 of 60" in page.content.decode()
    assert "51–60 of 60" in client.get(LIST, {"page": 2}).content.decode()
    assert "51–60 of 60" in client.get(LIST, {"page": 99}).content.decode()


def test_what_narrows_the_list_is_shown_and_taken_away_one_by_one(ines, row, browse):
    page = browse(ines).get(LIST, {"q": "tsukuba", "state": "proposed", "sort": "title"})
    text = page.content.decode()
    assert "Quantum sensing" in text
    assert 'href="?state=proposed&amp;sort=title"' in text
    assert 'href="?q=tsukuba&amp;sort=title"' in text
    nothing = browse(ines).get(LIST, {"q": "zebra"}).content.decode()
    assert "No partnership matches" in nothing


def test_a_day_that_is_none_is_pointed_out_and_does_not_restrict(ines, row, browse):
    page = browse(ines).get(LIST, {"starts_from": "soon"}).content.decode()
    assert "Enter a valid date" in page
    assert "Quantum sensing" in page


def test_ines_registers_with_a_new_partner(ines, browse):
    client = browse(ines)
    assert client.get(NEW).status_code == 200
    answer = client.post(NEW, typed(activities=["joint", "data"], funding_amount="1000"))
    with acting_for(ines.organisation):
        row = Partnership.objects.get()
        assert answer.headers["Location"] == f"/partnerships/{row.pk}/"
        assert (row.activities, row.partner_names) == (["joint", "data"], "Tsukuba Institute")
        assert Partner.objects.get().kind == "rto"


def test_problems_are_named_together_and_nothing_typed_is_lost(ines, browse):
    sent = typed(
        title="",
        starts_on="2026-05-01",
        ends_on="2026-04-01",
        funding_amount="-5",
        benefit="Cures <b>everything</b>",
        activities=["teach"],
        **{"partners-0-pic": "123456789"},
    )
    page = browse(ines).post(NEW, sent).content.decode()
    for remedy in (
        "This field is required",
        "The end is before the start",
        "greater than or equal",
    ):
        assert remedy in page
    assert 'href="#id_partners-0-pic"' in page
    assert "Cures &lt;b&gt;everything&lt;/b&gt;" in page
    assert 'value="Tsukuba Institute"' in page
    assert re.search(r'value="teach"\s+checked', page)
    with acting_for(ines.organisation):
        assert not Partnership.objects.exists()
        assert not Partner.objects.exists()


def test_partner_rows_are_added_removed_and_looked_up_without_scripts(ines, browse):
    with acting_for(ines.organisation):
        lima = PartnerFactory(name="Universidad de Lima", country="PE", city="Lima")
    client = browse(ines)
    page = client.post(NEW, typed(add="0", benefit="Kept")).content.decode()
    assert 'name="partners-TOTAL_FORMS" value="2"' in page
    assert "Kept" in page
    assert "error-summary" not in page
    two = typed(**{"partners-TOTAL_FORMS": "2", "partners-1-name": "lima", "look_up": "1"})
    page = client.post(NEW, two).content.decode()
    assert f'value="1:{lima.pk}"' in page
    page = client.post(NEW, {**two, "look_up": "", "use": f"1:{lima.pk}"}).content.decode()
    two.pop("look_up")
    page = client.post(NEW, {**two, "use": f"1:{lima.pk}"}).content.decode()
    assert f'name="partners-1-partner" value="{lima.pk}"' in page
    assert "Lima, Peru" in page
    two["partners-1-partner"] = str(lima.pk)
    page = client.post(NEW, {**two, "remove": "0"}).content.decode()
    assert f'name="partners-0-partner" value="{lima.pk}"' in page
    assert "Tsukuba" not in page
    page = client.post(NEW, {**two, "change": "1"}).content.decode()
    assert str(lima.pk) not in page
    client.post(NEW, two)
    with acting_for(ines.organisation):
        row = Partnership.objects.get()
        assert row.partner_names == "Tsukuba Institute; Universidad de Lima"


def test_a_new_partner_that_may_be_on_record_already_is_pointed_out(ines, browse):
    with acting_for(ines.organisation):
        known = partners.record(
            by=ines.actor, name="Tongji University", country="CN", city="<Shanghai>"
        )
    client = browse(ines)
    described = {"partners-0-name": "Tongji Univ.", "partners-0-country": "CN"}
    answer = client.post(NEW, typed(**described))
    page = client.get(answer.headers["Location"]).content.decode()
    with acting_for(ines.organisation):
        new = Partner.objects.exclude(pk=known.pk).get()
    assert "may be the same as “Tongji University, &lt;Shanghai&gt;, China”" in page
    assert f'href="/partners/{new.pk}/merge/?with={known.pk}"' in page


def test_a_partner_like_no_other_is_not_pointed_out(ines, browse):
    with acting_for(ines.organisation):
        PartnerFactory(name="Universidad de Lima", country="PE")
    client = browse(ines)
    answer = client.post(NEW, typed())
    assert "may be the same" not in client.get(answer.headers["Location"]).content.decode()


def test_a_partner_of_another_organisation_is_not_on_record_here(ines, otto, browse):
    with acting_for(otto.organisation):
        theirs = PartnerFactory(name="Otto's partner")
    page = browse(ines).post(
        NEW, typed(**{"partners-0-partner": str(theirs.pk), "partners-0-name": None})
    )
    assert "no longer on record" in page.content.decode()
    assert "Otto" not in page.content.decode()


def test_a_likely_duplicate_is_pointed_out_before_it_is_stored(ines, row, browse):
    client = browse(ines)
    page = client.post(NEW, typed(title="Quantum Sensing")).content.decode()
    assert "looks like a partnership that is registered already" in page
    assert f"/partnerships/{row.pk}/" in page
    with acting_for(ines.organisation):
        assert Partnership.objects.count() == 1
    client.post(NEW, typed(title="Quantum Sensing", different="1"))
    with acting_for(ines.organisation):
        assert Partnership.objects.count() == 2


def test_a_reference_in_use_leads_to_its_holder(ines, row, browse):
    page = browse(ines).post(NEW, typed(title="Elsewhere", reference="UA-1")).content.decode()
    assert "“Quantum sensing” has this reference already" in page
    assert f'<a href="/partnerships/{row.pk}/">Quantum sensing</a>' in page


def test_editing_keeps_both_colleagues_work_and_asks_where_they_collide(ines, row, browse):
    client = browse(ines)
    url = reverse("diligence:partnership-edit", args=[row.pk])
    with acting_for(ines.organisation):
        partner = str(Partner.objects.get().pk)
        register.edit(row.pk, by=ines.actor, revision=1, title="Hers", responsible="Prof. Hers")
    mine = typed(
        title="Mine",
        reference="UA-1",
        benefit="Also mine",
        revision="1",
        **{"partners-0-partner": partner},
    )
    page = client.post(url, mine).content.decode()
    assert "Changed by Ines Officer" in page
    assert "Hers" in page
    assert "Mine" in page
    assert 'name="collided" value="title"' in page
    assert 'name="collided" value="responsible"' not in page
    revision = re.search(r'name="revision" value="(\d+)"', page)[1]
    responsible = re.search(r'name="responsible" value="([^"]*)"', page)[1]
    chosen = {"revision": revision, "collided": "title", "responsible": responsible}
    client.post(url, mine | chosen | {"choose-title": "theirs"})
    with acting_for(ines.organisation):
        row.refresh_from_db()
        assert (row.title, row.benefit, row.responsible) == ("Hers", "Also mine", "Prof. Hers")


def test_a_conflict_is_not_settled_by_leaving_it_open(ines, row, browse):
    url = reverse("diligence:partnership-edit", args=[row.pk])
    with acting_for(ines.organisation):
        partner = str(Partner.objects.get().pk)
        register.edit(row.pk, by=ines.actor, revision=1, title="Hers")
    mine = typed(title="Mine", reference="UA-1", **{"partners-0-partner": partner})
    page = browse(ines).post(url, mine | {"revision": "2", "collided": "title"}).content.decode()
    assert "Choose which value stands" in page
    with acting_for(ines.organisation):
        row.refresh_from_db()
        assert row.title == "Hers"


def test_what_was_typed_survives_the_end_of_the_session(ines, stella, client, browse):
    signed_in = browse(ines)
    page = signed_in.get(NEW).content.decode()
    typed_by = re.search(r'name="typed_by" value="([^"]+)"', page)[1]
    answer = client.post(NEW, typed(benefit="Two hours of work", typed_by=typed_by))
    assert answer.headers["Location"].startswith("/account/login/")
    client.force_login(ines.user)
    page = client.get(NEW).content.decode()
    assert "Two hours of work" in page
    assert "What you typed is here again" in page
    assert "Two hours of work" not in client.get(NEW).content.decode()


def test_what_was_typed_is_given_to_nobody_else(ines, otto, client, browse):
    page = browse(ines).get(NEW).content.decode()
    typed_by = re.search(r'name="typed_by" value="([^"]+)"', page)[1]
    client.post(NEW, typed(benefit="Two hours of work", typed_by=typed_by))
    client.force_login(otto.user)
    assert "Two hours of work" not in client.get(NEW).content.decode()
    client.logout()
    client.post(NEW, typed(benefit="Planted", typed_by="forged"))
    assert "typed" not in client.session


def test_stella_reads_and_does_not_write(stella, row, browse):
    client = browse(stella)
    assert client.get(LIST).status_code == 200
    assert client.get(NEW).status_code == 403
    for step in ("edit", "end", "discard"):
        url = reverse(f"diligence:partnership-{step}", args=[row.pk])
        assert client.get(url).status_code == 403
        assert client.post(url, {}).status_code == 403
    history = client.get(reverse("diligence:partnership-history", args=[row.pk]))
    assert "Ask your steward" in history.content.decode()


@pytest.mark.parametrize(
    "step", ["detail", "edit", "history", "end", "resume", "discard", "restore", "undo"]
)
def test_otto_finds_nothing_of_ines(ines, otto, row, browse, step):
    with acting_for(ines.organisation):
        key = row.history.get().pk if step == "undo" else row.pk
    url = reverse(f"diligence:partnership-{step}", args=[key])
    absent = reverse(f"diligence:partnership-{step}", args=[ines.user.pk])
    client = browse(otto)
    assert client.post(url, typed()).status_code in {404, 405}
    if step == "undo":
        return
    foreign, missing = client.get(url), client.get(absent)
    assert foreign.status_code == missing.status_code == 404
    assert without_tokens(foreign) == without_tokens(missing)
    assert "No partnership matches" in client.get(LIST, {"q": "sensing"}).content.decode()


def test_a_limited_officer_sees_and_chooses_only_their_units(ines, row, browse):
    with acting_for(ines.organisation):
        physics, law = UnitFactory(name="Physics"), UnitFactory(name="Law")
    limited_to(ines, physics)
    client = browse(ines)
    assert client.get(reverse("diligence:partnership-detail", args=[row.pk])).status_code == 404
    assert "Quantum sensing" not in client.get(LIST).content.decode()
    page = client.get(NEW).content.decode()
    assert str(physics.pk) in page
    assert str(law.pk) not in page
    page = client.post(NEW, typed(unit="")).content.decode()
    assert "Choose the unit" in page
    client.post(NEW, typed(unit=str(physics.pk)))
    assert "Physics" in client.get(LIST).content.decode()


def test_ending_discarding_and_their_undoing(ines, row, browse):
    client = browse(ines)
    today = clock.today().isoformat()
    url = reverse("diligence:partnership-end", args=[row.pk])
    assert client.get(url).status_code == 200
    future = client.post(url, {"ends_on": "2199-01-01"}).content.decode()
    assert "Give today or an earlier day" in future
    client.post(url, {"ends_on": today})
    history = client.get(reverse("diligence:partnership-history", args=[row.pk])).content.decode()
    assert "Ended" in history
    assert "Undo" in history
    client.post(reverse("diligence:partnership-resume", args=[row.pk]))
    client.post(reverse("diligence:partnership-discard", args=[row.pk]))
    page = client.get(LIST).content.decode()
    restore = reverse("diligence:partnership-restore", args=[row.pk])
    assert f'action="{restore}"' in page
    assert "No partnership yet" in page
    assert "Quantum sensing" in client.get(LIST, {"state": "discarded"}).content.decode()
    client.post(restore)
    with acting_for(ines.organisation):
        row.refresh_from_db()
        assert (row.state, row.discarded_at) == ("proposed", None)


def test_history_speaks_in_labels_and_takes_changes_back(ines, row, browse):
    client = browse(ines)
    with acting_for(ines.organisation):
        unit = UnitFactory(name="Physics")
        register.edit(
            row.pk,
            by=ines.actor,
            revision=1,
            unit=unit,
            state="running",
            technology_areas=["quantum"],
            starts_on=dt.date(2026, 1, 31),
        )
        change = row.history.first()
    url = reverse("diligence:partnership-history", args=[row.pk])
    page = client.get(url).content.decode()
    for words in ("Physics", "Running", "Proposed", "Quantum", "31 Jan 2026", "Tsukuba Institute"):
        assert words in page
    undo = reverse("diligence:partnership-undo", args=[change.pk])
    assert client.post(undo, follow=True).redirect_chain == [(url, 302)]
    assert client.post(undo).status_code == 403
    with acting_for(ines.organisation):
        row.refresh_from_db()
        assert (row.state, row.unit_id, row.starts_on) == ("proposed", None, None)


def test_search_finds_by_code_reference_partner_and_page(ines, otto, row, browse):
    client = browse(ines)
    for text in (row.code.lower(), "UA-1", "tsukuba quantum"):
        hits = client.get("/search/", {"q": text}).context["hits"]
        assert [hit.title for hit in hits if hit.kind == "Partnership"] == ["Quantum sensing"]
    titles = [hit.title for hit in client.get("/search/", {"q": "regis"}).context["hits"]]
    assert titles[:2] == ["Register", "Register a partnership"]
    assert browse(otto).get("/search/", {"q": "UA-1"}).context["hits"] == []
