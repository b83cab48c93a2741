"""The project XML of REDCap (CDISC ODM): its data dictionary, and nothing else in it."""

import re
from collections.abc import Iterator
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from diligence.domain.wording import gettext_noop
from diligence.exchange.losses import Imported, Losses, LossKind
from diligence.exchange.redcap.columns import COLUMNS, Row
from diligence.exchange.redcap.reading import of_rows
from diligence.exchange.tables import ROWS_MAX, FileRefusedError, storable

_ODM: Final = "{http://www.cdisc.org/ns/odm/v1.3}"
_REDCAP: Final = "{https://projectredcap.org}"
_ATTRIBUTES: Final = {
    "section_header": "SectionHeader",
    "field_note": "FieldNote",
    "text_validation_type_or_show_slider_number": "TextValidationType",
    "identifier": "Identifier",
    "branching_logic": "BranchingLogic",
    "required_field": "RequiredField",
    "custom_alignment": "CustomAlignment",
    "question_number": "QuestionNumber",
    "matrix_group_name": "MatrixGroupName",
    "matrix_ranking": "MatrixRanking",
    "field_annotation": "FieldAnnotation",
}
_COMPLETE: Final = re.compile(r"\w+_complete")

_BROKEN = gettext_noop(
    "“%(name)s” is no REDCap project: it is not readable as XML (%(problem)s). Export the data "
    "dictionary as CSV and choose that file."
)
_ENTITIES = gettext_noop(
    "“%(name)s” declares XML entities, which REDCap never writes and harmful files use."
)
_OTHER = gettext_noop(
    "“%(name)s” is a web page or XML, but no REDCap project. Choose a questionnaire as JSON, an "
    "XLSForm workbook or a REDCap data dictionary."
)
_MANY = gettext_noop("“%(name)s” has more than %(most)s fields.")
_DATA = gettext_noop("Only the data dictionary of the project was read: no records, no events.")


def read(data: bytes, name: str, language: str) -> Imported:
    """The document and what was lost. Raises FileRefusedError and FormRefusedError."""
    try:
        root = fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        raise FileRefusedError(_ENTITIES, name=name) from None
    except (ParseError, ValueError, RecursionError, LookupError) as error:
        raise FileRefusedError(_BROKEN, name=name, problem=str(error)[:100]) from None
    if root.tag != f"{_ODM}ODM":
        raise FileRefusedError(_OTHER, name=name)
    losses = Losses()
    losses.add(LossKind.FILE, "", 0, "", name, _DATA)
    rows = _rows(root)
    if len(rows) > ROWS_MAX:
        raise FileRefusedError(_MANY, name=name, most=str(ROWS_MAX))
    title = root.findtext(f".//{_ODM}StudyName") or ""
    return of_rows(rows, name, language, losses, title=storable(title.strip())[:200])


def _rows(root: Any) -> list[Row]:
    forms = dict(_forms(root))
    lists = {item.get("OID"): item for item in root.iter(f"{_ODM}CodeList")}
    found: dict[str, Row] = {}
    for item in root.iter(f"{_ODM}ItemDef"):
        variable = item.get(f"{_REDCAP}Variable") or ""
        # Every form ends with a field of REDCap's own that says whether it is complete.
        status = (
            _COMPLETE.fullmatch(variable) and item.get(f"{_REDCAP}SectionHeader") == "Form Status"
        )
        if not variable or variable in found or status:
            continue
        cells = _cells(item, lists, forms.get(variable, ""))
        found[variable] = Row(
            len(found) + 1, {k: v for k, v in cells.items() if v}, dict.fromkeys(COLUMNS, "")
            | COLUMNS
        )  # fmt: skip
    return list(found.values())


def _forms(root: Any) -> Iterator[tuple[str, str]]:
    """Each field with the form it stands in."""
    groups = {
        group.get("OID"): [ref.get("ItemOID") for ref in group.iter(f"{_ODM}ItemRef")]
        for group in root.iter(f"{_ODM}ItemGroupDef")
    }
    for form in root.iter(f"{_ODM}FormDef"):
        name = form.get(f"{_REDCAP}FormName") or form.get("Name") or ""
        for reference in form.iter(f"{_ODM}ItemGroupRef"):
            for item in groups.get(reference.get("ItemGroupOID"), ()):
                yield (item or "").partition("___")[0], name


def _cells(item: Any, lists: dict[Any, Any], form: str) -> dict[str, str]:
    kind = item.get(f"{_REDCAP}FieldType") or "text"
    cells = {column: item.get(f"{_REDCAP}{name}") or "" for column, name in _ATTRIBUTES.items()}
    label = item.find(f"{_ODM}Question/{_ODM}TranslatedText")
    reference = item.find(f"{_ODM}CodeListRef")
    listed = lists.get(reference.get("CodeListOID")) if reference is not None else None
    cells |= {
        "field_name": item.get(f"{_REDCAP}Variable") or "",
        "form_name": form,
        "field_type": kind,
        "field_label": "".join(label.itertext()) if label is not None else "",
        "select_choices_or_calculations": _choices(listed) if listed is not None else "",
    }
    return {column: storable(text.strip()) for column, text in cells.items()}


def _choices(listed: Any) -> str:
    written = listed.get(f"{_REDCAP}CheckboxChoices")
    if written:
        return str(written)
    pairs = []
    for choice in listed.iter(f"{_ODM}CodeListItem"):
        text = choice.find(f"{_ODM}Decode/{_ODM}TranslatedText")
        pairs.append(
            (choice.get("CodedValue") or "", (text.text or "") if text is not None else "")
        )
    return " | ".join(f"{code}, {label}" for code, label in pairs)
