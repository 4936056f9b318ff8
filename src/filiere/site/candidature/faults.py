"""What may be wrong with an application and its answers: the words of each fault under its code."""

from filiere.core.faults import FaultCatalogue

# Under each code, the fault in French and in English, then the remedy in French and in English.
CATALOGUE = FaultCatalogue(
    {
        "mirrors-asked-often": (
            "Vous avez demandé {allowed} comparaisons en un jour, le maximum autorisé.",
            "You requested {allowed} comparisons in one day, which is the limit.",
            "Réessayez dans {hours} h.",
            "Try again in {hours} h.",
        ),
        "mirror-bars-judge": (
            "Cette comparaison révélerait que l’une des entreprises achète à l’autre, ce qui écarterait un "
            "membre votant d’un dossier ouvert : personne ne peut le faire seul.",
            "This comparison would record that one company buys from the other, which would disqualify a voting"
            " member from an open dossier: no one can do that alone.",
            "Demandez à l’équipe du label de noter d’abord ce lien, ce qui demande deux personnes ; acceptez ensuite.",
            "Ask the label staff to record that link first (two people are needed), then agree.",
        ),
        "wrong-siren": (
            "Il faut le SIREN d’une autre entreprise, à neuf chiffres, et que votre catégorie ait des questions"
            " communes.",
            "The nine-digit SIREN of another company is required, and your category must have questions in "
            "common with it.",
            "Vérifiez le numéro de l’autre entreprise.",
            "Check the other company’s number.",
        ),
        "no-mirror": (
            "Cette comparaison n’est plus ouverte.",
            "This comparison is no longer open.",
            "Rechargez la page.",
            "Reload the page.",
        ),
        "unknown-category": (
            "« {category} » n’est pas une catégorie de candidat.",
            "“{category}” is not an applicant category.",
            "Choisissez parmi : {known}.",
            "Choose from: {known}.",
        ),
        "already-preparing": (
            "Une candidature de cette organisation est déjà en préparation.",
            "An application from this organisation is already being prepared.",
            "Reprenez-la plutôt que d’en ouvrir une autre.",
            "Continue with that one instead.",
        ),
        "no-payment": (
            "Ce paiement n’est pas dans ce dossier.",
            "This payment is not in this dossier.",
            "Rechargez la page.",
            "Reload the page.",
        ),
        "wrong-payment": (
            "Un paiement a un montant au-dessus de zéro, et un jour passé ou présent.",
            "A payment needs an amount above zero and a date no later than today.",
            "Vérifiez le montant et le jour de réception.",
            "Check the amount and the date received.",
        ),
        "wrong-search": (
            "La recherche doit être une de celles que les règles demandent, avec sa source.",
            "The search must be one required by the rules, with its source.",
            "Indiquez où vous avez cherché, et quand.",
            "State where you searched, and when.",
        ),
        "answers-full": (
            "Ce dossier contient déjà {entries} versions de réponses, soit {characters} caractères : votre "
            "saisie dépasserait la limite de {most_entries} versions ou de {most_characters} caractères.",
            "This dossier already contains {entries} answer versions ({characters} characters): saving this "
            "would exceed the limit of {most_entries} versions or {most_characters} characters.",
            "Rien de cette page n’a été enregistré, et rien de ce qui l’était n’est perdu. Gardez votre texte "
            "et écrivez à l’équipe du label.",
            "Nothing on this page was saved; nothing saved earlier has been lost. Keep your text and write to "
            "the label staff.",
        ),
        "unknown-line": (
            "« {key} » n’est pas une ligne de ce questionnaire.",
            "“{key}” is not a line of this questionnaire.",
            "Rechargez la page : le périmètre a pu changer.",
            "Reload the page: the scope may have changed.",
        ),
        "unknown-version": (
            "« {key} » n’a jamais eu la version que cette page annonce.",
            "“{key}” never had the version shown on this page.",
            "Rechargez la page.",
            "Reload the page.",
        ),
    }
)
fault = CATALOGUE.build
