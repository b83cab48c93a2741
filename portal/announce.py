"""Announcements leave after the commit, so that nobody hears of what did not happen."""

from collections.abc import Callable

from django.db import transaction


def after_commit(announcement: Callable[[], object]) -> None:
    """Run `announcement` once the surrounding transaction has committed.

    A failing announcement never undoes or fails the work: what must not be lost is a bell.
    """
    transaction.on_commit(announcement, robust=True)
