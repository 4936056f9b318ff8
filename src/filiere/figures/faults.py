"""What the checker says: one entry a code, the fault and its remedy, in both languages.

Kept apart from the rules so that the words can be read, corrected and tested together. Braces are filled by the rule
that finds the fault.
"""

from filiere.core.faults import FaultCatalogue, FaultEntry

# Under each code, the fault in French and in English, then the remedy in French and in English.
_ENTRIES: dict[str, FaultEntry] = {
    "missing-file": (
        "Le fichier ou le dossier « {name} » manque.",
        "The file or folder “{name}” is missing.",
        "Ajoutez-le : le registre ne se lit pas sans lui.",
        "Add it: the register cannot be read without it.",
    ),
    "stray-file": (
        "« {name} » n’a pas sa place ici et ne serait pas lu.",
        "“{name}” has no place here and would not be read.",
        "Donnez-lui un nom attendu (un fichier de liste finit par .yaml), ou retirez-le.",
        "Give it an expected name (a file of a list ends in .yaml), or remove it.",
    ),
    "references-unchecked": (
        "« {name} » ne peut pas être lu : les renvois vers ce qu’il contient n’ont pas été vérifiés.",
        "“{name}” cannot be read: references to what it holds were not checked.",
        "Corrigez d’abord ce fichier, puis relancez la vérification.",
        "Mend this file first, then run the check again.",
    ),
    "missing-list": (
        "Ce fichier ne contient pas de liste « {name} ».",
        "This file holds no list “{name}”.",
        "Ajoutez « {name}: » suivi d’une liste, ou retirez le fichier s’il ne sert à rien.",
        "Add “{name}:” and a list, or remove the file if it serves nothing.",
    ),
    "unknown-list": (
        "« {name} » n’est pas une liste attendue dans ce fichier.",
        "“{name}” is not a list expected in this file.",
        "Listes attendues ici : {allowed}.",
        "Lists expected here: {allowed}.",
    ),
    "not-a-list": (
        "« {name} » doit être une liste.",
        "“{name}” must be a list.",
        "Mettez un tiret devant chaque élément.",
        "Put a dash before each item.",
    ),
    "duplicate-id": (
        "L’identifiant « {id} » est déjà pris : {where}.",
        "The identifier “{id}” is already taken: {where}.",
        "Donnez un autre identifiant ; celui d’un chiffre publié est permanent.",
        "Give another identifier; that of a published figure is permanent.",
    ),
    "duplicate-figure": (
        "Ce chiffre dit la même chose que « {id} » ({where}) : même valeur, même périmètre, même période, même source.",
        "This figure says the same as “{id}” ({where}): same value, same scope, same period, same source.",
        "Gardez le premier, dont l’identifiant est permanent ; sinon, dites ce qui les distingue (qui le dit, quel "
        "périmètre).",
        "Keep the first, whose identifier is permanent; else say what sets them apart (who says it, which scope).",
    ),
    "unknown-indicator": (
        "L’indicateur « {value} » n’est défini nulle part.",
        "The indicator “{value}” is defined nowhere.",
        "Corrigez-le ou définissez-le dans indicators/.{near_fr}",
        "Correct it or define it in indicators/.{near_en}",
    ),
    "unknown-category": (
        "L’indicateur « {indicator} » n’a pas de catégorie « {value} ».",
        "The indicator “{indicator}” has no category “{value}”.",
        "Corrigez-la ou ajoutez-la à l’indicateur.{near_fr}",
        "Correct it or add it to the indicator.{near_en}",
    ),
    "unknown-unit": (
        "L’unité « {value} » n’est pas dans units.yaml.",
        "The unit “{value}” is not in units.yaml.",
        "Corrigez-la ou ajoutez-la à units.yaml.{near_fr}",
        "Correct it or add it to units.yaml.{near_en}",
    ),
    "unknown-source": (
        "La source « {value} » n’est décrite nulle part : un chiffre sans source ne se publie pas.",
        "The source “{value}” is described nowhere: a figure without a source is not published.",
        "Corrigez-la ou décrivez-la dans sources/.{near_fr}",
        "Correct it or describe it in sources/.{near_en}",
    ),
    "unknown-territory": (
        "Le territoire « {value} » n’existe pas.",
        "The territory “{value}” does not exist.",
        "Utilisez un code (FR, R22-24, REG-75, DEP-86, ZE-2815, COM-76540, un pays) ou déclarez une zone XX-… "
        "dans vocabulary.yaml.{near_fr}",
        "Use a code (FR, R22-24, REG-75, DEP-86, ZE-2815, COM-76540, a country) or declare an XX-… area "
        "in vocabulary.yaml.{near_en}",
    ),
    "unknown-vocabulary": (
        "« {key} » vaut « {value} », qui n’est pas dans le vocabulaire.",
        "“{key}” is “{value}”, which is not in the vocabulary.",
        "Valeurs permises : {allowed}.",
        "Allowed values: {allowed}.",
    ),
    "no-value": (
        "Le chiffre n’a ni valeur, ni borne basse, ni borne haute.",
        "The figure has no value, no low bound and no high bound.",
        "Donnez « value », ou « low », ou « high ».",
        "Give “value”, or “low”, or “high”.",
    ),
    "low-above-high": (
        "La borne basse ({low}) dépasse la borne haute ({high}).",
        "The low bound ({low}) is above the high bound ({high}).",
        "Échangez-les ou corrigez l’une des deux.",
        "Swap them or correct one of them.",
    ),
    "value-outside-range": (
        "La valeur {value} sort de sa fourchette ({low} à {high}).",
        "The value {value} lies outside its range ({low} to {high}).",
        "Corrigez la valeur ou la fourchette.",
        "Correct the value or the range.",
    ),
    "negative-value": (
        "{value} est négatif : « {indicator} », en {unit}, ne descend pas sous zéro.",
        "{value} is negative: “{indicator}”, in {unit}, does not go below zero.",
        "Corrigez la valeur, ou écrivez « negative: true » dans l’indicateur s’il mesure une évolution ou un écart.",
        "Correct the value, or write “negative: true” in the indicator if it measures a change or a gap.",
    ),
    "fractional-count": (
        "{value} n’est pas un nombre entier : « {indicator} » se compte en {unit}, sans fraction.",
        "{value} is not a whole number: “{indicator}” is counted in {unit}, without fractions.",
        "Corrigez la valeur ou l’unité, ou écrivez « whole: false » dans l’indicateur si c’est une moyenne.",
        "Correct the value or the unit, or write “whole: false” in the indicator if it is an average.",
    ),
    "implausible-value": (
        "{value} n’est pas plausible : « {indicator} », en {unit}, vaut {bounds}. {reason}",
        "{value} is not plausible: “{indicator}”, in {unit}, is {bounds}. {reason}",
        "Relisez la valeur et l’unité dans la source ; si c’est la borne qui est fausse, corrigez « plausible » dans "
        "l’indicateur ou l’unité.",
        "Read the value and the unit again in the source; if the bound is wrong, correct “plausible” in the indicator "
        "or the unit.",
    ),
    "implausible-year": (
        "La date {value} n’est pas plausible : elle va de {first} à {last}.",
        "The date {value} is not plausible: it lies from {first} to {last}.",
        "Relisez l’année dans la source.",
        "Read the year again in the source.",
    ),
    "unit-mismatch": (
        "L’unité « {value} » n’est pas celle de l’indicateur « {indicator} » ({unit}).",
        "The unit “{value}” is not that of the indicator “{indicator}” ({unit}).",
        "Écrivez le chiffre en « {unit} », ou choisissez un autre indicateur.",
        "Write the figure in “{unit}”, or choose another indicator.",
    ),
    "measure-missing": (
        "L’indicateur « {indicator} » compte des personnes ou des postes, et le chiffre ne dit pas comment.",
        "The indicator “{indicator}” counts people or seats, and the figure does not say how.",
        "Donnez « measure » : {allowed}.",
        "Give “measure”: {allowed}.",
    ),
    "published-before-period": (
        "Un chiffre observé ou estimé ne peut pas être publié ({published}) avant sa période ({period}).",
        "A figure observed or estimated cannot be published ({published}) before its period ({period}).",
        "Corrigez une des deux dates, ou la nature (prévision, objectif, annonce, hypothèse).",
        "Correct one of the dates, or the nature (forecast, target, announcement, hypothesis).",
    ),
    "future-period": (
        "Un chiffre observé ou estimé ne peut pas porter sur l’avenir ({period}, et nous sommes le {today}).",
        "A figure observed or estimated cannot speak of the future ({period}, and today is {today}).",
        "Corrigez la période, ou la nature (prévision, objectif, annonce, hypothèse).",
        "Correct the period, or the nature (forecast, target, announcement, hypothesis).",
    ),
    "future-publication": (
        "Rien ne peut avoir été publié dans l’avenir ({published}, et nous sommes le {today}).",
        "Nothing can have been published in the future ({published}, and today is {today}).",
        "Corrigez la date de publication.",
        "Correct the date of publication.",
    ),
    "untraceable-without-note": (
        "Un chiffre intraçable est gardé, mais il faut dire pourquoi il l’est.",
        "An untraceable figure is kept, but it must say why it is untraceable.",
        "Ajoutez « note » dans les deux langues.",
        "Add “note” in both languages.",
    ),
    "confidence-above-rule": (
        "La confiance « {value} » dépasse ce que donne la règle : « {ruled} ».",
        "The confidence “{value}” is above what the rule gives: “{ruled}”.",
        "Retirez ce champ : la confiance se calcule. On ne peut que l’abaisser, avec une note.",
        "Remove this field: confidence is computed. It can only be lowered, with a note.",
    ),
    "source-without-title": (
        "Le titre de « {value} » n’est ni donné, ni dit inconnu.",
        "The title of “{value}” is neither given nor said to be unknown.",
        "Écrivez « title » si vous l’avez lu imprimé ; sinon, « describes », avec vos mots.",
        "Write “title” if you read it in print; else “describes”, in your own words.",
    ),
    "source-title-twice": (
        "« {value} » a un titre et une description de titre inconnu.",
        "“{value}” has a title and the description of an unknown one.",
        "Retirez « describes » si le titre a été lu, « title » sinon.",
        "Remove “describes” if the title was read, “title” otherwise.",
    ),
    "source-not-quoted": (
        "« {value} » est connue par « {via} », et « reading » ne vaut pas « quoted ».",
        "“{value}” is known through “{via}”, and “reading” is not “quoted”.",
        "Écrivez « reading: quoted », ou retirez « via » si le document a été lu.",
        "Write “reading: quoted”, or remove “via” if the document was read.",
    ),
    "review-unknown": (
        "La relecture porte sur le chiffre « {value} », qui n’existe pas.",
        "The review is of the figure “{value}”, which does not exist.",
        "Corrigez l’identifiant.{near_fr}",
        "Correct the identifier.{near_en}",
    ),
    "retained-stale": (
        "« {value} » ({period}) a plus de dix ans : l’usage « {use} » parle d’aujourd’hui.",
        "“{value}” ({period}) is more than ten years old: the use “{use}” speaks of today.",
        "Retenez un chiffre plus récent, ou n’en retenez aucun.",
        "Retain a more recent figure, or none.",
    ),
    "computed-without-derived": (
        "La marque C dit que le chiffre a été calculé ici, et rien ne dit comment.",
        "Mark C says that the figure was computed here, and nothing says how.",
        "Ajoutez « derived » avec les chiffres utilisés (« from ») et la formule (« formula »).",
        "Add “derived” with the figures used (“from”) and the formula (“formula”).",
    ),
    "derived-without-from": (
        "Le calcul ne cite aucun chiffre de départ.",
        "The computation names no figure it starts from.",
        "Listez dans « from » les identifiants des chiffres utilisés.",
        "List in “from” the identifiers of the figures used.",
    ),
    "derived-unknown": (
        "Le calcul part du chiffre « {value} », qui n’existe pas.",
        "The computation starts from the figure “{value}”, which does not exist.",
        "Corrigez l’identifiant.{near_fr}",
        "Correct the identifier.{near_en}",
    ),
    "derived-cycle": (
        "Le calcul tourne en rond : {path}.",
        "The computation goes round in a circle: {path}.",
        "Repartez d’un chiffre lu dans une source.",
        "Start again from a figure read in a source.",
    ),
    "derived-expression": (
        "L’expression « {expression} » ne se calcule pas : {reason_fr}.",
        "The expression “{expression}” cannot be computed: {reason_en}.",
        "Utilisez a, b, c… dans l’ordre de « from », + − × ÷ (+ - * /), des parenthèses, sum(all).",
        "Use a, b, c… in the order of “from”, + - * /, parentheses, sum(all).",
    ),
    "derived-mismatch": (
        "Le calcul donne {computed} et le chiffre dit {value}.",
        "The computation gives {computed} and the figure says {value}.",
        "Corrigez la valeur, l’expression, ou le nombre de décimales (« digits »).",
        "Correct the value, the expression, or the number of decimals (“digits”).",
    ),
    "series-unknown": (
        "La série cite le chiffre « {value} », qui n’existe pas.",
        "The series names the figure “{value}”, which does not exist.",
        "Corrigez l’identifiant.{near_fr}",
        "Correct the identifier.{near_en}",
    ),
    "series-too-few": (
        "Une série a besoin d’au moins deux chiffres.",
        "A series needs at least two figures.",
        "Ajoutez un chiffre ou retirez la série.",
        "Add a figure or remove the series.",
    ),
    "series-repeats": (
        "La série cite deux fois « {value} ».",
        "The series names “{value}” twice.",
        "Gardez-le une seule fois.",
        "Keep it only once.",
    ),
    "series-order": (
        "« {value} » ({period}) vient après un chiffre plus récent ({previous}).",
        "“{value}” ({period}) comes after a more recent figure ({previous}).",
        "Rangez les chiffres dans l’ordre du temps.",
        "Put the figures in the order of time.",
    ),
    "series-mixed-scope": (
        "« {value} » n’a pas le périmètre de celui qui le précède : {axes_fr}.",
        "“{value}” does not have the scope of the one before it: {axes_en}.",
        "Déclarez une rupture (« breaks ») après « {previous} », ou retirez le chiffre.",
        "Declare a break (“breaks”) after “{previous}”, or remove the figure.",
    ),
    "series-break-unknown": (
        "La rupture est placée après « {value} », qui n’est pas dans la série ou la termine.",
        "The break is set after “{value}”, which is not in the series or ends it.",
        "Placez-la après un chiffre de la série, sauf le dernier.",
        "Set it after a figure of the series other than the last.",
    ),
    "contradiction-unknown": (
        "La contradiction cite le chiffre « {value} », qui n’existe pas.",
        "The contradiction names the figure “{value}”, which does not exist.",
        "Corrigez l’identifiant.{near_fr}",
        "Correct the identifier.{near_en}",
    ),
    "contradiction-too-few": (
        "Il faut au moins deux chiffres différents pour se contredire.",
        "It takes at least two different figures to contradict each other.",
        "Ajoutez l’autre chiffre ou retirez la contradiction.",
        "Add the other figure or remove the contradiction.",
    ),
    "retained-unknown": (
        "Le chiffre retenu « {value} » n’existe pas.",
        "The retained figure “{value}” does not exist.",
        "Corrigez l’identifiant.{near_fr}",
        "Correct the identifier.{near_en}",
    ),
    "retained-untraceable": (
        "« {value} » est intraçable : il ne peut être retenu pour aucun usage.",
        "“{value}” is untraceable: it cannot be retained for any use.",
        "Retenez un chiffre dont la source dit la méthode.",
        "Retain a figure whose source states its method.",
    ),
    "retained-twice": (
        "L’usage « {use} » retient déjà « {other} » : {where}.",
        "The use “{use}” already retains “{other}”: {where}.",
        "Un seul chiffre par usage : gardez-en un, ou nommez un autre usage.",
        "One figure a use: keep one, or name another use.",
    ),
    "amendment-unknown": (
        "La correction porte sur le chiffre « {value} », qui n’existe pas.",
        "The amendment is about the figure “{value}”, which does not exist.",
        "Corrigez l’identifiant.{near_fr}",
        "Correct the identifier.{near_en}",
    ),
    "amendment-entered": (
        "Le registre a déjà un chiffre « {value} ».",
        "The register already has a figure “{value}”.",
        "Corrigez ce chiffre, ou donnez un autre identifiant à celui que vous inscrivez.",
        "Correct that figure, or give another identifier to the one you are entering.",
    ),
    "amendment-empty": (
        "La correction de « {value} » ne change rien.",
        "The correction of “{value}” changes nothing.",
        "Donnez au moins un champ à changer, sa nouvelle valeur étant différente.",
        "Give at least one field to change, with a new value that differs.",
    ),
    "amendment-permanent": (
        "Le champ « {key} » est permanent et ne se corrige pas.",
        "The field “{key}” is permanent and cannot be corrected.",
        "Créez un autre chiffre.",
        "Create another figure.",
    ),
    "amendment-use-missing": (
        "Il faut nommer l’usage pour lequel « {value} » est retenu ou libéré.",
        "The use for which “{value}” is retained or released must be named.",
        "Donnez « use ».",
        "Give “use”.",
    ),
    "amendment-nothing-to-release": (
        "« {value} » n’est pas retenu pour l’usage « {use} ».",
        "“{value}” is not retained for the use “{use}”.",
        "Vérifiez l’usage et le chiffre.",
        "Check the use and the figure.",
    ),
    "unknown-filter": (
        "« {key} » ne connaît pas « {value} ».",
        "“{key}” knows no “{value}”.",
        "Corrigez ce critère.{near_fr}",
        "Correct this criterion.{near_en}",
    ),
    "bad-day": (
        "« {value} » n’est pas un jour.",
        "“{value}” is not a day.",
        "Écrivez-le AAAA-MM-JJ, comme 2026-11-24.",
        "Write it YYYY-MM-DD, such as 2026-11-24.",
    ),
    "unknown-figure": (
        "Le registre n’a pas de chiffre « {value} ».",
        "The register has no figure “{value}”.",
        "Vérifiez l’identifiant, ou cherchez avec « filiere figures list --text ».{near_fr}",
        "Check the identifier, or search with “filiere figures list --text”.{near_en}",
    ),
}
CATALOGUE = FaultCatalogue(_ENTRIES)

fault = CATALOGUE.build
