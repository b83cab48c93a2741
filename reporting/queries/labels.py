"""What the categories of the tables are called."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from advisory.choices import Recommendation, ReferralSource
from diligence.choices import DecisionVerdict, Followed
from portal.enums import OrganisationType, SizeBand
from reporting.domain.cells import TOTAL

Labels = Mapping[str, str | Promise]

_BANDS: Final[Labels] = {"low": _("Low"), "medium": _("Medium"), "high": _("High")}
_TYPES: Final[Labels] = {
    **{str(each.value): each.label for each in OrganisationType if each.value},
    "higher_education": _("Higher education"),
    "institutes": _("Institutes, companies, infrastructures"),
}
_TECHNOLOGY: Final[Labels] = {
    "sensitive": _("AI, semiconductors, quantum, biotechnology"),
    "other": _("Another critical area"),
    "none": _("No critical area"),
    "critical": _("A critical area"),
}
_DUE: Final[Labels] = {
    "in_time": _("By the due date"),
    "late": _("Later"),
    "open": _("Not yet"),
    "not_in_time": _("Later or not yet"),
}

_LEFT_OUT: Final[Labels] = {"left_out": _("Under an edition that does not build on the baseline")}

_OF: Final[Mapping[str, Labels]] = {
    "registered-type": _TYPES,
    "registered-technology": _TECHNOLOGY,
    "started": {
        "before": _("Triaged by the day they started"),
        "after": _("Later or not yet"),
    },
    "triaged": {
        "ended_low": _("Ended at triage: low"),
        "out_of_scope": _("Ended at triage: out of scope"),
        "goes_on": _("Goes on to a full appraisal"),
    },
    "scored-band": _BANDS,
    "scored-outcome": {"refer": _("Referred"), "not_refer": _("Not referred")},
    "scored-technology": _TECHNOLOGY,
    "received-source": {
        **{str(each.value): each.label for each in ReferralSource},
        "otherwise": _("Telephone, mail or visit"),
    },
    "received-outcome": {
        **_BANDS,
        "refer": _("Referred"),
        "no_score": _("Without a score"),
        "below_high": _("Low or medium"),
    },
    "answered": _DUE,
    "advice": {str(each.value): each.label for each in Recommendation},
    "decided-verdict": {
        **{str(each.value): each.label for each in DecisionVerdict},
        "not_ahead": _("Hold or do not proceed"),
        "ahead": _("Went ahead"),
    },
    "decided-residual": _BANDS,
    "followed": {str(each.value): each.label for each in Followed},
    "measures": _DUE,
    "tenants-type": _TYPES,
    "tenants-size": {
        **{str(each.value): each.label for each in SizeBand if each.value},
        "below_large": _("Under 1,000 research staff"),
    },
    "triaged-left-out": _LEFT_OUT,
    "scored-left-out": _LEFT_OUT,
    "registered-organisations": {
        "with": _("Registered partnerships"),
        "without": _("Registered none"),
    },
    "scored-organisations": {
        "with": _("Had appraisals scored"),
        "without": _("Had none scored"),
    },
    "decided-organisations": {"with": _("Decided"), "without": _("Decided nothing")},
    "served-organisations": {
        "with": _("Served by the hub"),
        "without": _("Had no case at the hub"),
    },
}

LABELS: Final = MappingProxyType(
    {name: MappingProxyType({**labels, TOTAL: _("All")}) for name, labels in _OF.items()}
)
"""Table → row → label; the groups that rows may be merged into included."""

SOURCES: Final[Labels] = {
    "PLT": _("This portal"),
    "HUB": _("The hub's log on this portal"),
    "PLT/HUB": _("This portal and the hub's log on it"),
}
