"""The annexes of a report: sheets, list of tables, versions, what was withheld, words."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from reporting.domain import blocks, declarations, labels
from reporting.domain import chapters as texts
from reporting.domain.blocks import Chapter, number, prose, table
from reporting.domain.counted import FUNDERS, SELF_DECLARED
from reporting.domain.indicators import INDICATORS

Document = Mapping[str, Any]

_NUMBER: Final = {"number": True}
SOURCES: Final = (
    ("PLT", "computed from records of the platform"),
    ("HUB", "the hub's log on the platform"),
    ("MIN", "declaration of the ministry"),
    ("ORG", "declaration of organisations; not collected yet"),
    ("FUN", "declaration of funders; not collected yet"),
)
CLASSES: Final = (
    ("A", "a public policy fact: nothing is withheld"),
    ("B", "organisations are counted"),
    ("C", "cases are counted"),
    ("D", "durations and medians"),
    ("E", "ratios between groups"),
)


def annexes(edition: Document, chapters: Sequence[Chapter]) -> list[Chapter]:
    """Annexes A to F; `chapters` must be numbered, because B lists their tables."""
    documents = [each["document"] for each in edition["returns"] if each["document"]]
    makers: dict[str, Callable[[], list[blocks.Block]]] = {
        "sheets": _sheets,
        "tables": lambda: _tables(edition, chapters),
        "versions": lambda: _versions(edition, documents),
        "suppression": lambda: _suppression(edition),
        "accessibility": lambda: [prose(*texts.ACCESSIBILITY)],
        "glossary": lambda: [blocks.terms(texts.GLOSSARY)],
    }
    return [
        Chapter(f"annex-{key}", title, number=letter, blocks=makers[key]())
        for letter, (key, title) in zip("ABCDEF", texts.ANNEXES, strict=True)
    ]


def _sheets() -> list[blocks.Block]:
    declared: list[Any] = [
        [
            {"value": each.code},
            {"value": each.name, "note": each.question},
            {"value": each.unit},
            {"value": "MIN"},
            {"value": "A" if each.code != "MS-08" else "A, B"},
            {"value": each.anchor},
        ]
        for each in declarations.INDICATORS
    ]
    computed: list[Any] = [
        [
            {"value": each.id},
            {"value": each.name, "note": " ".join(filter(None, [each.definition, each.caveat]))},
            {"value": _unit(each.unit, each.numerator, each.denominator)},
            {"value": each.source},
            {"value": each.of.value},
            {"value": each.anchor},
        ]
        for each in INDICATORS
    ]
    columns = ["Indicator", "Name and definition", "Unit", "Source", "Class", "Anchor"]
    later: list[Any] = [
        [code, name, blocks.MISSING]
        for code, name in sorted([*FUNDERS, *SELF_DECLARED, ("HB-07", "Training reach")])
    ]
    return [
        table("Indicators declared by ministries", columns, declared),
        table("Indicators computed from the platform", columns, computed),
        table("Indicators that nobody provides yet", ["Indicator", "Name", "Value"], later),
        blocks.terms((code, words) for code, words in (*SOURCES, *_classes())),
        prose(
            "Anchors are local codes of the recommendations by addressee: J Member States and "
            "Commission together, M Member States, F funders, O research organisations, P "
            "principles, D definitions."
        ),
    ]


def _classes() -> list[tuple[str, str]]:
    return [(f"Class {code}", words) for code, words in CLASSES]


def _unit(unit: str, numerator: str, denominator: str) -> str:
    return f"{unit}: {numerator} / {denominator}" if numerator and denominator else unit


def _tables(edition: Document, chapters: Sequence[Chapter]) -> list[blocks.Block]:
    rows: list[Any] = []
    for chapter in chapters:
        for block in chapter.blocks:
            if block["kind"] == "table":
                rows.append(
                    [
                        {"value": block["number"], "href": f"#{block['anchor']}"},
                        block["caption"],
                        *(number(count) for count in counts(block)),
                    ]
                )
    heads = ["Shown", "Withheld", "Not provided"]
    return [
        prose(
            "All tables are embedded in the PDF as tables.csv, one line for each value with its "
            "status, and the document they were drawn from as data.json."
        ),
        table(
            "Tables of this report and the status of their values",
            ["Table", "Title", *(_NUMBER | {"label": head} for head in heads)],
            rows,
        ),
    ]


def counts(block: blocks.Block) -> tuple[int, int, int]:
    """Values of a table that are shown, withheld, not provided."""
    cells = [cell for row in block["rows"] for cell in row[1:] if isinstance(cell, Mapping)]
    statuses = [cell.get("status", "") for cell in cells]
    shown = sum("raw" in cell or bool(cell.get("value")) for cell in cells)
    return shown, statuses.count("confidential"), statuses.count("missing")


def _versions(edition: Document, documents: Sequence[Document]) -> list[blocks.Block]:
    questionnaires = {
        (each.get("key", ""), each.get("edition", ""), each.get("digest", ""))
        for document in documents
        for each in document["questionnaires"]
    }
    found = []
    if questionnaires:
        rows = [[key, str(made), _hash(digest)] for key, made, digest in sorted(questionnaires)]
        heads = ["Questionnaire", "Edition", "SHA-256"]
        found.append(table("Questionnaires and scoring rules in force", heads, rows))
    else:
        found.append(prose("No questionnaire edition is on record with the figures."))
    found.append(
        table(
            "Returns this report was made from",
            ["Member State", _NUMBER | {"label": "Revision"}, "SHA-256"],
            [
                [labels.COUNTRIES[each["member_state"]], number(each["revision"]),
                 _hash(each["digest"])]
                if each["revision"]
                else [labels.COUNTRIES[each["member_state"]], blocks.MISSING, blocks.MISSING]
                for each in edition["returns"]
            ],
        )
    )  # fmt: skip
    if edition["kind"] == "national":
        found.append(_snapshots(documents[0]))
    return found


def _snapshots(document: Document) -> blocks.Block:
    if not document["snapshots"]:
        return prose("No snapshot was taken in this cycle.")
    return table(
        "Snapshots the figures come from",
        ["Quarter", "Snapshot", "Engine", "SHA-256"],
        [
            [each["period"], _hash(each["id"]), each["engine"], _hash(each["digest"])]
            for each in document["snapshots"]
        ],
        note="figures of the cycle are those of the last snapshot, which was cleared together with "
        "all before it",
    )


def _hash(value: str) -> dict[str, Any]:
    return {"value": value, "hash": True}


def _suppression(edition: Document) -> list[blocks.Block]:
    """Counts by reason, over all Member States; never which cells."""
    counts_: dict[str, int] = {}
    numbers = 0
    for each in edition["returns"]:
        document = each["document"]
        if document is None:
            continue
        numbers += document["figures"].get("numbers", 0)
        logs = (document["figures"].get("withheld", {}), document["coverage"].get("log", {}))
        for log in logs:
            for reason, count in log.items():
                counts_[reason] = counts_.get(reason, 0) + count
    if not counts_:
        return [prose("Nothing was withheld.")]
    rows = [[labels.REASONS.get(key, key), number(counts_[key])] for key in sorted(counts_)]
    return [
        prose(
            f"{sum(counts_.values()):,} values were withheld; {numbers:,} were cleared in all. "
            "Which values were withheld for which reason is not said: it would narrow them down."
        ),
        table(
            "Values withheld, by reason",
            ["Reason", _NUMBER | {"label": "Values"}],
            [*rows, ["All", number(sum(counts_.values()))]],
            total=True,
        ),
    ]
