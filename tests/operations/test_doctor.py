"""Each thing that can be wrong is found, and every finding that is not well says what to do."""

import builtins
import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from portal import bells, clock, diagnosis, readiness
from portal.diagnosis import Finding, Level
from portal.management.commands import doctor
from portal.models import Bell, IdentityProvider, Organisation, Unit
from portal.tenancy import acting_for
from tests.portal.sso.setting import openid


def only(check: diagnosis.Check) -> Finding:
    [finding] = check()
    return finding


def test_a_demonstration_on_the_net_is_a_failure(settings: object) -> None:
    settings.DEMONSTRATION, settings.PUBLIC_URL = True, "https://ajar.example.eu"
    finding = only(diagnosis.mode)
    assert finding.level is Level.FAIL
    assert "AJAR_MODE=production" in finding.todo


@pytest.mark.parametrize(
    ("address", "hosts", "level"),
    [
        ("https://ajar.example.eu", ["ajar.example.eu"], Level.OK),
        ("https://ajar.example.eu", ["other.example.eu"], Level.FAIL),
        ("http://ajar.example.eu", ["ajar.example.eu"], Level.FAIL),
        ("http://127.0.0.1:8000", ["127.0.0.1"], Level.OK),
    ],
)
def test_production_needs_its_host_and_https(
    settings: object, address: str, hosts: list[str], level: Level
) -> None:
    settings.DEMONSTRATION, settings.PUBLIC_URL = False, address
    settings.HTTPS, settings.ALLOWED_HOSTS = address.startswith("https"), hosts
    assert only(diagnosis.mode).level is level


def test_a_default_secret_in_production_is_a_failure(settings: object) -> None:
    settings.DEMONSTRATION = False
    settings.SECRET_KEY = next(key for key in settings.DEFAULT_SECRETS if key)
    [finding] = [one for one in diagnosis.secrets() if "AJAR_SECRET_KEY" in one.todo]
    assert finding.level is Level.FAIL


@pytest.mark.django_db
def test_sign_ins_that_end_or_can_not_be_read_are_named(university_a: Organisation) -> None:
    assert only(diagnosis.sign_ins).level is Level.OK
    row = openid(university_a)
    for days, level in ((40, Level.OK), (29, Level.WARN), (-1, Level.FAIL)):
        with acting_for(university_a):
            until = clock.now() + timedelta(days=days)
            IdentityProvider.objects.filter(pk=row.pk).update(certificate_until=until)
        finding = only(diagnosis.sign_ins)
        assert finding.level is level
        assert level is Level.OK or ("University A" in finding.text and row.name in finding.text)
        assert level is Level.OK or finding.todo
    with acting_for(university_a):
        told = {"certificate_until": None, "fetch_problem": "The address can’t be reached."}
        IdentityProvider.objects.filter(pk=row.pk).update(**told)
    assert "can’t be reached" in only(diagnosis.sign_ins).text
    with acting_for(university_a):
        IdentityProvider.objects.filter(pk=row.pk).update(state="off")
    assert only(diagnosis.sign_ins).level is Level.OK


def test_mail_that_is_off_is_a_warning(settings: object) -> None:
    settings.MAIL_ON = False
    assert only(diagnosis.mail).level is Level.WARN
    settings.MAIL_ON = True
    assert only(diagnosis.mail).level is Level.OK


def test_a_missing_library_of_the_pdf_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(name: str, *args: object, **kwargs: object) -> object:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *args, **kwargs)

    real = builtins.__import__
    monkeypatch.setattr(builtins, "__import__", broken)
    finding = only(diagnosis.pdf)
    assert finding.level is Level.WARN
    assert "libpango" in finding.todo


def test_a_full_disk_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagnosis, "SCARCE", 10**18)
    assert only(diagnosis.disk).level is Level.FAIL
    monkeypatch.setattr(diagnosis, "SCARCE", 0)
    monkeypatch.setattr(diagnosis, "TIGHT", 10**18)
    assert only(diagnosis.disk).level is Level.WARN


def test_uncollected_static_files_are_found(settings: object, tmp_path: Path) -> None:
    settings.DEBUG, settings.STATIC_ROOT = False, tmp_path
    assert only(diagnosis.static_files).level is Level.FAIL


def test_a_privileged_role_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "database_problem", lambda: "The role is a superuser.")
    finding = only(diagnosis.database)
    assert finding.level is Level.FAIL
    assert "portal_app" in finding.todo


@pytest.mark.django_db
def test_pending_migrations_are_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    assert only(diagnosis.tables).level is Level.OK
    monkeypatch.setattr(readiness, "migrations_problem", lambda: "portal 0009")
    assert only(diagnosis.tables).level is Level.FAIL


@pytest.mark.django_db
def test_a_table_without_row_policy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert only(diagnosis.row_policies).level is Level.OK
    bare = Unit._meta.db_table
    protected = readiness.protected_tables() - {bare}
    monkeypatch.setattr(readiness, "protected_tables", lambda: protected)
    finding = only(diagnosis.row_policies)
    assert finding.level is Level.FAIL
    assert bare in finding.text


@pytest.mark.django_db
def test_clocks_that_disagree_are_found() -> None:
    assert only(diagnosis.time).level is Level.OK
    with clock.set_to(clock.now() + timedelta(minutes=5)):
        assert only(diagnosis.time).level is Level.WARN


@pytest.mark.django_db
def test_overdue_work_is_a_failure(university_a: Organisation) -> None:
    assert only(diagnosis.bells).level is Level.OK
    Bell.objects.create(
        owner=university_a,
        kind="score",
        subject=university_a.pk,
        due_at=clock.now() - timedelta(minutes=10),
    )
    finding = only(diagnosis.bells)
    assert finding.level is Level.FAIL
    assert "worker" in finding.todo


@pytest.mark.django_db
def test_work_given_up_says_what_to_do_even_without_an_error(university_a: Organisation) -> None:
    Bell.objects.create(
        owner=university_a,
        kind="score",
        subject=university_a.pk,
        due_at=clock.now() - timedelta(minutes=10),
        attempts=bells.MAX_ATTEMPTS,
    )
    finding = only(diagnosis.bells)
    assert finding.level is Level.FAIL
    assert "killed" in finding.text
    assert "ring_bells" in finding.todo


def test_a_silent_worker_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagnosis, "WORKER_SECONDS", 0.1)
    finding = only(diagnosis.worker)
    assert finding.level is Level.FAIL
    assert "worker.log" in finding.todo


def test_an_address_that_is_not_set_or_wrong_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://portal_app:x@127.0.0.1:1/ajar")
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    monkeypatch.setenv("DATABASE_COLLECTOR_URL", "postgresql://portal_app:x@127.0.0.1:1/ajar")
    assert only(diagnosis.owner_address).level is Level.WARN
    assert only(diagnosis.collector_address).level is Level.FAIL


WELL = Finding("disk", Level.OK, "Plenty")
ILL = Finding("worker", Level.FAIL, "Silent", "Start one")


def run(monkeypatch: pytest.MonkeyPatch, *findings: Finding, **options: object) -> str:
    monkeypatch.setattr(diagnosis, "examine", lambda: list(findings))
    monkeypatch.setattr(doctor, "running", list)
    out = StringIO()
    call_command("doctor", stdout=out, no_color=True, **options)
    return out.getvalue()


def test_the_report_reads_line_by_line(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, WELL) == "✓ disk               Plenty\n"


def test_the_exit_status_tells_a_monitor(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="1 of 2 checks failed"):
        run(monkeypatch, WELL, ILL)


def test_findings_come_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    assert json.loads(run(monkeypatch, WELL, json=True)) == [
        {"check": "disk", "level": "ok", "text": "Plenty", "todo": ""}
    ]
