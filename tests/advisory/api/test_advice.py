"""Advising as a machine meets it: the whole way, and what is refused."""

import pytest

from diligence.models import ReceivedAdvice
from portal.tenancy import acting_for
from tests.diligence.api.test_api import caller
from tests.factories.referrals import taken

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(baseline, ines, ada, bram):
    return taken(ines, ada)


SAYS = {"recommendation": "proceed", "reasons": "Nothing stands against it."}


def test_the_whole_way_by_machine(case, ines, ada, bram):
    mine, second, path = caller(ada), caller(bram), f"referrals/{case}"
    dossiers = mine("get", f"{path}/dossiers/").json()
    assert [item["number"] for item in dossiers] == [1]
    assert dossiers[0]["score"]["outcome"] == "refer"
    assert mine("post", f"{path}/notes/", {"text": "Ask Bram."}).status_code == 201
    assert [note["text"] for note in mine("get", f"{path}/notes/").json()] == ["Ask Bram."]
    assert mine("get", f"{path}/draft/").status_code == 404
    draft = mine("put", f"{path}/draft/", {"recommendation": "proceed"}).json()
    assert list(mine("post", f"{path}/offer/", {}).json()) == ["reasons"]
    draft = mine("put", f"{path}/draft/", SAYS | {"revision": draft["revision"]}).json()
    assert mine("post", f"{path}/offer/", {}).json()["state"] == "offered"
    assert mine("post", f"{path}/countersign/", {"signs": draft["signs"]}).status_code == 403
    back = second("post", f"{path}/return/", {"because": "Say more."}).json()
    assert (back["state"], back["returned_because"]) == ("returned", "Say more.")
    draft = mine("put", f"{path}/draft/", SAYS | {"reasons": "Said more."}).json()
    mine("post", f"{path}/offer/", {})
    signed = second("post", f"{path}/countersign/", {"signs": draft["signs"]}).json()
    assert signed["state"] == "countersigned"
    sent = {"draft": draft["id"], "signs": draft["signs"]}
    advice = mine("post", f"{path}/advice/", sent).json()
    assert mine("post", f"{path}/advice/", sent).json() == advice
    assert advice["document"]["binding"] is False
    with acting_for(ines.organisation):
        assert ReceivedAdvice.objects.get().digest == advice["digest"]


def test_asking_and_withdrawing(case, ada):
    call, path = caller(ada), f"referrals/{case}"
    wrong = call("post", f"{path}/ask/", {"questions": [{"question": "Z9"}]})
    assert (wrong.status_code, "no question Z9" in wrong.json()["detail"]) == (403, True)
    assert call("post", f"{path}/ask/", {"questions": [{"question": "B4"}]}).status_code == 204
    assert call("delete", f"{path}/ask/").status_code == 204
    assert call("delete", f"{path}/ask/").status_code == 403


def test_another_hub_signs_by_machine(case, ada, hugo):
    mine, theirs, path = caller(ada), caller(hugo), f"referrals/{case}"
    mine("put", f"{path}/draft/", SAYS)
    offered = mine("post", f"{path}/offer/", {"hub": str(hugo.organisation.pk)}).json()
    (row,) = theirs("get", "countersign/?state=open").json()
    assert row["document"]["reasons"] == SAYS["reasons"]
    assert mine("get", "countersign/").json() == []
    assert mine("post", f"countersign/{row['id']}/sign/").status_code == 404
    assert theirs("post", f"countersign/{row['id']}/sign/").json()["state"] == "signed"
    assert mine("get", f"{path}/draft/").json()["state"] == "countersigned"
    assert offered["signs"] == row["digest"]


@pytest.mark.parametrize(
    ("method", "end"),
    [
        ("get", "dossiers"),
        ("get", "notes"),
        ("post", "notes"),
        ("post", "ask"),
        ("delete", "ask"),
        ("get", "draft"),
        ("put", "draft"),
        ("post", "offer"),
        ("post", "take-back"),
        ("post", "countersign"),
        ("post", "return"),
        ("get", "advice"),
        ("post", "advice"),
    ],
)
def test_other_hubs_find_nothing_and_organisations_may_not_look(case, ines, hugo, method, end):
    body = {
        "text": "x",
        "questions": [],
        "signs": "x",
        "because": "x",
        "draft": str(case),
    }
    sent = (method, f"referrals/{case}/{end}/", *([body] if method in ("post", "put") else []))
    assert caller(hugo)(*sent).status_code == 404
    assert caller(ines)(*sent).status_code == 403
