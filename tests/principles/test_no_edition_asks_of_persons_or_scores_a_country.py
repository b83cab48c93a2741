"""Whoever writes a questionnaire: nothing about a person is asked, no country decides anything."""

import pytest

from diligence.actions import draft_publish, drafts, overriding
from diligence.domain.checks import CHECKS, Weight
from diligence.domain.edits import Insert, Set
from diligence.models import Draft, QuestionnaireVersion
from diligence.queries import drafts as seen
from portal.authority import Refused
from tests.factories.drafts import LOCAL, approved, begun, with_question

pytestmark = pytest.mark.django_db

BAD = (
    ("personal", {"text": "Which nationality do the hosted people have?"}),
    ("personal", {"text": "Welche Religion haben die Gäste?"}),
    ("personal", {"tags": ["personal"]}),
    ("country", {"type": "country", "feeds": {"KT.P": 1}}),
    ("country", {"condition": "${B2} = 'AA'"}),
)


@pytest.mark.parametrize(("check", "members"), BAD)
def test_a_draft_with_such_a_question_is_not_published_whatever_reason_is_given(
    baseline, stella, dora, acting_as, check, members
):
    acting_as(stella)
    draft = with_question(stella, begun(stella, baseline))
    approved(stella, dora, draft)
    place = "questions/L1"
    steps = [Set(f"{place}/{name}", value) for name, value in members.items()]
    drafts.change(stella.actor, draft.pk, steps, revision=None, what="A bad question")
    row = Draft.objects.get(pk=draft.pk)
    (finding, *_) = (f for f in seen.blocking(row) if f.check == check)
    assert finding.place.startswith(place)
    assert finding.weight is CHECKS[check].weight is Weight.ERROR
    with pytest.raises(Refused, match="has to be repaired"):
        overriding.give(
            stella.actor,
            draft.pk,
            check=finding.check,
            place=finding.place,
            fingerprint=finding.fingerprint,
            reason="We would like to know it all the same.",
        )
    with pytest.raises(Refused):
        draft_publish.publish(stella.actor, draft.pk, "New")
    assert QuestionnaireVersion.objects.count() == 1


def test_a_question_about_the_partnership_itself_passes(baseline, stella, acting_as):
    acting_as(stella)
    draft = begun(stella, baseline)
    steps = [Insert("sections", {"id": "L", "title": "Our sites"}), Insert("questions", LOCAL)]
    drafts.change(stella.actor, draft.pk, steps, revision=None, what="Our sites")
    assert seen.blocking(Draft.objects.get(pk=draft.pk)) == ()
