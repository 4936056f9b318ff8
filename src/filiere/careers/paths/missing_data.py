"""Which data a path does without, in words: what nobody knows is said, and nothing stands in its place."""

from __future__ import annotations

from filiere.careers.paths.holdings import Origin
from filiere.careers.paths.records import Path
from filiere.core.text import Text


def list_missing(path: Path, origin: Origin, *, has_register: bool) -> tuple[Text, ...]:
    """Return the data that are absent from a path."""
    pay = next((one for one in path.changes.topics if one.topic == "pay"), None)
    found = [
        (
            not origin.job and not origin.code,
            Text(
                fr="Le métier d’origine n’est pas dit : rien n’est supposé acquis.",
                en="The job of origin is not given: nothing is taken as already there.",
            ),
        ),
        (
            origin.level_from_sheet,
            Text(
                fr="Le niveau du métier d’origine est lu dans sa fiche par une règle, pas donné par la profession.",
                en="The level of the job of origin is read in its sheet by a rule, not given by the profession.",
            ),
        ),
        (
            bool(path.effort.unestimated),
            Text(
                fr="Pour certaines compétences, personne n’a estimé le temps d’apprentissage : il n’est pas compté.",
                en="For some skills nobody has estimated the time to learn them: it is not counted.",
            ),
        ),
        (
            any(one.unreviewed for one in path.bridges),
            Text(
                fr="Une passerelle au moins n’a pas été relue depuis deux ans : elle compte pour moitié.",
                en="One bridge at least has not been reviewed for two years: it counts half.",
            ),
        ),
        (
            not has_register,
            Text(fr="Le registre des chiffres n’est pas lu.", en="The register of figures is not read."),
        ),
        (
            pay is None or not pay.figures_before or not pay.figures_after,
            Text(
                fr="La paie n’est pas connue des deux côtés : aucune comparaison n’est faite.",
                en="Pay is not known on both sides: no comparison is made.",
            ),
        ),
        (
            not path.territory,
            Text(fr="Qui recrute près d’ici n’est pas connu.", en="Who recruits nearby is not known."),
        ),
        (
            not path.observed,
            Text(
                fr="Aucun passage observé n’est connu entre ces deux métiers.",
                en="No observed move between these two jobs is known.",
            ),
        ),
    ]
    return tuple(words for is_missing, words in found if is_missing)
