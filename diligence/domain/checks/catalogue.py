"""Every check before publishing: what it looks for, why, how grave, and what it leaves alone.

Facts and law are errors: an edition with one is never published. Where only judgement can say
whether something is right, a named person may publish with a written reason. Notes inform.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from diligence.domain.checks.finding import Weight
from diligence.domain.wording import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Check:
    """A check as people read of it; `exempt` says what it leaves alone and why."""

    code: str
    title: str
    reason: str
    weight: Weight
    exempt: str = ""


_ALL = (
    Check(
        "format",
        _("Readable and complete"),
        _("Only a document that can be read in full can be asked, scored and frozen."),
        Weight.ERROR,
    ),
    Check(
        "reference",
        _("Unknown reference"),
        _(
            "A section, question, option, axis, flag or measure that does not exist leaves a "
            "condition, a point or a measure without effect, and nobody notices."
        ),
        Weight.ERROR,
    ),
    Check(
        "circular",
        _("Circular condition"),
        _("A question that depends on its own answer can never be asked."),
        Weight.ERROR,
    ),
    Check(
        "contradictory",
        _("Contradictory condition"),
        _("A condition that no answers fulfil hides its question from everybody."),
        Weight.ERROR,
    ),
    Check(
        "always_true",
        _("Condition that is always true"),
        _(
            "A condition that holds whatever is answered misleads the next author: the question "
            "is asked of everybody."
        ),
        Weight.ERROR,
        _(
            "A condition that only repeats what opened the question it names is left alone: it "
            "holds for some and not for all. A flag rule may rest on its axis alone."
        ),
    ),
    Check(
        "unreachable",
        _("Question, rule, band or outcome that nothing reaches"),
        _(
            "What no answers can reach is a mistake in points, thresholds, matrix or conditions, "
            "and promises a care that never comes."
        ),
        Weight.ERROR,
        _("A band that the matrix of its dimension does not contain is not expected of it."),
    ),
    Check(
        "not_shown",
        _("Too many combinations to try"),
        _(
            "Conditions and points are tried exhaustively up to a limit. Beyond it the check "
            "cannot say that everything is reachable, and says so instead of keeping silent."
        ),
        Weight.JUDGEMENT,
    ),
    Check(
        "triage",
        _("More than ten triage questions"),
        _(
            "Triage is what everybody answers for every partnership: it stays in proportion only "
            "while it is short."
        ),
        Weight.ERROR,
    ),
    Check(
        "country",
        _("Country or organisation decides something"),
        _(
            "The appraisal is country-agnostic: where a partner is established, or which body it "
            "is, is recorded and must never feed a score, a condition, a flag rule or a route."
        ),
        Weight.ERROR,
        _("Questions that only record a country or an organisation."),
    ),
    Check(
        "country_named",
        _("A country is named where something is decided"),
        _(
            "A question or option that names a country and scores, flags or routes is a country "
            "score by another name. Names of laws and places can be innocent, which only a "
            "person can tell."
        ),
        Weight.JUDGEMENT,
        _("Help texts and questions that decide nothing."),
    ),
    Check(
        "personal",
        _("Personal attribute"),
        _(
            "A partnership is appraised, never a person. Nationality, origin, birth, religion, "
            "opinion, family, passports and CVs of people are not asked for, in no language."
        ),
        Weight.ERROR,
        _(
            "A sentence of the help that rules such data out (“takes no names or CVs”), and words "
            "about the subject of the work where the question is tagged “subject-matter”."
        ),
    ),
    Check(
        "subject_matter",
        _("Personal attribute as the subject of the work"),
        _(
            "The authors say that such words speak of the subject of the work, not of the people "
            "in it. Somebody has to stand by that with their name."
        ),
        Weight.JUDGEMENT,
    ),
    Check(
        "mentioned",
        _("Somebody named in the words"),
        _(
            "An edition is read wherever it is asked and is never taken back. Names, addresses and "
            "telephone numbers of people do not belong in its words, its translations or its cases."
        ),
        Weight.JUDGEMENT,
        _("Names of houses, prizes and programmes."),
    ),
    Check(
        "monotone",
        _("A worse answer could lower the outcome"),
        _(
            "Where a worse answer hides a scored question or stops a flag, telling the truth can "
            "be punished and a better result be had by a worse answer."
        ),
        Weight.JUDGEMENT,
        _("Changes from “don't know” to a known answer: see the note on unknown answers."),
    ),
    Check(
        "unknown_falls",
        _("An unknown answer that becomes known"),
        _(
            "From a number of unknown answers on, the band is at least medium. A known answer, "
            "even a worse one, takes one from that number."
        ),
        Weight.NOTE,
    ),
    Check(
        "one_factor",
        _("One group of questions alone reaches high"),
        _(
            "The Recommendation asks to weigh its factors together: own organisation, domain, "
            "country and partner. One group, or one section, should not decide by itself."
        ),
        Weight.JUDGEMENT,
        _(
            "Red flags and legal questions are exempt: an answer that carries a flag, and "
            "questions that carry a legal flag, are meant to decide alone. Their points are left "
            "out of this check."
        ),
    ),
    Check(
        "country_context",
        _("The country context moves the outcome by more than one band"),
        _(
            "Questions about the context of a country may add to a picture. By themselves they "
            "must not turn low into high."
        ),
        Weight.JUDGEMENT,
        _("Answers that carry a flag: they address somebody and move no band."),
    ),
    Check(
        "driver",
        _("High driver without a measure"),
        _(
            "Where one answer raises a level by itself, people need to know what they can do "
            "about it."
        ),
        Weight.JUDGEMENT,
        _("Questions that score nothing, or whose worst answer leaves every level at 0."),
    ),
    Check(
        "points",
        _("Points that are not exact"),
        _("Scores are added exactly: points and weights are decimals of at most four places."),
        Weight.ERROR,
    ),
    Check(
        "case",
        _("Worked case comes out differently"),
        _(
            "A worked case is the authors' word on what an answer must lead to. A change of its "
            "outcome needs somebody's approval with a reason."
        ),
        Weight.ERROR,
    ),
    Check(
        "no_cases",
        _("No worked cases"),
        _("Worked cases show that the questionnaire does what its authors mean."),
        Weight.NOTE,
    ),
    Check(
        "translation",
        _("Translation missing or old"),
        _(
            "Two officers must be asked the same question, in whatever required language they "
            "read it."
        ),
        Weight.ERROR,
    ),
    Check(
        "inherit",
        _("Change of what is inherited"),
        _(
            "What a level above has laid down stays, so that its figures mean the same everywhere "
            "and no lower level makes an outcome milder."
        ),
        Weight.ERROR,
    ),
    Check(
        "flag_alone",
        _("One answer alone asks for the hub"),
        _("A red flag decides whatever the rest says. That is meant, and worth knowing."),
        Weight.NOTE,
    ),
)

CHECKS: Mapping[str, Check] = {check.code: check for check in _ALL}
