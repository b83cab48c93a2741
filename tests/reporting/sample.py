"""A report with every part in it, in several scripts: what the tests set, and what eyes check."""

from datetime import UTC, datetime
from typing import Any

from django.template import engines

DATED = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TITLE = "Research security in Utopia & Ελλάδα"

PAGE = """{% extends "reporting/report/base.html" %}
{% load charts report %}
{% block findings %}
  {% report_chapter report.chapters.0 %}
    <ol class="report-findings">
      {% for finding in findings %}
        <li><p class="report-findings__says">{{ finding.0 }}</p><p>{{ finding.1 }}{% if forloop.first %}{% report_note "coverage" %}Shares describe users of the platform, not the sector; see <a href="https://example.org/method">the method</a>.{% endreport_note %}{% endif %}</p></li>
      {% endfor %}
    </ol>
    <div class="report-figures">
      {% report_figure "64" "Registered organisations" unit="%" note="32 of 50 in the frame" %}
      {% report_figure confidential "Regional split" note="Fewer than five organisations" %}
      {% report_figure missing "Training reach" %}
    </div>
  {% endreport_chapter %}
{% endblock %}
{% block chapters %}
  {% for chapter in chapters %}
    {% report_chapter chapter %}
      <p>Łódź, Çeşme, Ķekava: Η ασφάλεια της έρευνας. Безопасност на научните изследвания. Plain words say what the figures mean{% report_note chapter.note %}A note on {{ chapter.title }}, long enough to run over the end of one line and to be set on a second one beneath it.{% endreport_note %} and what they do not mean. See <a href="#verify">how to verify this report</a>.</p>
      {% for section in chapter.sections %}
        <h3 id="{{ section.anchor }}">{{ section.number }} {{ section.title }}</h3>
        <p>{{ prose }}</p>
        {% if forloop.first %}
          {% report_chart number=section.number source="hub log, 2026" note="Gaps are years without a collection." %}{% line_chart trend title="Uptake doubled in three years" reading="No figures were collected in 2021." unit="%" %}{% endreport_chart %}
          {% report_chart number=section.number source="registers" %}{% bar_chart bars title="Four in five universities register partnerships" reading="Share of organisations with at least one partnership." unit="%" maximum=100 %}{% endreport_chart %}
        {% endif %}
        {% report_table columns rows caption=section.title number=section.number note="organisations that answered" source="platform" groups=groups total=True %}
        <p>{{ prose }}</p>
        {% report_chart number=section.number %}{% stacked_bar parts title="Most partnerships end low" reading="118 of 194 partnerships." %}{% endreport_chart %}
      {% endfor %}
    {% endreport_chapter %}
  {% endfor %}
{% endblock %}"""

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
