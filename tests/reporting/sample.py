"""A report with every part in it, in several scripts: what the tests set, and what eyes check."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.template import engines

DATED = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TITLE = "Research security in Utopia & Ελλάδα"

PAGE = (Path(__file__).parent / "report.html").read_text(encoding="utf-8")

PROSE = (
    "An organisation decides for itself. Advice is not binding, silence is no veto, and no figure "
    "here ranks one country above another. Where fewer than five organisations stand behind a "
    "value it is withheld, together with as many others as it takes to keep it so. "
) * 2


def _chapters(count: int, sections: int) -> list[dict[str, Any]]:
    names = ["Summary", "Method", "National system", "Support service", "Openness and rights"]
    return [
        {
            "number": str(at + 1),
            "title": names[at % len(names)],
            "anchor": f"chapter-{at + 1}",
            "note": f"n{at}",
            "summary": "Most of what is known is good; what is not known is said." if at else "",
            "sections": [
                {
                    "number": f"{at + 1}.{one + 1}",
                    "title": f"What section {at + 1}.{one + 1} finds",
                    "anchor": f"section-{at + 1}-{one + 1}",
                }
                for one in range(sections if at else 0)
            ],
        }
        for at in range(count)
    ]


def _rows(count: int) -> list[Any]:
    rows: list[Any] = [{"group": "Universities"}]
    for at in range(count):
        rows.append(
            [
                f"Πανεπιστήμιο and Rīga, type {at + 1}",
                120 + at,
                {"value": f"{40 + at} %", "status": "provisional"},
                {"status": "confidential"} if at % 3 == 1 else at,
                {"status": "missing"} if at % 4 == 2 else {"value": "12", "note": "of 20"},
            ]
        )
    return [*rows, ["All", 1200, "44 %", 30, {"status": "not_applicable"}]]


def context(chapters: int = 4, sections: int = 2, rows: int = 9, **report: Any) -> dict[str, Any]:
    """What a chapter's author hands to the page; ``report`` overrides facts of the cover."""
    made = _chapters(chapters, sections)
    return {
        "frame": "reporting/report/paper.html",
        "report": {
            "title": TITLE,
            "short_title": "Research security in Utopia",
            "subtitle": "National contribution to the third biennial report on the uptake of the "
            "Council Recommendation",
            "kicker": "Cycle 2025–2026",
            "authority": "Ministry of Research of Utopia",
            "reference": "UT-2026-1",
            "language": "en-GB",
            "draft": False,
            "caution": "This report ranks nobody. Levels are self-declared.",
            "facts": [
                ("Snapshot frozen", "22 Nov 2026, 12:00 UTC"),
                ("Marking", "TLP:CLEAR"),
                ("Contact", "report@example.org"),
            ],
            "snapshot": "UT-2026-1",
            "snapshot_sha256": "ab" * 32,
            "verify_url": "https://ajar.example.org/verify/UT-2026-1/",
            "files": [{"name": "tables.csv", "description": "All tables", "sha256": "cd" * 32}],
            "chapters": [*made, {"title": "How to verify this report", "anchor": "verify"}],
        }
        | report,
        "chapters": made[1:],
        "findings": [
            ("Two in three organisations appraise their partnerships.", PROSE[:150]),
            ("The hub answers in eleven days.", "Half of all questions are answered sooner."),
            ("Nine in ten appraised partnerships go ahead.", "Most with measures agreed."),
        ],
        "confidential": {"status": "confidential"},
        "missing": {"status": "missing"},
        "prose": PROSE,
        "trend": [("2020", 21), ("2021", None), ("2022", 30), ("2023", 38), ("2024", 44)],
        "bars": [
            {"label": "Universities", "value": 81, "note": "32 of 40"},
            {"label": "Research institutes", "value": 46},
            {"label": "Funders", "value": None, "withheld": ":c"},
        ],
        "parts": [
            {"label": "Low", "value": 118, "tone": "low"},
            {"label": "Medium", "value": 54, "tone": "medium"},
            {"label": "High", "value": 22, "tone": "high"},
        ],
        "groups": [{"span": 2}, {"label": "Appraised", "span": 3}],
        "columns": [
            "Type of organisation",
            {"label": "Frame", "number": True},
            {"label": "Share", "number": True, "unit": "% of frame"},
            {"label": "Referred", "number": True},
            {"label": "Measures", "number": True},
        ],
        "rows": _rows(rows),
    }


def page(**given: Any) -> str:
    """The HTML of the sample report."""
    template = engines["django"].from_string(PAGE)
    return str(template.render(context(**given)))
