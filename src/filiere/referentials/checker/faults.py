"""What the checker says of a referential: one entry a code, the fault and its remedy, in both languages."""

from collections.abc import Mapping

from filiere.core.faults import Fault
from filiere.referentials.checker.procedure_faults import PROCEDURE_FAULTS
from filiere.referentials.faults import FaultEntry, build_fault

CATALOGUE: Mapping[str, FaultEntry] = {
    **PROCEDURE_FAULTS,
    "label-part-missing": (
        "Un label a besoin de « {name} », et cette version n’en a pas.",
        "A label needs “{name}”, and this release has none.",
        "Ajoutez le fichier {name}.yaml.",
        "Add the file {name}.yaml.",
    ),
    "unscored-criterion": (
        "Rien ne note la question « {key} ».",
        "Nothing scores the question “{key}”.",
        "Donnez-lui « levels », « scale » ou « scored_by ».",
        "Give it “levels”, “scale” or “scored_by”.",
    ),
    "unknown-name": (
        "« {key} » nomme « {value} », qui n’existe pas.",
        "“{key}” names “{value}”, which does not exist.",
        "Corrigez ce nom ou déclarez-le.{near_fr}",
        "Correct this name or declare it.{near_en}",
    ),
    "unknown-level": (
        "L’échelle de « {key} » n’a pas de niveau « {value} ».",
        "The scale of “{key}” has no level “{value}”.",
        "Niveaux, du plus bas au plus haut : {allowed}.",
        "Levels, from lowest to highest: {allowed}.",
    ),
    "falling-duty": (
        "L’obligation de progrès redescend à « {value} ».",
        "The duty of progress falls back to “{value}”.",
        "Une obligation ne fait que monter avec les années.",
        "A duty only rises with the years.",
    ),
    "one-sided-score": (
        "L’indicateur « {indicator} » et la question « {criterion} » ne se nomment pas l’un l’autre.",
        "The indicator “{indicator}” and the question “{criterion}” do not name each other.",
        "Mettez « scored_by: {indicator} » à la question et « criterion: {criterion} » à l’indicateur.",
        "Put “scored_by: {indicator}” in the question and “criterion: {criterion}” in the indicator.",
    ),
    "missing-dissent": (
        "Le fichier d’opinion minoritaire « {value} » manque.",
        "The file of minority opinion “{value}” is missing.",
        "Ajoutez-le à côté de release.yaml, ou retirez « dissent ».",
        "Add it beside release.yaml, or remove “dissent”.",
    ),
    "status-withdrawn": (
        "Seule une norme se retire ; le statut d’un label finit par « closed ».",
        "Only a norm is withdrawn; the status of a label ends with “closed”.",
        "Écrivez « closed ».",
        "Write “closed”.",
    ),
    "fact-unit": (
        "Le fait « {key} » est une quantité sans unité.",
        "The fact “{key}” is a quantity without a unit.",
        'Ajoutez « unit » ; un simple nombre s’écrit "1".',
        'Add “unit”; a plain number is written "1".',
    ),
    "cycle": (
        "Ces définitions tournent en rond : {names}.",
        "These definitions turn in a circle: {names}.",
        "Faites partir l’une d’elles d’un fait ou d’un nombre saisi.",
        "Let one of them start from a fact or from a number entered.",
    ),
    "dated-hole": (
        "Le paramètre « {key} » n’a pas de valeur du {start} au {end}, alors que la version s’applique.",
        "The parameter “{key}” has no value from {start} to {end}, while the release applies.",
        "Ajoutez une valeur pour ces jours, ou prolongez la voisine.",
        "Add a value for these days, or extend its neighbour.",
    ),
    "dated-overlap": (
        "Le paramètre « {key} » a deux valeurs du {start} au {end}.",
        "The parameter “{key}” has two values from {start} to {end}.",
        "Faites finir l’une la veille du début de l’autre.",
        "Let one end the day before the other begins.",
    ),
    "dated-order": (
        "La fin ({end}) précède le début ({start}).",
        "The end ({end}) comes before the start ({start}).",
        "Échangez ou corrigez les dates.",
        "Swap or correct the dates.",
    ),
    "no-review-date": (
        "Une valeur sans fin a besoin d’une date de revue.",
        "A value without an end needs a date of review.",
        "Ajoutez « to » ou « review ».",
        "Add “to” or “review”.",
    ),
    "no-weight": (
        "Aucune rubrique n’a de poids pour « {category} » : son total n’existerait pas.",
        "No theme has a weight for “{category}”: its total would not exist.",
        "Donnez un poids à au moins une rubrique, ou retirez la catégorie.",
        "Give a weight to at least one theme, or remove the category.",
    ),
    "empty-theme": (
        "La rubrique « {theme} » pèse {weight} pour « {category} » et ne lui pose aucune question.",
        "The theme “{theme}” weighs {weight} for “{category}” and asks it no question.",
        "Posez une question, ou mettez le poids à 0.",
        "Ask a question, or set the weight to 0.",
    ),
    "unreachable-level": (
        "Aucun dossier « {category} » n’atteint le niveau « {level} » le {date} : ses conditions ne tiennent jamais "
        "ensemble, ou un niveau plus haut l’emporte toujours.",
        "No dossier of “{category}” reaches the level “{level}” on {date}: its conditions never hold together, or a "
        "higher level always wins.",
        "Revoyez les seuils de ce niveau et de celui d’au-dessus.",
        "Look again at the thresholds of this level and of the one above.",
    ),
    "knock-out-without-evidence": (
        "La question « {key} » peut faire refuser un dossier sans qu’aucune preuve soit demandée.",
        "The question “{key}” can have a dossier refused with no evidence asked for.",
        "Ajoutez une preuve à « evidence », ou retirez « knock_out ».",
        "Add a proof to “evidence”, or remove “knock_out”.",
    ),
    "unused-evidence": (
        "Aucune question ne demande la preuve « {key} ».",
        "No question asks for the evidence “{key}”.",
        "Citez-la dans une question, ou retirez-la.",
        "Name it in a question, or remove it.",
    ),
    "unused-indicator": (
        "L’indicateur « {key} » ne note rien, ne sert à aucune formule et n’est pas publié.",
        "The indicator “{key}” scores nothing, serves no formula and is not published.",
        "Servez-vous-en, publiez-le, ou retirez-le.",
        "Use it, publish it, or remove it.",
    ),
    "unused-input": (
        "Le nombre « {key} » est demandé et ne sert à aucune formule.",
        "The number “{key}” is asked for and serves no formula.",
        "Retirez-le : on ne demande pas ce dont on ne fait rien.",
        "Remove it: what serves nothing is not asked for.",
    ),
    "unused-criterion": (
        "La question « {key} » n’est posée à aucune catégorie pour laquelle sa rubrique compte.",
        "The question “{key}” is asked of no category for which its theme counts.",
        "Donnez-lui un questionnaire, ou un poids à sa rubrique.",
        "Give it a questionnaire, or its theme a weight.",
    ),
    "stale-translation": (
        "Le français a changé depuis sa traduction (empreinte {expected}, maintenant {found}).",
        "The French has changed since it was translated (mark {expected}, now {found}).",
        'Relisez l’anglais, puis écrivez translated_from: "{found}".',
        'Read the English again, then write translated_from: "{found}".',
    ),
    "numbers-differ": (
        "Le français et l’anglais ne disent pas les mêmes nombres ({fr} et {en}).",
        "The French and the English do not say the same numbers ({fr} and {en}).",
        "Corrigez l’un des deux textes.",
        "Correct one of the two texts.",
    ),
    "near-equal-questions": (
        "« {key} » et « {other} » disent presque la même chose dans le questionnaire « {category} ».",
        "“{key}” and “{other}” say almost the same in the questionnaire “{category}”.",
        "Retirez l’une des deux, ou dites ce qui les distingue.",
        "Remove one of them, or say what sets them apart.",
    ),
    "too-many-shared-scales": (
        "{shared} questions sur {total} de « {category} » reprennent une échelle commune : plus d’un tiers.",
        "{shared} questions out of {total} of “{category}” take a shared scale: more than a third.",
        "Écrivez des niveaux propres à ces questions.",
        "Write levels of their own for these questions.",
    ),
    "questionnaire-size": (
        "Le questionnaire « {category} » a {total} questions ; il en faut de {least} à {most}.",
        "The questionnaire “{category}” has {total} questions; it must have from {least} to {most}.",
        "Ajoutez ou retirez des questions.",
        "Add or remove questions.",
    ),
    "reason-missing": (
        "La question « {key} » ne dit pas « {name} ».",
        "The question “{key}” does not say “{name}”.",
        "Dites pourquoi elle est posée et sur quoi elle repose.",
        "Say why it is asked and what it rests on.",
    ),
    "source-missing": (
        "La question « {key} » repose sur « {basis} » et ne cite aucune source.",
        "The question “{key}” rests on “{basis}” and names no source.",
        "Citez le texte, la norme ou le fait, ou écrivez « basis: proposed ».",
        "Name the law, the standard or the fact, or write “basis: proposed”.",
    ),
    "no-proof": (
        "La question « {key} » n’a ni preuve ni indicateur : un auditeur ne pourrait pas trancher.",
        "The question “{key}” has neither evidence nor indicator: an auditor could not decide.",
        "Donnez-lui « evidence » ou « scored_by ».",
        "Give it “evidence” or “scored_by”.",
    ),
    "mapping-end": (
        "La correspondance relie « {value} », qui n’est pas une version connue.",
        "The mapping links “{value}”, which is no known release.",
        "Corrigez la version, ou ajoutez-la.{near_fr}",
        "Correct the release, or add it.{near_en}",
    ),
    "mapping-name": (
        "La correspondance s’appelle « {value} » et relie {ends}.",
        "The mapping is called “{value}” and links {ends}.",
        "Nommez-la, elle et son fichier, « {ends} ».",
        "Name it, and its file, “{ends}”.",
    ),
    "mapping-key": (
        "« {value} » n’est ni une clé ni un numéro de {release}.",
        "“{value}” is neither a key nor a number of {release}.",
        "Corrigez-le.{near_fr}",
        "Correct it.{near_en}",
    ),
    "mapping-cap": (
        "Une relation « {relation} » transporte au plus « {cap} », et celle-ci « {carry} ».",
        "A relation “{relation}” carries at most “{cap}”, and this one “{carry}”.",
        "Abaissez « carry » : une relation partielle n’apporte jamais une réponse.",
        "Lower “carry”: a partial relation never brings an answer.",
    ),
    "mapping-caps": (
        "Le plafond de la relation « {relation} » manque ou dépasse « {cap} ».",
        "The cap of the relation “{relation}” is missing or above “{cap}”.",
        "Donnez les cinq plafonds : equal, superset, subset, intersects, none.",
        "Give the five caps: equal, superset, subset, intersects, none.",
    ),
    "mapping-gap": (
        "« {value} » n’est touché par aucune correspondance et manque à la liste « {name} ».",
        "“{value}” is touched by no map and is missing from the list “{name}”.",
        "Ajoutez-le à « {name} », ou reliez-le.",
        "Add it to “{name}”, or map it.",
    ),
    "mapping-no-gap": (
        "« {value} » est dans « {name} » alors qu’une correspondance le touche.",
        "“{value}” is in “{name}” although a map touches it.",
        "Retirez-le de « {name} ».",
        "Remove it from “{name}”.",
    ),
    "mapping-joint": (
        "« joint » demande au moins deux sources.",
        "“joint” needs at least two sources.",
        "Ajoutez une source ou retirez « joint ».",
        "Add a source or remove “joint”.",
    ),
    "mapping-gap-text": (
        "Une relation « {relation} » laisse un écart, qui n’est pas dit.",
        "A relation “{relation}” leaves a gap, which is not told.",
        "Écrivez « gap » dans les deux langues.",
        "Write “gap” in both languages.",
    ),
    "mapping-strength": (
        "Une relation « {relation} » a besoin d’une force de 1 à 10 et d’une cible.",
        "A relation “{relation}” needs a strength from 1 to 10 and a target.",
        "Ajoutez « strength » et « targets ».",
        "Add “strength” and “targets”.",
    ),
    "mapping-twice": (
        "L’identifiant « {value} » est déjà pris dans cette correspondance.",
        "The identifier “{value}” is already taken in this mapping.",
        "Donnez-en un autre.",
        "Give another one.",
    ),
    "mapping-stale": (
        "{release} a changé depuis la relecture, et la correspondance se dit « {status} ».",
        "{release} has changed since the review, and the mapping says it is “{status}”.",
        "Relisez-la puis mettez le nouveau scellé, ou écrivez « status: stale ».",
        "Review it and put the new seal, or write “status: stale”.",
    ),
    "mapping-map-stale": (
        "Ce que le lien « {value} » relie a changé depuis sa relecture ({changed}), et il se dit « {status} ».",
        "What the map “{value}” links has changed since its review ({changed}), and it says it is “{status}”.",
        "Relisez-le (« filiere referentials review »), ou écrivez « status: stale » à ce lien.",
        "Review it (“filiere referentials review”), or write “status: stale” in this map.",
    ),
    "mapping-seen": (
        "« {value} » n’est pas une des sources et des cibles de ce lien.",
        "“{value}” is not one of the sources and targets of this map.",
        "Écrivez source.<nom> ou target.<nom>, ou relisez le lien : « filiere referentials review ».",
        "Write source.<name> or target.<name>, or review the map: “filiere referentials review”.",
    ),
    "migration-source": (
        "La version « {value} » dont on migre n’est pas ici.",
        "The release “{value}” migrated from is not here.",
        "Corrigez « from », ou ajoutez cette version.",
        "Correct “from”, or add that release.",
    ),
    "migration-target": (
        "La migration mène à « {value} » et se trouve dans {release}.",
        "The migration leads to “{value}” and stands in {release}.",
        "Corrigez « to » ou déplacez le fichier.",
        "Correct “to” or move the file.",
    ),
    "migration-lost": (
        "La clé « {value} » de {release} n’est dite par aucune opération : des réponses se perdraient.",
        "The key “{value}” of {release} is told by no operation: answers would be lost.",
        "Dites ce qu’elle devient (keep, drop…), ou d’où elle vient (new…).",
        "Say what becomes of it (keep, drop…), or where it comes from (new…).",
    ),
    "migration-twice": (
        "La clé « {value} » de {release} est dite par deux opérations.",
        "The key “{value}” of {release} is told by two operations.",
        "Gardez-en une.",
        "Keep one of them.",
    ),
    "migration-key": (
        "« {value} » n’est pas une clé de {release}.",
        "“{value}” is not a key of {release}.",
        "Corrigez-la.{near_fr}",
        "Correct it.{near_en}",
    ),
    "migration-table": (
        "La table ne convient pas : {value}.",
        "The table does not fit: {value}.",
        "Donnez un niveau d’arrivée à chaque niveau de départ, et à eux seuls.",
        "Give a level of arrival to each level of departure, and to them only.",
    ),
    "addendum-rule": (
        "L’additif {number} se dit de forme et change une règle : {what_fr}",
        "Addendum {number} says it is wording and changes a rule: {what_en}",
        "Écrivez « class: rule », ou retirez ce changement.",
        "Write “class: rule”, or remove this change.",
    ),
    "addendum-order": (
        "L’additif {number} n’est pas à sa place : {why_fr}.",
        "Addendum {number} is not in its place: {why_en}.",
        "Numérotez les additifs à partir de 1, et datez-les après la version et l’un après l’autre.",
        "Number addenda from 1, and date them after the release and one after the other.",
    ),
    "case-unreadable": (
        "Le cas « {name} » ne peut pas être évalué : {why_fr}",
        "The case “{name}” cannot be evaluated: {why_en}",
        "Corrigez le cas.",
        "Correct the case.",
    ),
    "case-failed": (
        "Le cas « {name} » attend {key} = {expected} et le calcul donne {found}.",
        "The case “{name}” expects {key} = {expected} and the computation gives {found}.",
        "Corrigez la règle, ou le cas si c’est lui qui se trompe.",
        "Correct the rule, or the case if it is the one that is wrong.",
    ),
    "case-unknown-figure": (
        "Un cas ne sait pas attendre « {key} ».",
        "A case cannot expect “{key}”.",
        "Attendez l’un de : {allowed}.",
        "Expect one of: {allowed}.",
    ),
}


def fault(code: str, **values: object) -> Fault:
    """Return the fault of that code, without a place yet."""
    return build_fault(CATALOGUE, code, **values)
