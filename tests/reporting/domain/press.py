"""Publishes a made-up country quarter by quarter, and hands its readers all they ever got."""

from dataclasses import dataclass, field

from reporting.domain.audit import Audited, Hidden
from reporting.domain.cells import TOTAL, Key, Pattern, Shown, Table
from reporting.domain.linked import both_linked
from reporting.domain.measures import share_of
from reporting.domain.rules import RULES, Audience, DisclosureClass, Thresholds
from tests.reporting.domain.adversary import Adversary
from tests.reporting.domain.worlds import SPLITS, Case, splits


def withheld(audited: Audited) -> dict[Key, Hidden]:
    return {key: each for key, each in audited.results.items() if isinstance(each, Hidden)}


def needed(table: Table, key: Key, hidden: Hidden, rule: Thresholds) -> int:
    """Stated here once more, from the policy: max(3, threshold - 2), and 15 % of the largest.

    What is withheld for others' sake is not known exactly, but for totals over columns: they may
    be left out where all that they add up is shown.
    """
    if not hidden.primary:
        return 0 if key[1] == TOTAL else 1
    cell = table.numbers()[key]
    return max(3, rule.cases - 2, -(-15 * cell.largest // 100))


def weak(
    adversary: Adversary, table: Table, audited: Audited, rule: Thresholds, split: str = ""
) -> dict[Key, tuple[int, int]]:
    """Withheld numbers that the adversary places more closely than it may."""
    found = {}
    for key, hidden in withheld(audited).items():
        low, high = adversary.interval(key, split)
        if high - low < needed(table, key, hidden, rule):
            found[key] = (low, high)
    return found


@dataclass(frozen=True)
class Issue:
    """What was published at the end of one quarter, and the true tables behind it."""

    tables: dict[str, Table]
    cleared: dict[Audience, dict[str, Audited]]


@dataclass
class Press:
    """Publishes a country's series, as dashboards do: every split, to both audiences."""

    cases: list[Case]
    quarters: int
    issues: list[Issue] = field(default_factory=list)
    editions: dict[Audience, dict[str, list[Pattern]]] = field(
        default_factory=lambda: {each: {name: [] for name in SPLITS} for each in Audience}
    )

    def run(self) -> "Press":
        for quarter in range(1, self.quarters + 1):
            tables = splits(self.cases, quarter)
            publishable, internal = both_linked(
                tables, DisclosureClass.CASES, earlier=self.editions
            )
            cleared = {Audience.PUBLISHABLE: publishable, Audience.INTERNAL: internal}
            self.issues.append(Issue(tables, cleared))
            for audience, found in cleared.items():
                for name, audited in found.items():
                    self.editions[audience][name].append(audited.pattern())
        return self

    @property
    def last(self) -> dict[Audience, dict[str, Audited]]:
        return self.issues[-1].cleared

    @property
    def tables(self) -> dict[str, Table]:
        return self.issues[-1].tables

    def reader(self, *audiences: Audience) -> Adversary:
        """Has kept all that these audiences ever got, and every percentage."""
        adversary = Adversary()
        for audience in audiences:
            for name, patterns in self.editions[audience].items():
                for pattern in patterns:
                    adversary.see(pattern, name)
                self._shares(adversary, audience, name)
        adversary.link(SPLITS)
        return adversary

    def _shares(self, adversary: Adversary, audience: Audience, name: str) -> None:
        audited, table = self.last[audience][name], self.tables[name]
        for key in table.cells:
            percent = share_of(audited, *key, RULES[DisclosureClass.CASES, audience])
            if isinstance(percent, Shown):
                base = audited.at(TOTAL, key[1])
                assert isinstance(base, Shown)
                adversary.hear_share(key, percent.value, base.value, name)
