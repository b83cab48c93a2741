"""Pages of data protection as stewards and members use them."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from portal import audit, clock
from portal.actions import holds, person_export, privacy_settings, retention
from portal.models import LegalHold, Membership, PersonRequest, PrivacySettings, RetentionRule
from portal.tenancy import acting_for
from tests.factories.register import PartnershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept_apart(settings, tmp_path):
    files = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path},
    }
    settings.STORAGES = settings.STORAGES | {"files": files}


def page(client, name, *args, **query):
    answer = client.get(reverse(f"portal:{name}", args=args), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def post(client, name, *args, **values):
    return client.post(reverse(f"portal:{name}", args=args), values, follow=True)


def test_who_is_responsible_is_entered_once_and_printed_everywhere(browse, stella):
    client = browse(stella)
    assert "Nobody is named as responsible yet" in page(client, "privacy-overview")
    assert "Say who is responsible" in page(client, "start")
    bad = post(client, "privacy-settings", controller="", contact="nonsense")
    assert b"error" in bad.content
    post(
        client,
        "privacy-settings",
        controller="University A, Old Square 1",
        contact="privacy@a.example",
        basis="Article 6(1)(e)",
        processors="=HYPERLINK(1)\nHosting Ltd",
    )
    with acting_for(stella.organisation):
        assert PrivacySettings.objects.get().by == "Stella Steward"
    for name in ("privacy", "processing"):
        assert "University A, Old Square 1" in page(client, name)


def test_a_period_is_changed_with_a_reason_and_set_back(browse, stella):
    client = browse(stella)
    wrong = post(client, "period", "abandoned", months=99, reason="x").content.decode()
    assert "less than or equal to 36" in wrong
    post(client, "period", "abandoned", months=18, reason="Annual planning")
    with acting_for(stella.organisation):
        assert RetentionRule.objects.get().months == 18
    told = page(client, "periods")
    assert "18 months" in told
    assert "Annual planning" in told
    post(client, "period", "abandoned", back="1")
    with acting_for(stella.organisation):
        assert not RetentionRule.objects.exists()
    assert client.get(reverse("portal:period", args=["nonsense"])).status_code == 404


def test_what_goes_next_is_shown_with_what_is_held(browse, stella):
    client = browse(stella)
    assert "Nothing goes soon" in page(client, "leaving")
    with acting_for(stella.organisation):
        old = clock.now() - timedelta(days=340)
        PartnershipFactory(title="Soon gone", updated_at=old)
        held = PartnershipFactory(title="Kept for the court", updated_at=old)
        holds.place(
            by=stella.actor, subject_type="diligence.partnership", called=held.code, reason="Claim"
        )
    told = page(client, "leaving")
    assert "2 things go within 90 days" in told
    assert "Soon gone" in told
    assert "1 of them is held" in told
    assert "Some of it should be gone" not in told


def test_what_has_had_its_time_is_told_and_can_be_held(browse, stella):
    client = browse(stella)
    assert "at the next run" not in page(client, "privacy-overview")
    with acting_for(stella.organisation):
        gone = PartnershipFactory(title="Long over", updated_at=clock.now() - timedelta(days=500))
    told = page(client, "privacy-overview")
    assert "One thing has had its time and goes at the next run" in told
    assert "Some of it should be gone already" in told
    told = page(client, "leaving")
    assert "overdue" not in told
    assert f"of=diligence.partnership&amp;which={gone.pk}#place" in told
    form = page(client, "holds", of="diligence.partnership", which=gone.pk)
    assert f'value="{gone.code}"' in form
    post(client, "holds", subject_type="diligence.partnership", called=gone.code, reason="Claim")
    told = page(client, "leaving")
    assert "which=" not in told
    assert "Some of it should be gone" not in told


def test_no_hold_is_offered_on_whoever_an_old_name_is_of(browse, stella, ines):
    with acting_for(stella.organisation), clock.set_to(clock.now() - timedelta(days=740)):
        audit.record("unit.closed", None, by=ines.actor)
    told = page(browse(stella), "leaving")
    assert "A name in events from" in told
    assert "which=" not in told


def test_only_what_is_needed_is_asked_of_a_hold(browse, stella, otto):
    client = browse(stella)
    assert 'name="called"' not in page(client, "holds")
    assert "Choose what is to be held" in page(client, "holds", place="1")
    assert 'name="called"' not in page(client, "holds", of="everything")
    assert "Its name" in page(client, "holds", of="portal.unit")
    assert "Select a valid choice" in page(client, "holds", of="nonsense")
    with acting_for(otto.organisation):
        foreign = PartnershipFactory()
    for which in (foreign.pk, "nonsense"):
        told = page(client, "holds", of="diligence.partnership", which=which)
        assert 'name="called"' in told
        assert foreign.code not in told


def test_a_hold_is_placed_and_released_with_reasons(browse, stella):
    client = browse(stella)
    missing = post(client, "holds", subject_type="portal.unit", called="", reason="x")
    assert "Say which" in missing.content.decode()
    wrong = post(client, "holds", subject_type="portal.unit", called="Nowhere", reason="x")
    assert "more than one thing, is called" in wrong.content.decode()
    post(client, "holds", subject_type="everything", reason="Audit")
    with acting_for(stella.organisation):
        hold = LegalHold.objects.get()
    assert "Audit" in page(client, "holds")
    assert "at night" in page(client, "hold-release", hold.pk)
    post(client, "hold-release", hold.pk, because="Over")
    with acting_for(stella.organisation):
        hold.refresh_from_db()
    assert hold.released_because == "Over"
    assert "Over" in page(client, "holds", show="released")


def test_what_was_removed_is_listed(browse, stella):
    client = browse(stella)
    assert "Nothing was removed yet" in page(client, "retention-runs")
    with acting_for(stella.organisation):
        PartnershipFactory(updated_at=clock.now() - timedelta(days=500))
    retention.run(stella.organisation.pk)
    told = page(client, "retention-runs")
    assert "Abandoned drafts" in told
    assert "12 months" in told


def test_a_request_goes_from_recording_to_its_answer(browse, stella, ines):
    client = browse(stella)
    answer = post(
        client,
        "person-request-new",
        kind="access",
        person="Ines Officer",
        email=ines.user.email,
        received_on=clock.today().isoformat(),
    )
    assert "The answer is due on" in answer.content.decode()
    with acting_for(stella.organisation):
        row = PersonRequest.objects.get()
    assert row.user_id == ines.user.pk
    assert "Requests about personal data wait" in page(client, "start")
    post(client, "person-copy", row.pk)
    person_export.make(row.pk, stella.organisation.pk)
    fetched = client.get(reverse("portal:person-copy-fetch", args=[row.pk]))
    assert fetched["Content-Type"] == "application/zip"
    assert "attachment" in fetched["Content-Disposition"]
    post(client, "person-request", row.pk, outcome="Handed over")
    assert "Handed over" in page(client, "person-request", row.pk)
    assert "No request" in page(client, "person-requests")
    assert "Ines Officer" in page(client, "person-requests", show="closed")


def test_an_erasure_is_looked_at_and_confirmed_by_the_address(browse, stella, ines):
    client = browse(stella)
    with acting_for(stella.organisation):
        PartnershipFactory(registered_by="Ines Officer")
    told = page(client, "person-erase", ines.membership.pk)
    assert "can’t be undone" in told
    wrong = post(client, "person-erase", ines.membership.pk, confirmation="x")
    assert "Type the e-mail address" in wrong.content.decode()
    done = post(client, "person-erase", ines.membership.pk, confirmation=ines.user.email)
    assert "Former member" in done.content.decode()
    with acting_for(stella.organisation):
        assert not Membership.objects.filter(pk=ines.membership.pk).exists()


def test_a_held_person_is_not_erased_and_the_page_says_why(browse, stella, ines):
    with acting_for(stella.organisation):
        holds.place(
            by=stella.actor,
            subject_type="portal.membership",
            called=ines.user.email,
            reason="Labour court",
        )
    client = browse(stella)
    assert "Labour court" in page(client, "person-erase", ines.membership.pk)
    url = reverse("portal:person-erase", args=[ines.membership.pk])
    assert client.post(url, {"confirmation": ines.user.email}).status_code == 403


def test_members_ask_for_their_own_copy(browse, ines, otto):
    client = browse(ines)
    assert "None yet" in page(client, "own-data")
    post(client, "own-data")
    assert "being put together" in page(client, "own-data")
    with acting_for(ines.organisation):
        row = PersonRequest.objects.get()
    person_export.make(row.pk, ines.organisation.pk)
    assert "Your copy is ready" in page(client, "own-data", progress="")
    fetched = client.get(reverse("portal:own-copy", args=[row.pk]))
    assert fetched["Content-Type"] == "application/zip"
    assert browse(otto).get(reverse("portal:own-copy", args=[row.pk])).status_code == 302


def test_copies_and_erasure_ask_again_who_is_there(browse, stella, ines, settings):
    settings.STEP_UP_OBLIGATORY = True
    client = browse(stella)
    for name in ("person-copy-fetch", "person-erase", "processing-csv", "own-copy"):
        args = [] if "csv" in name else [ines.membership.pk]
        with clock.set_to(clock.now() + timedelta(minutes=20)):
            answer = client.get(reverse(f"portal:{name}", args=args))
        assert answer.status_code == 302, name
        assert "step-up" in answer["Location"], name


def test_the_record_of_processing_as_table_never_holds_a_formula(browse, stella):
    with acting_for(stella.organisation):
        privacy_settings.save(
            by=stella.actor,
            controller='=HYPERLINK("x")',
            contact="p@a.example",
            processors="+1",
        )
    answer = browse(stella).get(reverse("portal:processing-csv"))
    text = answer.content.decode("utf-8-sig")
    assert "'=HYPERLINK" in text
    assert not re.search(r'(^|,)"?[=+@]', text, re.MULTILINE)
    assert "Register of international cooperations" in text


def test_the_record_of_processing_as_pdf(browse, stella):
    answer = browse(stella).get(reverse("portal:processing-pdf"))
    assert answer.content.startswith(b"%PDF")


@pytest.mark.parametrize("who", ["ines", "dora", "stella", "ada", "petra", "carl"])
def test_every_role_reads_its_own_notice(browse, request, who):
    member = request.getfixturevalue(who)
    told = page(browse(member), "privacy")
    assert "In your role" in told
    assert "How long" in told


def test_everybody_reads_the_public_notice(client):
    told = page(client, "privacy")
    assert "no field for" in told
    assert "never people" in told
