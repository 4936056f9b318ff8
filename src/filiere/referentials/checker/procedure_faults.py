"""What the checker says of an award procedure: one entry a code, the fault and its remedy, in both languages."""

from filiere.core.faults import FaultCatalogue, FaultEntry

_ENTRIES: dict[str, FaultEntry] = {
    "overlapping-guards": (
        "Depuis « {state} », l’acte « {action} » mène à la fois par {ids} quand {when}.",
        "From “{state}”, the act “{action}” leads at once through {ids} when {when}.",
        "Rendez ces gardes exclusives.",
        "Make these guards exclusive.",
    ),
    "incomplete-guards": (
        "Depuis « {state} », l’acte « {action} » ne mène nulle part quand {when}.",
        "From “{state}”, the act “{action}” leads nowhere when {when}.",
        "Ajoutez une transition pour ce cas.",
        "Add a transition for this case.",
    ),
    "dead-guard": (
        "La garde de « {id} » n’est jamais vraie.",
        "The guard of “{id}” is never true.",
        "Corrigez-la, ou retirez ce passage.",
        "Correct it, or remove this passage.",
    ),
    "no-way-out": (
        "Rien ne fait sortir de l’état « {state} » avec le temps : un dossier oublié y resterait.",
        "Nothing leaves the state “{state}” with time: a forgotten dossier would stay there.",
        "Ajoutez une transition « after ».",
        "Add a transition with “after”.",
    ),
    "unreachable-state": (
        "Aucune transition ne mène à l’état « {state} ».",
        "No transition leads to the state “{state}”.",
        "Ajoutez-en une ou retirez l’état.",
        "Add one or remove the state.",
    ),
    "act-or-time": (
        "La transition « {id} » doit suivre soit un acte, soit un délai.",
        "The transition “{id}” must follow either an act or a delay.",
        "Donnez « action » avec « by » et « guard », ou « after » avec ce qui s’y rapporte.",
        "Give “action” with “by” and “guard”, or “after” with what belongs to it.",
    ),
    "goes-on-from-nothing": (
        "« {id} » ne peut continuer de courir : son délai ne se compte pas d’un fait, ou « over » redit « from ».",
        "“{id}” cannot go on running: its delay is not counted from an event, or “over” repeats “from”.",
        "Donnez « counted_from », et à « over » d’autres états qu’à « from ».",
        "Give “counted_from”, and in “over” other states than in “from”.",
    ),
    "final-left": (
        "« {id} » quitte l’état « {state} », qui est déclaré final.",
        "“{id}” leaves the state “{state}”, which is declared final.",
        "Retirez ce passage, ou l’état de « final ».",
        "Remove this passage, or the state from “final”.",
    ),
    "time-never-ends": (
        "Le temps seul peut tourner sans fin : {names}.",
        "Time alone may turn for ever: {names}.",
        "Faites mener l’un de ces délais vers un état final.",
        "Let one of these delays lead towards a final state.",
    ),
    "may-not-have-happened": (
        "« {id} » repose sur « {name} », qui peut ne pas avoir eu lieu. Chemin : {path}.",
        "“{id}” rests on “{name}”, which may not have happened. Way: {path}.",
        "Faites-le arriver sur ce chemin, ou ne vous appuyez pas dessus.",
        "Make it happen on that way, or do not rest on it.",
    ),
    "delay-differs": (
        "Le délai de « {id} » est « {after} », et « {path} » dit « {said} ».",
        "The delay of “{id}” is “{after}”, and “{path}” says “{said}”.",
        "Mettez les deux d’accord : une durée n’a qu’une valeur.",
        "Make the two agree: a length has one value only.",
    ),
    "silence-untold": (
        "Quand le délai de « {id} » passe, « {who} » n’en sait rien.",
        "When the delay of “{id}” passes, “{who}” is told nothing.",
        "Ajoutez-le à « tells » : un silence a des suites qu’il faut dire.",
        "Add it to “tells”: silence has consequences, which must be told.",
    ),
    "register-untold": (
        "« {id} » change ce que le registre montre du label, et rien de public n’en est prévenu.",
        "“{id}” changes what the register shows of the label, and nothing public is informed of it.",
        "Ajoutez le registre à « tells ».",
        "Add the register to “tells”.",
    ),
    "exception-unseen": (
        "L’exception « {id} » ne se verrait nulle part.",
        "The exception “{id}” would be seen nowhere.",
        "Ajoutez à « tells » un destinataire public.",
        "Add a public party to “tells”.",
    ),
    "vote-not-apart": (
        "« {who} » vote par « {id} » et n’est pas dans « apart » : la même personne pourrait juger deux fois.",
        "“{who}” votes by “{id}” and is not in “apart”: the same person could judge twice.",
        "Ajoutez ce rôle à « apart ».",
        "Add this role to “apart”.",
    ),
    "vote-on-nothing": (
        "« {id} » est un vote, et l’état « {state} » ne dit pas sur quelle photographie du dossier.",
        "“{id}” is a vote, and the state “{state}” does not say on which snapshot of the dossier.",
        "Ajoutez « votes_on » à cet état.",
        "Add “votes_on” to this state.",
    ),
    "no-words": (
        "« {key} » n’a pas de texte : un lecteur n’en verrait que la clé.",
        "“{key}” has no text: a reader would see its key only.",
        "Ajoutez « text », dans les deux langues.",
        "Add “text”, in both languages.",
    ),
    "unused-word": (
        "La procédure déclare « {key} » et ne s’en sert pas.",
        "The procedure declares “{key}” and does not use it.",
        "Retirez-le, ou le passage qui devait s’en servir manque.",
        "Remove it, unless the passage meant to use it is missing.",
    ),
}
PROCEDURE_FAULTS = FaultCatalogue(_ENTRIES)
