"""What readers are told of headcounts that are not published: how it is decided, and never why one of them is."""

from __future__ import annotations

from filiere.site.kit.bilingual_text import bilingual
from filiere.site.observatory.headcount_system import MINIMUM

SUPPRESSION_NOTICE = bilingual(
    f"Un effectif qui ne tient qu’à un ou deux établissements n’est pas publié (il en faut {MINIMUM}), ni ceux qui "
    "permettraient de le retrouver : un tiret ne dit pas lequel des deux. Tout le pays est un seul calcul, des "
    "communes aux régions et aux zones d’emploi, avec la différence entre les centres d’appels et l’ensemble des "
    "activités ; un effectif inchangé d’une année à l’autre est masqué dans les deux ou dans aucune.",
    f"A headcount based on one or two establishments is not published (the minimum is {MINIMUM}), nor are those from "
    f"which it could be deduced: a dash does not show which of the two applies. The whole country is one "
    f"computation, from "
    "communes to regions and employment zones, with the difference between call centres and all activities; a "
    "headcount that is the same from one year to the next is withheld in both or in neither.",
)
