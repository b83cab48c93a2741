"""The register goes along as a spreadsheet."""

import csv
import io

import pytest
from openpyxl import load_workbook


@pytest.mark.parametrize("kind", ["CSV", "XLSX"])
def test_the_narrowed_list_comes_down_as_a_file(visit, kind):
    world = visit.world
    world.partnership(f"=1+1 Formula in {kind}", "Ban Lamduan Agency", country="TH")
    page = visit("ines", f"/partnerships/?q=Formula+in+{kind}")
    with page.expect_download() as download:
        page.get_by_role("link", name=kind, exact=True).click()
    file = download.value.path()
    assert download.value.suggested_filename.endswith(f".{kind.lower()}")
    if kind == "CSV":
        rows = list(csv.reader(io.StringIO(file.read_text("utf-8-sig"))))
    else:
        # The browser's copy has no ending of its own.
        sheet = load_workbook(io.BytesIO(file.read_bytes())).worksheets[0]
        rows = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    cells = [cell for row in rows for cell in row]
    assert any(f"1+1 Formula in {kind}" in cell for cell in cells)
    if kind == "CSV":
        assert not any(cell.startswith("=") for cell in cells)
    assert not any("Coastal sediment archive" in cell for cell in cells)
