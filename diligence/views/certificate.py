"""The certificate that no country and no organisation was used: as a page, and as JSON."""

import uuid
from abc import ABC, abstractmethod

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from diligence.domain.canonical import canonical_bytes
from diligence.domain.certificate import LIMIT, Barred, Certificate, document_of
from diligence.domain.wording import Sentence
from diligence.models import Appraisal, Score
from diligence.queries import explained, results
from diligence.queries.sentences import spoken
from diligence.views.results import ResultView, chosen
from portal.queries import ledger


class CertificateView(ResultView, ABC):
    """Certifies one score of an appraisal, the latest by default; leads back where there is none.

    Its certificate is named by `?submission=`.
    """

    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        appraisal = self.load(pk)
        stored = chosen(results.scores_of(appraisal), request.GET.get("submission"))
        if stored is None:
            messages.info(request, _("There is no result yet, so there is nothing to certify."))
            return redirect("diligence:appraisal-detail", pk=pk)
        try:
            proof = explained.certificate(stored, appraisal.version)
        except results.NotExplainableError:
            # The result's own page says what is known of it, and what to do.
            return redirect("diligence:appraisal-result", pk=pk)
        return self.answer(request, appraisal, stored, proof)

    @abstractmethod
    def answer(
        self, request: HttpRequest, appraisal: Appraisal, stored: Score, proof: Certificate
    ) -> HttpResponse:
        """The certificate as this address gives it."""


class CertificatePage(CertificateView):
    step_up = True

    def answer(
        self, request: HttpRequest, appraisal: Appraisal, stored: Score, proof: Certificate
    ) -> HttpResponse:
        definition = results.recalculated(stored, appraisal.version).questionnaire
        labels = {q.id: q.label for q in (*definition.questions, *definition.triage)}
        query = f"?submission={stored.submission}"
        context = {
            "json_url": reverse("diligence:appraisal-certificate-json", args=[appraisal.pk])
            + query,
            "result_url": reverse("diligence:appraisal-result", args=[appraisal.pk]) + query,
            "appraisal": appraisal,
            "stored": stored,
            "proof": proof,
            "sentence": spoken(proof.because),
            "limit": spoken(Sentence(LIMIT, {})),
            "rows": [_row(labels[item.question], item) for item in proof.barred],
            "version": definition,
            "seal": _seal_of(appraisal, stored),
        }
        return render(request, "diligence/result/certificate.html", context)


def _seal_of(appraisal: Appraisal, stored: Score) -> ledger.Printed | None:
    """The seal of the record that holds this score: the same for ever, once it is made."""
    scored = results.scoring_of(appraisal, stored.submission)
    return ledger.seal_of(scored) if scored else None


def _row(label: str, item: Barred) -> dict[str, object]:
    """A question and what it bears on; conditions, rules and routes by their names."""
    decides = (*item.conditions, *item.rules, *item.routes)
    return {"label": label, "item": item, "decides": ", ".join(decides)}


class CertificateJson(CertificateView):
    """The canonical document: its SHA-256 is the certificate's own."""

    step_up = True
    limit = "export"

    def answer(
        self, request: HttpRequest, appraisal: Appraisal, stored: Score, proof: Certificate
    ) -> HttpResponse:
        name = f"certificate-{appraisal.partnership.code}-{stored.submission}.json"
        return HttpResponse(
            canonical_bytes(document_of(proof)),
            content_type="application/json",
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "Cache-Control": "no-store",
            },
        )
