"""A dossier in the values its templates take: one reading for the preview and the frozen copy."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from diligence.choices import (
    Activity,
    AgreementKind,
    PartnerKind,
    PartnershipState,
    TechnologyArea,
)
from diligence.domain import dossier as dossiers
from diligence.domain.dossier import Case, Item
from diligence.queries import history, objections
from diligence.queries.history import Words
from portal.countries import name_of

KINDS = {
    "title": gettext_lazy("Title of the partnership"),
    "benefit": gettext_lazy("Benefit statement"),
    "responsible": gettext_lazy("Name of the responsible researcher"),
    "answer": gettext_lazy("Answer in words"),
    "note": gettext_lazy("Note beside an answer"),
    "file": gettext_lazy("File"),
}


def tick(item: Item, included: frozenset[str], sizes: Mapping[str, str]) -> dict[str, Any]:
    """One thing that travels only where it is ticked, as a checkbox takes it."""
    label = label_of(item)
    text = sizes.get(item.key, "") if item.kind == "file" else item.text
    return {"value": item.key, "label": label, "hint": text, "checked": item.key in included}


def label_of(item: Item) -> str:
    """What an item is called where it is offered."""
    label = str(KINDS[item.kind])
    if item.kind in ("answer", "note"):
        return f"{label}: {item.key.partition(':')[2]} · {item.label}"
    return f"{label}: {item.text}" if item.kind == "file" else label


def shown(content: Mapping[str, Any]) -> dict[str, Any]:
    """A dossier's content, section by section, in the reader's language where it is coded."""
    titles = content["questionnaire"].get("sections", {})
    notes = {note["question"]: note["note"] for note in content["notes"]}
    sections: dict[str, list[dict[str, Any]]] = {}
    for answer in content["answers"]:
        row = {
            "id": answer["question"],
            "text": answer["text"],
            "answer": "; ".join(_answers(answer)),
            "note": notes.get(answer["question"], ""),
        }
        sections.setdefault(answer["section"], []).append(row)
    answered = {answer["question"] for answer in content["answers"]}
    return {
        "triage": content["kind"] == dossiers.TRIAGE,
        "organisation": content["organisation"],
        "questionnaire": content["questionnaire"],
        "facts": _facts(content["partnership"]),
        "benefit": content["partnership"].get(dossiers.BENEFIT, ""),
        "partners": [_partner(partner) for partner in content["partners"]],
        "sections": [
            {"id": id, "title": titles.get(id, ""), "rows": rows} for id, rows in sections.items()
        ],
        "notes": [note for note in content["notes"] if note["question"] not in answered],
        "files": content["files"],
        "left_out": _left_out(content["left_out"]),
        "answers": len(content["answers"]),
    }


def sizes_of(case: Case) -> dict[str, str]:
    """What is said beside a file's tick: its size, and the question it is evidence for."""
    return {
        f"file:{file.id}": " · ".join(filter(None, [filesizeformat(file.size), file.question]))
        for file in case.files
    }


def _answers(answer: Mapping[str, Any]) -> Sequence[str]:
    if answer.get("type") == "country":
        return [name_of(str(code)) for code in answer["labels"]]
    return [str(label) for label in answer["labels"]]


def _facts(partnership: Mapping[str, Any]) -> list[tuple[str, str]]:
    words = Words([])
    coded: Sequence[tuple[str, Any]] = (
        ("state", PartnershipState),
        ("agreement_kind", AgreementKind),
        ("activities", Activity),
        ("technology_areas", TechnologyArea),
    )
    known = {name: {str(code): str(label) for code, label in c.choices} for name, c in coded}

    def told(name: str) -> str:
        value = partnership.get(name)
        if name in known:
            values = value if isinstance(value, list) else [value]
            return "; ".join(known[name].get(str(code), str(code)) for code in values if code)
        return words.value(name, value)

    rows = [(history.label_of("title"), partnership["title"])] if partnership.get("title") else []
    rows.append((_("Code"), str(partnership["code"])))
    names = ("state", "activities", "technology_areas", "agreement_kind", "agreement_signed_on")
    rows += [(history.label_of(name), told(name)) for name in (*names, "starts_on", "ends_on")]
    if partnership.get("objections"):
        lines = map(objections.in_words, partnership["objections"])
        rows.append((_("Objected to, not answered yet"), "; ".join(lines)))
    if partnership.get("responsible"):
        rows.append((history.label_of("responsible"), partnership["responsible"]))
    return rows


def _partner(partner: Mapping[str, str]) -> dict[str, str]:
    kinds = {str(code): str(label) for code, label in PartnerKind.choices}
    return {
        "name": partner["name"],
        "country": name_of(partner["country"]) if partner["country"] else "",
        "kind": kinds.get(partner["kind"], partner["kind"]),
        "ror_id": partner["ror_id"],
        "pic": partner["pic"],
    }


def _left_out(counts: Mapping[str, int]) -> list[str]:
    """What exists and does not travel, counted by kind."""
    return [
        _counted(kind, count) if kind in ("answer", "note", "file") else str(KINDS[kind])
        for kind, count in counts.items()
    ]


def _counted(kind: str, count: int) -> str:
    words = {
        "answer": ngettext("%(count)d answer in words", "%(count)d answers in words", count),
        "note": ngettext("%(count)d note", "%(count)d notes", count),
        "file": ngettext("%(count)d file", "%(count)d files", count),
    }
    return words[kind] % {"count": count}
