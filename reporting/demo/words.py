"""What the invented ministries declare and write."""

from typing import Any, Final

DECLARED: Final[dict[str, dict[str, Any]]] = {
    "MS-01": {
        "status": "part",
        "since": "2025-03-14",
        "where": "https://research-security.example/guidelines",
    },
    "MS-02": {"meetings_2025": 4, "meetings_2026": 6},
    "MS-03": {
        "status": "yes",
        "since": "2025-01-15",
        "home": "Agency for international cooperation",
        "where": "https://research-security.example/service",
    },
    "MS-04": {"staff_2025": "5_to_10", "staff_2026": "10_to_25"},
    "MS-05": {
        "status": "yes",
        "members": ["research", "security", "foreign", "trade"],
        "since": "2025-06-01",
    },
    "MS-06": {"briefings_2025": 3, "briefings_2026": 5},
    "MS-07": {"status": "no"},
}
"""MS-08 is left out: the report prints "not provided"."""

TEXTS: Final = {
    "policy": (
        "The national guidelines on open and safe cooperation were published in spring 2025 after "
        "six meetings with the sector. They follow the Council Recommendation and add nothing that "
        "binds."
    ),
    "support": (
        "The advisory service answers organisations, not individuals. Its advice is not binding; "
        "most questions could be settled on the telephone without a case being opened."
    ),
    "performers": (
        "Organisations that joined in 2025 triaged their running cooperations first. The share "
        "that went on to an appraisal fell as officers gained practice."
    ),
    "openness": (
        "Nearly all cooperations went ahead. Where measures were taken, they were about access to "
        "laboratories and about agreements, seldom about publications."
    ),
    "practice": (
        "A shared page of worked cases, written by three universities with their consent, is used "
        "in training. Small organisations ask for more help with ownership of partners."
    ),
    "outlook": (
        "Next: training for heads of department, and a common list of questions for partners. We "
        "ask the Commission to keep the questionnaire stable for the next cycle."
    ),
}
