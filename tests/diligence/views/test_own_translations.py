"""Inherited questions in a translation of one's own: marked for authors, reviewers and readers."""

from dataclasses import replace

import pytest
from django.urls import reverse

from diligence.actions import drafts
from diligence.domain.edits import Insert, Set
from diligence.domain.places import fingerprint, texts
from diligence.domain.questionnaire import Translated, Translation
from diligence.models import Paper
from diligence.queries import own_translations
from diligence.queries.questionnaires import definition
from portal.tenancy import acting_for
from tests.factories import levels
from tests.factories.appraisals import answered

pytestmark = pytest.mark.django_db
PLACES = ("questions/A1/text", "questions/A2/text")
WORDS = "Heel iets anders?"


def said(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def draft(baseline, stella, university_a):
    """Two inherited texts translated into a language that the baseline does not have."""
    source = texts(definition(baseline))
    told = [{"place": p, "text": WORDS, "of": fingerprint(source[p])} for p in PLACES]
    with acting_for(university_a, user=stella.user.pk):
        row = drafts.create(stella.actor, key="uni", title="Uni", edition="1", parent=baseline)
        steps = [Insert("translations", {"language": "nl", "texts": told})]
        return drafts.change(stella.actor, row.pk, steps, revision=0, what="Dutch")


def test_the_checks_list_it_as_a_note(draft, browse, stella, baseline):
    page = said(browse(stella).get(reverse("diligence:draft-checks", args=[draft.pk])))
    assert "2 inherited texts in Dutch (nl) are this organisation" in page


def test_the_reviewer_reads_the_original_beside(draft, browse, dora, baseline):
    page = said(browse(dora).get(reverse("diligence:draft-review", args=[draft.pk])))
    assert "Inherited texts in this organisation's translation" in page
    assert "This organisation's translation, not the parent's" in page
    assert f'<span lang="nl">{WORDS}</span>' in page
    assert definition(baseline).question("A1").text.split("’")[0][:30] in page


def test_many_texts_lead_to_the_page_of_the_language(draft, browse, dora, monkeypatch):
    monkeypatch.setattr(own_translations, "MOST", 1)
    address = reverse("diligence:draft-language", args=[draft.pk, "nl"])
    page = said(browse(dora).get(reverse("diligence:draft-review", args=[draft.pk])))
    assert f'href="{address}?only=ours"' in page
    assert "1 more text, beside the original" in page
    listed = browse(dora).get(f"{address}?only=ours")
    assert [row["place"] for row in listed.context["page"].object_list] == list(PLACES)
    assert said(listed).count("translation, not that of") == 2


def test_without_a_parent_nothing_is_marked(browse, stella, university_a):
    with acting_for(university_a, user=stella.user.pk):
        row = drafts.create(
            stella.actor, key="own", title="Own", edition="1", starts_from="eu-baseline"
        )
        drafts.change(stella.actor, row.pk, [Set("languages", ["nl"])], revision=0, what="nl")
    page = said(browse(stella).get(reverse("diligence:draft-review", args=[row.pk])))
    assert "own-translations" not in page
    listed = browse(stella).get(reverse("diligence:draft-language", args=[row.pk, "nl"]))
    assert "Inherited texts in our translation" not in said(listed)


def test_who_fills_it_in_reads_whose_translation_it_is(baseline, ministry, browse, ines):
    edition = levels.composed(id="nl-core")
    told = tuple(Translated(p, f"NL {t}", fingerprint(t)) for p, t in texts(edition).items())
    national = levels.national(ministry, replace(edition, translations=(Translation("nl", told),)))
    with acting_for(ines.organisation, user=ines.user.pk):
        appraisal = answered(ines.actor, change={"N1": "no"})
    assert appraisal.version_id == national.pk
    address = reverse("diligence:appraisal-section", args=[appraisal.pk, "A"])
    client = browse(ines)
    assert "which has none in this language" not in said(client.get(address))
    page = said(client.get(f"{address}?lang=nl"))
    assert f"in the translation of “{national}”, not of “{baseline}”" in page
    client.get(reverse("diligence:blank-pdf", args=[national.pk]), {"lang": "nl"})
    with acting_for(ines.organisation):
        page = " ".join(Paper.objects.get().page.split())
    assert f"in the translation of “{national}”, not of “{baseline}”" in page
