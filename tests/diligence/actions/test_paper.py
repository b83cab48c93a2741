"""A blank questionnaire as PDF: asked for once, made by the worker, repeated after a kill, kept."""

from datetime import UTC, datetime

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from diligence.actions import paper
from diligence.choices import WorkState
from diligence.models import Paper, QuestionnaireVersion
from diligence.tasks import make_paper
from portal import bells, pdf
from portal.authority import Refused
from portal.tenancy import acting_for

PAGE = "<h1>Blank</h1>"
MADE = pdf.Rendered(b"%PDF-1.7 blank", 3, "")


@pytest.fixture(autouse=True)
def kept_apart(settings, tmp_path):
    files = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path},
    }
    settings.STORAGES = settings.STORAGES | {"files": files}


@pytest.fixture
def quick(monkeypatch):
    told = []

    def made(html, **given):
        told.append((html, given))
        return MADE

    monkeypatch.setattr(paper.pdf, "render", made)
    return told


def ask(who, baseline, page=PAGE) -> Paper:
    with acting_for(who.organisation):
        version = QuestionnaireVersion.objects.get(pk=baseline.pk)
        return paper.ask(version, page, title="Blank", language="en", by=who.actor)


def again(row, who) -> Paper:
    with acting_for(who.organisation):
        return Paper.objects.get(pk=row.pk)


def test_it_is_made_once_and_kept(baseline, ines, quick):
    row = ask(ines, baseline)
    assert row.state == WorkState.WAITING
    make_paper(str(row.pk), str(ines.organisation.pk))
    row = again(row, ines)
    assert (row.state, row.pages, row.page) == (WorkState.DONE, 3, "")
    with acting_for(ines.organisation), default_storage.open(row.stored_as) as kept:
        assert kept.read() == MADE.data
    assert bells.of(paper.BELL, row.pk) is None
    assert ask(ines, baseline).pk == row.pk
    assert not paper.make(row.pk, ines.organisation.pk), "done work is not done again"
    html, given = quick[0]
    assert html == PAGE
    assert given["dated"] == baseline.published_at
    assert len(quick) == 1


def test_whoever_asks_meanwhile_waits_for_the_same_one(baseline, ines, dora, quick):
    first = ask(ines, baseline)
    assert ask(dora, baseline).pk == first.pk
    assert ask(ines, baseline, "<h1>Leer</h1>").pk != first.pk


def test_how_its_words_look_belongs_to_its_hash(baseline, ines, monkeypatch):
    first = ask(ines, baseline)
    monkeypatch.setattr(paper, "LOOKS", "css/tokens.css")
    assert ask(ines, baseline).pk != first.pk


def test_pages_are_counted_while_it_is_made(baseline, ines, monkeypatch):
    row, seen = ask(ines, baseline), []

    def made(html, *, progress, **given):
        progress(1, 4, "Laying out page 7")
        bell = bells.of(paper.BELL, row.pk)
        seen.append((again(row, ines).done, again(row, ines).state))
        seen.append((bell.due_at - datetime.now(UTC)).total_seconds() > 30)
        return MADE

    monkeypatch.setattr(paper.pdf, "render", made)
    paper.make(row.pk, ines.organisation.pk)
    assert seen == [(7, WorkState.RUNNING), True]


def test_killed_before_it_was_kept_it_is_made_again(baseline, ines, monkeypatch):
    """A killed worker leaves the row running, its bell waiting, perhaps half a file."""

    class KilledError(BaseException):
        pass

    def killed(html, *, progress, **given):
        progress(0, 4, "Reading")
        raise KilledError

    row = ask(ines, baseline)
    monkeypatch.setattr(paper.pdf, "render", killed)
    with pytest.raises(KilledError):
        paper.make(row.pk, ines.organisation.pk)
    assert again(row, ines).state == WorkState.RUNNING
    assert bells.of(paper.BELL, row.pk) is not None
    folder = f"{ines.organisation.pk}/papers"
    with acting_for(ines.organisation):
        default_storage.save(f"{folder}/{row.digest[:40]}.pdf", ContentFile(MADE.data[:4]))
    monkeypatch.setattr(paper.pdf, "render", lambda html, **given: MADE)
    assert paper.make(row.pk, ines.organisation.pk)
    stored_as = again(row, ines).stored_as
    with acting_for(ines.organisation), default_storage.open(stored_as) as kept:
        assert kept.read() == MADE.data
    assert default_storage.listdir(folder)[1] == [f"{row.digest[:40]}.pdf"]


def test_what_cannot_be_made_says_why_and_can_be_tried_again(baseline, ines, monkeypatch):
    def lacking(html, **given):
        raise pdf.PdfUnavailableError("PDF can't be made here: install libpango.")

    row = ask(ines, baseline)
    with acting_for(ines.organisation), pytest.raises(Refused, match="could not be made"):
        paper.try_again(row.pk, by=ines.actor)
    monkeypatch.setattr(paper.pdf, "render", lacking)
    assert not paper.make(row.pk, ines.organisation.pk)
    row = again(row, ines)
    assert (row.state, bells.of(paper.BELL, row.pk)) == (WorkState.FAILED, None)
    assert "libpango" in row.problem
    assert ask(ines, baseline).state == WorkState.FAILED, "nobody tries again unasked"
    with acting_for(ines.organisation):
        paper.try_again(row.pk, by=ines.actor)
    monkeypatch.setattr(paper.pdf, "render", lambda html, **given: MADE)
    assert paper.make(row.pk, ines.organisation.pk)
    assert again(row, ines).problem == ""


def test_a_file_lost_from_the_store_is_made_anew(baseline, ines, quick):
    row = ask(ines, baseline)
    paper.make(row.pk, ines.organisation.pk)
    default_storage.delete(again(row, ines).stored_as)
    assert ask(ines, baseline).state == WorkState.WAITING
    assert paper.make(row.pk, ines.organisation.pk)
    assert default_storage.exists(again(row, ines).stored_as)


def test_another_organisation_has_its_own(baseline, ines, otto, quick):
    row = ask(ines, baseline)
    with acting_for(otto.organisation), pytest.raises(Paper.DoesNotExist):
        paper.try_again(row.pk, by=otto.actor)
    assert ask(otto, baseline).pk != row.pk
    assert not paper.make(row.pk, otto.organisation.pk)
    assert again(row, ines).state == WorkState.WAITING


def test_what_would_take_a_worker_hours_is_refused(baseline, ines):
    with pytest.raises(Refused, match="too long for paper"):
        ask(ines, baseline, page="x" * (paper.LONGEST + 1))
    with acting_for(ines.organisation):
        assert not Paper.objects.exists()
