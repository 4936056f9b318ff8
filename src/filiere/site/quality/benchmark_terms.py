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
            fr="Chaque mois, le 15 ou après, le site recalcule trois indicateurs de la définition commune d’après les "
            "contacts de chaque centre qui prend part, pour le mois civil précédent : niveau de service à 20 "
            "secondes, résolution au premier contact à 7 jours, courriels traités en 24 heures. Rien d’autre ne sert.",
            en="Each month, on the 15th or after, the site computes three indicators of the common definition anew "
            "from the contacts of each centre that takes part, for the calendar month before: service level at 20 "
            "seconds, first contact resolution within 7 days, e-mails handled within 24 hours. Nothing else is used.",
        ),
        Text(
            fr="Ce que le centre apporte : ses sommes par jour de ces indicateurs. Aucun contact, aucune personne, "
            "aucune file ne quitte son espace. Ces sommes sont gardées avec la comparaison, et aucune page ne les "
            "montre.",
            en="What the centre brings: its sums by day of these indicators. No contact, no person, no queue leaves "
            "its space. These sums are kept with the comparison, and no page shows them.",
        ),
        Text(
            fr="Ce que chacun lit : trois quartiles arrondis, qui ne sont le chiffre de personne, le nombre de "
            "centres, son propre chiffre et sa place parmi quatre. Jamais qui prend part, jamais le chiffre d’un "
            "autre.",
            en="What each reads: three rounded quartiles, which are nobody’s figure, the number of centres, its own "
            "figure and its place among four. Never who takes part, never the figure of another.",
        ),
        Text(
            fr="Rien n’est publié à moins de cinq organisations, ou si l’une pèse plus de la moitié. Les sociétés d’un "
            "même groupe comptent pour une. Un mois où un seul centre est venu ou parti n’est pas publié non plus. Un "
            "refus ne dit pas sa raison.",
            en="Nothing is published with fewer than five organisations, or when one weighs more than half. Companies "
            "of one group count as one. A month in which a single centre came or left is not published either. A "
            "refusal does not tell its reason.",
        ),
        Text(
            fr="Une comparaison se fait une fois, et ne se refait jamais : ni pour d’autres dates, ni pour une partie "
            "des centres. Qui n’y a pas pris part ne la lit pas.",
            en="A comparison is made once and never again: not for other dates, not for some of the centres. Whoever "
            "had no part in it does not read it.",
        ),
        Text(
            fr=f"Le centre part quand il veut : il n’est plus dans les comparaisons faites ensuite. Celles où il était "
            f"restent. Il peut revenir après {DAYS_BEFORE_REJOINING} jours.",
            en=f"The centre leaves when it wishes: it is no longer in the comparisons made afterwards. Those that it "
            f"was in stay. It may come back after {DAYS_BEFORE_REJOINING} days.",
        ),
        Text(
            fr="Le centre s’engage à verser ses journaux entiers, et à ne chercher le chiffre de personne, seul ou "
            "avec d’autres.",
            en="The centre undertakes to deliver its logs whole, and to look for nobody’s figure, alone or with "
            "others.",
        ),
    ),
}
