"""What the reader and the checker of definitions say: one entry a code, the fault and its remedy, in both languages.

Kept apart from the rules so that the words can be read, corrected and tested together. Braces are filled by the rule
that finds the fault.
"""

from collections.abc import Iterable

from filiere.core.faults import FaultCatalogue, FaultEntry
from filiere.core.spelling import close_words

# Under each code, the fault in French and in English, then the remedy in French and in English.
_ENTRIES: dict[str, FaultEntry] = {
    "definition-unknown": (
        "Aucun jeu de définitions ne s’appelle « {value} ».",
        "No set of definitions is called “{value}”.",
        "Voyez « filiere contacts definitions list », ou donnez le chemin d’un fichier.{near_fr}",
        "See “filiere contacts definitions list”, or give the path of a file.{near_en}",
    ),
    "definition-file-name": (
        "Le fichier s’appelle « {name} » et dit « {said} ».",
        "The file is called “{name}” and says “{said}”.",
        "Nommez-le « {said}.yaml », ou corrigez son identifiant ou sa version.",
        "Call it “{said}.yaml”, or correct its id or its version.",
    ),
    "definition-seal-broken": (
        "Ce jeu a changé depuis son scellé (attendu {expected}, trouvé {found}) : il est refusé.",
        "This set has changed since it was sealed (expected {expected}, found {found}): it is refused.",
        "Rétablissez le fichier ; un changement se fait dans une nouvelle version, sous un autre numéro.",
        "Restore the file; a change takes a new version, under another number.",
    ),
    "definition-unsealed": (
        "Ce jeu est livré sans scellé.",
        "This set is shipped without a seal.",
        "Scellez-le : « filiere contacts definitions seal {path} ».",
        "Seal it: “filiere contacts definitions seal {path}”.",
    ),
    "definition-sealed-already": (
        "Ce jeu est déjà scellé.",
        "This set is already sealed.",
        "Pour le changer, faites-en une nouvelle version, dans un autre fichier.",
        "To change it, make a new version, in another file.",
    ),
    "definition-name-taken": (
        "« {name} » est déjà le nom d’un autre contenu ({sha256}).",
        "“{name}” is already the name of another content ({sha256}).",
        "Donnez un autre identifiant, ou le numéro suivant : une version ne change pas après coup.",
        "Give another id, or the next number: a version does not change after the fact.",
    ),
    "definition-version-order": (
        "La version {version} de « {id} » ne vaut pas plus tard que la version {older} ({start} ou avant).",
        "Version {version} of “{id}” does not hold later than version {older} ({start} or before).",
        "Donnez à la nouvelle version un premier jour postérieur ; l’ancienne reste telle qu’elle est.",
        "Give the new version a later first day; the older one stays as it is.",
    ),
    "definition-version-gap": (
        "La version {version} de « {id} » est là, et la version {missing} n’y est pas (versions absentes : {count}).",
        "Version {version} of “{id}” is here, and version {missing} is not (versions missing: {count}).",
        "Rétablissez le fichier « {id}@{missing}.yaml », puisque ce qui a été calculé sous lui le cite, ou donnez au "
        "jeu le numéro qui suit.",
        "Restore the file “{id}@{missing}.yaml”, since what was computed under it refers to it, or give the set the "
        "number that comes next.",
    ),
    "definition-empty": (
        "Ce fichier ne contient pas de jeu de définitions.",
        "This file holds no set of definitions.",
        "Partez d’un jeu livré : « filiere contacts definitions show common-v1 --format json » en montre la forme.",
        "Start from a shipped set: “filiere contacts definitions show common-v1 --format json” shows the form.",
    ),
    "definition-without-choices": (
        "Un jeu de définitions doit faire les 22 choix, et celui-ci n’a pas de « choices ».",
        "A set of definitions must make the 22 choices, and this one has no “choices”.",
        "Ajoutez « choices: » et chacun des choix ; ce qui n’est pas écrit n’est pas su.",
        "Add “choices:” and each of the choices; what is not written is not known.",
    ),
    "definition-without-indicators": (
        "Ce jeu ne définit aucun indicateur.",
        "This set defines no indicator.",
        "Ajoutez « indicators: » et au moins un indicateur.",
        "Add “indicators:” and at least one indicator.",
    ),
    "definition-indicators-many": (
        "Ce jeu a {count} indicateurs, et un jeu en a {most} au plus.",
        "This set has {count} indicators, and a set has {most} at most.",
        "Retirez ceux dont personne ne se sert, ou répartissez-les entre plusieurs jeux.",
        "Remove those that nobody uses, or divide them among several sets.",
    ),
    "definition-queues-many": (
        "Les choix de ce jeu nomment {count} files dans « by_queue », indicateurs compris, pour {most} au plus.",
        "The choices of this set name {count} queues in “by_queue”, its indicators included, for {most} at most.",
        "Donnez « seconds » pour l’ensemble, et gardez dans « by_queue » les files qui en diffèrent.",
        "Give “seconds” for all of them, and keep in “by_queue” the queues that differ from it.",
    ),
    "vocabulary-computes": (
        "Un jeu de sorte « {kind} » ne calcule rien, et celui-ci a « {name} ».",
        "A set of kind “{kind}” computes nothing, and this one has “{name}”.",
        "Retirez cette partie, ou écrivez « kind: definitions ».",
        "Remove this part, or write “kind: definitions”.",
    ),
    "vocabulary-without-terms": (
        "Un vocabulaire sans terme ne dit rien.",
        "A vocabulary without terms says nothing.",
        "Ajoutez « terms: » et ce que le texte nomme.",
        "Add “terms:” and what the text names.",
    ),
    "withdrawn-without-day": (
        "Un texte retiré a un dernier jour, et celui-ci n’en dit pas.",
        "A withdrawn text has a last day, and this one says none.",
        "Ajoutez « to » à « valid ».",
        "Add “to” to “valid”.",
    ),
    "term-twice": (
        "Le terme « {key} » est donné deux fois.",
        "The term “{key}” is given twice.",
        "Retirez l’un des deux, ou donnez-lui une autre clé.",
        "Remove one of the two, or give it another key.",
    ),
    "days-reversed": (
        "Le dernier jour ({to}) précède le premier ({start}).",
        "The last day ({to}) is before the first ({start}).",
        "Échangez les deux jours, ou corrigez l’un d’eux.",
        "Swap the two days, or correct one of them.",
    ),
    "short-without-seconds": (
        "Les abandons courts ont un effet (« {effect} »), et aucune durée ne dit lesquels sont courts.",
        "Short abandonments have an effect (“{effect}”), and no length says which are short.",
        "Donnez « seconds », ou écrivez « effect: none ».",
        "Give “seconds”, or write “effect: none”.",
    ),
    "short-without-effect": (
        "Une durée d’abandon court est donnée, et elle n’a aucun effet.",
        "A length of short abandonment is given, and it has no effect.",
        "Dites l’effet (excluded, excluded_from_abandoned ou success), ou écrivez « seconds: null ».",
        "Say the effect (excluded, excluded_from_abandoned or success), or write “seconds: null”.",
    ),
    "short-beyond-threshold": (
        "Un abandon court compte comme servi à temps jusqu’à {short} s, au-delà du seuil de {threshold} s.",
        "A short abandonment counts as served in time up to {short} s, beyond the threshold of {threshold} s.",
        "Donnez une durée d’abandon court inférieure au seuil, ou un autre effet.",
        "Give a length of short abandonment below the threshold, or another effect.",
    ),
    "ring-after-offer": (
        "Le délai court depuis la présentation au conseiller et la sonnerie en est retirée : il n’en reste rien.",
        "The wait runs from the offer to an agent and ringing is left out: nothing is left of it.",
        "Écrivez « ring: included », ou faites courir le délai depuis plus tôt.",
        "Write “ring: included”, or let the wait run from earlier.",
    ),
    "share-without-answered": (
        "« {name} » ne contient pas les contacts servis : le taux pourrait dépasser 100 %.",
        "“{name}” does not hold the answered contacts: the rate could exceed 100 %.",
        "Ajoutez « answered ».",
        "Add “answered”.",
    ),
    "outcome-twice": (
        "« {name} » nomme deux fois l’issue « {value} ».",
        "“{name}” names the outcome “{value}” twice.",
        "Gardez-en une.",
        "Keep one of them.",
    ),
    "outcome-gone": (
        "« {name} » compte l’issue « {value} », et « callback: {choice} » n’en laisse aucune.",
        "“{name}” counts the outcome “{value}”, and “callback: {choice}” leaves none.",
        "Retirez-la de « {name} », ou écrivez « callback: own_outcome ».",
        "Remove it from “{name}”, or write “callback: own_outcome”.",
    ),
    "override-ignored": (
        "La mesure « {measure} » ne lit pas « {name} » : ce que l’indicateur en dit ne change aucun nombre.",
        "The measure “{measure}” does not read “{name}”: what the indicator says of it changes no number.",
        "Retirez-le de l’indicateur, ou dites-le de la mesure qui le lit.",
        "Remove it from the indicator, or say it of the measure that reads it.",
    ),
    "override-without-effect": (
        "Avec ses autres choix, « {name} » ne change rien au calcul de « {key} ».",
        "With its other choices, “{name}” changes nothing in the computation of “{key}”.",
        "Retirez-le, ou faites aussi le choix qui lui donne effet.",
        "Remove it, or make the choice that gives it effect as well.",
    ),
    "override-same": (
        "« {name} » est déjà ce que dit le jeu : « {key} » le répète, et aucun nombre n’en change.",
        "“{name}” is what the set says already: “{key}” repeats it, and no number changes.",
        "Retirez-le de l’indicateur, ou donnez-lui une autre valeur que celle du jeu.",
        "Remove it from the indicator, or give it another value than that of the set.",
    ),
    "abandoned-not-counted": (
        "« {value} » fait quelque chose des abandons, et le dénominateur ne les compte pas.",
        "“{value}” does something with abandonments, and the denominator does not count them.",
        "Ajoutez « abandoned » au dénominateur, ou renoncez à cet effet.",
        "Add “abandoned” to the denominator, or give up this effect.",
    ),
    "mean-without-interval": (
        "Une moyenne des taux est demandée, sans dire de quels intervalles.",
        "A mean of ratios is asked for, without saying of which intervals.",
        "Ajoutez « interval » (15min, 30min, hour, day, week ou month).",
        "Add “interval” (15min, 30min, hour, day, week or month).",
    ),
    "interval-without-mean": (
        "Un rapport de sommes n’a pas d’intervalle, et « {value} » est donné.",
        "A ratio of sums has no interval, and “{value}” is given.",
        "Retirez « interval », ou écrivez « method: mean_of_ratios ».",
        "Remove “interval”, or write “method: mean_of_ratios”.",
    ),
    "unknown-measure": (
        "La mesure « {value} » n’existe pas.",
        "There is no measure “{value}”.",
        "Prenez une mesure de la liste de docs/reference/definitions-format.md.{near_fr}",
        "Take a measure of the list in docs/reference/definitions-format.md.{near_en}",
    ),
    "indicator-twice": (
        "L’indicateur « {key} » est donné deux fois ; le premier est à la ligne {line}.",
        "The indicator “{key}” is given twice; the first is on line {line}.",
        "Gardez-en un, ou donnez une autre clé.",
        "Keep one of them, or give another key.",
    ),
    "indicator-same": (
        "L’indicateur « {key} » est calculé exactement comme « {other} ».",
        "The indicator “{key}” is computed exactly as “{other}”.",
        "Gardez-en un, ou dites ce qui les distingue.",
        "Keep one of them, or say what sets them apart.",
    ),
    "indicator-needs": (
        "La mesure « {measure} » demande « {name} ».",
        "The measure “{measure}” needs “{name}”.",
        "Ajoutez « {name} » à l’indicateur.",
        "Add “{name}” to the indicator.",
    ),
    "indicator-takes-no": (
        "La mesure « {measure} » n’a que faire de « {name} ».",
        "The measure “{measure}” has no use for “{name}”.",
        "Retirez « {name} », ou prenez une autre mesure.",
        "Remove “{name}”, or take another measure.",
    ),
    "threshold-zero": (
        "Un seuil de zéro seconde ne dit rien d’un service.",
        "A threshold of zero seconds says nothing of a service.",
        "Donnez un seuil d’au moins une seconde.",
        "Give a threshold of at least one second.",
    ),
    "unit-mismatch-series": (
        "Une série publiée en « {value} » ne peut pas être celle d’une mesure en « {unit} ».",
        "A series published in “{value}” cannot be that of a measure in “{unit}”.",
        "Corrigez « published_in », ou retirez-le.",
        "Correct “published_in”, or remove it.",
    ),
    "targets-overlap": (
        "L’objectif du {start} chevauche celui du {other} : il y en aurait deux le même jour.",
        "The target of {start} overlaps that of {other}: there would be two on one day.",
        "Donnez un dernier jour (« to ») à celui qui commence le premier.",
        "Give a last day (“to”) to the one that starts first.",
    ),
    "target-beyond-share": (
        "Un objectif de {value} % ne peut pas être celui d’une part.",
        "A target of {value} % cannot be that of a share.",
        "Donnez un nombre de 0 à 100, en pour cent.",
        "Give a number from 0 to 100, in percent.",
    ),
    "choice-unargued": (
        "Le choix « {name} » n’a pas de raison.",
        "The choice “{name}” has no reason.",
        "Ajoutez-la à « arguments », ou nommez le choix dans « reading » s’il est notre lecture.",
        "Add it to “arguments”, or name the choice in “reading” if it is our reading.",
    ),
    "choice-unsourced": (
        "Le choix « {name} » est prêté à un document, et aucun n’est nommé.",
        "The choice “{name}” is ascribed to a document, and none is named.",
        "Ajoutez « source », ou nommez le choix dans « reading » s’il est notre lecture.",
        "Add “source”, or name the choice in “reading” if it is our reading.",
    ),
    "choice-argued-twice": (
        "Le choix « {name} » a une raison et se dit aussi notre lecture.",
        "The choice “{name}” has a reason and is also said to be our reading.",
        "Gardez l’un des deux.",
        "Keep one of the two.",
    ),
    "definition-source-unknown": (
        "La source « {value} » n’est pas décrite dans « sources ».",
        "The source “{value}” is not described in “sources”.",
        "Décrivez-la, ou corrigez ce renvoi.{near_fr}",
        "Describe it, or correct this reference.{near_en}",
    ),
    "example-outcome": (
        "« {value} » n’est pas une issue.",
        "“{value}” is not an outcome.",
        "Prenez une des huit issues d’un contact.{near_fr}",
        "Take one of the eight outcomes of a contact.{near_en}",
    ),
    "example-more-within": (
        "L’exemple a {count} « {name} » en {seconds} s, pour {total} en tout.",
        "The example has {count} “{name}” within {seconds} s, of {total} in all.",
        "Corrigez l’un des deux nombres.",
        "Correct one of the two numbers.",
    ),
    "example-indicator": (
        "L’exemple attend une valeur de « {value} », qui n’est pas un indicateur de ce jeu.",
        "The example expects a value of “{value}”, which is no indicator of this set.",
        "Corrigez la clé.{near_fr}",
        "Correct the key.{near_en}",
    ),
    "example-not-counted": (
        "« {key} » ({measure}) ne se calcule pas à partir d’effectifs.",
        "“{key}” ({measure}) cannot be computed from counts.",
        "Gardez dans l’exemple le niveau de service, la joignabilité et l’abandon.",
        "Keep service level, reachability and abandonment in the example.",
    ),
    "example-incomplete": (
        "« {key} » demande les effectifs à {seconds} s, que l’exemple ne donne pas.",
        "“{key}” needs the counts at {seconds} s, which the example does not give.",
        "Ajoutez à « within » les effectifs à {seconds} s.",
        "Add the counts at {seconds} s to “within”.",
    ),
    "example-missed": (
        "L’exemple attend {expected} pour « {key} », et ces choix donnent {found}.",
        "The example expects {expected} for “{key}”, and these choices give {found}.",
        "Corrigez les choix, ou la valeur attendue.",
        "Correct the choices, or the value expected.",
    ),
}
FAULTS = FaultCatalogue(_ENTRIES)


def find_close_words(value: str, known: Iterable[str]) -> list[str]:
    """Return the known words that look like ``value``, closest first."""
    return close_words(value, list(known), most=2)


build_fault = FAULTS.build
