"""Appraisals that teach and are taught, and where their pages stand."""

import re

from django.urls import reverse

from diligence.actions import appraise
from diligence.actions.appraise import Save
from diligence.models import AnswerSheet, Appraisal, Fact
from diligence.queries import knowledge
from portal.tenancy import acting_for
from tests.factories.appraisals import triage_of

KEYS = re.compile(r'name="shown" value="([^"]+)"')


def begun(by, partnership, changed=None) -> Appraisal:
    row = appraise.start(partnership.pk, by=by, changed=changed)
    appraise.save(row.pk, by=by, saves={id: Save(v) for id, v in triage_of("K29").items()})
    appraise.finish_triage(row.pk, by=by)
    return row


def section(row, id="B") -> str:
    return reverse("diligence:appraisal-section", args=[row.pk, id])


def known_url(row) -> str:
    return reverse("diligence:appraisal-known", args=[row.pk])


def entries(who, row) -> dict:
    with acting_for(who.organisation):
        return AnswerSheet.objects.get(appraisal=row).entries


def fact_of(ines, partner, question="B5") -> Fact:
    with acting_for(ines.organisation):
        return next(f for f in knowledge.of_partner(partner) if f.question == question)
