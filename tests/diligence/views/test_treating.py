"""The treatment page, a measure's page, and clearances, as members use them without scripts."""

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import strip_tags

from diligence.models import Appraisal, Attachment, ChosenMeasure, Clearance
from portal.tenancy import acting_for
from tests.factories.consultations import scored
from tests.factories.decisions import LEGAL, MEDIUM, ground, planned, soon

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n"


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "files": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        }
    }


@pytest.fixture
def case(baseline, ines):
    def make(name: str = MEDIUM) -> Appraisal:
        with acting_for(ines.organisation):
            return scored(ines.actor, name)

    return make


def text_of(response) -> str:
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", unescape(strip_tags(main)))


def page_of(appraisal: Appraisal) -> str:
    return reverse("diligence:treatment", args=[appraisal.pk])


def test_suggested_measures_come_first_then_the_rest_of_the_catalogue(case, browse, ines):
    appraisal = case()
    response = browse(ines).get(page_of(appraisal))
    suggested = [row["id"] for row in response.context["suggested"]]
    catalogue = [row["id"] for row in response.context["catalogue"]]
    assert suggested
    assert len(set(suggested) | set(catalogue)) == 41
    assert text_of(response).index("Suggested by") < text_of(response).index("The rest of")
    access = browse(ines).get(page_of(appraisal) + "?kind=cyber")
    assert {row["kind"] for row in access.context["catalogue"]} <= {"IT security"}


def test_looking_is_written_down_once_a_submission(case, browse, ines):
    appraisal = case()
    for _each in range(2):
        browse(ines).get(page_of(appraisal))
    with acting_for(ines.organisation):
        assert Appraisal.objects.get(pk=appraisal.pk).measures_shown == 1


def test_a_measure_goes_all_the_way_without_scripts(case, browse, ines, dora):
    appraisal, client = case(), browse(ines)
    chosen = client.post(page_of(appraisal), {"measures": ["M17"]})
    address = chosen.url
    form = client.get(address).context["form"]
    plan = {"revision": form.initial["revision"], "responsible": "IT", "due_on": soon().isoformat()}
    assert client.post(address, plan).status_code == 302
    with acting_for(ines.organisation):
        row = ChosenMeasure.objects.get()
    files = reverse("diligence:attachment-add", args=[appraisal.partnership_id])
    body = {"measure": row.pk, "next": address, "files": SimpleUploadedFile("iam.pdf", PDF)}
    assert client.post(files, body).url == address
    step = lambda name: reverse("diligence:measure-step", args=[row.pk, name])  # noqa: E731
    client.post(step("done"))
    told = text_of(client.get(address))
    assert "You marked this measure as done." in told
    browse(dora).post(step("accept"))
    told = text_of(client.get(page_of(appraisal)))
    assert "Evidence accepted" in told
    assert "by M17" in told
    with acting_for(ines.organisation):
        file = Attachment.objects.get()
    kept = client.get(reverse("diligence:attachment-download", args=[file.pk]))
    assert kept.status_code == 200
    assert b"".join(kept.streaming_content)
    detail = reverse("diligence:partnership-detail", args=[appraisal.partnership_id])
    assert "iam.pdf" not in text_of(client.get(detail)).partition("Latest steps")[0]


def test_openness_is_asked_of_what_restricts(case, browse, ines):
    appraisal, client = case(), browse(ines)
    address = client.post(page_of(appraisal), {"measures": ["M10"]}).url
    told = client.post(address, {"revision": 1, "responsible": "IT", "due_on": soon().isoformat()})
    assert told.status_code == 400
    assert set(told.context["form"].errors) == {"driver", "restricted_until"}


def test_nothing_ticked_is_said(case, browse, ines):
    response = browse(ines).post(page_of(case()), {})
    assert response.status_code == 400
    assert "Choose measures from the catalogue." in text_of(response)


def test_a_colleagues_plan_is_shown_and_nothing_typed_is_lost(case, browse, ines, dora):
    appraisal = case()
    with acting_for(ines.organisation):
        row = planned(dora.actor, appraisal)
    address = reverse("diligence:measure", args=[row.pk])
    mine = {"revision": 1, "responsible": "Contracts", "due_on": soon(9).isoformat()}
    response = browse(ines).post(address, mine)
    told = text_of(response)
    assert "A colleague changed this measure meanwhile" in told
    assert "IT security" in told
    assert "Contracts" in response.content.decode()
    again = mine | {"revision": response.context["form"]["revision"].value()}
    assert browse(ines).post(address, again).status_code == 302


def test_dropping_asks_why_and_can_be_undone(case, browse, ines):
    appraisal = case()
    with acting_for(ines.organisation):
        row = planned(ines.actor, appraisal)
    client = browse(ines)
    drop = reverse("diligence:measure-drop", args=[row.pk])
    assert "Drop measure M17" in text_of(client.get(drop))
    assert client.post(drop, {"because": ""}).status_code == 200
    client.post(drop, {"because": "Too dear."})
    assert "Dropped: Too dear." in text_of(client.get(page_of(appraisal)))
    client.post(reverse("diligence:measure-step", args=[row.pk, "restore"]))
    assert "Too dear." not in text_of(client.get(page_of(appraisal)))


def test_a_flag_is_cleared_and_stands_again(case, browse, ines):
    appraisal, client = case(LEGAL), browse(ines)
    with acting_for(ines.organisation):
        gate = next(g for g in ground(ines.actor, appraisal).now.gates if g.legal)
    query = f"?question={gate.question}&option={gate.option}&flag={gate.flag}"
    new = reverse("diligence:clearance-new", args=[appraisal.pk]) + query
    register_list = reverse("diligence:partnership-list")
    assert "Transfers blocked until cleared" in text_of(client.get(register_list))
    wrong = client.post(new, {"kind": "licence", "reason": "Granted."})
    assert "Give a reference, or attach the document" in text_of(wrong)
    body = {"kind": "licence", "reason": "Granted.", "reference": "EX-7", "measure": "M24"}
    body["files"] = SimpleUploadedFile("licence.pdf", PDF)
    assert client.post(new, body).status_code == 302
    result = reverse("diligence:appraisal-result", args=[appraisal.pk])
    told = text_of(client.get(result))
    assert "EX-7" in told
    assert "Transfers blocked until cleared" not in text_of(client.get(register_list))
    with acting_for(ines.organisation):
        row = Clearance.objects.get()
    end = reverse("diligence:clearance-end", args=[row.pk])
    assert client.get(end).status_code == 200
    client.post(end, {"because": "Revoked."})
    assert "Ended by Ines Officer: Revoked." in text_of(client.get(page_of(appraisal)))


def test_a_refused_file_keeps_nothing(case, browse, ines):
    appraisal, client = case(LEGAL), browse(ines)
    with acting_for(ines.organisation):
        gate = next(g for g in ground(ines.actor, appraisal).now.gates if g.legal)
    query = f"?question={gate.question}&option={gate.option}&flag={gate.flag}"
    new = reverse("diligence:clearance-new", args=[appraisal.pk]) + query
    body = {"kind": "licence", "reason": "Granted.", "files": SimpleUploadedFile("a.exe", b"MZ")}
    assert client.post(new, body).status_code == 400
    with acting_for(ines.organisation):
        assert not Clearance.objects.exists()
    other = reverse("diligence:clearance-new", args=[appraisal.pk])
    assert client.get(other + "?question=A1&option=x&flag=REFER").status_code == 404


def test_stewards_read_and_strangers_find_nothing(case, browse, ines, stella, otto):
    appraisal = case(LEGAL)
    with acting_for(ines.organisation):
        row = planned(ines.actor, appraisal)
    assert browse(stella).get(page_of(appraisal)).status_code == 200
    assert browse(stella).post(page_of(appraisal), {"measures": ["M17"]}).status_code == 403
    for name, key in (("treatment", appraisal.pk), ("measure", row.pk), ("measure-drop", row.pk)):
        assert browse(otto).get(reverse(f"diligence:{name}", args=[key])).status_code == 404
    step = reverse("diligence:measure-step", args=[row.pk, "done"])
    assert browse(otto).post(step).status_code == 404
