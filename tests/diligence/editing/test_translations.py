"""Translations: languages, many texts at once, what is missing and what is old."""

from tests.diligence.editing.conftest import Desk


def add(desk: Desk, language: str):
    data = {"language": language, "revision": desk.now().revision}
    return desk.post("draft-translations", data=data)


def translation(desk: Desk, language: str) -> dict[str, dict[str, str]]:
    found = next(t for t in desk.now().document["translations"] if t["language"] == language)
    return {text["place"]: text for text in found["texts"]}


def test_a_required_language_is_added_and_no_longer_required(desk):
    assert add(desk, "de").status_code == 302
    assert desk.now().document["languages"] == ["de"]
    page = desk.get("draft-translations").content.decode()
    assert "German" in page
    gone = desk.post("draft-translations", data={"remove": "de", "revision": 1})
    assert gone.status_code == 302
    assert not desk.now().document.get("languages")


def test_without_a_choice_it_asks_for_one(desk):
    answer = add(desk, "")
    assert answer.status_code == 422
    assert "Choose a language." in answer.content.decode()


def test_many_texts_are_saved_at_once_and_counted(desk):
    add(desk, "de")
    rows = desk.get("draft-language", "de").context["page"].object_list
    data = {"revision": 1}
    for n, row in enumerate(rows[:5]):
        data |= {f"place-{n}": row["place"], f"text-{n}": f"Übersetzt {n}"}
    assert desk.post("draft-language", "de", data=data).status_code == 302
    known = translation(desk, "de")
    assert len(known) == 5
    assert known[rows[0]["place"]]["text"] == "Übersetzt 0"
    page = desk.get("draft-language", "de")
    assert page.context["done"] == 5
    assert rows[0]["place"] not in [row["place"] for row in page.context["page"].object_list]


def test_a_text_whose_words_changed_is_old_until_somebody_looks(desk):
    add(desk, "de")
    data = {"place-0": "title", "text-0": "Unser Bogen", "revision": 1}
    desk.post("draft-language", "de", data=data)
    about = desk.get("draft-about").context["form"]
    words = {name: about[name].value() for name in about.fields}
    desk.post("draft-about", data=words | {"title": "Our new one", "revision": 2})
    row = desk.get("draft-language", "de").context["page"].object_list[0]
    assert (row["place"], row["state"]) == ("title", "stale")
    unchanged = {"place-0": "title", "text-0": "Unser Bogen", "revision": 3}
    desk.post("draft-language", "de", data=unchanged)
    assert desk.get("draft-language", "de").context["page"].object_list[0]["state"] == "stale"
    desk.post("draft-language", "de", data=unchanged | {"checked-0": "on"})
    assert desk.get("draft-language", "de").context["page"].object_list[0]["state"] == "missing"


def test_an_emptied_text_is_missing_again(desk):
    add(desk, "de")
    data = {"place-0": "title", "text-0": "Unser Bogen", "revision": 1}
    desk.post("draft-language", "de", data=data)
    cleared = {"place-0": "title", "text-0": "", "revision": 2}
    desk.post("draft-language", "de", data=cleared, query="?only=all")
    assert translation(desk, "de") == {}


def test_a_text_that_is_too_long_is_kept_and_named(desk):
    add(desk, "de")
    data = {"place-0": "title", "text-0": "x" * 8001, "revision": 1}
    answer = desk.post("draft-language", "de", data=data)
    assert answer.status_code == 422
    assert "Use at most 8000 characters." in answer.content.decode()
