"""Which hub answers: by Member State, areas and outcome, the narrowest first."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from advisory.domain.remit import Match, NoMatch, Remit, find

START = datetime(2025, 1, 1, tzinfo=UTC)


def remit(number: int, **facts: object) -> Remit:
    values: dict[str, object] = {
        "id": UUID(int=number),
        "hub_id": UUID(int=100 + number),
        "hub_name": f"Hub {number}",
        "member_state": "NL",
        "areas": frozenset(),
        "outcomes": frozenset(),
        "target_days": 15,
        "since": START + timedelta(days=number),
    }
    return Remit(**(values | facts))  # type: ignore[arg-type]


def chosen(remits: list[Remit], *areas: str, outcome: str = "high", state: str = "NL") -> str:
    found = find(remits, state, areas, outcome)
    return found.hub_name if isinstance(found, Match) else ""


def test_the_member_state_decides_first():
    remits = [remit(1), remit(2, member_state="SE")]
    assert chosen(remits) == "Hub 1"
    assert chosen(remits, state="SE") == "Hub 2"
    nobody = find(remits, "FR", ["ai"], "high")
    assert isinstance(nobody, NoMatch)
    assert str(nobody.because) == "No hub answers for FR on this portal."


def test_named_areas_come_before_all_areas():
    remits = [remit(1), remit(2, areas=frozenset({"quantum", "ai"}))]
    assert chosen(remits, "ai") == "Hub 2"
    assert chosen(remits, "bio") == "Hub 1"
    assert chosen(remits) == "Hub 1"


def test_more_of_the_cases_areas_then_the_narrower():
    wide = remit(1, areas=frozenset({"ai", "quantum", "bio"}))
    narrow = remit(2, areas=frozenset({"ai"}))
    assert chosen([wide, narrow], "ai") == "Hub 2"
    assert chosen([wide, narrow], "ai", "bio") == "Hub 1"


def test_outcomes_narrow_and_a_triage_dossier_counts_as_refer():
    remits = [remit(1, outcomes=frozenset({"refer"})), remit(2, outcomes=frozenset({"high"}))]
    assert chosen(remits, outcome="high") == "Hub 2"
    assert chosen(remits, outcome="") == "Hub 1"
    nobody = find(remits, "NL", ["ai"], "medium")
    assert isinstance(nobody, NoMatch)
    assert "none answers for this case" in str(nobody.because)


def test_among_equals_the_one_in_force_longest_whatever_the_order():
    assert chosen([remit(2), remit(1), remit(3)]) == "Hub 1"


def test_the_match_says_why():
    found = find([remit(1, areas=frozenset({"ai"}))], "NL", ["ai"], "refer")
    assert isinstance(found, Match)
    assert str(found.because) == "Hub 1 answers for NL (areas: ai; outcomes: all)."
