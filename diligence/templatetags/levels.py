"""Names which outcome a page shows, where the edition is not the EU baseline itself."""

from typing import Any

from django import template

from diligence.models import QuestionnaireVersion, Score
from diligence.queries import baseline

register = template.Library()


@register.inclusion_tag("diligence/level/named.html")
def outcome_named(version: QuestionnaireVersion, stored: Score) -> dict[str, Any]:
    """A line under an outcome; nothing for the baseline's own."""
    return {"told": baseline.named(version, stored)}
