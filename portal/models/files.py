"""Files: who owns the bytes, under which key they lie, what the scanner said."""

from django.db import models

from portal import clock
from portal.enums import FileState
from portal.tenancy import Owned


class FileKey(Owned):
    """A data key of one organisation, wrapped by the installation's master key.

    Without the rows of this table the organisation's files cannot be read by anybody.
    """

    number = models.PositiveSmallIntegerField()
    wrapped = models.BinaryField()
    master = models.CharField(max_length=16)
    """Names the master key that wraps it."""
    made_at = models.DateTimeField(default=clock.now)
    retired_at = models.DateTimeField(null=True)
    """From then on nothing new is sealed with it."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "number"], name="file_key_once")]


class StoredFile(Owned):
    """The bytes behind a name in the storage; rows of the rooms hold the name (`stored_as`)."""

    name = models.CharField(max_length=100)
    key = models.ForeignKey(FileKey, on_delete=models.PROTECT, related_name="+")
    size = models.PositiveBigIntegerField()
    """Of the plain bytes."""
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=100)
    state = models.CharField(max_length=11, choices=FileState, default=FileState.UNSCANNED)
    scanned_at = models.DateTimeField(null=True)
    finding = models.CharField(max_length=200, blank=True)
    """What the scanner calls what it found."""
    stripped_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="stripped"
    )
    """The original of a copy without its metadata."""
    made_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True)
    """The bytes are gone; the row says that they were there."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="stored_file_once")]
