"""Advice as a document, pure: what it needs, what it says, what another hub is told."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory.domain import advising
from advisory.domain.advising import Case, Countersigned, Draft, Headline, Issue

SAYS = Draft("with_measures", "Because.", ("M08",))
CASE = Case("R-1", "University A", "", "d" * 64, date(2026, 11, 2))
ISSUE = Issue(
    "NL-HN-2026-0001", "Hub NL", "NL", datetime(2026, 11, 9, tzinfo=UTC), Countersigned("colleague")
)

drafts = st.builds(
    Draft,
    recommendation=st.sampled_from(["", "proceed", "with_measures", "reconsider", "no_advice"]),
    reasons=st.text(max_size=60),
    measures=st.lists(st.sampled_from(["M01", "M08", "M99"]), max_size=4).map(tuple),
    shareable=st.booleans(),
    reference=st.text(max_size=20),
)


@given(drafts)
def test_no_draft_makes_advice_binding(draft):
    told = advising.document(ISSUE, CASE, advising.normal(draft), {})
    assert told["binding"] is False
    assert told["notice"] == advising.NOT_BINDING


@given(drafts)
def test_what_cannot_be_shared_leaves_no_word_behind(draft):
    told = advising.normal(replace(draft, shareable=False))
    assert (told.reasons, told.measures, told.recommendation) == ("", (), "no_advice")
    shared = advising.normal(replace(draft, shareable=True))
    assert shared.reference == ""
    assert advising.normal(shared) == shared


@given(drafts, drafts)
def test_a_signature_stands_for_one_draft_only(one, other):
    def signs(draft, dossier="d"):
        return advising.draft_digest(draft, referral="r", dossier=dossier)

    assert (signs(one) == signs(other)) == (one == other)
    assert signs(one) != signs(one, "another dossier")


@pytest.mark.parametrize(
    ("says", "fields"),
    [
        (SAYS, []),
        (Draft(), ["recommendation", "reasons"]),
        (replace(SAYS, measures=()), ["measures"]),
        (replace(SAYS, measures=("M99",)), ["measures"]),
        (replace(SAYS, recommendation="order"), ["recommendation"]),
        (Draft(shareable=False), ["reference"]),
        (Draft(shareable=False, reference="X/1"), []),
    ],
)
def test_what_a_draft_lacks_is_named_with_its_field(says, fields):
    found = advising.problems(advising.normal(says), {"M08": "Law"})
    assert [problem.field for problem in found] == fields


def test_the_document_names_measures_and_nobody():
    told = advising.document(ISSUE, CASE, SAYS, {"M08": "Governing law"})
    assert told["measures"] == [{"code": "M08", "name": "Governing law"}]
    assert told["case"]["received_on"] == "2026-11-02"
    assert told["countersigned"] == {"by": "colleague", "hub": "", "because": ""}
    assert set(told["countersigned"]) == {"by", "hub", "because"}


def test_another_hub_learns_the_headline_and_not_who_asks():
    headline = Headline("refer", "high", False, ("REFER:B4",), ("ai",), (("KT.S", 2),), "Refer.")
    told = advising.countersign_document(
        SAYS, headline, asking_hub="Hub NL", signs="x", names={"M08": "Law"}
    )
    assert set(told) == {
        "format",
        "binding",
        "notice",
        "sharing",
        "asking_hub",
        "signs",
        "score",
        "recommendation",
        "reasons",
        "measures",
        "shareable",
        "reference",
    }
    assert told["score"]["levels"] == {"KT.S": 2}


def test_names_are_found_whatever_their_case():
    says = replace(SAYS, reasons="What UNIVERSITY A plans is fine.")
    assert advising.names_the_sender(says, ["University A"]) == "University A"
    assert advising.names_the_sender(says, ["University B", " "]) == ""


@pytest.mark.parametrize(
    ("name", "state", "code"),
    [
        ("Hub NL", "NL", "NL-HN"),
        ("Loket kennisveiligheid", "NL", "NL-LK"),
        ("Υπηρεσία", "GR", "GR-Υ"),
        ("112", "SE", "SE-HUB"),
        ("a b c d e f g", "", "ABCDE"),
    ],
)
def test_numbers_start_with_state_and_initials(name, state, code):
    assert advising.hub_code(name, state) == code
    assert advising.number(code, 2026, 7) == f"{code}-2026-0007"
