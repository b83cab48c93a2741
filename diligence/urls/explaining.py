"""Addresses of what explains a result beyond its own page."""

from django.urls import URLPattern, URLResolver, path

from diligence.views import certificate

explaining: list[URLPattern | URLResolver] = [
    path(
        "appraisals/<uuid:pk>/certificate/",
        certificate.CertificatePage.as_view(),
        name="appraisal-certificate",
    ),
    path(
        "appraisals/<uuid:pk>/certificate.json",
        certificate.CertificateJson.as_view(),
        name="appraisal-certificate-json",
    ),
]
