"""What is wrong with a specification, a hierarchy or data given to be protected: one entry a code, both languages.

A value or a contributor is named by its line, never shown: these sentences end in logs. Codes and cells are shown,
since nobody mends a file without them.
"""

from filiere.core.faults import FaultCatalogue, FaultEntry
from filiere.disclosure.inputs.pattern_faults import PATTERN_FAULTS

# Under each code, the fault in French and in English, then the remedy in French and in English.
_ENTRIES: dict[str, FaultEntry] = {
    "data-format": (
        "Le format de ce fichier n’est pas connu : « {found} ».",
        "The format of this file is not known: “{found}”.",
        "Donnez un fichier .csv ou .parquet.",
        "Give a .csv or .parquet file.",
    ),
    "data-unreadable": (
        "Ce fichier ne peut pas être lu : {reason}.",
        "This file cannot be read: {reason}.",
        "Vérifiez le chemin, les droits et le contenu du fichier.",
        "Check the path, the rights and the content of the file.",
    ),
    "data-encoding": (
        "Le fichier n’est pas en UTF-8.",
        "The file is not UTF-8.",
        "Enregistrez-le en UTF-8 (il est peut-être en Windows-1252).",
        "Save it as UTF-8 (it may be Windows-1252).",
    ),
    "data-quotes": (
        "Les guillemets ne se ferment pas, ou un signe les suit avant le séparateur.",
        "Quotes do not close, or something follows them before the separator.",
        "Entourez de guillemets la valeur entière, et doublez ceux qu’elle contient.",
        "Put quotes around the whole value, and double those within it.",
    ),
    "data-empty": (
        "Le fichier n’a aucune ligne de données.",
        "The file has no row of data.",
        "Donnez un fichier avec un en-tête et une ligne au moins.",
        "Give a file with a header and at least one row.",
    ),
    "columns-too-many": (
        "Le fichier a {found} colonnes ; {most} au plus sont lues.",
        "The file has {found} columns; at most {most} are read.",
        "Gardez celles que le tableau croise et celle des montants, et retirez les autres.",
        "Keep those that the table crosses and the one of amounts, and remove the others.",
    ),
    "data-too-large": (
        "Le fichier a {found} valeurs ; {most} au plus sont lues.",
        "The file has {found} values; at most {most} are read.",
        "Retirez les colonnes qui ne servent pas, ou additionnez les lignes d’un même contributeur.",
        "Remove the columns that are not used, or add up the lines of each contributor.",
    ),
    "data-ragged": (
        "La ligne a {found} valeurs ; l’en-tête a {wanted} colonnes.",
        "The line has {found} values; the header has {wanted} columns.",
        "Donnez une valeur par colonne ; protégez par des guillemets ce qui contient le séparateur.",
        "Give one value a column; put in quotes what holds the separator.",
    ),
    "column-twice": (
        "La colonne « {column} » est deux fois dans l’en-tête.",
        "The column “{column}” is in the header twice.",
        "Renommez l’une des deux.",
        "Rename one of the two.",
    ),
    "column-missing": (
        "Il n’y a pas de colonne « {column} ».",
        "There is no column “{column}”.",
        "Colonnes du fichier : {known}.{near_fr}",
        "Columns of the file: {known}.{near_en}",
    ),
    "column-type": (
        "La colonne « {column} » ne contient ni des textes ni des nombres entiers : ses codes ne sont pas sûrs.",
        "The column “{column}” holds neither texts nor whole numbers: its codes are not reliable.",
        "Enregistrez les codes comme des textes.",
        "Store the codes as texts.",
    ),
    "column-reserved": (
        "Une dimension ne peut pas s’appeler « {column} » : le tableau publié a une colonne de ce nom.",
        "A dimension cannot be called “{column}”: the published table has a column of this name.",
        "Renommez la colonne dans les données et dans la spécification.",
        "Rename the column in the data and in the specification.",
    ),
    "code-empty": (
        "« {column} » est vide.",
        "“{column}” is empty.",
        "Donnez un code à chaque ligne ; ce qui est inconnu a besoin d’un code à lui.",
        "Give each row a code; what is unknown needs a code of its own.",
    ),
    "code-padded": (
        "Le code « {code} » de « {column} » a des blancs autour de lui : il serait un autre code.",
        "The code “{code}” of “{column}” has blanks around it: it would be another code.",
        "Retirez ces blancs.",
        "Remove these blanks.",
    ),
    "code-invisible": (
        "Le code « {code} » de « {column} » contient un signe invisible ({sign}) : il serait un autre code.",
        "The code “{code}” of “{column}” holds an invisible sign ({sign}): it would be another code.",
        "Retirez ce signe.",
        "Remove this sign.",
    ),
    "code-two-ways": (
        "Le code « {code} » de « {column} » ne diffère de {other_fr} que par ce qui ne se voit pas (espaces, accents "
        "composés ou non) : il serait un autre code.",
        "The code “{code}” of “{column}” differs from {other_en} by what is not seen only (blanks, accents composed or "
        "not): it would be another code.",
        "Écrivez-le partout de la même façon, signe pour signe.",
        "Write it the same way everywhere, sign for sign.",
    ),
    "code-unknown": (
        "Le code « {code} » de « {column} » n’est pas dans la hiérarchie.",
        "The code “{code}” of “{column}” is not in the hierarchy.",
        "Ajoutez-le à la hiérarchie, ou corrigez-le.{near_fr}",
        "Add it to the hierarchy, or correct it.{near_en}",
    ),
    "code-is-a-group": (
        "La ligne est au code « {code} » de « {column} », qui est un groupe ou le total.",
        "The row is at the code “{code}” of “{column}”, which is a group or the total.",
        "Placez chaque ligne au code le plus fin ; groupes et totaux sont calculés.",
        "Put each row at the narrowest code; groups and totals are computed.",
    ),
    "value-not-a-number": (
        "« {column} » n’est pas un nombre exact.",
        "“{column}” is not an exact number.",
        "Écrivez un nombre comme -1234.56, sans espace ni unité ; une valeur inconnue n’est pas une ligne.",
        "Write a number such as -1234.56, without space or unit; an unknown value is not a row.",
    ),
    "value-too-large": (
        "La somme des tailles de « {column} », comptée exactement (en 1/{scale} d’unité), passe 2^53.",
        "The sum of sizes of “{column}”, counted exactly (in 1/{scale} of a unit), passes 2^53.",
        "Donnez les valeurs dans une unité plus grande, ou avec moins de décimales.",
        "Give the values in a larger unit, or with fewer decimals.",
    ),
    "value-negative": (
        "« {column} » est négatif.",
        "“{column}” is negative.",
        "Donnez un nombre de zéro au moins.",
        "Give a number of zero or more.",
    ),
    "contributor-empty": (
        "La ligne ne dit pas qui contribue : « {column} » est vide.",
        "The row does not say who contributes: “{column}” is empty.",
        "Donnez un identifiant au contributeur, un propre à chacun.",
        "Give the contributor an identifier, one of its own for each.",
    ),
    "identifier-padded": (
        "L’identifiant de « {column} » a des blancs autour de lui : il compterait comme un autre.",
        "The identifier of “{column}” has blanks around it: it would count as another.",
        "Retirez ces blancs.",
        "Remove these blanks.",
    ),
    "identifier-invisible": (
        "L’identifiant de « {column} » contient un signe invisible ({sign}) : il compterait comme un autre.",
        "The identifier of “{column}” holds an invisible sign ({sign}): it would count as another.",
        "Retirez ce signe.",
        "Remove this sign.",
    ),
    "identifier-two-ways": (
        "L’identifiant de « {column} » ne diffère de celui de la ligne {other} que par des majuscules, des espaces ou "
        "des accents composés autrement : il compterait comme un autre.",
        "The identifier of “{column}” differs from that on line {other} by capitals, blanks or accents composed "
        "otherwise only: it would count as another.",
        "Écrivez le même contributeur, ou le même groupe, partout de la même façon, signe pour signe ; à deux qui sont "
        "distincts, donnez des identifiants qui diffèrent autrement.",
        "Write the same contributor, or the same holding, the same way everywhere, sign for sign; give two that are "
        "distinct identifiers that differ otherwise.",
    ),
    "holding-empty": (
        "« {column} » est vide : on ne sait pas de quel groupe est ce contributeur.",
        "“{column}” is empty: the group of this contributor is not known.",
        "Donnez le groupe ; un contributeur sans groupe est à lui seul le sien (répétez son identifiant).",
        "Give the group; a contributor without one is its own (repeat its identifier).",
    ),
    "holding-two": (
        "Le contributeur de cette ligne est d’un autre groupe à la ligne {other}.",
        "The contributor of this row is in another group on line {other}.",
        "Donnez le même groupe à toutes les lignes d’un contributeur.",
        "Give all rows of a contributor the same group.",
    ),
    "file-elsewhere": (
        "« {named} » n’est pas un nom de fichier envoyé avec la spécification : un chemin n’est pas suivi.",
        "“{named}” is not the name of a file sent with the specification: a path is not followed.",
        "Envoyez le fichier avec la spécification et écrivez son nom seul.",
        "Send the file with the specification and write its name alone.",
    ),
    "hierarchy-form": (
        "Une hiérarchie a deux colonnes au moins (code et groupe, ou les niveaux) ; celle-ci en a {found}.",
        "A hierarchy has two columns at least (code and group, or the levels); this one has {found}.",
        "Écrivez un en-tête « code,parent » et une ligne par code.",
        "Write a header “code,parent” and a line a code.",
    ),
    "hierarchy-blank": (
        "Le code de cette ligne est vide.",
        "The code of this line is empty.",
        "Donnez le code, ou retirez la ligne.",
        "Give the code, or remove the line.",
    ),
    "hierarchy-total": (
        "Le code « {code} » est celui du total : il n’est dans aucun groupe.",
        "The code “{code}” is that of the total: it is in no group.",
        "Retirez cette ligne, ou donnez un autre nom au total dans la spécification.",
        "Remove this line, or give the total another name in the specification.",
    ),
    "hierarchy-two-parents": (
        "Le code « {code} » est dans « {parent} » ici et dans « {other} » à la ligne {line_other}.",
        "The code “{code}” is in “{parent}” here and in “{other}” on line {line_other}.",
        "Gardez un seul groupe par code ; deux découpages sont deux colonnes, dans le même tableau.",
        "Keep one group a code; two ways of grouping are two columns, in the same table.",
    ),
    "hierarchy-duplicate": (
        "Cette ligne répète la ligne {other}.",
        "This line repeats line {other}.",
        "Retirez l’une des deux.",
        "Remove one of the two.",
    ),
    "hierarchy-cycle": (
        "De groupe en groupe, « {code} » est dans lui-même : {circle}.",
        "Group after group, “{code}” is inside itself: {circle}.",
        "Corrigez les groupes : chacun est dans un plus grand, jusqu’au total.",
        "Correct the groups: each is in a larger one, up to the total.",
    ),
    "dimension-twice": (
        "La dimension « {column} » est deux fois dans ce tableau.",
        "The dimension “{column}” is in this table twice.",
        "Gardez-en une.",
        "Keep one of them.",
    ),
    "dimension-differs": (
        "« {column} » a ici un autre total ou une autre hiérarchie que dans un tableau précédent.",
        "“{column}” has another total or hierarchy here than in an earlier table.",
        "Donnez partout les mêmes : une même colonne fait les mêmes cellules dans tous les tableaux.",
        "Give the same everywhere: one column makes the same cells in all tables.",
    ),
    "table-none": (
        "La spécification n’a aucun tableau.",
        "The specification has no table.",
        "Donnez « dimensions », ou des blocs de dimensions dans « tables ».",
        "Give “dimensions”, or blocks of dimensions in “tables”.",
    ),
    "table-data": (
        "Un tableau ne nomme son propre fichier que pour « input: cells ».",
        "A table names a file of its own only with “input: cells”.",
        "Retirez « data », ou donnez des cellules.",
        "Remove “data”, or give cells.",
    ),
    "key-needs": (
        "« {name} » n’a pas de sens ici : {why_fr}.",
        "“{name}” makes no sense here: {why_en}.",
        "{do_fr}.",
        "{do_en}.",
    ),
    "rule-too-fine": (
        "« {name} » a trop de chiffres pour un calcul exact avec des valeurs aussi grandes.",
        "“{name}” has too many digits for exact arithmetic with values as large as these.",
        "Écrivez-le avec moins de chiffres, ou donnez les valeurs dans une unité plus grande.",
        "Write it with fewer digits, or give the values in a larger unit.",
    ),
    "too-many-crossings": (
        "Les croisements possibles sont trop nombreux.",
        "There are too many possible crossings.",
        "Retirez une dimension, ou partagez le tableau.",
        "Take out a dimension, or split the table.",
    ),
    "cell-twice": (
        "La cellule {cell} est déjà à la ligne {other}.",
        "The cell {cell} is already on line {other}.",
        "Gardez une ligne par cellule.",
        "Keep one line a cell.",
    ),
    "cells-disagree": (
        "La cellule {cell} vaut ici {found} et {other} dans un autre tableau.",
        "The cell {cell} is {found} here and {other} in another table.",
        "Faites les deux tableaux des mêmes données.",
        "Make both tables from the same data.",
    ),
    "cell-of-no-table": (
        "La cellule {cell} n’est dans aucun tableau de la spécification.",
        "The cell {cell} is in no table of the specification.",
        "Retirez-la, ou ajoutez son tableau.",
        "Remove it, or add its table.",
    ),
    "cell-without-anyone": (
        "La cellule {cell} a une valeur et aucun contributeur.",
        "The cell {cell} has a value and no contributor.",
        "Corrigez le nombre de contributeurs, ou la valeur.",
        "Correct the number of contributors, or the value.",
    ),
    "count-not-whole": (
        "Le nombre de contributeurs de la cellule {cell} n’est pas un nombre entier de zéro au moins.",
        "The number of contributors of the cell {cell} is not a whole number of zero or more.",
        "Donnez ce nombre.",
        "Give that number.",
    ),
    "largest-beyond": (
        "Les plus grands contributeurs de la cellule {cell} passent sa valeur.",
        "The largest contributors of the cell {cell} pass its value.",
        "Vérifiez que ces colonnes sont dans la même unité que la valeur.",
        "Check that these columns are in the unit of the value.",
    ),
    "largest-too-small": (
        "Le plus grand contributeur de la cellule {cell} est plus petit que la part moyenne de ses contributeurs "
        "({count}).",
        "The largest contributor of the cell {cell} is smaller than the mean of its contributors ({count}).",
        "Vérifiez que cette colonne est dans la même unité que la valeur.",
        "Check that this column is in the unit of the value.",
    ),
    "second-beyond": (
        "Le deuxième contributeur de la cellule {cell} est plus grand que le premier.",
        "The second contributor of the cell {cell} is larger than the first.",
        "Échangez les deux colonnes, ou corrigez-les.",
        "Swap the two columns, or correct them.",
    ),
    "margin-missing": (
        "La cellule {cell} manque, alors que des parties d’elle sont là, dont {part}.",
        "The cell {cell} is missing, though parts of it are there, {part} among them.",
        "Ajoutez-la : toutes les marges d’un tableau sont données.",
        "Add it: all margins of a table are given.",
    ),
    "not-additive": (
        "La cellule {cell} vaut {whole} ; ses parties font {sum} ({parts}).",
        "The cell {cell} is {whole}; its parts add up to {sum} ({parts}).",
        "Corrigez ces valeurs ; des valeurs arrondies chacune de leur côté ne s’additionnent pas.",
        "Correct these values; values rounded each by itself do not add up.",
    ),
    "counts-not-additive": (
        "La cellule {cell} a {whole} contributeurs ; ses parties en ont {sum} ({parts}).",
        "The cell {cell} has {whole} contributors; its parts have {sum} ({parts}).",
        "Corrigez ces nombres : un groupe a tous les contributeurs de ses parties, et aucun autre.",
        "Correct these numbers: a group has all contributors of its parts, and no other.",
    ),
    "largest-not-above": (
        "Le plus grand contributeur de la cellule {cell} est plus petit que celui d’une de ses parties : {part}.",
        "The largest contributor of the cell {cell} is smaller than that of one of its parts: {part}.",
        "Corrigez l’une des deux.",
        "Correct one of the two.",
    ),
    "cell-unknown": (
        "Il n’y a pas de cellule {cell}.",
        "There is no cell {cell}.",
        "Vérifiez ses codes ; une cellule sans contributeur n’existe pas.",
        "Check its codes; a cell without contributor does not exist.",
    ),
    "keep-unsafe": (
        "La cellule {cell} doit rester visible, et la règle la retire : elle dirait trop d’un contributeur.",
        "The cell {cell} is to stay visible, and the rule withholds it: it would tell too much of a contributor.",
        "Retirez-la de cette liste, ou joignez les accords écrits par « waivers ».",
        "Take it off this list, or add the written consents by “waivers”.",
    ),
    "waiver-reference": (
        "L’accord de cette ligne n’a pas de référence.",
        "The consent of this line has no reference.",
        "Donnez la référence de l’accord écrit.",
        "Give the reference of the written consent.",
    ),
    "waiver-date": (
        "La date de l’accord n’est pas une date comme 2026-01-31.",
        "The date of the consent is not a date such as 2026-01-31.",
        "Écrivez année, mois et jour.",
        "Write year, month and day.",
    ),
    "waiver-written-otherwise": (
        "Le contributeur de cet accord ne diffère d’un de ceux des données que par des majuscules, des espaces ou des "
        "accents composés autrement : l’accord ne serait celui de personne.",
        "The contributor of this consent differs from one in the data by capitals, blanks or accents composed "
        "otherwise only: the consent would be nobody’s.",
        "Écrivez son identifiant comme dans les données, signe pour signe.",
        "Write its identifier as the data do, sign for sign.",
    ),
    "weight-not-positive": (
        "« {column} » n’est pas au-dessus de zéro.",
        "“{column}” is not above zero.",
        "Donnez le nombre d’unités que la ligne représente.",
        "Give the number of units that the row stands for.",
    ),
    "base-too-fine": (
        "La base {base} est plus fine qu’un centième de la dernière décimale des données.",
        "The base {base} is finer than a hundredth of the last decimal of the data.",
        "Donnez une base plus grande.",
        "Give a larger base.",
    ),
    "more-of-these": (
        "Et autant de fois la faute « {other} » en plus : {count}.",
        "And more of the fault “{other}”: {count}.",
        "Corrigez-les comme les premières.",
        "Correct them like the first ones.",
    ),
    **PATTERN_FAULTS,
}
FAULTS = FaultCatalogue(_ENTRIES)
