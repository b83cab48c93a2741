"""Partner pages: seen by their own organisation alone, corrected, merged, suggested."""

import json

import pytest
from django.urls import reverse

from diligence.actions import partners
from diligence.models import Partner, PartnerMerge
from portal.models import Unit
from portal.tenancy import acting_for
from tests.factories import PartnershipFactory, limited_to
from tests.opendata import shared

ROR = "05xg72x27"


@pytest.fixture
def tongji(ines):
    with acting_for(ines.organisation):
        return partners.record(
            by=ines.actor, name="Tongji University", country="CN", city="Shanghai", ror_id=ROR
        )


@pytest.fixture
def twin(ines, tongji):
    with acting_for(ines.organisation):
        return partners.record(by=ines.actor, name="Tongji Univ.", country="CN")


def url(name, *args):
    return reverse(f"diligence:partner-{name}", args=args)


def pages_of(partner):
    names = ("detail", "edit", "merge", "unmerge")
    return [url(name, partner.pk) for name in names]


def test_the_list_shows_each_partner_with_its_partnerships(ines, tongji, twin, browse):
    with acting_for(ines.organisation):
        PartnershipFactory(partners=[tongji])
        PartnershipFactory(partners=[tongji], discarded_at="2026-01-01T00:00Z")
    page = browse(ines).get(url("list"))
    rows = {row.name: row for row in page.context["rows"]}
    assert (rows["Tongji University"].together, rows["Tongji Univ."].together) == (1, 0)
    assert rows["Tongji University"].doubles == rows["Tongji Univ."].doubles == 1
    assert "1 likely duplicate" in page.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=TONGJI", {"Tongji University", "Tongji Univ."}),
        ("q=shanghai", {"Tongji University"}),
        ("q=https://ror.org/05xg72x27", {"Tongji University"}),
        ("q=niversi", {"Tongji University", "Waseda University"}),
        ("country=JP", {"Waseda University"}),
        ("country=jp&q=tongji", set()),
        ("duplicates=on", {"Tongji University", "Tongji Univ."}),
        ("kind=company", set()),
        (
            "kind=nonsense&country=Atlantis&sort=x;drop",
            {"Tongji University", "Tongji Univ.", "Waseda University"},
        ),
        ("page=999", {"Tongji University", "Tongji Univ.", "Waseda University"}),
    ],
)
def test_the_list_is_narrowed(ines, tongji, twin, browse, query, found):
    with acting_for(ines.organisation):
        partners.record(by=ines.actor, name="Waseda University", country="JP")
    page = browse(ines).get(f"{url('list')}?{query}")
    assert {row.name for row in page.context["rows"]} == found


@pytest.mark.parametrize(
    "sort", ["name", "-name", "country", "partnerships", "-partnerships", "-updated"]
)
def test_the_list_is_sorted(ines, tongji, twin, browse, sort):
    page = browse(ines).get(f"{url('list')}?sort={sort}")
    assert len(page.context["rows"]) == 2


def test_the_list_costs_as_many_statements_for_many_rows(
    ines, browse, django_assert_max_num_queries
):
    client = browse(ines)
    client.get(url("list"))
    with acting_for(ines.organisation):
        for n in range(120):
            row = partners.record(by=ines.actor, name=f"Institute {n} of Osaka", country="JP")
            PartnershipFactory(partners=[row])
    with django_assert_max_num_queries(12) as counted:
        client.get(url("list"))
    many = len(counted)
    with acting_for(ines.organisation):
        Partner.objects.exclude(name__startswith="Institute 7 ").update(
            merged_into=Partner.objects.get(name__startswith="Institute 7 ")
        )
    with django_assert_max_num_queries(many):
        client.get(url("list"))


def test_a_partner_page_shows_what_a_colleague_needs(ines, tongji, twin, browse):
    with acting_for(ines.organisation):
        row = PartnershipFactory(partners=[tongji], title="Quantum sensing")
    page = browse(ines).get(url("detail", tongji.pk)).content.decode()
    for text in (
        "Quantum sensing",
        "Shanghai, China",
        f"https://ror.org/{ROR}",
        "Tongji Univ.",
        "nearly the same name",
        "Recorded",
        str(row.pk),
    ):
        assert text in page


def test_every_page_is_404_for_the_stranger(ines, otto, tongji, twin, browse):
    with acting_for(ines.organisation):
        partners.merge(tongji.pk, twin.pk, by=ines.actor)
    stranger = browse(otto)
    for address in [*pages_of(tongji), *pages_of(twin)]:
        assert stranger.get(address).status_code == 404
        assert stranger.post(address).status_code in {404, 405}
    assert stranger.get(url("list")).context["rows"] == []


def test_another_organisations_record_cannot_be_merged_in(ines, otto, tongji, browse):
    with acting_for(otto.organisation):
        theirs = partners.record(by=otto.actor, name="Tongji University", country="CN")
    client = browse(otto)
    address = url("merge", theirs.pk)
    assert client.get(f"{address}?with={tongji.pk}").status_code == 404
    assert client.post(address, {"with": tongji.pk, "keep": "this"}).status_code == 404
    assert client.get(f"{address}?with=nonsense").status_code == 404


# --- Suggestions ------------------------------------------------------------------------------
@pytest.mark.parametrize("text", ["ton", "TONGJI", "univ", ROR, f"https://ror.org/{ROR}"])
def test_partners_are_suggested_while_typing(ines, tongji, browse, text):
    answer = browse(ines).get(url("suggest"), {"q": text}).json()["results"]
    assert [hit["value"] for hit in answer] == ["Tongji University"]
    assert answer[0]["note"] == f"Shanghai, China · ROR {ROR}"


def test_suggestions_never_leak_to_the_stranger(otto, tongji, browse):
    for text in ("ton", ROR, "%", "_", ""):
        assert browse(otto).get(url("suggest"), {"q": text}).json() == {"results": []}


def test_suggestions_are_bounded_and_begin_with_the_nearest(ines, browse):
    with acting_for(ines.organisation):
        for n in range(15):
            partners.record(by=ines.actor, name=f"Academy of Osaka {n}", country="JP")
        partners.record(by=ines.actor, name="Osaka University", country="JP")
    answer = browse(ines).get(url("suggest"), {"q": "osaka"}).json()["results"]
    assert len(answer) == 10
    assert answer[0]["value"] == "Osaka University"


def test_naughty_words_are_searched_for_and_suggested_without_harm(ines, tongji, browse):
    client = browse(ines)
    for text in json.loads(shared("badinput/blns/blns.json").read_text()):
        text = text.encode("utf-8", "ignore").decode()
        assert client.get(url("suggest"), {"q": text}).status_code == 200
    for text in json.loads(shared("badinput/blns/blns.json").read_text())[::12]:
        text = text.encode("utf-8", "ignore").decode()
        assert client.get(url("list"), {"q": text, "page": text, "sort": text}).status_code == 200


# --- Correct ----------------------------------------------------------------------------------
def facts(partner, **changed):
    values = {
        name: getattr(partner, name)
        for name in ("name", "kind", "country", "city", "ror_id", "pic", "website", "revision")
    }
    return values | changed


def test_a_partner_is_corrected(ines, tongji, browse):
    answer = browse(ines).post(url("edit", tongji.pk), facts(tongji, city="Wuhan"), follow=True)
    assert "The partner&#x27;s facts were saved." in answer.content.decode()
    assert "Wuhan" in answer.content.decode()


def test_wrong_facts_are_shown_beside_their_fields(ines, tongji, browse):
    answer = browse(ines).post(
        url("edit", tongji.pk), facts(tongji, ror_id="05xg72x28", website="javascript:alert(1)")
    )
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"ror_id", "website"}


def test_a_colleagues_correction_is_not_overwritten(ines, tongji, browse):
    client = browse(ines)
    client.post(url("edit", tongji.pk), facts(tongji, city="Wuhan"))
    answer = client.post(url("edit", tongji.pk), facts(tongji, city="Oslo"))
    assert answer.status_code == 409
    assert "Somebody changed this partner" in answer.content.decode()
    with acting_for(ines.organisation):
        assert Partner.objects.get(pk=tongji.pk).city == "Wuhan"


def test_a_steward_reads_but_does_not_correct(stella, tongji, browse):
    client = browse(stella)
    assert client.get(url("detail", tongji.pk)).status_code == 200
    for name in ("edit", "merge"):
        assert client.get(url(name, tongji.pk)).status_code == 403
        assert client.post(url(name, tongji.pk)).status_code == 403


# --- Merge ------------------------------------------------------------------------------------
def test_two_records_are_merged_and_parted_page_by_page(ines, tongji, twin, browse):
    client = browse(ines)
    with acting_for(ines.organisation):
        row = PartnershipFactory(partners=[twin])
    chosen = client.get(url("merge", twin.pk))
    assert f"?with={tongji.pk}" in chosen.content.decode()
    preview = client.get(f"{url('merge', twin.pk)}?with={tongji.pk}")
    form = preview.context["form"]
    assert form.fields["city"].initial == "other"
    sent = {name: field.initial for name, field in form.fields.items()}
    sent |= {"with": tongji.pk, "keep": "other", "name": "other"}
    answer = client.post(url("merge", twin.pk), sent, follow=True)
    assert answer.redirect_chain[-1][0] == url("detail", tongji.pk)
    assert "was merged into" in answer.content.decode()
    with acting_for(ines.organisation):
        row.refresh_from_db()
        assert row.partner_names == "Tongji University"
    merged_page = client.get(url("detail", twin.pk)).content.decode()
    assert "This record was merged" in merged_page
    assert client.get(url("unmerge", twin.pk)).status_code == 200
    answer = client.post(url("unmerge", twin.pk), follow=True)
    assert "stands again" in answer.content.decode()
    with acting_for(ines.organisation):
        row.refresh_from_db()
        assert row.partner_names == "Tongji Univ."
        assert not PartnerMerge.objects.filter(undone_at__isnull=True).exists()


def test_a_record_changed_meanwhile_is_looked_at_again(ines, tongji, twin, browse):
    client = browse(ines)
    form = client.get(f"{url('merge', twin.pk)}?with={tongji.pk}").context["form"]
    sent = {name: field.initial for name, field in form.fields.items()} | {"with": tongji.pk}
    client.post(url("edit", tongji.pk), facts(tongji, city="Wuhan"))
    answer = client.post(url("merge", twin.pk), sent)
    assert answer.status_code == 422
    assert "changed meanwhile" in answer.content.decode()


def test_a_limited_officer_sees_own_partnerships_and_why_not_to_merge(ines, tongji, twin, browse):
    with acting_for(ines.organisation):
        mine = Unit.objects.create(name="Physics")
        PartnershipFactory(partners=[tongji], unit=mine, title="Of my unit")
        PartnershipFactory(partners=[tongji], title="Of another unit")
    limited_to(ines, mine)
    client = browse(ines)
    page = client.get(url("detail", tongji.pk)).content.decode()
    assert "Of my unit" in page
    assert "Of another unit" not in page
    assert {row.together for row in client.get(url("list")).context["rows"]} == {0, 1}
    preview = client.get(f"{url('merge', twin.pk)}?with={tongji.pk}").content.decode()
    assert "Other units have partnerships" in preview
