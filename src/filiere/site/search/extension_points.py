"""What other apps let be found: each registers where its public documents come from.

Nothing is found that was not given here, and what is given is public: everybody may read each of these pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from filiere.core import Text
from filiere.site.kit.hooks import Hook


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """What some documents are, in words: several of them, and what one may look for among them."""

    key: str
    label: Text
    note: Text


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """A public page: its title, what it says, and further words to find it by.

    ``page`` is the name of its address, to which ``suffix`` adds a query or the part of the page. Among documents found
    alike, the one of more ``weight`` comes first.
    """

    page: str
    title: Text
    body: Text | None = None
    arguments: tuple[str, ...] = ()
    suffix: str = ""
    words: str = ""
    weight: int = 0
    fictitious: bool = field(default=False, kw_only=True)


def describe_pages(pages: Iterable[tuple[str, Text, Text]], app: str = "") -> Iterator[SearchDocument]:
    """The standing pages of an app, before what they hold: name of the address, title and what it says of each.

    ``app`` goes before the names, as ``label:``.
    """
    return (SearchDocument(f"{app}{page}", title, body, weight=1) for page, title, body in pages)


@dataclass(frozen=True, slots=True)
class DocumentSource:
    """Documents of one kind from one app. ``stamp`` changes, and costs little to ask for, whenever they do."""

    name: str
    kind: DocumentKind
    list_documents: Callable[[], Iterable[SearchDocument]]
    stamp: Callable[[], str] = str


PAGES = DocumentKind(
    "pages",
    Text(fr="Pages", en="Pages"),
    Text(fr="les pages et les démarches du site", en="the pages and procedures of this site"),
)
GUIDES = DocumentKind(
    "guides",
    Text(fr="Guides", en="Guides"),
    Text(fr="comment faire, et pourquoi", en="how to do something, and why"),
)
FIGURES = DocumentKind(
    "figures",
    Text(fr="Chiffres", en="Figures"),
    Text(fr="un emploi, un salaire, une part, une année", en="a headcount, a wage, a share, a year"),
)
DEFINITIONS = DocumentKind(
    "definitions",
    Text(fr="Définitions", en="Definitions"),
    Text(fr="ce que mesure un indicateur", en="what an indicator measures"),
)
QUESTIONS = DocumentKind(
    "questions",
    Text(fr="Label et normes", en="Label and standards"),
    Text(fr="une question du label, un sujet d’une norme", en="a label question, a subject of a standard"),
)
HOLDERS = DocumentKind(
    "holders",
    Text(fr="Registre du label", en="Label register"),
    Text(
        fr="une entreprise, son SIREN, un numéro de certificat", en="a company, its SIREN number, a certificate number"
    ),
)
TERRITORIES = DocumentKind(
    "territories",
    Text(fr="Territoires", en="Territories"),
    Text(fr="une région, un département", en="a region, a department"),
)
SOURCES = DocumentKind(
    "sources",
    Text(fr="Sources", en="Sources"),
    Text(fr="une étude, un article, son auteur", en="a study, an article, its author"),
)
KINDS = {one.key: one for one in (PAGES, GUIDES, FIGURES, DEFINITIONS, QUESTIONS, HOLDERS, TERRITORIES, SOURCES)}

search_documents = Hook[DocumentSource]()
