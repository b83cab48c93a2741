"""The record in words: one table of every step that a partnership's timeline can tell.

A step this table does not know is still told, by its own name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from diligence.domain.wording import Sentence, gettext_noop

Detail = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One kind of event: its title, the tone of its mark, and which detail stands beneath it.

    `names` pairs the title's placeholders with keys of the detail; `text` is the key whose value
    is shown as the organisation wrote it, such as a reason.
    """

    title: str
    tone: str = ""
    names: tuple[tuple[str, str], ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """One event: a sentence, what somebody wrote, and a tone (info, success, warning, danger)."""

    sentence: Sentence
    text: str = ""
    tone: str = ""


def _of(title: str, tone: str = "", text: str = "", **names: str) -> Step:
    return Step(title, tone, tuple(names.items()), text)


_MEASURE = {"measure": "measure"}
_FLAG = {"flag": "flag", "question": "question"}
_REPLY = {"question": "question", "colleague": "colleague"}

STEPS: dict[str, Step] = {
    "partnership.registered": _of(gettext_noop("Registered"), "info"),
    "partnership.imported": _of(gettext_noop("Imported into the register"), "info"),
    "partnership.edited": _of(gettext_noop("Facts changed")),
    "partnership.ended": _of(gettext_noop("Ended")),
    "partnership.resumed": _of(gettext_noop("Resumed")),
    "partnership.discarded": _of(gettext_noop("Discarded from the register"), "warning"),
    "partnership.restored": _of(gettext_noop("Brought back to the register")),
    "partnership.undone": _of(gettext_noop("A change was taken back")),
    "partnership.merged": _of(gettext_noop("Partner records were merged")),
    "attachment.added": _of(gettext_noop("A file was added"), text="name"),
    "attachment.removed": _of(gettext_noop("A file was removed"), text="name"),
    "attachment.restored": _of(gettext_noop("A file was brought back"), text="name"),
    "appraisal.started": _of(gettext_noop("Triage begun")),
    "appraisal.changes_said": _of(
        gettext_noop("%(again)s: said to have changed: %(sections)s"),
        again="again",
        sections="sections",
    ),
    "appraisal.nothing_changed": _of(
        gettext_noop("%(again)s: nothing said to have changed"), again="again"
    ),
    "appraisal.triaged": _of(gettext_noop("Triage finished"), "info"),
    "appraisal.carried_over": _of(
        gettext_noop("Moved from %(before)s to %(after)s"), "info", before="before", after="after"
    ),
    "appraisal.submitted": _of(
        gettext_noop("Answers submitted (submission %(number)s)"), "info", number="submission"
    ),
    "appraisal.scored": _of(gettext_noop("Scored: %(outcome)s"), "info", outcome="outcome"),
    "appraisal.routed": _of(gettext_noop("Routed: %(leads)s"), "info", leads="leads_to"),
    "appraisal.reopened": _of(gettext_noop("Taken up again"), "warning", text="because"),
    "appraisal.reopened_by_hub": _of(
        gettext_noop("Answers opened again for the hub's questions"), "warning"
    ),
    "appraisal.withdrawn": _of(gettext_noop("Appraisal withdrawn"), "warning", text="because"),
    "due.put_off": _of(
        gettext_noop("Something due was put off until %(until)s"), text="because", until="until"
    ),
    "due.taken_back": _of(gettext_noop("Something put off is due again")),
    "colleague.asked": _of(
        gettext_noop("%(colleague)s was asked by link"), "info", colleague="colleague"
    ),
    "colleague.shared": _of(
        gettext_noop("Shared with %(colleague)s by link"), "info", colleague="colleague"
    ),
    "colleague.opened": _of(gettext_noop("%(colleague)s opened the link"), colleague="colleague"),
    "colleague.replied": _of(
        gettext_noop("%(colleague)s replied: a proposal"), "info", colleague="colleague"
    ),
    "colleague.renewed": _of(gettext_noop("%(colleague)s got a new link"), colleague="colleague"),
    "colleague.reminded": _of(gettext_noop("%(colleague)s was reminded"), colleague="colleague"),
    "colleague.revoked": _of(
        gettext_noop("The link of %(colleague)s was revoked"), "warning", colleague="colleague"
    ),
    "reply.accepted": _of(
        gettext_noop("Answer to %(question)s by %(colleague)s accepted"), "success", **_REPLY
    ),
    "reply.corrected": _of(
        gettext_noop("Answer to %(question)s by %(colleague)s corrected"), **_REPLY
    ),
    "reply.declined": _of(
        gettext_noop("Answer to %(question)s by %(colleague)s not taken up"), **_REPLY
    ),
    "consultation.waiting": _of(gettext_noop("A dossier is ready to be sent to the hub"), "info"),
    "consultation.sent": _of(gettext_noop("Sent to the hub"), "info"),
    "consultation.opened": _of(gettext_noop("Received by %(hub)s"), "info", hub="hub"),
    "consultation.updated": _of(gettext_noop("The hub received the newer dossier")),
    "consultation.not_placed": _of(gettext_noop("No hub answers for this case"), "warning"),
    "consultation.due_changed": _of(gettext_noop("The hub means to answer by another day")),
    "consultation.viewed": _of(gettext_noop("The hub looked at the dossier")),
    "consultation.taken": _of(gettext_noop("An adviser of the hub took the case"), "info"),
    "consultation.questions_asked": _of(
        gettext_noop("The hub asks for information"), "warning", text="message"
    ),
    "consultation.questions_withdrawn": _of(gettext_noop("The hub took its questions back")),
    "consultation.answered": _of(gettext_noop("The hub's questions were answered"), "info"),
    "consultation.needed_by_said": _of(
        gettext_noop("Told the hub by when an answer is needed"), text="because"
    ),
    "consultation.advice_received": _of(
        gettext_noop("Advice %(number)s received; it does not bind"), "success", number="number"
    ),
    "consultation.recalled": _of(gettext_noop("Recalled from the hub"), text="because"),
    "consultation.dropped": _of(gettext_noop("Not sent to the hub after all"), text="because"),
    "consultation.closed": _of(gettext_noop("The hub closed the case"), text="because"),
    "measures.shown": _of(gettext_noop("Measures were looked at")),
    "measure.chosen": _of(gettext_noop("Measure %(measure)s chosen"), **_MEASURE),
    "measure.planned": _of(
        gettext_noop("Measure %(measure)s planned"), "info", "responsible", **_MEASURE
    ),
    "measure.done": _of(gettext_noop("Measure %(measure)s marked as done"), "info", **_MEASURE),
    "measure.accepted": _of(
        gettext_noop("Evidence of measure %(measure)s accepted"), "success", **_MEASURE
    ),
    "measure.set_back": _of(
        gettext_noop("Last step of measure %(measure)s taken back"), "warning", **_MEASURE
    ),
    "measure.dropped": _of(
        gettext_noop("Measure %(measure)s dropped"), "warning", "because", **_MEASURE
    ),
    "measure.restored": _of(gettext_noop("Measure %(measure)s brought back"), **_MEASURE),
    "clearance.recorded": _of(
        gettext_noop("%(flag)s (%(question)s) cleared"), "success", "reference", **_FLAG
    ),
    "clearance.ended": _of(
        gettext_noop("Clearance of %(flag)s (%(question)s) ended"), "warning", "because", **_FLAG
    ),
    "decision.taken": _of(
        gettext_noop("Decision %(number)s: %(verdict)s"),
        "success",
        number="number",
        verdict="verdict",
    ),
    "decision.marked": _of(
        gettext_noop("Decision %(number)s is to be looked at again"), "warning", number="number"
    ),
}
"""Event → how it is told. Codes among the names are turned into words where they are shown."""


def tell(event: str, detail: Detail) -> Told:
    """The event in words. Missing details leave a dash; nothing raises."""
    step = STEPS.get(event)
    if step is None:
        return Told(Sentence("%(event)s", {"event": by_name(event)}), _text(detail, "because"))
    values = {name: _text(detail, key) or "–" for name, key in step.names}
    return Told(Sentence(step.title, values), _text(detail, step.text), step.tone)


def by_name(event: str) -> str:
    """An event without words of its own: `licence.re_checked` reads "Licence: re checked"."""
    noun, _dot, verb = event.partition(".")
    shown = (part.replace("_", " ").strip() for part in (noun, verb))
    first, second = shown
    return f"{first.capitalize()}: {second}" if second else first.capitalize()


def with_words(told: Told, words: Callable[[str, str], str]) -> Told:
    """The same with codes in words: `words(name, code)` gives a value's label, or the code."""
    values = {name: words(name, str(value)) for name, value in told.sentence.values.items()}
    return Told(Sentence(told.sentence.template, values), told.text, told.tone)


def _text(detail: Detail, key: str) -> str:
    value = detail.get(key, "") if key else ""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
