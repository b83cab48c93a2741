"""What a file tells beside what it shows, and a copy of it without that."""

import uuid
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diligence.actions import labels, strip
from diligence.models import Attachment
from diligence.queries import attachments
from portal.authority import Refused
from portal.enums import Permission
from portal.sealing import DamagedFileError
from portal.stripping import Kind, Trace, UnstrippableError, Why
from portal.views.base import ActingView, owned_or_404

FOUND: Final = {
    Kind.PEOPLE: gettext_lazy("Who wrote, changed or took it"),
    Kind.PROGRAMS: gettext_lazy("Programs or devices it was made with"),
    Kind.DATES: gettext_lazy("When it was made, changed or printed"),
    Kind.TEXTS: gettext_lazy("Titles, keywords and remarks beside the content"),
    Kind.PLACE: gettext_lazy("Where the picture was taken (coordinates)"),
    Kind.FOLDERS: gettext_lazy("Folders, servers or printers of the computer it comes from"),
    Kind.PREVIEW: gettext_lazy("A small picture that may show an earlier state"),
    Kind.EMBEDDED: gettext_lazy("Other files inside"),
    Kind.SCRIPTS: gettext_lazy("Scripts, or actions that start something"),
    Kind.EARLIER: gettext_lazy("Earlier versions, or something after its end"),
    Kind.IDENTIFIERS: gettext_lazy("Numbers of editing sessions, devices or accounts"),
    Kind.COLOURS: gettext_lazy("The name of a screen or scanner in its colours"),
    Kind.COMMENTS_STAY: gettext_lazy(
        "Comments or tracked changes stay, without who made them. Remove them in the program the "
        "file was made with if they should not travel."
    ),
    Kind.SIGNED: gettext_lazy(
        "It is signed electronically. A copy has other bytes, so the signature holds for the "
        "original alone."
    ),
}
WHY: Final = {
    Why.KIND: gettext_lazy(
        "Files of this kind have nothing beside their content that could be removed."
    ),
    Why.LOCKED: gettext_lazy(
        "The file is protected by a password, so nobody can look into it here. Save it without one "
        "and add it again."
    ),
    Why.DAMAGED: gettext_lazy(
        "The file can't be read here; it may be damaged. Save it again with the program it was "
        "made with, and add it again."
    ),
    Why.TOO_LARGE: gettext_lazy(
        "The file is too large for this: at most 1,000 pages, 80 million pixels or 300 MB unpacked."
    ),
}
GONE: Final = gettext_lazy("The content of the file can't be read from the file store.")


def _lines(traces: tuple[Trace, ...]) -> list[dict[str, Any]]:
    return [{"text": FOUND[trace.kind], "values": trace.values} for trace in traces]


class Metadata(ActingView):
    """What was found, in words; the form makes the copy."""

    permission = Permission.VIEW_REGISTER
    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = self._row(pk)
        context: dict[str, Any] = {
            "row": row,
            "back": reverse("diligence:partnership-detail", args=[row.partnership_id]) + "#files",
            "copies": attachments.copies_of(row),
            "original": attachments.original_of(row),
        }
        try:
            told = strip.look(row, by=self.actor)
        except UnstrippableError as refusal:
            context["problem"] = WHY[refusal.why]
        except Refused as refusal:
            context["problem"] = refusal.reason
        except (FileNotFoundError, DamagedFileError):
            context["problem"] = GONE
        else:
            context |= {"removed": _lines(told.removed), "stays": _lines(told.stays)}
        return render(request, "diligence/partnership/file_metadata.html", context)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        row = self._row(pk)
        try:
            made = strip.copy(row.pk, by=self.actor).attachment
        except UnstrippableError as refusal:
            messages.error(request, WHY[refusal.why])
        except ValidationError as wrong:
            messages.error(request, " ".join(wrong.messages))
        except (FileNotFoundError, DamagedFileError):
            messages.error(request, GONE)
        else:
            told = _("“%(name)s” was added beside it. Tick that one where something is sent.")
            messages.success(request, told % {"name": made.name})
        return redirect("diligence:attachment-metadata", row.pk)

    def _row(self, pk: uuid.UUID) -> Attachment:
        rows = attachments.visible_to(self.actor).select_related("partnership", "clearance")
        row: Attachment = owned_or_404(Attachment, pk, rows)
        labels.require_opens(row, self.actor)
        return row
