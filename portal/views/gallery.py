"""Every component on one page, with invented values; shown in debug and demonstration only.

The words here are specimens for those who build pages and are left untranslated on purpose.
"""

from datetime import UTC, date, datetime
from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from portal.templatetags.icons import ICONS

TODAY: Final = date(2026, 11, 22)
HASH: Final = "9f2c41d07be6a85e3d1f60c2b74a98e5510cfe23ab7790d4e86f1c35a2bb0d71"

MATRIX: Final = [
    ["low", "low", "medium", "medium"],
    ["low", "low", "medium", "medium"],
    ["low", "medium", "medium", "high"],
    ["medium", "medium", "high", "high"],
]

STATES: Final = (
    "triage",
    "answering",
    "submitted",
    "scored",
    "reopened",
    "withdrawn",
    "proposed",
    "agreed",
    "waiting-for-information",
    "countersigned",
    "issued",
    "overdue",
)

SECTIONS: Final[list[dict[str, Any]]] = [
    {"label": "Project and technology", "status": "done", "answered": 7, "total": 7},
    {"label": "Partner organisation", "status": "missing", "answered": 8, "total": 10},
    {"label": "People", "status": "started", "answered": 2, "total": 8, "current": True},
    {"label": "Funding and ownership", "status": "todo", "answered": 0, "total": 6},
    {"label": "Legal checks", "status": "later", "answered": 0, "total": 7},
]

CONTRIBUTIONS: Final[list[dict[str, Any]]] = [
    {
        "label": "Project and technology",
        "bars": [
            {
                "label": "Which fields does the work touch?",
                "value": 6,
                "href": "#A3",
                "note": "A3: quantum sensing, photonics",
            },
            {
                "label": "How close is it to use?",
                "value": 2,
                "href": "#A2",
                "note": "A2: technology readiness 4 to 6",
            },
        ],
    },
    {
        "label": "Measures",
        "bars": [{"label": "Separate the sensitive work package", "value": -3, "note": "planned"}],
    },
]

EVENTS: Final[list[dict[str, Any]]] = [
    {
        "at": datetime(2026, 11, 20, 13, 2, tzinfo=UTC),
        "title": "Advice received",
        "by": "National hub",
        "tone": "success",
        "text": "Proceed with two measures; review after twelve months.",
    },
    {
        "at": datetime(2026, 11, 12, 8, 40, tzinfo=UTC),
        "title": "The hub asked two questions",
        "by": "National hub",
        "tone": "warning",
    },
    {
        "at": datetime(2026, 11, 9, 15, 21, tzinfo=UTC),
        "title": "Appraisal scored",
        "by": "Ajar",
        "tone": "info",
        "href": "#timeline",
    },
    {
        "at": datetime(2026, 11, 3, 9, 5, tzinfo=UTC),
        "title": "Partnership registered",
        "by": "Ines Duarte",
    },
]

ROWS: Final[list[dict[str, Any]]] = [
    {
        "title": "Quantum magnetometry for brain imaging",
        "partner": "Institute of Applied Physics, Northfield",
        "state": "answering",
        "band": "",
        "due": date(2026, 11, 20),
        "points": 14,
    },
    {
        "title": "Coastal sediment archive",
        "partner": "Oceanographic Centre, Port Azul",
        "state": "scored",
        "band": "low",
        "due": date(2026, 11, 24),
        "points": 3,
    },
    {
        "title": "Joint laboratory for battery chemistry",
        "partner": "Eastern Technical University",
        "state": "submitted",
        "band": "medium",
        "due": date(2026, 12, 14),
        "points": 21,
    },
    {
        "title": "Drone swarms in precision farming",
        "partner": "Agritech Foundation",
        "state": "withdrawn",
        "band": "high",
        "due": None,
        "points": 32,
    },
]


SPECIMENS: Final[dict[str, Any]] = {
    "today": TODAY,
    "hash": HASH,
    "matrix": MATRIX,
    "states": STATES,
    "icons": sorted(ICONS),
    "sections": [{"url": f"#section-{at}", **item} for at, item in enumerate(SECTIONS)],
    "contributions": CONTRIBUTIONS,
    "events": EVENTS,
    "records": ROWS,
    "page": Paginator(range(240), 20).page(4),
    "moment": datetime(2026, 11, 22, 13, 2, tzinfo=UTC),
    "facts": [
        ("Partner", "Institute of Applied Physics, Northfield"),
        ("Unit", "Faculty of Physics"),
        ("Ends on", ""),
        {"term": "Funder", "value": "Horizon Europe", "note": "Grant 101 234 567"},
    ],
    "tabs": [
        {"label": "Overview", "url": "#tabs", "current": True},
        {"label": "Appraisals", "url": "#tabs", "count": 2},
        {"label": "Record", "url": "#tabs"},
    ],
    "files": [
        {"name": "Revised work plan.pdf", "url": "#files", "size": 482_133, "hash": HASH},
        {
            "name": "Licence 2026-114.pdf",
            "url": "#files",
            "size": 91_400,
            "note": "Clears the export-control flag",
        },
    ],
    "options": [
        {"value": "unit", "label": "Yes, the unit we work with"},
        {
            "value": "parent",
            "label": "Yes, its parent body",
            "hint": "A ministry, an academy, a holding.",
        },
        {"value": "no", "label": "No", "checked": True},
        {"value": "unknown", "label": "Don’t know"},
    ],
    "coverage": [
        {"label": "Universities", "value": 82, "note": "41 of 50"},
        {"label": "Research institutes", "value": 64, "note": "16 of 25"},
        {
            "label": "Universities of applied sciences",
            "value": None,
            "withheld": "Fewer than five organisations",
        },
    ],
    "bands": [
        {"label": "Low", "value": 118, "tone": "low"},
        {"label": "Medium", "value": 46, "tone": "medium"},
        {"label": "High", "value": 9, "tone": "high"},
        {"label": "Not scored", "value": 21, "tone": "neutral"},
    ],
    "trend": [
        ("2019", 12),
        ("2020", 18),
        ("2021", None),
        ("2022", 31),
        ("2023", 35),
        ("2024", 52),
        ("2025", 64),
    ],
    "spark": [3, 5, 4, 8, 9, 14],
    "residual": (2, 1),
    "state_choices": [("", "Any"), ("answering", "Answering"), ("scored", "Scored")],
}


class Specimen(forms.Form):
    """One field of each kind."""

    title = forms.CharField(
        label="Title of the partnership", help_text="As it will appear in lists."
    )
    partner = forms.CharField(label="Partner", required=False)
    starts_on = forms.DateField(label="Starts on")
    budget = forms.DecimalField(label="Budget in euro", required=False)
    kind = forms.ChoiceField(
        label="Kind of agreement",
        choices=[("", "Choose"), ("joint", "Joint project"), ("mobility", "Mobility")],
    )
    military = forms.ChoiceField(
        label="Is the partner controlled by armed forces?",
        widget=forms.RadioSelect,
        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Don’t know")],
    )
    domains = forms.MultipleChoiceField(
        label="Which fields does the work touch?",
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("ai", "Artificial intelligence"),
            ("quantum", "Quantum technologies"),
            ("none", "None of these"),
        ],
    )
    why = forms.CharField(label="Reason", widget=forms.Textarea, required=False)
    evidence = forms.FileField(label="Evidence", required=False, help_text="PDF, up to 20 MB.")
    confirmed = forms.BooleanField(label="I have read what the hub wrote")


def gallery(request: HttpRequest) -> HttpResponse:
    """The page of specimens; 404 where people work in earnest."""
    if not (settings.DEBUG or settings.DEMONSTRATION):
        raise Http404
    broken = Specimen({"broken-title": "", "broken-military": ""}, prefix="broken")
    shown = {**SPECIMENS, "specimen": Specimen(), "broken": broken}
    return render(request, "gallery/gallery.html", shown)
