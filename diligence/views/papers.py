"""A blank questionnaire as PDF: how far its making is, what became of it, and its file."""

import uuid
from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import get_valid_filename

from diligence.actions import paper as making
from diligence.choices import WorkState
from diligence.models import Paper, QuestionnaireVersion
from diligence.policy import papers as policy
from portal.enums import Permission
from portal.views import download, waiting
from portal.views.base import ActingView, owned_or_404


class PaperView(ActingView):
    """About one PDF of the organisation; unknown and foreign ones are 404."""

    permission = Permission.VIEW_QUESTIONNAIRES

    def load(self, pk: uuid.UUID) -> Paper:
        rows = Paper.objects.select_related("version").defer("page")
        found: Paper = owned_or_404(Paper, pk, rows)
        return found

    def shown(self, paper: Paper) -> dict[str, Any]:
        under_way = paper.state in policy.UNDER_WAY
        taken = paper.state != WorkState.WAITING
        trouble = {}
        if under_way:
            trouble = waiting.trouble(making.BELL, paper.pk, since=paper.asked_at, taken=taken)
        return {
            **trouble,
            "paper": paper,
            "version": paper.version,
            "under_way": under_way,
            "delay": waiting.PAUSE,
            "again": policy.may_try_again(self.actor, paper),
            "lost": paper.state == WorkState.DONE and not default_storage.exists(paper.stored_as),
        }


class PaperPage(PaperView):
    """A PDF that is being made, or what became of it."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return render(request, "diligence/paper/page.html", self.shown(self.load(pk)))


class PaperProgress(PaperView):
    """How far it is: JSON, the fragment that keeps asking, or without a script the page itself."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        paper = self.load(pk)
        address = reverse("diligence:paper", args=[paper.pk])
        told = {"state": paper.state, "done": paper.done, "page": address}
        over = paper.state not in policy.UNDER_WAY
        answer = waiting.answer(request, told, page=address, over=over)
        return answer or render(request, "diligence/paper/progress.html", self.shown(paper))


class PaperAgain(PaperView):
    """Have one made that could not be made before."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        paper = making.try_again(self.load(pk).pk, by=self.actor)
        return redirect("diligence:paper", paper.pk)


class PaperFile(PaperView):
    """The file itself; where it is not there (any more), the page that says so."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        paper = self.load(pk)
        return file_of(paper) or redirect("diligence:paper", paper.pk)


def file_of(paper: Paper) -> FileResponse | None:
    """The finished file as a download; None while it is not made, or when the store lost it."""
    if paper.state != WorkState.DONE:
        return None
    name = f"{name_of(paper.version)}-blank.pdf"
    try:
        return download.answer(paper.stored_as, name=name, content_type="application/pdf")
    except FileNotFoundError:
        return None


def name_of(version: QuestionnaireVersion) -> str:
    """What files of an edition are called."""
    return get_valid_filename(f"{version.key}-{version.edition}") or "questionnaire"
