"""What may be wrong with territories: the words of each fault under its code."""

from filiere.core.faults import FaultCatalogue

# Under each code, the fault in French and in English, then the remedy in French and in English.
CATALOGUE = FaultCatalogue(
    {
        "wrong-value": (
            "{column} vaut « {value} ».",
            "{column} is “{value}”.",
            "Il faut {wanted}.",
            "It must be {wanted}.",
        ),
        "unknown-commune": (
            "Aucune commune n’a porté le code « {value} ».",
            "No commune has ever had the code “{value}”.",
            "Vérifiez les cinq caractères du code (zéro initial compris) ; les événements commencent en 1943.",
            "Check the five characters of the code (with any leading zero); the events start in 1943.",
        ),
        "rate-does-not-add": (
            "Un taux, une part ou un indice ne s’additionne pas d’un territoire à l’autre.",
            "A rate, a share or an index cannot be added up across territories.",
            "Convertissez les effectifs (numérateur et dénominateur), puis recalculez le taux.",
            "Convert the counts (numerator and denominator), then recompute the rate.",
        ),
        "region-cannot-be-split": (
            "{label} réunit {names} : sa valeur n’indique pas celle de chacune.",
            "{label} combines {names}: its value does not show the value of each.",
            "Partez d’une table par département ou par commune.",
            "Start from a table by department or by commune.",
        ),
        "no-way": (
            "« {other} » n’est pas fait d’unités entières du type « {this} ».",
            "“{other}” is not made of whole units of the kind “{this}”.",
            "Partez d’une table par commune.",
            "Start from a table by commune.",
        ),
        "wrong-kind": (
            "{value} ({label}) n’a pas sa place ici.",
            "{value} ({label}) does not belong here.",
            "Retirez cette ligne ; types attendus : {wanted}.",
            "Remove this row; kinds expected: {wanted}.",
        ),
        "mixed-kinds": (
            "La table mêle des territoires de plusieurs types ({shown}) : leur somme compterait deux fois.",
            "The table mixes territories of several kinds ({shown}): their sum would double-count.",
            "Gardez un seul type de territoire.",
            "Keep one kind of territory.",
        ),
        "no-zones": (
            "Aucune table des zones d’emploi n’est chargée.",
            "No employment zone table has been loaded.",
            "Chargez-la par la source insee-employment-zones.",
            "Load it from the source insee-employment-zones.",
        ),
        "commune-without-zone": (
            "La commune {value} n’est pas dans la table des zones d’emploi.",
            "Commune {value} is not in the employment zone table.",
            "Chargez une table des zones de la même année que les communes.",
            "Load a zone table for the same year as the communes.",
        ),
        "wrong-zone": (
            "« {zone} » n’est pas un code de zone d’emploi.",
            "“{zone}” is not an employment zone code.",
            "Un code de zone 2020 a quatre chiffres, zéro de tête compris (0051).",
            "A 2020 zone code has four digits, including any leading zero (0051).",
        ),
        "two-zones": (
            "La commune {commune} est dans deux zones : {first} et {second}.",
            "Commune {commune} is in two zones: {first} and {second}.",
            "Gardez une seule ligne par commune.",
            "Keep one line per commune.",
        ),
    }
)
fault = CATALOGUE.build
