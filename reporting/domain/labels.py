"""What the codes of the tables are called in a report."""

from typing import Final

ROWS: Final = {
    "university": "Universities",
    "other_hei": "Other higher education institutions",
    "public_institute": "Public research institutes",
    "rto": "Research and technology organisations",
    "private": "Private research performers",
    "infrastructure": "Research infrastructures",
    "higher_education": "Higher education institutions",
    "institutes": "Institutes and other performers",
    "small": "Under 250 research staff",
    "medium": "250 to 999 research staff",
    "large": "1,000 research staff or more",
    "below_large": "Under 1,000 research staff",
    "sensitive": "AI, semiconductors, quantum, biotechnology",
    "other": "Other critical technology areas",
    "none": "No critical technology area",
    "critical": "Critical technology areas",
    "before": "Triaged by the day they started",
    "after": "Triaged later or not at all",
    "ended_low": "Ended at triage: low",
    "out_of_scope": "Ended at triage: out of scope",
    "goes_on": "Went on to a full appraisal",
    "refer": "Referred",
    "not_refer": "Not referred",
    "portal": "Through the portal",
    "telephone": "By telephone",
    "mail": "By mail",
    "visit": "In person",
    "otherwise": "By telephone, by mail or in person",
    "low": "Low",
    "high": "High",
    "no_score": "Without a score",
    "below_high": "Low or medium",
    "in_time": "By the due date",
    "late": "Later",
    "open": "Still open",
    "not_in_time": "Later or still open",
    "proceed": "Proceed",
    "with_measures": "Proceed with measures",
    "reconsider": "Reconsider",
    "no_advice": "No advice could be given",
    "hold": "Hold",
    "decline": "Do not proceed",
    "not_ahead": "Hold or do not proceed",
    "ahead": "Went ahead, with or without measures",
    "followed": "Followed",
    "partly": "Followed in part",
    "not": "Not followed",
    "left_out": "Under an edition that does not build on the baseline",
    "with": "With at least one",
    "without": "With none",
}
"""Label of a row, whatever table it stands in; bands are told apart by `BANDS`."""

BANDS: Final = {"low": "Low", "medium": "Medium", "high": "High"}
_BANDED: Final = frozenset({"scored-band", "decided-residual", "received-outcome"})

COUNTRIES: Final = {
    "AT": "Austria", "BE": "Belgium", "BG": "Bulgaria", "CY": "Cyprus", "CZ": "Czechia",
    "DE": "Germany", "DK": "Denmark", "EE": "Estonia", "ES": "Spain", "FI": "Finland",
    "FR": "France", "GR": "Greece", "HR": "Croatia", "HU": "Hungary", "IE": "Ireland",
    "IT": "Italy", "LT": "Lithuania", "LU": "Luxembourg", "LV": "Latvia", "MT": "Malta",
    "NL": "Netherlands", "PL": "Poland", "PT": "Portugal", "RO": "Romania", "SE": "Sweden",
    "SI": "Slovenia", "SK": "Slovakia",
}  # fmt: skip
"""The Member States by their short English name, as the report's language has them."""

MONTHS: Final = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905

REASONS: Final = {
    "threshold": "Too few cases or organisations",
    "contributors": "Too few organisations behind it",
    "dominance": "One organisation makes up nearly all of it",
    "group": "None or all of a small group",
    "base": "The base is too small to be split",
    "margin": "The total it belongs to is withheld",
    "secondary": "It would let a withheld value be worked out",
    "earlier": "Withheld in an earlier publication",
    "audience": "Withheld in a table it shares totals with",
    "dropped": "No safe split was found",
    "withheld": "No safe table was found",
}


def row(table: str, code: str) -> str:
    """The label of a row; the bands of an outcome aren't sizes of organisations."""
    if table in _BANDED and code in BANDS:
        return BANDS[code]
    return ROWS.get(code, code.replace("_", " ").capitalize())


def quarter(key: str) -> str:
    """`2026-Q3` as a column is headed: Q3."""
    return key.partition("-")[2] or key


def day(text: str) -> str:
    """`2026-11-22…` as it is printed: 22 Nov 2026."""
    year, month, number = text[:10].split("-")
    return f"{int(number)} {MONTHS[int(month) - 1]} {year}"
