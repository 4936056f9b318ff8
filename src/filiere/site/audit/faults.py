"""What may be wrong with an audit and its report: the words of each fault under its code."""

from filiere.core.faults import FaultCatalogue

# Under each code, the fault in French and in English, then the remedy in French and in English.
CATALOGUE = FaultCatalogue(
    {
        "audit-written-meanwhile": (
            "Quelqu’un a écrit dans le formulaire pendant que le rapport se préparait : il n’a pas été remis.",
            "Someone edited the form while the report was being prepared; the report was not submitted.",
            "Relisez le formulaire, puis remettez le rapport de nouveau.",
            "Review the form, then submit the report again.",
        ),
        "audit-not-visited": (
            "L’audit se fait sur site, et aucun plan n’est ouvert à ce jour.",
            "This is an on-site audit, and no plan has opened yet.",
            "Tirez les sites, planifiez les visites, et remettez le rapport après l’ouverture.",
            "Draw the sites, plan the visits, and submit the report after the opening.",
        ),
        "audit-unknown-finding": (
            "Ce constat ne figure pas dans ce rapport.",
            "This finding is not in this report.",
            "Rechargez la page.",
            "Reload the page.",
        ),
        "audit-withdraw-why": (
            "Le retrait d’un constat doit être motivé.",
            "Withdrawing a finding requires a reason.",
            "Écrivez pourquoi.",
            "State why.",
        ),
        "audit-half-finding": (
            "Il manque une nature ou un texte au constat {about}.",
            "The finding {about} lacks its kind or its text.",
            "Complétez-le, ou videz les deux.",
            "Complete it, or clear both fields.",
        ),
        "audit-change-large": (
            "Cette saisie dépasse ce que le formulaire garde.",
            "This change is larger than the form can hold.",
            "Recopiez le texte et rechargez la page.",
            "Copy the text and reload the page.",
        ),
        "change-id-taken": (
            "Cet identifiant sert déjà à une autre saisie.",
            "This identifier already belongs to another change.",
            "Envoyez-la avec un nouvel identifiant.",
            "Send it under a new identifier.",
        ),
        "audit-reported": (
            "Le rapport est remis : ce constat n’est plus modifiable.",
            "The report has been submitted; this finding can no longer be edited.",
            "Répliquez au candidat ; un constat peut être retiré, avec un motif.",
            "Reply to the applicant, or withdraw the finding with a reason.",
        ),
        "audit-unknown-field": (
            "Ce champ n’est pas dans le formulaire d’audit.",
            "This field is not in the audit form.",
            "Rechargez la page : le formulaire a pu changer.",
            "Reload the page: the form may have changed.",
        ),
        "audit-number": (
            "Ce nombre n’est pas lisible.",
            "This is not a number.",
            "Écrivez-le ainsi : 1234,5.",
            "Write it as 1234.5.",
        ),
        "audit-value": (
            "Cette valeur n’est pas permise pour « {part} ».",
            "This value is not allowed for “{part}”.",
            "Choisissez dans la liste.",
            "Choose from the list.",
        ),
        "audit-no-sites": (
            "Le périmètre figé ne compte aucun site.",
            "The frozen scope contains no sites.",
            "Vérifiez le périmètre déclaré avec l’entreprise : sans site, rien ne se tire.",
            "Check the declared scope with the company: without a site, nothing can be drawn.",
        ),
    }
)
fault = CATALOGUE.build
