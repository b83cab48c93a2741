"""What each indicator means: the definition that stands one click beside every figure.

Identifiers and definitions follow the uptake framework; anchors name the part of the
Recommendation that an indicator speaks of.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from diligence.domain.wording import gettext_noop
from reporting.domain.rules import DisclosureClass


@dataclass(frozen=True, slots=True)
class Indicator:
    """`source`: PLT the portal, HUB the hub's log on it, MIN a ministry's declaration. `anchor`:
    the addressee's recommendation. `caveat`: what it does not say. `always`: a percentage that
    holds by design."""

    id: str
    name: str
    definition: str
    unit: str
    numerator: str
    denominator: str
    source: str
    of: DisclosureClass
    anchor: str
    caveat: str = ""
    always: int | None = None


_N = gettext_noop
A, B = DisclosureClass.PUBLIC_FACT, DisclosureClass.ORGANISATIONS
C, D, E = DisclosureClass.CASES, DisclosureClass.DURATIONS, DisclosureClass.RATIOS
_USERS = _N("It describes users of the portal, not the sector: read it beside the coverage.")

INDICATORS: Final = (
    Indicator("MS-09", _N("Platform coverage"),
              _N("In-scope organisations with an active tenant on the portal."),
              _N("organisations"),
              _N("active tenants"), _N("organisations in the ministry's frame"), "PLT", B, "J2",
              _N("Until the ministry has frozen its frame there is no share.")),
    Indicator("HB-01", _N("Cases received"),
              _N("Cases opened at the hub in the quarter, through the portal or otherwise."),
              _N("cases"), "", "", "HUB", C, "M2",
              _N("Organisations outside the portal are taken together as one.")),
    Indicator("HB-02", _N("Organisations served"),
              _N("Organisations on the portal with at least one case at the hub in the quarter."),
              _N("share"), _N("organisations served"), _N("organisations on the portal"), "HUB", B,
              "M2", _N("An organisation can be served in several quarters: they don't add up.")),
    Indicator("HB-03", _N("Time to first advice"),
              _N("Calendar days from the case's arrival to the first advice issued on it."),
              _N("median days"), _N("cases with a first advice in the quarter"), "", "HUB", D,
              "M2, P3", _N("Time spent waiting for the organisation's answers is included.")),
    Indicator("HB-04", _N("Answered in target time"),
              _N("Cases due in the quarter on which advice was issued by the due date."),
              _N("share"), _N("answered by the due date"), _N("cases due in the quarter"), "HUB", C,
              "M2", _N("Cases closed without advice are left out.")),
    Indicator("HB-05", _N("Advice by recommendation"),
              _N("Advice issued in the quarter. It never binds."), _N("share each"), _N("each"),
              _N("advice issued"), "HUB", C, "M2, P3"),
    Indicator("HB-06", _N("Advice taken up"),
              _N("What organisations recorded about the advice they had when they decided."),
              _N("share each"), _N("each"), _N("decisions taken with advice"), "PLT", C, "P5",
              _N("Not following advice is legitimate: the organisation decides.")),
    Indicator("RP-04", _N("Partnerships registered and triaged"),
              _N("Partnerships registered in the quarter; of those that started in it, the ones "
                 "triaged by the day they started."), _N("share"), _N("triaged before start"),
              _N("registered, and started in the quarter"), "PLT", C, "O2", _USERS),
    Indicator("RP-05", _N("Full appraisals"),
              _N("Triages finished in the quarter that go on to a full appraisal under the EU "
                 "baseline's own triage, whichever edition was filled in. Withdrawn appraisals "
                 "are not counted."), _N("share"), _N("go on"), _N("triaged"), "PLT", C,
              "O2, P3", _N("Most cooperation should end at triage.")),
    Indicator("RP-06", _N("Level mix"),
              _N("Bands of appraisals scored in the quarter, before measures, and of partnerships "
                 "decided in it, after the measures agreed: always those under the unmodified EU "
                 "baseline, whichever edition was filled in. An appraisal counts by its last score "
                 "in the quarter, and only where its edition builds on the baseline."),
              _N("share each"), _N("each band"), _N("scored; decided"), "PLT", C, "D2",
              _N("A rising share of high can mean better detection.")),
    Indicator("RP-07", _N("Measures done in time"),
              _N("Measures due in the quarter that were marked done by their date. Dropped ones "
                 "are not counted."), _N("share"), _N("done by the due date"),
              _N("due in the quarter"), "PLT", C, "O2, O8"),
    Indicator("PR-01", _N("Burden"),
              _N("Minutes somebody was active in the form, rounded to five, without a person."),
              _N("median minutes"), _N("appraisals that were timed"), "", "PLT", D, "P3, O2",
              _N("Organisations may switch the measurement off.")),
    Indicator("PR-02", _N("Openness kept"),
              _N("Partnerships decided in the quarter that go ahead, with or without measures. A "
                 "partnership counts by its last decision in the quarter."), _N("share"),
              _N("go ahead"), _N("decided"), "PLT", C, "P2, P3",
              _N("Partnerships that ended at triage went ahead without any decision.")),
    Indicator("PR-03", _N("The organisation decides"),
              _N("Decisions taken by a role of the organisation, with reasons."), _N("share"), "",
              _N("all decisions"), "PLT", A, "P1, P5",
              _N("The portal stores no other decision: it is so by design."), always=100),
    Indicator("PR-04", _N("Disparate impact"),
              _N("Ratio of referred, high or not pursued across country-context bands."),
              _N("ratio"), "", "", "PLT", E, "P7, P8",
              _N("The context bands are not collected, so that no country can be singled out.")),
    Indicator("PR-05", _N("Objections"),
              _N("Objections on bias, personal data or facts: received, upheld."), _N("count"), "",
              "", "PLT/HUB", C, "P8", _N("The portal keeps no record of objections yet.")),
)  # fmt: skip

BY_ID: Final = MappingProxyType({each.id: each for each in INDICATORS})
