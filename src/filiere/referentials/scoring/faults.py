"""What may be wrong with scores and findings: the words of each fault under its code."""

from filiere.core.faults import FaultCatalogue

# Under each code, the fault in French and in English, then the remedy in French and in English.
CATALOGUE = FaultCatalogue(
    {
        "unknown-figure": (
            "« {figure} » n’est pas un résultat de cette évaluation.",
            "“{figure}” is not a result of this assessment.",
            "Demandez total, level, theme.<clé>, criterion.<clé> ou indicator.<clé>.",
            "Ask for total, level, theme.<key>, criterion.<key> or indicator.<key>.",
        ),
        "unknown-finding": (
            "« {kind} » n’est pas un type de constat.",
            "“{kind}” is not a kind of finding.",
            "Types attendus : {kinds}.",
            "Expected kinds: {kinds}.",
        ),
        "finding-theme": (
            "« {theme} » n’est pas une rubrique de {id} : le constat n’y compterait pas.",
            "“{theme}” is not a theme of {id}: the finding would not count there.",
            "Corrigez la clé de la rubrique, ou retirez-la.{near_fr}",
            "Correct the key of the theme, or remove it.{near_en}",
        ),
        "finding-criterion": (
            "« {criterion} » n’est pas une question de {id} : le constat n’y compterait pas.",
            "“{criterion}” is not a question of {id}: the finding would not count there.",
            "Corrigez la clé de la question, ou retirez-la.{near_fr}",
            "Correct the key of the question, or remove it.{near_en}",
        ),
        "finding-to-come": (
            "Le constat est du {opened}, après le jour du cas, {on}.",
            "The finding is dated {opened}, after the date of the case, {on}.",
            "Corrigez la date du constat ou celle du cas, ou retirez le constat.",
            "Correct the date of the finding or of the case, or remove the finding.",
        ),
        "finding-lifted-early": (
            "Le constat serait levé le {lifted}, avant d’avoir été fait, le {opened}.",
            "The finding would be lifted on {lifted}, before it was made, on {opened}.",
            "Corrigez l’une des deux dates : un constat se lève le jour même ou après.",
            "Correct one of the two dates: a finding is lifted on the same day or later.",
        ),
        "cycle": (
            "Un calcul tourne en rond : {loop}.",
            "A computation is circular: {loop}.",
            "Retirez l’un de ces renvois.",
            "Remove one of these references.",
        ),
        "unknown-category": (
            "La catégorie « {category} » n’existe pas dans {id}.",
            "The category “{category}” does not exist in {id}.",
            "Choisissez parmi : {known}.",
            "Choose one of: {known}.",
        ),
        "other-sites": (
            "« {second} » est donné pour {other}, et « {first} » pour {this}.",
            "“{second}” is given for {other}, and “{first}” for {this}.",
            "Donnez les mêmes sites pour tous les nombres d’un indicateur ; 0 là où il n’y a rien.",
            "Give the same sites for all the numbers of an indicator; 0 where there is nothing.",
        ),
    }
)
fault = CATALOGUE.build
