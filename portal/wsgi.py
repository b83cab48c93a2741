"""What the web server runs."""

import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = get_wsgi_application()


def _refuse_unsafe_start() -> None:
    """A web process that could look through the wall, or whose sessions anybody can sign."""
    from django.db import connection

    from portal.checks import start_problem

    try:
        problem = start_problem()
    finally:
        connection.close()  # the server may fork after this
    if problem:
        raise ImproperlyConfigured(f"{problem} The web server does not start.")


_refuse_unsafe_start()
