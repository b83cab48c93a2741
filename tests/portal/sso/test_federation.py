"""Claims, rules and metadata, read as plain Python."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from lxml import etree

from portal.enums import ClaimTest
from portal.federation import claims, mapping, metadata
from portal.federation.failures import Failure, Kind
from portal.federation.mapping import Rule
from portal.federation.presets import PRESETS
from tests.portal.sso import forging

OPEN = {"officer", "decider", "steward"}
STAFF = Rule("affiliation", ClaimTest.IS, "staff@a.example", "officer")


def changes(values, *rules, held=(), granted=(), **more):
    return mapping.changes(values, rules, held=held, granted=granted, open_roles=OPEN, **more)


def test_names_of_oidc_and_oids_of_saml_say_the_same():
    oidc = {"eduperson_scoped_affiliation": "staff@a.example", "sub": "1", "email": "X@A.example"}
    saml = {
        "urn:oid:1.3.6.1.4.1.5923.1.1.1.9": ["staff@a.example"],
        "urn:oasis:names:tc:SAML:attribute:subject-id": ["1"],
        "urn:oid:0.9.2342.19200300.100.1.3": ["x@a.example"],
    }
    told = [claims.read(said, names={}, scopes=["a.example"]) for said in (oidc, saml)]
    assert told[0] == told[1]
    assert told[0].addresses == ("x@a.example",)


def test_an_own_name_comes_first():
    said = {"sub": "1", "oid": "2"}
    assert claims.read(said, names={"uid": "oid"}, scopes=[]).uid == "2"


@pytest.mark.parametrize("value", ["staff@b.example", "staff@sub.a.example", "staff", "staff@"])
def test_values_of_another_scope_are_dropped_and_said(value):
    told = claims.read({"eduperson_scoped_affiliation": [value]}, names={}, scopes=["a.example"])
    assert told.values["affiliation"] == ()
    assert told.dropped == (value,)


@pytest.mark.parametrize("odd", [None, {"a": 1}, [[1]], True, [None, {}], ""])
def test_odd_values_are_none(odd):
    assert claims.texts(odd) == ()


def test_a_rule_gives_and_takes_only_its_own():
    gained = changes({"affiliation": ["STAFF@a.example"]}, STAFF, held=["decider"])
    assert gained.roles == ("decider", "officer")
    assert gained.granted == ("officer",)
    lost = changes({}, STAFF, held=["decider", "officer"], granted=["officer"])
    assert lost.roles == ("decider",)
    assert [one.role for one in lost.lost] == ["officer"]
    kept = changes({}, STAFF, held=["officer"], granted=[])
    assert kept.roles == ("officer",)
    assert not kept.is_one


def test_a_role_given_by_hand_does_not_become_a_rules():
    change = changes({"affiliation": ["staff@a.example"]}, STAFF, held=["officer"])
    assert change.granted == ()
    assert not change.is_one


def test_a_closed_role_is_never_given():
    rule = Rule("affiliation", ClaimTest.IS, "staff@a.example", "analyst")
    assert changes({"affiliation": ["staff@a.example"]}, rule).roles == ()


def test_the_last_steward_stays():
    change = changes({}, held=["steward"], granted=["steward"], last_steward=True)
    assert change.roles == ("steward",)
    assert change.steward_stays
    assert changes({}, held=["steward"], granted=["steward"]).roles == ()


@pytest.mark.parametrize(
    ("test", "value", "met"),
    [
        ("is", "urn:x", False),
        ("starts", "urn:x", True),
        ("contains", "x:y", True),
        ("is", "", False),
    ],
)
def test_comparisons(test, value, met):
    rule = Rule("entitlement", test, value, "officer")
    assert bool(mapping.meets(rule, {"entitlement": ["urn:x:y"]})) is met


def test_units_are_set_only_for_whom_rules_alone_gave_roles():
    unit = uuid.uuid4()
    limited = Rule("affiliation", ClaimTest.IS, "staff@a.example", "officer", unit)
    said = {"affiliation": ["staff@a.example"]}
    assert changes(said, limited).units == {unit}
    assert changes(said, limited, held=["decider"]).units is None
    assert changes(said, limited, STAFF).units == frozenset()
    assert changes(said, STAFF).units is None


def test_every_preset_is_of_a_protocol_and_asks_for_openid():
    for preset in PRESETS.values():
        assert preset.protocol in {"oidc", "saml"}
        assert preset.protocol == "saml" or "openid" in preset.scopes


KEYS, NEXT = forging.keys(), forging.keys(days=10)


def test_metadata_says_where_with_which_keys_and_for_whom():
    theirs = metadata.saml(forging.metadata(KEYS, NEXT))
    assert theirs.sign_in_url == "https://idp.university-a.example/sso"
    assert len(theirs.certificates) == 2
    assert theirs.scopes == ("university-a.example",)
    assert theirs.until is not None
    assert theirs.until > datetime.now(UTC) + timedelta(days=300)


def test_a_scope_that_is_a_pattern_speaks_for_nobody():
    extra = "<shibmd:Scope regexp='true'>.*</shibmd:Scope>"
    theirs = metadata.saml(forging.metadata(KEYS, extra=extra))
    assert theirs.scopes == ("university-a.example",)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("https://idp.university-a.example/sso", "http://idp.university-a.example/sso"), "https"),
        (("https://idp.university-a.example/sso", "javascript:alert(1)"), "https"),
        (("HTTP-Redirect", "SOAP"), "HTTP-Redirect"),
        (("use='signing'", "use='encryption'"), "certificate"),
        ((KEYS.body[:40], "bm9uc2Vuc2U="), "certificate"),
        (("IDPSSODescriptor", "SPSSODescriptor"), "identity provider"),
    ],
)
def test_metadata_of_no_use(change, told):
    with pytest.raises(Failure, match=told):
        metadata.saml(forging.metadata(KEYS).replace(*change))


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        '<!DOCTYPE a SYSTEM "http://evil.example/a.dtd"><a/>',
        "<a",
        "",
        "<a>" + "x" * 2_000_001 + "</a>",
    ],
)
def test_dangerous_xml_is_not_read(text):
    with pytest.raises(Failure):
        metadata.tree(text)


def signed_metadata(by: forging.Keys) -> str:
    root = etree.fromstring(forging.metadata(KEYS))
    return etree.tostring(forging.signed(root, by)).decode()


def test_only_the_pinned_key_vouches_and_only_for_the_whole():
    text = signed_metadata(NEXT)
    assert metadata.signed_by(text, NEXT.certificate.decode())
    assert not metadata.signed_by(text, KEYS.certificate.decode())
    assert not metadata.signed_by(forging.metadata(KEYS), NEXT.certificate.decode())
    assert not metadata.signed_by(text.replace("/sso", "/ssO"), NEXT.certificate.decode())
    wrapped = text.replace('ID="meta"', 'ID="other"')
    assert not metadata.signed_by(wrapped, NEXT.certificate.decode())


def test_discovery_is_of_the_issuer_that_was_asked():
    text = '{"issuer": "https://evil.example"}'
    with pytest.raises(Failure) as told:
        metadata.discovery(text, "https://id.example")
    assert told.value.kind is Kind.ISSUER
