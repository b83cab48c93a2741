"""Ways by which stored files or labelled things leave are a closed list: a new one is named here,
with what holds it to its label, before it works."""

import re
from pathlib import Path

from diligence.domain.guard.finding import Kind
from diligence.domain.tlp import Channel
from portal.enums import DisclosureKind

ROOT = Path(__file__).parents[2]
OPENS = re.compile(r"default_storage\.open\(|download\.answer\(")
FILES_ARE_READ_BY = {
    "portal/actions/files.py": "the scanner alone",
    "portal/actions/person_export.py": "papers the portal made for the person who asks",
    "portal/views/record.py": "papers the portal made of the record",
    "portal/views/download.py": "the door itself; each caller is in this list",
    "diligence/actions/strip.py": "labels.require_opens",
    "diligence/views/papers.py": "papers the portal made of an edition",
    "diligence/views/attachments.py": "labels.require_opens",
    "diligence/queries/leaving.py": "numbers alone; red files are never in a case",
    "advisory/actions/files.py": "what stands in a dossier, where nothing is red",
    "advisory/views/files.py": "received files, which are never red",
    "reporting/actions/report.py": "reports the portal made",
    "reporting/views/reports.py": "reports the portal made",
}
WAYS = {
    Channel.PAGE: ("diligence/actions/labels.py", "Channel.PAGE"),
    Channel.SEARCH: ("diligence/models/attachment.py", "told_name"),
    Channel.DOSSIER: ("diligence/queries/dossier.py", "Tlp.RED"),
    Channel.MESSAGE: ("diligence/actions/send.py", "labels.require_leaves"),
    Channel.COUNTERSIGN: ("advisory/actions/countersign.py", "Channel.COUNTERSIGN"),
    Channel.LINK: ("diligence/queries/sharing.py", "PARTS"),
    Channel.EXPORT: ("diligence/exchange/spreadsheets.py", "NAMES[DEFAULT]"),
    Channel.MAIL: ("diligence/domain/tlp.py", "_BY_MAIL"),
    Channel.PUBLICATION: ("diligence/domain/tlp.py", "Channel.PUBLICATION"),
}


def test_whatever_reads_a_stored_file_is_named_with_what_holds_it():
    found = {
        str(path.relative_to(ROOT))
        for room in ("portal", "diligence", "advisory", "reporting")
        for path in (ROOT / room).rglob("*.py")
        if OPENS.search(path.read_text())
    }
    assert found == set(FILES_ARE_READ_BY)
    for path, why in FILES_ARE_READ_BY.items():
        if why.startswith("labels."):
            assert why in (ROOT / path).read_text(), path


def test_every_way_of_the_protocol_is_held_somewhere():
    assert set(WAYS) == set(Channel)
    for way, (path, words) in WAYS.items():
        assert words in (ROOT / path).read_text(), way


def test_what_the_guard_finds_can_be_written_down():
    assert {kind.value for kind in Kind} == set(DisclosureKind.values)
