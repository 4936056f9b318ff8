"""The words that a centre agrees to before it takes part in the benchmark: ours, by version, never changed in place.

A participation names the version that was agreed to. New words are a new version, and are asked for anew.
"""

from __future__ import annotations

from collections.abc import Mapping

from filiere.core import Text

CURRENT_TERMS = "2026-1"
DAYS_BEFORE_REJOINING = 90
"""Days after which a centre that left may come back: whoever came and went could read others from the difference."""

TERMS: Mapping[str, tuple[Text, ...]] = {
    "2026-1": (
        Text(
            fr=(
                "Chaque mois, le 15 ou après, le site recalcule trois indicateurs de la définition commune d’après "
                "les contacts de chaque centre participant, pour le mois civil précédent : niveau de service à 20 "
                "secondes, résolution au premier contact à 7 jours, e-mails traités en 24 heures. Rien d’autre "
                "n’est utilisé."
            ),
            en=(
                "Each month, on or after the 15th, the site recomputes three indicators of the common definition "
                "from the contacts of each participating centre, for the previous calendar month: service level at "
                "20 seconds, first contact resolution within 7 days, e-mails handled within 24 hours. Nothing else "
                "is used."
            ),
        ),
        Text(
            fr=(
                "Ce que le centre apporte : ses sommes par jour de ces indicateurs. Aucun contact, aucune "
                "personne, aucune file ne quitte son espace. Ces sommes sont conservées avec la comparaison, et "
                "n’apparaissent sur aucune page."
            ),
            en=(
                "What the centre contributes: its daily sums for these indicators. No contact, person or queue "
                "leaves its space. These sums are kept with the comparison, and no page shows them."
            ),
        ),
        Text(
            fr=(
                "Ce que chacun lit : trois quartiles arrondis, qui ne sont le chiffre d’aucun centre, le nombre de "
                "centres, son propre chiffre et sa place parmi quatre ; jamais la liste des participants ni le "
                "chiffre d’un autre."
            ),
            en=(
                "What each centre sees: three rounded quartiles, which are no single centre’s figure, the number "
                "of centres, its own figure and its place among four. Never who takes part, and never another "
                "centre’s figure."
            ),
        ),
        Text(
            fr=(
                "Rien n’est publié à moins de cinq organisations, ou si l’une représente plus de la moitié. Les "
                "sociétés d’un même groupe comptent pour une. Un mois où un seul centre est entré ou sorti n’est "
                "pas publié non plus. La raison d’un refus n’est pas indiquée."
            ),
            en=(
                "Nothing is published with fewer than five organisations, or if one accounts for more than half. "
                "Companies in the same group count as one. A month in which a single centre joined or left is not "
                "published either. A refusal does not give its reason."
            ),
        ),
        Text(
            fr=(
                "Une comparaison est faite une seule fois et n’est jamais refaite, ni pour d’autres dates, ni pour "
                "une partie des centres. Seuls les participants peuvent la lire."
            ),
            en=(
                "A comparison is run once and never repeated: neither for other dates nor for some of the centres "
                "only. Centres that did not take part cannot read it."
            ),
        ),
        Text(
            fr=(
                "Le centre part quand il veut : il ne figure plus dans les comparaisons suivantes. Celles où il "
                f"figurait sont conservées. Il peut revenir après {DAYS_BEFORE_REJOINING} jours."
            ),
            en=(
                "The centre may leave whenever it wishes: it is then left out of later comparisons. Those it was "
                f"in remain. It may return after {DAYS_BEFORE_REJOINING} days."
            ),
        ),
        Text(
            fr=(
                "Le centre s’engage à déposer ses journaux complets, et à ne pas chercher à connaître, seul ou "
                "avec d’autres, le chiffre d’un autre centre."
            ),
            en=(
                "The centre undertakes to deliver complete logs, and not to try to find out anyone’s figure, alone "
                "or with others."
            ),
        ),
    ),
}
