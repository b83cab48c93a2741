"""Published editions as lists show them: what may be read, and the newest of each key."""

from django.db.models import Q, QuerySet

from diligence.models import QuestionnaireVersion

_UNREAD = ("document", "cases", "overrides", "authors")


def readable(text: str = "") -> QuerySet[QuestionnaireVersion]:
    """Every edition that the acting organisation may read, the latest published first.

    `text` is looked for in title, key, edition and the publisher's name.
    """
    rows = QuestionnaireVersion.objects.select_related("owner").defer(*_UNREAD)
    for word in text.split():
        named = Q(title__icontains=word) | Q(key__icontains=word)
        rows = rows.filter(named | Q(edition__icontains=word) | Q(owner__name__icontains=word))
    return rows.order_by("-published_at", "-id")


def newest() -> list[QuestionnaireVersion]:
    """The newest edition of each key of each publisher, by title."""
    rows = (
        QuestionnaireVersion.objects.select_related("owner", "parent")
        .defer("parent__document", "parent__cases")
        .order_by("owner_id", "key", "-published_at", "-id")
        .distinct("owner_id", "key")
    )
    return sorted(rows, key=lambda row: (row.title, row.edition))
