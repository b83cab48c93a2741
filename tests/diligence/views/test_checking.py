"""The page of a draft's checks, and the same over the API."""

import pytest
from django.urls import resolve, reverse

from diligence.actions import drafts as acts
from diligence.domain import places
from diligence.domain.checks import Weight
from diligence.domain.edits import Set
from diligence.models import CheckOverride, Draft
from diligence.queries import drafts
from diligence.views.draft_places import url_of
from portal.tenancy import acting_for
from tests.diligence.api.test_api import caller

pytestmark = pytest.mark.django_db
REASON = "The unit knows this and means it so."


@pytest.fixture
def draft(baseline, stella) -> Draft:
    with acting_for(stella.organisation, user=stella.user.pk):
        return acts.create(
            stella.actor, key="ours", title="Ours", edition="1", starts_from="eu-baseline"
        )


def page(draft):
    return reverse("diligence:draft-checks", args=[draft.pk])


def said(response):
    return response.content.decode()


def body(draft, stella, check="driver", **other):
    with acting_for(stella.organisation, user=stella.user.pk):
        found = drafts.examined(Draft.objects.get(pk=draft.pk)).findings
    finding = next(f for f in found if f.check == check)
    named = {"check": finding.check, "place": finding.place, "fingerprint": finding.fingerprint}
    return named | {"reason": REASON} | other


def test_findings_are_grouped_by_weight_with_reason_place_and_exemption(draft, browse, stella):
    text = said(browse(stella).get(page(draft)))
    assert "6 findings prevent publishing" in text
    assert text.index("To repair, or to give a reason for") < text.index("Good to know")
    assert "High driver without a measure" in text
    assert "people need to know what they can do" in text
    assert f'href="{reverse("diligence:draft-question", args=[draft.pk, "H2"])}"' in text
    assert "Red flags and legal questions are exempt" in text


def test_findings_stand_by_place_or_check_and_are_narrowed_to_a_weight(draft, browse, stella):
    browser = browse(stella)
    text = said(browser.get(page(draft)))
    assert "data-place=" in text
    assert "To questions/" not in text
    assert "Question H2</a>" in text
    assert "Ethics and integrity: Exposure and sensitivity (ETH.S)" in text
    judged = said(browser.get(page(draft), {"weight": "judgement"}))
    assert "High driver without a measure" in judged
    assert "group-note" not in judged
    assert "No finding of this kind" in said(browser.get(page(draft), {"weight": "error"}))
    by_check = said(browser.get(page(draft), {"by": "check", "weight": "nonsense"}))
    heading = by_check.index("High driver without a measure <span")
    assert heading < by_check.index('id="group-note"')


def test_the_number_of_findings_stands_on_the_tab_of_every_page(draft, browse, stella):
    text = said(browse(stella).get(reverse("diligence:draft-history", args=[draft.pk])))
    tab = text[text.index(page(draft)) :]
    assert '<span class="count">6</span>' in tab[: tab.index("</a>")]


@pytest.mark.parametrize(
    ("place", "name", "anchor"),
    [
        ("questions/A2/options/trl7/points", "draft-question", "#id_option-{}-points"),
        ("questions/A2/help/how", "draft-question", "#id_how"),
        ("questions/A2/feeds/KT.S", "draft-question", "#id_feed-KT.S"),
        ("questions/A2/condition", "draft-question", "#id_condition"),
        ("thresholds/KT.S", "draft-scoring", "#id_step-KT.S-1"),
        ("rules/unknown_floor", "draft-scoring", "#id_unknown_floor"),
        ("dimensions/KT/title", "draft-scoring", "#id_dimension-KT"),
        ("measures/M03/reduces/KT.S", "draft-measure", "#id_reduces-KT.S"),
        ("flag_rules/C1/when", "draft-flag-rule", "#id_when"),
        ("title", "draft-about", "#id_title"),
        ("translations/fr/texts/title", "draft-language", "#text-0"),
    ],
)
def test_a_place_leads_to_its_field(draft, browse, stella, place, name, anchor):
    with acting_for(stella.organisation, user=stella.user.pk):
        row = acts.change(
            stella.actor, draft.pk, [Set("languages", ["fr"])], revision=None, what="French"
        )
        address, _hash, field = url_of(row, place).partition("#")
        options = places.look_up(row.document, "questions/A2/options")
        anchor = anchor.format(places.index_of(options, "trl7"))
    assert resolve(address.partition("?")[0]).url_name == name
    assert f"#{field}" == anchor
    assert f'id="{field}"' in said(browse(stella).get(address))


def test_a_reason_is_given_and_withdrawn(draft, browse, stella):
    browser = browse(stella)
    given = browser.post(page(draft), body(draft, stella), follow=True)
    text = said(given)
    assert "5 findings prevent publishing" in text
    assert REASON in text
    with acting_for(stella.organisation, user=stella.user.pk):
        row = CheckOverride.objects.get()
    gone = browser.post(reverse("diligence:draft-override-withdraw", args=[row.pk]), follow=True)
    assert "6 findings prevent publishing" in said(gone)


def test_a_reason_that_says_nothing_is_refused_at_its_field(draft, browse, stella):
    response = browse(stella).post(page(draft), body(draft, stella, reason="So"))
    text = said(response)
    assert response.status_code == 422
    fingerprint = body(draft, stella)["fingerprint"]
    assert f'href="#id_{fingerprint}_reason"' in text
    assert "at least 20 characters" in text


def test_a_reader_sees_the_findings_and_no_form(draft, browse, dora):
    browser = browse(dora)
    text = said(browser.get(page(draft)))
    assert "High driver without a measure" in text
    assert "Keep this reason" not in text
    assert browser.post(page(draft), {"reason": REASON}).status_code in (403, 422)


def test_who_may_not_review_and_who_is_foreign_find_nothing(draft, browse, ines, otto):
    assert browse(ines).get(page(draft)).status_code == 403
    assert browse(otto).get(page(draft)).status_code in (403, 404)


def test_an_unreadable_draft_is_told_what_cannot_be_read(draft, browse, stella):
    with acting_for(stella.organisation, user=stella.user.pk):
        steps = [Set("questions/A2/options/trl3/points", "many")]
        acts.change(stella.actor, draft.pk, steps, revision=None, what="Broken")
    text = said(browse(stella).get(page(draft)))
    assert "cannot be read in full yet" in text
    assert "A plain number is needed here" in text


def test_nothing_to_repair_is_said(baseline, browse, stella):
    with acting_for(stella.organisation, user=stella.user.pk):
        row = acts.create(stella.actor, key="over", title="Over", edition="1", parent=baseline)
    text = said(browse(stella).get(page(row)))
    assert "Nothing prevents publishing" in text
    assert "Good to know" in text


def test_the_edition_shows_what_was_published_with_a_reason(baseline, browse, ines):
    text = said(browse(ines).get(reverse("diligence:questionnaire-detail", args=[baseline.pk])))
    if not baseline.overrides:
        assert "None are on record" in text
    for item in baseline.overrides:
        assert item["by"] in text


def test_the_api_says_the_same_and_takes_reasons(draft, stella, dora):
    call = caller(stella)
    told = call("get", f"drafts/{draft.pk}/checks/").json()
    assert told["open"] == 6
    judged = [row for row in told["findings"] if row["weight"] == Weight.JUDGEMENT]
    assert len(judged) == 6
    assert all(row["why"] and row["remedy"] and row["prevents_publishing"] for row in judged)
    one = next(row for row in judged if row["check"] == "driver")
    named = {name: one[name] for name in ("check", "place", "fingerprint")}
    assert call("post", f"drafts/{draft.pk}/checks/", named | {"reason": "So"}).status_code == 400
    given = call("post", f"drafts/{draft.pk}/checks/", named | {"reason": REASON})
    assert given.status_code == 201
    assert call("get", f"drafts/{draft.pk}/checks/").json()["open"] == 5
    assert call("delete", f"drafts/overrides/{given.json()['id']}/").status_code == 204
    assert call("get", f"drafts/{draft.pk}/checks/").json()["open"] == 6
    stale = named | {"fingerprint": "0" * 16, "reason": REASON}
    assert call("post", f"drafts/{draft.pk}/checks/", stale).status_code == 403
    reader = caller(dora)
    assert reader("get", f"drafts/{draft.pk}/checks/").status_code == 200
    assert reader("post", f"drafts/{draft.pk}/checks/", stale).status_code == 403
