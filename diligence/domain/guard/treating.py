"""What becomes of findings: redacted, or said why they may travel."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256

from diligence.domain.guard.examining import examine, redact
from diligence.domain.guard.finding import Finding, Kind, Known
from diligence.domain.wording import Sentence
from diligence.domain.wording import gettext_noop as _

LONGEST_REASON = 300
_KEY = 16


@dataclass(frozen=True, slots=True)
class Treatments:
    """What somebody said about findings, by their keys."""

    redact: frozenset[str] = frozenset()
    reasons: Mapping[str, str] = field(default_factory=dict)

    def answers(self, key: str) -> bool:
        return key in self.redact or bool(self.reasons.get(key, "").strip())


@dataclass(frozen=True, slots=True)
class Found:
    """One thing found at a place, wherever in the text it stands, to be answered once.

    `key` knows it again in the same text. `words` is what was found: for the page, never stored.
    """

    key: str
    place: str
    kind: Kind
    words: str
    because: Sentence
    certain: bool
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Treated:
    """A finding with what was done about it: redacted where `reason` is empty."""

    found: Found
    reason: str


class OpenFindingsError(Exception):
    """Texts hold what nobody has answered for yet. Nothing has left."""

    def __init__(self, found: tuple[Found, ...]) -> None:
        super().__init__(f"{len(found)} findings are open")
        self.found = found


def found_in(texts: Mapping[str, str], known: Known | None = None) -> tuple[Found, ...]:
    """What stands in the texts, each thing once at its place."""
    together: dict[str, list[Finding]] = {}
    for finding in examine(texts, known):
        key = _key(finding, texts[finding.place])
        together.setdefault(key, []).append(finding)
    return tuple(
        Found(
            key=key,
            place=same[0].place,
            kind=same[0].kind,
            words=texts[same[0].place][same[0].start : same[0].end],
            because=same[0].because,
            certain=same[0].certain,
            spans=tuple((one.start, one.end) for one in same),
        )
        for key, same in together.items()
    )


IN_FILE = _("The file's text holds %(count)s of this kind. It can't be redacted here.")
IN_NAME = _("The file's name holds it. It can't be redacted here.")


def in_file(
    place: str, name: str, counts: Mapping[Kind, int], known: Known, unread: str = ""
) -> list[Found]:
    """What a file holds, once for each kind: in its text, counted, and in its name. `unread` is
    why some of it can't be read: then somebody says that they looked."""
    told: dict[Kind, Sentence] = {
        kind: Sentence(IN_FILE, {"count": str(count)}) for kind, count in counts.items() if count
    }
    for finding in examine({place: name.replace("_", " ")}, known):
        told.setdefault(finding.kind, Sentence(IN_NAME, {}))
    if unread:
        told[Kind.UNREAD] = Sentence(unread, {})
    return [
        Found(_hash(place, kind, name), place, kind, name, because, False, ())
        for kind, because in told.items()
    ]


def cleared(
    texts: Mapping[str, str], treatments: Treatments, known: Known | None = None
) -> tuple[dict[str, str], tuple[Treated, ...]]:
    """The texts as they may leave, and what was done about each finding.

    Raises OpenFindingsError with everything found, where one of them is not answered.
    """
    found = found_in(texts, known)
    if not all(treatments.answers(one.key) for one in found):
        raise OpenFindingsError(found)
    told = tuple(
        Treated(one, "" if one.key in treatments.redact else treatments.reasons[one.key].strip())
        for one in found
    )
    return redacted(texts, found, treatments), told


def as_they_stand(found: Iterable[Found]) -> tuple[Found, ...]:
    """The findings where the text can't be changed any more: it may leave so, or not at all."""
    return tuple(replace(one, spans=()) for one in found)


def redacted(
    texts: Mapping[str, str], found: Iterable[Found], treatments: Treatments
) -> dict[str, str]:
    """The texts without what was chosen to be redacted."""
    out: dict[str, list[Finding]] = {}
    for one in found:
        if one.key in treatments.redact:
            out.setdefault(one.place, []).extend(
                Finding(one.place, one.kind, start, end, one.because) for start, end in one.spans
            )
    return {place: redact(text, out.get(place, ())) for place, text in texts.items()}


def _key(finding: Finding, text: str) -> str:
    return _hash(finding.place, finding.kind, text[finding.start : finding.end])


def _hash(place: str, kind: Kind, words: str) -> str:
    told = f"{place}\0{kind}\0{' '.join(words.split()).casefold()}"
    return sha256(told.encode(errors="replace")).hexdigest()[:_KEY]
