"""Mail says that something waits, and where; nothing of a row stands in it, for whomever it is."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail as outbox
from django.test import override_settings

from diligence.actions import digest, tell
from diligence.models import DigestChoice
from portal import mail, matrix
from portal.tenancy import acting_for
from tests.architecture.test_borders import modules
from tests.isolation.beyond import World
from tests.isolation.world import MARK, owned_models

TEMPLATES = Path(settings.BASE_DIR) / "templates"

FRAME = {"host", "url", "LANGUAGE_CODE"}
HOLDS: dict[str, set[str]] = {
    "asked": {"asks", "name", "organisation", "expires"},
    "digest": {"n", "count", "overdue", "stop_url"},
    "invitation": {"invited_by", "organisation", "roles", "expires"},
    "join": {"organisation", "expires"},
    "join_answered": {"organisation"},
    "reset": {"made_by", "expires"},
    "token_ending": {"until"},
    "waiting": set(),
}
"""What each mail of ours may name beside its link: who writes, for which organisation, until when;
numbers, where somebody asked for them. Never a title, a note, a partner, an outcome."""

SENDS = {
    "portal/views/handover.py": "the link somebody was promised by the page they were on",
    "portal/views/joining.py": "the link that proves an address, and that a steward has answered",
    "portal/tasks_sso.py": "something about signing in waits for stewards",
    "portal/upkeep.py": "a token of the reader's own will end, a door of theirs is tried",
    "diligence/actions/tell.py": "something waits",
    "diligence/actions/digest.py": "how many things wait, for whom asked for it",
    "diligence/actions/colleague.py": "the link to what a member asked or shared",
}
"""Modules that send mail of ours, and what it is."""


def _of(name: str) -> list[Path]:
    folder = TEMPLATES / "email"
    return [folder / f"{name}{end}" for end in ("_subject.txt", ".txt", ".html")]


def test_every_mail_is_in_the_list():
    ours = {
        path.name.removesuffix("_subject.txt") for path in TEMPLATES.glob("email/*_subject.txt")
    }
    assert ours == HOLDS.keys()
    assert ours <= {entry.name for entry in matrix.mails()}


@pytest.mark.parametrize("name", HOLDS)
def test_a_mail_can_hold_nothing_else(name: str):
    for path in _of(name):
        text = path.read_text(encoding="utf-8")
        named = set(re.findall(r"\{\{\s*([\w.]+)", text))
        for tag in re.findall(r"\{%\s*((?:if|elif|with|for|blocktranslate)\b[^%]*)%\}", text):
            words = re.findall(r"(?:^if |^elif | in |=)([a-z][\w.]*)", tag)
            named |= set(words)
        assert named - HOLDS[name] - FRAME == set()
        assert not [each for each in named if "." in each], "a mail is given values, never rows"


def test_only_listed_modules_send():
    found = {
        module
        for module, tree in modules()
        if "mail.send(" in Path(settings.BASE_DIR, module).read_text(encoding="utf-8")
    }
    assert found == SENDS.keys()


@pytest.mark.django_db
@override_settings(MAIL_ON=True)
def test_no_mail_holds_a_text_of_a_row(
    world: World, django_capture_on_commit_callbacks, monkeypatch: pytest.MonkeyPatch
):
    """What was written in any row of A's, by anybody, stands in no mail about it."""
    sent = []
    original = mail.send
    monkeypatch.setattr(
        mail, "send", lambda name, to, told: sent.append(name) or original(name, to, told)
    )
    with acting_for(world.a.organisation):
        choice = DigestChoice.objects.get(membership=world.a.officer.membership.pk)
        choice.sent_on = None
        with django_capture_on_commit_callbacks(execute=True):
            tell.waiting(world.a.consultation.pk)
            tell.waiting(world.a.asked.pk)
            digest.send(choice.pk)
    assert {"waiting"} <= {*sent}
    texts = _texts(world)
    assert len(texts) > 50
    for message in outbox.outbox:
        told = f"{message.subject}\n{message.body}\n{message.alternatives}"
        assert not [text for text in texts if text in told]
        assert world.b.mark not in told


@pytest.mark.django_db
@override_settings(MAIL_ON=True)
def test_nobody_is_written_to_for_somebody_elses_row(
    world: World, django_capture_on_commit_callbacks
):
    with acting_for(world.b.organisation), django_capture_on_commit_callbacks(execute=True):
        assert tell.waiting(world.a.consultation.pk) == []
        assert tell.waiting(world.a.asked.pk) == []
    assert outbox.outbox == []


def _texts(world: World) -> set[str]:
    """Every text of A's rows that has its mark, but names of the organisation and its people."""
    people = {world.a.organisation.name, *(f"{who} {MARK}" for who in ("Ines", "Dora", "Stella"))}
    found = set()
    with acting_for(world.a.organisation):
        for model in owned_models():
            for row in model._base_manager.filter(owner=world.a.organisation).values_list():
                found |= {each for each in row if isinstance(each, str) and MARK in each}
    return {text for text in found if text not in people and not text.startswith("http")}
