"""What is written after a link was made is not shown by it where it names somebody."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from diligence.actions import draft_publish, score
from diligence.models import ChosenMeasure, Partnership
from portal.authority import Refused
from portal.tenancy import acting_for
from tests.factories.appraisals import submitted
from tests.factories.decisions import MEDIUM, planned
from tests.factories.drafts import approved, begun, with_question

pytestmark = pytest.mark.django_db

NAMED = "Ask Giovanni Esposito, giovanni.esposito@lab.example."
LETTER = {"to_name": "Rita", "days": "14", "shows_title": "on", "parts": ["measures"]}


@pytest.fixture
def scored(baseline, ines):
    with acting_for(ines.organisation, user=ines.user.pk):
        row = submitted(ines.actor, MEDIUM)
        score.run(row.pk)
        row.refresh_from_db()
        planned(ines.actor, row, note="Two keys to one room.")
        Partnership.objects.filter(pk=row.partnership_id).update(title="Photonic gyroscopes")
        return row


def html(response) -> str:
    return response.content.decode()


def test_notes_and_titles_written_later_are_shown_only_where_they_name_nobody(scored, ines, browse):
    officer, page = browse(ines), reverse("diligence:result-share", args=[scored.pk])
    (link,) = set(re.findall(r"/shared/result_[\w-]+/", html(officer.post(page, LETTER))))
    first = html(Client().get(link))
    assert "Two keys to one room." in first
    assert "Photonic gyroscopes" in first
    with acting_for(ines.organisation):
        ChosenMeasure.objects.update(note="Three keys to one room.", responsible="The laboratory")
    assert "Three keys to one room." in html(Client().get(link))
    with acting_for(ines.organisation):
        ChosenMeasure.objects.update(note=NAMED, responsible="Giovanni Esposito")
        Partnership.objects.filter(pk=scored.partnership_id).update(title=NAMED)
    assert "Esposito" not in html(Client().get(link))


def test_what_was_answered_for_stays(scored, ines, browse):
    with acting_for(ines.organisation):
        ChosenMeasure.objects.update(note=NAMED)
    officer, page = browse(ines), reverse("diligence:result-share", args=[scored.pk])
    refused = officer.post(page, LETTER)
    rows = [row for place in refused.context["guard"] for row in place["rows"]]
    assert rows
    reasons = {row["name"]: "They speak for the laboratory" for row in rows}
    (link,) = set(re.findall(r"/shared/result_[\w-]+/", html(officer.post(page, LETTER | reasons))))
    assert "Giovanni Esposito" in html(Client().get(link))


def test_what_is_new_in_an_edition_names_nobody(baseline, stella, dora, acting_as):
    acting_as(stella)
    draft = approved(stella, dora, with_question(stella, begun(stella, baseline)))
    with pytest.raises(Refused, match="Name a function instead"):
        draft_publish.publish(stella.actor, draft.pk, NAMED)
    assert draft_publish.publish(stella.actor, draft.pk, "One more question.")
