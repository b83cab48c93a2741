"""Who is asked a question is told what it means, and nothing of what an answer is worth.

The page of a colleague is the same whatever points, flags and measures hang on its questions, and
whatever anybody else has answered.
"""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from diligence.actions import answer, colleague, contribute
from diligence.actions.colleague import Letter
from diligence.domain.questionnaire import Help, Option, Question
from diligence.domain.sheet import Save
from diligence.enums import Factor, QuestionType
from diligence.exchange.packaged import packaged
from diligence.forms.contributing import draw_for_colleague
from portal.tenancy import acting_for
from tests.diligence.actions.test_appraise import in_questions
from tests.factories.appraisals import answers_of

BASELINE = packaged("eu-baseline")
EVERY = [*BASELINE.triage, *BASELINE.questions]
MARK = "Zorvath"


def of_type(kind: QuestionType) -> Question:
    """A question of this type whose every secret carries the mark."""
    options = (
        Option("yes", "Yes", Decimal("77.25"), (f"LEGAL-{MARK}",)),
        Option("unknown", "Don't know", Decimal("66.5"), (f"REFER-{MARK}",)),
    )
    chosen = kind in {
        QuestionType.SINGLE, QuestionType.MULTI, QuestionType.YESNO, QuestionType.YNU,
        QuestionType.LIKERT,
    }  # fmt: skip
    return Question(
        id="Q1",
        section="A",
        text="What is it?",
        type=kind,
        options=options if chosen else (),
        feeds=((f"{MARK}.S", Decimal("3.75")),),
        cap=Decimal("88.125"),
        measures=(f"{MARK}-measure",),
        factor=Factor.COUNTRY,
        help=Help("It matters.", "Look it up.", "What is written."),
    )


def without_worth(question: Question) -> Question:
    """The same words with nothing behind them."""
    options = tuple(replace(o, points=Decimal(0), flags=()) for o in question.options)
    return replace(
        question, options=options, feeds=(), cap=None, measures=(), factor=Factor.PARTNER
    )


def drawn(question: Question, said: object = None) -> str:
    told = {"value": said, "note": "Mine"} if said is not None else None
    q = draw_for_colleague(question, told, None, "")
    return render_to_string("diligence/appraisal/control.html", {"q": q})


SAID = {
    QuestionType.MULTI: ["yes"],
    QuestionType.DATE: date(2026, 3, 1).isoformat(),
    QuestionType.NUMBER: 12.5,
    QuestionType.TEXT: "A series",
    QuestionType.COUNTRY: ["JP"],
    QuestionType.ORGANISATION: ["An institute"],
}


@pytest.mark.parametrize("kind", QuestionType)
def test_a_question_of_every_type_shows_its_help_and_not_its_worth(kind: QuestionType) -> None:
    question = of_type(kind)
    for said in (None, SAID.get(kind, "yes")):
        told = drawn(question, said)
        assert "What is it?" in told
        for help_ in ("It matters.", "Look it up.", "What is written."):
            assert help_ in told
        for secret in (MARK, "77", "66", "88", "3.75", "LEGAL", "REFER"):
            assert secret not in told
        assert told == drawn(without_worth(question), said)


@pytest.mark.parametrize("question", EVERY, ids=lambda question: question.id)
def test_no_question_of_the_baseline_shows_what_it_is_worth(question: Question) -> None:
    assert drawn(question) == drawn(without_worth(question))


def test_nobody_is_made_to_choose() -> None:
    """Where one option is chosen, skipping stands among them; everything else can stay empty."""
    for question in EVERY:
        told = drawn(question)
        assert "required" not in told
        if 'type="radio"' in told:
            assert "kip this question" in told


def _plain(html: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": "\w+"', "", html)


def test_the_page_is_the_same_whatever_others_have_answered(baseline, ines) -> None:
    with acting_for(ines.organisation, user=ines.user.pk):
        appraisal = in_questions(ines.actor)
        every = [question.id for question in BASELINE.questions]
        row, link = colleague.ask(appraisal.pk, every, Letter("Lee"), by=ines.actor)
    url, client = reverse("diligence:colleague-page", args=[link.secret]), Client()
    before = _plain(client.get(url).content.decode())
    with acting_for(ines.organisation, user=ines.user.pk):
        told = {id: Save(v, f"{MARK} notes") for id, v in answers_of("K02").items()}
        told["I5"] = Save(f"{MARK} benefits", "")
        assert not answer.save(appraisal.pk, by=ines.actor, saves=told).problems
        assert len(contribute.open_questions(row)) == len(every)
    after = _plain(client.get(url).content.decode())
    assert after == before
    assert MARK not in after
    assert appraisal.pk.hex not in after.replace("-", "")
    assert not [flag.code for flag in BASELINE.flags if flag.code in after]
    assert not [m.name for m in BASELINE.measures if m.name in after]
    assert not re.search(r"\d\s+points?\b|\bscore\b|\bband\b", re.sub(r"<[^>]+>", " ", after))
