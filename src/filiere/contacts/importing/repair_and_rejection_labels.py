"""The words of an import: what each repair does, and why a row is rejected."""

from collections.abc import Mapping

from filiere.core import Text

REPAIRS: Mapping[str, Text] = {
    "blank-trimmed": Text(
        fr="espaces retirées au début ou à la fin d’une case", en="spaces removed at the beginning or end of a cell"
    ),
    "word-case": Text(
        fr="mot écrit avec des capitales, des espaces ou des traits d’union",
        en="word written with capitals, spaces or hyphens",
    ),
    "flag-word": Text(
        fr="oui, non, vrai, faux, 1 ou 0 au lieu de true ou false", en="yes, no, 1 or 0 for true or false"
    ),
    "decimal-comma": Text(fr="virgule décimale au lieu du point", en="decimal comma instead of a point"),
    "whole-decimal": Text(
        fr="nombre entier écrit avec des décimales nulles", en="whole number written with zero decimals"
    ),
    "time-separator": Text(
        fr="date et heure séparées par une espace ou un « t »", en="date and time separated by a space or a “t”"
    ),
    "offset-colon": Text(
        fr="décalage horaire sans deux-points, ou réduit aux heures", en="offset without a colon, or with hours only"
    ),
    "seconds-missing": Text(fr="heure écrite sans secondes", en="time written without seconds"),
    "fraction-cut": Text(
        fr="décimales de seconde au-delà de la microseconde", en="fractions of a second finer than a microsecond"
    ),
    "zone-assumed": Text(
        fr="heure sans décalage, lue dans le fuseau de l’import",
        en="time without an offset, read in the import’s time zone",
    ),
    "fold-first": Text(
        fr="heure ambiguë (changement d’heure) : la première est retenue",
        en="time that the clock shows twice: the first one is used",
    ),
    "clock-short": Text(
        fr="heure écrite sans zéro, ou avec secondes", en="time of day without a leading zero, or with seconds"
    ),
}
"""Every repair by name, and what it does."""

REJECTIONS: Mapping[str, tuple[str, str, str, str]] = {
    "missing-value": (
        "La case est vide, et cette colonne ne peut pas l’être.",
        "The cell is empty, and may not be.",
        "Donnez cette valeur dans l’export.",
        "Give this value in the export.",
    ),
    "bad-time": (
        "Ce n’est pas un instant ISO 8601 qui existe.",
        "This is not an ISO 8601 instant that exists.",
        "Écrivez par exemple 2026-03-29T08:15:00+02:00.",
        "Write for instance 2026-03-29T08:15:00+02:00.",
    ),
    "time-out-of-range": (
        "L’instant n’est pas entre 1970 et 2099 : c’est la date nulle d’un système, ou une erreur d’année.",
        "The instant is not between 1970 and 2099: it is some system’s null date, or a slip of the year.",
        "Laissez la case vide si l’instant est inconnu.",
        "Leave the cell empty if it is unknown.",
    ),
    "dst-gap": (
        "Cette heure n’existe pas : l’horloge l’a sautée en passant à l’heure d’été.",
        "This time does not exist: the clock skipped it when it went forward.",
        "Exportez les heures avec leur décalage.",
        "Export the times with their offset.",
    ),
    "unknown-word": (
        "Ce mot n’est pas un de ceux de la colonne.",
        "This word is not one of the column’s.",
        "Traduisez ce mot par une correspondance.",
        "Translate this word by a mapping.",
    ),
    "unmapped-word": (
        "Ce mot n’est pas dans la correspondance.",
        "This word is not in the mapping.",
        "Ajoutez-le sous « words », avec le mot canonique qui lui répond.",
        "Add it under “words”, with the canonical word that answers it.",
    ),
    "unmapped-outcome": (
        "Cette issue n’est pas dans la correspondance.",
        "This outcome is not in the mapping.",
        "Ajoutez-la sous « words », avec l’une des huit issues connues.",
        "Add it under “words”, with one of the eight known outcomes.",
    ),
    "bad-duration": (
        "Ce n’est pas une durée.",
        "This is not a duration.",
        "Dites son unité dans la correspondance, ou écrivez H:MM:SS.",
        "Say its unit in the mapping, or write H:MM:SS.",
    ),
    "unknown-outcome": (
        "Cette issue n’est pas une des huit issues connues.",
        "This outcome is not one of the eight known.",
        "Traduisez cette issue par une correspondance.",
        "Translate this outcome by a mapping.",
    ),
    "bad-count": (
        "Ce n’est pas un nombre entier positif ou nul.",
        "This is not a whole number from 0.",
        "Écrivez des chiffres seulement.",
        "Write digits only.",
    ),
    "bad-number": (
        "Ce n’est pas un nombre.",
        "This is not a number.",
        "Écrivez par exemple 12.5, sans unité.",
        "Write for instance 12.5, without a unit.",
    ),
    "bad-flag": (
        "Ce n’est ni true ni false.",
        "This is neither true nor false.",
        "Écrivez true, false, ou rien.",
        "Write true, false, or nothing.",
    ),
    "bad-day": (
        "Ce n’est pas un jour AAAA-MM-JJ qui existe.",
        "This is not a day YYYY-MM-DD that exists.",
        "Écrivez par exemple 2026-03-29.",
        "Write for instance 2026-03-29.",
    ),
    "bad-month": (
        "Ce n’est pas un mois AAAA-MM.",
        "This is not a month YYYY-MM.",
        "Écrivez par exemple 2026-03.",
        "Write for instance 2026-03.",
    ),
    "bad-clock": (
        "Ce n’est pas une heure HH:MM de 00:00 à 24:00.",
        "This is not a time HH:MM from 00:00 to 24:00.",
        "Écrivez par exemple 08:30.",
        "Write for instance 08:30.",
    ),
    "unknown-zone": (
        "Ce n’est pas un fuseau horaire IANA.",
        "This is not an IANA time zone.",
        "Écrivez par exemple Europe/Paris.",
        "Write for instance Europe/Paris.",
    ),
    "bad-rank": (
        "Le rang du passage se compte depuis 1.",
        "The rank of a visit counts from 1.",
        "Numérotez les passages depuis 1.",
        "Number the visits from 1.",
    ),
    "backward-interval": (
        "La fin est avant le début.",
        "The end is before the start.",
        "Corrigez l’un des deux.",
        "Correct one of the two.",
    ),
    "weekday-or-day": (
        "Il faut un jour de la semaine, de 1 à 7, ou un jour particulier, et pas les deux.",
        "A weekday from 1 to 7 or a particular day is needed, and not both.",
        "Remplissez l’une des deux colonnes.",
        "Fill in one of the two columns.",
    ),
    "half-open": (
        "L’ouverture va sans fermeture, ou la fermeture sans ouverture.",
        "An opening has no closing, or a closing no opening.",
        "Remplissez les deux colonnes, ou aucune.",
        "Fill in both columns, or neither.",
    ),
    "closes-before-opens": (
        "La fermeture n’est pas après l’ouverture.",
        "The closing is not after the opening.",
        "Coupez en deux un service qui passe minuit : jusqu’à 24:00, puis depuis 00:00.",
        "Split in two a service that passes midnight: to 24:00, then from 00:00.",
    ),
    "points-beyond": (
        "La note n’est pas entre les bornes données.",
        "The score is not within the bounds given.",
        "Corrigez la note ou ses bornes.",
        "Correct the score or its bounds.",
    ),
    "scale-reversed": (
        "La plus haute note possible n’est pas au-dessus de la plus basse.",
        "The highest score possible is not above the lowest.",
        "Corrigez les bornes de l’échelle.",
        "Correct the bounds of the scale.",
    ),
    "threshold-beyond": (
        "Le seuil n’est pas entre les bornes de l’échelle.",
        "The threshold is not within the bounds of the scale.",
        "Donnez le seuil sur la même échelle que la note.",
        "Give the threshold on the same scale as the score.",
    ),
    "below-zero": (
        "Cette valeur ne peut pas être négative.",
        "This value cannot be negative.",
        "Corrigez-la, ou laissez la case vide si la valeur est inconnue et que la colonne le permet.",
        "Correct it, or leave the cell empty if the value is unknown and the column allows it.",
    ),
    "more-than-all": (
        "La part est plus grande que le tout dont elle est une part.",
        "The part is greater than the whole that it is a part of.",
        "Corrigez l’une des deux colonnes.",
        "Correct one of the two columns.",
    ),
    "bad-length": (
        "Cette durée est nulle là où il en faut une, ou trop longue pour être vraie.",
        "This length is zero where there must be one, or too long to be true.",
        "Donnez la durée en secondes.",
        "Give the length in seconds.",
    ),
    "name-too-long": (
        "Ce nom est trop long pour être celui d’un dossier.",
        "This name is too long to be that of a folder.",
        "Donnez une clé de 80 octets au plus, lettres accentuées comptées double.",
        "Give a key of 80 bytes at most, accented letters counting twice.",
    ),
    "other-organisation": (
        "La ligne est d’une autre organisation que celle de l’import.",
        "The row is of another organisation than that of the import.",
        "Retirez « --organisation », ou séparez les fichiers.",
        "Drop “--organisation”, or split the files.",
    ),
    "conflicting-identity": (
        "Deux lignes du fichier ont la même identité et des contenus différents ; la dernière l’emporte.",
        "Two lines of the file have one identity and different contents; the last one wins.",
        "Vérifiez l’export : une ligne corrigée, ou deux choses sous un même nom.",
        "Check the export: one line corrected, or two things under one name.",
    ),
}
"""Why a row of a canonical table is not taken: what is wrong and what to do, in French and in English."""


def rejection_words(code: str) -> tuple[Text, Text]:
    """Return what a code of :data:`REJECTIONS` means, and what to do."""
    message_fr, message_en, remedy_fr, remedy_en = REJECTIONS[code]
    return Text(fr=message_fr, en=message_en), Text(fr=remedy_fr, en=remedy_en)
