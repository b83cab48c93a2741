"""Appraisals over the REST interface: start, answer, submit, read the result."""

import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from diligence.actions import appraise
from diligence.actions.dossier import ChangedError, Confirmed
from diligence.api.shapes import (
    AppraisalRow,
    AppraisalShape,
    ConfirmationShape,
    ReasonShape,
    RefusalShape,
    SavedShape,
    SavesShape,
    StartShape,
    TriageShape,
)
from diligence.choices import AppraisalState
from diligence.domain.answers import Problem
from diligence.domain.guard import Treatments
from diligence.domain.sheet import values
from diligence.domain.triage import check_triage
from diligence.domain.visibility import check, visibility
from diligence.models import Appraisal, Score
from diligence.queries import appraisals, questionnaires
from portal import looking
from portal.api.base import actor_of
from portal.enums import Permission


class ConflictError(APIException):
    """What was confirmed is not what stands now."""

    status_code = status.HTTP_409_CONFLICT


class Appraisals(ListAPIView[Appraisal]):
    """All appraisals, and starting one."""

    permission: ClassVar[Permission] = Permission.VIEW_REGISTER
    write_permission: ClassVar[Permission] = Permission.APPRAISE
    serializer_class = AppraisalRow

    def get_queryset(self) -> QuerySet[Appraisal]:
        rows = appraisals.visible_to(actor_of(self.request))
        wanted = self.request.query_params.get("state", "")
        return rows.filter(state=wanted) if wanted in AppraisalState else rows

    @extend_schema(request=StartShape, responses={201: AppraisalShape, 403: RefusalShape})
    def post(self, request: Request) -> Response:
        sent = StartShape(data=request.data)
        sent.is_valid(raise_exception=True)
        with in_http():
            told = sent.validated_data
            by, changed = actor_of(request), told.get("changed")
            row = appraise.start(told["partnership"], by=by, changed=changed)
        return Response(_whole(found_or_404(request, row.pk)), status=status.HTTP_201_CREATED)


class OneAppraisal(APIView):
    permission: ClassVar[Permission] = Permission.VIEW_REGISTER

    @extend_schema(responses={200: AppraisalShape, 404: RefusalShape})
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        return Response(_whole(found_or_404(request, pk)))


class Answers(APIView):
    """Save answers: all that can be stored is, and what can't is named."""

    permission: ClassVar[Permission] = Permission.APPRAISE

    @extend_schema(
        request=SavesShape, responses={200: SavedShape, 400: SavedShape, 409: SavedShape}
    )
    def patch(self, request: Request, pk: uuid.UUID) -> Response:
        saves, misshapen = saves_in(request.data)
        if misshapen:
            return Response({"answers": misshapen}, status=status.HTTP_400_BAD_REQUEST)
        with in_http():
            saved = appraise.save(pk, by=actor_of(request), saves=saves)
        body = {
            "changed": list(saved.changed),
            "revisions": saved.revisions,
            "conflicts": [
                {
                    "question": conflict.question,
                    "yours": conflict.value,
                    "theirs": answer_in(conflict.theirs),
                    "revision": conflict.revision,
                }
                for conflict in saved.conflicts
            ],
            "problems": problems_in(saved.problems),
        }
        code = status.HTTP_409_CONFLICT if saved.conflicts else status.HTTP_200_OK
        return Response(body, status=status.HTTP_400_BAD_REQUEST if saved.problems else code)


class _Step(APIView):
    """A move of one appraisal to its next state."""

    permission: ClassVar[Permission] = Permission.APPRAISE

    def step(self, request: Request, pk: uuid.UUID, move: Callable[[], object]) -> Response:
        with in_http():
            move()
        return Response(AppraisalRow(found_or_404(request, pk)).data)


class Triage(APIView):
    """Finish the triage: the answers decide whether the questionnaire follows."""

    permission: ClassVar[Permission] = Permission.APPRAISE

    @extend_schema(request=None, responses={200: TriageShape, 400: RefusalShape})
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        with in_http():
            result = appraise.finish_triage(pk, by=actor_of(request))
        state = found_or_404(request, pk).state
        shape = {"route": str(result.route), "rule": result.rule, "refer": result.refer}
        return Response(shape | {"state": state})


class Submit(_Step):
    """Hand in the answers; a worker scores them. Without a body no dossier is confirmed: nothing
    is ticked in it, and nothing is sent by itself."""

    @extend_schema(
        request=ConfirmationShape,
        responses={200: AppraisalRow, 400: RefusalShape, 409: RefusalShape},
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        dossier = confirmed_in(request)
        by = actor_of(request)
        return self.step(request, pk, lambda: appraise.submit(pk, by=by, dossier=dossier))


class Withdraw(_Step):
    @extend_schema(request=ReasonShape, responses={200: AppraisalRow, 403: RefusalShape})
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        because = reason_in(request)
        by = actor_of(request)
        return self.step(request, pk, lambda: appraise.withdraw(pk, by=by, because=because))


class Reopen(_Step):
    @extend_schema(request=ReasonShape, responses={200: AppraisalRow, 403: RefusalShape})
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        because = reason_in(request)
        by = actor_of(request)
        return self.step(request, pk, lambda: appraise.reopen(pk, by=by, because=because))


class Result(APIView):
    """The stored score of the last submission, in the shape `manage.py score` writes."""

    permission: ClassVar[Permission] = Permission.VIEW_REGISTER

    @extend_schema(responses={200: {"type": "object"}, 404: RefusalShape, 409: RefusalShape})
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        appraisal = found_or_404(request, pk)
        score = Score.objects.filter(appraisal=appraisal, submission=appraisal.submission).first()
        if score is None:
            detail = "There is no score of the present answers: submit them, or wait for it."
            return Response({"detail": detail}, status=status.HTTP_409_CONFLICT)
        return Response(json.loads(score.document))


@contextmanager
def in_http() -> Iterator[None]:
    """What an action raises, as the interface answers it: absent is 404, incomplete 400, a
    dossier that is not the one shown 409."""
    try:
        yield
    except ObjectDoesNotExist:
        raise Http404 from None
    except ChangedError as changed:
        raise ConflictError(changed.reason) from None
    except appraise.IncompleteError as missing:
        body: dict[str, Any] = {
            "detail": missing.reason,
            "problems": problems_in(missing.problems),
        }
        raise ValidationError(body) from None


def found_or_404(request: Request, pk: uuid.UUID) -> Appraisal:
    row = appraisals.with_answers(actor_of(request)).filter(pk=pk).first()
    if row is None:
        raise Http404
    looking.note(row)
    return row


def confirmed_in(request: Request) -> Confirmed | None:
    """The dossier that the body confirms; None where it confirms none."""
    if not ConfirmationShape().fields.keys() & set(request.data):
        return None
    sent = ConfirmationShape(data=request.data)
    sent.is_valid(raise_exception=True)
    told = sent.validated_data
    return Confirmed(
        digest=told["digest"],
        included=frozenset(told.get("include", ())),
        send_if_required=told.get("send_if_required", False),
        reply=told.get("reply", ""),
        treatments=treatments_in(told),
        tlp=told["tlp"],
    )


def treatments_in(told: Mapping[str, Any]) -> Treatments:
    """What the body says about findings of personal data."""
    said = told.get("treatments", ())
    return Treatments(
        frozenset(one["finding"] for one in said if one.get("redact")),
        {one["finding"]: one.get("because", "") for one in said if not one.get("redact")},
    )


def reason_in(request: Request) -> str:
    sent = ReasonShape(data=request.data)
    sent.is_valid(raise_exception=True)
    because: str = sent.validated_data["because"]
    return because


def saves_in(data: Any) -> tuple[dict[str, appraise.Save], dict[str, str]]:
    """The saves a body holds, and what is wrong with its shape by question.

    Checked by hand: a serialiser per answer would cost more than the whole save.
    """
    told = data.get("answers") if isinstance(data, Mapping) else None
    if not isinstance(told, Mapping):
        return {}, {"": 'Send {"answers": {"A1": {"value": …, "revision": …}}}.'}
    saves: dict[str, appraise.Save] = {}
    wrong: dict[str, str] = {}
    for question, save in told.items():
        problem = _misshapen(save)
        if problem:
            wrong[str(question)] = problem
        else:
            saves[str(question)] = appraise.Save(
                value=save.get("value", appraise.KEEP),
                note=save.get("note"),
                revision=save.get("revision"),
            )
    return saves, wrong


def _misshapen(save: Any) -> str:
    if not isinstance(save, Mapping) or not save.keys() <= {"value", "note", "revision"}:
        return "Send an object with value, note and revision, and nothing else."
    if not isinstance(save.get("note", ""), str):
        return "The note is a text."
    revision = save.get("revision")
    if revision is not None and (isinstance(revision, bool) or not isinstance(revision, int)):
        return "The revision is a whole number: the one you last read."
    return ""


def problems_in(problems: tuple[Problem, ...]) -> list[dict[str, str]]:
    return [{"question": item.question, "problem": item.problem} for item in problems]


def answer_in(entry: Mapping[str, Any]) -> dict[str, Any]:
    """One entry of the sheet without what only the product needs."""
    return {
        "value": entry.get("value"),
        "revision": entry.get("revision", 0),
        "note": entry.get("note", ""),
        "by": entry.get("by", ""),
        "at": entry.get("at"),
        "origin": entry.get("origin", ""),
        "confirmed_by": entry.get("confirmed_by"),
        "known": entry.get("known"),
    }


def _whole(appraisal: Appraisal) -> dict[str, Any]:
    body: dict[str, Any] = dict(AppraisalRow(appraisal).data)
    definition = questionnaires.definition(appraisal.version)
    entries = appraisal.sheet.entries
    if appraisal.state == AppraisalState.TRIAGE:
        answers = values(entries, definition.triage)
        asked = [question.id for question in definition.triage]
        problems = check_triage(definition, answers, complete=True)
    else:
        answers = values(entries, definition.questions)
        asked = list(visibility(definition, answers).asked)
        problems = check(definition, answers, complete=True)
    body["asked"] = asked
    body["answers"] = {question: answer_in(entry) for question, entry in entries.items()}
    body["missing"] = problems_in(problems)
    return body
