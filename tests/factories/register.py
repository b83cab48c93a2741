"""Rows of the register and of appraisals."""

import json
from collections.abc import Iterable
from typing import Any

import factory

from diligence.models import (
    Appraisal,
    Partner,
    Partnership,
    PartnershipPartner,
    QuestionnaireVersion,
)


class PartnerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Partner

    name = factory.Sequence(lambda n: f"Institute of Advanced Studies {n}")
    normalised_name = factory.LazyAttribute(lambda row: row.name.casefold())
    country = "JP"
    city = "Tsukuba"
    kind = "uni"


class PartnershipFactory(factory.django.DjangoModelFactory):
    """`PartnershipFactory(partners=[…])` links partners and repeats their names, as actions do."""

    class Meta:
        model = Partnership
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"P-{n:07d}")
    title = factory.Sequence(lambda n: f"Joint work {n}")
    responsible = "Prof. Vera Lindqvist"
    registered_by = "Ines Officer"
    search_text = factory.LazyAttribute(lambda row: f"{row.code} {row.title}".casefold())

    @factory.post_generation
    def partners(self: Any, create: bool, extracted: Iterable[Partner] | None, **_: Any) -> None:
        partners = list(extracted or ())
        if not create or not partners:
            return
        for position, partner in enumerate(partners):
            PartnershipPartner.objects.create(partnership=self, partner=partner, position=position)
        self.partner_names = "; ".join(partner.name for partner in partners)
        self.partner_countries = sorted(
            {partner.country for partner in partners if partner.country}
        )
        self.search_text += " " + self.partner_names.casefold()
        self.save()


class QuestionnaireVersionFactory(factory.django.DjangoModelFactory):
    """An edition without questions: enough where nobody answers it."""

    class Meta:
        model = QuestionnaireVersion

    key = "test"
    edition = factory.Sequence(lambda n: f"1.{n}")
    title = "Test questionnaire"
    document = json.dumps({"questions": []})
    digest = factory.Sequence(lambda n: f"{n:064x}")
    published_by = "Ines Officer"


class AppraisalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Appraisal

    partnership = factory.SubFactory(PartnershipFactory)
    version = factory.SubFactory(QuestionnaireVersionFactory)
    started_by = "Ines Officer"
