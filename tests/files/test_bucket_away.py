"""A bucket that does not answer: a page that says so, nothing half kept, nothing lost."""

import socket

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from diligence.actions import attach
from diligence.models import Attachment
from portal import stores
from portal.models import AuditEvent, StoredFile
from portal.tenancy import acting_for
from portal.unavailable import TOLD, Cause
from tests.cast import Member
from tests.factories.register import PartnershipFactory

pytestmark = pytest.mark.django_db
WORDS = b"Keep the samples in Lund."


@pytest.fixture
def away(settings, monkeypatch, tmp_path):
    """Call it: from then on the files lie in a bucket behind a port that refuses."""

    def gone() -> None:
        with socket.socket() as line:
            line.bind(("127.0.0.1", 0))
            port = line.getsockname()[1]
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIATEST")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
        monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
        told = stores.files(f"s3://ajar/live?endpoint=http://127.0.0.1:{port}&region=x", tmp_path)
        config = told["OPTIONS"]["client_config"]
        config.retries = {"total_max_attempts": 1}
        settings.STORAGES = settings.STORAGES | {"files": told}

    return gone


def test_an_upload_and_a_download_are_told_and_nothing_is_half_kept(ines: Member, browse, away):
    with acting_for(ines.organisation):
        place = PartnershipFactory()
        upload = SimpleUploadedFile("kept.txt", WORDS, "text/plain")
        kept = attach.add(by=ines.actor, partnership=place, upload=upload)
    away()
    client = browse(ines)
    client.raise_request_exception = False
    page = client.post(
        reverse("diligence:attachment-add", args=[place.pk]),
        {"files": SimpleUploadedFile("new.txt", WORDS, "text/plain")},
    )
    assert page.status_code == 503
    assert page["Retry-After"] == "60"
    assert "Nothing of what you last sent was kept" in page.content.decode()
    fetched = client.get(reverse("diligence:attachment-download", args=[kept.pk]))
    assert fetched.status_code == 503
    assert "The place where files are kept does not answer" in fetched.content.decode()
    with acting_for(ines.organisation):
        assert list(Attachment.objects.values_list("name", flat=True)) == ["kept.txt"]
        assert StoredFile.objects.count() == 1
        assert AuditEvent.objects.filter(event="attachment.added").count() == 1


def test_machines_are_told_when_to_try_again():
    assert TOLD[Cause.FILES].status == 503
    assert "Nothing was kept" in TOLD[Cause.FILES].detail
