"""What is refused of a sample, its controls, its bounds or its resampling: one entry a code, in both languages."""

from filiere.core.faults import FaultCatalogue, FaultEntry

_INPUT: dict[str, FaultEntry] = {
    "survey-column-missing": (
        "La colonne « {column} » n’est pas dans le fichier.{near_fr}",
        "The column “{column}” is not in the file.{near_en}",
        "Corrigez le nom dans la spécification. Colonnes : {known}.",
        "Correct the name in the specification. Columns: {known}.",
    ),
    "survey-no-row": (
        "Le fichier n’a aucune ligne.",
        "The file has no row.",
        "Donnez une ligne par unité tirée.",
        "Give one row for each unit drawn.",
    ),
    "survey-number": (
        "« {found} » n’est pas un nombre (colonne « {column} »).",
        "“{found}” is not a number (column “{column}”).",
        "Écrivez des chiffres, avec un point pour les décimales ; une valeur manquante reste vide.",
        "Write digits, with a point for decimals; leave a missing value empty.",
    ),
    "survey-number-size": (
        "{found} dépasse {most} (colonne « {column} ») : aucun calcul n’en serait juste.",
        "{found} is beyond {most} (column “{column}”): nothing computed from it would be right.",
        "Vérifiez ce nombre, ou écrivez la colonne dans une unité plus grande.",
        "Check this number, or write the column in a larger unit.",
    ),
    "survey-weight": (
        "Le poids de sondage est {found} : il doit être un nombre supérieur à zéro.",
        "The design weight is {found}: it must be a number above zero.",
        "Donnez l’inverse de la probabilité de tirage, ou retirez l’unité si elle n’a pas été tirée.",
        "Give the inverse of the probability of selection, or remove the unit if it was not drawn.",
    ),
    "survey-value-missing": (
        "La valeur manque dans la colonne « {column} », dont chaque unité a besoin.",
        "The value is missing in the column “{column}”, which every unit needs.",
        "Complétez-la d’après la base de sondage.",
        "Fill it in from the sampling frame.",
    ),
    "survey-fpc": (
        "La taille de population de la strate « {stratum} » est {found} : {why}.",
        "The population size of stratum “{stratum}” is {found}: {why}.",
        "Donnez dans toute la strate le même nombre d’unités de tirage (au moins celui de l’échantillon), ou dans tout "
        "le fichier des taux de sondage entre 0 et 1.",
        "Give throughout the stratum the same number of sampling units (no fewer than were drawn), or throughout the "
        "file sampling fractions between 0 and 1.",
    ),
    "survey-single-unit-stratum": (
        "La strate « {stratum} » n’a qu’une unité de tirage : sa variance ne peut pas être estimée.",
        "The stratum “{stratum}” has a single sampling unit: its variance cannot be estimated.",
        "Réunissez-la à une strate voisine ; ou, si elle est prise en entier, donnez sa taille de population, 1.",
        "Merge it with a neighbouring stratum; or, if all of it was taken, give its population size, 1.",
    ),
    "survey-outcomes-needed": (
        "Rien ne dit qui a répondu : il y a des groupes de réponse, mais ni résultat ni colonne « respondent ».",
        "Nothing says who responded: there are response groups, but no outcome and no column “respondent”.",
        "Nommez par « respondent » une colonne de 1 et de 0, ou demandez un résultat.",
        "Name a column of 1 and 0 by “respondent”, or ask for an outcome.",
    ),
    "survey-respondent-unused": (
        "« respondent » ne sert qu’avec des groupes de réponse.",
        "“respondent” is of use only with response groups.",
        "Nommez la colonne des groupes par « response_group », ou retirez cette clé.",
        "Name the column of groups by “response_group”, or remove this key.",
    ),
    "survey-respondent": (
        "« {found} » ne dit pas si l’unité a répondu.",
        "“{found}” does not say whether the unit responded.",
        "Écrivez 1 si elle a répondu, 0 sinon.",
        "Write 1 if it responded, 0 otherwise.",
    ),
    "survey-response-group-empty": (
        "Personne n’a répondu dans le groupe de réponse « {group} » ({drawn} unités tirées).",
        "Nobody responded in the response group “{group}” ({drawn} units drawn).",
        "Réunissez-le à un groupe dont les unités répondent de la même façon.",
        "Merge it with a group whose units respond alike.",
    ),
    "survey-response-group-single": (
        "Une seule unité sur {drawn} a répondu dans le groupe de réponse « {group} » : la variance due à la "
        "non-réponse ne peut pas y être estimée.",
        "A single unit out of {drawn} responded in the response group “{group}”: the variance due to non-response "
        "cannot be estimated there.",
        "Réunissez-le à un groupe dont les unités répondent de la même façon.",
        "Merge it with a group whose units respond alike.",
    ),
    "survey-bounds-needed": (
        "La méthode « {method} » a besoin de bornes.",
        "The method “{method}” needs bounds.",
        "Écrivez « bounds: [L, U] », avec L < 1 < U : elles portent sur le rapport du poids final au poids de départ.",
        "Write “bounds: [L, U]”, with L < 1 < U: they apply to the ratio of the final weight to the starting one.",
    ),
    "survey-bounds-unused": (
        "La méthode « {method} » n’a pas de bornes : elles ne seraient pas respectées.",
        "The method “{method}” has no bounds: they would not be respected.",
        "Retirez « bounds », ou choisissez « logit » ou « truncated ».",
        "Remove “bounds”, or choose “logit” or “truncated”.",
    ),
    "survey-bounds-order": (
        "Les bornes sont {low} et {high} : la première doit être sous 1, et la seconde au-dessus.",
        "The bounds are {low} and {high}: the first must be below 1, and the second above.",
        "Elles portent sur le rapport du poids final au poids de départ ; sur des poids, divisez-les par ceux-ci.",
        "They apply to the ratio of the final weight to the starting one; if yours are on weights, divide by those.",
    ),
    "survey-controls-needed": (
        "Il n’y a aucun contrôle : rien n’est à caler.",
        "There is no control: nothing is to be calibrated.",
        "Ajoutez « controls », ou demandez « filiere survey estimate ».",
        "Add “controls”, or run “filiere survey estimate”.",
    ),
    "survey-controls-unused": (
        "Une estimation sans calage n’a pas de contrôles : ils ne serviraient pas.",
        "An estimate without calibration has no controls: they would not be used.",
        "Retirez « controls », ou demandez « filiere survey calibrate ».",
        "Remove “controls”, or run “filiere survey calibrate”.",
    ),
    "survey-intercept-place": (
        "« intercept » n’est admis qu’en premier, et une seule fois.",
        "“intercept” is allowed in first place only, and once.",
        "Mettez-le en tête des contrôles.",
        "Put it at the head of the controls.",
    ),
    "survey-control-twice": (
        "La colonne « {column} » est deux fois parmi les contrôles.",
        "The column “{column}” is twice among the controls.",
        "Gardez un seul contrôle par colonne.",
        "Keep a single control for each column.",
    ),
    "survey-denominator": (
        "Un rapport a besoin d’un dénominateur, et un dénominateur d’un rapport (résultat « {column} »).",
        "A ratio needs a denominator, and a denominator a ratio (outcome “{column}”).",
        "Écrivez « denominator: COLONNE » avec « statistics: [ratio] ».",
        "Write “denominator: COLUMN” with “statistics: [ratio]”.",
    ),
    "survey-probabilities": (
        "Des quantiles se demandent avec « statistics: [quantile] », et entre 0 et 1 (résultat « {column} »).",
        "Quantiles are asked for with “statistics: [quantile]”, and between 0 and 1 (outcome “{column}”).",
        "Écrivez par exemple « statistics: [quantile], quantiles: [0.25, 0.5] ».",
        "Write for example “statistics: [quantile], quantiles: [0.25, 0.5]”.",
    ),
}

_CONTROLS: dict[str, FaultEntry] = {
    "survey-category-unknown": (
        "La modalité « {category} » de « {column} » n’a pas de total ({rows} lignes).{near_fr}",
        "The category “{category}” of “{column}” has no total ({rows} rows).{near_en}",
        "Donnez son total, ou corrigez la modalité ; réunir des modalités est une décision, qui se fait dans le "
        "fichier sous un nouveau nom.",
        "Give its total, or correct the category; collapsing categories is a decision, made in the file under a new "
        "name.",
    ),
    "survey-margin-without-unit": (
        "Aucune unité n’est dans la marge « {margin} », dont le total est {total}.",
        "No unit is in the margin “{margin}”, whose total is {total}.",
        "Réunissez-la à une autre, dans les totaux et dans le fichier, ou retirez ce contrôle.",
        "Merge it with another, in the totals and in the file, or remove this control.",
    ),
    "survey-margins-conflict": (
        "Les totaux se contredisent : ceux de « {first} » font {first_sum}, ceux de « {second} » {second_sum}.",
        "The totals contradict each other: those of “{first}” add up to {first_sum}, those of “{second}” to "
        "{second_sum}.",
        "Prenez-les à une même source et à une même date ; vérifiez qu’aucun n’est en pour cent ou en milliers.",
        "Take them from one source and one date; check that none is in per cent or in thousands.",
    ),
    "survey-controls-collinear": (
        "La marge « {margin} » se déduit de celles-ci : {others}. Elle n’ajoute rien.",
        "The margin “{margin}” follows from these: {others}. It adds nothing.",
        "Retirez ce contrôle : les poids seront les mêmes.",
        "Remove this control: the weights will be the same.",
    ),
    "survey-controls-contradict": (
        "La marge « {margin} » se déduit de celles-ci : {others}. Son total, {total}, devrait être {expected}.",
        "The margin “{margin}” follows from these: {others}. Its total, {total}, should be {expected}.",
        "Corrigez le total, ou retirez l’un de ces contrôles.",
        "Correct the total, or remove one of these controls.",
    ),
    "survey-bounds-infeasible": (
        "Aucun poids ne tient entre les bornes [{low} ; {high}] et sur ces marges à la fois : {margins}. {nearest}",
        "No weights meet the bounds [{low}, {high}] and these margins together: {margins}. {nearest}",
        "Élargissez les bornes, ou réunissez ou retirez l’une de ces marges.",
        "Widen the bounds, or merge or remove one of these margins.",
    ),
    "survey-raking-infeasible": (
        "Aucun poids positif n’atteint ces marges à la fois : {margins}. {nearest}",
        "No positive weights meet these margins together: {margins}. {nearest}",
        "Vérifiez ces totaux ; réunissez ou retirez l’une de ces marges.",
        "Check these totals; merge or remove one of these margins.",
    ),
    "survey-not-converged": (
        "Après {iterations} itérations, la marge « {margin} » vaut {reached} au lieu de {total} : l’écart relatif est "
        "{gap}, pour une tolérance de {tolerance}.",
        "After {iterations} iterations, the margin “{margin}” is {reached} instead of {total}: the relative gap is "
        "{gap}, for a tolerance of {tolerance}.",
        "Écartez les bornes, ou admettez une tolérance plus large (« tolerance ») ; aucun poids n’est rendu.",
        "Move the bounds apart, or allow a wider tolerance (“tolerance”); no weight is returned.",
    ),
    "survey-outcome-empty": (
        "Aucune valeur de « {outcome} » n’est connue.",
        "No value of “{outcome}” is known.",
        "Retirez ce résultat, ou vérifiez sa colonne.",
        "Remove this outcome, or check its column.",
    ),
    "survey-denominator-zero": (
        "Le dénominateur du rapport « {outcome} » est nul.",
        "The denominator of the ratio “{outcome}” is zero.",
        "Choisissez un autre dénominateur.",
        "Choose another denominator.",
    ),
}

_RESAMPLING: dict[str, FaultEntry] = {
    "survey-replicates": (
        "{found} répliques : il en faut de 2 à {most}.",
        "{found} replicates: there must be from 2 to {most}.",
        "Demandez-en 500, ou un autre nombre entre ces bornes.",
        "Ask for 500, or another number within these bounds.",
    ),
    "survey-replicates-need-a-seed": (
        "Des répliques sont demandées sans graine : elles ne pourraient pas être refaites.",
        "Replicates are asked for without a seed: they could not be made again.",
        "Ajoutez --seed 1.",
        "Add --seed 1.",
    ),
    "survey-seed-unused": (
        "Une graine est donnée, et rien n’est tiré.",
        "A seed is given, and nothing is drawn.",
        "Ajoutez --bootstrap 500, ou retirez --seed.",
        "Add --bootstrap 500, or remove --seed.",
    ),
    "survey-replicates-failed": (
        "{failed} répliques sur {replicates} n’ont pas pu être calées.",
        "{failed} replicates out of {replicates} could not be calibrated.",
        "Écartez les bornes du calage ou réunissez des marges ; l’erreur linéarisée reste disponible.",
        "Move the bounds of the calibration apart or merge margins; the linearised error remains available.",
    ),
}

CATALOGUE = FaultCatalogue({**_INPUT, **_CONTROLS, **_RESAMPLING})

fault = CATALOGUE.build
