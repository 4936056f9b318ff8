"""What of agreements the search finds: each of them, and their list."""

from __future__ import annotations

from collections.abc import Iterator

from filiere.core import Text
from filiere.site.programme.agreements.models import Agreement
from filiere.site.programme.agreements.shipped_agreements import list_shipped_agreements
from filiere.site.search.extension_points import PAGES, DocumentSource, SearchDocument, search_documents


def list_agreement_documents() -> Iterator[SearchDocument]:
    """The list, then each agreement."""
    yield SearchDocument(
        "programme:agreements",
        Text(fr="Conventions avec l’État", en="Agreements with the State"),
        Text(
            fr="Ce qui est signé, versé, dépensé, prouvé ; les sommes qui ne tombent pas juste.",
            en="What is signed, paid, spent and proven; the sums that do not add up.",
        ),
        weight=1,
    )
    for row in Agreement.objects.public():
        yield SearchDocument(
            "programme:agreement",
            row.name,
            Text(fr=row.object, en=row.object_en or row.object),
            (row.key,),
            words=" ".join(row.parties),
            fictitious=row.fictitious,
        )
    for shipped in list_shipped_agreements():
        yield SearchDocument("programme:agreement", shipped.title, shipped.note, (shipped.id,))


def stamp_agreements() -> str:
    """What changes whenever an agreement is added."""
    rows = Agreement.objects.public()
    return f"{rows.count()}:{rows.order_by('-pk').values_list('pk', flat=True).first()}"


search_documents.add(DocumentSource("agreements", PAGES, list_agreement_documents, stamp_agreements))
