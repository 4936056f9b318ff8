"""What may be wrong with the draw of sites: the words of each fault under its code."""

from filiere.core.faults import FaultCatalogue

# Under each code, the fault in French and in English, then the remedy in French and in English.
CATALOGUE = FaultCatalogue(
    {
        "sampling-no-rule": (
            "La version {id} n’a pas de règle pour tirer les sites au sort.",
            "The version {id} has no rule for drawing sites by lot.",
            "Écrivez « sampling » et son « randomness » dans audit.yaml, ou nommez une autre version.",
            "Write “sampling” and its “randomness” in audit.yaml, or name another version.",
        ),
        "sampling-unknown-rule": (
            "Le tirage ne peut pas suivre la règle « {said} ».",
            "The draw cannot follow the rule “{said}”.",
            "Règles connues ici : {words}.",
            "Rules known here: {words}.",
        ),
        "sampling-site-to-come": (
            "Le site « {key} » ouvre le {opened}, après le scellement de la liste.",
            "The site “{key}” opens on {opened}, after the list was sealed.",
            "Retirez-le ou corrigez le jour.",
            "Remove it or correct the day.",
        ),
        "sampling-unknown-fact": (
            "Le référentiel ne connaît pas le fait « {key} ».",
            "The referential has no fact “{key}”.",
            "Corrigez ou retirez ce fait.",
            "Correct or remove this fact.",
        ),
        "sampling-other-beacon": (
            "Le nombre de départ vient de « {given} », mais la liste scellée annonce « {announced} » (beacon.{name}).",
            "The seed comes from “{given}”, but the sealed list announces “{announced}” (beacon.{name}).",
            "Prenez la valeur annoncée : choisir après coup, ce serait choisir les sites.",
            "Use the announced value: choosing afterwards would amount to choosing the sites.",
        ),
        "sampling-undecided": (
            "La règle « {text} » ({at}) ne donne pas de nombre ; il manque : {missing}.",
            "The rule “{text}” ({at}) does not give a number; missing: {missing}.",
            "Donnez dans « facts », sans « fact. », ce qui manque ; puis scellez la liste à nouveau.",
            "Give what is missing in “facts”, without “fact.”; then seal the list again.",
        ),
        "sampling-differs": (
            "Le procès-verbal indique {before} à « {at} » ; le tirage refait donne {after}.",
            "The record says {before} at “{at}”; the repeated draw gives {after}.",
            "Le procès-verbal ne vaut pas preuve tant que cet écart n’est pas expliqué.",
            "The record is not proof until this difference is explained.",
        ),
        "sampling-other-population": (
            "La liste n’est pas celle qui a été scellée : son empreinte est {real}.",
            "The list is not the one that was sealed: its fingerprint is {real}.",
            "Demandez la liste dont l’empreinte a été publiée avant le tirage.",
            "Ask for the list whose fingerprint was published before the draw.",
        ),
        "sampling-other-release": (
            "Le procès-verbal s’appuie sur « {said} », et la version lue est « {true} ».",
            "The record is based on “{said}”, but the version read is “{true}”.",
            "Refaites le tirage selon la version scellée indiquée au procès-verbal.",
            "Repeat the draw under the sealed version named in the record.",
        ),
    }
)
fault = CATALOGUE.build
