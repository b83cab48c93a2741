"""Shapes of imports over the REST interface."""

from typing import Any

from rest_framework import serializers

from diligence.actions.intake_try import FIELDS
from diligence.choices import ImportRowState, ImportState, PartnershipState
from diligence.domain.cells import DayOrder, DecimalSign
from diligence.domain.intake import BY_DATES

_STATES = [BY_DATES, *(str(state) for state in PartnershipState.values if state != "ended")]


class FileShape(serializers.Serializer[Any]):
    """One file, as multipart/form-data."""

    file = serializers.FileField(allow_empty_file=True, help_text="XLSX or CSV")


class MappingShape(serializers.Serializer[Any]):
    """What each column is, and how its days and sums are written."""

    columns = serializers.ListField(
        child=serializers.ChoiceField(list(FIELDS), allow_blank=True),
        help_text="one for each heading, in their order; empty for a column that is left out",
    )
    dates = serializers.ChoiceField(
        [str(order) for order in DayOrder], help_text="order of the days that are not ISO 8601"
    )
    decimal = serializers.ChoiceField([str(sign) for sign in DecimalSign])
    default_state = serializers.ChoiceField(
        _STATES, required=False, default=BY_DATES, help_text="state of new rows that give none"
    )
    words = serializers.DictField(
        child=serializers.DictField(child=serializers.CharField(allow_blank=True)),
        required=False,
        help_text="field → word of the file → code; an empty code leaves the word out",
    )


class BatchRow(serializers.Serializer[Any]):
    """One import in the list."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    format = serializers.CharField()
    sheet = serializers.CharField()
    heading_row = serializers.IntegerField()
    headings = serializers.ListField(child=serializers.CharField())
    notes = serializers.ListField(child=serializers.CharField())
    state = serializers.ChoiceField(ImportState.choices)
    total = serializers.IntegerField(help_text="rows of the step that runs, or of the file")
    done = serializers.IntegerField(help_text="rows of that step worked on so far")
    uploaded_at = serializers.DateTimeField()
    uploaded_by = serializers.CharField()
    finished_at = serializers.DateTimeField(allow_null=True)


class BatchShape(BatchRow):
    """One import with its mapping and its rows counted by state."""

    mapping = MappingShape()
    rows = serializers.DictField(child=serializers.IntegerField())


class ImportProblemShape(serializers.Serializer[Any]):
    column = serializers.IntegerField(allow_null=True, help_text="counted from 0")
    field = serializers.CharField()
    value = serializers.CharField()
    problem = serializers.CharField()
    remedy = serializers.CharField()
    level = serializers.ChoiceField(["problem", "hint"], help_text="hints stop nothing")


class ImportRowShape(serializers.Serializer[Any]):
    """One row of the file: its cells as read, what is wrong, what it changes."""

    id = serializers.UUIDField()
    number = serializers.IntegerField(help_text="as the spreadsheet shows it")
    cells = serializers.ListField()
    corrections = serializers.DictField(child=serializers.CharField())
    state = serializers.ChoiceField(ImportRowState.choices)
    problems = ImportProblemShape(many=True)
    changes = serializers.DictField(
        child=serializers.ListField(), help_text="field → [before, after]"
    )
    partnership = serializers.UUIDField(source="partnership_id", allow_null=True)
