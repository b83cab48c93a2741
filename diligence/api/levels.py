"""Whose questionnaire is filled in, and newer editions of what one's own build on, over REST."""

import uuid
from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from diligence.actions import levels as choosing
from diligence.actions import parent_update as updating
from diligence.actions.drafts import Stale
from diligence.api import draft_rows
from diligence.api.draft_shapes import DraftConflictShape, QuestionnaireDraftShape
from diligence.api.shapes import RefusalShape
from diligence.api.versions import ChangeShape, SummaryShape, change_row
from diligence.choices import QuestionnaireLevel
from diligence.domain.differences import summary
from diligence.domain.updating import Choice, Conflict
from diligence.policy import authoring
from diligence.policy import levels as policy
from diligence.queries import levels, parent_update, questionnaires
from diligence.queries.questionnaires import InForce, NoQuestionnaireError
from diligence.queries.sentences import spoken
from portal.api.base import acting_of, actor_of
from portal.authority import require
from portal.enums import Permission

_LEVELS = QuestionnaireLevel.choices
_CHOICES = [(choice.value, choice.name) for choice in Choice]


# --- Shapes -------------------------------------------------------------------------------------
class LevelInForceShape(serializers.Serializer[Any]):
    edition = serializers.UUIDField()
    name = serializers.CharField()
    level = serializers.ChoiceField(_LEVELS)
    why = serializers.CharField(help_text="Why this edition, in a sentence.")


class LevelChoiceShape(serializers.Serializer[Any]):
    level = serializers.ChoiceField(_LEVELS)
    because = serializers.CharField()
    by = serializers.CharField()
    at = serializers.DateTimeField()


class LevelShape(serializers.Serializer[Any]):
    level = serializers.ChoiceField(_LEVELS)
    edition = serializers.UUIDField(allow_null=True, help_text="Null: nothing is published there.")
    name = serializers.CharField(allow_blank=True)
    questions = serializers.IntegerField()
    triage = serializers.IntegerField()
    in_force = serializers.BooleanField()
    changes = SummaryShape(allow_null=True, help_text="Against the edition in force.")


class LevelsShape(serializers.Serializer[Any]):
    """`in_force` is null where nothing is published; `choice` where the nearest level counts."""

    in_force = LevelInForceShape(allow_null=True)
    choice = LevelChoiceShape(allow_null=True)
    levels = LevelShape(many=True)
    under_way_elsewhere = serializers.IntegerField(
        help_text="Appraisals under way on another edition: they stay on it."
    )


class LevelSent(serializers.Serializer[Any]):
    level = serializers.ChoiceField([(choosing.NEAREST, "nearest"), *_LEVELS])
    because = serializers.CharField(max_length=choosing.LONGEST_REASON)


class ParentUpdateRow(serializers.Serializer[Any]):
    """An own edition whose parent has a newer one."""

    edition = serializers.UUIDField(source="version.pk")
    name = serializers.CharField(source="version")
    builds_on = serializers.UUIDField(source="parent.pk")
    newer = serializers.UUIDField(source="newer.pk")
    newer_name = serializers.CharField(source="newer")


class ParentUpdateBeginSent(serializers.Serializer[Any]):
    replaces = serializers.UUIDField(help_text="The own edition, as the list names it.")
    edition = serializers.CharField(max_length=30, help_text="The name of the next edition.")


class UpdateConflictShape(serializers.Serializer[Any]):
    place = serializers.CharField()
    what = serializers.CharField()
    choices = serializers.ListField(child=serializers.ChoiceField(_CHOICES))


class DraftUpdateShape(serializers.Serializer[Any]):
    """What a newer edition of its parent would bring to a draft; `to` is null without one."""

    revision = serializers.IntegerField(help_text="Of the draft: send it back with the choices.")
    builds_on = serializers.UUIDField(allow_null=True)
    to = serializers.UUIDField(allow_null=True)
    summary = SummaryShape(allow_null=True)
    changes = ChangeShape(many=True)
    conflicts = UpdateConflictShape(many=True)
    own = serializers.ListField(child=serializers.CharField(), help_text="Own parts, carried over.")


class UpdateChoiceShape(serializers.Serializer[Any]):
    place = serializers.CharField()
    choice = serializers.ChoiceField(_CHOICES)


class DraftUpdateSent(serializers.Serializer[Any]):
    to = serializers.UUIDField(help_text="The newer edition whose differences were read.")
    revision = serializers.IntegerField(min_value=0, help_text="The one you last read.")
    choices = UpdateChoiceShape(many=True, required=False, help_text="One for each conflict.")


class UpdateUnsettledShape(serializers.Serializer[Any]):
    """Nothing was stored: these still need a choice. What was chosen first can raise others."""

    detail = serializers.CharField()
    conflicts = UpdateConflictShape(many=True)


# --- The level ----------------------------------------------------------------------------------
class Levels(APIView):
    """Whose questionnaire new appraisals start on; choosing another level, or `nearest`."""

    permission: ClassVar[Permission] = Permission.VIEW_QUESTIONNAIRES
    write_permission: ClassVar[Permission] = Permission.AUTHOR

    @extend_schema(responses=LevelsShape)
    def get(self, request: Request) -> Response:
        return Response(_levels())

    @extend_schema(
        request=LevelSent, responses={200: LevelsShape, 400: RefusalShape, 403: RefusalShape}
    )
    def post(self, request: Request) -> Response:
        by = actor_of(request)
        kind = acting_of(request).organisation.kind
        require(policy.may_choose(by, kind))
        sent = LevelSent(data=request.data)
        sent.is_valid(raise_exception=True)
        choosing.choose(by, **sent.validated_data)
        return Response(_levels())


def _levels() -> Any:
    now, chosen = _in_force(), questionnaires.choice()
    body = {
        "in_force": None
        if now is None
        else {
            "edition": now.version.pk,
            "name": str(now.version),
            "level": now.level,
            "why": now.why,
        },
        "choice": chosen,
        "levels": [
            {
                "level": each.level,
                "edition": each.version.pk if each.version else None,
                "name": str(each.version or ""),
                "questions": each.questions,
                "triage": each.triage,
                "in_force": each.in_force,
                "changes": each.changes,
            }
            for each in levels.listed(now)
        ],
        "under_way_elsewhere": levels.under_way_elsewhere(now.version) if now else 0,
    }
    return LevelsShape(body).data


def _in_force() -> InForce | None:
    try:
        return questionnaires.in_force()
    except NoQuestionnaireError:
        return None


# --- A newer parent -----------------------------------------------------------------------------
class ParentUpdates(APIView):
    """Own editions whose parent has a newer one; beginning a draft of the next edition of one."""

    permission: ClassVar[Permission] = Permission.AUTHOR

    @extend_schema(responses=ParentUpdateRow(many=True))
    def get(self, request: Request) -> Response:
        return Response(ParentUpdateRow(levels.offers(), many=True).data)

    @extend_schema(
        request=ParentUpdateBeginSent,
        responses={201: QuestionnaireDraftShape, 400: RefusalShape, 403: RefusalShape},
    )
    def post(self, request: Request) -> Response:
        sent = ParentUpdateBeginSent(data=request.data)
        sent.is_valid(raise_exception=True)
        wanted, edition = sent.validated_data["replaces"], sent.validated_data["edition"]
        if wanted not in {offer.version.pk for offer in levels.offers()}:
            told = _("This edition builds on nothing newer. Choose a listed one.")
            raise ValidationError({"replaces": told})
        row = updating.begin(actor_of(request), wanted, edition=edition)
        return Response(draft_rows.whole(row), status=status.HTTP_201_CREATED)


class DraftUpdate(APIView):
    """A newer edition of what a draft builds on: differences, conflicts, and taking it over."""

    permission: ClassVar[Permission] = Permission.REVIEW
    write_permission: ClassVar[Permission] = Permission.AUTHOR

    @extend_schema(responses={200: DraftUpdateShape, 404: RefusalShape})
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        draft = draft_rows.found(request, pk)
        offered = parent_update.prepared(draft)
        body: dict[str, Any] = {
            "revision": draft.revision,
            "builds_on": draft.parent_id,
            **dict.fromkeys(("to", "summary")),
            **dict.fromkeys(("changes", "conflicts", "own"), ()),
        }
        if offered is not None:
            body |= {
                "to": offered.after.pk,
                "summary": summary(offered.changes),
                "changes": _changes(offered),
                "conflicts": _conflicts(offered.updated.conflicts),
                "own": offered.updated.own,
            }
        return Response(DraftUpdateShape(body).data)

    @extend_schema(
        request=DraftUpdateSent,
        responses={
            200: QuestionnaireDraftShape,
            400: UpdateUnsettledShape,
            403: RefusalShape,
            404: RefusalShape,
            409: DraftConflictShape,
        },
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        draft, by = draft_rows.found(request, pk), actor_of(request)
        require(authoring.may_change(by, draft))
        sent = DraftUpdateSent(data=request.data)
        sent.is_valid(raise_exception=True)
        given = sent.validated_data
        chosen = {each["place"]: Choice(each["choice"]) for each in given.get("choices", ())}
        offered = parent_update.prepared(draft, chosen)
        left = offered.unsettled(chosen) if offered is not None else ()
        if left:
            told = _("Choose for each conflict what becomes of it.")
            body = {"detail": told, "conflicts": _conflicts(left)}
            return Response(UpdateUnsettledShape(body).data, status=status.HTTP_400_BAD_REQUEST)
        try:
            row = updating.accept(by, pk, to=given["to"], chosen=chosen, revision=given["revision"])
        except Stale as stale:
            return draft_rows.conflict(stale)
        return Response(draft_rows.whole(row))


def _changes(offered: parent_update.Prepared) -> list[dict[str, str]]:
    one, other = (questionnaires.definition(each) for each in (offered.before, offered.after))
    return [change_row(change, one, other) for change in offered.changes]


def _conflicts(listed: Iterable[Conflict]) -> list[dict[str, Any]]:
    return [
        {
            "place": conflict.place,
            "what": spoken(conflict.what),
            "choices": [choice.value for choice in conflict.choices],
        }
        for conflict in listed
    ]
