"""The same release with other weights of themes: what colleges try before they vote."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from filiere.core.faults import Faults
from filiere.core.seals import seal
from filiere.core.text import Text
from filiere.referentials.faults import find_close_words
from filiere.referentials.release import Release

Weights = Mapping[str, Mapping[str, Decimal]]


def replace_weights(release: Release, weights: Weights) -> Release:
    """Return a release with other weights, by theme then by category; what is not named keeps its own.

    It is a trial: it has the id of the release and a fingerprint of its own. Raises :class:`Faults` for an unknown
    theme or category, a weight below zero, and one on a theme that asks the category nothing.
    """
    for theme, by_category in weights.items():
        _require_known(theme, [one.key for one in release.themes])
        for category, weight in by_category.items():
            _require_known(category, list(release.referential.categories))
            asked = any(one.is_asked_of(category) for one in release.theme(theme).criteria)
            if not weight.is_finite() or weight < 0 or (weight and not asked):
                raise _impossible_weight_fault(theme, category, weight)
    themes = tuple(
        theme.model_copy(update={"weight": {**theme.weight, **weights.get(theme.key, {})}}) for theme in release.themes
    )
    tried = {key: {name: str(weight) for name, weight in one.items()} for key, one in weights.items()}
    return replace(release, themes=themes, sha256=seal({"release": release.sha256, "weights": tried}))


def move_weight(
    release: Release, source: str, target: str, points: Decimal, categories: Iterable[str] | None = None
) -> Release:
    """Return a release in which points of weight go from a theme to another, in each category or in those named.

    Raises :class:`Faults` for an unknown theme or category, a theme that would give to itself, points that are no
    finite number, and what :func:`replace_weights` refuses.
    """
    for theme in (source, target):
        _require_known(theme, [one.key for one in release.themes])
    if source == target:
        raise Faults.one(
            code="same-theme",
            message=Text(
                fr="Les points partiraient d’une rubrique pour y revenir.",
                en="The points would leave a theme only to return to it.",
            ),
            remedy=Text(fr="Choisissez deux rubriques.", en="Choose two themes."),
            key="target",
        )
    if not points.is_finite():
        raise Faults.one(
            code="impossible-move",
            message=Text(
                fr=f"« {points} » n’est pas un nombre de points qui se déplace.",
                en=f"“{points}” is not a number of points that can be moved.",
            ),
            remedy=Text(fr="Donnez un nombre de points, comme 10.", en="Give a number of points, such as 10."),
            key="points",
        )
    changed: dict[str, dict[str, Decimal]] = {source: {}, target: {}}
    for category in categories if categories is not None else release.referential.categories:
        for theme, moved in ((source, -points), (target, points)):
            changed[theme][category] = release.theme(theme).weight.get(category, Decimal(0)) + moved
    return replace_weights(release, changed)


def _require_known(name: str, known: list[str]) -> None:
    if name not in known:
        close = ", ".join(find_close_words(name, known) or known)
        raise Faults.one(
            code="unknown-weight",
            message=Text(
                fr=f"« {name} » n’est ni une rubrique ni une catégorie de cette version.",
                en=f"“{name}” is neither a theme nor a category of this version.",
            ),
            remedy=Text(fr=f"Choisissez parmi : {close}.", en=f"Choose one of: {close}."),
        )


def _impossible_weight_fault(theme: str, category: str, weight: Decimal) -> Faults:
    return Faults.one(
        code="impossible-weight",
        message=Text(
            fr=f"La rubrique « {theme} » pèserait {weight} pour « {category} », ce qu’elle ne peut pas.",
            en=f"The theme “{theme}” would weigh {weight} for “{category}”, which it cannot.",
        ),
        remedy=Text(
            fr="Déplacez moins de points, ou nommez les catégories qui ont ce poids et ces questions.",
            en="Move fewer points, or name the categories that have this weight and these questions.",
        ),
    )
