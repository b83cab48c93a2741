"""Every page of an author answers, and asks no more the longer the questionnaire is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from diligence.actions import drafts
from diligence.domain.editing import Insert
from portal.tenancy import acting_for

PAGES = [
    ("draft-outline",),
    ("draft-about",),
    ("draft-section-new",),
    ("draft-section", "A"),
    ("draft-question-new",),
    ("draft-question", "A3"),
    ("draft-question", "C2"),
    ("draft-triage",),
    ("draft-triage-new",),
    ("draft-triage-question", "T2"),
    ("draft-scoring",),
    ("draft-flags",),
    ("draft-flag-new",),
    ("draft-flag", "REFER"),
    ("draft-flag-rule-new",),
    ("draft-flag-rule", "C1"),
    ("draft-measures",),
    ("draft-measure-new",),
    ("draft-measure", "M01"),
    ("draft-translations",),
    ("draft-preview",),
    ("draft-cases",),
    ("draft-case", "K01"),
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: "-".join(page))
def test_the_page_answers(desk, page):
    answer = desk.get(*page)
    assert answer.status_code == 200, answer.content[:500]
    assert b"Our own 1" in answer.content


@pytest.mark.parametrize("page", PAGES, ids=lambda page: "-".join(page))
def test_who_reviews_reads_it_and_changes_nothing(desk, dora, browse, page):
    desk.client = browse(dora)
    assert desk.get(*page).status_code == 200
    if page != ("draft-preview",):
        assert desk.post(*page, data={"act": "up questions/A2"}).status_code == 403


@pytest.mark.parametrize("page", ["draft-outline", "draft-triage", "draft-cases", "draft-preview"])
def test_a_stranger_finds_nothing(desk, otto, browse, page):
    desk.client = browse(otto)
    assert desk.get(page).status_code in {403, 404}


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("draft-question", "Z9"),
        ("draft-section", "Z"),
        ("draft-flag", "NONE"),
        ("draft-measure", "M99"),
        ("draft-case", "K99"),
        ("draft-language", "de"),
    ],
)
def test_a_part_that_is_not_there_is_not_found(desk, page, name):
    assert desk.get(page, name).status_code == 404


@pytest.mark.parametrize(
    "page", [("draft-outline",), ("draft-question", "A3"), ("draft-measures",)]
)
def test_the_count_of_queries_does_not_grow_with_the_questions(desk, page):
    desk.get(*page)
    with CaptureQueriesContext(connection) as few:
        desk.get(*page)
    more = [
        Insert(
            "questions",
            {
                "id": f"I{n}",
                "section": "I",
                "text": f"Further question {n}?",
                "type": "ynu",
                "options": [{"code": "no", "label": "No"}, {"code": "yes", "label": "Yes"}],
                "factor": "partner",
                "scope": "partnership",
            },
        )
        for n in range(100, 245)
    ]
    with acting_for(desk.by.organisation, user=desk.by.user.pk):
        drafts.change(desk.by.actor, desk.draft.pk, more, revision=None, what="Added many")
    desk.get(*page)
    with CaptureQueriesContext(connection) as many:
        answer = desk.get(*page)
    assert answer.status_code == 200
    assert len(many) <= len(few) + 1
