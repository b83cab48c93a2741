"""The chapters of the EU edition: the union of confirmed returns.

Every table has all Member States in protocol order, drawn alike, whatever their values: nothing
is ranked, nothing stands out. A Member State without a confirmed return prints "not provided".
"""

from collections.abc import Callable, Sequence
from typing import Final

from reporting.domain import blocks, declarations, findings, labels, quarters
from reporting.domain import chapters as texts
from reporting.domain.blocks import MISSING, Block, Chapter, Value, number, prose, table
from reporting.domain.counted import FUNDERS, NOT_YET, SELF_DECLARED
from reporting.domain.national import RECOMMENDATION, status_of, year_value
from reporting.domain.protocol import ORDER, Document, Returns, bars, keyed, multiples, states

_NUMBER: Final = {"number": True}


def chapters(returns: Returns, edition: Document) -> list[Chapter]:
    """Chapters 1 to 11; `edition`: what is said of the report itself."""
    makers: dict[str, Callable[[], Chapter]] = {
        "summary": lambda: _summary(returns),
        "policy": lambda: _policy(returns),
        "method": lambda: _method(returns, edition),
        "national": lambda: _national(returns, edition),
        "support": lambda: _support(returns),
        "funders": _funders,
        "performers": lambda: _performers(returns),
        "openness": lambda: _openness(returns),
        "practice": lambda: _texts("practice", returns),
        "changes": lambda: _changes(returns),
        "outlook": lambda: _texts("outlook", returns),
    }
    titles = {"national": "National systems", "support": "Support services"}
    made = []
    for each in texts.CHAPTERS:
        chapter = makers[each.key]()
        chapter.title = titles.get(each.key, each.title)
        made.append(chapter)
    return made


# --- Chapters ---------------------------------------------------------------------------------
def _summary(returns: Returns) -> Chapter:
    documents = list(returns.values())
    chapter = Chapter("summary", "")
    found = findings.union_findings(documents)
    chapter.blocks.append({"kind": "findings", "findings": [list(each) for each in found]})
    gaps = findings.union_gaps(documents)
    chapter.section("What is not known", blocks.items(gaps))
    return chapter


def _policy(returns: Returns) -> Chapter:
    chapter = Chapter("policy", "")
    chapter.blocks.append(prose(*RECOMMENDATION))
    chapter.blocks += _words("policy", returns)
    return chapter


def _method(returns: Returns, edition: Document) -> Chapter:
    chapter = Chapter("method", "")
    chapter.section(
        "Returns",
        prose(
            "This edition is the union of the returns that ministries confirmed by name. Member "
            "States are listed in protocol order in every table and chart."
        ),
        table(
            "Returns of the cycle",
            ["Member State", "Return", _NUMBER | {"label": "Revision"}, "Data of"],
            [[labels.COUNTRIES[code], *_return(edition, code)] for code in ORDER],
            indicator="",
            states=True,
        ),
    )
    chapter.section("Coverage", *_coverage(returns))
    chapter.section("Sources", prose(texts.SELF_DECLARATION))
    chapter.section("Disclosure control", prose(*texts.DISCLOSURE))
    chapter.section("How to read the figures", blocks.items(texts.READING_RULES))
    correction = edition["correction"]
    told = f"Edition {edition['edition']}. Corrected: {correction}" if correction else (
        "A correction is a new edition; published editions never change."
    )  # fmt: skip
    chapter.section("Revisions", prose(told))
    return chapter


def _return(edition: Document, code: str) -> list[Value]:
    given = next(each for each in edition["returns"] if each["member_state"] == code)
    if given["document"] is None:
        return [MISSING, MISSING, MISSING]
    return [
        {"value": "provided"},
        number(given["revision"]),
        {"value": labels.day(given["document"]["dated"])},
    ]


def _coverage(returns: Returns) -> list[Block]:
    def values(document: Document) -> list[Value]:
        on, frame, share = findings.coverage_of(document)
        return [frame, on, share]

    drawn = states(
        "Organisations in scope and on the platform",
        ["In scope", "On the platform", "Coverage"],
        values,
        returns,
        source="ministries' frames; the platform at the end of the last quarter (MS-09)",
        indicator="MS-09",
    )
    return [drawn, *bars(returns, "coverage", "Coverage of the platform, in protocol order")]


def _national(returns: Returns, edition: Document) -> Chapter:
    chapter = Chapter("national", "")
    chapter.blocks.append(prose("Declared by the ministries; nobody else has examined it."))
    years = edition["cycle"]["years"]
    for indicator in declarations.INDICATORS:
        chapter.section(f"{indicator.code} {indicator.name}", _declared(indicator, returns, years))
    return chapter


def _declared(indicator: declarations.Indicator, returns: Returns, years: Sequence[int]) -> Block:
    yearly = next((each for each in indicator.fields if each.yearly), None)

    def values(document: Document) -> list[Value]:
        declared = document["declarations"][indicator.code]
        if yearly is not None:
            return [year_value(indicator.code, yearly.key, declared, year) for year in years]
        told = [status_of(indicator, declared)]
        if indicator.code == "MS-08":
            tested = declared["tested"]
            told.append(number(tested["value"]) if "value" in tested else tested)
        return told

    columns = [str(year) for year in years] if yearly is not None else [indicator.unit.capitalize()]
    if indicator.code == "MS-08":
        columns = ["Offered", "Organisations tested"]
    source = f"declarations of the ministries ({indicator.code})"
    return states(
        indicator.question, columns, values, returns, source=source, indicator=indicator.code
    )


def _support(returns: Returns) -> Chapter:
    chapter = Chapter("support", "")
    source = "logs of the hubs on the platform"
    columns = [
        ("received", "Cases"),
        ("served", "Served, last quarter"),
        ("days", "Median days"),
        ("in_target", "By the due date"),
    ]
    caption = "Cases, organisations served and time to advice (HB-01 to HB-04)"
    drawn = keyed(caption, columns, returns, source=source, indicator="HB-01")
    chapter.section("Requests and time", drawn)
    followed = [("followed", "Followed")]
    platform = "the platform"
    chapter.section(
        "Advice",
        _advice(returns, source),
        keyed("Advice followed (HB-06)", followed, returns, source=platform, indicator="HB-06"),
    )
    return chapter


def _advice(returns: Returns, source: str) -> Block:
    names = ("proceed", "with_measures", "reconsider", "no_advice")

    def values(document: Document) -> list[Value]:
        return [blocks.share(document["figures"], "advice", name) for name in names]

    return states(
        "Advice issued, by recommendation (HB-05)",
        [labels.ROWS[name] for name in names],
        values,
        returns,
        source=source,
        indicator="HB-05",
    )


def _funders() -> Chapter:
    chapter = Chapter("funders", "")
    chapter.blocks.append(quarters.not_provided(FUNDERS, "Indicators of research funders", NOT_YET))
    return chapter


def _performers(returns: Returns) -> Chapter:
    chapter = Chapter("performers", "")
    chapter.blocks.append(prose(texts.READING_RULES[0]))
    chapter.section(
        "Registered, triaged, appraised",
        keyed(
            "Partnerships registered and triaged (RP-04, RP-05)",
            [
                ("registered", "Registered"),
                ("triaged_before", "Triaged first"),
                ("goes_on", "Went on to full"),
            ],
            returns,
            source="the platform",
            indicator="RP-04",
        ),
        *multiples(returns),
        _bands(
            "scored-band",
            "Appraisals by band, before measures (RP-06)",
            returns,
            _left_out(returns),
        ),
        _bands("decided-residual", "Partnerships by band, after measures (RP-06)", returns),
        keyed(
            "Measures done by their date (RP-07)",
            [("measures", "Done in time")],
            returns,
            source="the platform",
            indicator="RP-07",
        ),
    )
    chapter.section(
        "What organisations declare",
        quarters.not_provided(SELF_DECLARED, "Indicators declared by organisations", NOT_YET),
    )
    return chapter


def _left_out(returns: Returns) -> str:
    """How many scores the bands leave out, of the Member States that counted and show them."""
    values = [blocks.at(each["figures"], "scored-left-out") for each in returns.values()]
    told = [number for each in values if (number := blocks.known(each)) is not None]
    hidden = sum(each.get("status") == "confidential" for each in values)
    if not told and not hidden:
        return ""
    words = f"left out, on editions that do not build on the EU baseline: {sum(told):,} scores"
    more = f", and those of {hidden} Member States that are withheld" if hidden else ""
    return f"{words}{more}"


def _bands(name: str, caption: str, returns: Returns, note: str = "") -> Block:
    def values(document: Document) -> list[Value]:
        return [blocks.share(document["figures"], name, band) for band in labels.BANDS]

    columns = list(labels.BANDS.values())
    more = {"note": note} if note else {}
    return states(
        caption, columns, values, returns, source="the platform", indicator="RP-06", **more
    )


def _openness(returns: Returns) -> Chapter:
    chapter = Chapter("openness", "")
    chapter.section(
        "Openness, burden, self-governance",
        keyed(
            "Burden, openness and who decides (PR-01 to PR-03)",
            [
                ("minutes", "Median minutes"),
                ("ahead", "Went ahead"),
                ("decides", "Own decisions"),
            ],
            returns,
            source="the platform",
            indicator="PR-01",
        ),
        *bars(returns, "ahead", "Partnerships that went ahead, of those decided on"),
        prose(
            "Disparate impact (PR-04) and objections (PR-05) are not collected yet. No figure here "
            "or anywhere else is broken down by the country of a partner."
        ),
    )
    chapter.blocks += _words("openness", returns)
    return chapter


def _texts(key: str, returns: Returns) -> Chapter:
    chapter = Chapter(key, "")
    chapter.blocks += _words(key, returns) or [prose("No ministry provided a text.")]
    return chapter


def _words(key: str, returns: Returns) -> list[Block]:
    """What ministries wrote in a chapter, each under its Member State, in protocol order."""
    found: list[Block] = []
    for code in ORDER:
        if code in returns and returns[code]["texts"].get(key):
            found.append({"kind": "heading", "title": labels.COUNTRIES[code]})
            found += blocks.words(returns[code]["texts"][key], returns[code]["authority"])
    return found


def _changes(returns: Returns) -> Chapter:
    chapter = Chapter("changes", "")
    chapter.blocks.append(
        prose(
            "Figures of two cycles stand side by side in the national contributions, where their "
            "definition is the same. They are not added up over Member States, because those that "
            "returned are not the same in every cycle."
        )
    )
    chapter.blocks += _words("changes", returns)
    return chapter
