"""What crosses to a hub is a document somebody confirmed; of everything else it has nothing."""

import hashlib
import json
import re
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from advisory.actions import refer, triage
from advisory.models import ReceivedDossier, ReceivedFile, Referral
from diligence.actions import appraise, attach, register, score, send
from diligence.models import Appraisal, Consultation, Dossier, Partnership, Score
from portal import clock
from portal.enums import TokenScope
from portal.models import ApiToken
from portal.models.door import digest_of, new_secret
from portal.tenancy import acting_for
from tests.cast import Member
from tests.factories import PartnerFactory, PartnershipFactory
from tests.factories.appraisals import answered
from tests.factories.consultations import confirmed, remit, scored
from tests.factories.referrals import received, taken
from tests.isolation.world import owned_models, upload

pytestmark = pytest.mark.django_db

MARK = "Zorvath"
"""Stands in every word of the organisation that was not ticked, and in none of the product."""


def secretive(ines: Member) -> Partnership:
    """A partnership with the mark in every text of its own; its partner travels by name."""
    words = ("title", "reference", "benefit", "funding_source", "responsible")
    with acting_for(ines.organisation):
        partner = PartnerFactory(name="Aoishima University", city=f"{MARK}ville")
        facts = {word: f"{MARK} {word}" for word in words}
        return PartnershipFactory(partners=[partner], **facts)


def answered_with_notes(ines: Member, partnership: Partnership) -> Appraisal:
    row = answered(ines.actor, "K01", partnership=partnership, change={"I5": f"{MARK} crystals"})
    notes = {"A1": appraise.Save(note=f"{MARK} whispers")}
    appraise.save(row.pk, by=ines.actor, saves=notes)
    attach.add(by=ines.actor, partnership=partnership, upload=upload(MARK))
    return row


def rows_of(hub: Any) -> str:
    """Every value in every row the hub owns, files' names included."""
    with acting_for(hub):
        rows = [
            list(model._base_manager.filter(owner_id=hub.pk).values_list())
            for model in owned_models()
        ]
    return repr(rows)


def token(of: Member) -> str:
    """The secret of an API token."""
    secret = new_secret("ajar")
    with acting_for(of.organisation):
        ApiToken.objects.create(
            name="script",
            digest=digest_of(secret),
            membership=of.membership,
            created_by=of.user,
            scopes=TokenScope.values,
            expires_at=clock.now() + timedelta(days=30),
        )
    return secret


def desk_of(browse: Any, ada: Member, key: uuid.UUID) -> str:
    """Every page the hub has about a case, one after the other."""
    client = browse(ada)
    names = ("referral-detail", "referral-earlier", "referral-ask", "advice-draft")
    pages = [client.get(reverse(f"advisory:{name}", args=[key])) for name in names]
    assert [page.status_code for page in pages] == [200] * len(names)
    return "".join(page.content.decode() for page in pages)


# --- Exactly what was confirmed -----------------------------------------------------------------
def test_the_hub_has_the_confirmed_bytes_and_the_score(baseline, ines, ada, hub):
    taken(ines, ada)
    with acting_for(ines.organisation):
        frozen, result = Dossier.objects.get(), Score.objects.get()
    with acting_for(hub):
        arrived = ReceivedDossier.objects.get()
    assert arrived.content.encode() == frozen.content.encode()
    assert arrived.score.encode() == result.document.encode()
    assert arrived.digest == frozen.digest == hashlib.sha256(frozen.content.encode()).hexdigest()


def test_nothing_unticked_is_in_any_row_or_page_of_the_hub(baseline, ines, ada, hub, browse):
    key = sent_to(ada, ines, secretive(ines))
    told = rows_of(hub)
    assert "Aoishima University" in told
    assert MARK not in told
    assert MARK not in desk_of(browse, ada, key)
    with acting_for(hub):
        assert not ReceivedFile.objects.exists()


def test_only_what_was_ticked_crosses(baseline, ines, ada, hub, browse):
    key = sent_to(ada, ines, secretive(ines), "title")
    told = rows_of(hub) + desk_of(browse, ada, key)
    assert set(re.findall(rf"{MARK}\w* ?\w*", told)) == {f"{MARK} title"}


def test_what_the_organisation_changes_afterwards_stays_with_it(baseline, ines, ada, hub, browse):
    """The hub has a copy, not a view: no later word reaches it but another dossier."""
    partnership = secretive(ines)
    key = sent_to(ada, ines, partnership, "title")
    before = rows_of(hub)
    with acting_for(ines.organisation, user=ines.user.pk):
        row = Partnership.objects.get(pk=partnership.pk)
        register.edit(row.pk, by=ines.actor, revision=row.revision, title="Quillon instead")
        appraisal = Appraisal.objects.get(partnership=row)
        appraise.reopen(appraisal.pk, by=ines.actor, because="Quillon")
        appraise.save(appraisal.pk, by=ines.actor, saves={"I5": appraise.Save("Quillon")})
    assert rows_of(hub) == before
    assert "Quillon" not in desk_of(browse, ada, key)


def sent_to(ada: Member, ines: Member, partnership: Partnership, *ticked: str) -> uuid.UUID:
    """The case in the hub's queue, held by its adviser: words, notes and a file stayed at home."""
    remit(ada.organisation)
    with acting_for(ines.organisation, user=ines.user.pk):
        row = answered_with_notes(ines, partnership)
        appraise.submit(row.pk, by=ines.actor, dossier=confirmed(ines.actor, row, *ticked))
        score.run(row.pk)
        referral = refer.bring(send.send(row.pk, by=ines.actor).pk)
    assert referral is not None
    with acting_for(ada.organisation):
        triage.take(referral.pk, by=ada.actor)
    return referral.pk


# --- What was never sent is not there -----------------------------------------------------------
def routes(module: str) -> Iterator[str]:
    """Addresses of the hub's room with a case in them, as patterns to fill in.

    A view that somebody saved, and a remit, are no cases.
    """
    for pattern in get_resolver(module).url_patterns:
        assert isinstance(pattern, URLPattern)
        address = str(pattern.pattern)
        if "<uuid:" in address and not address.startswith(("queue/views/", "remits/")):
            yield address


def filled(pattern: str, key: uuid.UUID) -> str:
    return re.sub(r"<\w+:\w+>", str(key), pattern)


PAGES = list(routes("advisory.urls"))
INTERFACE = list(routes("advisory.api.urls"))
METHODS = ("get", "post", "put", "patch", "delete")
UNKNOWN = uuid.UUID("018f0000-0000-7000-8000-000000000000")


def test_there_are_routes_to_try():
    assert len(PAGES) > 15
    assert len(INTERFACE) > 12


def unsent(ines: Member) -> dict[str, uuid.UUID]:
    """Keys of everything an organisation has of a case that waits to be sent."""
    with acting_for(ines.organisation, user=ines.user.pk):
        appraisal = scored(ines.actor, "K02")
        asked = Consultation.objects.get()
        assert asked.state == "ready"
        return {
            "partnership": appraisal.partnership_id,
            "appraisal": appraisal.pk,
            "consultation": asked.pk,
            "dossier": asked.dossier_id,
            "score": Score.objects.get().pk,
        }


@pytest.mark.parametrize("of", ["partnership", "appraisal", "consultation", "dossier", "score"])
def test_what_was_not_sent_is_absent_on_every_address_of_the_hub(
    baseline, ines, ada, browse, of: str
):
    """The same answer, to the byte, as for a key that nothing has."""
    key = unsent(ines)[of]
    client = browse(ada)
    for pattern in PAGES:
        for method in ("get", "post"):
            found = getattr(client, method)("/" + filled(pattern, key))
            assert found.status_code in {404, 405}, (method, pattern)
    assert_absent(Client(headers={"Authorization": f"Bearer {token(ada)}"}), key)


def test_another_hubs_case_is_absent_on_every_address(baseline, ines, ada, hugo, browse):
    received(ines, ada.organisation)
    with acting_for(ada.organisation):
        key = Referral.objects.get().pk
    client = browse(hugo)
    for pattern in PAGES:
        for method in ("get", "post"):
            found = getattr(client, method)("/" + filled(pattern, key))
            assert found.status_code in {404, 405}, (method, pattern)
    assert_absent(Client(headers={"Authorization": f"Bearer {token(hugo)}"}), key)


def assert_absent(script: Client, key: uuid.UUID) -> None:
    for pattern in INTERFACE:
        for method in METHODS:
            send_ = getattr(script, method)
            options: dict[str, Any] = {"content_type": "application/json"} | {
                "data": json.dumps({"to": str(UNKNOWN), "because": "x", "text": "x"})
            }
            given = {} if method == "get" else options
            found = send_("/api/v1/" + filled(pattern, key), **given)
            absent = send_("/api/v1/" + filled(pattern, UNKNOWN), **given)
            assert found.status_code == absent.status_code, (method, pattern)
            assert found.status_code in {400, 404, 405}, (method, pattern)
            assert found.content == absent.content, (method, pattern)


def test_the_organisations_own_addresses_are_absent_for_its_hub(baseline, ines, ada, browse):
    """Sent or not: the hub reads its copy, and nothing at the organisation."""
    taken(ines, ada)
    with acting_for(ines.organisation):
        asked = Consultation.objects.get()
    client = browse(ada)
    for name in ("detail", "result", "check", "dossier", "send", "recall", "reply"):
        address = reverse(f"diligence:appraisal-{name}", args=[asked.appraisal_id])
        assert client.get(address).status_code in {403, 404}, name
        assert client.post(address).status_code in {403, 404, 405}, name
