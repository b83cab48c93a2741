"""The officer's side of asking colleagues and of sharing: ask, look after the links, settle."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from diligence import policy
from diligence.actions import colleague as asking
from diligence.choices import AppraisalState, ColleaguePurpose, ColleagueState
from diligence.domain import asking as choosing
from diligence.domain.sheet import Entry
from diligence.forms.contributing import PARTS, DaysForm, LetterForm, ShareForm
from diligence.models import Appraisal, ColleagueRequest
from diligence.queries import appraisals, colleague, questionnaires, sharing
from diligence.views import guarding
from diligence.views.answering import AppraisalView
from diligence.views.consulting import with_problems
from diligence.views.partnerships import page_number
from portal import clock
from portal.actions.disclosures import OpenFindings
from portal.actions.links import Link
from portal.authority import require
from portal.enums import Permission
from portal.mail import Delivery
from portal.views.base import owned_or_404

PER_PAGE = 20


class Requests(AppraisalView):
    """Everything asked of colleagues, and shared, on one appraisal."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        appraisal = owned_or_404(Appraisal, pk, appraisals.without_answers(self.actor))
        pages = Paginator(colleague.of_appraisal(self.actor, pk), PER_PAGE)
        page = pages.get_page(page_number(request))
        context = {
            "appraisal": appraisal,
            "partnership": appraisal.partnership,
            "page": page,
            "rows": [standing(row) for row in page.object_list],
            "waiting": sum(row.waiting for row in page.object_list),
            "ask": policy.may_ask(self.actor, appraisal),
            "share": policy.may_share(self.actor, appraisal),
        }
        return render(request, "diligence/colleague/list.html", context)


def standing(row: ColleagueRequest) -> dict[str, Any]:
    """One request as lists and its own page show it."""
    lapsed = clock.now() >= row.expires_at and row.state != ColleagueState.REVOKED
    return {
        "row": row,
        "asks": row.purpose == ColleaguePurpose.ASK,
        "lapsed": lapsed,
        "open": not lapsed and row.state != ColleagueState.REVOKED,
        "count": len(row.questions),
        "parts": [str(PARTS[part]) for part in row.parts if part in PARTS],
    }


class Ask(AppraisalView):
    """Choose questions, say whom to ask: the link is shown once."""

    permission = Permission.APPRAISE

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        appraisal = self._load(pk)
        named = set(request.GET.getlist("question"))
        picked = choosing.picks(self._groups(appraisal), appraisal.sheet.entries)
        ticked = named.union(*(picked.get(pick, ()) for pick in request.GET.getlist("pick")))
        return self._page(appraisal, LetterForm(), ticked)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        appraisal = self._load(pk)
        ticked = set(request.POST.getlist("questions"))
        if "pick" in request.POST:
            typed = {name: request.POST.get(name, "") for name in LetterForm.base_fields}
            return self._page(appraisal, LetterForm(initial=typed), self._picked(appraisal, ticked))
        form = LetterForm(request.POST)
        if request.POST.get("then") == "redact":
            return self._page(appraisal, form, ticked)
        if not form.is_valid():
            problem = "" if ticked else _("Choose at least one question.")
            return self._page(appraisal, form, ticked, problem)
        try:
            letter = replace(form.letter(), treatments=guarding.posted(request.POST))
            row, link = asking.ask(pk, sorted(ticked), letter, by=self.actor)
        except OpenFindings as found:
            form.add_error(None, found.reason)
            return self._page(appraisal, form, ticked)
        except ValidationError as wrong:
            told = wrong.message_dict
            problem = " ".join(told.pop("questions", ()))
            form = with_problems(form, ValidationError(told)) if told else form
            return self._page(appraisal, form, ticked, problem)
        return handed_over(request, row, link)

    def _load(self, pk: uuid.UUID) -> Appraisal:
        appraisal = self.load(pk)
        require(policy.may_ask(self.actor, appraisal))
        return appraisal

    def _groups(self, appraisal: Appraisal) -> Sequence[choosing.Group]:
        return choosing.groups(
            questionnaires.definition(appraisal.version),
            appraisal.sheet.entries,
            triage=appraisal.state == AppraisalState.TRIAGE,
            answerable=colleague.answerable(appraisal),
        )

    def _picked(self, appraisal: Appraisal, ticked: set[str]) -> set[str]:
        pick = self.request.POST.get("pick", "")
        picked = choosing.picks(self._groups(appraisal), appraisal.sheet.entries)
        return set() if pick == choosing.NONE else ticked | set(picked.get(pick, ()))

    def _page(
        self, appraisal: Appraisal, form: LetterForm, ticked: set[str], problem: str = ""
    ) -> HttpResponse:
        groups, entries = self._groups(appraisal), appraisal.sheet.entries
        picked = choosing.picks(groups, entries)
        context = {
            "appraisal": appraisal,
            "partnership": appraisal.partnership,
            "form": form,
            "groups": [_group(group, ticked, entries) for group in groups],
            "picks": [(name, _pick_label(name, groups), len(ids)) for name, ids in picked.items()],
            "ticked": len(ticked),
            "problem": problem,
            "errors": [{"text": problem, "href": "#questions"}] if problem else [],
            "mail_on": settings.MAIL_ON,
            "guard": _guard(request=self.request, appraisal=appraisal),
        }
        return render(self.request, "diligence/colleague/ask.html", context)


def _group(group: choosing.Group, ticked: set[str], entries: Any) -> dict[str, Any]:
    options: list[dict[str, Any]] = [
        {
            "value": question.id,
            "label": f"{question.id} · {question.text}",
            "hint": _state_of(entries.get(question.id, Entry())),
            "checked": question.id in ticked,
        }
        for question in group.questions
    ]
    count = sum(option["checked"] for option in options)
    title = f"{group.id}. {group.title}" if group.id else _("Triage")
    return {"id": group.id or "T", "title": title, "options": options, "count": count}


def _state_of(entry: Entry) -> str:
    value = entry.get("value")
    if value is None:
        return _("Not answered yet")
    return _("Answered “don't know”") if value in ("unknown", ["unknown"]) else _("Answered")


def _pick_label(name: str, groups: Sequence[choosing.Group]) -> str:
    if name.startswith(choosing.SECTION):
        id = name.removeprefix(choosing.SECTION)
        title = next(group.title for group in groups if group.id == id)
        return _("Section %(id)s, %(title)s") % {"id": id, "title": title}
    return {
        choosing.UNANSWERED: _("Not answered yet"),
        choosing.UNCERTAIN: _("Answered “don't know”"),
        f"{choosing.FACTOR}domain": _("Technology and its use"),
        f"{choosing.FACTOR}own": _("Your own unit and team"),
    }[name]


class Share(AppraisalView):
    """Choose what the researcher may read: result, decision, reasons, measures."""

    step_up = True
    permission = Permission.TREAT
    write_permission = Permission.TREAT

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        appraisal = self._load(pk)
        return self._page(appraisal, ShareForm(offered=sharing.offered(appraisal)))

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        appraisal = self._load(pk)
        form = ShareForm(request.POST, offered=sharing.offered(appraisal))
        if request.POST.get("then") == "redact" or not form.is_valid():
            return self._page(appraisal, form)
        try:
            parts = form.cleaned_data["parts"]
            letter = replace(form.letter(), treatments=guarding.posted(request.POST))
            row, link = asking.share(pk, parts, letter, by=self.actor)
        except OpenFindings as found:
            form.add_error(None, found.reason)
            return self._page(appraisal, form)
        except ValidationError as wrong:
            return self._page(appraisal, with_problems(form, wrong))
        return handed_over(request, row, link)

    def _load(self, pk: uuid.UUID) -> Appraisal:
        appraisal = owned_or_404(Appraisal, pk, appraisals.without_answers(self.actor))
        require(policy.may_share(self.actor, appraisal))
        return appraisal

    def _page(self, appraisal: Appraisal, form: ShareForm) -> HttpResponse:
        context = {
            "appraisal": appraisal,
            "partnership": appraisal.partnership,
            "form": form,
            "mail_on": settings.MAIL_ON,
            "guard": _guard(request=self.request, appraisal=appraisal),
        }
        return render(self.request, "diligence/colleague/share.html", context)


def _guard(request: HttpRequest, appraisal: Appraisal) -> list[dict[str, Any]]:
    """What was found in the letter as it was posted, and in the words of the parts that are to be
    shown."""
    words = {"message": request.POST.get("message", "")}
    if request.POST.get("shows_title"):
        words[asking.TITLE] = appraisal.partnership.title
    words |= sharing.words_of(appraisal, request.POST.getlist("parts"))
    found = asking.found_in_letter(appraisal, words)
    treatments = guarding.posted(request.POST)
    if request.POST.get("then") == "redact":
        treatments = guarding.redacting_all(found, treatments)
    labels = {
        "message": _("Message"),
        asking.TITLE: _("Title of the partnership"),
        sharing.REASONS: _("Reasons of the decision"),
        sharing.MEASURES: _("Measures: notes and who is responsible"),
    }
    return guarding.shown(found, treatments, labels)


def handed_over(
    request: HttpRequest, row: ColleagueRequest, link: Link, *, renewed: bool = False
) -> HttpResponse:
    """The link, shown this once, and what became of the mail."""
    delivery = asking.mailed(row, link)
    context = {
        "row": row,
        "partnership": row.appraisal.partnership,
        "link": link.url,
        "expires_at": link.expires_at,
        "sent": delivery is Delivery.SENT,
        "failed": delivery is Delivery.FAILED,
        "asks": row.purpose == ColleaguePurpose.ASK,
        "renewed": renewed,
    }
    return render(request, "diligence/colleague/made.html", context)


class RequestView(AppraisalView):
    """A page of one request; unknown, foreign and other units' requests are all 404."""

    def row(self, pk: uuid.UUID) -> ColleagueRequest:
        return owned_or_404(ColleagueRequest, pk, colleague.visible_to(self.actor))

    def confirm(
        self, row: ColleagueRequest, template: str, form: DaysForm | None, label: str
    ) -> HttpResponse:
        context = {
            "row": row,
            "partnership": row.appraisal.partnership,
            "form": form,
            "confirm_label": label,
            "danger": form is None,
            "cancel_url": reverse("diligence:colleague-request", args=[row.pk]),
        }
        return render(self.request, template, context)


class Renew(RequestView):
    """A new link; the old one stops working."""

    permission = Permission.VIEW_REGISTER
    write_permission = Permission.VIEW_REGISTER

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return self._page(self.row(pk), DaysForm())

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row, form = self.row(pk), DaysForm(request.POST)
        if not form.is_valid():
            return self._page(row, form)
        row, link = asking.renew(pk, by=self.actor, days=form.cleaned_data["days"])
        return handed_over(request, row, link, renewed=True)

    def _page(self, row: ColleagueRequest, form: DaysForm) -> HttpResponse:
        require(policy.may_renew(self.actor, row))
        return self.confirm(row, "diligence/colleague/renew.html", form, _("Make a new link"))


class Revoke(RequestView):
    """Close the link, once it is confirmed."""

    permission = Permission.VIEW_REGISTER
    write_permission = Permission.VIEW_REGISTER

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = self.row(pk)
        require(policy.may_revoke(self.actor, row))
        return self.confirm(row, "diligence/colleague/revoke.html", None, _("Revoke the link"))

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        self.row(pk)
        row = asking.revoke(pk, by=self.actor)
        messages.success(request, _("The link of %s is revoked.") % row.to_name)
        return redirect("diligence:colleague-request", pk)


class Remind(RequestView):
    """One more mail to somebody who has not replied."""

    permission = Permission.APPRAISE

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = self.row(pk)
        if asking.remind(pk, by=self.actor) is Delivery.SENT:
            messages.success(request, _("A reminder is on its way to %s.") % row.to_name)
        else:
            messages.warning(
                request, _("The mail could not be sent. Make a new link and send it yourself.")
            )
        return redirect("diligence:colleague-request", pk)
