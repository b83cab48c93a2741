"""Ways of looking at the queue that a member keeps."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal import clock
from portal.tenancy import Owned


class SavedView(Owned):
    """What narrows and sorts the queue, under a name, for one member and nobody else."""

    membership = models.UUIDField()
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=1000, blank=True)
    """The address's parameters, as the queue reads them."""
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "membership", "name"], name="saved_view_name_once"
            ),
        ]
