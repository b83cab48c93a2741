"""Partners: recorded once, corrected, merged and parted, always written down."""

import json

import pytest
from django.core.exceptions import ValidationError

from diligence.actions import partners
from diligence.actions.partner_facts import Facts
from diligence.choices import ChangeKind
from diligence.models import Partner, PartnerMerge, PartnershipChange, PartnershipPartner
from portal.authority import Refused
from portal.models import AuditEvent, Unit
from portal.tenancy import acting_for
from tests.factories import PartnershipFactory, limited_to
from tests.opendata import shared

ROR, OTHER_ROR = "05xg72x27", "03rc6as71"
PIC = "999854661"


@pytest.fixture(autouse=True)
def _acting(ines, acting_as):
    acting_as(ines)


def events(partner):
    return list(
        AuditEvent.objects.filter(subject_id=partner.pk)
        .order_by("id")
        .values_list("event", flat=True)
    )


def test_a_new_partner_is_recorded_in_stored_form(ines):
    partner = partners.record(
        by=ines.actor,
        name="  Tongji   University ",
        country="cn",
        city="Shanghai",
        kind="uni",
        ror_id=f"https://ror.org/{OTHER_ROR}",
        pic="999 854 661",
        website="www.tongji.example",
    )
    partner.refresh_from_db()
    assert (partner.name, partner.normalised_name) == ("Tongji University", "tongji university")
    assert (partner.country, partner.ror_id, partner.pic) == ("CN", OTHER_ROR, PIC)
    assert partner.website == "https://www.tongji.example"
    assert events(partner) == ["partner.recorded"]


@pytest.mark.parametrize(
    "again",
    [
        {"name": "TONGJI UNIVERSITY", "country": "CN"},
        {"name": "Tongji University"},
        {"name": "Quite Another Name", "ror_id": OTHER_ROR},
        {"name": "Tongji Daxue", "country": "CN", "pic": PIC},
    ],
)
def test_the_same_partner_is_found_again(ines, again):
    first = partners.record(
        by=ines.actor, name="Tongji University", country="CN", ror_id=OTHER_ROR, pic=PIC
    )
    assert partners.record(by=ines.actor, **again) == first
    assert Partner.objects.count() == 1
    first.refresh_from_db()
    assert first.name == "Tongji University"


def test_another_country_or_another_identifier_is_another_partner(ines):
    first = partners.record(by=ines.actor, name="Tongji", country="CN", ror_id=OTHER_ROR)
    assert partners.record(by=ines.actor, name="Tongji", country="SG") != first
    assert partners.record(by=ines.actor, name="Tongji", country="CN", ror_id=ROR) != first


def test_what_the_record_lacked_is_filled_in_and_nothing_is_overwritten(ines):
    first = partners.record(by=ines.actor, name="Tongji University", country="CN", city="Shanghai")
    partners.record(
        by=ines.actor, name="TONGJI UNIVERSITY", country="CN", city="Peking", ror_id=OTHER_ROR
    )
    first.refresh_from_db()
    assert (first.city, first.ror_id, first.revision) == ("Shanghai", OTHER_ROR, 2)
    assert events(first) == ["partner.recorded", "partner.completed"]


def test_identifiers_of_two_records_are_refused(ines):
    partners.record(by=ines.actor, name="One", ror_id=ROR)
    partners.record(by=ines.actor, name="Other", pic=PIC)
    with pytest.raises(ValidationError, match="merge the two records first"):
        partners.record(by=ines.actor, name="Both", ror_id=ROR, pic=PIC)


def test_each_wrong_fact_is_named_with_its_remedy(ines):
    with pytest.raises(ValidationError) as refused:
        partners.record(
            by=ines.actor,
            name=" \u200b",
            country="Atlantis",
            kind="spy",
            ror_id="x",
            pic="1",
            website="ftp://x.org",
            city="x" * 121,
        )
    assert set(refused.value.message_dict) == {
        "name",
        "country",
        "kind",
        "ror_id",
        "pic",
        "website",
        "city",
    }
    assert Partner.objects.count() == 0


def test_many_are_recorded_with_few_statements(ines, django_assert_max_num_queries):
    wanted = [Facts(name=f"Institute {n % 60}", country="JP") for n in range(120)]
    with django_assert_max_num_queries(8):
        made = partners.record_many(wanted, by=ines.actor)
    assert len(made) == 120
    assert Partner.objects.count() == 60
    with django_assert_max_num_queries(1):
        assert partners.record_many(wanted, by=ines.actor) == made


def test_naughty_names_are_recorded_or_refused(ines):
    for text in json.loads(shared("badinput/blns/blns.json").read_text()):
        try:
            partner = partners.record(by=ines.actor, name=text, city=text[:120])
        except ValidationError:
            continue
        assert partners.record(by=ines.actor, name=text) == partner


def test_a_steward_may_not_record(stella):
    with pytest.raises(Refused):
        partners.record(by=stella.actor, name="Tongji University")


def test_the_other_organisation_has_its_own_record(ines, otto):
    mine = partners.record(by=ines.actor, name="Tongji University", ror_id=ROR)
    with acting_for(otto.organisation):
        theirs = partners.record(by=otto.actor, name="Tongji University", ror_id=ROR)
        assert theirs.pk != mine.pk
        with pytest.raises(Partner.DoesNotExist):
            partners.correct(mine.pk, by=otto.actor, revision=1, city="Oslo")
        with pytest.raises(Partner.DoesNotExist):
            partners.merge(theirs.pk, mine.pk, by=otto.actor)


# --- Correct ----------------------------------------------------------------------------------
def test_a_correction_reaches_the_register_and_the_record(ines):
    partner = partners.record(by=ines.actor, name="Tonji Univ", country="SG")
    row = PartnershipFactory(partners=[partner])
    partners.correct(partner.pk, by=ines.actor, revision=1, name="Tongji University", country="CN")
    partner.refresh_from_db()
    row.refresh_from_db()
    assert (partner.normalised_name, partner.revision) == ("tongji university", 2)
    assert (row.partner_names, row.partner_countries) == ("Tongji University", ["CN"])
    assert "tongji" in row.search_text
    detail = AuditEvent.objects.get(event="partner.corrected").detail
    assert detail["changes"]["name"] == ["Tonji Univ", "Tongji University"]


def test_an_outdated_correction_changes_nothing(ines):
    partner = partners.record(by=ines.actor, name="Tongji University")
    partners.correct(partner.pk, by=ines.actor, revision=1, city="Shanghai")
    with pytest.raises(ValidationError) as refused:
        partners.correct(partner.pk, by=ines.actor, revision=1, city="Oslo")
    assert refused.value.code == partners.OUTDATED
    partner.refresh_from_db()
    assert partner.city == "Shanghai"


def test_correcting_nothing_writes_nothing(ines):
    partner = partners.record(by=ines.actor, name="Tongji University")
    partners.correct(partner.pk, by=ines.actor, revision=1, name="Tongji University")
    assert events(partner) == ["partner.recorded"]


def test_an_identifier_of_another_record_is_refused(ines):
    partners.record(by=ines.actor, name="One", ror_id=ROR)
    other = partners.record(by=ines.actor, name="Other")
    with pytest.raises(ValidationError, match="“One” already has this number"):
        partners.correct(other.pk, by=ines.actor, revision=1, ror_id=ROR)


# --- Merge and unmerge ------------------------------------------------------------------------
@pytest.fixture
def twins(ines):
    keep = partners.record(by=ines.actor, name="Tongji University", country="CN")
    drop = partners.record(
        by=ines.actor, name="Tongji Daxue", country="CN", city="Shanghai", ror_id=OTHER_ROR
    )
    return keep, drop


def stands_with(row):
    row.refresh_from_db()
    links = PartnershipPartner.objects.filter(partnership=row).order_by("position")
    return [link.partner.name for link in links]


def test_a_merge_moves_every_partnership_and_can_be_undone(ines, twins):
    keep, drop = twins
    waseda = partners.record(by=ines.actor, name="Waseda University", country="JP")
    alone = PartnershipFactory(partners=[waseda, drop])
    both = PartnershipFactory(partners=[drop, keep])
    untouched = PartnershipFactory(partners=[keep])

    merged = partners.merge(keep.pk, drop.pk, by=ines.actor)

    keep.refresh_from_db()
    drop.refresh_from_db()
    assert drop.merged_into == keep
    assert (keep.city, keep.ror_id, keep.revision) == ("Shanghai", OTHER_ROR, 2)
    assert stands_with(alone) == ["Waseda University", "Tongji University"]
    assert alone.partner_names == "Waseda University; Tongji University"
    assert stands_with(both) == ["Tongji University"]
    assert stands_with(untouched) == ["Tongji University"]
    assert merged.facts["ror_id"] == ["", OTHER_ROR]
    step = PartnershipChange.objects.get(partnership=both)
    assert step.kind == ChangeKind.MERGED
    assert step.changes["partners"] == [[str(drop.pk), str(keep.pk)], [str(keep.pk)]]
    assert (alone.revision, untouched.revision) == (2, 1)

    partners.unmerge(drop.pk, by=ines.actor)

    keep.refresh_from_db()
    drop.refresh_from_db()
    assert drop.merged_into is None
    assert (keep.city, keep.ror_id) == ("", "")
    assert stands_with(alone) == ["Waseda University", "Tongji Daxue"]
    assert alone.partner_names == "Waseda University; Tongji Daxue"
    assert stands_with(both) == ["Tongji Daxue", "Tongji University"]
    assert stands_with(untouched) == ["Tongji University"]
    assert events(drop)[-2:] == events(keep)[-2:] == ["partner.merged", "partner.unmerged"]
    with pytest.raises(PartnerMerge.DoesNotExist):
        partners.unmerge(drop.pk, by=ines.actor)


def test_facts_are_chosen_one_by_one(ines, twins):
    keep, drop = twins
    partners.merge(keep.pk, drop.pk, by=ines.actor, facts={"name": drop.name, "city": ""})
    keep.refresh_from_db()
    assert (keep.name, keep.city, keep.ror_id) == ("Tongji Daxue", "", OTHER_ROR)


def test_a_merged_record_is_found_as_the_one_that_stands(ines, twins):
    keep, drop = twins
    partners.merge(keep.pk, drop.pk, by=ines.actor)
    assert partners.record(by=ines.actor, name="Tongji Daxue", country="CN") == keep
    last = partners.record(by=ines.actor, name="Tongji", country="CN")
    partners.merge(last.pk, keep.pk, by=ines.actor)
    assert partners.record(by=ines.actor, name="Tongji Daxue", country="CN") == last


def test_what_cannot_be_merged_is_refused(ines, twins):
    keep, drop = twins
    with pytest.raises(ValidationError, match="two different"):
        partners.merge(keep.pk, keep.pk, by=ines.actor)
    partners.merge(keep.pk, drop.pk, by=ines.actor)
    with pytest.raises(ValidationError, match="merged meanwhile"):
        partners.merge(keep.pk, drop.pk, by=ines.actor)
    with pytest.raises(ValidationError, match="was merged into another"):
        partners.correct(drop.pk, by=ines.actor, revision=1, city="Oslo")


def test_parting_in_the_wrong_order_or_with_a_shared_number_is_refused(ines, twins):
    keep, drop = twins
    partners.merge(keep.pk, drop.pk, by=ines.actor)
    keep.refresh_from_db()
    last = partners.record(by=ines.actor, name="Tongji", country="CN")
    partners.merge(last.pk, keep.pk, by=ines.actor)
    with pytest.raises(ValidationError, match="Undo that merge first"):
        partners.unmerge(drop.pk, by=ines.actor)
    partners.unmerge(keep.pk, by=ines.actor)
    partners.unmerge(drop.pk, by=ines.actor)
    partners.merge(keep.pk, drop.pk, by=ines.actor, facts={"ror_id": ""})
    keep.refresh_from_db()
    partners.correct(keep.pk, by=ines.actor, revision=keep.revision, ror_id=OTHER_ROR)
    with pytest.raises(ValidationError, match="ROR id of “Tongji Daxue” was given"):
        partners.unmerge(drop.pk, by=ines.actor)


def test_a_change_made_since_the_merge_survives_parting(ines, twins):
    keep, drop = twins
    partners.merge(keep.pk, drop.pk, by=ines.actor, facts={"ror_id": ""})
    keep.refresh_from_db()
    partners.correct(keep.pk, by=ines.actor, revision=keep.revision, city="Wuhan")
    partners.unmerge(drop.pk, by=ines.actor)
    keep.refresh_from_db()
    assert keep.city == "Wuhan"


def test_a_partnership_that_left_the_record_since_is_not_touched(ines, twins):
    keep, drop = twins
    row = PartnershipFactory(partners=[drop])
    partners.merge(keep.pk, drop.pk, by=ines.actor)
    PartnershipPartner.objects.filter(partnership=row).delete()
    partners.unmerge(drop.pk, by=ines.actor)
    assert stands_with(row) == []


def test_merging_beyond_ones_units_is_refused(ines, twins):
    keep, drop = twins
    mine = Unit.objects.create(name="Physics")
    actor = limited_to(ines, mine)
    PartnershipFactory(partners=[drop], unit=mine)
    PartnershipFactory(partners=[drop])
    with pytest.raises(Refused, match="Other units"):
        partners.merge(keep.pk, drop.pk, by=actor)


def test_merging_many_partnerships_costs_as_many_statements_as_merging_one(
    ines, twins, django_assert_max_num_queries
):
    keep, drop = twins
    for _ in range(30):
        PartnershipFactory(partners=[drop])
    with django_assert_max_num_queries(30):
        partners.merge(keep.pk, drop.pk, by=ines.actor)
    with django_assert_max_num_queries(30):
        partners.unmerge(drop.pk, by=ines.actor)
