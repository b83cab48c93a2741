"""The same answers under the unmodified EU baseline: the one ruler of European figures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from diligence.domain import result as results
from diligence.domain import scoring
from diligence.domain.inheriting import restricted
from diligence.domain.triage import TriageResult, triage
from diligence.enums import Route
from diligence.models import Appraisal, ChosenMeasure, QuestionnaireVersion, Score
from diligence.queries import questionnaires, treatment


@dataclass(frozen=True, slots=True)
class Under:
    """What the answers come to under one edition of the EU baseline; all empty where the edition
    builds on none."""

    digest: str = ""
    outcome: str = ""
    band: str = ""


def score_under(
    version: QuestionnaireVersion, own: results.Score, answers: Mapping[str, object]
) -> Under:
    """The outcome of these scored answers under the EU baseline; `own` is their score.

    Raises NoQuestionnaireError where the edition at the end of the line is not published here.
    """
    root = questionnaires.baseline_of(version)
    if root is None:
        return Under()
    result = own if root.digest == version.digest else _scored(root, answers)
    return Under(root.digest, result.outcome.value, result.band.value)


def _scored(root: questionnaires.Baseline, answers: Mapping[str, object]) -> results.Score:
    return scoring.score(root.definition, restricted(root.definition, answers))


def route_under(
    version: QuestionnaireVersion, own: TriageResult, answers: Mapping[str, object]
) -> str:
    """Where the EU baseline's own triage leads with these answers; '' where there is none."""
    root = questionnaires.baseline_of(version)
    if root is None:
        return ""
    if root.digest == version.digest:
        return own.route.value
    result = triage(root.definition, restricted(root.definition, answers))
    return "" if result.route is Route.INCOMPLETE else result.route.value


def target_band_under(
    version: QuestionnaireVersion,
    own: treatment.Leaves,
    answers: Mapping[str, object],
    measures: Iterable[ChosenMeasure],
) -> str:
    """The band that the measures of the EU baseline leave by its own rules; '' without one."""
    root = questionnaires.baseline_of(version)
    if root is None:
        return ""
    if root.digest == version.digest:
        return own.target.band.value
    left = treatment.leaves(root.definition, _scored(root, answers), measures)
    return left.target.band.value


@dataclass(frozen=True, slots=True)
class Named:
    """Which outcome a page shows: that of the edition it was scored with; and what the same
    answers come to under the EU baseline, which is another edition.

    `baseline` is None where the scored edition builds on no EU baseline; outcome and band are then
    empty.
    """

    edition: QuestionnaireVersion
    shown: str
    baseline: QuestionnaireVersion | None
    outcome: str
    band: str

    @property
    def differs(self) -> bool:
        """Whether the baseline gives another outcome."""
        return self.baseline is not None and self.outcome != self.shown


def named(version: QuestionnaireVersion, stored: Score | Appraisal) -> Named | None:
    """What to name beside an outcome; None where it is the EU baseline's own, or nothing was
    scored."""
    if not stored.outcome:
        return None
    if isinstance(stored, Score) and stored.version_digest != version.digest:
        # The appraisal was carried over to another edition since.
        version = questionnaires.with_digest(stored.version_digest)
    lineage = questionnaires.definition(version).lineage
    if stored.baseline_outcome and not lineage:
        return None
    digest = lineage[-1].digest if lineage and stored.baseline_outcome else ""
    found = questionnaires.baseline_with(digest)
    told = (stored.baseline_outcome, stored.baseline_band) if found else ("", "")
    return Named(version, stored.outcome, found, *told)
