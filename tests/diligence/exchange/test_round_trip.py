"""Export gives back what import takes."""

import io
import json
from datetime import date
from decimal import Decimal

import pytest

from diligence.actions import export, partners, register
from diligence.choices import ImportRowState
from diligence.exchange.spreadsheets import Format
from diligence.models import Partnership, PartnershipPartner
from diligence.queries import intake as imports
from diligence.queries.facts import facts_of
from diligence.queries.partnerships import RegisterFilter
from portal.actions import units
from portal.models import Unit
from portal.tenancy import acting_for
from tests.factories import sheets
from tests.opendata import shared


def exported(by, form):
    stream = io.BytesIO()
    export.register(by=by, wanted=RegisterFilter(), form=form, stream=stream)
    return stream.getvalue()


def whole():
    """The register as facts, units and partners by name, whatever its keys."""
    found = []
    names = {str(unit.pk): unit.name for unit in Unit.objects.all()}
    for row in Partnership.objects.filter(discarded_at__isnull=True):
        links = PartnershipPartner.objects.filter(partnership=row).select_related("partner")
        about = [
            (p.name, p.country, p.city, p.ror_id, p.pic, p.kind, p.website)
            for p in (link.partner for link in links.order_by("position"))
        ]
        facts = facts_of(row)
        found.append((facts | {"unit": names.get(facts["unit"] or "", "")}, about))
    return sorted(found, key=lambda one: one[0]["title"])


def fill(by):
    """A register with everything a row can hold, and with what spreadsheets trip over."""
    chemistry = units.create(by=by, name="Chemistry, physical")
    eth = partners.record(by=by, name="ETH Zürich", country="CH", city="Zürich", kind="uni",
                          ror_id="05a28rw58", website="https://ethz.ch")  # fmt: skip
    pic = partners.record(by=by, name="Works; Sons & Co", country="JP", pic="999854661")
    bare = partners.record(by=by, name="=Institute of Formulas")
    register.partnership(
        by=by, partners=[eth, pic, bare], title="=cmd|' /C calc'!A0", reference="A-1",
        unit=chemistry, responsible="+49 30 123", state="running", agreement_kind="consortium",
        agreement_signed_on=date(2025, 12, 1), activities=["mobility", "joint"],
        technology_areas=["conn", "mat"], starts_on=date(2026, 1, 1), ends_on=date(2027, 2, 28),
        funding_amount=Decimal("1234567.89"), funding_currency="USD", funding_source="@fund; two",
        benefit="First line\n- second; line\n'quoted'",
    )  # fmt: skip
    register.partnership(by=by, partners=[pic], title="'already quoted", reference="007")
    register.partnership(by=by, partners=[bare], title="- without a reference", state="ended",
                         ends_on=date(2020, 2, 29))  # fmt: skip


@pytest.fixture
def at_home(ines, stella, acting_as):
    acting_as(ines)
    both = ines.actor.permissions | stella.actor.permissions
    return type(ines.actor)("Ines", ines.user.pk, ines.membership.pk, both)


@pytest.mark.parametrize("form", list(Format))
def test_the_same_organisation_learns_nothing_new(form, at_home):
    fill(at_home)
    before = whole()
    batch = sheets.checked(at_home, exported(at_home, form), f"register.{form}")
    wrong = [row.problems or row.changes for row in imports.lines_of(batch)
             if row.state != ImportRowState.UNCHANGED]  # fmt: skip
    assert wrong == []
    assert batch.total == 3
    assert whole() == before


@pytest.mark.parametrize("form", list(Format))
def test_an_empty_organisation_gets_the_same_register(form, at_home, otto):
    fill(at_home)
    before, data = whole(), exported(at_home, form)
    with acting_for(otto.organisation, user=otto.user.pk):
        theirs = type(at_home)("Otto", otto.user.pk, otto.membership.pk, at_home.permissions)
        units.create(by=theirs, name="Chemistry, physical")
        batch = sheets.stored(theirs, data, f"register.{form}")
        problems = [row.problems for row in imports.lines_of(batch)
                    if row.state != ImportRowState.STORED]  # fmt: skip
        assert problems == []
        assert whole() == before
        assert Partnership.objects.get(reference="007").title == "'already quoted"


def naughty():
    strings = json.loads(shared("badinput/blns/blns.json").read_text())
    return [s for s in strings if s.strip() and "\x00" not in s and len(s) <= 300]


@pytest.mark.parametrize("form", list(Format))
def test_every_naughty_title_comes_back_as_it_was(form, at_home):
    known = partners.record(by=at_home, name="Partner", country="JP")
    entries = [
        register.Entry([known], {"title": text, "reference": f"N-{number}"})
        for number, text in enumerate(naughty())
    ]
    done = register.many(entries, by=at_home)
    assert len(done.stored) > 400
    batch = sheets.checked(at_home, exported(at_home, form), f"register.{form}")
    states = {row.state for row in imports.lines_of(batch)}
    assert states == {ImportRowState.UNCHANGED}, [
        row.changes or row.problems for row in imports.lines_of(batch) if row.changes
    ][:5]
