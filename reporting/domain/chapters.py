"""The chapters of a report: what each is called, what a ministry may write in it, what is fixed.

Fixed wording stands here once, so that page, PDF and every Member State read the same.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: key, title, and what the ministry is asked to write (empty: nothing)."""

    key: str
    title: str
    asks: str = ""
    hint: str = ""
    in_eu_edition: bool = True


CHAPTERS: Final = (
    Chapter(
        "summary",
        "Summary",
        "Anything a reader should know before the findings?",
        "The five findings and three gaps are worked out from the figures. This text follows them.",
    ),
    Chapter(
        "policy",
        "Policy context",
        "Which acts and guidelines are in force, and what changed in this cycle?",
        "Name each act with its date and where it can be read.",
    ),
    Chapter(
        "method",
        "Method",
        "Is there anything about the frame, the sources or breaks in series to explain?",
        "Method, disclosure control and reading rules are printed by themselves.",
    ),
    Chapter(
        "national",
        "National system",
        "What do the declarations not show?",
        "Comes after the indicators MS-01 to MS-08.",
        in_eu_edition=False,
    ),
    Chapter(
        "support",
        "Support service",
        "How does the support service work, and what did it learn?",
        "Comes after the indicators HB-01 to HB-07.",
        in_eu_edition=False,
    ),
    Chapter(
        "funders",
        "Research funders",
        "What do funders do, as far as it is known?",
        "Funders are not on the platform yet: RF-01 to RF-05 print “not provided”.",
        in_eu_edition=False,
    ),
    Chapter(
        "performers",
        "Research organisations",
        "What explains the figures of research organisations?",
        "Comes after the indicators RP-01 to RP-11. Name no organisation.",
    ),
    Chapter(
        "openness",
        "Openness and fundamental rights",
        "How were openness, academic freedom and equal treatment kept?",
        "Comes after the indicators PR-01 to PR-05.",
    ),
    Chapter(
        "practice",
        "Good practice and problems met",
        "What worked, what did not?",
        "Name an organisation or a person only with its written consent.",
    ),
    Chapter(
        "changes",
        "What changed since the last cycle",
        "What changed?",
        "Figures are compared only where their definition is the same.",
    ),
    Chapter(
        "outlook",
        "Outlook",
        "What comes next, and what is asked of the Commission?",
    ),
)
BY_KEY: Final = {each.key: each for each in CHAPTERS}

ANNEXES: Final = (
    ("sheets", "Indicator sheets"),
    ("tables", "Tables and files"),
    ("versions", "Questionnaire and scoring versions"),
    ("suppression", "What was withheld"),
    ("accessibility", "Accessibility"),
    ("glossary", "Glossary"),
)

READING_RULES: Final = (
    "Figures from the platform describe its users, not the sector. Coverage (MS-09) says how many "
    "of the organisations in scope they are.",
    "A rising share of high levels can mean better detection. It is not, by itself, more risk.",
    "Advice is not binding. That an organisation did not follow it is legitimate.",
    "A declaration that was not made prints “not provided”. It is never a zero and never a “no”.",
    "“:c” stands for a value that is withheld, so that no organisation can be recognised. It may "
    "be small or large.",
    "Levels are the organisations' own judgement. Nothing here ranks Member States, and no index "
    "is made of the indicators.",
)

DISCLOSURE: Final = (
    "Every table was cleared before it was stored. A count is withheld where fewer than five "
    "organisations, fewer than ten cases or fewer than three contributing organisations stand "
    "behind it, where one organisation makes up nearly all of it (p % rule, p = 15), and where "
    "none or all of a small group would be told.",
    "For every withheld value the interval was then worked out in which a reader could place it "
    "from all other published numbers, earlier publications and both audiences included. Further "
    "values were withheld until each interval was wide enough.",
    "Figures of the cycle are sums and differences of values that are published by themselves. "
    "Where one of the quarters is withheld the figure of the cycle is withheld too.",
    "The practice is that of official statistics, adopted here as good practice. This report is "
    "not official statistics.",
)

SELF_DECLARATION: Final = (
    "MS-01 to MS-08 are declared by the ministry. Nobody else has examined them. Figures of the "
    "platform (source PLT) and of the hub's log (HUB) are counted from records; they are never "
    "added to what organisations declare of themselves."
)

ACCESSIBILITY: Final = (
    "The PDF follows PDF/UA-1 and PDF/A-3a: headings, tables and figures are tagged, tables have "
    "row and column headers, every chart has its numbers as text, and no meaning rests on colour "
    "alone. The same content is embedded as CSV and JSON.",
    "Whoever meets a barrier can ask the contact named on the cover for another form.",
)

GLOSSARY: Final = (
    ("Advice", "What a hub issues on a referred appraisal. It is not binding."),
    ("Appraisal", "One run of a questionnaire over a planned or running partnership."),
    ("Band", "Low, medium or high: the verdict read from the appraisal's matrices."),
    ("Coverage", "Organisations on the platform as a share of those in scope."),
    ("Frame", "The ministry's list of organisations in scope, fixed for a cycle."),
    ("Hub", "The national service that gives advice to organisations that ask for it."),
    ("Measure", "What an organisation does to lower a risk while the cooperation goes on."),
    ("Partnership", "A registered cooperation with partners outside the Union."),
    ("Residual band", "The band that is left after the measures accepted."),
    ("Return", "One Member State's figures and declarations in one cycle, confirmed by name."),
    ("Suppression", "Withholding a value that could identify an organisation."),
    ("Triage", "At most ten questions that decide whether an appraisal is needed."),
    ("Uptake", "How far the Recommendation, which is not binding, is used."),
)

PROTOCOL: Final = (
    "BE", "BG", "CZ", "DK", "DE", "EE", "IE", "GR", "ES", "FR", "HR", "IT", "CY", "LV",
    "LT", "LU", "HU", "MT", "NL", "AT", "PL", "PT", "RO", "SI", "SK", "FI", "SE",
)  # fmt: skip
"""The Member States in protocol order: by their name in their own language. It is the order of
every table and chart; no value ever changes it."""
