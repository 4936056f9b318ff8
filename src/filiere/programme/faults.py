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
    "plan-missing": (
        "Il n’y a pas de programme « {name} ».",
        "There is no programme “{name}”.",
        "Programmes lisibles ici : {known}.",
        "Programmes that can be read here: {known}.",
    ),
    "plan-not-a-record": (
        "Un programme est une suite de clés : « id », « title », « actions », « events »…",
        "A programme is a set of keys: “id”, “title”, “actions”, “events”…",
        "Écrivez ces clés ; la référence en donne la liste.",
        "Write these keys; the reference lists them.",
    ),
    "plan-not-a-list": (
        "« {name} » doit être une liste.",
        "“{name}” must be a list.",
        "Mettez un tiret devant chaque élément.",
        "Put a dash before each item.",
    ),
    "plan-repeated-id": (
        "L’identifiant « {id} » est déjà pris à la ligne {line}.",
        "The identifier “{id}” is already taken on line {line}.",
        "Donnez un autre identifiant.",
        "Give another identifier.",
    ),
    "plan-unknown-reference": (
        "« {name} » renvoie à « {value} », qui n’est pas dans la liste « {list} » du programme.",
        "“{name}” refers to “{value}”, which is not in the list “{list}” of the programme.",
        "Corrigez ce renvoi, ou ajoutez l’élément.{near_fr}",
        "Correct this reference, or add the item.{near_en}",
    ),
    "plan-unknown-source": (
        "La source « {value} » n’est ni dans ce programme ni dans le registre des chiffres.",
        "The source “{value}” is neither in this programme nor in the register of figures.",
        "Corrigez-la, ou décrivez-la dans « sources ».{near_fr}",
        "Correct it, or describe it in “sources”.{near_en}",
    ),
    "plan-unknown-in-register": (
        "« {name} » renvoie à « {value} », que le registre des chiffres ne connaît pas.",
        "“{name}” refers to “{value}”, which the register of figures does not know.",
        "Corrigez-le, ou ajoutez-le d’abord au registre.{near_fr}",
        "Correct it, or add it to the register first.{near_en}",
    ),
    "plan-depends-in-circle": (
        "Ces actions s’attendent l’une l’autre, en rond : {path}.",
        "These actions wait for one another, in a circle: {path}.",
        "Retirez l’une de ces dépendances.",
        "Remove one of these dependencies.",
    ),
    "plan-wrong-direction": (
        "La direction « {direction} » ne va pas de {base} à {goal}.",
        "The direction “{direction}” does not go from {base} to {goal}.",
        "Corrigez la direction, le départ ou le but.",
        "Correct the direction, the base or the goal.",
    ),
    "plan-other-base": (
        "Le départ, {base}, n’est pas la valeur du chiffre « {figure} » : {value}.",
        "The base, {base}, is not the value of the figure “{figure}”: {value}.",
        "Corrigez le départ, ou le chiffre dont il vient.",
        "Correct the base, or the figure that it comes from.",
    ),
    "plan-repeated-part": (
        "« {funder} » donne deux montants pour le même temps dans ce texte.",
        "“{funder}” gives two amounts for the same time in this text.",
        "Un texte qui se contredit est à relire ; deux textes s’écrivent à part.",
        "A text that contradicts itself is to be read again; two texts are written apart.",
    ),
}
CATALOGUE = FaultCatalogue(_ENTRIES)
fault = CATALOGUE.build
