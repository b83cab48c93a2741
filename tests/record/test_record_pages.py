"""The record's pages: looking things up, a person only for a purpose, seals and their check."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from portal import audit, clock
from portal.actions import sealing
from portal.enums import Role
from portal.models import AuditEvent, RecordExport
from portal.queries import ledger, record_rows
from portal.queries import record as reading
from portal.tenancy import acting_for, new_id
from tests import cast
from tests.cast import Member
from tests.factories.register import PartnershipFactory

pytestmark = pytest.mark.django_db

PAGE = reverse("portal:record")


def _say(who: Member, event: str, count: int = 1, *, days: int = 0, **detail: object) -> None:
    with acting_for(who.organisation), clock.set_to(clock.now() - timedelta(days=days)):
        for _ in range(count):
            audit.record(event, None, by=who.actor, detail=detail)


def _get(browse, who: Member, **query: object) -> str:
    answer = browse(who).get(PAGE, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_steward_reads_what_happened(stella: Member, browse) -> None:
    _say(stella, "unit.renamed", to="Physics <b>")
    told = _get(browse, stella)
    assert "A unit was renamed" in told
    assert "Physics &lt;b&gt;" in told


def test_nobody_else_does(ines: Member, dora: Member, browse) -> None:
    for who in (ines, dora):
        assert browse(who).get(PAGE).status_code == 403


def test_an_empty_record_says_so(stella: Member, browse) -> None:
    assert "Nothing recorded yet" in _get(browse, stella)
    assert "Nothing like this was recorded" in _get(browse, stella, event="unit.renamed")


def test_events_are_narrowed_by_kind_purpose_and_period(stella: Member, browse) -> None:
    _say(stella, "unit.renamed")
    _say(stella, "unit.closed", days=10)
    _say(stella, "token.created", days=20)
    title = {
        "unit.renamed": "A unit was renamed</",
        "unit.closed": "A unit was closed</",
        "token.created": "An API token was made</",
    }

    def found(**query: object) -> set[str]:
        told = _get(browse, stella, **query).partition("<tbody>")[2].replace("<br>", "</")
        return {name for name, text in title.items() if text in told}

    day = clock.today()
    assert found(event="unit.closed") == {"unit.closed"}
    assert found(event="stewardship") == {"unit.renamed", "unit.closed"}
    assert found(since=day - timedelta(days=12)) == {"unit.renamed", "unit.closed"}
    assert found(until=day - timedelta(days=10)) == {"unit.closed", "token.created"}
    only = {"since": day - timedelta(days=10), "until": day - timedelta(days=10)}
    assert found(**only) == {"unit.closed"}


def test_events_about_something_are_found_by_its_address(stella: Member, browse) -> None:
    case = new_id()
    _say(stella, "appraisal.started", partnership=str(case))
    _say(stella, "unit.closed")
    told = _get(browse, stella, about=f"https://portal.example/partnerships/{case}/timeline/")
    assert "Triage was begun<br>" in told
    assert "A unit was closed<br>" not in told
    assert f'?about={case}">Partnership<' in _get(browse, stella), (
        "its detail says what it is about"
    )


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"about": "our laser project"}, "There is no identifier in this"),
        ({"since": "2026-02-30"}, "Enter a valid date"),
        ({"since": "2026-03-02", "until": "2026-03-01"}, "Swap the two days"),
        ({"event": "x" * 70}, "at most 60 characters"),
        ({"search": "nonsense"}, "Enter a valid UUID"),
    ],
)
def test_what_cannot_be_read_is_said(stella: Member, browse, query: dict, says: str) -> None:
    assert says in _get(browse, stella, **query)


@pytest.mark.parametrize(
    "cursor", ["", "x", "~", "1~2", "1e400~00000000-0000-4000-8000-000000000000", "nan~nan"]
)
def test_a_cursor_that_is_none_starts_anew(stella: Member, browse, cursor: str) -> None:
    _say(stella, "unit.closed")
    for name in ("before", "after"):
        assert "A unit was closed" in _get(browse, stella, **{name: cursor})


def test_pages_go_on_and_back_without_a_gap(stella: Member) -> None:
    _say(stella, "unit.closed", 20)
    with acting_for(stella.organisation), clock.set_to(clock.now()):
        for _ in range(115):  # at the very same moment
            audit.record("unit.renamed", None, by=stella.actor)
    with acting_for(stella.organisation):
        first = reading.page(reading.Search())
        second = reading.page(reading.Search(), before=first.older)
        third = reading.page(reading.Search(), before=second.older)
        assert [len(each.rows) for each in (first, second, third)] == [50, 50, 35]
        seen = [row.pk for each in (first, second, third) for row in each.rows]
        assert seen == list(AuditEvent.objects.order_by("-at", "-id").values_list("pk", flat=True))
        assert (first.newer, third.older) == ("", "")
        back = reading.page(reading.Search(), after=third.newer)
        assert [row.pk for row in back.rows] == [row.pk for row in second.rows]
        assert reading.page(reading.Search(), after=back.newer).newer == ""


def test_a_million_events_later_a_page_is_still_one_statement(
    stella: Member, browse, django_assert_max_num_queries
) -> None:
    _say(stella, "unit.closed", 60)
    client = browse(stella)
    client.get(PAGE)
    with django_assert_max_num_queries(13):
        client.get(PAGE)


_INDEXES = """
SELECT i.indexrelid::regclass::text, i.indexprs IS NULL AND bool_and(f.proleakproof)
FROM pg_index i
CROSS JOIN unnest(i.indclass::oid[]) AS kind
JOIN pg_opclass c ON c.oid = kind
JOIN pg_amop o ON o.amopfamily = c.opcfamily AND o.amopstrategy = 3
  AND o.amoplefttype = c.opcintype AND o.amoprighttype = c.opcintype
JOIN pg_operator op ON op.oid = o.amopopr
JOIN pg_proc f ON f.oid = op.oprcode
WHERE i.indrelid = 'portal_auditevent'::regclass
GROUP BY i.indexrelid, i.indexprs IS NULL
"""


def test_row_policies_leave_the_indexes_usable(db: None) -> None:
    """An operator that is not known to be free of leaks would be asked of every row instead."""
    with connection.cursor() as cursor:
        cursor.execute(_INDEXES)
        usable = dict(cursor.fetchall())
    assert {"audit_about", "audit_person", "audit_subject", "audit_kind"} <= set(usable)
    assert [name for name, free in usable.items() if not free] == []


# --- A person -------------------------------------------------------------------------------------
def _look_for(browse, who: Member, whom: Member, **more: str):
    body = {"person": str(whom.user.pk), "purpose": "incident", "reason": "INC-12", **more}
    return browse(who).post(reverse("portal:record-person"), body)


def test_a_person_is_looked_for_only_with_a_purpose_on_record(
    stella: Member, ines: Member, browse
) -> None:
    _say(ines, "partnership.registered")
    _say(stella, "unit.closed")
    answer = _look_for(browse, stella, ines)
    assert answer.status_code == 302
    with acting_for(stella.organisation):
        told = AuditEvent.objects.get(event="record.searched")
    assert told.detail == {
        "person": str(ines.user.pk),
        "purpose": "incident",
        "reason": "INC-12",
    }
    page = browse(stella).get(answer.url).content.decode()
    assert "What Ines Officer did here, and what was done to their account" in page
    assert "A partnership was registered<br>" in page
    assert "A unit was closed<br>" not in page


def test_what_was_done_to_an_account_is_found_by_a_search_for_its_person_alone(
    stella: Member, ines: Member, browse
) -> None:
    """Otherwise every step of somebody's sign-ins would be theirs who knows a key."""
    with acting_for(stella.organisation):
        for subject in (ines.user, ines.membership):
            audit.record("member.changed", subject, by=stella.actor)
    refused = "This is somebody’s account"
    for subject in (ines.user, ines.membership):
        assert refused in _get(browse, stella, about=subject.pk)
        copy = browse(stella).post(
            f"{reverse('portal:record-export-new')}?about={subject.pk}", {"format": "csv"}
        )
        assert copy.status_code == 200
    with acting_for(stella.organisation):
        assert not RecordExport.objects.exists()
    assert f"?about={ines.membership.pk}" not in _get(browse, stella)
    page = browse(stella).get(_look_for(browse, stella, ines).url).content.decode()
    assert page.count("A member’s roles or units were changed<br>") == 2


@pytest.mark.parametrize("name", ["person", "user", "user_id", "by", "q", "search_text"])
def test_no_address_names_a_person(stella: Member, ines: Member, browse, name: str) -> None:
    _say(stella, "unit.closed")
    told = _get(browse, stella, **{name: ines.user.pk})
    assert "A unit was closed<br>" in told, "as if it were not said at all"


def test_a_search_is_whose_it_is_and_lapses(stella: Member, ines: Member, browse) -> None:
    second = cast.member(stella.organisation, "Sten Steward", Role.STEWARD)
    address = _look_for(browse, stella, ines).url
    assert browse(second).get(address).status_code == 403
    with clock.set_to(clock.now() + timedelta(hours=9)):
        assert browse(stella).get(address).status_code == 403


def test_another_event_is_no_search(stella: Member, browse) -> None:
    with acting_for(stella.organisation):
        other = audit.record("unit.closed", None, by=stella.actor)
    assert browse(stella).get(PAGE, {"search": other.pk}).status_code == 403


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"purpose": ""}, "This field is required"),
        ({"purpose": "performance"}, "Select a valid choice"),
        ({"reason": " "}, "This field is required"),
        ({"person": str(uuid.uuid4())}, "Select a valid choice"),
    ],
)
def test_without_a_purpose_nothing_is_looked_for(
    stella: Member, ines: Member, browse, more: dict[str, str], says: str
) -> None:
    answer = _look_for(browse, stella, ines, **more)
    assert answer.status_code == 200
    assert says in answer.content.decode()
    with acting_for(stella.organisation):
        assert not AuditEvent.objects.filter(event="record.searched").exists()


# --- Seals ----------------------------------------------------------------------------------------
def test_seals_are_shown_and_checked(stella: Member, browse) -> None:
    address = reverse("portal:record-seals")
    assert "Nothing is sealed yet" in browse(stella).get(address).content.decode()
    _say(stella, "unit.closed", 3)
    sealing.seal_all()
    with acting_for(stella.organisation):
        head = ledger.latest_seal().head
    assert head in browse(stella).get(address).content.decode()
    told = browse(stella).post(address).content.decode()
    assert "The last day’s record is whole" in told
    with acting_for(stella.organisation):
        detail = AuditEvent.objects.get(event="record.checked").detail
    assert detail == {"seals": 1, "events": 3, "damaged": 0}


def test_seals_are_paged_by_number(stella: Member, browse, monkeypatch) -> None:
    monkeypatch.setattr(ledger, "SEALS_SHOWN", 2)
    for _ in range(5):
        _say(stella, "unit.closed")
        sealing.seal_all()
    with acting_for(stella.organisation):
        pages = [ledger.page_of_seals()]
        while pages[-1].older:
            pages.append(ledger.page_of_seals(pages[-1].older))
        assert [[row.number for row in page.rows] for page in pages] == [[5, 4], [3, 2], [1]]
        back = ledger.page_of_seals(after=pages[-1].newer)
        assert [row.number for row in back.rows] == [3, 2]
        assert (back.newer, back.older) == ("3", "2")
        assert (pages[0].newer, pages[-1].older) == ("", "")
        for nonsense in ("x", "-1", "9" * 40, "²"):
            assert ledger.page_of_seals(nonsense, nonsense).rows == pages[0].rows
    address = reverse("portal:record-seals")
    assert f"{address}?before=4" in browse(stella).get(address).content.decode()


def test_a_damage_is_told_where_it_is(stella: Member, browse, as_owner) -> None:
    _say(stella, "unit.closed", 3)
    sealing.seal_all()
    with as_owner() as run:
        run("UPDATE portal_auditevent SET by = 'Somebody Else'")
    told = browse(stella).post(reverse("portal:record-seals")).content.decode()
    assert "The last day’s record is damaged" in told
    assert "3 damages were found" in told
    assert "An event was changed after it was recorded" in told


# --- Rows -----------------------------------------------------------------------------------------
def test_repeats_stand_in_one_row_that_opens_and_none_is_left_out(
    stella: Member, ines: Member, browse
) -> None:
    for who, path in ((ines, "/a/"), (ines, "/b/"), (stella, "/c/"), (ines, "/d/")):
        _say(who, "request.refused", path=path, method="GET", reason="No.")
    with acting_for(stella.organisation):
        found = reading.page(reading.Search()).rows
        rows = record_rows.rows_of(found, stella.actor)
    assert len(found) == 4, "what a search finds and a copy holds is not folded"
    assert [[one.beside for one in (row, *row.earlier)] for row in rows] == [
        ["GET /d/"],
        ["GET /c/"],
        ["GET /b/", "GET /a/"],
    ]
    told = _get(browse, stella)
    assert told.count("A request was refused<br>") == 3
    assert told.count("The same, earlier") == 1
    for path in "abcd":
        assert f"GET /{path}/" in told


def test_only_the_same_about_the_same_is_a_repeat(stella: Member) -> None:
    for case in (new_id(), new_id()):
        _say(stella, "appraisal.started", partnership=str(case))
    with acting_for(stella.organisation):
        rows = record_rows.rows_of(reading.page(reading.Search()).rows, stella.actor)
    assert [row.earlier for row in rows] == [[], []]


def test_partnerships_are_called_as_their_reader_may_open_them(
    stella: Member, otto: Member, browse, django_assert_num_queries
) -> None:
    with acting_for(otto.organisation):
        foreign = PartnershipFactory(reference="THEIRS-1")
    with acting_for(stella.organisation):
        own = PartnershipFactory(reference="OURS-1")
        other = PartnershipFactory()
        audit.record("partnership.discarded", own, by=stella.actor)
        events = [
            audit.record("appraisal.started", None, by=stella.actor, detail={"partnership": key})
            for key in (str(other.pk), str(foreign.pk), "no key", str(own.pk))
        ]
        with django_assert_num_queries(1):
            rows = record_rows.rows_of(events, stella.actor)
        assert [row.handle for row in rows] == [other.code, "", "", "OURS-1"]
        limited = replace(stella.actor, unit_ids=frozenset())
        assert {row.handle for row in record_rows.rows_of(events, limited)} == {""}
        unable = replace(stella.actor, permissions=frozenset())
        assert {row.handle for row in record_rows.rows_of(events, unable)} == {""}
    told = _get(browse, stella)
    assert "Partnership OURS-1<" in told
    assert "THEIRS-1" not in told
