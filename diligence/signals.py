"""What this room announces. Rooms above listen; nothing here knows them."""

from django.dispatch import Signal

appraisal_scored = Signal()
"""A submission was scored and committed: `appraisal_id`, `owner_id`, `submission`, `outcome`.

Sent after the commit and outside row access: a receiver opens acting_for(owner_id) itself, and
its failure changes nothing here.
"""
