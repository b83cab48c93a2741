"""Bringing in CORDIS files: what comes in, what is refused and why, and that twice is once."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from diligence.actions import register
from diligence.exchange import cordis
from diligence.models import Partner, Partnership, PartnershipChange
from portal import authority, clock
from portal.models import AuditEvent, Organisation
from portal.tenancy import acting_for
from tests.opendata import shared

PROJECTS = """project_id,acronym,title,start_date,end_date,status,programme,funding_scheme
1,ONE,Old work,2015-01-01,2018-12-31,CLOSED,H2020,RIA
2,TWO,"Running, with a comma",2025-01-01,2028-12-31,ONGOING,H2020,MSCA-RISE
3,,No acronym,,,,,
4,EU,Only inside,2025-01-01,2026-01-01,ONGOING,H2020,CSA
1,ONE,Again,2015-01-01,2018-12-31,CLOSED,H2020,RIA
5,BAD,Bad day,2015-13-01,2018-12-31,CLOSED,H2020,RIA
6,BAD,Ends early,2018-01-01,2017-12-31,CLOSED,H2020,RIA
7,BAD,,2018-01-01,2018-12-31,CLOSED,H2020,RIA
,BAD,No number,2018-01-01,2018-12-31,CLOSED,H2020,RIA
"""
PARTICIPATIONS = """id,project_id,org_name,country,city,org_type,ec_contribution
1,1,UNIVERSITEIT GENT,BE,Gent,HES,1000.5
2,1,Universiteit Gent,BE,,HES,99.5
3,1,TONGJI UNIVERSITY,CN,,HES,0
4,1,Tongji University,CN,Shanghai,HES,
5,1,UNIVERSITY OF OXFORD,UK,Oxford,HES,
6,2,Universiteit Gent,BE,Gent,HES,0
7,2,ETHNIKO KENTRO,EL,Athina,REC,
8,2,TONGJI UNIVERSITY,CN,Shanghai,HES,
9,3,Universiteit Gent,BE,Gent,HES,
10,3,=cmd|' /C calc'!A0,CH,Bern,OTH,
11,4,Universiteit Gent,BE,Gent,HES,5
12,9,Universiteit Gent,BE,Gent,HES,5
13,1,,BE,Gent,HES,5
14,1,Nowhere Institute,,Gent,HES,5
15,1,Odd Institute,XX,Gent,HES,5
16,1,Poor Institute,BE,Gent,HES,-1
17,1,Infinite Institute,BE,Gent,HES,NaN
18,2,Someone Else,FR,Paris,OTH,7
"""


@pytest.fixture
def files(tmp_path):
    projects, participations = tmp_path / "projects.csv", tmp_path / "participations.csv"
    projects.write_text("\ufeff" + PROJECTS, encoding="utf-8")
    participations.write_text(PARTICIPATIONS, encoding="utf-8")
    return projects, participations


def run(files, *more):
    out = StringIO()
    with clock.set_to(datetime(2026, 11, 22, tzinfo=UTC)):
        call_command("import_cordis", *map(str, files), *more, stdout=out)
    return out.getvalue()


def of(name):
    return Organisation.objects.get(name=name)


def test_what_comes_in(db, files, tmp_path):
    run(files, "--report", str(tmp_path / "report.json"))
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["counts"] == {
        "projects": 9,
        "participations": 18,
        "inside": 7,
        "outside": 5,
        "folded": 1,
        "without_partner": 1,
        "organisations": 3,
        "filings": 5,
        "types_assumed": 1,
        "organisations_made": 3,
        "registered": 5,
        "updated": 0,
        "unchanged": 0,
        "discarded_here": 0,
        "partners": 5,
    }
    assert {(o.name, o.country, o.type, o.size_band) for o in Organisation.objects.all()} == {
        ("Universiteit Gent", "BE", "university", "small"),
        ("ETHNIKO KENTRO", "GR", "public_institute", "small"),
        ("Someone Else", "FR", "private", "small"),
    }
    with acting_for(of("Universiteit Gent")):
        one = Partnership.objects.get(reference="1")
        assert (one.title, one.state, one.funding_amount) == (
            "ONE: Old work",
            "ended",
            Decimal("1100.00"),
        )
        assert (one.starts_on, one.ends_on) == (date(2015, 1, 1), date(2018, 12, 31))
        assert one.funding_source == "European Union, H2020, RIA"
        assert one.partner_names == "TONGJI UNIVERSITY; UNIVERSITY OF OXFORD"
        assert one.partner_countries == ["CN", "GB"]
        assert one.technology_areas == []
        two = Partnership.objects.get(reference="2")
        assert (two.state, two.funding_amount) == ("running", Decimal(0))
        three = Partnership.objects.get(reference="3")
        assert (three.title, three.state, three.funding_amount) == ("No acronym", "running", None)
        assert Partner.objects.count() == 3
        assert Partner.objects.get(name__startswith="TONGJI").kind == "uni"
        assert set(PartnershipChange.objects.values_list("kind", flat=True)) == {"imported"}
        assert AuditEvent.objects.filter(event="partnership.imported").count() == 3


def test_each_refused_row_has_its_place_reason_and_remedy(files):
    plan = cordis.read(*files)
    assert [(p.file, p.line, p.column, p.value) for p in plan.problems] == [
        ("projects.csv", 6, "project_id", "1"),
        ("projects.csv", 7, "start_date", "2015-13-01"),
        ("projects.csv", 8, "end_date", "2017-12-31"),
        ("projects.csv", 9, "title", ""),
        ("projects.csv", 10, "project_id", ""),
        ("participations.csv", 13, "project_id", "9"),
        ("participations.csv", 14, "org_name", ""),
        ("participations.csv", 15, "country", ""),
        ("participations.csv", 16, "country", "XX"),
        ("participations.csv", 17, "ec_contribution", "-1"),
        ("participations.csv", 18, "ec_contribution", "NaN"),
    ]
    assert all(problem.reason.endswith(".") and problem.remedy for problem in plan.problems)


def test_a_second_run_changes_nothing_and_a_changed_file_updates(db, files, tmp_path):
    run(files)
    again = run(files)
    assert "unchanged                     5" in again
    assert "registered                    0" in again
    files[0].write_text(PROJECTS.replace("2028-12-31", "2029-12-31"))
    files[1].write_text(PARTICIPATIONS + "19,2,Waseda,JP,Tokyo,HES,\n")
    assert "updated                       3" in run(files)
    with acting_for(of("Universiteit Gent")):
        two = Partnership.objects.get(reference="2")
        assert two.ends_on == date(2029, 12, 31)
        assert two.partner_names == "TONGJI UNIVERSITY; Waseda"
        assert Partnership.objects.count() == 3


def test_what_was_discarded_here_stays_so(db, files):
    run(files)
    with acting_for(of("Universiteit Gent")):
        row = Partnership.objects.get(reference="2")
        register.discard(row.pk, by=authority.product("test"))
    out = run(files)
    assert "discarded here                1" in out
    with acting_for(of("Universiteit Gent")):
        row.refresh_from_db()
        assert row.discarded_at is not None


def test_a_dry_run_stores_nothing(db, files):
    out = run(files, "--dry-run")
    assert "Nothing was stored" in out
    assert "participations.csv line 16, country “XX”: Odd Institute" in out
    assert Organisation.objects.count() == 0


def test_only_the_organisations_asked_for(db, files):
    run(files, "--organisations", "universiteit GENT", "--limit", "1")
    assert [o.name for o in Organisation.objects.all()] == ["Universiteit Gent"]
    with pytest.raises(CommandError, match="Hogwarts"):
        run(files, "--organisations", "Hogwarts")


def test_an_organisation_sees_only_its_own_filings(db, files):
    run(files)
    with acting_for(of("Someone Else")):
        assert [row.reference for row in Partnership.objects.all()] == ["2"]
        assert Partner.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"project_id,acronym\n1,x\n", "has no column title, start_date, end_date"),
        (b"", "has no column"),
        ("project_id,acronym,title,start_date,end_date\n1,é,,,\n".encode("latin-1"), "not UTF-8"),
        (b'project_id,acronym,title,start_date,end_date\n1,"' + b"x" * 1_100_000, "not readable"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_in_words(files, content, says):
    files[0].write_bytes(content)
    with pytest.raises(CommandError, match=says):
        call_command("import_cordis", *map(str, files))


def test_a_file_that_is_not_there_is_named(files, tmp_path):
    with pytest.raises(CommandError, match=r"nowhere\.csv can't be read"):
        call_command("import_cordis", str(tmp_path / "nowhere.csv"), str(files[1]))


def test_semicolons_are_read_too(files):
    files[0].write_text("project_id;acronym;title;start_date;end_date\n1;A;Old, very;;\n")
    plan = cordis.read(*files)
    assert plan.applicants[0].filings["1"].project.title == "Old, very"


def test_the_real_files_come_in(db):
    files = (
        shared("cordis/cn_partner_projects_h2020.csv"),
        shared("cordis/cn_partner_participations_h2020.csv"),
    )
    plan = cordis.read(*files)
    assert plan.counts == {
        "projects": 281,
        "participations": 5481,
        "inside": 3276,
        "outside": 2189,
        "folded": 13,
        "without_partner": 0,
    }
    assert len(plan.problems) == 16
    assert {problem.column for problem in plan.problems} == {"country"}
    assert len(plan.applicants) == 2042
    assert sum(len(applicant.filings) for applicant in plan.applicants) == 3263
    out = run(files, "--limit", "2")
    assert "organisations made            2" in out
    cnrs = Organisation.objects.get(name__startswith="CENTRE NATIONAL DE LA RECHERCHE")
    with acting_for(cnrs):
        assert Partnership.objects.count() == len(plan.applicants[0].filings)
