"""Two sources that must agree: what the code says of itself, and what the tests expect of it."""

import pytest

from portal import matrix
from portal.enums import Permission
from portal.matrix import Audience, Entry
from portal.views.matrix import GROUPS
from tests.isolation.matrix import MATRIX, Open, Who

DEPENDS = {
    "portal:absence-end": "everybody ends their own absence; another's, who looks after members",
    "diligence:colleague-renew": "what was asked needs appraising, what was shared needs reading",
    "diligence:colleague-revoke": "the same",
    "diligence:attachment-add": "a file of an answer, of a measure or of the register",
    "diligence:attachment-remove": "the same",
    "diligence:attachment-metadata": "the same",
    "api:colleagues": "what was asked needs appraising, what was shared needs reading",
    "api:colleague-revoke": "the same",
}
"""Where the row decides which permission is needed: the page asks the least, the action more."""

LEADS_ON = {"diligence:appraisal-submit": "its GET leads back to the page that submits"}


def _permissions(who: Who) -> set[Permission]:
    told = who if isinstance(who, tuple) else (who,)
    everybody = len(told) == len(Permission)
    return set() if everybody else {each for each in told if isinstance(each, Permission)}


def _wrong(entry: Entry) -> list[str]:
    route, wrong = MATRIX[entry.name], []
    for method, who in route.methods.items():
        if isinstance(who, Open):
            if who.value != entry.audience.value:
                wrong.append(f"{entry.name} {method}: {who} or {entry.audience}")
        elif entry.audience is not Audience.MEMBER:
            wrong.append(f"{entry.name} {method}: members or {entry.audience}")
        elif entry.name not in DEPENDS and set(entry.needs.get(method, ())) != _permissions(who):
            wrong.append(f"{entry.name} {method}: {who} or {entry.needs.get(method)}")
    more = set(entry.methods) - route.methods.keys()
    if entry.audience is Audience.MEMBER and more and entry.name not in LEADS_ON:
        wrong.append(f"{entry.name}: answers {sorted(more)}, which no test asks")
    return wrong


def test_every_address_says_for_whom_it_is():
    unsaid = [e.name for e in matrix.addresses() if e.audience is Audience.UNSAID]
    assert unsaid == [], "name a permission, an audience, or the address in matrix.OUTSIDE"


def test_the_code_says_what_the_tests_expect():
    assert {entry.name for entry in matrix.addresses()} == MATRIX.keys()
    assert [each for entry in matrix.addresses() for each in _wrong(entry)] == []


@pytest.mark.parametrize("name", sorted(DEPENDS))
def test_where_the_row_decides_the_page_asks_no_more_than_the_action(name: str):
    entry, route = matrix.by_name()[name], MATRIX[name]
    for method, who in route.methods.items():
        needed = set(entry.needs.get(method, ()))
        if needed and not needed & _permissions(who):
            assert needed == {Permission.VIEW_REGISTER}


def test_what_names_a_row_names_it_in_both():
    """A row of another organisation is then looked for, by every stranger, in `test_matrix`."""
    wrong = [
        entry.name
        for entry in matrix.addresses()
        if entry.audience is Audience.MEMBER
        and entry.names_row
        and not (MATRIX[entry.name].about or MATRIX[entry.name].also)
    ]
    assert wrong == []


def test_every_permission_stands_in_one_group_of_the_page():
    grouped = [permission for _title, permissions in GROUPS for permission in permissions]
    assert sorted(grouped) == sorted(matrix.WORDS)
