"""What is wrong with a programme, a case or a sum: one entry a code, the fault and its remedy, in both languages."""

from filiere.core.faults import FaultCatalogue, FaultEntry

# Under each code, the fault in French and in English, then the remedy in French and in English.
_ENTRIES: dict[str, FaultEntry] = {
    "progress-no-cases": (
        "Ce fichier ne contient pas de liste de cas.",
        "This file holds no list of cases.",
        "Écrivez une liste de cas, ou « cases: » suivi de la liste.",
        "Write a list of cases, or “cases:” and the list.",
    ),
    "progress-incomplete": (
        "Le cas « {case} » n’a pas de « {field} », ni d’enfants dont il ferait la moyenne.",
        "The case “{case}” has no “{field}”, and no children to average.",
        "Ajoutez « {field} », ou « children ».",
        "Add “{field}”, or “children”.",
    ),
    "progress-repeated-key": (
        "La clé « {key} » est déjà prise à la ligne {line}.",
        "The key “{key}” is already taken on line {line}.",
        "Donnez une clé à chaque cas ; pour compter un cas sous un second parent, nommez sa clé parmi les enfants.",
        "Give each case its own key; to count a case under a second parent, name its key among the children.",
    ),
    "progress-repeated-child": (
        "« {child} » est deux fois parmi les enfants de « {case} ».",
        "“{child}” is twice among the children of “{case}”.",
        "Gardez-le une fois : son poids dit ce qu’il compte.",
        "Keep it once: its weight says what it counts for.",
    ),
    "progress-unknown-child": (
        "« {case} » nomme l’enfant « {child} », qui n’est pas dans ce fichier.",
        "“{case}” names the child “{child}”, which is not in this file.",
        "Corrigez la clé, ou ajoutez le cas.{near_fr}",
        "Correct the key, or add the case.{near_en}",
    ),
    "progress-cycle": (
        "Ces cas sont enfants les uns des autres, en rond : {path}.",
        "These cases are children of one another, in a circle: {path}.",
        "Retirez l’un des liens : un parent ne compte pas dans son propre avancement.",
        "Remove one of the links: a parent has no part in its own progress.",
    ),
}
CATALOGUE = FaultCatalogue(_ENTRIES)
fault = CATALOGUE.build
