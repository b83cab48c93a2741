"""The score is an input: no state, permission or role lets anybody else decide or block."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from advisory.choices import ReferralState
from diligence.actions import score
from diligence.choices import AppraisalState
from diligence.domain import lifecycle
from diligence.enums import Stage
from portal.enums import (
    KIND_PERMISSIONS,
    KIND_ROLES,
    ROLE_PERMISSIONS,
    OrganisationKind,
    Permission,
    permissions_of,
)
from portal.tenancy import acting_for
from tests.factories.appraisals import submitted

ROOT = Path(__file__).resolve().parents[2]
RESEARCH = OrganisationKind.RESEARCH
SENTENCE = "Your organisation decides."
VETO = re.compile(r"block|veto|forbid|approve|reject|prohibit|deni|decid")


OF_THE_ORGANISATION = {
    Permission.VIEW_REGISTER,
    Permission.EDIT_REGISTER,
    Permission.APPRAISE,
    Permission.REFER,
    Permission.CLEAR,
    Permission.TREAT,
    Permission.DECIDE_LOW,
    Permission.DECIDE,
}


def test_only_research_organisations_hold_permissions_on_an_appraisal():
    for kind, roles in KIND_ROLES.items():
        for role in roles:
            if kind is not OrganisationKind.RESEARCH:
                assert not permissions_of(kind, [role]) & OF_THE_ORGANISATION


def test_operators_hold_no_permission_on_any_organisations_work():
    assert all(Permission.OPERATE not in granted for granted in ROLE_PERMISSIONS.values())


def test_no_state_or_permission_is_a_veto():
    others = {p for kind in KIND_PERMISSIONS if kind != RESEARCH for p in KIND_PERMISSIONS[kind]}
    names = [*AppraisalState.values, *ReferralState.values, *map(str, others)]
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
