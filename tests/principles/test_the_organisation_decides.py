"""The score is an input: no state, permission or role lets anybody else decide or block."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from diligence.actions import score
from diligence.choices import AppraisalState
from diligence.domain import lifecycle
from diligence.enums import Stage
from portal.enums import KIND_ROLES, ROLE_PERMISSIONS, OrganisationKind, Permission
from portal.tenancy import acting_for
from tests.factories.appraisals import submitted

ROOT = Path(__file__).resolve().parents[2]
SENTENCE = "Your organisation decides."
VETO = re.compile(r"block|veto|forbid|approve|reject|prohibit|deni|decid")


def test_only_research_organisations_hold_permissions_on_an_appraisal():
    for kind, roles in KIND_ROLES.items():
        for role in roles:
            if kind is not OrganisationKind.RESEARCH:
                granted = ROLE_PERMISSIONS.get(role, frozenset())
                assert not granted & {Permission.APPRAISE, Permission.EDIT_REGISTER}


def test_operators_hold_no_permission_on_any_organisations_work():
    assert all(Permission.OPERATE not in granted for granted in ROLE_PERMISSIONS.values())


def test_no_state_or_permission_is_a_veto():
    names = [*AppraisalState.values, *(str(permission) for permission in Permission)]
    assert [name for name in names if VETO.search(name)] == []


def test_no_outcome_ends_the_work_by_itself():
    """Whatever was scored, the organisation may take it up again or withdraw it."""
    assert lifecycle.may_reopen(Stage.SCORED)
    assert lifecycle.may_withdraw(Stage.SCORED)


@pytest.mark.django_db
@pytest.mark.parametrize("case", ["K08", "K29"])
def test_every_result_says_who_decides(ines, baseline, browse, case: str):
    with acting_for(ines.organisation):
        appraisal = submitted(ines.actor, case)
        score.run(appraisal.pk)
    page = browse(ines).get(reverse("diligence:appraisal-result", args=[appraisal.pk]))
    assert SENTENCE in page.content.decode()


def test_every_template_of_a_finding_carries_the_sentence():
    for name in ("result", "result_ended", "result_unexplained"):
        text = (ROOT / f"templates/diligence/appraisal/{name}.html").read_text()
        assert SENTENCE in text, name
