"""Translations of a draft: which languages, how far each is, and all texts of one."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from diligence.actions import drafts
from diligence.domain import place_words
from diligence.domain.document_texts import texts_of
from diligence.domain.draft_reading import list_of, members, text_of
from diligence.domain.editing import EditError, Insert, Operation, Remove, Set
from diligence.domain.places import fingerprint, texts
from diligence.domain.translating import OWN_WORDS, translated
from diligence.forms.editing.translation import LANGUAGES, LanguageForm, changed_texts
from diligence.views.draft_places import spot
from diligence.views.editing.desk import DeskView, reason_of
from portal.authority import Refused

PAGE = 40


class Translations(DeskView):
    """The languages of the draft with how much of each is done."""

    tab = "translations"

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        self.open(pk)
        return self._draw(LanguageForm(present=self._present()))

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        self.open(pk)
        gone = request.POST.get("remove", "")
        form = LanguageForm(None if gone else request.POST, present=self._present())
        if not gone and not form.is_valid():
            return self._draw(form, status=422)
        try:
            if gone:
                self._remove(gone)
            else:
                self._add(form.cleaned_data["language"])
        except (drafts.Stale, EditError, ValidationError, Refused) as error:
            messages.error(request, reason_of(error))
        return redirect("diligence:draft-translations", pk)

    def _add(self, language: str) -> None:
        listed = [*list_of(self.document, "languages"), language]
        operations: list[Operation] = [Set("languages", listed)]
        if language not in {text_of(t, "language") for t in members(self.document, "translations")}:
            operations.append(Insert("translations", {"language": language, "texts": []}))
        self.save(operations, _("Added %(language)s") % {"language": name_of(language)})

    def _remove(self, language: str) -> None:
        """No longer required; what is translated already stays."""
        left = [code for code in list_of(self.document, "languages") if code != language]
        told = _("%(language)s is no longer required") % {"language": name_of(language)}
        operations: list[Operation] = [Set("languages", left or None)]
        for item in members(self.document, "translations"):
            if item.get("language") == language and not item.get("texts"):
                operations.append(Remove(f"translations/{language}"))
        self.save(operations, told)

    def _present(self) -> frozenset[str]:
        known = {text_of(t, "language") for t in members(self.document, "translations")}
        own = text_of(self.document, "language")
        return frozenset({own, *list_of(self.document, "languages"), *known})

    def _draw(self, form: LanguageForm, *, status: int = 200) -> HttpResponse:
        own = text_of(self.document, "language")
        required = list_of(self.document, "languages")
        rows = []
        for code in sorted(self._present() - {own}, key=name_of):
            told = rows_of(self.document, code).values()
            left = sum(1 for row in told if row["state"] == "missing")
            old = sum(1 for row in told if row["state"] == "stale")
            rows.append(
                {
                    "code": code,
                    "name": name_of(code),
                    "required": code in required,
                    "missing": left,
                    "stale": old,
                    "done": len(told) - left - old,
                    "total": len(told),
                }
            )
        return self.page("translations.html", status=status, form=form, rows=rows, own=name_of(own))


class OneLanguage(DeskView):
    """All texts in one language, beside the words they translate; many are saved at once."""

    tab = "translations"

    def get(self, request: HttpRequest, pk: uuid.UUID, id: str) -> HttpResponse:
        self.open(pk)
        self._find(id)
        return self._draw({})

    def post(self, request: HttpRequest, pk: uuid.UUID, id: str) -> HttpResponse:
        self.open(pk)
        self._find(id)
        rows = self._page().object_list
        typed, wrong = changed_texts(request.POST, {row["place"]: row for row in rows})
        problem = ""
        try:
            sound = {place: told for place, told in typed.items() if place not in wrong}
            if sound:
                self._store(sound)
            elif not wrong:
                messages.info(request, _("Nothing was different: the texts are as they were."))
        except drafts.Stale as stale:
            problem = str(stale)
        except (EditError, ValidationError, Refused) as error:
            problem = reason_of(error)
        if problem or wrong:
            return self._draw(typed, wrong=wrong, problem=problem)
        return redirect(f"{request.path}?{request.GET.urlencode()}")

    def _find(self, language: str) -> None:
        known = {text_of(t, "language") for t in members(self.document, "translations")}
        self.language = language
        own = language == text_of(self.document, "language")
        if own or language not in known | set(list_of(self.document, "languages")):
            raise Http404(_("The draft isn't translated into this language. Add it first."))

    def _store(self, typed: dict[str, dict[str, str]]) -> None:
        item = next(
            (t for t in members(self.document, "translations") if t["language"] == self.language),
            None,
        )
        known = {text_of(t, "place"): t for t in members(item or {}, "texts")}
        count = len(typed)
        what = ngettext(
            "Translated %(count)s text into %(language)s",
            "Translated %(count)s texts into %(language)s",
            count,
        ) % {"count": count, "language": name_of(self.language)}
        base = f"translations/{self.language}/texts"
        operations: list[Operation] = []
        if item is None:
            operations.append(Insert("translations", {"language": self.language, "texts": []}))
        for place, told in typed.items():
            if place in known and told["text"]:
                operations += [
                    Set(f"{base}/{place}/text", told["text"]),
                    Set(f"{base}/{place}/of", told["of"]),
                ]
            elif place in known:
                operations.append(Remove(f"{base}/{place}"))
            elif told["text"]:
                operations.append(Insert(base, {"place": place, **told}))
        if operations:
            self.save(operations, what)
            messages.success(self.request, _("Saved: %(what)s.") % {"what": what})

    def _page(self) -> Any:
        only = self.request.GET.get("only", "todo")
        words = self.request.GET.get("q", "").strip()[:100].casefold()
        untranslated = self._untranslated()
        rows = [
            row
            for row in rows_of(self.document, self.language).values()
            if (only != "todo" or row["state"] != "done")
            and (only != "ours" or (row["text"] and row["place"] in untranslated))
            and (not words or words in f"{row['place']} {row['source']} {row['text']}".casefold())
        ]
        for row in rows:
            place = f"translations/{self.language}/texts/{row['place']}"
            row["locked"] = self.why_locked(place)
            row["ours"] = row["place"] in untranslated
        return Paginator(rows, PAGE).get_page(self.request.GET.get("page"))

    def _untranslated(self) -> frozenset[str]:
        """Inherited texts that the edition it builds on does not translate into this language."""
        if self.parent is None:
            return frozenset()
        theirs = translated(self.parent, self.language)
        return frozenset(texts(self.parent)) - set(OWN_WORDS) - theirs.keys()

    def _draw(
        self,
        typed: dict[str, dict[str, str]],
        *,
        wrong: dict[str, str] | None = None,
        problem: str = "",
    ) -> HttpResponse:
        every = rows_of(self.document, self.language).values()
        done = sum(1 for row in every if row["state"] == "done")
        page = self._page()
        for row in page.object_list:
            row["typed"] = typed.get(row["place"], row)["text"]
            row["error"] = (wrong or {}).get(row["place"], "")
            row["spot"] = spot(self.draft, row["place"])
        errors = [{"text": problem, "href": ""}] if problem else []
        errors += [
            {"text": text, "href": "", "label": place_words.line(at, self.document, _)}
            for at, text in (wrong or {}).items()
        ]
        return self.page(
            "language.html",
            status=422 if errors else 200,
            errors=errors,
            language=self.language,
            name=name_of(self.language),
            page=page,
            done=done,
            total=len(every),
            only=self.request.GET.get("only", "todo"),
            words=self.request.GET.get("q", ""),
            onlys=self._onlys(),
            back=reverse("diligence:draft-translations", args=[self.draft.pk]),
        )

    def _onlys(self) -> list[tuple[str, str]]:
        """What the list can be narrowed to."""
        ours = [("ours", _("Inherited texts in our translation"))] if self.parent else []
        return [("todo", _("To translate")), *ours, ("all", _("All texts"))]


def name_of(language: str) -> str:
    """The language's name; its code for one that is no official language of the Union."""
    return str(LANGUAGES.get(language, language))


def rows_of(document: dict[str, Any], language: str) -> dict[str, dict[str, Any]]:
    """Every text with its translation, by place: `done`, `missing` or `stale`."""
    item = next((t for t in members(document, "translations") if t.get("language") == language), {})
    known = {text_of(t, "place"): t for t in members(item, "texts")}
    rows = {}
    for place, source in texts_of(document).items():
        told = known.get(place, {})
        text = text_of(told, "text")
        stale = bool(text) and text_of(told, "of") != fingerprint(source)
        state = "stale" if stale else "done" if text else "missing"
        rows[place] = {"place": place, "source": source, "text": text, "state": state}
    return rows
