"""The door to files: always a download, sandboxed, and shut to strangers."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from diligence.models import Attachment
from portal.models import Unit
from portal.tenancy import acting_for
from tests.diligence.actions.test_attach import PDF
from tests.factories import PartnershipFactory, limited_to


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "files": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        }
    }


@pytest.fixture
def row(ines):
    with acting_for(ines.organisation):
        return PartnershipFactory()


def url(name, key):
    return reverse(f"diligence:attachment-{name}", args=[key])


def send(client, row, *uploads, **more):
    files = [SimpleUploadedFile(name, content) for name, content in uploads]
    return client.post(url("add", row.pk), {"files": files} | more)


@pytest.fixture
def kept(ines, row, browse):
    send(browse(ines), row, ("Agreement «œ».pdf", PDF))
    with acting_for(ines.organisation):
        return Attachment.objects.get()


def test_several_files_are_added_and_each_refusal_is_named(ines, row, browse):
    answer = send(browse(ines), row, ("a.pdf", PDF), ("b.txt", b"x"), ("c.html", b"<html>"))
    assert answer.status_code == 302
    assert answer.url.endswith(f"/partnerships/{row.pk}/#files")
    with acting_for(ines.organisation):
        assert sorted(Attachment.objects.values_list("name", flat=True)) == ["a.pdf", "b.txt"]
    page = browse(ines).get(reverse("diligence:partnership-detail", args=[row.pk]))
    assert "a.pdf" in page.content.decode()
    assert "Add files" in page.content.decode()


def test_nothing_chosen_is_said(ines, row, browse):
    client = browse(ines)
    client.post(url("add", row.pk), follow=False)
    assert "Choose a file first." in client.get(reverse("diligence:partner-list")).content.decode()


def test_the_way_back_leads_nowhere_else(ines, row, browse):
    client = browse(ines)
    answer = send(client, row, ("a.pdf", PDF), next="/appraisals/?x=1")
    assert answer.url == "/appraisals/?x=1"
    for evil in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        answer = send(client, row, ("a.pdf", PDF), next=evil)
        assert answer.url.startswith("/partnerships/")


def test_a_file_is_always_a_sandboxed_download(ines, kept, browse):
    answer = browse(ines).get(url("download", kept.pk))
    assert answer.getvalue() == PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=utf-8''Agreement%20")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_the_stranger_finds_nothing(ines, otto, row, kept, browse):
    stranger = browse(otto)
    assert stranger.get(url("download", kept.pk)).status_code == 404
    assert stranger.get(url("remove", kept.pk)).status_code == 404
    assert stranger.post(url("remove", kept.pk)).status_code == 404
    assert send(stranger, row, ("a.pdf", PDF)).status_code == 404


def test_units_limit_files(ines, kept, browse):
    with acting_for(ines.organisation):
        unit = Unit.objects.create(name="Physics")
    limited_to(ines, unit)
    assert browse(ines).get(url("download", kept.pk)).status_code == 404
    assert browse(ines).post(url("remove", kept.pk)).status_code == 404


def test_a_steward_reads_files_but_adds_and_removes_none(stella, row, kept, browse):
    client = browse(stella)
    assert client.get(url("download", kept.pk)).getvalue() == PDF
    assert client.post(url("remove", kept.pk)).status_code == 403
    assert send(client, row, ("a.pdf", PDF)).status_code == 403


def test_a_file_is_removed_and_brought_back(ines, row, kept, browse):
    client = browse(ines)
    assert "Remove “Agreement" in client.get(url("remove", kept.pk)).content.decode()
    answer = client.post(url("remove", kept.pk), follow=True)
    assert f"{url('remove', kept.pk)}?restore=1" in answer.content.decode()
    assert f'href="{url("download", kept.pk)}"' not in answer.content.decode()
    assert "Bring back" in client.get(f"{url('remove', kept.pk)}?restore=1").content.decode()
    answer = client.post(f"{url('remove', kept.pk)}?restore=1", follow=True)
    assert url("download", kept.pk) in answer.content.decode()


def test_a_lost_file_is_explained(ines, kept, browse):
    default_storage.delete(kept.stored_as)
    answer = browse(ines).get(url("download", kept.pk))
    assert answer.status_code == 410
    assert "is not in the file store" in answer.content.decode()


def test_evidence_for_nonsense_is_refused(ines, row, browse):
    client = browse(ines)
    assert send(client, row, ("a.pdf", PDF), appraisal="nonsense").status_code == 404
