"""What can be wrong with a table, its layout, a split or what is asked of them, in both languages."""

from filiere.core.faults import Fault, FaultCatalogue

CATALOGUE = FaultCatalogue(
    {
        "economy-unreadable-table": (
            "Ce fichier ne se lit ni comme CSV ni comme Parquet : {reason}.",
            "This file reads neither as CSV nor as Parquet: {reason}.",
            "Donnez une table longue, une case par ligne, en CSV (UTF-8) ou en Parquet.",
            "Give a long table, one cell a line, as CSV (UTF-8) or Parquet.",
        ),
        "economy-missing-column": (
            "La colonne « {name} », que nomme la disposition, n’est pas dans la table.",
            "The column “{name}”, named by the layout, is not in the table.",
            "Corrigez la disposition. Colonnes de la table : {columns}.",
            "Correct the layout. Columns of the table: {columns}.",
        ),
        "economy-unknown-layout": (
            "« {name} » n’est ni un fichier ni une disposition livrée.",
            "“{name}” is neither a file nor a shipped layout.",
            "Donnez un fichier YAML, ou l’un de : {known}.{near_fr}",
            "Give a YAML file, or one of: {known}.{near_en}",
        ),
        "economy-published-shape": (
            "Ce fichier n’a pas la forme de « {title} » : {shape}. Ses colonnes : {columns}.",
            "This file does not have the shape of “{title}”: {shape}. Its columns: {columns}.",
            "Prenez le fichier dans cette forme, ou décrivez la vôtre dans une disposition en YAML.",
            "Take the file in that shape, or describe yours in a layout as YAML.",
        ),
        "economy-mixed-flows": (
            "Ces lignes comptent ensemble ce qui est acheté dans le pays et ce qui est importé : {codes}.",
            "These rows count purchases at home and imports together: {codes}.",
            "Prenez la table qui les distingue (lignes DOM_ et IMP_) : tout passerait sinon pour produit dans le pays.",
            "Take the table that tells them apart (rows DOM_ and IMP_): else all would pass for made at home.",
        ),
        "economy-area-unused": (
            "« {name} » n’a qu’un pays par fichier.",
            "“{name}” has one country a file.",
            "Retirez --area.",
            "Remove --area.",
        ),
        "economy-unknown-area": (
            "« {area} » n’est pas une zone de la table.",
            "“{area}” is not an area of the table.",
            "Donnez l’une de : {areas}.{near_fr}",
            "Give one of: {areas}.{near_en}",
        ),
        "economy-no-rows": (
            "Aucune ligne de la table ne répond à la condition « {condition} ».",
            "No line of the table meets the condition “{condition}”.",
            "Corrigez « where » dans la disposition.",
            "Correct “where” in the layout.",
        ),
        "economy-not-a-number": (
            "Valeurs qui ne sont pas des nombres : {count}. Les premières : {cells}.",
            "Values that are not numbers: {count}. The first: {cells}.",
            "Écrivez des nombres avec un point décimal, sans espace ni unité ; 0 pour ce qui est nul.",
            "Write numbers with a decimal point, without spaces or units; 0 for what is nil.",
        ),
        "economy-missing-cell": (
            "Cases absentes de la table : {count}. Les premières : {cells}.",
            "Cells missing from the table: {count}. The first: {cells}.",
            "Écrivez 0 pour une case nulle : une case absente peut être inconnue ou cachée.",
            "Write 0 for a cell that is nil: a missing cell may be unknown or hidden.",
        ),
        "economy-repeated-cell": (
            "Cases données plusieurs fois : {count}. Les premières : {cells}.",
            "Cells given more than once: {count}. The first: {cells}.",
            "Gardez une ligne par case. Si le fichier contient plusieurs tables, choisissez-en une par « where ».",
            "Keep one line a cell. If the file holds several tables, choose one with “where”.",
        ),
        "economy-unknown-code": (
            "Codes de la table que la disposition ne nomme pas : {codes}.",
            "Codes of the table that the layout does not name: {codes}.",
            "Placez chaque code dans une liste de la disposition, ou dans « ignore ».",
            "Put each code in a list of the layout, or in “ignore”.",
        ),
        "economy-absent-code": (
            "Codes de « {role} » absents des {axis} de la table : {codes}.",
            "Codes of “{role}” absent from the {axis} of the table: {codes}.",
            "Corrigez la disposition.{near_fr}",
            "Correct the layout.{near_en}",
        ),
        "economy-repeated-code": (
            "Le code « {code} » est donné deux fois : dans « {first} » et dans « {second} ».",
            "The code “{code}” is given twice: in “{first}” and in “{second}”.",
            "Gardez-le dans une seule liste. Seule la rémunération peut être aussi dans la valeur ajoutée.",
            "Keep it in one list. Only compensation may also be in value added.",
        ),
        "economy-total-code": (
            "« {code} » est un total et non une branche : il compterait tout deux fois ({reason}).",
            "“{code}” is a total, not an industry: it would count everything twice ({reason}).",
            "Retirez « {code} » de « {role} », et placez-le dans « ignore ».",
            "Remove “{code}” from “{role}”, and put it in “ignore”.",
        ),
        "economy-total-in-table": (
            "La table contient le total « {code} », que la disposition ne nomme pas : il compterait tout deux fois.",
            "The table holds the total “{code}”, which the layout does not name: it would count everything twice.",
            "Placez « {code} » dans « ignore », ou retirez ses lignes de la table.",
            "Put “{code}” in “ignore”, or remove its lines from the table.",
        ),
        "economy-code-order": (
            "L’ordre des branches n’est pas celui du fichier : au rang {rank}, la disposition a « {layout} » et le "
            "fichier « {file} ».",
            "The order of industries is not that of the file: at place {rank} the layout has “{layout}” and the file "
            "“{file}”.",
            "Recopiez l’ordre du fichier, qui n’est pas toujours alphabétique : {order}.",
            "Copy the order of the file, which is not always alphabetical: {order}.",
        ),
        "economy-negative": (
            "Valeurs négatives là où il n’en faut pas : {count}. Les premières : {cells}.",
            "Negative values where there must be none: {count}. The first: {cells}.",
            "Achats, importations, rémunérations et emplois ne sont pas négatifs. Corrigez, ou demandez une table sans "
            "retraitement.",
            "Purchases, imports, compensation and jobs are not negative. Correct them, or ask for a table without "
            "adjustments.",
        ),
        "economy-no-output": (
            "La production de « {code} » est nulle ou négative ({value}) : rien ne se calcule par unité.",
            "The output of “{code}” is zero or negative ({value}): nothing can be computed per unit.",
            "Retirez cette branche, ou réunissez-la à une autre.",
            "Remove this industry, or merge it with another.",
        ),
        "economy-no-primary-inputs": (
            "La disposition ne dit pas ce qui, outre les achats, fait la production : « value_added » est vide.",
            "The layout does not say what, beside purchases, makes up output: “value_added” is empty.",
            "Donnez les lignes de la valeur ajoutée, ou la ligne de la production dans « output ».",
            "Give the rows of value added, or the row of output in “output”.",
        ),
        "economy-unbalanced": (
            "La table n’est pas équilibrée : « {code} » a {uses} d’emplois en ligne et {resources} de ressources en "
            "colonne, un écart de {gap} (tolérance : {tolerance}).",
            "The table does not balance: “{code}” has uses of {uses} in its row and resources of {resources} in its "
            "column, a gap of {gap} (tolerance: {tolerance}).",
            "Corrigez la ligne ou la colonne de « {code} ». Un arrondi se déclare par « tolerance ».",
            "Correct the row or the column of “{code}”. Rounding is declared with “tolerance”.",
        ),
        "economy-unbalanced-output": (
            "La production déclarée de « {code} », {declared}, n’est pas la somme de sa colonne, {resources} : un "
            "écart de {gap} (tolérance : {tolerance}).",
            "The declared output of “{code}”, {declared}, is not the sum of its column, {resources}: a gap of {gap} "
            "(tolerance: {tolerance}).",
            "Corrigez la colonne, ou les lignes que la disposition y compte.",
            "Correct the column, or the rows that the layout counts in it.",
        ),
        "economy-mixed-units": (
            "Plusieurs unités dans la même table : {units}.",
            "Several units in the same table: {units}.",
            "Ramenez tout à une unité ; une ligne d’emplois peut avoir la sienne.",
            "Bring everything to one unit; a row of jobs may have its own.",
        ),
        "economy-thousands-and-millions": (
            "« {code} » semble en milliers quand le reste est en millions, ou l’inverse : {first} contre {second}, un "
            "rapport de {ratio}.",
            "“{code}” seems to be in thousands where the rest is in millions, or the reverse: {first} against "
            "{second}, a ratio of {ratio}.",
            "Vérifiez l’unité de cette ligne ou de cette colonne, et ramenez tout à une seule.",
            "Check the unit of this row or column, and bring everything to one.",
        ),
        "economy-not-productive": (
            "La matrice de Leontief ne converge pas : pour produire une unité de « {code} », il faut en consommer au "
            "moins autant (condition de Hawkins-Simon ; achats de {purchases} par unité).",
            "The Leontief matrix does not converge: producing a unit of “{code}” takes at least as much of it "
            "(Hawkins–Simon condition; purchases of {purchases} a unit).",
            "Cherchez dans la colonne de « {code} » une valeur ajoutée nulle ou négative, ou un total compté comme "
            "branche.",
            "Look in the column of “{code}” for a zero or negative value added, or a total counted as an industry.",
        ),
        "economy-not-productive-households": (
            "Avec les ménages dans le circuit, la matrice ne converge pas : chaque euro de salaire en fait revenir "
            "{wages}.",
            "With households in the circuit the matrix does not converge: each unit of wages brings back {wages}.",
            "Vérifiez la rémunération et la colonne des ménages, ou laissez-les hors de la disposition.",
            "Check compensation and the column of households, or leave them out of the layout.",
        ),
        "economy-unknown-sector": (
            "« {code} » n’est pas une branche de la table.",
            "“{code}” is not an industry of the table.",
            "Donnez un code de « industries », ou celui que le partage ajoute.{near_fr}",
            "Give a code of “industries”, or the one that the split adds.{near_en}",
        ),
        "economy-unknown-buyer": (
            "« {code} », dans « sales », n’achète pas dans cette table.",
            "“{code}”, in “sales”, is not a buyer in this table.",
            "Donnez un code de « industries », ou « households ».{near_fr}",
            "Give a code of “industries”, or “households”.{near_en}",
        ),
        "economy-split-code-taken": (
            "Le code « {code} », que le partage ajoute, est déjà dans la table.",
            "The code “{code}”, which the split adds, is already in the table.",
            "Donnez à la part un code à elle.",
            "Give the part a code of its own.",
        ),
        "economy-split-order": (
            "« {name} » : il faut low ≤ mode ≤ high, et non {low}, {mode}, {high}.",
            "“{name}”: low ≤ mode ≤ high is needed, not {low}, {mode}, {high}.",
            "Mettez les trois nombres dans l’ordre.",
            "Put the three numbers in order.",
        ),
        "economy-split-too-large": (
            "La part achèterait plus que la branche entière : {share} de la production, avec des achats de {high}, "
            "font {wanted} ; la branche achète {held}.",
            "The part would buy more than the whole industry: {share} of output with purchases of {high} makes "
            "{wanted}; the industry buys {held}.",
            "Baissez « share », ou le haut de « purchases ».",
            "Lower “share”, or the high end of “purchases”.",
        ),
        "economy-split-no-value-added": (
            "Le partage laisse une valeur ajoutée négative à « {code} » : {value} par unité produite.",
            "The split leaves “{code}” a negative value added: {value} a unit of output.",
            "Resserrez « purchases » et « compensation », ou changez « share ».",
            "Narrow “purchases” and “compensation”, or change “share”.",
        ),
        "economy-split-empty": (
            "Aucun partage ne répond à toutes les bornes du fichier.",
            "No split meets all the bounds of the file.",
            "Élargissez « factor », ou les bornes de « purchases ».",
            "Widen “factor”, or the bounds of “purchases”.",
        ),
        "economy-split-needs": (
            "Le partage borne « {name} », que la table ne donne pas.",
            "The split bounds “{name}”, which the table does not give.",
            "Ajoutez « {name} » à la disposition, ou retirez-le du partage.",
            "Add “{name}” to the layout, or remove it from the split.",
        ),
        "economy-draws-need-a-seed": (
            "Des tirages sont demandés sans graine : ils ne pourraient pas être refaits.",
            "Draws are asked for without a seed: they could not be made again.",
            "Ajoutez --seed 1.",
            "Add --seed 1.",
        ),
        "economy-inverse-unwritten": (
            "Le fichier « {name} » ne peut pas être écrit : {reason}.",
            "The file “{name}” cannot be written: {reason}.",
            "Donnez à --inverse un chemin dont le dossier existe et où vous pouvez écrire.",
            "Give --inverse a path whose folder exists and that you may write to.",
        ),
        "economy-inverse-name": (
            "« {name} » n’est ni un fichier .csv ni un fichier .parquet.",
            "“{name}” is neither a .csv nor a .parquet file.",
            "Terminez le nom de --inverse par .csv ou .parquet.",
            "End the name given to --inverse in .csv or .parquet.",
        ),
        "economy-interval-order": (
            "« {name} » : il faut low ≤ point ≤ high entre {least} et {most}, et non {low}, {point}, {high}.",
            "“{name}”: low ≤ point ≤ high between {least} and {most} is needed, not {low}, {point}, {high}.",
            "Mettez les trois nombres dans l’ordre et entre ces bornes.",
            "Put the three numbers in order and within these bounds.",
        ),
        "economy-regions-differ": (
            "Territoires sans emplois connus de part et d’autre : {codes}.",
            "Territories whose jobs are not known on both sides: {codes}.",
            "Donnez les emplois de la filière et tous les emplois des mêmes territoires.",
            "Give the jobs of the sector and all jobs of the same territories.",
        ),
    }
)


def find_seed_faults(draws: int, seed: int | None, key: str = "--seed") -> list[Fault]:
    """Return the fault of draws that nobody could make again: those that are asked for without a seed."""
    return [CATALOGUE.build("economy-draws-need-a-seed").at(key=key)] if draws and seed is None else []
