"""The OpenAPI document: valid, complete, without warnings."""

import contextlib
import io
import json
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from tests.isolation.matrix import API


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """As `manage.py spectacular --validate --fail-on-warn` writes it: it raises on a warning."""
    path = tmp_path_factory.mktemp("openapi") / "openapi.json"
    told = io.StringIO()
    with contextlib.redirect_stderr(told):
        call_command(
            "spectacular", "--validate", "--fail-on-warn", "--format=openapi-json", f"--file={path}"
        )
    assert told.getvalue().strip() in {"", "Schema generation summary:\nWarnings: 0 (0 unique)"}
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def test_every_route_and_method_is_documented_with_its_answers(document: dict[str, Any]):
    missing = []
    for name, route in API.items():
        about = {"pk": "00000000-0000-0000-0000-000000000000"} if route.about else {}
        path = reverse(f"api:{name}", kwargs=about).replace(about.get("pk", "-"), "{id}")
        told = document["paths"].get(path) or document["paths"].get(path.replace("{id}", "{pk}"))
        for method in route.methods:
            answers = (told or {}).get(method, {}).get("responses", {})
            good = [code for code in answers if code.startswith("2")]
            if not good or any("content" not in answers[code] for code in good):
                missing.append((name, method))
    assert missing == []


def test_what_is_refused_is_documented(document: dict[str, Any]):
    """Whatever names a row can be absent: 404, or a refusal with its reason."""
    missing = [
        (path, method)
        for path, methods in document["paths"].items()
        for method, told in methods.items()
        if "{" in path and not set(told["responses"]) & {"400", "403", "404", "409"}
    ]
    assert missing == []


def test_tokens_and_sessions_open_every_route(document: dict[str, Any]):
    assert set(document["components"]["securitySchemes"]) == {"token", "session"}
    for methods in document["paths"].values():
        for told in methods.values():
            assert {"token"} <= {name for scheme in told["security"] for name in scheme}
