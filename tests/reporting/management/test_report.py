"""`manage.py report`, and the file it writes: valid, the same in every process, marked a draft."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from portal.tenancy import acting_for
from reporting.actions import publish, report
from reporting.domain import editions
from reporting.models import Report
from tests.architecture.test_sizes import ROOT
from tests.reporting import countries

CYCLE = "2025-2026"


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("report", *arguments, stdout=out, stderr=out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["1999-2000", "--organisation", "Ministry NL"], "There are: 2025-2026"),
        ([CYCLE, "--organisation", "Nobody"], "issued by: Commission, Ministry NL"),
        ([CYCLE, "--organisation", "University A"], "issues no report"),
        ([CYCLE, "--organisation", "Ministry NL"], "was not begun"),
    ],
)
def test_errors_name_the_remedy(cycle, petra, ines, tmp_path, arguments, told):
    with pytest.raises(CommandError, match=told):
        run(*arguments, "--out", str(tmp_path / "report.pdf"))


def test_a_folder_or_a_missing_folder_is_refused_before_the_work(begun, tmp_path):
    for out, told in ((tmp_path, "is a folder"), (tmp_path / "no" / "a.pdf", "There is no folder")):
        with pytest.raises(CommandError, match=told):
            run(CYCLE, "--organisation", "Ministry NL", "--out", str(out))


def test_without_an_edition_it_writes_a_draft_and_says_so(frozen, ministry, quick, tmp_path):
    out = tmp_path / "report.pdf"
    told = run(CYCLE, "--organisation", str(ministry.pk), "--out", str(out))
    assert "NL-2025-2026-draft" in told
    assert "This is a draft" in told
    assert out.read_bytes().startswith(b"%PDF")


@pytest.mark.usefixtures("kept_apart")
def test_the_published_edition_comes_out_byte_for_byte(
    frozen, cycle, confirm_it, petra, quick, tmp_path
):
    confirm_it(frozen)
    with acting_for(petra.organisation):
        document = publish.prepare(
            cycle, "national", name="NL-2025-2026-E1", correction="", by=petra.actor
        )
        row = report.enqueue(cycle, "national", document, by=petra.actor, correction="")
    report.make(row.pk, petra.organisation.pk)
    told = run(CYCLE, "--organisation", "ministry nl", "--out", str(tmp_path / "a.pdf"))
    assert "byte for byte" in told
    drafted = run(
        CYCLE, "--organisation", "Ministry NL", "--draft", "--out", str(tmp_path / "b.pdf")
    )
    assert "NL-2025-2026-draft" in drafted
    with acting_for(petra.organisation):
        assert Report.objects.count() == 1


# --- The file itself --------------------------------------------------------------------------
SOURCE = """
import sys, django
django.setup()
from pathlib import Path
from reporting.actions import report
from tests.reporting.management.test_report import small
Path(sys.argv[1]).write_bytes(report.rendered(small(int(sys.argv[2]))).data)
"""


def small(number: int) -> dict[str, object]:
    """A national report with two quarters of figures; edition 0 is a draft."""
    document = countries.a_return("NL", 2, organisations=18)
    given = [editions.Given("NL", 1, "ab" * 32, document)]
    return editions.national_document(
        editions.Edition(
            "national", document["cycle"], "Ministry", "", "https://ajar.example.eu/verify/",
            document["dated"], given, number,
        )
    )  # fmt: skip


@pytest.fixture(scope="module")
def drafted() -> bytes:
    return report.rendered(small(0)).data


@pytest.fixture(scope="module")
def edition() -> bytes:
    return report.rendered(small(1)).data


@pytest.mark.parametrize("profile", ["PDF/A-3a", "PDF/UA-1"])
def test_a_whole_report_keeps_both_standards(
    edition: bytes, profile: str, broken_rules: Callable[[bytes, str], list[str]]
):
    assert broken_rules(edition, profile) == []


def test_another_process_makes_the_same_bytes(edition: bytes, tmp_path: Path):
    out = tmp_path / "again.pdf"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": str(ROOT),
        "PYTHONHASHSEED": "7",
        "TZ": "Asia/Tokyo",
    }
    subprocess.run(
        [sys.executable, "-c", SOURCE, str(out), "1"], cwd=ROOT, env=environment, check=True
    )
    assert hashlib.sha256(out.read_bytes()).digest() == hashlib.sha256(edition).digest()


def _texts(data: bytes) -> list[str]:
    with pypdfium2.PdfDocument(data) as read:
        return [page.get_textpage().get_text_range() for page in read]


def test_only_a_draft_says_draft_and_says_it_on_every_page(drafted: bytes, edition: bytes):
    pages = [page for page in _texts(drafted) if page.strip()]
    assert all("Draft" in page for page in pages)
    assert not any("· Draft" in page for page in _texts(edition))


def test_the_data_travel_inside(edition: bytes):
    with pikepdf.open(BytesIO(edition)) as made:
        data = made.attachments["data.json"].get_file().read_bytes()
        tables = made.attachments["tables.csv"].get_file().read_bytes()
    assert hashlib.sha256(data).hexdigest() == editions.digest(small(1))
    assert b"Partnerships registered" in tables
    assert b"org-0" not in data + tables


def test_the_file_names_its_edition_so_that_a_changed_one_is_recognised(edition: bytes):
    assert editions.bears(edition, small(1))
    assert not editions.bears(edition, small(2))
