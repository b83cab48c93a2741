"""Every page of the portal: its name, who reads it, and the row it is about.

A name of the URLconf that stands in none of these lists fails the test that compares them.
"""

import uuid
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from tests.browser.world import World

NOBODY, INES, STELLA, OLGA, BO = "", "ines", "stella", "olga", "bo"
DORA, ADA, BRAM, HILDE, PETRA, CARL = "dora", "ada", "bram", "hilde", "petra", "carl"
EVERYBODY = (NOBODY, INES, STELLA, OLGA, DORA, ADA, BRAM, HILDE, PETRA, CARL)
"""Everybody who reads pages, each with a navigation of their own."""
MEMBERS = (INES, STELLA)
CYCLE = "2025-2026"
NEXT = "2027-2028"
SIGNED_IN = (INES, STELLA, OLGA)


@dataclass(frozen=True)
class Found:
    """`readers` see the page, `row` names the row in its address; `main` pages are looked at most.

    `more`: what else the address names, a row or a word.

    `alone`: the page changes when it is looked at, or needs what only its own test makes.
    """

    readers: tuple[str, ...]
    row: str = ""
    query: str = ""
    main: bool = False
    alone: bool = False
    more: tuple[str, ...] = ()


PAGES: dict[str, Found] = {
    # -- entering
    "account_login": Found((NOBODY,), main=True),
    "account_logout": Found((INES,)),
    "account_inactive": Found((NOBODY,)),
    "account_signup": Found((NOBODY,)),
    "account_reset_password": Found((NOBODY,)),
    "account_reset_password_done": Found((NOBODY,)),
    "account_reset_password_from_key_done": Found((NOBODY,)),
    "account_change_password": Found((INES,)),
    "account_step_up": Found((INES,)),
    "portal:join": Found((NOBODY,)),
    "portal:you-sessions": Found((INES,), main=True),
    "portal:security": Found((STELLA,), main=True),
    "portal:joining": Found((STELLA,)),
    "portal:joining-accept": Found((STELLA,), row="join_request"),
    "portal:joining-decline": Found((STELLA,), row="join_request"),
    "mfa_list_webauthn": Found((INES,)),
    "mfa_add_webauthn": Found((INES,)),
    "mfa_index": Found((INES,)),
    "mfa_activate_totp": Found((INES,)),
    "portal:about": Found((NOBODY, INES)),
    "portal:accessibility": Found((NOBODY, INES)),
    "portal:gallery": Found((NOBODY,)),
    # -- everybody
    "portal:start": Found((*MEMBERS, DORA, ADA, HILDE, PETRA, CARL), main=True),
    "portal:search": Found(MEMBERS, query="q=coastal"),
    "portal:you": Found(SIGNED_IN),
    "portal:who-may-what": Found((INES, STELLA, ADA, PETRA)),
    "portal:why": Found((INES,), query="at=portal:members&how=get&needs=manage_members"),
    "portal:seeing": Found((STELLA,)),
    "portal:operations-who-may-what": Found((OLGA,), query="kind=hub"),
    # -- the steward's
    "portal:members": Found((STELLA,), main=True),
    "portal:invite": Found((STELLA,)),
    "portal:member": Found((STELLA,), row="member"),
    "portal:member-end": Found((STELLA,), row="member"),
    "portal:member-reset": Found((STELLA,), row="member"),
    "portal:member-second-factor": Found((STELLA,), row="member"),
    "portal:invitation-revoke": Found((STELLA,), row="invitation"),
    "portal:units": Found((STELLA,)),
    "portal:unit": Found((STELLA,), row="unit"),
    "portal:settings": Found((STELLA,)),
    "portal:record": Found((STELLA, HILDE), main=True),
    "portal:record-person": Found((STELLA,)),
    "portal:record-seals": Found((STELLA,), main=True),
    "portal:record-exports": Found((STELLA,)),
    "portal:record-export-new": Found((STELLA,), query="event=unit.created"),
    "portal:record-export": Found((STELLA,), row="record_copy"),
    "diligence:partnership-seen": Found((INES, DORA), row="decided_in", main=True),
    # -- sign-in through the organisation
    "portal:providers": Found((STELLA,), main=True),
    "portal:provider-new": Found((STELLA,)),
    "portal:provider-add": Found((STELLA,), more=("edugain_saml",)),
    "portal:provider": Found((STELLA,), row="sign_in", main=True),
    "portal:provider-edit": Found((STELLA,), row="sign_in"),
    "portal:provider-rules": Found((STELLA,), row="sign_in"),
    "portal:provider-try": Found((STELLA,), row="sign_in"),
    "portal:provider-use": Found((STELLA,), row="sign_in"),
    "portal:provider-off": Found((STELLA,), row="sign_in"),
    "portal:provider-documents": Found((STELLA,), row="sign_in"),
    "portal:provider-key": Found((STELLA,), row="sign_in_saml"),
    "portal:provider-people": Found((STELLA,), row="sign_in"),
    "portal:provider-disconnect": Found((STELLA,), row="sign_in", more=("sign_in_member",)),
    "portal:provider-remove": Found((STELLA,), row="sign_in"),
    "portal:domains": Found((STELLA,)),
    "portal:domain": Found((STELLA,), row="sign_in_domain"),
    "portal:sign-in-problems": Found((STELLA,), main=True),
    "portal:operations-domains": Found((OLGA,), row="organisation"),
    "portal:privacy": Found((NOBODY, INES, STELLA, ADA)),
    "portal:own-data": Found((INES,)),
    "portal:privacy-overview": Found((STELLA,), main=True),
    "portal:privacy-settings": Found((STELLA,)),
    "portal:periods": Found((STELLA,)),
    "portal:period": Found((STELLA,), more=("abandoned",)),
    "portal:leaving": Found((STELLA,)),
    "portal:retention-runs": Found((STELLA,)),
    "portal:holds": Found((STELLA,), main=True),
    "portal:hold-release": Found((STELLA,), row="hold"),
    "portal:person-requests": Found((STELLA,)),
    "portal:person-request-new": Found((STELLA,)),
    "portal:person-request": Found((STELLA,), row="person_request"),
    "portal:person-erase": Found((STELLA,), row="erased"),
    "portal:processing": Found((STELLA,)),
    "diligence:objections": Found((INES, STELLA)),
    "diligence:objection": Found((INES,), row="objection"),
    "diligence:objection-partner": Found((INES,), row="objected"),
    "diligence:objection-partnership": Found((INES,), row="plain"),
    "diligence:objection-fact": Found((INES,), row="fact"),
    "portal:tokens": Found(MEMBERS),
    "portal:token-new": Found(MEMBERS),
    # -- the operator's
    "portal:operations": Found((OLGA,), main=True),
    "portal:operations-help": Found((OLGA,)),
    "portal:operations-new": Found((OLGA,)),
    "portal:operations-organisation": Found((OLGA,), row="organisation"),
    "portal:operations-edit": Found((OLGA,), row="organisation"),
    "portal:operations-suspend": Found((OLGA,), row="organisation"),
    # -- the register
    "diligence:partnership-list": Found(MEMBERS, main=True),
    "diligence:partnership-new": Found((INES,), main=True),
    "diligence:partnership-detail": Found(MEMBERS, row="plain", main=True),
    "diligence:partnership-edit": Found((INES,), row="plain"),
    "diligence:partnership-history": Found((INES,), row="plain"),
    "diligence:partnership-end": Found((INES,), row="plain"),
    "diligence:partnership-resume": Found((INES,), row="closed"),
    "diligence:partnership-discard": Found((INES,), row="plain"),
    "diligence:partnership-restore": Found((INES,), row="discarded"),
    "diligence:partner-list": Found(MEMBERS, main=True),
    "diligence:partner-detail": Found(MEMBERS, row="partner"),
    "diligence:partner-edit": Found((INES,), row="partner"),
    "diligence:partner-merge": Found((INES,), row="partner"),
    "diligence:partner-unmerge": Found((INES,), row="merged"),
    "diligence:attachment-remove": Found((INES,), row="file"),
    "diligence:attachment-metadata": Found((INES,), row="file"),
    "diligence:attachment-label": Found((INES,), row="file"),
    # -- importing
    "diligence:import-list": Found((INES,), main=True),
    "diligence:import-new": Found((INES,), main=True),
    "diligence:import-detail": Found((INES,), row="import", main=True),
    "diligence:import-layout": Found((INES,), row="import"),
    "diligence:import-columns": Found((INES,), row="import", main=True),
    "diligence:import-words": Found((INES,), row="import"),
    "diligence:import-row": Found((INES,), row="import", more=("import_row",)),
    "diligence:import-undo": Found((INES,), row="import_done"),
    "diligence:import-discard": Found((INES,), row="import"),
    # -- appraising
    "diligence:appraisal-list": Found(MEMBERS, main=True),
    "diligence:triage-grid": Found((INES,), main=True),
    "diligence:appraisal-detail": Found(MEMBERS, row="ready", main=True),
    "diligence:appraisal-triage": Found(MEMBERS, row="begun", main=True),
    "diligence:appraisal-section": Found(MEMBERS, row="ready", more=("B",), main=True),
    "diligence:appraisal-check": Found((INES,), row="ready", main=True),
    "diligence:appraisal-withdraw": Found((INES,), row="ready"),
    "diligence:appraisal-reopen": Found((INES,), row="scored"),
    "diligence:appraisal-result": Found(MEMBERS, row="scored", main=True),
    "diligence:appraisal-certificate": Found(MEMBERS, row="scored"),
    "diligence:appraisal-record": Found((INES,), row="decided", main=True),
    "diligence:questionnaire-current": Found(MEMBERS),
    "diligence:questionnaire-level": Found((INES, STELLA, PETRA, ADA)),
    "diligence:parent-updates": Found((STELLA, PETRA)),
    # -- known from before
    "diligence:appraisal-start": Found((INES,), row="known_in", main=True),
    "diligence:appraisal-known": Found((INES,), row="known_again", main=True),
    "diligence:appraisal-changed": Found((INES,), row="known_again"),
    "diligence:partner-known": Found(MEMBERS, row="known_partner", main=True),
    "diligence:unit-known": Found((INES,), row="unit"),
    "diligence:fact": Found(MEMBERS, row="fact"),
    "diligence:fact-correct": Found((INES,), row="fact", main=True),
    "diligence:fact-remove": Found((INES,), row="fact"),
    "diligence:questionnaire-detail": Found((INES,), row="version"),
    # -- drafts and their review
    "diligence:questionnaires": Found((*MEMBERS, DORA, ADA, HILDE, PETRA, CARL), main=True),
    "diligence:draft-list": Found((STELLA, DORA), main=True),
    "diligence:questionnaire-import": Found((STELLA,), main=True),
    "diligence:questionnaire-exports": Found((INES,), row="version"),
    "diligence:draft-files": Found((STELLA, DORA), row="imported_draft", main=True),
    "diligence:draft-new": Found((STELLA, PETRA), main=True),
    "diligence:draft-discard": Found((STELLA,), row="written_draft"),
    "diligence:draft-history": Found((STELLA, DORA), row="written_draft", main=True),
    "diligence:draft-comments": Found((STELLA, DORA), row="written_draft", main=True),
    "diligence:draft-review": Found((STELLA, DORA), row="offered_draft", main=True),
    "diligence:draft-publish": Found((STELLA,), row="approved_draft", main=True),
    # -- building a questionnaire
    "diligence:draft-checks": Found((STELLA, DORA), row="whole_draft", main=True),
    "diligence:draft-parent-update": Found((STELLA, DORA), row="written_draft"),
    "diligence:draft-outline": Found((STELLA,), row="whole_draft", main=True),
    "diligence:draft-about": Found((STELLA,), row="whole_draft"),
    "diligence:draft-section-new": Found((STELLA,), row="whole_draft"),
    "diligence:draft-section": Found((STELLA,), row="whole_draft", more=("A",)),
    "diligence:draft-question-new": Found((STELLA,), row="whole_draft"),
    "diligence:draft-question": Found((STELLA,), row="whole_draft", more=("C2",), main=True),
    "diligence:draft-triage": Found((STELLA,), row="whole_draft"),
    "diligence:draft-triage-new": Found((STELLA,), row="whole_draft"),
    "diligence:draft-triage-question": Found((STELLA,), row="whole_draft", more=("T2",)),
    "diligence:draft-scoring": Found((STELLA,), row="whole_draft", main=True),
    "diligence:draft-flags": Found((STELLA,), row="whole_draft"),
    "diligence:draft-flag-new": Found((STELLA,), row="whole_draft"),
    "diligence:draft-flag": Found((STELLA,), row="whole_draft", more=("REFER",)),
    "diligence:draft-flag-rule-new": Found((STELLA,), row="whole_draft"),
    "diligence:draft-flag-rule": Found((STELLA,), row="whole_draft", more=("C1",)),
    "diligence:draft-measures": Found((STELLA,), row="whole_draft"),
    "diligence:draft-measure-new": Found((STELLA,), row="whole_draft"),
    "diligence:draft-measure": Found((STELLA,), row="whole_draft", more=("M01",)),
    "diligence:draft-translations": Found((STELLA,), row="whole_draft"),
    "diligence:draft-language": Found((STELLA,), row="whole_draft", more=("de",), main=True),
    "diligence:draft-preview": Found((STELLA,), row="whole_draft", main=True),
    "diligence:draft-cases": Found((STELLA,), row="whole_draft"),
    "diligence:draft-case": Found((STELLA,), row="whole_draft", more=("K01",)),
    # -- drafts tried on earlier appraisals
    "diligence:draft-simulation": Found((STELLA, DORA), row="tried_draft", main=True),
    "reporting:policy-simulation": Found((PETRA,), row="national_draft", main=True),
    # -- editions compared, appraisals moved
    "diligence:compare-choose": Found((INES, ADA)),
    "diligence:compare": Found((INES, PETRA), more=("edition_before", "edition_after"), main=True),
    "diligence:draft-differences": Found((STELLA,), row="compared_draft", main=True),
    "diligence:carry-over": Found(MEMBERS, row="moving", main=True),
    "diligence:carry-report": Found(MEMBERS, row="moved", more=("carry_report",), main=True),
    "diligence:offline": Found(MEMBERS, row="ready", main=True),
    "diligence:paper": Found((INES,), row="paper_running", main=True),
    "diligence:carry-over-all": Found((STELLA,), main=True),
    "diligence:carry-over-run": Found((STELLA,), row="carry_done", main=True),
    # -- consulting the hub
    "diligence:appraisal-dossier": Found((INES,), row="ready", main=True),
    "diligence:appraisal-send": Found((INES,), row="to_send", main=True),
    "diligence:appraisal-recall": Found((INES,), row="sent"),
    "diligence:appraisal-needed": Found((INES,), row="sent"),
    "diligence:appraisal-reply": Found((INES,), row="asked", main=True),
    "diligence:referral-settings": Found((STELLA,)),
    # -- in time
    "diligence:workplan": Found((INES, DORA), main=True),
    "diligence:workplan-own": Found((INES,)),
    "diligence:put-off": Found((INES,), row="begun", more=("appraisal",)),
    "diligence:reminders": Found((STELLA,)),
    "diligence:kept-view": Found((INES,), row="kept_view"),
    "portal:absence": Found((INES,)),
    "portal:member-absence": Found((STELLA,), row="member"),
    "diligence:advice-detail": Found((INES, DORA), row="received", main=True),
    # -- treating and deciding
    "diligence:treatment": Found((DORA, INES), row="to_decide", main=True),
    "diligence:measure": Found((DORA,), row="measure", main=True),
    "diligence:measure-drop": Found((DORA,), row="measure"),
    "diligence:clearance-new": Found((DORA,), row="decided"),
    "diligence:clearance-end": Found((DORA,), row="clearance"),
    "diligence:decision": Found((DORA, INES), row="to_decide", main=True),
    "diligence:decision-list": Found((DORA, INES), main=True),
    "diligence:low-decisions": Found((DORA, INES), main=True),
    "diligence:decision-record": Found((DORA,), row="decided_in", more=("decision",)),
    "diligence:decision-statement": Found((DORA,), row="decided_in", more=("decision",)),
    "diligence:partnership-timeline": Found((INES, DORA), row="decided_in", main=True),
    # -- asking colleagues
    "diligence:colleague-list": Found(MEMBERS, row="asking", main=True),
    "diligence:colleague-ask": Found((INES,), row="asking", main=True),
    "diligence:colleague-request": Found(MEMBERS, row="asked_one", main=True),
    "diligence:colleague-renew": Found((INES,), row="asked_one"),
    "diligence:colleague-revoke": Found((INES,), row="asked_one"),
    "diligence:reply-list": Found(MEMBERS, row="asking", main=True),
    "diligence:reply-correct": Found((INES,), row="reply"),
    "diligence:result-share": Found((INES, DORA), row="scored"),
    "diligence:colleague-page": Found((NOBODY,), more=("ask_secret",), main=True),
    "diligence:colleague-check": Found((NOBODY,), more=("ask_secret",), main=True),
    "diligence:shared-result": Found((NOBODY,), more=("result_secret",), main=True),
    # -- the hub's
    "advisory:queue": Found((ADA,), main=True),
    "advisory:referral-new": Found((ADA,), main=True),
    "advisory:referral-edit": Found((ADA,), row="case_told"),
    "advisory:referral-assign": Found((ADA,), row="case"),
    "advisory:referral-place": Found((ADA,), row="case"),
    "advisory:referral-due": Found((ADA,), row="case"),
    "advisory:referral-close": Found((ADA,), row="case"),
    "advisory:referral-detail": Found((ADA,), row="case", main=True),
    "advisory:referral-earlier": Found((ADA,), row="case"),
    "advisory:referral-ask": Found((ADA,), row="case", main=True),
    "advisory:referral-ask-withdraw": Found((ADA,), row="case_asked"),
    "advisory:advice-draft": Found((ADA,), row="case", main=True),
    "advisory:advice-offer": Found((ADA,), row="case"),
    "advisory:advice-take-back": Found((ADA,), row="case_offered"),
    "advisory:advice-sign": Found((BRAM,), row="case_offered", main=True),
    "advisory:advice-issue": Found((ADA,), row="case_signed"),
    "advisory:advice-detail": Found((ADA,), row="case_issued", more=("advice",)),
    "advisory:countersign-list": Found((ADA,)),
    "advisory:countersign-detail": Found((ADA,), row="request"),
    "advisory:remits": Found((HILDE,)),
    "advisory:remit-new": Found((HILDE,)),
    "advisory:remit": Found((HILDE,), row="remit"),
    "advisory:remit-end": Found((HILDE,), row="remit"),
    # -- figures
    "reporting:figures": Found((PETRA,), main=True),
    "reporting:figures-part": Found((PETRA,), more=("register",), main=True),
    "reporting:dashboard": Found((INES, ADA), main=True),
    # -- the ministry's contribution
    "reporting:contributions": Found((PETRA,)),
    "reporting:contribution": Found((PETRA,), more=(CYCLE,), main=True),
    "reporting:contribution-cover": Found((PETRA,), more=(NEXT,)),
    "reporting:contribution-frame": Found((PETRA,), more=(NEXT,), main=True),
    "reporting:contribution-freeze": Found((PETRA,), more=(NEXT,)),
    "reporting:contribution-declaration": Found((PETRA,), more=(NEXT, "MS-01")),
    "reporting:contribution-text": Found((PETRA,), more=(NEXT, "policy")),
    "reporting:contribution-figures": Found((PETRA,), more=(CYCLE,)),
    "reporting:contribution-confirm": Found((PETRA,), more=(NEXT,)),
    "reporting:contribution-correct": Found((PETRA,), more=(CYCLE,)),
    # -- the Commission's
    "reporting:cycles": Found((CARL,)),
    "reporting:cycle-new": Found((CARL,)),
    "reporting:cycle": Found((CARL,), more=(NEXT,)),
    "reporting:returns-current": Found((CARL,)),
    "reporting:returns": Found((CARL,), more=(CYCLE,), main=True),
    "reporting:return": Found((CARL,), more=(CYCLE, "NL")),
    # -- reports
    "reporting:reports": Found((PETRA, CARL)),
    "reporting:report-cycle": Found((PETRA, CARL), more=(CYCLE,)),
    "reporting:report-preview": Found((PETRA, CARL), more=(CYCLE,), main=True),
    "reporting:report-publish": Found((CARL,), more=(CYCLE,)),
    "reporting:making": Found((PETRA,), row="rendering"),
    "reporting:edition": Found((PETRA,), row="edition"),
    "reporting:verify": Found((PETRA,)),
}


def address(world: World, name: str, row: uuid.UUID | None = None) -> str:
    """The path of a page, about its own row or another one."""
    found = PAGES[name]
    arguments: list[object] = [row or world.ids[found.row]] if found.row else []
    more = [world.ids.get(each, each) for each in found.more]
    try:
        path = reverse(name, args=[*arguments, *more], urlconf="portal.urls")
    except NoReverseMatch as problem:
        raise AssertionError(f"{name} needs a row in tests/browser/pages.py") from problem
    query = found.query or world.queries.get(name, "")
    return f"{path}?{query}" if query else path
