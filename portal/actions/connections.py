"""Connections of accounts with organisations' sign-ins, and forgetting them."""

from typing import Any

from allauth.socialaccount.models import SocialAccount


def forget(**which: Any) -> int:
    """Forget under which name providers know somebody; how many names that were.

    At once, without looking for what hangs on them: tokens of providers are never kept, and the
    product's role in the database may not even ask for them.
    """
    rows = SocialAccount.objects.filter(**which)
    return int(rows._raw_delete(rows.db))
