"""The foundation: who is acting, for whom, with what authority, and the record."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
