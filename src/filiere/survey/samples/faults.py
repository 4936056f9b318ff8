"""What is wrong with a frame, a design or a follow-up: one entry a code."""

from filiere.core.faults import FaultCatalogue

CATALOGUE = FaultCatalogue(
    {
        "frame-empty": (
            "La base de sondage n’a aucune ligne.",
            "The sampling frame has no line.",
            "Donnez au moins une unité.",
            "Give at least one unit.",
        ),
        "frame-missing-column": (
            "Il manque une colonne : {missing}.",
            "A column is missing: {missing}.",
            "Colonnes attendues : {expected}.",
            "Columns expected: {expected}.",
        ),
        "frame-blank": (
            "La colonne « {column} » est vide.",
            "The column “{column}” is blank.",
            "Remplissez-la, ou retirez l’unité de la base.",
            "Fill it in, or remove the unit from the frame.",
        ),
        "frame-repeated-unit": (
            "L’unité « {unit} » est déjà à la ligne {line}.",
            "The unit “{unit}” is already on line {line}.",
            "Gardez une seule ligne par unité : tirée deux fois, elle serait comptée deux fois.",
            "Keep one line a unit: drawn twice, it would count twice.",
        ),
        "frame-size": (
            "La taille « {size} » n’est pas un nombre de zéro ou plus.",
            "The size “{size}” is not a number of zero or more.",
            "Écrivez un nombre, sans unité.",
            "Write a number, without a unit.",
        ),
        "design-unknown-variable": (
            "La base n’a pas de variable « {name} ».",
            "The frame has no variable “{name}”.",
            "Variables de la base : {known}.",
            "Variables of the frame: {known}.",
        ),
        "design-bounds": (
            "Les bornes de taille ne croissent pas : {bounds}.",
            "The size bounds do not increase: {bounds}.",
            "Donnez-les de la plus petite à la plus grande, sans répétition.",
            "Give them from the smallest to the largest, without repeating any.",
        ),
        "design-thresholds": (
            "Le seuil d’exclusion ({low}) atteint celui d’exhaustivité ({high}).",
            "The cut-off threshold ({low}) reaches the take-all threshold ({high}).",
            "Abaissez le premier, ou relevez le second.",
            "Lower the first, or raise the second.",
        ),
        "design-too-small": (
            "Il faut {needed} unités, et non {size} : {taken} prises d’office, et {least} au moins par strate.",
            "{needed} units are needed, not {size}: {taken} taken in any case, and at least {least} in each stratum.",
            "Demandez un échantillon plus grand, moins de strates, ou un seuil d’exhaustivité plus haut.",
            "Ask for a larger sample, fewer strata, or a higher take-all threshold.",
        ),
        "design-too-large": (
            "{size} unités sont demandées, et la base n’en a que {population} au-dessus du seuil d’exclusion.",
            "{size} units are asked for, and the frame has only {population} above the cut-off threshold.",
            "Demandez un échantillon plus petit.",
            "Ask for a smaller sample.",
        ),
        "design-value": (
            "« {name} » vaut {value} ; il faut {wanted}.",
            "“{name}” is {value}; expected {wanted}.",
            "Corrigez cette valeur du plan.",
            "Correct this value of the design.",
        ),
        "follow-up-total": (
            "Le total publié de « {outcome} » vaut {total} : rien ne se mesure à lui.",
            "The published total of “{outcome}” is {total}: nothing can be measured against it.",
            "Donnez un total au-dessus de zéro, ou retirez ce résultat.",
            "Give a total above zero, or leave this outcome out.",
        ),
        "status-unknown-unit": (
            "L’unité « {unit} » n’est pas dans l’échantillon.",
            "The unit “{unit}” is not in the sample.",
            "Retirez-la, ou corrigez sa clé.",
            "Remove it, or correct its key.",
        ),
    }
)
