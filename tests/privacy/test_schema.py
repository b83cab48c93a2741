"""Every column that may name a person is registered: a new one that is not fails here."""

import re

import pytest
from django.apps import apps
from django.db.models import CharField, EmailField, ForeignKey, JSONField, TextField, UUIDField
from django.db.models.fields import Field

from portal.models import User
from portal.privacy.people import all_names, all_standing, nobody
from portal.privacy.retention import classes
from portal.tenancy import Ledger

ROOMS = {"portal", "diligence", "advisory", "reporting"}
LABELS = re.compile(r"^(by|.*_by|.*_by_whom|.*name|person|responsible|contact|officer)$")
KEYS = re.compile(r"^(user_id|.*_user|.*_user_id|member|membership|assignee)$")

DOORS = {
    *("portal.OperatorLink", "portal.Invitation", "portal.ResetLink", "portal.AddressProof"),
    *("portal.SharedLink", "portal.ApiToken", "portal.Membership", "portal.JoinRequest"),
    *("portal.KnownDevice", "portal.UnitAssignment", "portal.Absence"),
}
"""Whose keys to people go with the membership or the account."""


def _fields():
    for model in apps.get_models():
        if model._meta.app_label in ROOMS:
            for field in model._meta.get_fields():
                if isinstance(field, Field):
                    yield model, field


def _names_somebody(model, field) -> bool:
    if isinstance(field, EmailField):
        return True
    if isinstance(field, ForeignKey):
        return field.related_model is User and model._meta.label not in DOORS
    if isinstance(field, UUIDField):
        return bool(KEYS.match(field.name))
    return isinstance(field, CharField | TextField) and bool(LABELS.match(field.name))


def registered() -> set[str]:
    return {f"{names.model}.{column}" for names in all_names() for column in names.columns}


def test_every_column_that_may_name_somebody_is_registered():
    known = registered() | nobody()
    found = {
        f"{model._meta.label}.{field.name}"
        for model, field in _fields()
        if _names_somebody(model, field)
    }
    assert len(found) > 100
    assert sorted(found - known) == []


WRITTEN_BY_NOBODY = {
    "keys, types and addresses of files": {
        *("portal.RecordExport.stored_as", "portal.StoredFile.content_type"),
        *("portal.PersonRequest.stored_as", "diligence.Attachment.content_type"),
        *("diligence.Attachment.stored_as", "diligence.Paper.stored_as", "diligence.Paper.page"),
        *("advisory.ReceivedFile.content_type", "advisory.ReceivedFile.stored_as"),
        *("reporting.Rendering.stored_as", "reporting.Report.stored_as"),
    },
    "what a machine told of its own work": {
        *("portal.RecordExport.problem", "portal.Bell.last_error", "portal.StoredFile.finding"),
        *("portal.PersonRequest.problem", "diligence.Simulation.problem"),
        *("diligence.Paper.problem", "reporting.Rendering.problem", "reporting.Rendering.what"),
        *("reporting.PolicySimulation.problem", "diligence.ImportRow.problems"),
        *("portal.IdentityProvider.fetch_problem", "portal.SignInProblem.cause"),
    },
    "counts, ids and choices": {
        *("portal.AuditPruning.taken", "portal.RecordExport.chosen", "portal.RetentionRun.rules"),
        *("portal.RetentionRun.removed", "portal.RetentionRun.held", "portal.Disclosure.place"),
        *("diligence.Appraisal.only_questions", "diligence.Appraisal.said_changed"),
        *("diligence.AnswerSheet.active_seconds", "diligence.AnswerSheet.to_ask"),
        *("diligence.DraftChange.place", "diligence.DraftComment.place"),
        *("diligence.CheckOverride.place", "diligence.Simulation.partial"),
        *("diligence.Simulation.result", "diligence.CarryOver.waiting"),
        *("diligence.CarryOver.refused", "diligence.ColleagueRequest.questions"),
        *("diligence.ColleagueRequest.parts", "diligence.ReviewMark.detail"),
        *("diligence.Fact.questionnaire", "diligence.ImportBatch.mapping"),
        *("diligence.ImportMapping.mapping", "reporting.Declaration.values"),
        *("reporting.PolicySimulation.result", "reporting.Snapshot.document"),
        "reporting.SealedTally.document",
    },
    "organisations and their machines": {
        *("portal.IdentityProvider.entity_id", "portal.IdentityProvider.client_id"),
        *("portal.IdentityProvider.metadata_url", "portal.IdentityProvider.metadata"),
        *("portal.IdentityProvider.metadata_pending", "portal.IdentityProvider.etag"),
        *("portal.IdentityProvider.metadata_certificate", "portal.IdentityProvider.sp_certificate"),
        *("portal.IdentityProvider.sp_spare_certificate", "portal.EmailDomain.domain"),
        *("portal.IdentityProvider.attribute_names", "portal.Organisation.city"),
        *("diligence.Partner.city", "diligence.Partner.website", "diligence.PartnerMerge.facts"),
        *("diligence.PartnerMerge.links", "diligence.ImportRow.sheet"),
        *("advisory.Referral.remit_because", "advisory.AdviceDraft.countersigned_for"),
    },
    "a member's own, and gone with the membership": {
        *("portal.KnownDevice.label", "portal.User.password"),
        *("diligence.KeptView.query", "advisory.SavedView.query"),
    },
}
"""Long columns in which nobody writes about anybody, by why not."""


def _is_free(field) -> bool:
    if isinstance(field, JSONField):
        return True
    is_text = isinstance(field, CharField | TextField) and not field.choices
    return is_text and (field.max_length or 10_000) >= 100


def test_every_text_in_which_a_name_may_be_written_is_registered():
    """What is registered is searched for a person's copy and said in the impact assessment."""
    standing = {f"{each.model}.{each.column}" for each in all_standing()}
    known = registered() | nobody() | standing
    free = {f"{model._meta.label}.{field.name}" for model, field in _fields() if _is_free(field)}
    by_nobody = set().union(*WRITTEN_BY_NOBODY.values())
    assert len(free) > 150
    assert sorted(free - known - by_nobody) == []
    assert sorted(by_nobody - free) == []
    assert sorted(by_nobody & standing) == []


def test_nothing_is_registered_that_is_not_there():
    for names in all_names():
        for column in names.columns:
            names.of._meta.get_field(column)
    for standing in all_standing():
        apps.get_model(standing.model)._meta.get_field(standing.column)
    for label in nobody():
        model, _dot, column = label.rpartition(".")
        apps.get_model(model)._meta.get_field(column)


def test_what_is_written_once_can_be_forgotten_by_the_database():
    """Its function changes only `by`, `…_by`, `user_id` and `…_user`; keys become null."""
    for names in all_names():
        if issubclass(names.of, Ledger):
            assert names.label in {"", "by"} or names.label.endswith("_by"), names
            assert names.key in {"", "user_id"} or names.key.endswith("_user"), names


def test_keys_of_people_can_be_emptied():
    stuck = [
        f"{names.model}.{names.key}"
        for names in all_names()
        if names.key and names.part != "own" and not names.of._meta.get_field(names.key).null
    ]
    assert stuck == []


def test_labels_fit_where_names_stood():
    for names in all_names():
        if names.label:
            assert (names.of._meta.get_field(names.label).max_length or 0) >= 40, names


@pytest.mark.parametrize("of", classes(), ids=lambda of: of.key)
def test_every_class_says_how_long_after_what_and_why(of):
    assert all(map(str, (of.title, of.why, of.counted_from)))
    if of.months is not None:
        assert 0 < of.least <= of.months <= of.most <= 120


def test_keys_of_classes_are_unique_and_fit_their_column():
    keys = [of.key for of in classes()]
    assert len(keys) == len(set(keys))
    assert max(map(len, keys)) <= 40
