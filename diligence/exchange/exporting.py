"""The formats a questionnaire leaves in: what each is called, and what writes it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, BinaryIO

from diligence.domain.canonical import canonical_bytes
from diligence.domain.questionnaire import Questionnaire
from diligence.exchange.redcap import writing as dictionaries
from diligence.exchange.xlsform import writing as workbooks


class ExportFormat(StrEnum):
    """By the word that addresses have."""

    JSON = "json"
    XLSFORM = "xlsform"
    REDCAP = "redcap"

    @property
    def extension(self) -> str:
        return {"json": "json", "xlsform": "xlsx", "redcap": "csv"}[self.value]

    @property
    def content_type(self) -> str:
        return {
            "json": "application/json",
            "xlsform": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "redcap": "text/csv; charset=utf-8",
        }[self.value]


def write_document(document: Mapping[str, Any], stream: BinaryIO) -> None:
    """The native format, in its canonical spelling."""
    stream.write(canonical_bytes(dict(document)))


def write(questionnaire: Questionnaire, form: ExportFormat, stream: BinaryIO) -> None:
    """XLSForm or REDCap. Raises FileRefusedError for a text that no cell can hold."""
    writer = workbooks.write if form is ExportFormat.XLSFORM else dictionaries.write
    writer(questionnaire, stream)
