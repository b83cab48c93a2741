"""The document of a report, what its page is drawn from, and the files embedded in its PDF.

A report's document holds everything it prints, in canonical JSON. All dates come from it, so the
same document gives the same page, and the same page gives the same bytes.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from io import StringIO
from typing import Any, Final
from xml.sax.saxutils import escape

from diligence.domain.canonical import canonical_bytes
from reporting.domain import chapters as texts
from reporting.domain import labels, national, union
from reporting.domain.annexes import annexes
from reporting.domain.blocks import Chapter, numbered

SCHEMA: Final = "ajar-report/1"
LANGUAGE: Final = "en"
NATIONAL: Final = "national"
EU: Final = "eu"
PARTED: Final = ("method", "national", "support", "performers", "openness")
"""Chapters whose sections are listed in the contents."""
CONTENTS_LINES: Final = 32
"""Lines of the contents that fit on their page; with more, only chapters are listed."""
PAGE_LINES: Final = 44
CAUTION: Final = (
    "This report ranks nobody. Declarations are self-declared, levels are the organisations' own, "
    "and values that could identify an organisation are withheld. It is not official statistics."
)


@dataclass(frozen=True, slots=True)
class Given:
    """One Member State's return as it goes into a report; without a document it has none."""

    member_state: str
    revision: int
    digest: str
    document: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Edition:
    """What is said of the report itself. `number` is 0 for a draft; `dated` is ISO 8601.

    `previous`: the document of the same Member State's return in the cycle before.
    """

    kind: str
    cycle: Mapping[str, Any]
    authority: str
    contact: str
    verify_url: str
    dated: str
    returns: Sequence[Given]
    number: int = 0
    correction: str = ""
    previous: Mapping[str, Any] | None = field(default=None)


def national_document(edition: Edition) -> dict[str, Any]:
    """The document of a national contribution: one return, confirmed or (a draft) not."""
    return _document(edition)


def eu_document(edition: Edition) -> dict[str, Any]:
    """The document of the EU edition: every Member State, in protocol order."""
    by_state = {each.member_state: each for each in edition.returns}
    ordered = [by_state.get(code) or Given(code, 0, "", None) for code in texts.PROTOCOL]
    return _document(edition, ordered)


def _document(edition: Edition, returns: Sequence[Given] = ()) -> dict[str, Any]:
    told: dict[str, Any] = {
        "schema": SCHEMA,
        "kind": edition.kind,
        "cycle": dict(edition.cycle),
        "authority": edition.authority,
        "contact": edition.contact,
        "verify_url": edition.verify_url,
        "dated": edition.dated,
        "edition": edition.number,
        "draft": not edition.number,
        "correction": edition.correction,
        "returns": [
            {
                "member_state": each.member_state,
                "revision": each.revision,
                "digest": each.digest,
                "document": dict(each.document) if each.document is not None else None,
            }
            for each in returns or edition.returns
        ],
    }
    if edition.previous is not None:
        told["previous"] = dict(edition.previous)
    return told


def with_seal(document: Mapping[str, Any], seal: Mapping[str, Any] | None) -> dict[str, Any]:
    """The document with the newest seal of the issuer's record: number, head and key.

    Whoever holds the paper can tell later whether that record was changed.
    """
    return {**document, "seal": dict(seal)} if seal else dict(document)


# --- What a page is drawn from ------------------------------------------------------------------
def chapters(document: Mapping[str, Any]) -> list[Chapter]:
    """Chapters and annexes, numbered."""
    if document["kind"] == EU:
        returns = {
            each["member_state"]: each["document"]
            for each in document["returns"]
            if each["document"] is not None
        }
        made = union.chapters(returns, document)
    else:
        made = national.chapters(document["returns"][0]["document"], document)
    numbered(made)
    after = annexes(document, made)
    numbered(after)
    return [*made, *after]


def context(document: Mapping[str, Any]) -> dict[str, Any]:
    """Everything the template draws, on the page and on paper."""
    made = chapters(document)
    shared = run_on(made)
    drawn: list[dict[str, Any]] = [
        {
            "number": each.number,
            "title": each.title,
            "anchor": f"chapter-{each.key}",
            "blocks": each.blocks,
            "run_on": each.key in shared,
            "sections": [
                {"title": block["title"], "anchor": block["anchor"], "number": block["number"]}
                for block in each.blocks
                if block["kind"] == "heading" and each.key in PARTED
            ],
        }
        for each in made
    ]
    lines = len(drawn) + sum(len(each["sections"]) for each in drawn)
    contents = [each if lines <= CONTENTS_LINES else each | {"sections": []} for each in drawn]
    return {
        "report": _report(document)
        | {
            "chapters": [*contents, {"title": "How to verify this report", "anchor": "verify"}],
            "files": _files(document, made),
        },
        "chapters": drawn,
    }


def run_on(made: Sequence[Chapter]) -> set[str]:
    """Keys of chapters short enough to stand on the page of the chapter before."""
    found, used = set(), PAGE_LINES
    for each in made:
        lines = 4 + sum(_length(block) for block in each.blocks)
        if used + lines <= PAGE_LINES:
            found.add(each.key)
            used += lines
        else:
            used = lines
    return found


def _length(block: Mapping[str, Any]) -> int:
    """About how many lines a block takes on paper."""
    match block["kind"]:
        case "prose" | "words":
            return sum(2 + len(each) // 90 for each in block["paragraphs"])
        case "list" | "terms":
            return sum(1 + len(each if isinstance(each, str) else each[1]) // 75
                       for each in block["entries"])  # fmt: skip
        case "table":
            return 7 + sum(2 if len(str(row[0])) > 40 else 1 for row in block["rows"])
        case "heading":
            return 3
        case _:
            return PAGE_LINES


def title(document: Mapping[str, Any]) -> str:
    """The report's name, in its own language."""
    if document["kind"] == EU:
        return "Research security in the European Union"
    return f"Research security in {_country(document)}"


def _country(document: Mapping[str, Any]) -> str:
    name = labels.COUNTRIES[document["returns"][0]["member_state"]]
    return f"the {name}" if name == "Netherlands" else name


def _report(document: Mapping[str, Any]) -> dict[str, Any]:
    key = document["cycle"]["key"].replace("-", "–")
    eu = document["kind"] == EU
    subtitle = (
        "EU edition: the union of the national returns on the uptake of the Council Recommendation"
        if eu
        else "National contribution on the uptake of the Council Recommendation on enhancing "
        "research security"
    )
    return {
        "title": title(document),
        "short_title": f"{title(document)}, {key}",
        "subtitle": subtitle,
        "kicker": f"Cycle {key}",
        "authority": document["authority"],
        "reference": reference(document),
        "language": LANGUAGE,
        "draft": document["draft"],
        "caution": CAUTION,
        "facts": _facts(document),
        "snapshot": reference(document),
        "snapshot_sha256": digest(document),
        "verify_url": document["verify_url"],
    }


def reference(document: Mapping[str, Any]) -> str:
    """What the edition is called: `NL-2025-2026-E1`, `EU-2025-2026-draft`."""
    place = "EU" if document["kind"] == EU else document["returns"][0]["member_state"]
    edition = f"E{document['edition']}" if document["edition"] else "draft"
    return f"{place}-{document['cycle']['key']}-{edition}"


def _facts(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    cycle = document["cycle"]
    given = [each for each in document["returns"] if each["document"] is not None]
    facts = [
        ("Edition", str(document["edition"]) if document["edition"] else "Draft"),
        ("Period", f"{labels.day(cycle['starts_on'])} to {labels.day(cycle['ends_on'])}"),
        ("Data freeze", labels.day(cycle["freezes_on"])),
        ("Data of", labels.day(document["dated"])),
    ]
    if document["kind"] == EU:
        facts.append(("Returns", f"{len(given)} of {len(texts.PROTOCOL)} Member States"))
    elif given and given[0]["revision"]:
        facts.append(("Return", f"Revision {given[0]['revision']}, confirmed"))
    else:
        facts.append(("Return", "Not confirmed"))
    facts.append(("Language", "English"))
    facts.append(("Marking", "TLP:AMBER until published" if document["draft"] else "TLP:CLEAR"))
    if document["contact"]:
        facts.append(("Contact", document["contact"]))
    if seal := document.get("seal"):
        told = f"Seal {seal['number']}, head {seal['head'][:16]}…, key {seal['key']}"
        facts.append(("Record of the issuer", told))
    if document["correction"]:
        facts.append(("Corrected", document["correction"]))
    return facts


def digest(document: Mapping[str, Any]) -> str:
    """SHA-256 of the document's canonical bytes."""
    return sha256(canonical_bytes(document)).hexdigest()


def dated(document: Mapping[str, Any]) -> datetime:
    """The one instant that every date in the PDF bears."""
    return datetime.fromisoformat(document["dated"])


def bears(data: bytes, document: Mapping[str, Any]) -> bool:
    """Whether a file names itself as this edition: title and reference stand in it uncompressed.

    It says nothing about whether the file is the one published; only its hash does.
    """
    return b"<x:xmpmeta" in data and escape(reference_title(document)).encode() in data


def reference_title(document: Mapping[str, Any]) -> str:
    """The title in the file's own description: the report's name and its reference."""
    return f"{title(document)}, {reference(document)}"


# --- What is embedded ---------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class File:
    """A file that travels inside the PDF."""

    name: str
    media_type: str
    data: bytes
    description: str


def files(document: Mapping[str, Any], made: Sequence[Chapter] | None = None) -> list[File]:
    """The tables as CSV and the document as JSON."""
    tables = _csv(made if made is not None else chapters(document))
    return [
        File("tables.csv", "text/csv", tables, "Every table, one line for each value."),
        File(
            "data.json",
            "application/json",
            canonical_bytes(document),
            "The frozen document this report was made from.",
        ),
    ]


def _files(document: Mapping[str, Any], made: Sequence[Chapter]) -> list[dict[str, str]]:
    return [
        {
            "name": each.name,
            "description": each.description,
            "sha256": sha256(each.data).hexdigest(),
        }
        for each in files(document, made)
    ]


def _csv(made: Sequence[Chapter]) -> bytes:
    """One line a value: table, title, indicator, row, column, value, status. UTF-8 with a mark, as
    spreadsheets want it; texts that could be read as a formula are led by an apostrophe."""
    out = StringIO()
    write = csv.writer(out, lineterminator="\r\n")
    write.writerow(["table", "title", "indicator", "row", "column", "value", "status"])
    for chapter in made:
        for block in chapter.blocks:
            if block["kind"] == "table":
                for line in _lines(block):
                    write.writerow([_safe(each) for each in line])
    return out.getvalue().encode("utf-8-sig")


def _lines(block: Mapping[str, Any]) -> list[list[str]]:
    heads = _heads(block)
    found = []
    for row in block["rows"]:
        name = row[0]["value"] if isinstance(row[0], Mapping) else str(row[0])
        for head, cell in zip(heads[1:], row[1:], strict=False):
            told = cell if isinstance(cell, Mapping) else {"value": cell}
            if told.get("value") == "" and "status" not in told:
                continue
            value = str(told.get("raw", told.get("value", "")))
            status = told.get("status", "final")
            lead = [block["number"], block["caption"], block.get("indicator", "")]
            found.append([*lead, str(name), head, value, status])
    return found


def _heads(block: Mapping[str, Any]) -> list[str]:
    """Columns by their whole name: a quarter with its year."""
    over: list[str] = []
    for group in block.get("groups", ()):
        over += [group.get("label", "")] * group["span"]
    over += [""] * (len(block["columns"]) - len(over))
    heads = zip(over, block["columns"], strict=False)
    return [" ".join(filter(None, [group, str(head["label"])])) for group, head in heads]


_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def _safe(text: str) -> str:
    return f"'{text}" if text.lstrip(" \"'\u00a0").startswith(_FORMULA_STARTS) else text
