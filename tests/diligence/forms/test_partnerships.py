"""Hostile and awkward text through every field of the register: stored exactly, never run."""

import json
import os
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict

from diligence.actions import register
from diligence.models import Partnership
from diligence.queries import partnerships as queries
from portal.tenancy import acting_for
from tests.factories import PartnerFactory

pytestmark = pytest.mark.django_db

NEW = "/partnerships/new/"
TEXTS = {
    "title": 300,
    "reference": 80,
    "responsible": 200,
    "funding_source": 300,
    "benefit": 4000,
}
MARKUP = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "%s%n", "'--"]


def naughty_strings():
    shared = Path(os.environ.get("AJAR_SHARED", Path(__file__).parents[4] / "shared"))
    source = shared / "data/badinput/blns/blns.json"
    if not source.exists():
        pytest.skip(f"no {source}: set AJAR_SHARED to the open test data")
    return json.loads(source.read_text())


def posted(partner, **values):
    return {
        "title": "Title",
        "state": "proposed",
        "agreement_kind": "none",
        "funding_currency": "EUR",
        "different": "1",
        "partners-TOTAL_FORMS": "1",
        "partners-INITIAL_FORMS": "0",
        "partners-0-partner": str(partner.pk),
        **values,
    }


@pytest.fixture
def partner(ines):
    with acting_for(ines.organisation):
        return PartnerFactory(name="Tsukuba Institute")


@pytest.mark.parametrize("text", MARKUP)
def test_markup_is_shown_as_the_text_it_is(ines, browse, partner, text):
    client = browse(ines)
    values = dict.fromkeys(set(TEXTS) - {"reference"}, text)
    client.post(NEW, posted(partner, **values))
    with acting_for(ines.organisation):
        row = Partnership.objects.get()
        assert {getattr(row, name) for name in values} == {text}
    for address in ("", "edit/", "history/", "discard/"):
        page = client.get(f"/partnerships/{row.pk}/{address}")
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()
        assert "<img src=x" not in page.content.decode()
        assert ">49<" not in page.content.decode()
    found = client.get("/partnerships/", {"q": text})
    assert "<script>alert" not in found.content.decode()
    assert "<img src=x" not in found.content.decode()


def test_naughty_strings_are_stored_exactly_or_refused_with_words(ines, partner):
    refused = []
    with acting_for(ines.organisation):
        for text in naughty_strings():
            facts = {name: text[: TEXTS[name]] for name in TEXTS if name != "reference"}
            try:
                row = register.partnership(by=ines.actor, partners=[partner], **facts)
            except ValidationError:
                refused.append(text)
                continue
            row.refresh_from_db()
            assert row.title == text[:300].strip(), text
            assert row.benefit == text.strip(), text
            wanted = queries.RegisterFilter.from_query(QueryDict(urlencode({"q": text})))
            assert queries.page(ines.actor, wanted, 1).number == 1
    assert all(not text.strip() or "\x00" in text for text in refused), refused


def test_naughty_strings_survive_the_form(ines, browse, partner):
    client = browse(ines)
    for number, text in enumerate(naughty_strings()[::25]):
        values = {name: text[:length] for name, length in TEXTS.items() if name != "reference"}
        client.post(NEW, posted(partner, **values, reference=f"N-{number}"))
        with acting_for(ines.organisation):
            row = Partnership.objects.filter(reference=f"N-{number}").first()
            assert row is not None or not text.strip(), text
            assert row is None or row.benefit == text.strip(), text
        assert client.get("/partnerships/", {"q": text}).status_code == 200, text


@pytest.mark.parametrize(("name", "length"), TEXTS.items())
def test_a_text_that_is_too_long_says_how_long_it_may_be(ines, browse, partner, name, length):
    page = browse(ines).post(NEW, posted(partner, **{name: "x" * (length + 1)}))
    assert f"at most {length:,} characters".replace(",", "") in page.content.decode()
    assert "x" * (length + 1) in page.content.decode()


@pytest.mark.parametrize("name", [*TEXTS, "partners-0-name", "partners-0-city"])
def test_nul_is_refused_with_words(ines, browse, partner, name):
    data = posted(partner, **{name: "a\x00b"})
    if name.startswith("partners"):
        data = {"partners-0-name": "Named", **data, name: "a\x00b", "partners-0-partner": ""}
    page = browse(ines).post(NEW, data)
    assert page.status_code == 200
    assert "Null characters are not allowed" in page.content.decode()


@pytest.mark.parametrize(
    "broken",
    [
        {"unit": "x"},
        {"state": "dreamt"},
        {"activities": ["joint", "golf"]},
        {"starts_on": "yesterday"},
        {"funding_amount": "1e99"},
        {"funding_amount": "NaN"},
        {"funding_currency": "XXX"},
        {"partners-0-partner": "nobody"},
        {"use": "0:nobody"},
        {"use": "99999:x"},
        {"remove": "-1"},
        {"look_up": "²"},
    ],
)
def test_a_tampered_form_is_answered_and_stores_nothing(ines, browse, partner, broken):
    data = {name: value for name, value in posted(partner, **broken).items() if value is not None}
    page = browse(ines).post(NEW, data)
    assert page.status_code == 200
    with acting_for(ines.organisation):
        assert not Partnership.objects.exists()


@pytest.mark.parametrize("count", ["many", "5000", "-1", None])
def test_a_count_of_rows_no_browser_sends_falls_back_to_the_first(ines, browse, partner, count):
    data = posted(partner, **{"partners-TOTAL_FORMS": count})
    sent = {name: value for name, value in data.items() if value is not None}
    assert browse(ines).post(NEW, sent).status_code == 302
    with acting_for(ines.organisation):
        assert Partnership.objects.get().partner_names == "Tsukuba Institute"
