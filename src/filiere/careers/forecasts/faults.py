"""What may be wrong with a scenario."""

from filiere.core.faults import FaultCatalogue, FaultEntry

# Under each code, the fault in French and in English, then the remedy in French and in English.
_ENTRIES: dict[str, FaultEntry] = {
    "forecast-no-scenarios": (
        "Ce fichier ne donne pas de liste « scenarios ».",
        "This file does not give a list “scenarios”.",
        "Mettez les scénarios sous la clé « scenarios ».",
        "Put the scenarios under the key “scenarios”.",
    ),
    "forecast-repeated-id": (
        "« {id} » est déjà pris.",
        "“{id}” is already taken.",
        "Donnez un autre identifiant.",
        "Give another identifier.",
    ),
    "forecast-unknown-figure": (
        "Le chiffre « {value} » n’est pas dans le registre.",
        "The figure “{value}” is not in the register.",
        "Corrigez l’identifiant, ou inscrivez d’abord le chiffre au registre avec sa source.{near_fr}",
        "Correct the identifier, or first enter the figure in the register with its source.{near_en}",
    ),
    "forecast-not-jobs": (
        "« {value} » n’est pas un nombre d’emplois ou de personnes.",
        "“{value}” is not a number of jobs or people.",
        "Partez d’un chiffre compté en emplois ou en personnes.",
        "Start from a figure counted in jobs or people.",
    ),
    "forecast-open-bound": (
        "« {value} » n’a pas ses deux bornes : « au plus » ou « au moins » ne se calcule pas.",
        "“{value}” does not have both bounds: “at most” or “at least” cannot be computed with.",
        "Prenez un chiffre qui a une valeur ou deux bornes, ou mettez celui-ci dans « beside ».",
        "Take a figure with a value or two bounds, or put this one in “beside”.",
    ),
    "forecast-other-territory": (
        "« {value} » porte sur un autre territoire que la base « {base} » ({there} et non {here}).",
        "“{value}” is about another territory than the base “{base}” ({there}, not {here}).",
        "Mettez ce chiffre dans « beside » : il se lit à côté du résultat, il ne s’en retranche pas.",
        "Put this figure in “beside”: it is read next to the result, not subtracted from it.",
    ),
    "forecast-bounds": (
        "« {id} » doit donner un chiffre du registre, ou deux bornes en ordre croissant.",
        "“{id}” must give a figure of the register, or two bounds in rising order.",
        "Donnez « figure », ou « low » et « high » ; un taux reste au-dessus de −1, le reste au-dessus de 0.",
        "Give “figure”, or “low” and “high”; a rate stays above −1, all else above 0.",
    ),
    "forecast-years": (
        "« {id} » agit de {first} à {last}, et la base est de {base_year}.",
        "“{id}” acts from {first} to {last}, and the base is of {base_year}.",
        "Un effet commence après l’année de la base et ne finit pas avant d’avoir commencé.",
        "An effect begins after the year of the base and does not end before it has begun.",
    ),
}

CATALOGUE = FaultCatalogue(_ENTRIES)
fault = CATALOGUE.build
