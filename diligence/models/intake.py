"""A spreadsheet brought into the register: the file's rows as values, and what became of each."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from diligence.choices import ImportRowState, ImportState
from diligence.models.partnership import Partnership, PartnershipChange
from portal import clock
from portal.tenancy import Owned


class ImportBatch(Owned):
    """One uploaded file, from its reading to its undoing. The file itself isn't kept."""

    name = models.CharField(_("file"), max_length=200)
    format = models.CharField(max_length=8)
    sheet = models.CharField(max_length=100, blank=True)
    """The worksheet that was read; '' for CSV."""
    digest = models.CharField(max_length=64)
    """SHA-256 of the file: the same file again is recognised."""
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.READ)
    headings = models.JSONField(default=list)
    """The texts of the heading row, one per column."""
    sheets = models.JSONField(default=list)
    """Names of the worksheets that have rows; until something is stored, one of them is chosen."""
    heading_row = models.PositiveIntegerField(default=1)
    """Number of the heading row in the file; what stands above it is preamble."""
    heading_lines = models.PositiveSmallIntegerField(default=1)
    """Two where the line above the heading row belongs to the headings."""
    notes = models.JSONField(default=list)
    """What the reading noticed: separator, encoding, formulas read as values, merged cells."""
    mapping = models.JSONField(default=dict)
    """{"columns": [field key or "" per column], "dates": order, "decimal": sign, …}."""
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    """Rows worked on so far by the task that runs at present."""
    uploaded_at = models.DateTimeField(default=clock.now)
    uploaded_by = models.CharField(max_length=200)
    user_id = models.UUIDField(null=True)
    checked_at = models.DateTimeField(null=True)
    member = models.UUIDField(null=True)
    """The membership of whoever has it stored or undone: the task acts as them."""
    stored_by = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-uploaded_at", "-id"]
        indexes = [models.Index(fields=["owner", "-uploaded_at"], name="import_recent")]


class ImportRow(Owned):
    """One row of the file: its cells as they were read, its problems, what was stored of it."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    """Its number in the file, as the spreadsheet shows it."""
    sheet = models.CharField(max_length=100, blank=True)
    """The worksheet it stands in; '' for CSV. Rows of others go when something is stored."""
    cells = models.JSONField(default=list)
    corrections = models.JSONField(default=dict)
    """Column number → text typed on the dry run in place of the cell's."""
    state = models.CharField(max_length=10, choices=ImportRowState, default=ImportRowState.READ)
    problems = models.JSONField(default=list)
    """[{"column", "field", "value", "problem", "remedy", "level", "word"}], worst first."""
    changes = models.JSONField(default=dict)
    """Field → [before, after] where it would update or has updated a partnership."""
    partnership = models.ForeignKey(
        Partnership, on_delete=models.SET_NULL, null=True, related_name="import_rows"
    )
    change = models.ForeignKey(
        PartnershipChange, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    """The step of the partnership's history that this row made: what undoing takes back."""

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "sheet", "number"], name="import_row_once"),
        ]
        indexes = [models.Index(fields=["batch", "state", "number"], name="import_row_by_state")]


class ImportMapping(Owned):
    """How columns with these headings were mapped last time."""

    signature = models.CharField(max_length=64)
    """SHA-256 of the normalised headings in their order."""
    mapping = models.JSONField()
    used_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "signature"], name="import_mapping_once"),
        ]
