"""What may be wrong with a forecast of staffing: the words of each fault under its code."""

from filiere.core.faults import FaultCatalogue

# Under each code, the fault in French and in English, then the remedy in French and in English.
CATALOGUE = FaultCatalogue(
    {
        "staffing-not-a-number": (
            "{name} : « {value} » n’est pas un nombre fini.",
            "{name}: “{value}” is not a finite number.",
            "Donnez un nombre {words}.",
            "Give a number {words}.",
        ),
        "staffing-not-whole": (
            "{name} : {value} n’est pas un nombre entier.",
            "{name}: {value} is not a whole number.",
            "Les formules valent pour des personnes entières : arrondissez après avoir réuni les équipes.",
            "The formulas apply to whole people: round after pooling the teams.",
        ),
        "staffing-out-of-range": (
            "{name} : {value} n’est pas possible ici.",
            "{name}: {value} is not possible here.",
            "Donnez un nombre {words}.",
            "Give a number {words}.",
        ),
        "staffing-nobody-left": (
            "Aucun des {callers} appelants n’a abandonné après avoir attendu : leur patience dépasse toutes les"
            " attentes observées, sans qu’on sache de combien.",
            "None of the {callers} callers left after waiting: their patience is longer than any wait, by an "
            "unknown amount.",
            "Prenez une période plus longue ou plus chargée, ou Erlang C.",
            "Use a longer or busier period, or Erlang C.",
        ),
        "staffing-nobody-waited": (
            "Il n’y a aucune attente.",
            "There are no waits.",
            "Donnez les attentes d’appelants entrés en file.",
            "Give the waits of callers who queued.",
        ),
        "staffing-unreachable": (
            "{most} conseillers n’atteignent pas l’objectif pour une charge de {load} erlangs.",
            "{most} agents do not reach the target for a load of {load} erlangs.",
            "Vérifiez les unités (durées en secondes, appels par intervalle), ou baissez l’objectif.",
            "Check the units (durations in seconds, calls per interval), or lower the target.",
        ),
        "staffing-no-patience": (
            "Un taux d’abandon est demandé sans patience : avec Erlang C, personne n’abandonne.",
            "An abandonment rate is requested without patience: under Erlang C nobody leaves.",
            "Donnez la patience moyenne, estimée par « filiere staffing patience ».",
            "Give the mean patience, estimated by “filiere staffing patience”.",
        ),
        "staffing-no-target": (
            "Aucun objectif n’est donné.",
            "No target is given.",
            "Donnez un niveau de service, une attente moyenne, un taux d’occupation ou un taux d’abandon.",
            "Give a service level, a mean wait, an occupancy or an abandonment rate.",
        ),
        "staffing-intervals-differ": (
            "Les charges à réunir n’ont pas toutes la même durée, ou il n’y en a aucune.",
            "The workloads to pool do not all have the same length, or there are none.",
            "Réunissez les files d’un même intervalle.",
            "Pool the queues of the same interval.",
        ),
    }
)
fault = CATALOGUE.build
