"""What crosses between an organisation and a hub, and what never does.

A case is sent by its organisation, and nothing else of that organisation reaches any hub; a hub's
own thoughts reach nobody. The rows of a hub are looked through as well as its pages: what is not
there can't be shown by the next page either.
"""

import json
import re
import uuid
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from advisory.actions import border, countersign, drafting, refer, triage
from advisory.models import CountersignRequest, InformationRequest, ReceivedDossier, Referral
from diligence.actions import appraise, consult, register, score, send, tell
from diligence.models import Appraisal, Consultation, Decision, ReceivedAdvice
from portal.authority import Refused, product
from portal.enums import OrganisationKind, Permission, Role
from portal.models import AuditEvent, Membership, Organisation
from portal.tenancy import acting_for
from tests import cast
from tests.cast import Member
from tests.factories.consultations import confirmed
from tests.isolation.beyond import SAYS, World
from tests.isolation.matrix import MATRIX
from tests.isolation.test_matrix import Browser, content, may, needed
from tests.isolation.world import MARK, snapshot

pytestmark = pytest.mark.django_db

UNSENT = (
    *(f"{MARK} {what}" for what in ("ice", "dust", "fog", "tide", "moss")),
    *(f"{MARK} {what}" for what in ("whispers", "writes", "unsent", "arrangement", "7/2026")),
    *(f"{MARK} {what}" for what in ("Chemistry", "Physics", "Academy", "script")),
    *(f"{MARK} {what}" for what in ("does without", "knows better", "got a licence", "EX-14")),
    *(f"{first} {MARK}" for first in ("Ines", "Dora", "Stella", "Nora")),
)
"""Titles, references, people, notes, answers in words, files, units, other partners, measures,
clearances, decisions: everything that A wrote and did not tick."""


def stored(organisation: Organisation) -> str:
    """Every row the organisation owns, as text."""
    return str(snapshot(organisation))


def signed_in(who: Member) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(who.user)
    return client


# --- From the organisation to the hub --------------------------------------------------------
def test_the_markers_are_there_to_be_found(world: World):
    own = stored(world.a.organisation) + "".join(
        member.user.name for member in (world.a.officer, world.a.decider, world.a.newcomer)
    )
    assert [mark for mark in UNSENT if mark not in own and mark != f"Stella {MARK}"] == []


def test_no_hub_holds_a_word_that_was_not_ticked(world: World):
    for organisation in (world.hub.organisation, world.other_hub.organisation):
        told = stored(organisation)
        assert [mark for mark in UNSENT if mark in told] == []
    assert MARK in stored(world.hub.organisation)
    assert MARK not in stored(world.other_hub.organisation)


def test_what_was_ticked_arrived_and_nothing_beside_it(world: World):
    with acting_for(world.hub.organisation):
        for dossier in ReceivedDossier.objects.prefetch_related("files"):
            told = json.loads(dossier.content)
            assert [file.name for file in dossier.files.all()] == ["Agreed plan.pdf"]
            assert told["notes"] == []
            assert not {"title", "benefit", "responsible"} & set(told["partnership"])
            assert [row["name"] for row in told["partners"]] == [f"{MARK} Observatory"]
            assert told["left_out"]["file"] == 1


def _pages_of(browser: Browser, member: Member) -> dict[str, str]:
    found = {}
    for name in MATRIX:
        asked = MATRIX[name].get is not None and needed(name, "get")
        if asked and any(member.actor.may(each) for each in needed(name, "get")):
            found[name] = content(browser.try_out(name, "get")).decode("utf-8", "replace")
    for query in (MARK, "tide", "Observatory", "Academy", "whispers", "Ines"):
        path = f"{reverse('portal:search')}?q={query}"
        found[path] = browser.client.get(path).content.decode().replace(f'value="{query}"', "")
        path = f"{reverse('advisory:queue')}?tab=open&q={query}"
        found[path] = browser.client.get(path).content.decode()
    return found


@pytest.mark.parametrize("hub", ["hub", "other_hub"])
def test_no_page_of_a_hub_shows_what_was_not_sent(world: World, hub: str):
    member = getattr(world, hub).adviser
    pages = _pages_of(Browser(world, member), member)
    assert len(pages) > 20
    wrong = [
        (name, mark)
        for name, page in pages.items()
        for mark in (UNSENT if hub == "hub" else (*UNSENT, f"{MARK} University"))
        if mark in page
    ]
    assert wrong == []


def test_a_case_that_was_never_sent_is_not_there_for_any_hub(world: World):
    """Its keys, tried as the keys of everything a hub can name, as the hub it could be sent to.

    Where the role is refused no key is looked at, so that one of them shows it.
    """
    keys = [world.a.answering.pk, world.a.scored.pk, world.a.partnership.pk, world.a.file.pk]
    with acting_for(world.a.organisation):
        keys += [world.a.consultation.pk, world.a.consultation.dossier_id, world.a.evidence.pk]
    member = world.hub.adviser
    browser, wrong = Browser(world, member), []
    for name, route in MATRIX.items():
        for method in route.methods:
            if not route.about or route.at not in {"a", "hub"} or not needed(name, method):
                continue
            tried = keys[:3] if method == "get" else keys
            for key in tried if may(member, name, method) else keys[:1]:
                if browser.send(name, method, key).status_code not in {403, 404, 302}:
                    wrong.append((name, method, key))
    assert wrong == []
    with acting_for(world.hub.organisation):
        assert Referral.objects.count() == 2


def test_after_a_recall_the_hub_keeps_what_it_has_and_gets_no_more(world: World):
    a, key = world.a, world.a.consultation.pk
    with acting_for(a.organisation, user=a.officer.user.pk):
        send.recall(key, by=a.officer.actor, because="We think again.")
        refer.bring(key)
    with acting_for(world.hub.organisation):
        row = Referral.objects.get(pk=world.hub.referral.pk)
        assert row.state == "closed"
        assert ReceivedDossier.objects.filter(referral=row).count() == 1
    before = snapshot(world.hub.organisation)
    with acting_for(a.organisation, user=a.officer.user.pk):
        by = a.officer.actor
        partnership = Appraisal.objects.get(pk=a.referred.pk).partnership
        register.edit(partnership.pk, by=by, revision=partnership.revision, title="Renamed later")
        again = appraise.reopen(a.referred.pk, by=by, because="New facts.")
        appraise.submit(again.pk, by=by, dossier=confirmed(by, again, "title"))
        score.run(again.pk)
        refer.bring(key)
    assert snapshot(world.hub.organisation) == before


def test_a_hub_that_no_longer_has_a_case_changes_nothing_there(world: World):
    """Every message a hub can send, after the recall and before it heard of it."""
    a = world.a
    with acting_for(a.organisation, user=a.officer.user.pk):
        send.recall(a.consultation.pk, by=a.officer.actor, because="We think again.")
        before = Consultation.objects.filter(pk=a.consultation.pk).values().get()
        appraisals = list(Appraisal.objects.filter(pk=a.referred.pk).values())
    with acting_for(world.hub.organisation):
        row = Referral.objects.get(pk=world.hub.referral.pk)
        for what, told in (
            ("due_changed", {"due_on": None}),
            ("questions_asked", {"questions": [{"question": "A1"}], "message": "Tell us."}),
            ("questions_withdrawn", {}),
            ("closed", {"because": "No."}),
        ):
            border.tell_sender(row, what, **told)
    with acting_for(a.organisation):
        assert Consultation.objects.filter(pk=a.consultation.pk).values().get() == before
        assert list(Appraisal.objects.filter(pk=a.referred.pk).values()) == appraisals


# --- From one hub to another -----------------------------------------------------------------
def test_one_hub_holds_nothing_of_the_others_cases(world: World):
    told = stored(world.other_hub.organisation)
    assert world.hub.mark not in told
    for row in (world.hub.referral, world.hub.answered):
        assert row.code not in told
        assert str(row.pk) not in told


def test_what_another_hub_countersigns_names_neither_organisation_nor_adviser(world: World):
    with acting_for(world.other_hub.organisation):
        request = CountersignRequest.objects.get()
    secrets = (MARK, world.a.organisation.name, world.hub.referral.code, world.hub.mark)
    secrets += (str(world.a.organisation.pk), str(world.hub.referral.pk))
    page = signed_in(world.hub_stranger).get(
        reverse("advisory:countersign-detail", args=[request.pk])
    )
    assert page.status_code == 200
    for secret in secrets:
        assert secret not in request.document
        assert secret not in page.content.decode()


@pytest.mark.parametrize(
    "spelt", ["{}", "{} ", "\n{}", "  {}  said so", "THE {} AND"], ids=range(5)
)
@pytest.mark.parametrize("change", [str, str.upper, lambda name: name.replace(" ", "\n  ")])
def test_a_draft_that_names_who_asked_goes_to_no_other_hub(world: World, spelt: str, change: Any):
    hub, name = world.hub, change(world.a.organisation.name)
    with acting_for(hub.organisation):
        drafting.take_back(hub.referral.pk, by=hub.adviser.actor)
        says = SAYS.__class__(SAYS.recommendation, f"Because {spelt.format(name)}.", SAYS.measures)
        drafting.write(hub.referral.pk, says=says, by=hub.adviser.actor)
        with pytest.raises(Refused, match="doesn't learn who asked"):
            countersign.offer_elsewhere(
                hub.referral.pk,
                hub_id=world.other_hub.organisation.pk,
                by=hub.adviser.actor,
            )


def test_the_other_hub_signs_its_own_copy_and_nothing_else(world: World):
    """The asking hub's keys are no keys here, and a draft is signed by the hub that was asked."""
    stranger = signed_in(world.hub_stranger)
    assert world.hub.draft is not None
    assert world.hub.request is not None
    for key in (world.hub.draft.pk, world.hub.request.pk, world.hub.referral.pk):
        assert stranger.post(reverse("advisory:countersign-detail", args=[key])).status_code == 404
    path = reverse("advisory:advice-sign", args=[world.hub.referral.pk])
    assert stranger.post(path, {"signs": world.hub.draft.digest}).status_code == 404
    own = signed_in(world.hub.second)
    response = own.post(path, {"signs": world.hub.draft.digest})
    with acting_for(world.hub.organisation):
        world.hub.draft.refresh_from_db()
        assert world.hub.draft.state == "offered", response.status_code


# --- From the hub to the organisation --------------------------------------------------------
def test_nothing_of_the_hubs_thoughts_and_people_reaches_the_organisation(world: World):
    told = stored(world.a.organisation)
    assert world.hub.mark not in told
    assert world.hub.answered.code in told, "the advice names the hub's reference"
    member = world.a.decider
    browser = Browser(world, member)
    for name, route in MATRIX.items():
        if route.at == "a" and route.get and needed(name, "get"):
            page = content(browser.try_out(name, "get"))
            assert world.hub.mark.encode() not in page, name


def test_a_hub_delivers_only_to_the_case_it_was_sent(world: World):
    """Whatever consultation a hub's row claims, the sender it names has none of that key."""
    with acting_for(world.hub.organisation):
        row = Referral.objects.get(pk=world.hub.referral.pk)
        row.consultation_id = world.b.consultation.pk
        with pytest.raises(Consultation.DoesNotExist):
            border.tell_sender(row, "closed", because="Mistaken.")
        row.sender_id = None
        assert border.tell_sender(row, "closed", because="Mistaken.") is False
    with acting_for(world.a.organisation), pytest.raises(Consultation.DoesNotExist):
        consult.closed(world.b.consultation.pk, because="No.", by=product("Hub"))


def test_a_case_entered_by_hand_reaches_no_organisation(world: World):
    """A hub may name an organisation of the portal; that organisation hears nothing of it."""
    before = snapshot(world.a.organisation)
    client = signed_in(world.hub.adviser)
    body = MATRIX["advisory:referral-new"].body(world.hub)
    told = body | {"sender_name": world.a.organisation.name}
    assert client.post(reverse("advisory:referral-new"), told).status_code == 302
    with acting_for(world.hub.organisation):
        row = Referral.objects.filter(source="telephone").latest("received_at")
        assert row.consultation_id is None
        triage.take(row.pk, by=world.hub.adviser.actor)
        triage.close(row.pk, by=world.hub.adviser.actor, because="Done.")
    assert snapshot(world.a.organisation) == before


def test_mail_says_that_something_waits_and_not_what(
    world: World, settings: Any, django_capture_on_commit_callbacks: Any
):
    settings.MAIL_ON = True
    a = world.a
    with acting_for(a.organisation):
        key = ReceivedAdvice.objects.get().consultation_id
    with django_capture_on_commit_callbacks(execute=True), acting_for(a.organisation):
        assert tell.waiting(key) == [a.officer.user.email]
    (sent,) = mail.outbox
    words = sent.subject + sent.body + "".join(part.content for part in sent.alternatives)
    words = re.sub(r"https?://\S+", "", words)
    with acting_for(a.organisation):
        secrets = (MARK, world.hub.organisation.name, a.advice.number, a.decided.code, "moss")
    assert [secret for secret in secrets if secret in words] == []


# --- Deciding stays at home ------------------------------------------------------------------
DECIDES = [
    (name, method)
    for name, route in MATRIX.items()
    for method in route.methods
    if needed(name, method) in {(Permission.DECIDE_LOW,), (Permission.TREAT,), (Permission.CLEAR,)}
]


@pytest.mark.parametrize("kind", [kind for kind in OrganisationKind if kind != "research"])
def test_whatever_roles_somebody_has_elsewhere_they_decide_nothing(
    world: World, kind: OrganisationKind
):
    country = "" if kind is OrganisationKind.COMMISSION else "NL"
    home = cast.organisation(f"Every role of a {kind}", country=country, kind=kind)
    member = cast.member(home, f"Max {kind}", *Role)
    before, browser = snapshot(world.a.organisation), Browser(world, member)
    with acting_for(world.a.organisation):
        taken = Decision.objects.count()
    assert len(DECIDES) > 15
    wrong = [
        (name, method, status)
        for name, method in DECIDES
        if (status := browser.send(name, method).status_code) not in {403, 404}
    ]
    assert wrong == []
    assert snapshot(world.a.organisation) == before
    with acting_for(world.a.organisation):
        assert Decision.objects.count() == taken


def test_an_organisation_advises_nobody_whatever_roles_its_members_have(world: World):
    member = cast.member(world.a.organisation, "Max Research", *Role)
    browser = Browser(world, member)
    wrong = [
        (name, method, status)
        for name, route in MATRIX.items()
        for method in route.methods
        if route.at in {"hub", "ministry", "commission"} and route.about
        if (status := browser.send(name, method).status_code) not in {403, 404}
    ]
    assert wrong == []


def test_a_hub_exports_no_register(world: World):
    # That it was refused stands in the record.
    without = frozenset({"AuditEvent"})
    before = snapshot(world.hub.organisation, without=without)
    for member in (world.hub.adviser, world.hub.steward):
        path = reverse("diligence:register-export")
        assert signed_in(member).get(path, {"format": "csv"}).status_code == 403
    assert snapshot(world.hub.organisation, without=without) == before


# --- Two hats --------------------------------------------------------------------------------
def test_a_decision_opened_under_one_hat_is_not_taken_under_another(world: World):
    """Decider in A, adviser in A's hub: the page of one is no page of the other."""
    person = world.a.decider
    with acting_for(world.hub.organisation):
        hat = Membership.objects.create(user=person.user, roles=[Role.ADVISER])
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    client.force_login(person.user)
    path = reverse("diligence:decision", args=[world.a.advised.pk])
    page = client.get(path).content.decode()
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert found
    sent = {"membership": str(hat.pk), "csrfmiddlewaretoken": found[1]}
    assert client.post(reverse("portal:switch"), sent).status_code == 302
    body = MATRIX["diligence:decision"].body(world.a) | {"csrfmiddlewaretoken": found[1]}
    with acting_for(world.a.organisation):
        before = Decision.objects.count()
    assert client.post(path, body).status_code == 403
    with acting_for(world.a.organisation):
        assert Decision.objects.count() == before


def test_who_looked_and_asked_is_written_down_under_the_hubs_name_alone(world: World):
    with acting_for(world.a.organisation):
        events = AuditEvent.objects.filter(event__startswith="consultation.")
        told = {event.by for event in events if event.user_id is None}
    assert world.hub.organisation.name in told
    assert not [name for name in told if world.hub.mark in name]
    with acting_for(world.hub.organisation):
        assert InformationRequest.objects.exists()
        assert isinstance(Referral.objects.first().pk, uuid.UUID)
