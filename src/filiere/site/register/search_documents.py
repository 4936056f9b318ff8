"""What of the label register the search finds: those whom the register shows today, and its pages.

The stamp is made of the register itself, which is read for each search: nobody is found who has left it.
"""

from __future__ import annotations

from collections.abc import Iterator

from filiere.core import Text
from filiere.site.register.facet_labels import ACTIVITY_LABELS
from filiere.site.register.label_records import region_name
from filiere.site.register.search import find_briefs, list_categories
from filiere.site.search.document_index import hash_parts
from filiere.site.search.extension_points import (
    HOLDERS,
    PAGES,
    DocumentSource,
    SearchDocument,
    describe_pages,
    search_documents,
)


def _register_stamp() -> str:
    return hash_parts(
        (one.dossier, one.organisation, one.name, one.category, one.search_words, *one.regions, *one.activities)
        for one in find_briefs(searched=True)
    )


def list_holder_documents() -> Iterator[SearchDocument]:
    """Each organisation of the register: its category, its regions and what its sites do."""
    found = find_briefs(searched=True)
    categories = list_categories(found)
    seen: set[str] = set()
    for label_brief in found:
        if label_brief.organisation in seen:
            continue
        seen.add(label_brief.organisation)
        own = [other for other in found if other.organisation == label_brief.organisation]
        category = categories.get(label_brief.category)
        said = [
            *([category] if category is not None else []),
            *(region_name(code) for code in label_brief.regions),
            *(ACTIVITY_LABELS[key] for key in label_brief.activities if key in ACTIVITY_LABELS),
        ]
        yield SearchDocument(
            "register:holder",
            Text.same(label_brief.name),
            Text(fr=" · ".join(text.fr for text in said), en=" · ".join(text.en for text in said)) if said else None,
            (label_brief.organisation,),
            words=" ".join(other.search_words for other in own),
            fictitious=label_brief.fictitious,
        )


def list_page_documents() -> Iterator[SearchDocument]:
    """The pages of the register that have a subject of their own."""
    yield from describe_pages(_PAGES)


_PAGES = (
    (
        "register:home",
        Text(fr="Titulaires du label", en="Label holders"),
        Text(
            fr="Le registre du label : entreprises et prestataires labellisés, périmètre, validité, historique.",
            en="The label register: labelled companies and providers, scope, validity, history.",
        ),
    ),
    (
        "register:verify-form",
        Text(fr="Vérifier un certificat", en="Verify a certificate"),
        Text(
            fr="Par son numéro, son code ou son fichier : le label est-il valide aujourd’hui ?",
            en="By its number, its code or its file: is the label valid today?",
        ),
    ),
    (
        "register:statistics",
        Text(fr="Statistiques du label", en="Label statistics"),
        Text(fr="Combien de labels, par région et par catégorie.", en="How many labels, by region and by category."),
    ),
    (
        "register:clause",
        Text(fr="Clause pour un appel d’offres", en="Clause for a tender"),
        Text(
            fr="Le texte qu’un acheteur peut reprendre dans ses marchés.",
            en="The text that a buyer may use in procurement.",
        ),
    ),
    (
        "register:complaints",
        Text(fr="Réclamations", en="Complaints"),
        Text(
            fr="Signaler un manquement d’un titulaire, suivre une réclamation.",
            en="Report a holder’s breach, follow a complaint.",
        ),
    ),
    (
        "members:bodies",
        Text(fr="Instances et mandats", en="Bodies and mandates"),
        Text(
            fr="Membres du comité et de l’instance de recours.", en="Members of the committee and of the appeal panel."
        ),
    ),
    (
        "committee:home",
        Text(fr="Séances du comité", en="Committee sessions"),
        Text(fr="Les séances, leurs comptes rendus, leurs décisions.", en="Sessions, their minutes, their decisions."),
    ),
)

search_documents.add(
    DocumentSource("register-pages", PAGES, list_page_documents),
    DocumentSource("holders", HOLDERS, list_holder_documents, _register_stamp),
)
