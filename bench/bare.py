"""The floors: the plainest Django pages over the same rows, and the bare SQL beneath them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.test import Client, override_settings
from django.urls import include, path

LIST_SQL = (
    "SELECT id, title, reference, partner_names, state, outcome, updated_at "
    "FROM diligence_partnership WHERE owner_id = %s ORDER BY updated_at DESC, id DESC LIMIT 50"
)
QUEUE_SQL = (
    "SELECT id, code, sender_name, partner_names, outcome, due_on, received_at "
    "FROM advisory_referral WHERE owner_id = %s AND state = 'queued' "
    "ORDER BY priority, due_on, id LIMIT 50"
)
SAVE_SQL = "UPDATE diligence_answersheet SET entries = %s, updated_at = now() WHERE id = %s"

_PAGE = """<!doctype html><html lang="en"><title>Bare</title><table>{% for row in rows %}
<tr><td>{{ row.title }}</td><td>{{ row.reference }}</td><td>{{ row.partner_names }}</td>
<td>{{ row.state }}</td><td>{{ row.outcome }}</td><td>{{ row.updated_at }}</td></tr>
{% endfor %}</table></html>"""


def bare_list(request: HttpRequest) -> HttpResponse:
    """Fifty rows of one organisation in a plain table, for a signed-in user."""
    from diligence.models import Partnership

    assert request.user.is_authenticated
    owner = request.GET["owner"]
    rows = Partnership._base_manager.filter(owner_id=owner).order_by("-updated_at", "-id")[:50]
    template = engines["django"].from_string(_PAGE)
    return HttpResponse(template.render({"rows": rows}, request))


_QUEUE = """<!doctype html><html lang="en"><title>Bare</title><table>{% for row in rows %}
<tr><td>{{ row.code }}</td><td>{{ row.title }}</td><td>{{ row.partner_names }}</td>
<td>{{ row.sender_name }}</td><td>{{ row.outcome }}</td><td>{{ row.received_at }}</td>
<td>{{ row.due_on }}</td><td>{{ row.priority_because }}</td></tr>
{% endfor %}</table></html>"""


def bare_queue(request: HttpRequest) -> HttpResponse:
    """Fifty referrals of one hub in a plain table, for a signed-in user."""
    from advisory.models import Referral

    assert request.user.is_authenticated
    rows = Referral._base_manager.filter(owner_id=request.GET["owner"], state="queued")
    template = engines["django"].from_string(_QUEUE)
    found = rows.order_by("priority", "due_on", "id")[:50]
    return HttpResponse(template.render({"rows": found}, request))


_FIGURES = """<!doctype html><html lang="en"><title>Bare</title>{% for name, table in tables %}
<h2>{{ name }}</h2><table>{% for row, values in table %}<tr><th>{{ row }}</th>
{% for value in values %}<td>{{ value }}</td>{% endfor %}</tr>{% endfor %}</table>{% endfor %}
</html>"""


def bare_figures(request: HttpRequest) -> HttpResponse:
    """One snapshot row, read and listed in plain tables, for a signed-in user."""
    from portal.tenancy import acting_for
    from reporting.models import Snapshot

    assert request.user.is_authenticated
    with acting_for(UUID(request.GET["owner"])):
        snapshot = Snapshot.objects.latest("period")
    given = json.loads(snapshot.document)["audiences"]["publishable"]["tables"]
    wanted = request.GET.get("tables", "").split(",")
    tables = [
        (name, [(row, values.values()) for row, values in given[name]["cells"].items()])
        for name in wanted
    ]
    template = engines["django"].from_string(_FIGURES)
    return HttpResponse(template.render({"tables": tables}, request))


def bare_save(request: HttpRequest) -> JsonResponse:
    """One JSON body into one row, for a signed-in user."""
    from diligence.models import AnswerSheet

    assert request.user.is_authenticated
    body = json.loads(request.body)
    AnswerSheet._base_manager.filter(pk=body["sheet"]).update(entries=body["entries"])
    return JsonResponse({"saved": True})


urlpatterns = [
    path("bare/list/", bare_list),
    path("bare/queue/", bare_queue),
    path("bare/save/", bare_save),
    path("bare/figures/", bare_figures),
    path("", include("portal.urls")),
]

FLOOR = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]


@contextmanager
def floor_client(user: Any) -> Iterator[Client]:
    """A signed-in client of a Django with session, CSRF and authentication, and nothing else."""
    with override_settings(ROOT_URLCONF="bench.bare", MIDDLEWARE=FLOOR):
        client = Client()
        client.force_login(user)
        client.get("/bare/")  # builds the handler under these settings
        yield client


def run_sql(sql: str, values: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        if cursor.description:
            cursor.fetchall()
