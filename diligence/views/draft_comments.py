"""What is said of a draft, place by place."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diligence.actions import draft_comments as actions
from diligence.domain import places
from diligence.domain.draft_reading import members
from diligence.forms.drafts import CommentForm
from diligence.models import Draft, DraftComment
from diligence.policy import authoring
from diligence.queries import drafts
from diligence.views.draft_frame import DraftPage
from diligence.views.draft_places import spot
from diligence.views.partnerships import page_number
from portal.authority import Refused
from portal.views.base import owned_or_404

PER_PAGE = 30
_SHOWN = (
    ("open", gettext_lazy("Open")),
    ("settled", gettext_lazy("Settled")),
    ("all", gettext_lazy("All")),
)


class Comments(DraftPage):
    """Open comments first; a new one at a place or on the whole draft."""

    tab = "comments"

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        draft = self.load(pk)
        place = request.GET.get("place", "")
        form = CommentForm(places=_places(draft, place), initial={"place": place})
        return self._page(draft, form)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        draft = self.load(pk)
        form = CommentForm(request.POST, places=_places(draft, request.POST.get("place", "")))
        if form.is_valid():
            given = form.cleaned_data
            try:
                actions.add(self.actor, draft.pk, place=given["place"], text=given["text"])
            except ValidationError as error:
                form.add_error(None, error)
            except Refused as refusal:
                told = {"refusal": refusal.reason, "typed": given["text"]}
                return self._page(self.load(pk), form, status=409, **told)
            else:
                messages.success(request, _("Your comment is there for the other authors."))
                return redirect("diligence:draft-comments", draft.pk)
        return self._page(draft, form, status=422)

    def _page(
        self, draft: Draft, form: CommentForm, status: int = 200, **told: str
    ) -> HttpResponse:
        show = self.request.GET.get("show", "open")
        place = self.request.GET.get("at", "")
        pages = Paginator[DraftComment](drafts.comments(draft, show=show, place=place), PER_PAGE)
        page = pages.get_page(page_number(self.request))
        context = {
            "page": page,
            "comments": [{"row": row, "spot": spot(draft, row.place)} for row in page.object_list],
            "kinds": [
                {"label": label, "url": f"?show={value}", "current": value == show}
                for value, label in _SHOWN
            ],
            "may_comment": authoring.may_comment(self.actor, draft),
            "form": form,
        }
        return self.page(draft, "comments", status=status, **context, **told)


def _places(draft: Draft, named: str) -> list[tuple[str, str]]:
    """What a comment can be about: the whole draft, every part of it, and the place named."""
    found = [""]
    for list_ in ("triage", "sections", "questions", "flags", "flag_rules", "measures"):
        listed = members(draft.document, list_)
        found += [places.at(list_, name) for m in listed if (name := places.name_of(m))]
    if named and named not in found and _there(draft, named):
        found.insert(1, named)
    return [(place, _label(draft, place)) for place in found]


def _there(draft: Draft, place: str) -> bool:
    try:
        places.look_up(draft.document, place)
    except KeyError:
        return False
    return True


def _label(draft: Draft, place: str) -> str:
    if not place:
        return _("The whole draft")
    shown = spot(draft, place)
    return f"{shown.words}: {Truncator(shown.called).chars(60)}" if shown.called else shown.words


class Step(DraftPage):
    """Settle one comment, or reopen it."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        seen = drafts.visible(self.actor).values("pk")
        comment = owned_or_404(DraftComment, pk, DraftComment.objects.filter(draft__in=seen))
        step = {"settle": actions.settle, "reopen": actions.reopen}.get(
            request.POST.get("step", "settle")
        )
        if step is None:
            raise Http404
        try:
            step(self.actor, comment.pk)
        except Refused as refusal:
            messages.info(request, refusal.reason)
        return redirect("diligence:draft-comments", comment.draft_id)
