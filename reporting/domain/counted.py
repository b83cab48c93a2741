"""Chapters that are counted: support service, funders, research organisations, openness."""

from collections.abc import Mapping
from typing import Any, Final

from reporting.domain import blocks, findings, quarters
from reporting.domain import chapters as texts
from reporting.domain.blocks import Block, Chapter, prose, table
from reporting.domain.cells import TOTAL

Document = Mapping[str, Any]

_NUMBER: Final = {"number": True}
TONES: Final = {"low": "low", "medium": "medium", "high": "high"}
FUNDERS: Final = (
    ("RF-01", "Funders that ask about research security in application forms"),
    ("RF-02", "Funders with a step for risky proposals before an award"),
    ("RF-03", "Proposals appraised beyond the first questions"),
    ("RF-04", "High-risk awards with a mitigation plan agreed"),
    ("RF-05", "High-risk awards whose agreement holds the key conditions and an exit"),
)
SELF_DECLARED: Final = (
    ("RP-01", "Responsibility assigned at management level"),
    ("RP-02", "Internal procedure adopted"),
    ("RP-03", "Escalation path defined"),
    ("RP-08", "Agreements with values, intellectual property, reciprocity and exit"),
    ("RP-09", "Staff groups trained"),
    ("RP-10", "Safeguards for sensitive laboratories and data"),
    ("RP-11", "Maturity"),
)
NOT_YET: Final = "Not collected yet. It does not mean none."


def support(document: Document) -> Chapter:
    chapter = Chapter("support", "")
    chapter.blocks.append(
        prose("Counted from the hub's log on the platform. Advice never binds an organisation.")
    )
    chapter.section(
        "Requests",
        quarters.by_quarter(document, "received-source"),
        *quarters.trend(document, "received-source", "Cases the hub received, by quarter"),
        quarters.by_quarter(document, "received-outcome"),
        quarters.by_quarter(document, "served-organisations"),
    )
    chapter.section(
        "Time",
        quarters.durations(document, ["first-advice"], "Median days to the first advice"),
        quarters.by_quarter(document, "answered"),
    )
    chapter.section(
        "Advice",
        quarters.by_quarter(document, "advice"),
        quarters.by_quarter(
            document, "followed", "not following advice is legitimate: the organisation decides"
        ),
    )
    training = [("HB-07", "Training reach")]
    chapter.section("Training", quarters.not_provided(training, "Training of the hub", NOT_YET))
    return chapter


def funders() -> Chapter:
    chapter = Chapter("funders", "")
    chapter.blocks.append(quarters.not_provided(FUNDERS, "Indicators of research funders", NOT_YET))
    return chapter


def performers(document: Document) -> Chapter:
    chapter = Chapter("performers", "")
    chapter.blocks.append(prose(texts.READING_RULES[0]))
    chapter.section(
        "Registered and triaged",
        *quarters.trend(document, "registered-type", "Partnerships registered, by quarter"),
        *(
            quarters.by_quarter(document, name)
            for name in ("registered-type", "registered-technology", "started")
        ),
        quarters.by_quarter(
            document,
            "triaged",
            _notes(
                quarters.left_out(document, "triaged", "triages finished"),
                quarters.not_collected(document),
            ),
        ),
    )
    chapter.section("Appraised", *_appraised(document))
    chapter.section(
        "Treated",
        *quarters.parts(
            document, "decided-residual", "Partnerships by band, after measures", TONES
        ),
        quarters.by_quarter(document, "decided-residual"),
        quarters.by_quarter(document, "measures"),
    )
    chapter.section(
        "What organisations declare",
        quarters.not_provided(SELF_DECLARED, "Indicators declared by organisations", NOT_YET),
    )
    return chapter


def _appraised(document: Document) -> list[Block]:
    notes = _notes(
        "a rising share of high can mean better detection",
        quarters.left_out(document, "scored-band", "appraisals scored"),
    )
    return [
        *quarters.parts(document, "scored-band", "Appraisals by band, before measures", TONES),
        quarters.by_quarter(document, "scored-band", notes),
        quarters.by_quarter(document, "scored-outcome"),
        quarters.by_quarter(document, "scored-technology"),
    ]


def _notes(*notes: str) -> str:
    return "; ".join(each for each in notes if each)


def openness(document: Document) -> Chapter:
    f = document["figures"]
    chapter = Chapter("openness", "")
    chapter.section(
        "Burden",
        quarters.durations(
            document, ["triage-minutes", "full-minutes"], "Median active minutes, rounded to five"
        ),
    )
    chapter.section(
        "Openness kept",
        *quarters.counts(document, "decided-verdict", "Partnerships decided on, by verdict"),
        quarters.by_quarter(document, "decided-verdict"),
        *_ahead(document),
    )
    decides = findings.keys(document)["decides"].value
    chapter.section(
        "Who decides, and for whom",
        table(
            "Self-governance, equal treatment and objections",
            ["Indicator", "Name", _NUMBER | {"label": "Value"}],
            [
                ["PR-03", "Decisions taken by a role of the organisation, with reasons", decides],
                ["PR-04", "Disparate impact across country-context bands", blocks.NOT_AVAILABLE],
                ["PR-05", "Objections received and upheld", blocks.NOT_AVAILABLE],
            ],
            note="PR-03 is 100 % because the platform stores no other decision; the context bands "
            "of PR-04 are not collected, so that no country can be singled out; the platform "
            "keeps no record of objections yet",
            indicator="PR-03",
        ),
    )
    if not f["quarters"]:
        chapter.blocks.append(prose("No figures were collected in this cycle."))
    return chapter


def _ahead(document: Document) -> list[Block]:
    f = document["figures"]
    ahead = blocks.share(f, "decided-verdict", "ahead")
    told = blocks.known(ahead)
    if told is None:
        return []
    base = blocks.known(blocks.at(f, "decided-verdict", TOTAL))
    return [prose(f"{told} % of the {base:,} partnerships decided on went ahead (PR-02).")]
