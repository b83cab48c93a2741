"""Why measures do not lead to an outcome: what stays, and the limit it stays at."""

from collections.abc import Iterator

from diligence.domain.questionnaire import Questionnaire
from diligence.domain.result import Score
from diligence.domain.treatment import Residual
from diligence.domain.wording import Sentence, gettext_noop
from diligence.enums import Band

_STAYS = {
    Band.MEDIUM: gettext_noop(
        "“%(dimension)s” stays at least medium with every measure of the catalogue."
    ),
    Band.HIGH: gettext_noop("“%(dimension)s” stays high with every measure of the catalogue."),
}
_EXPOSURE = gettext_noop(
    "Its exposure comes down from level %(level)s to %(left)s: measures take off %(limit)s at most."
)
_CONCERN = gettext_noop(
    "Its concern comes down from level %(level)s to %(left)s: measures take off %(limit)s at most."
)
_HOLD = gettext_noop(
    "%(count)s answers are “don't know”: from %(floor)s on the band is at least medium, whatever "
    "the measures. Answer them first."
)
_ACCUMULATE = gettext_noop(
    "Every dimension stays at least medium, and that makes the whole at least high."
)
_HIGH_REFER = gettext_noop("So many dimensions stay high that the hub is asked.")


def obstacles(
    questionnaire: Questionnaire, score: Score, left: Residual, band: Band
) -> tuple[Sentence, ...]:
    """What keeps the outcome above `band` with every measure taken; `left` is what that leaves."""
    found = list(_dimensions(questionnaire, score, left, band))
    rules = questionnaire.rules
    if score.hold and band is Band.LOW:
        told = {"count": str(score.unknown), "floor": str(rules.unknown_floor)}
        found.append(Sentence(_HOLD, told))
    fired = {rule.rule for rule in left.rules}
    if "accumulate" in fired and band is Band.MEDIUM:
        found.append(Sentence(_ACCUMULATE, {}))
    if "high_refer" in fired:
        found.append(Sentence(_HIGH_REFER, {}))
    return tuple(found)


def _dimensions(
    questionnaire: Questionnaire, score: Score, left: Residual, band: Band
) -> Iterator[Sentence]:
    bands = dict(left.bands)
    for dimension in questionnaire.dimensions:
        stays = bands[dimension.id]
        if stays.rank <= band.rank:
            continue
        yield Sentence(_STAYS[stays], {"dimension": dimension.title})
        for template, side in zip((_EXPOSURE, _CONCERN), questionnaire.sides, strict=True):
            axis = f"{dimension.id}.{side.id}"
            if score.levels[axis]:
                levels = {"level": str(score.levels[axis]), "left": str(left.levels[axis])}
                yield Sentence(template, levels | {"limit": str(side.reduction)})
