"""What is said of amendments that cannot be read: one entry a code, the fault and its remedy, in both languages."""

from filiere.core.faults import FaultCatalogue, FaultEntry

# Under each code, the fault in French and in English, then the remedy in French and in English.
_ENTRIES: dict[str, FaultEntry] = {
    "amendments-not-a-list": (
        "Ce fichier ne contient pas de liste d’amendements.",
        "This file holds no list of amendments.",
        "Écrivez un tiret devant chaque amendement, avec ou sans « amendments: » en tête.",
        "Put a dash before each amendment, with or without “amendments:” at the top.",
    ),
    "amendments-too-many": (
        "Ce fichier contient {count} amendements ; la limite est de {most}.",
        "This file holds {count} amendments; the limit is {most}.",
        "Répartissez-les par partie du texte.",
        "Split them by part of the text.",
    ),
    "amendments-crowded": (
        "{count} amendements adoptés changent le paragraphe ou l’amendement {place} ; la limite est de {most}.",
        "{count} accepted amendments change paragraph or amendment {place}; the limit is {most}.",
        "Gardez ceux qui ont été mis aux voix.",
        "Keep those that were put to the vote.",
    ),
    "amendment-duplicate-key": (
        "La clé « {key} » est déjà prise par un autre amendement.",
        "The key “{key}” is already taken by another amendment.",
        "Donnez à chaque amendement une clé qui n’est qu’à lui.",
        "Give each amendment a key of its own.",
    ),
    "amendment-missing-field": (
        "L’amendement « {key} » n’a pas de « {field} », que « {op} » demande.",
        "Amendment “{key}” has no “{field}”, which “{op}” needs.",
        "Ajoutez « {field} ».",
        "Add “{field}”.",
    ),
    "amendment-useless-field": (
        "L’amendement « {key} » donne « {field} », dont « {op} » ne fait rien.",
        "Amendment “{key}” gives “{field}”, which “{op}” has no use for.",
        "Retirez « {field} », ou choisissez un autre « op ».",
        "Remove “{field}”, or choose another “op”.",
    ),
    "amendment-two-targets": (
        "L’amendement « {key} » vise un paragraphe et un autre amendement à la fois.",
        "Amendment “{key}” targets both a paragraph and another amendment.",
        "Gardez « paragraph » pour le texte de départ, ou « to » pour l’amendement visé.",
        "Keep “paragraph” for the base text, or “to” for the amendment it amends.",
    ),
    "amendment-out-of-bounds": (
        "L’amendement « {key} » vise le paragraphe {paragraph} ; le texte en a {count}.",
        "Amendment “{key}” targets paragraph {paragraph}; the text has {count}.",
        "Comptez les paragraphes du texte de départ, à partir de 1 ; une ligne vide les sépare.",
        "Count the paragraphs of the base text from 1; a blank line parts them.",
    ),
    "amendment-moves-to-itself": (
        "L’amendement « {key} » déplace le paragraphe {paragraph} à côté de lui-même.",
        "Amendment “{key}” moves paragraph {paragraph} next to itself.",
        "Donnez dans « to » un autre paragraphe.",
        "Give another paragraph in “to”.",
    ),
    "amendment-unknown-target": (
        "L’amendement « {key} » vise l’amendement « {target} », qui n’est pas dans le fichier.",
        "Amendment “{key}” targets amendment “{target}”, which is not in the file.",
        "Corrigez « to » ; un numéro de paragraphe s’y écrit sans guillemets.{near_fr}",
        "Correct “to”; a paragraph number is written there without quotes.{near_en}",
    ),
    "amendment-too-deep": (
        "L’amendement « {key} » vise « {target} », qui est lui-même un sous-amendement : il n’y a qu’un niveau.",
        "Amendment “{key}” targets “{target}”, which itself amends an amendment: there is one level only.",
        "Visez l’amendement que « {target} » modifie.",
        "Target the amendment that “{target}” amends.",
    ),
    "amendment-without-text": (
        "L’amendement « {key} » vise « {target} », qui ne propose pas de texte.",
        "Amendment “{key}” targets “{target}”, which proposes no text.",
        "Visez un remplacement ou une insertion.",
        "Target a replacement or an insertion.",
    ),
    "amendment-not-inserted": (
        "L’amendement « {key} » déplace un paragraphe à côté de « {target} », qui n’insère rien.",
        "Amendment “{key}” moves a paragraph next to “{target}”, which inserts nothing.",
        "Donnez dans « to » un numéro de paragraphe ou la clé d’une insertion.",
        "Give in “to” a paragraph number or the key of an insertion.",
    ),
    "amendment-deletes-amendment": (
        "L’amendement « {key} » supprime le texte de « {target} ».",
        "Amendment “{key}” deletes the text of “{target}”.",
        "Pour l’écarter, votez contre « {target} ».",
        "To set it aside, vote against “{target}”.",
    ),
    "amendment-ambiguous-number": (
        "L’amendement « {key} » change « {old} », qui se trouve plus d’une fois à cet endroit : on ne sait lequel.",
        "Amendment “{key}” changes “{old}”, which stands more than once at this place: which one is not known.",
        "Donnez dans « old » et « new » les mots autour, « sous 15 jours » par exemple, ou remplacez le paragraphe.",
        "Give the words around it in “old” and “new”, such as “within 15 days”, or replace the paragraph.",
    ),
    "amendment-long-number": (
        "« {field} » de l’amendement « {key} » a plus de {most} signes : ce n’est plus un nombre.",
        "“{field}” of amendment “{key}” has more than {most} characters: it is no longer a number.",
        "Remplacez le paragraphe (« op: replace »).",
        "Replace the paragraph (“op: replace”).",
    ),
    "amendment-absent-number": (
        "L’amendement « {key} » change « {old} », qui n’est pas à cet endroit du texte.",
        "Amendment “{key}” changes “{old}”, which is not at this place of the text.",
        "Recopiez le nombre du texte de départ.",
        "Copy the number from the base text.",
    ),
    "text-target-form": (
        "« {words} » ne désigne pas un endroit d’un référentiel.",
        "“{words}” names no place of a referential.",
        "Écrivez sceau/critère/champ/paragraphe : les 64 chiffres du sceau de la version, puis 3.2/applied/1.",
        "Write seal/criterion/field/paragraph: the 64 digits of the release’s seal, then 3.2/applied/1.",
    ),
}

FAULTS = FaultCatalogue(_ENTRIES)
