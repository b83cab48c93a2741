"""Every naughty string there is, as a colleague's name, answer and note."""

import json
from html import escape

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from diligence.actions import colleague, replies
from diligence.actions.colleague import Letter
from diligence.domain.sheet import Save
from diligence.models import AnswerSheet, ColleagueRequest, Proposal
from portal.actions.disclosures import OpenFindings
from portal.tenancy import acting_for
from tests.diligence.actions.test_appraise import in_questions
from tests.opendata import shared


def naughty() -> list[str]:
    folder = shared("badinput")
    return list(json.loads((folder / "blns/blns.json").read_text(encoding="utf-8")))


@pytest.fixture
def appraisal(baseline, ines):
    with acting_for(ines.organisation):
        return in_questions(ines.actor)


def stands_escaped(text: str, page: str) -> bool:
    """Nothing of the string runs: where it has markup, the markup is text."""
    return len(text) < 4 or escape(text) == text or text not in page


def test_as_answer_and_note_they_are_kept_shown_and_sent_as_text(appraisal, ines) -> None:
    with acting_for(ines.organisation, user=ines.user.pk):
        row, link = colleague.ask(appraisal.pk, ["I5"], Letter("Lee"), by=ines.actor)
    client = Client()
    page = reverse("diligence:colleague-page", args=[link.secret])
    check = reverse("diligence:colleague-check", args=[link.secret])
    wrong, sent = [], 0
    for text in naughty():
        posted = client.post(page, {"I5.seen": "0.-", "I5": text, "I5.note": text, "then": "check"})
        if posted.status_code == 200:
            assert "can" in posted.content.decode()  # the summary says what can't be stored
            continue
        with acting_for(ines.organisation):
            draft = ColleagueRequest.objects.get(pk=row.pk).draft["I5"]
        clean = text.replace("\r\n", "\n").strip()
        if (draft["value"] or "", draft["note"]) != (clean, clean):
            wrong.append(text)
        html = client.get(check).content.decode()
        if clean and (not stands_escaped(clean, html) or "<script>alert" in html):
            wrong.append(text)
        sent += 1
    assert wrong == []
    assert sent > 400
    assert client.post(check).status_code == 302
    with acting_for(ines.organisation, user=ines.user.pk):
        reply = Proposal.objects.get()
        assert replies.accept(reply.pk, by=ines.actor, revision=0).done
        assert AnswerSheet.objects.get().entries["I5"]["value"] == reply.value


def test_as_names_they_are_refused_with_a_reason_or_shown_as_text(appraisal, ines, browse) -> None:
    made, fields = 0, set()
    with acting_for(ines.organisation, user=ines.user.pk):
        for text in naughty():
            try:
                row, _link = colleague.ask(
                    appraisal.pk, ["I5"], Letter(text, message=text[:1000]), by=ines.actor
                )
            except ValidationError as refused:
                fields |= set(refused.message_dict)
                continue
            except OpenFindings:
                continue  # a few name people, which is asked about before it leaves
            assert row.to_name == text.strip()
            made += 1
    assert made > 400
    assert fields <= {"to_name", "message"}
    officer = browse(ines)
    address = reverse("diligence:colleague-list", args=[appraisal.pk])
    for number in range(1, made // 20 + 2):
        told = officer.get(f"{address}?page={number}")
        assert told.status_code == 200
        assert "<script>alert" not in told.content.decode()
        assert "<img src=x" not in told.content.decode()


def test_corrected_by_the_officer_they_are_text_as_well(appraisal, ines) -> None:
    with acting_for(ines.organisation, user=ines.user.pk):
        row, _link = colleague.ask(appraisal.pk, ["I5"], Letter("Lee"), by=ines.actor)
        for text in naughty()[::10]:
            reply = Proposal.objects.create(request=row, question="I5", value="x")
            settled = replies.correct(reply.pk, by=ines.actor, save=Save(text, ""))
            assert settled.done or settled.problems
            if not settled.done:
                replies.decline(reply.pk, by=ines.actor)
