"""A request for information: which questions of the dossier, and what the hub wants to know."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict

from advisory.actions.ask import LONGEST_MESSAGE, Asked

FREE = 2
"""How many questions in the hub's own words fit on the page."""


@dataclass(frozen=True, slots=True)
class AskPost:
    """What was posted: the questions chosen with their texts, those written freely, a message."""

    chosen: Mapping[str, str]
    free: tuple[str, ...]
    message: str

    @property
    def questions(self) -> list[Asked]:
        named = [Asked(id, text) for id, text in self.chosen.items()]
        return [*named, *(Asked("", text) for text in self.free if text)]


def read(post: QueryDict) -> AskPost:
    """The request as it was posted; a text beside a question that isn't ticked chooses it too."""
    ticked = dict.fromkeys(post.getlist("ask"))
    typed = {
        name.removeprefix("text."): text
        for name in post
        if name.startswith("text.") and (text := str(post.get(name, "")).strip())
    }
    chosen = {id: typed.get(id, "") for id in [*ticked, *(id for id in typed if id not in ticked)]}
    free = tuple(text.strip() for text in post.getlist("free"))
    return AskPost(chosen, free, str(post.get("message", ""))[: LONGEST_MESSAGE + 1])


def asked_in_address(query: QueryDict) -> AskPost:
    """The questions that a link of the referral page preselects."""
    return AskPost(dict.fromkeys(query.getlist("ask"), ""), (), "")
