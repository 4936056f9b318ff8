"""What of the pages that belong to no rubric the search finds: texts, guides, situations, and the ways in."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from filiere.core import Text, use_language
from filiere.site.pages.guides import list_guide_names, read_guide
from filiere.site.pages.markdown import RenderedText
from filiere.site.pages.situations import read_situations
from filiere.site.pages.texts import TEXT_TITLES, own_folder, show_text
from filiere.site.search.document_index import hash_parts
from filiere.site.search.extension_points import GUIDES, PAGES, DocumentSource, SearchDocument, search_documents


def list_text_documents() -> Iterator[SearchDocument]:
    """The pages that an association may write, by their name and by their title."""
    for key, name in TEXT_TITLES.items():
        title, body = _read_in_both_languages(show_text, key)
        yield SearchDocument(f"pages:{key}", name, body, words=f"{title.fr} {title.en}", weight=2)


def list_guide_documents() -> Iterator[SearchDocument]:
    """Each guide, in the languages it exists in."""
    for name in list_guide_names():
        title, body = _read_in_both_languages(lambda key: read_guide(key).text, name)
        yield SearchDocument("pages:guide", title, body, (name,), words="guide")


def list_situation_documents() -> Iterator[SearchDocument]:
    """What a visitor may want to do, then the pages by which one comes in."""
    for situation in read_situations().situations:
        # Its own words hold counts of the day, which an index would keep.
        links = Text(
            fr=". ".join(link.text.fr for link in situation.links),
            en=". ".join(link.text.en for link in situation.links),
        )
        yield SearchDocument("pages:start", situation.title, links, suffix=f"#{situation.key}")
    yield from _WAYS_IN


def _read_in_both_languages(read: Callable[[str], RenderedText], key: str) -> tuple[Text, Text]:
    """The title and the words of a text that is read in the language in use."""
    with use_language("fr"):
        french = read(key)
    with use_language("en"):
        english = read(key)
    return Text(fr=french.title, en=english.title), Text(fr=french.words, en=english.words)


def _text_stamp() -> str:
    """Changes with every file that the association writes."""
    files = sorted(own_folder().iterdir()) if own_folder().is_dir() else []
    return hash_parts((one.name, one.stat().st_mtime_ns) for one in files)


_WAYS_IN = (
    SearchDocument(
        "accounts:sign-in",
        title=Text(fr="Se connecter", en="Sign in"),
        body=Text(fr="Entrer avec son adresse et son mot de passe.", en="Enter with an address and a password."),
        weight=1,
    ),
    SearchDocument(
        "account-request",
        title=Text(fr="Demander un compte", en="Request an account"),
        body=Text(
            fr="Pour candidater au label ou mesurer un centre : qui décide, en combien de temps.",
            en="To apply for the label or measure a centre: who decides, and how long it takes.",
        ),
        weight=1,
    ),
    SearchDocument(
        "accounts:password-forgotten",
        title=Text(fr="Mot de passe oublié", en="Forgotten password"),
        body=Text(fr="Recevoir un lien pour en choisir un autre.", en="Get a link to choose another one."),
        weight=1,
    ),
    SearchDocument(
        "accounts:privacy",
        title=Text(fr="Données personnelles", en="Personal data"),
        body=Text(
            fr="Ce que le site garde, pourquoi, combien de temps, et vos droits (RGPD).",
            en="What the site keeps, why, for how long, and your rights (GDPR).",
        ),
        weight=1,
    ),
)

search_documents.add(
    DocumentSource("site-texts", PAGES, list_text_documents, _text_stamp),
    DocumentSource("site-pages", PAGES, list_situation_documents),
    DocumentSource("guides", GUIDES, list_guide_documents),
)
