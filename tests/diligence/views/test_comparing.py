"""What differs between two editions, on a page, on a draft's tab and as JSON."""

import pytest
from django.urls import reverse

from diligence.actions import drafts
from diligence.domain.differences import Kind, compare
from diligence.domain.edits import Set
from diligence.exchange.packaged import packaged
from diligence.queries import questionnaires
from portal.tenancy import acting_for
from tests.diligence.actions.test_carry_over import CHANGES, NEW
from tests.factories.editions import (
    published,
    translated,
    with_new,
    with_question,
    without_question,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(baseline, commission):
    return baseline, published(commission, *CHANGES)


def address(before, after, query=""):
    return reverse("diligence:compare", args=[before.pk, after.pk]) + query


def test_the_page_counts_and_tells_each_difference_in_words(browse, ines, pair):
    page = browse(ines).get(address(*pair))
    html = page.content.decode()
    told = compare(*(questionnaires.definition(each) for each in pair))
    assert "1 question changed in wording only" in html
    assert "1 question changed in meaning" in html
    assert "1 question added" in html
    assert "1 question removed" in html
    assert html.count('class="changes__row"') == len(told)
    assert "<ins>" in html
    assert "<del>" in html
    assert html.index("A · Project") < html.index("Question A9")
    assert NEW.text in html


def test_it_is_narrowed_by_kind(browse, ines, pair):
    html = browse(ines).get(address(*pair, "?kind=removed")).content.decode()
    assert html.count('class="changes__row"') == 1
    assert "Question A7" in html
    none = browse(ines).get(address(*pair, "?kind=translation")).content.decode()
    assert html != none


def test_nothing_differs_from_itself(browse, ines, baseline):
    html = browse(ines).get(address(baseline, baseline)).content.decode()
    assert "Nothing differs" in html


def test_any_two_are_chosen(browse, ines, pair):
    client = browse(ines)
    choose = reverse("diligence:compare-choose")
    assert str(pair[0]) in client.get(choose).content.decode()
    sent = client.get(choose, {"before": pair[0].pk, "after": pair[1].pk})
    assert sent.url == address(*pair)
    same = client.get(choose, {"before": pair[0].pk, "after": pair[0].pk})
    assert same.status_code == 422
    assert "Choose two different ones." in same.content.decode()
    assert client.get(choose, {"before": "x", "after": "y"}).status_code == 422


def test_a_page_costs_as_many_statements_for_one_difference_as_for_many(
    browse, ines, baseline, commission, django_assert_max_num_queries
):
    few = published(commission, with_question("A4", text="Otherwise?"))
    every = [with_question(q.id, text=f"{q.id}?") for q in packaged("eu-baseline").questions]
    many = published(commission, *every, edition="3.0")
    client = browse(ines)
    client.get(address(baseline, few))
    client.get(address(baseline, many))
    with django_assert_max_num_queries(9):
        client.get(address(baseline, few))
    with django_assert_max_num_queries(9):
        html = client.get(address(baseline, many)).content.decode()
    assert "Next" in html


@pytest.fixture
def draft(stella, baseline):
    with acting_for(stella.organisation, user=stella.user.pk):
        row = drafts.create(stella.actor, key="ours", title="Ours", edition="1", parent=baseline)
        return drafts.change(
            stella.actor,
            row.pk,
            [Set("title", "Our own questionnaire")],
            revision=0,
            what="Title changed",
        )


def test_the_tab_of_a_draft(browse, stella, draft):
    html = browse(stella).get(reverse("diligence:draft-differences", args=[draft.pk]))
    text = html.content.decode()
    assert "Compared with" in text
    assert "changes__row" in text
    assert 'aria-current="page"' in text


def test_a_draft_against_an_edition_of_choice(browse, stella, draft, commission):
    other = published(commission, without_question("A7"))
    client, page = browse(stella), reverse("diligence:draft-differences", args=[draft.pk])
    html = client.get(f"{page}?with={other.pk}").content.decode()
    assert "Question A7" in html
    assert client.get(f"{page}?with={draft.pk}").status_code == 404
    assert client.get(f"{page}?with=nonsense").status_code == 200
    assert client.get(address(other, draft)).status_code == 200


def test_drafts_are_not_there_for_others(browse, ines, otto, draft, baseline):
    for who in (ines, otto):
        assert browse(who).get(address(baseline, draft)).status_code == 404


def test_a_draft_that_cannot_be_read_says_so(browse, stella, draft, baseline):
    draft.document = {"format": "ajar-questionnaire/1"}
    with acting_for(stella.organisation):
        draft.save()
    html = browse(stella).get(address(baseline, draft)).content.decode()
    assert "can&#x27;t be read at present" in html or "can't be read at present" in html
    api = reverse("api:differences", args=[baseline.pk, draft.pk])
    assert browse(stella).get(api).status_code == 403


def test_the_same_as_json(browse, ines, pair):
    client = browse(ines)
    told = client.get(reverse("api:differences", args=[pair[0].pk, pair[1].pk])).json()
    assert told["summary"]["meaning"] == 1
    expected = compare(*(questionnaires.definition(each) for each in pair))
    assert [c["place"] for c in told["changes"]] == [c.place for c in expected]
    assert {c["kind"] for c in told["changes"]} <= {kind.value for kind in Kind}
    only = reverse("api:differences", args=[pair[0].pk, pair[1].pk]) + "?kind=added"
    assert [c["place"] for c in client.get(only).json()["changes"]] == ["questions/A9"]
    absent = reverse("api:differences", args=[pair[0].pk, ines.user.pk])
    assert client.get(absent).status_code == 404


def test_markup_in_an_edition_is_only_text(browse, ines, baseline, commission):
    version = published(commission, with_new(NEW), with_question("A4", text="<b>Bold?</b>"))
    html = browse(ines).get(address(baseline, version)).content.decode()
    assert "<b>Bold" not in html


def test_a_language_has_a_list_of_its_own(browse, ines, baseline, commission):
    version = published(commission, CHANGES[0], translated("fr"))
    client = browse(ines)
    html = client.get(address(baseline, version)).content.decode()
    assert html.count('class="changes__row"') == 2
    assert "texts differ" in html
    only = "?kind=translation&amp;language=fr"
    assert only in html
    listed = client.get(address(baseline, version, only.replace("&amp;", "&"))).content.decode()
    assert "[fr]" in listed
