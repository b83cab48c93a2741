"""Taking a newer edition of the parent over: one change of the draft, conflicts settled first."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from diligence.actions import drafts, parent_update
from diligence.domain.edits import Insert, Set
from diligence.domain.inheriting import composed
from diligence.domain.updating import Choice
from diligence.exchange import native
from diligence.models import DraftChange
from diligence.queries import parent_update as reading
from diligence.queries.questionnaires import definition
from portal.authority import Refused
from tests.factories import levels

pytestmark = pytest.mark.django_db

OWN = native.dump(replace(levels.BASELINE, questions=(replace(levels.OWN, id="U1", section="A"),)))
OWN_QUESTION = OWN["questions"][0]


@pytest.fixture
def national(baseline, ministry):
    return levels.national(ministry, levels.composed())


@pytest.fixture
def draft(national, stella, acting_as):
    """A university's draft on the first national edition, with a question of its own."""
    acting_as(stella)
    row = drafts.create(stella.actor, key="uni", title="Uni", edition="1", parent=national)
    steps = [Insert("questions", OWN_QUESTION, "A2")]
    return drafts.change(stella.actor, row.pk, steps, revision=0, what="Ours")


def _newer(ministry, **changes):
    first = replace(levels.OWN, text="Does it use the national network at all?")
    return levels.national(ministry, levels.composed(edition="2", own=(first,), **changes))


def test_nothing_is_offered_while_the_parent_is_the_newest(draft, stella):
    assert reading.prepared(draft) is None
    with pytest.raises(Refused, match="no newer"):
        parent_update.accept(stella.actor, draft.pk, to=draft.parent_id, chosen={}, revision=1)


def test_the_draft_builds_on_the_new_edition_afterwards(draft, stella, ministry):
    newer = _newer(ministry)
    found = reading.prepared(draft)
    assert found is not None
    assert {change.place for change in found.changes} >= {"questions/N1/text", "edition"}
    row = parent_update.accept(
        stella.actor, draft.pk, to=newer.pk, chosen={}, revision=draft.revision
    )
    assert row.parent == newer
    questionnaire = native.load(row.document)
    assert composed(questionnaire, definition(newer), digest=newer.digest) == ()
    assert "U1" in questionnaire.positions
    assert questionnaire.question("N1").text == "Does it use the national network at all?"
    assert (row.document["id"], row.document["edition"], row.revision) == ("uni", "1", 2)
    assert DraftChange.objects.filter(draft=row).first().what.startswith("Taken over")


def test_it_can_be_taken_back(draft, stella, ministry, national):
    newer = _newer(ministry)
    before = draft.document
    parent_update.accept(stella.actor, draft.pk, to=newer.pk, chosen={}, revision=1)
    row = drafts.undo(stella.actor, draft.pk)
    assert (row.document, row.parent) == (before, national)


def test_what_conflicts_has_to_be_settled_first(draft, stella, ministry):
    steps = [Set("questions/U1/condition", "${N1} = 'yes'")]
    row = drafts.change(stella.actor, draft.pk, steps, revision=1, what="Only with the network")
    newer = levels.national(
        ministry, levels.composed(edition="2", own=(), questions=levels.BASELINE.questions)
    )
    with pytest.raises(ValidationError) as refusal:
        parent_update.accept(stella.actor, row.pk, to=newer.pk, chosen={}, revision=2)
    assert list(refusal.value.message_dict) == ["questions/U1"]
    chosen = {"questions/U1": Choice.KEEP}
    kept = parent_update.accept(stella.actor, row.pk, to=newer.pk, chosen=chosen, revision=2)
    assert any(q["id"] == "U1" for q in kept.document["questions"])


def test_only_what_was_shown_is_taken_over(draft, stella, ministry):
    shown = _newer(ministry)
    levels.national(ministry, levels.composed(edition="3"))
    with pytest.raises(Refused, match="newer edition was published meanwhile"):
        parent_update.accept(stella.actor, draft.pk, to=shown.pk, chosen={}, revision=1)


def test_only_authors_take_over(draft, dora, ministry):
    newer = _newer(ministry)
    with pytest.raises(Refused):
        parent_update.accept(dora.actor, draft.pk, to=newer.pk, chosen={}, revision=1)


def test_the_next_edition_of_an_own_one_begins_with_its_content(
    national, ministry, university_a, stella, acting_as
):
    core = definition(national)
    own = levels.local(university_a, levels.composed(core, "uni", own=()))
    _newer(ministry)
    acting_as(stella)
    row = parent_update.begin(stella.actor, own.pk, edition="2")
    assert (row.replaces, row.parent, row.edition) == (own, national, "2")
    assert reading.prepared(row) is not None
    with pytest.raises(ValidationError) as refusal:
        parent_update.begin(stella.actor, own.pk, edition="1")
    assert "edition" in refusal.value.message_dict
