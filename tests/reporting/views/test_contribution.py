"""The ministry's and the Commission's pages: one whole cycle, and what each refuses."""

import hashlib
import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from portal.tenancy import acting_for
from reporting.actions import report as making
from reporting.models import Declaration, Rendering, Report, ReportingCycle, Return
from reporting.queries import contribution as reading
from tests.reporting import countries
from tests.reporting.preparing import MADE

KEY = "2025-2026"
pytestmark = pytest.mark.usefixtures("kept_apart")


def at(name: str, *args: object) -> str:
    return reverse(f"reporting:{name}", args=args)


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def petras(petra, browse) -> Client:
    return browse(petra)


@pytest.fixture
def carls(carl, browse) -> Client:
    return browse(carl)


# --- Cycles -----------------------------------------------------------------------------------
def test_the_commission_adds_the_first_cycle(carls, carl):
    assert "No cycle yet" in text(carls.get(at("cycles")))
    page = carls.get(at("cycle-new"))
    assert 'value="2025"' in page.content.decode()
    bad = carls.post(at("cycle-new"), {"first_year": 2025, "freezes_on": "2026-01-01"})
    assert bad.status_code == 422
    assert "31" in text(bad)
    carls.post(at("cycle-new"), {"first_year": 2025, "freezes_on": "2027-03-31"})
    assert ReportingCycle.objects.get().key == KEY
    carls.post(at("cycle", KEY), {"freezes_on": "2027-04-30"})
    assert ReportingCycle.objects.get().freezes_on == date(2027, 4, 30)


def test_a_ministry_keeps_no_cycles(cycle, petras):
    assert petras.get(at("cycles")).status_code == 403
    assert petras.post(at("cycle", KEY), {"freezes_on": "2027-04-30"}).status_code == 403


# --- Contribution -----------------------------------------------------------------------------
def test_before_it_is_begun_there_is_only_its_beginning(cycle, petras):
    page = petras.get(at("contribution", KEY))
    assert "not begun" in text(page)
    assert petras.get(at("contribution-frame", KEY)).status_code == 404
    petras.post(at("contribution", KEY))
    assert "Freeze the frame first" in text(petras.get(at("contribution", KEY)))


def test_every_page_of_a_contribution_opens(frozen, petras):
    codes = [f"MS-0{number}" for number in range(1, 9)]
    pages = [
        at("contributions"),
        at("contribution", KEY),
        at("contribution-cover", KEY),
        at("contribution-frame", KEY),
        at("contribution-freeze", KEY),
        at("contribution-figures", KEY),
        at("contribution-confirm", KEY),
        at("contribution-correct", KEY),
        at("reports"),
        at("report-cycle", KEY),
        at("report-preview", KEY),
        at("report-publish", KEY),
        at("verify"),
        *(at("contribution-declaration", KEY, code) for code in codes),
        at("contribution-text", KEY, "policy"),
    ]
    for page in pages:
        assert petras.get(page).status_code == 200, page


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("contribution", ["1999-2000"]),
        ("contribution-declaration", [KEY, "MS-99"]),
        ("contribution-text", [KEY, "poetry"]),
        ("report-cycle", ["1999-2000"]),
    ],
)
def test_what_is_not_there_is_404(frozen, petras, name, args):
    assert petras.get(at(name, *args)).status_code == 404


def test_the_frame_is_entered_in_a_grid_and_frozen_after_asking(begun, petras, petra):
    data = {"n_university_large": "14", "n_rto_small": "", "source": "Register", "revision": "1"}
    assert petras.post(at("contribution-frame", KEY), data).status_code == 302
    wrong = petras.post(at("contribution-frame", KEY), data | {"n_rto_small": "-3"})
    assert wrong.status_code == 422
    assert "can’t be changed afterwards" in text(petras.get(at("contribution-freeze", KEY)))
    petras.post(at("contribution-freeze", KEY))
    again = petras.post(at("contribution-frame", KEY), data)
    assert again.status_code == 403
    with acting_for(petra.organisation):
        assert reading.frame_counts(reading.of_cycle(begun.cycle)) == {("university", "large"): 14}


def test_a_declaration_keeps_what_was_typed_when_something_is_wrong(begun, petras):
    data = {"status": "yes", "where": "not an address", "since": "", "note": "A note", "seen": ""}
    page = petras.post(at("contribution-declaration", KEY, "MS-01"), data)
    assert page.status_code == 422
    assert "Give a whole address" in text(page)
    assert "not an address" in page.content.decode()


def test_a_date_that_is_none_is_an_error_at_its_field(begun, petras):
    page = petras.post(at("contribution-declaration", KEY, "MS-01"), {"since": "soon"})
    assert page.status_code == 422
    assert "id_since" in page.content.decode()


def test_a_conflict_shows_both_and_a_second_save_decides(begun, petras, petra):
    address = at("contribution-declaration", KEY, "MS-01")
    petras.post(address, {"status": "yes", "seen": ""})
    met = petras.post(address, {"status": "no", "seen": ""})
    assert met.status_code == 409
    assert "Petra Policy saved this meanwhile" in text(met)
    seen = re.search(r'name="seen" value="([^"]+)"', met.content.decode())
    petras.post(address, {"status": "no", "seen": seen[1]})
    with acting_for(petra.organisation):
        assert Declaration.objects.get().values == {"status": "no"}


def test_a_text_with_markup_is_text(begun, petras):
    petras.post(at("contribution-text", KEY, "policy"), {"text": "<b>x</b> & y", "revision": "0"})
    page = petras.get(at("report-preview", KEY)).content.decode()
    assert "&lt;b&gt;x&lt;/b&gt; &amp; y" in page


# --- The whole way ----------------------------------------------------------------------------
def test_from_the_frame_to_two_published_editions(frozen, cycle, petras, petra, carls, carl, quick):
    with acting_for(petra.organisation):
        countries.store(countries.snapshot("NL", 2, organisations=12)[1])
    assert "0 of 27 Member States" in text(carls.get(at("returns", KEY)))
    assert "not provided" in text(carls.get(at("return", KEY, "NL")))

    page = petras.get(at("contribution-confirm", KEY)).content.decode()
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', page)[1]
    refused = petras.post(at("contribution-confirm", KEY), {"seen": seen, "name": "Nobody"})
    assert refused.status_code == 422
    petras.post(at("contribution-confirm", KEY), {"seen": seen, "name": "Petra Policy"})
    with acting_for(petra.organisation):
        assert Return.objects.get().digest == seen

    assert "1 of 27 Member States" in text(carls.get(at("returns", KEY)))
    one = text(carls.get(at("return", KEY, "NL")))
    assert "Petra Policy" in one
    assert "org-0" not in one

    for client, who, name in ((petras, petra, "NL"), (carls, carl, "EU")):
        wanted = f"{name}-{KEY}-E1"
        assert wanted in text(client.get(at("report-publish", KEY)))
        wrong = client.post(at("report-publish", KEY), {"confirmation": "yes"})
        assert wrong.status_code == 422
        asked = client.post(at("report-publish", KEY), {"confirmation": wanted})
        with acting_for(who.organisation):
            row = Rendering.objects.get()
        assert asked.url == at("making", row.pk)
        making.make(row.pk, who.organisation.pk)
        with acting_for(who.organisation):
            edition = Report.objects.get()
        assert "Edition 1 is published" in text(client.get(at("making", row.pk)))
        shown = text(client.get(at("edition", edition.pk)))
        assert edition.sha256 in shown
        assert edition.published_by in shown


def test_a_return_changed_while_it_was_read_is_not_confirmed(frozen, petras, petra):
    page = petras.get(at("contribution-confirm", KEY)).content.decode()
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', page)[1]
    petras.post(at("contribution-text", KEY, "policy"), {"text": "New", "revision": "0"})
    met = petras.post(at("contribution-confirm", KEY), {"seen": seen, "name": "Petra Policy"})
    assert met.status_code == 409
    assert seen not in re.findall(r'name="seen" value="([0-9a-f]{64})"', met.content.decode())
    with acting_for(petra.organisation):
        assert not Return.objects.exists()


def test_a_correction_goes_through_the_pages(frozen, confirm_it, petras):
    confirm_it(frozen)
    assert petras.post(at("contribution-text", KEY, "policy"), {"text": "x"}).status_code == 403
    petras.post(at("contribution-correct", KEY))
    assert "Being corrected" in text(petras.get(at("contribution", KEY)))
    petras.post(at("contribution-correct", KEY), {"drop": "1"})
    assert "Confirmed" in text(petras.get(at("contribution", KEY)))


# --- Reports ----------------------------------------------------------------------------------
def test_a_pdf_is_watched_stopped_and_tried_again(frozen, petras, petra, quick):
    asked = petras.post(at("report-draft", KEY))
    page = petras.get(asked.url)
    assert "being made" in text(page)
    assert 'hx-trigger="load delay:1s"' in page.content.decode()
    with acting_for(petra.organisation):
        row = Rendering.objects.get()
    told = petras.get(at("making-progress", row.pk), headers={"Accept": "application/json"})
    assert told.json()["state"] == "waiting"
    petras.post(at("making-step", row.pk), {"stop": "1"})
    assert "was stopped" in text(petras.get(asked.url))
    assert petras.post(at("making-step", row.pk), {"stop": "1"}).status_code == 403
    petras.post(at("making-step", row.pk), {"again": "1"})
    making.make(row.pk, petra.organisation.pk)
    done = petras.get(at("making-progress", row.pk))
    assert done.headers["HX-Redirect"] == asked.url


def test_the_door_gives_the_file_as_a_download_to_its_owner_only(
    frozen, petras, petra, carls, quick
):
    petras.post(at("report-draft", KEY))
    with acting_for(petra.organisation):
        row = Rendering.objects.get()
    assert petras.get(at("report-file", row.pk)).status_code == 404
    making.make(row.pk, petra.organisation.pk)
    given = petras.get(at("report-file", row.pk))
    assert b"".join(given.streaming_content) == MADE.data
    wanted = f'attachment; filename="NL-{KEY}-draft.pdf"'
    assert given.headers["Content-Disposition"] == wanted
    assert carls.get(at("report-file", row.pk)).status_code == 404
    assert carls.get(at("making", row.pk)).status_code == 404


def test_verify_says_what_a_file_is(frozen, confirm_it, petras, petra, quick):
    confirm_it(frozen)
    petras.post(at("report-publish", KEY), {"confirmation": f"NL-{KEY}-E1"})
    with acting_for(petra.organisation):
        row = Rendering.objects.get()
    making.make(row.pk, petra.organisation.pk)
    upload = SimpleUploadedFile("report.pdf", MADE.data)
    assert "Authentic: edition 1" in text(petras.post(at("verify"), {"file": upload}))
    other = SimpleUploadedFile("report.pdf", MADE.data + b" ")
    assert "Unknown" in text(petras.post(at("verify"), {"file": other}))
    digest = hashlib.sha256(MADE.data).hexdigest()
    assert "Authentic" in text(petras.get(at("verify"), {"sha256": digest.upper()}))
    assert petras.post(at("verify"), {"sha256": "abc"}).status_code == 422
    assert petras.post(at("verify"), {}).status_code == 422


@pytest.mark.parametrize("name", ["contributions", "returns-current", "reports", "verify"])
def test_research_organisations_and_hubs_have_none_of_it(cycle, ines, ada, browse, name):
    for who in (ines, ada):
        assert browse(who).get(at(name)).status_code == 403


def test_the_commission_prepares_no_contribution_and_a_ministry_reads_no_returns(
    cycle, petras, carls
):
    assert carls.get(at("contributions")).status_code == 403
    assert carls.post(at("contribution", KEY)).status_code == 403
    assert petras.get(at("returns", KEY)).status_code == 403


# --- Interface --------------------------------------------------------------------------------
def test_the_interface_lists_returns_and_editions_without_their_content(
    frozen, confirm_it, petras, petra, carls, quick
):
    confirm_it(frozen)
    petras.post(at("report-publish", KEY), {"confirmation": f"NL-{KEY}-E1"})
    with acting_for(petra.organisation):
        row = Rendering.objects.get()
    making.make(row.pk, petra.organisation.pk)
    returns = carls.get("/api/v1/returns/", {"cycle": KEY}).json()["results"]
    assert [(each["member_state"], each["revision"]) for each in returns] == [("NL", 1)]
    assert set(returns[0]) == {
        "id", "cycle", "member_state", "revision", "digest", "confirmed_at",
    }  # fmt: skip
    editions = petras.get("/api/v1/reports/").json()["results"]
    assert [(each["edition"], each["sha256"]) for each in editions] == [(1, MADE.sha256)]
    assert carls.get("/api/v1/reports/").json()["results"] == []
    assert petras.get("/api/v1/returns/").status_code == 403
