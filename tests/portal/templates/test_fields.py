"""Fields: every widget is labelled, described, and says its error where it stands."""

from datetime import date

import pytest
from django import forms

from portal.views.gallery import Specimen
from tests.portal.templates.drawing import draw, tree

CHOICES = [("yes", "Yes"), ("no", "No"), ("unknown", "Don’t know")]


class Every(forms.Form):
    name = forms.CharField(label="Name", help_text="As in its statutes.")
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    day = forms.DateField(label="Day", initial=date(2026, 11, 3))
    ties = forms.ChoiceField(label="Ties", choices=CHOICES, widget=forms.RadioSelect)
    topics = forms.MultipleChoiceField(
        label="Topics", choices=CHOICES, widget=forms.CheckboxSelectMultiple
    )
    agreed = forms.BooleanField(label="Agreed")
    at = forms.SplitDateTimeField(label="At", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, initial="s")


def test_label_hint_and_control_belong_together() -> None:
    root = tree("{% form_field form.name %}", form=Every())
    control = root.find(".//input")
    assert root.find(".//label").get("for") == control.get("id") == "id_name"
    assert root.get_element_by_id(control.get("aria-describedby")).text == "As in its statutes."
    assert "required" in control.attrib
    assert "aria-invalid" not in control.attrib


def test_an_error_is_described_and_marked() -> None:
    root = tree("{% form_field form.name %}", form=Every({"day": "x"}))
    control = root.find(".//input")
    assert control.get("aria-describedby") == "id_name-hint id_name-error"
    assert control.get("aria-invalid") == "true"
    assert "required" in root.get_element_by_id("id_name-error").text_content()


def test_what_may_be_left_out_says_so() -> None:
    assert "optional" in draw("{% form_field form.note %}", form=Every())
    assert "optional" not in draw("{% form_field form.name %}", form=Every())


def test_days_use_the_browsers_picker_and_iso_values() -> None:
    control = tree("{% form_field form.day %}", form=Every()).find(".//input")
    assert control.get("type") == "date"
    assert control.get("value") == "2026-11-03"


def test_the_picker_leaves_the_form_as_it_was() -> None:
    form = Every()
    draw("{% form_field form.day %}", form=form)
    assert form.fields["day"].widget.input_type == "text"


@pytest.mark.parametrize(("name", "kind"), [("ties", "radio"), ("topics", "checkbox")])
def test_choices_are_cards_of_the_right_kind(name: str, kind: str) -> None:
    form = Every({name: ["no"] if kind == "checkbox" else "no"})
    root = tree("{% form_field field %}", field=form[name])
    controls = root.findall(".//input")
    assert {control.get("type") for control in controls} == {kind}
    assert [control.get("value") for control in controls if "checked" in control.attrib] == ["no"]
    assert root.find(".//fieldset/legend").text_content().strip() == name.title()
    labels = {label.get("for"): label.text for label in root.iter("label")}
    assert labels[controls[2].get("id")] == "Don’t know"


def test_dont_know_is_drawn_like_any_other() -> None:
    cards = tree("{% form_field form.ties %}", form=Every()).xpath(".//div[@class='option']")
    assert len({(card[0].get("class"), card[1].get("class")) for card in cards}) == 1


def test_hints_of_choices_are_described() -> None:
    root = tree(
        "{% form_field form.ties choice_hints=hints %}", form=Every(), hints={"no": "None."}
    )
    control = root.xpath(".//input[@value='no']")[0]
    assert root.get_element_by_id(control.get("aria-describedby")).text == "None."


def test_several_inputs_share_a_legend() -> None:
    root = tree("{% form_field form.at %}", form=Every())
    assert root.find(".//fieldset/legend") is not None
    assert len(root.findall(".//input")) == 2


def test_hidden_fields_stay_hidden() -> None:
    root = tree("{% form_field form.secret %}", form=Every())
    assert root.find(".//input").get("type") == "hidden"
    assert root.find(".//label") is None


def test_suggestions_are_asked_of_their_address() -> None:
    control = tree("{% form_field form.name suggest='/s/' %}", form=Every()).find(".//input")
    assert control.get("data-suggest") == "/s/"
    assert control.get("autocomplete") == "off"


def test_all_fields_of_a_form_are_drawn_once() -> None:
    root = tree("{% form_fields form %}", form=Every())
    ids = [control.get("id") for control in root.xpath(".//input | .//textarea | .//select")]
    assert len(ids) == len(set(ids)) == 3 + 3 + 3 + 1 + 2 + 1


def test_the_error_summary_leads_to_every_control() -> None:
    form = Specimen({}, prefix="p")
    root = tree("{% error_summary form %}{% form_fields form %}", form=form)
    links = [link.get("href") for link in root.xpath(".//*[@data-error-summary]//a")]
    assert len(links) == len(form.errors)
    for link in links:
        target = root.get_element_by_id(link.removeprefix("#"))
        assert target.tag in {"input", "select", "textarea"}


def test_the_error_summary_is_silent_without_problems() -> None:
    assert "error-summary" not in draw("{% error_summary form %}", form=Every())


def test_problems_of_the_whole_form_come_first() -> None:
    form = Every({})
    form.add_error(None, "The dates contradict each other.")
    first = tree("{% error_summary form %}", form=form).find(".//li")
    assert first.text_content().strip() == "The dates contradict each other."


def test_options_without_a_form_wire_hint_and_error() -> None:
    root = tree(
        "{% options name='B4' legend='Ties?' options=options hint='H' error='E' id='q-B4' %}",
        options=[{"value": "no", "label": "No", "checked": True}],
    )
    group = root.find(".//fieldset")
    assert group.get("aria-describedby") == "q-B4-hint q-B4-error"
    assert root.find(".//input").get("name") == "B4"


@pytest.mark.parametrize("kind", ["text", "number", "date", "textarea", "select"])
def test_a_plain_field_keeps_its_value(kind: str) -> None:
    source = "{% field name='A7' label='Why' kind=kind value='7' choices=choices %}"
    root = tree(source, kind=kind, choices=[("6", "Six"), ("7", "Seven")])
    control = root.xpath(".//*[@name='A7']")[0]
    assert root.find(".//label").get("for") == control.get("id")
    if kind == "select":
        assert root.xpath(".//option[@selected]")[0].get("value") == "7"
    else:
        assert "7" in (control.get("value") or control.text)
