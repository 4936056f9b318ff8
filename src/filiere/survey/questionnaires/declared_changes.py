"""Whether a version says what it changes: each question whose words differ is declared, as what it is.

A file is judged beside that of the version before. A question whose words alone differ must be declared, as mended
(``wording``) or as another question (``meaning``); whose filter, unit, kind or options differ may not be declared as
mended; and what former versions declared stays as it was.
"""

from filiere.core.faults import Fault
from filiere.core.text import Text
from filiere.survey.questionnaires.faults import CATALOGUE
from filiere.survey.questionnaires.questionnaire import Questionnaire
from filiere.survey.questionnaires.versions import compare_definitions, find_structural_differences

DIFFERENCE_LABELS: dict[str, Text] = {
    "kind": Text(fr="forme de la réponse", en="form of the answer"),
    "unit": Text(fr="unité", en="unit"),
    "text": Text(fr="libellé", en="wording"),
    "help": Text(fr="aide", en="help"),
    "definition": Text(fr="définition", en="definition"),
    "options": Text(fr="réponses proposées", en="options"),
    "conditions": Text(fr="filtre", en="filter"),
    "turns": Text(fr="tours de la boucle", en="turns of the loop"),
    "meaning": Text(fr="sens", en="meaning"),
}
"""What of a question may differ between two versions, in words."""


def check_changes(older: Questionnaire, newer: Questionnaire) -> list[Fault]:
    """Return what a version says wrongly, or leaves unsaid, of what it changes since the version before."""
    declared = {one.question: one.kind for one in newer.form.changes if one.version == newer.version}
    faults = [
        CATALOGUE.build("survey-change-history", key=one.question, version=one.version)
        for one in older.form.changes
        if one not in newer.form.changes
    ]
    for change in compare_definitions(older, newer):
        key, said = change.question, declared.get(change.question)
        if change.kind in ("new", "removed"):
            continue
        structural = find_structural_differences(older, newer, key)
        if said is None and change.differences and not structural:
            faults.append(CATALOGUE.build("survey-change-unsaid", key=key, what=_name_all(change.differences)))
        elif said == "wording" and structural:
            faults.append(CATALOGUE.build("survey-change-structural", key=key, what=_name_all(structural)))
        elif said == "wording" and not change.differences:
            faults.append(CATALOGUE.build("survey-change-void", key=key))
    return faults


def _name_all(differences: tuple[str, ...]) -> Text:
    names = [DIFFERENCE_LABELS[one] for one in differences]
    return Text(fr=", ".join(one.fr for one in names), en=", ".join(one.en for one in names))
