"""Attacks that were tried by hand once, and must go on failing.

Each test is one thing a stranger, a colleague with fewer rights or a former member does on
purpose; what a route answers to whom is the matrix's subject.
"""

import io
import json
import re
import zipfile
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from diligence.domain import filetypes, markings
from diligence.models import Partner, Partnership
from portal import checks
from portal.enums import Role
from portal.models import Membership, Unit
from portal.tenancy import acting_for
from tests.isolation.beyond import World

pytestmark = pytest.mark.django_db


def signed_in(user: Any, *, strict: bool = False) -> Client:
    client = Client(raise_request_exception=False, enforce_csrf_checks=strict)
    client.force_login(user)
    return client


def token_on(client: Client, path: str) -> str:
    found = re.search(
        r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(path).content.decode()
    )
    assert found
    return found[1]


# --- Input that no browser sends -----------------------------------------------------------------
@pytest.mark.parametrize("path", ["/search/", "/members/", "/partnerships/", "/partners/"])
@pytest.mark.parametrize("text", ["%00", "a%00b", "%%0000"])
def test_nul_in_an_address_is_nothing(world: World, path: str, text: str) -> None:
    response = signed_in(world.stranger.user).get(f"{path}?q={text}")
    assert response.status_code == 200


def test_an_operator_may_type_nul_as_well(world: World) -> None:
    assert signed_in(world.operator).get("/operations/?q=%00").status_code == 200


HALF = '"\\ud800"'


@pytest.mark.parametrize(
    "body",
    [
        f'{{"answers": {{"A1": {{"value": {HALF}}}}}}}',
        f'{{"answers": {{"A1": {{"value": [{HALF}]}}}}}}',
        f'{{"answers": {{"A1": {{"note": {HALF}}}}}}}',
        f'{{"answers": {{{HALF}: {{"value": 1}}}}}}',
        '{"answers": ' + "[" * 100_000,
        '{"answers": ' + "[" * 100_000 + "]" * 100_000 + "}",
    ],
    ids=["value", "list", "note", "question", "deep", "deep and closed"],
)
def test_json_that_cannot_be_stored_is_refused_with_a_reason(world: World, body: str) -> None:
    client = signed_in(world.a.officer.user)
    path = reverse("api:answers", args=[world.a.answering.pk])
    response = client.patch(path, body, content_type="application/json")
    assert response.status_code == 400
    assert "JSON" in response.json()["detail"]


# --- Two hats ------------------------------------------------------------------------------------
def test_a_form_opened_under_another_hat_is_not_sent_for_this_one(world: World) -> None:
    """Opened for A in one window; B chosen in another; sent from the first: nothing reaches B."""
    person = world.a.officer
    with acting_for(world.b.organisation):
        hat = Membership.objects.create(user=person.user, roles=[Role.OFFICER, Role.STEWARD])
    with acting_for(world.a.organisation):
        Membership.objects.filter(pk=person.membership.pk).update(
            roles=[Role.OFFICER, Role.STEWARD]
        )
    client = signed_in(person.user, strict=True)
    first_window = token_on(client, reverse("portal:units"))
    sent = {"membership": str(hat.pk), "csrfmiddlewaretoken": first_window}
    assert client.post(reverse("portal:switch"), sent).status_code == 302
    posted = {"name": "Secret laboratory of A", "csrfmiddlewaretoken": first_window}
    response = client.post(reverse("portal:units"), posted)
    assert response.status_code == 403
    for organisation in (world.a.organisation, world.b.organisation):
        with acting_for(organisation):
            assert not Unit.objects.filter(name="Secret laboratory of A").exists()
    posted["csrfmiddlewaretoken"] = token_on(client, reverse("portal:units"))
    assert client.post(reverse("portal:units"), posted).status_code == 302


# --- Writes that fail half-way -------------------------------------------------------------------
def test_a_conflict_over_the_api_leaves_no_partner_behind(world: World) -> None:
    client = signed_in(world.a.officer.user)
    path = reverse("api:partnership", args=[world.a.partnership.pk])
    read = client.get(path).json()

    def change(**facts: Any) -> Any:
        return client.patch(path, json.dumps(facts), content_type="application/json")

    assert change(revision=read["revision"], title="A title that came first").status_code == 200
    late = {"title": "A title that came second", "partners": [{"name": "Left-behind Institute"}]}
    assert change(revision=read["revision"], **late).status_code == 409
    with acting_for(world.a.organisation):
        assert not Partner.objects.filter(name="Left-behind Institute").exists()


def test_a_revision_from_the_future_overwrites_nothing(world: World) -> None:
    client = signed_in(world.a.officer.user)
    path = reverse("api:partnership", args=[world.a.partnership.pk])
    body = {"revision": 10**30, "title": "Overwritten"}
    response = client.patch(path, json.dumps(body), content_type="application/json")
    assert response.status_code == 400
    assert "revision" in response.json()
    with acting_for(world.a.organisation):
        assert not Partnership.objects.filter(title="Overwritten").exists()


# --- The web process itself ----------------------------------------------------------------------
def test_a_web_process_refuses_the_known_secret_and_a_privileged_role(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert checks.start_problem() == ""
    known = next(iter(sorted(settings.DEFAULT_SECRETS, reverse=True)))
    with override_settings(DEMONSTRATION=False, SECRET_KEY=known):
        assert "secret key" in checks.start_problem()
    monkeypatch.setattr(checks, "privilege_problem", lambda: "It is a superuser.")
    assert checks.start_problem() == "It is a superuser."


# --- Bodies and files made to cost time or room -------------------------------------------------
def test_a_huge_body_of_nobody_is_not_read(db: None) -> None:
    class Unread:
        def read(self, *_size: int) -> bytes:
            raise AssertionError("The body was read.")

        readline = read

    told: dict[str, Any] = {
        "CONTENT_LENGTH": str(30 * 1024 * 1024),
        "CONTENT_TYPE": "multipart/form-data; boundary=x",
        "wsgi.input": Unread(),
    }
    response = Client().generic("POST", reverse("account_login"), **told)
    assert response.status_code == 413
    assert "too much at once" in response.content.decode()


def test_a_member_is_told_how_much_is_taken_at_once(world: World) -> None:
    client = signed_in(world.a.officer.user)
    address = reverse("diligence:attachment-add", args=[world.a.partnership.pk])
    told: dict[str, Any] = {"CONTENT_LENGTH": str(settings.REQUEST_MAX_BYTES + 1)}
    response = client.generic("POST", address, content_type="multipart/form-data", **told)
    assert response.status_code == 413
    assert "at most 20 at once" in response.content.decode()


def test_a_document_of_very_many_parts_is_refused_unopened() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in ("[Content_Types].xml", "word/document.xml"):
            archive.writestr(name, "<w/>")
        for number in range(filetypes.MOST_MEMBERS):
            archive.writestr(zipfile.ZipInfo(f"{number:x}.xml"), b"")
    with pytest.raises(filetypes.FileRefusedError):
        filetypes.examine("many.docx", file)


def test_a_character_that_stands_for_eighteen_does_not_multiply_the_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked_at = []
    plain = markings._plain

    def counted(text: str) -> str:
        looked_at.append(len(found := plain(text)))
        return found

    monkeypatch.setattr(markings, "_plain", counted)
    assert markings.marking_in(["\ufdfa" * 2_000_000]) == ""
    assert sum(looked_at) < markings.LONGEST + 2_000_000


@pytest.mark.parametrize("before", [99_990, 99_995, 100_000, 100_050])
@pytest.mark.parametrize("text", [" NATO SECRET ", " ＮＡＴＯ　ｓｅｃｒｅｔ ", " Secret-Défense "])
def test_a_marking_across_slices_is_found(before: int, text: str) -> None:
    assert markings.marking_in(["x" * before + text + "y" * 200])
