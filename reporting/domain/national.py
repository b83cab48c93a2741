"""The chapters of a national contribution, from the document of one return."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from reporting.domain import blocks, counted, declarations, findings, labels, quarters
from reporting.domain import chapters as texts
from reporting.domain.blocks import MISSING, Block, Chapter, number, percent, prose, table, text

Document = Mapping[str, Any]

_NUMBER: Final = {"number": True}
RECOMMENDATION: Final = (
    "The Council Recommendation of 23 May 2024 on enhancing research security (C/2024/3510) asks "
    "Member States to support and empower their research sector, so that international "
    "cooperation stays open and safe. It is not binding. This report describes its uptake.",
    "Risk appraisal is proportionate and country-agnostic: risks are dealt with wherever they come "
    "from, the organisation decides, and nobody is discriminated against.",
)


def chapters(document: Document, edition: Document) -> list[Chapter]:
    """Chapters 1 to 11; `edition`: what is said of the report itself."""
    makers: dict[str, Callable[[], Chapter]] = {
        "summary": lambda: summary(document),
        "policy": lambda: policy(document),
        "method": lambda: method(document, edition),
        "national": lambda: national(document),
        "support": lambda: counted.support(document),
        "funders": counted.funders,
        "performers": lambda: counted.performers(document),
        "openness": lambda: counted.openness(document),
        "changes": lambda: changes(document, edition),
    }
    made = []
    for each in texts.CHAPTERS:
        chapter = makers[each.key]() if each.key in makers else Chapter(each.key, each.title)
        chapter.title = each.title
        own = blocks.words(document["texts"].get(each.key, ""), document["authority"])
        if not own and not chapter.blocks:
            own = [prose("The ministry provided no text for this chapter.")]
        chapter.blocks += own
        made.append(chapter)
    return made


# --- 1 Summary --------------------------------------------------------------------------------
def summary(document: Document) -> Chapter:
    keys = findings.keys(document)
    chapter = Chapter("summary", "")
    found = findings.findings(document)
    if found:
        chapter.blocks.append({"kind": "findings", "findings": [list(each) for each in found]})
    else:
        chapter.blocks.append(prose("No figure can be stated yet."))
    chapter.section("What is not known", blocks.items(findings.gaps(document)))
    large = [
        blocks.figure(keys[name].value, f"{keys[name].name} ({keys[name].code})", note=note)
        for name, note in _HEADLINES
    ]
    chapter.section("In figures", blocks.figures(*large[:3]), blocks.figures(*large[3:]))
    return chapter


_HEADLINES: Final = (
    ("coverage", "Share of those in scope"),
    ("registered", "In the cycle"),
    ("goes_on", "Share of triages"),
    ("received", "In the cycle"),
    ("days", "From arrival"),
    ("ahead", "Share of those decided on"),
)


# --- 2 Policy, 3 Method -----------------------------------------------------------------------
def policy(document: Document) -> Chapter:
    chapter = Chapter("policy", "")
    chapter.blocks.append(prose(*RECOMMENDATION))
    if document["texts"].get("policy"):
        chapter.blocks.append({"kind": "heading", "title": "In this Member State"})
    else:
        chapter.blocks.append(prose("The ministry provided no text on acts and guidelines."))
    return chapter


def method(document: Document, edition: Document) -> Chapter:
    chapter = Chapter("method", "")
    chapter.section("Frame and coverage", *_frame(document))
    chapter.section(
        "Who the figures are of",
        prose(
            "Organisations of the platform that registered, appraised or decided in each quarter. "
            "An organisation can do so in several quarters, so quarters are not added up."
        ),
        *(
            quarters.by_quarter(document, name)
            for name in ("registered-organisations", "scored-organisations")
        ),
    )
    chapter.section(
        "Sources",
        prose(texts.SELF_DECLARATION, _collected(document)),
    )
    chapter.section("Disclosure control", prose(*texts.DISCLOSURE))
    chapter.section("How to read the figures", blocks.items(texts.READING_RULES))
    chapter.section("Revisions", prose(*_revisions(edition)))
    return chapter


def _frame(document: Document) -> list[Block]:
    frame, told = document["frame"], document["coverage"]
    if not frame["frozen_at"]:
        return [prose("No frame was provided: no share of the sector can be stated.")]
    source = (
        f"The frame was frozen on {labels.day(frame['frozen_at'])}. Its source: {frame['source']}."
    )
    if told["status"] != "final":
        return [prose(source, f"Coverage can't be printed. {told['because']}")]
    found: list[Block] = [prose(source)]
    for name, caption in (("type", "by type"), ("size", "by size")):
        if told[name]:
            found.append(_coverage_table(told, name, caption))
        else:
            found.append(prose(f"Coverage {caption} is withheld: no safe table was found."))
    return found


def _coverage_table(told: Document, name: str, caption: str) -> Block:
    rows = [[labels.row(f"tenants-{name}", row["code"]), *_line(row)] for row in told[name]]
    return table(
        f"Organisations in scope and on the platform, {caption}",
        [
            "Organisations",
            _NUMBER | {"label": "In scope"},
            _NUMBER | {"label": "On the platform"},
            _NUMBER | {"label": "Coverage"},
        ],
        [*rows, ["All", *_line(told["all"])]],
        total=True,
        source="the ministry's frame; the platform at the end of the last quarter (MS-09)",
        note="shares are given from ten organisations in scope",
        indicator="MS-09",
    )


def _line(row: Document) -> list[blocks.Value]:
    def shown(cell: Document) -> blocks.Value:
        return number(cell["value"]) if "value" in cell else cell

    share = row["share"]
    told = percent(share["value"]) if "value" in share else share
    return [shown(row["frame"]), shown(row["on"]), told]


def _collected(document: Document) -> str:
    f = document["figures"]
    if document["not_shown"]:
        return f"The figures collected can't be printed. {document['not_shown']}"
    if not f["quarters"]:
        return "No figures were collected in this cycle."
    told = f"Figures were collected for {f['quarters'][0]} to {f['period']}, each quarter once."
    if f["missing"]:
        told += f" Not collected: {', '.join(f['missing'])}."
    return told


def _revisions(edition: Document) -> list[str]:
    if edition["draft"]:
        return ["This is a draft. The return it is made from is not confirmed."]
    if not edition["correction"]:
        return [
            "First edition. A correction is a new edition, which says what was corrected; "
            "published editions never change."
        ]
    return [f"Edition {edition['edition']}. Corrected: {edition['correction']}"]


# --- 4 National system ------------------------------------------------------------------------
def national(document: Document) -> Chapter:
    chapter = Chapter("national", "")
    chapter.blocks.append(prose("Declared by the ministry. " + NOT_DECLARED))
    declared = document["declarations"]
    rows = [_status_row(each, declared[each.code]) for each in _WITH_STATUS]
    chapter.section(
        "What is in place",
        table(
            "Declarations on the national system",
            ["Indicator", "Declared", "Since", "More"],
            rows,
            source="declaration of the ministry (MS-01, MS-03, MS-05, MS-07, MS-08)",
            indicator="MS-01",
        ),
    )
    years = document["cycle"]["years"]
    chapter.section(
        "By year",
        table(
            "Dialogue, staff and briefings by year",
            ["Indicator", *(_NUMBER | {"label": str(year)} for year in years)],
            [_year_row(code, key, declared[code], years) for code, key in _BY_YEAR],
            source="declaration of the ministry (MS-02, MS-04, MS-06)",
            indicator="MS-02",
        ),
    )
    tested = declared["MS-08"]
    if tested["tested_by_type"]:
        chapter.section("Resilience testing", _tested(tested))
    return chapter


NOT_DECLARED: Final = "What was not declared prints “not provided”; it is neither a zero nor a no."
_WITH_STATUS: Final = tuple(
    each for each in declarations.INDICATORS if any(f.key == "status" for f in each.fields)
)
_BY_YEAR: Final = (("MS-02", "meetings"), ("MS-04", "staff"), ("MS-06", "briefings"))


def status_of(indicator: declarations.Indicator, declared: Document) -> blocks.Value:
    """Yes, in part, planned or no in words; "not provided" where it was left empty."""
    field = next(each for each in indicator.fields if each.key == "status")
    return text(declarations.in_words(field, declared["values"].get("status")))


def _status_row(indicator: declarations.Indicator, declared: Document) -> list[Any]:
    values = declared["values"]
    more = [
        declarations.in_words(each, values[each.key])
        for each in indicator.fields
        if each.key in {"where", "home", "members"} and each.key in values
    ]
    note = declared["note"]
    return [
        {"value": f"{indicator.code} {indicator.name}", "note": note},
        status_of(indicator, declared),
        text(labels.day(values["since"]) if "since" in values else ""),
        {"value": "; ".join(more)},
    ]


def year_value(code: str, key: str, declared: Document, year: int) -> blocks.Value:
    """A yearly value of a declaration in words or as a number."""
    value = declared["values"].get(f"{key}_{year}")
    if value is None:
        return MISSING
    field = next(each for each in declarations.BY_CODE[code].fields if each.key == key)
    return number(value) if isinstance(value, int) else text(declarations.in_words(field, value))


def _year_row(code: str, key: str, declared: Document, years: Sequence[int]) -> list[Any]:
    indicator = declarations.BY_CODE[code]
    head = {"value": f"{code} {indicator.name}", "note": declared["note"] or indicator.unit}
    return [head, *(year_value(code, key, declared, year) for year in years)]


def _tested(declared: Document) -> Block:
    def shown(cell: Document) -> blocks.Value:
        return number(cell["value"]) if "value" in cell else {"status": cell["status"]}

    rows = [[labels.row("", row["code"]), shown(row)] for row in declared["tested_by_type"]]
    return table(
        "Organisations tested with a common or national methodology",
        ["Organisations", _NUMBER | {"label": "Tested in the cycle"}],
        [*rows, ["All", shown(declared["tested"])]],
        total=True,
        source="declaration of the ministry (MS-08)",
        indicator="MS-08",
    )


# --- 10 Changes -------------------------------------------------------------------------------
def changes(document: Document, edition: Document) -> Chapter:
    """Compared with the cycle before, figure by figure, where the definition is the same."""
    chapter = Chapter("changes", "")
    before = edition.get("previous")
    if not before:
        chapter.blocks.append(
            prose("This is the first cycle that was reported on: there is nothing to compare with.")
        )
        return chapter
    then, now = findings.keys(before), findings.keys(document)
    rows = [[f"{now[name].code} {now[name].name}", then[name].value, now[name].value]
            for name in now if name not in {"impact", "objections"}]  # fmt: skip
    chapter.blocks.append(
        table(
            "The same figures in two cycles",
            [
                "Indicator",
                _NUMBER | {"label": before["cycle"]["key"]},
                _NUMBER | {"label": document["cycle"]["key"]},
            ],
            rows,
            note="only figures whose definition did not change",
            indicator="",
        )
    )
    return chapter
