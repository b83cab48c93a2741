"""What remits cover, and what nobody answers for."""

from advisory.domain.coverage import NO_AREA, Gap, Scope, gaps

AREAS, OUTCOMES = ("ai", "quantum"), ("high", "low")
ALL = frozenset[str]()


def found(*scopes):
    return gaps(scopes, areas=AREAS, outcomes=OUTCOMES)


def test_a_remit_that_names_nothing_covers_everything():
    assert found(Scope(ALL, ALL)) == ()


def test_without_remits_nothing_is_covered():
    assert [gap.every for gap in found()] == [True, True]


def test_outcomes_left_out_are_named():
    assert found(Scope(ALL, frozenset({"high"}))) == (
        Gap("low", ("ai", "quantum", NO_AREA), every=True),
    )


def test_areas_left_out_are_named_with_cases_that_have_none():
    left = ("quantum", NO_AREA)
    assert found(Scope(frozenset({"ai"}), ALL)) == (
        Gap("high", left, every=False),
        Gap("low", left, every=False),
    )


def test_remits_add_up():
    halves = Scope(frozenset({"ai"}), ALL), Scope(ALL, frozenset({"high"}))
    assert found(*halves) == (Gap("low", ("quantum", NO_AREA), every=False),)
