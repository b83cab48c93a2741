"""The README tells the truth about where things are."""

import re

from tests.architecture.test_sizes import ROOT

VERBS = [
    *("register", "appraise", "score", "route", "refer", "advise"),
    *("treat", "decide", "collect", "confirm", "publish"),
]
"""The mission from its beginning to its end."""
README = (ROOT / "README.md").read_text()


def test_every_path_named_exists():
    named = set(re.findall(r"`([a-z_]+(?:/[a-z_0-9]+)*/?(?:\.py|/))`", README))
    linked = set(re.findall(r"\]\((?!https?:)([^)#]+)\)", README))
    assert len(named) > 10
    assert [path for path in sorted(named | linked) if not (ROOT / path).exists()] == []


def test_every_verb_has_an_action_a_page_and_a_test():
    rows = re.findall(r"^\| (\w+) \| `(.+?)` \| `(.+?)` \| `(.+?)` \|$", README, re.MULTILINE)
    assert [verb for verb, *_paths in rows] == VERBS
    for verb, action, page, test in rows:
        room = action.split("/")[0]
        assert action == f"{room}/actions/{verb}.py"
        assert page.startswith(f"{room}/views/")
        assert test == f"tests/{room}/actions/test_{verb}.py"
