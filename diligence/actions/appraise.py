"""Appraise a partnership: start, finish the triage, submit, withdraw, reopen.

Answering itself stands in `answer`; its names are here as well, since callers say
`appraise.save(…)`.
"""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from diligence import policy
from diligence.actions import carry, clear, decide, know
from diligence.actions.answer import (
    KEEP,
    Conflict,
    Save,
    Saved,
    both,
    count_activity,
    save,
    seen,
    undo,
)
from diligence.actions.dossier import Confirmed, freeze
from diligence.actions.leaving import cleared_words
from diligence.actions.route import follow_triage
from diligence.actions.send import checked_reply, end
from diligence.choices import AppraisalState, ConsultationState, DossierKind, ReviewReason
from diligence.domain import lifecycle
from diligence.domain.activity import rounded_minutes
from diligence.domain.answers import Problem
from diligence.domain.sheet import values
from diligence.domain.triage import TriageResult, check_triage, triage
from diligence.domain.visibility import check
from diligence.enums import Route, Stage
from diligence.models import AnswerSheet, Appraisal, Partnership, QuestionnaireVersion
from diligence.queries import (
    appraisals,
    baseline,
    consultations,
    decisions,
    partnerships,
    questionnaires,
)
from portal import audit, bells, clock
from portal.authority import Actor, Refused, require

__all__ = [
    "KEEP",
    "Conflict",
    "IncompleteError",
    "Save",
    "Saved",
    "both",
    "finish_triage",
    "reopen",
    "save",
    "seen",
    "start",
    "submit",
    "undo",
    "withdraw",
]

LONGEST_REASON = 500
WITHDRAWN = "The organisation withdrew the appraisal."
"""What a hub is told."""
TRIAGED: Final = (
    "state",
    "triaged_at",
    "triage_rule",
    "triage_refers",
    "baseline_route",
    "triage_minutes",
)
"""The columns of an appraisal that following its triage writes."""


class IncompleteError(Refused):
    """Answers are missing or cannot be used; `problems` names each with its question."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(
            ngettext(
                "%(count)d question still needs an answer.",
                "%(count)d questions still need an answer.",
                len(problems),
            )
            % {"count": len(problems)}
        )
        self.problems = problems


def start(
    partnership_id: uuid.UUID, *, by: Actor, changed: Iterable[str] | None = None
) -> Appraisal:
    """Begin an appraisal with the edition in force; it keeps that edition to its end.

    `changed` are the sections said to have changed since the earlier appraisal, None where nobody
    was asked. Raises Partnership.DoesNotExist, and Refused (one under way already, no
    questionnaire here, a section that the questionnaire does not have).
    """
    partnership = _locked(by, partnership_id)
    open_already = appraisals.under_way(partnership.pk) is not None
    require(policy.may_start(by, partnership, under_way=open_already))
    version = _in_force()
    said = None if changed is None else carry.said(partnership, version, changed)
    appraisal: Appraisal = Appraisal.objects.create(
        partnership=partnership, version=version, started_by=by.label, said_changed=said
    )
    appraisal.sheet = AnswerSheet.objects.create(appraisal=appraisal)
    mirror(appraisal)
    _record("started", appraisal, by, {"questionnaire": str(version), "digest": version.digest})
    if said is not None:
        carry.tell(appraisal, by=by)
    decide.reconsider(partnership.pk, because=ReviewReason.APPRAISAL, by=by)
    return appraisal


def finish_triage(appraisal_id: uuid.UUID, *, by: Actor) -> TriageResult:
    """Follow the route the triage answers fix.

    Raises Appraisal.DoesNotExist, IncompleteError, and Refused (not in triage).
    """
    sheet = appraisals.locked_sheet(by, appraisal_id)
    appraisal = sheet.appraisal
    require(policy.may_finish_triage(by, appraisal))
    definition = questionnaires.definition(appraisal.version)
    answers = values(sheet.entries, definition.triage)
    result = triage(definition, answers)
    if result.route is Route.INCOMPLETE:
        raise IncompleteError(check_triage(definition, answers, complete=True))
    close_stage(sheet)
    appraisal.state = AppraisalState(lifecycle.after_triage(result))
    appraisal.triaged_at = clock.now()
    appraisal.triage_rule = result.rule
    appraisal.triage_refers = result.refer
    appraisal.baseline_route = baseline.route_under(appraisal.version, result, answers)
    appraisal.save(update_fields=TRIAGED)
    mirror(appraisal)
    follow_triage(appraisal, result)
    detail = {"route": result.route.value, "rule": result.rule, "refers": result.refer}
    _record("triaged", appraisal, by, detail)
    return result


def submit(appraisal_id: uuid.UUID, *, by: Actor, dossier: Confirmed | None = None) -> Appraisal:
    """Hand in the answers to be scored; the bell for that is written in the same transaction.

    The dossier is frozen with them: as confirmed, or, where none was shown, with nothing ticked
    and not to be sent by itself. Raises Appraisal.DoesNotExist, IncompleteError naming what is
    missing, ChangedError where the dossier is not what was shown, OpenFindings where nobody
    answered for personal data in it, ValidationError (the reply is too long) and Refused (not
    being answered).
    """
    sheet = appraisals.locked_sheet(by, appraisal_id)
    appraisal = sheet.appraisal
    require(policy.may_submit(by, appraisal, missing=0))
    definition = questionnaires.definition(appraisal.version)
    problems = check(definition, values(sheet.entries, definition.questions), complete=True)
    if problems:
        raise IncompleteError(problems)
    reply = checked_reply(dossier.reply) if dossier else ""
    frozen = freeze(appraisal, DossierKind.FULL, dossier, by=by)
    if dossier and reply:
        reply = cleared_words(appraisal, {"reply": reply}, dossier.treatments, by=by)["reply"]
    _keep_reply(appraisal, reply, frozen.tlp)
    close_stage(sheet)
    appraisal.state, appraisal.only_questions = AppraisalState.SUBMITTED, None
    appraisal.submission += 1
    appraisal.submitted_at, appraisal.submitted_by = clock.now(), by.label
    appraisal.save(
        update_fields=[
            "state",
            "only_questions",
            "submission",
            "submitted_at",
            "submitted_by",
            "full_minutes",
        ]
    )
    mirror(appraisal)
    detail = {"submission": appraisal.submission, "dossier": frozen.digest}
    _record("submitted", appraisal, by, detail)
    know.learn(appraisal, sheet.entries, by=by)
    bells.ring_later("score", appraisal.pk)
    return appraisal


def withdraw(appraisal_id: uuid.UUID, *, by: Actor, because: str) -> Appraisal:
    """End an appraisal without a result, from any state before a decision; answers stay readable.

    Raises Appraisal.DoesNotExist, and Refused (withdrawn already, or no reason given).
    """
    sheet = appraisals.locked_sheet(by, appraisal_id)
    appraisal = sheet.appraisal
    require(policy.may_withdraw(by, appraisal, decided=decisions.is_decided(appraisal)))
    reason = _reason(because)
    was = appraisal.state
    close_stage(sheet)
    appraisal.state = AppraisalState.WITHDRAWN
    appraisal.withdrawn_at, appraisal.withdrawn_because = clock.now(), reason
    appraisal.save(
        update_fields=[
            "state",
            "withdrawn_at",
            "withdrawn_because",
            "triage_minutes",
            "full_minutes",
        ]
    )
    if was == AppraisalState.SUBMITTED:
        bells.silence("score", appraisal.pk)
    know.forget(appraisal, by=by)
    consultation = consultations.open_of(appraisal.pk, lock=True)
    if consultation is not None:
        # The reason stays in the organisation: it was not written for the hub.
        end(consultation, because=WITHDRAWN, by=by)
    standing = _standing(appraisal)
    mirror(standing)
    # Its legal flags go with it; those of the appraisal that counts now stand again.
    Partnership.objects.filter(pk=appraisal.partnership_id).update(
        legal_checks=[], clearance_until=None
    )
    clear.mirror(standing)
    _record("withdrawn", appraisal, by, {"because": reason, "was": was})
    return appraisal


def reopen(appraisal_id: uuid.UUID, *, by: Actor, because: str) -> Appraisal:
    """Take a finished appraisal up again with all its answers: at the triage where it ended there,
    at the questions where it was scored. Earlier scores stay as they are.

    Raises Appraisal.DoesNotExist, and Refused (still open, another one under way, no reason).
    """
    sheet = appraisals.locked_sheet(by, appraisal_id)
    appraisal = sheet.appraisal
    _locked(by, appraisal.partnership_id)
    other = appraisals.under_way(appraisal.partnership_id, but=appraisal.pk) is not None
    require(policy.may_reopen(by, appraisal, under_way=other))
    reason, was = _reason(because), appraisal.state
    scored = was == AppraisalState.SCORED
    appraisal.state = AppraisalState.ANSWERING if scored else AppraisalState.TRIAGE
    reset: dict[str, Any] = {"outcome": "", "band": "", "hold": False, "scored_at": None}
    reset |= {"submitted_at": None, "submitted_by": "", "only_questions": None}
    reset |= {"baseline_outcome": "", "baseline_band": ""}
    if not scored:
        reset |= {"triaged_at": None, "triage_rule": "", "triage_refers": False}
        reset |= {"baseline_route": ""}
    for name, value in reset.items():
        setattr(appraisal, name, value)
    appraisal.save(update_fields=["state", *reset])
    mirror(appraisal)
    _record("reopened", appraisal, by, {"because": reason, "was": was})
    decide.reconsider(appraisal.partnership_id, because=ReviewReason.APPRAISAL, by=by)
    return appraisal


def _keep_reply(appraisal: Appraisal, reply: str, tlp: str) -> None:
    """Words for the hub that go with the answers it asked for."""
    if not reply:
        return
    row = consultations.open_of(appraisal.pk, lock=True)
    if row is not None and row.state == ConsultationState.INFORMATION_ASKED:
        row.reply, row.reply_tlp = reply, tlp
        row.save(update_fields=["reply", "reply_tlp"])


def _locked(by: Actor, partnership_id: uuid.UUID) -> Partnership:
    """The partnership, locked: at most one appraisal of it is opened at a time."""
    rows: QuerySet[Partnership] = partnerships.visible_to(by)
    return rows.defer("search_text").select_for_update(no_key=True).get(pk=partnership_id)


def _in_force() -> QuestionnaireVersion:
    try:
        return questionnaires.current_version()
    except questionnaires.NoQuestionnaireError as missing:
        told = _("No questionnaire is published here yet, so no appraisal can be started.")
        raise Refused(f"{told} {missing}") from None


def _reason(because: str) -> str:
    reason = because.replace("\x00", "").strip()
    if not reason:
        raise Refused(_("Say why, in a sentence that colleagues will understand later."))
    if len(reason) > LONGEST_REASON:
        raise Refused(
            _("The reason is longer than %(count)d characters.") % {"count": LONGEST_REASON}
        )
    return reason


def close_stage(sheet: AnswerSheet) -> None:
    """Turn the seconds of the stage into rounded minutes of the appraisal, and forget them."""
    appraisal = sheet.appraisal
    stage = Stage(appraisal.state)
    if stage in (Stage.TRIAGE, Stage.ANSWERING):
        count_activity(sheet, clock.now())
    counted = sheet.active_seconds if sheet.measures else {}
    for name, seconds in counted.items():
        column = f"{name}_minutes"
        sofar = getattr(appraisal, column) or 0
        setattr(appraisal, column, sofar + rounded_minutes(seconds))
    sheet.active_seconds, sheet.last_active_at = {}, None
    sheet.save(update_fields=["active_seconds", "last_active_at"])


def _standing(withdrawn: Appraisal) -> Appraisal:
    """The appraisal the register speaks of after one was withdrawn: the newest that was not."""
    rows = Appraisal.objects.filter(partnership_id=withdrawn.partnership_id)
    newest: Appraisal | None = rows.exclude(state=AppraisalState.WITHDRAWN).first()
    return newest or withdrawn


def mirror(appraisal: Appraisal) -> None:
    """Repeat state and outcome in the register, which lists without joins."""
    Partnership.objects.filter(pk=appraisal.partnership_id).update(
        appraisal_state=appraisal.state,
        outcome="" if appraisal.state == AppraisalState.WITHDRAWN else appraisal.outcome,
    )


def _record(event: str, appraisal: Appraisal, by: Actor, detail: Mapping[str, Any]) -> None:
    told = {"partnership": str(appraisal.partnership_id), **detail}
    audit.record(f"appraisal.{event}", appraisal, by=by, detail=told)
