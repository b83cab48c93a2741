"""Replaying stored scores from the command line."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from diligence.actions import score
from portal.tenancy import acting_for
from tests.factories.appraisals import submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def stored(baseline, ines):
    with acting_for(ines.organisation, user=ines.user.pk):
        return score.run(submitted(ines.actor, "K01").pk)


def verify(*arguments: str) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("verify_score", *arguments, stdout=out, stderr=err)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def tamper(**columns: str) -> None:
    """Change a stored score as only the tables' owner could."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")
        for name, value in columns.items():
            cursor.execute(f"UPDATE diligence_score SET {name} = %s", [value])
        cursor.execute("SET LOCAL ROLE portal_app")


@pytest.mark.parametrize("what", ["pk", "appraisal_id"])
def test_a_stored_score_is_found_in_whichever_organisation_and_replayed(stored, otto, what):
    status, out, _err = verify(str(getattr(stored, what)))
    assert status == 0
    assert "University A" in out
    assert f"the same {len(stored.document.encode())} bytes, outcome refer" in out
    assert "1 score(s) replayed, 0 differ." in out


def test_all_scores_of_all_organisations(stored, otto):
    with acting_for(otto.organisation, user=otto.user.pk):
        score.run(submitted(otto.actor, "K29").pk)
    assert "2 score(s) replayed, 0 differ." in verify("--all")[1]
    assert "1 score(s)" in verify("--all", "--organisation", "University B")[1]
    assert "1 score(s)" in verify("--all", "--organisation", str(otto.organisation.pk))[1]


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"document": "{}"}, "The document differs from character 2"),
        ({"engine": "0"}, "engine 0"),
        ({"version_digest": "f" * 64}, "not published here"),
        ({"input_hash": "0" * 64}, "The input hash is"),
        ({"outcome": "low"}, "Outcome and band"),
        ({"answers": "{}"}, "cannot be scored"),
    ],
)
def test_whatever_was_changed_is_noticed(stored, columns, told):
    tamper(**columns)
    status, out, err = verify(str(stored.pk))
    assert status == 1
    assert told in err
    assert "1 differ" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "or --all"),
        (["x"], "not an identifier"),
        (["01a2027d-df91-70ab-a771-d64d297ae751"], "There is no score"),
        (["--all", "--organisation", "Nobody"], "No organisation"),
    ],
)
def test_mistakes_are_explained(db, arguments, message):
    with pytest.raises(CommandError, match=message):
        verify(*arguments)


def test_a_score_is_not_looked_for_elsewhere_when_the_organisation_is_named(stored, university_b):
    with pytest.raises(CommandError, match="no score"):
        verify(str(stored.pk), "--organisation", "University B")
