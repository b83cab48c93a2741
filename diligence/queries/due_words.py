"""What is due in plain words, and where its next step is taken."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from diligence.choices import DueKind
from diligence.domain.due import Because, Effort, Item, Kind
from diligence.domain.reminding import ASSUMED
from diligence.models import Partnership
from diligence.queries import minutes
from portal.models import Organisation

_WHY: Final = {
    Because.STARTS: gettext_lazy("Starts then and is not appraised yet"),
    Because.STARTED: gettext_lazy("Started without an appraisal"),
    Because.TRIAGE: gettext_lazy("Triage begun on %(since)s"),
    Because.ANSWERS: gettext_lazy("Answers begun on %(since)s"),
    Because.UNKNOWN: gettext_lazy("Scored on %(since)s, and too much of it is not known"),
    Because.ASKED: gettext_lazy("The hub asked on %(since)s; its clock stands still until then"),
    Because.NEEDED: gettext_lazy("The hub asked on %(since)s; you need its advice by then"),
    Because.RESULT: gettext_lazy("Scored on %(since)s, and not decided yet"),
    Because.TO_SEND: gettext_lazy("Scored on %(since)s; to be sent to the hub"),
    Because.ADVICE: gettext_lazy("Not decided yet; the hub means to advise by %(since)s"),
    Because.REVIEW: gettext_lazy("What the decision rests on changed on %(since)s"),
    Because.EXPIRES: gettext_lazy("The decision holds until then"),
    Because.PLANNED: gettext_lazy("Measure %(about)s is to be carried out by then"),
    Because.EVIDENCE: gettext_lazy("Measure %(about)s is done; its evidence is to be accepted"),
    Because.CLEARED: gettext_lazy("The clearance of %(about)s holds until then"),
    Because.REPLIED: gettext_lazy("%(about)s replied on %(since)s"),
    Because.LAPSES: gettext_lazy("No reply from %(about)s yet; the link works until then"),
}
_STEPS: Final = {
    Because.STARTS: ("appraisal-start", gettext_lazy("Start the triage")),
    Because.STARTED: ("appraisal-start", gettext_lazy("Start the triage")),
    Because.TRIAGE: ("appraisal-triage", gettext_lazy("Continue the triage")),
    Because.ANSWERS: ("appraisal-detail", gettext_lazy("Continue answering")),
    Because.UNKNOWN: ("appraisal-result", gettext_lazy("Look at the result")),
    Because.ASKED: ("appraisal-reply", gettext_lazy("Answer the hub")),
    Because.NEEDED: ("appraisal-reply", gettext_lazy("Answer the hub")),
    Because.RESULT: ("decision", gettext_lazy("Decide")),
    Because.TO_SEND: ("appraisal-send", gettext_lazy("Send to the hub")),
    Because.ADVICE: ("appraisal-result", gettext_lazy("Look at the result")),
    Because.REVIEW: ("decision", gettext_lazy("Look at the case")),
    Because.EXPIRES: ("partnership-detail", gettext_lazy("Look at the case")),
    Because.PLANNED: ("measure", gettext_lazy("Look at the measure")),
    Because.EVIDENCE: ("measure", gettext_lazy("Look at the evidence")),
    Because.CLEARED: ("appraisal-result", gettext_lazy("Look at the clearance")),
    Because.REPLIED: ("reply-list", gettext_lazy("Look at the reply")),
    Because.LAPSES: ("colleague-list", gettext_lazy("Look at the question")),
}
_FLAGS: Final = {
    "REFER": gettext_lazy("the flag for the hub"),
    "LEGAL-EXPORT": gettext_lazy("the export control flag"),
    "LEGAL-FDI": gettext_lazy("the investment screening flag"),
    "LEGAL-FUNDER": gettext_lazy("the funder’s flag"),
    "LEGAL-ETHICS": gettext_lazy("the ethics flag"),
}


def kind_of(item: Item) -> str:
    return str(DueKind(item.kind).label)


def why(item: Item, today: date) -> str:
    """Why it is due on its day, in a sentence."""
    if item.because is Because.EXPIRES and item.due < today:
        return _("The decision has run out")
    since = date_format(item.since, "DATE_FORMAT") if item.since else ""
    about = str(_FLAGS.get(item.about, item.about))
    told = str(_WHY[item.because]) % {"since": since, "about": about}
    if item.kind is Kind.CLEARANCE and item.firm:
        told += "; " + _("transfers wait from the next day on")
    return told


def address(item: Item) -> str:
    """The page of the next step: of what begins with a button, the partnership's."""
    name, _label = _STEPS[item.because]
    if name == "appraisal-start":
        name = "partnership-detail"
    return reverse(f"diligence:{name}", args=[item.step])


def row(item: Item, partnership: Partnership, today: date) -> dict[str, Any]:
    """One item as lists show it; the partnership with its unit."""
    name, label = _STEPS[item.because]
    return {
        "item": item,
        "kind": kind_of(item),
        "partnership": partnership,
        "href": reverse("diligence:partnership-detail", args=[item.partnership]),
        "due": item.due,
        "why": why(item, today),
        "action": str(label),
        "url": reverse(f"diligence:{name}", args=[item.step]),
        "post": name == "appraisal-start",
        "put_off_url": reverse("diligence:put-off", args=[item.subject, item.kind.value]),
    }


@dataclass(frozen=True, slots=True)
class Takes:
    """How long a step takes, and how that is known."""

    minutes: int
    told: str


def takes(organisation: Organisation) -> dict[Effort, Takes]:
    """What each step takes here: measured where enough was, and else assumed."""
    found = {effort: Takes(assumed, _("assumed")) for effort, assumed in ASSUMED.items()}
    if not organisation.measures_minutes:
        return found
    for effort, typical in (
        (Effort.TRIAGE, minutes.typical_triage()),
        (Effort.ANSWERS, minutes.typical()),
    ):
        if typical.minutes is not None:
            told = ngettext("median of one case", "median of %(count)d cases", typical.cases)
            # Under five minutes are measured as none.
            found[effort] = Takes(max(typical.minutes, 3), told % {"count": typical.cases})
    return found


def lasting(count: int) -> str:
    return ngettext("about a minute", "about %(count)d minutes", count) % {"count": count}
