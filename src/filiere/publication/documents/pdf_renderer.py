"""The frame every document of the house stands in: who issues it, on what it rests, and the pages themselves.

Pages are drawn by WeasyPrint, as tagged PDF/UA-1 with a title and a language. Nothing is fetched: the only picture a
document can name is one that its builder drew. The same record gives the same bytes on the same machine, whatever the
day, so that a document can be made again and compared; another version of the fonts or of the drawing library may
give others, which is why what is sealed is the snapshot and not its print.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from filiere.core.text import Lang, Text
from filiere.publication.documents.formatting import choose_words, format_day, group_fingerprint, localize_text
from filiere.publication.documents.markup import Markup, Part, join, tag
from filiere.publication.documents.style import CSS

# Fonts carry the second at which they were cut down to the letters used; held still, or no two prints would agree.
_EPOCH = "1262304000"
_drawing_lock = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What the head and the foot of each page say, the same for all documents.

    ``issuer`` is who answers for the document, ``address`` and ``place`` where, ``reference`` its own number or name,
    ``dossier`` the key of the dossier. ``release`` and ``release_sha256`` are the rule it was made under; ``snapshot``
    names the frozen content it prints, ``snapshot_sha256`` is its fingerprint. ``fictitious`` prints a mark on the
    first page and on each head.
    """

    issuer: Text | str
    reference: str
    issued: date
    dossier: str | None = None
    release: str | None = None
    release_sha256: str | None = None
    snapshot: Text | str | None = None
    snapshot_sha256: str | None = None
    fictitious: bool = False
    address: str = ""
    place: str = ""


def render_document(
    stamp: Stamp,
    lang: Lang,
    *,
    title: str,
    kicker: str,
    body: Part,
    lead: str | None = None,
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """Return the document as a PDF. ``pictures`` are SVG by name; the body shows one as ``house:name``."""
    heading = join(
        tag("p", kicker, class_="kicker"),
        tag("h1", title),
        tag("p", lead, class_="lead") if lead else None,
        tag("p", _fictitious_notice(lang), class_="fict") if stamp.fictitious else None,
    )
    page = tag(
        "html",
        tag(
            "head",
            tag("title", title),
            tag("meta", name="author", content=localize_text(stamp.issuer, lang)),
            tag("meta", name="description", content=f"{kicker} – {stamp.reference}"),
            tag("meta", name="dcterms.created", content=stamp.issued.isoformat()),
            tag("style", Markup(CSS)),
        ),
        tag("body", _page_head(stamp, lang), _page_foot(stamp, lang), _folio(lang), tag("main", heading, body)),
        lang=lang,
    )
    return _render_pdf(f"<!doctype html>{page}", dict(pictures or {}))


def _fictitious_notice(lang: Lang) -> str:
    return choose_words(
        lang,
        "Document fictif : organisation et données inventées pour la démonstration.",
        "Fictitious document: organisation and data made up for the demonstration.",
    )


def _page_head(stamp: Stamp, lang: Lang) -> Markup:
    mark = choose_words(lang, " – fictif", " – fictitious") if stamp.fictitious else ""
    return tag("div", tag("b", localize_text(stamp.issuer, lang)), f" – {stamp.reference}{mark}", id="head")


def _page_foot(stamp: Stamp, lang: Lang) -> Markup:
    day = format_day(stamp.issued, lang)
    if stamp.place:
        made = choose_words(lang, f"Établi à {stamp.place}, le {day}", f"Issued in {stamp.place} on {day}")
    else:
        made = choose_words(lang, f"Établi le {day}, lieu non renseigné", f"Issued on {day}, place not stated")
    first = [made, *filter(None, [stamp.address])]
    if stamp.dossier:
        first.append(choose_words(lang, f"dossier {stamp.dossier}", f"dossier {stamp.dossier}"))
    if stamp.release:
        number = stamp.release.rpartition("@")[2]
        first.append(choose_words(lang, f"version {number}", f"version {number}"))
    lines: list[Part] = [" – ".join(first)]
    if stamp.release_sha256:
        lines += [tag("br"), choose_words(lang, "Version, SHA-256 : ", "Release, SHA-256: ")]
        lines.append(tag("code", group_fingerprint(stamp.release_sha256)))
    if stamp.snapshot_sha256:
        name = (
            localize_text(stamp.snapshot, lang)
            if stamp.snapshot
            else choose_words(lang, "Contenu figé", "Frozen content")
        )
        lines += [tag("br"), choose_words(lang, f"{name}, SHA-256 : ", f"{name}, SHA-256: ")]
        lines.append(tag("code", group_fingerprint(stamp.snapshot_sha256)))
    return tag("div", *lines, id="foot")


def _folio(lang: Lang) -> Markup:
    return tag(
        "div",
        choose_words(lang, "page ", "page "),
        tag("span", class_="here"),
        choose_words(lang, " sur ", " of "),
        tag("span", class_="all"),
        id="folio",
    )


def _render_pdf(page: str, pictures: dict[str, bytes]) -> bytes:
    """Draw the page. The library is loaded here, at the first document and not at the start of every command."""
    from weasyprint import HTML, LOGGER
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class NothingButOurs(URLFetcher):  # type: ignore[misc, unused-ignore]
        """Serves the pictures of this document; any other address is refused without being looked up."""

        def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002
            name = url.removeprefix("house:")
            if not url.startswith("house:") or name not in pictures:
                raise ValueError("a document of the house fetches nothing")
            return URLFetcherResponse(url, pictures[name], {"Content-Type": "image/svg+xml"})

    with _drawing_lock:
        # It writes down what it could not draw or fetch, hence words of people: nothing of a document goes to a log.
        LOGGER.setLevel(logging.CRITICAL)
        before = os.environ.get("SOURCE_DATE_EPOCH")
        os.environ["SOURCE_DATE_EPOCH"] = _EPOCH
        try:
            document = HTML(string=page, url_fetcher=NothingButOurs(), media_type="print")
            drawing: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
        finally:
            if before is None:
                del os.environ["SOURCE_DATE_EPOCH"]
            else:
                os.environ["SOURCE_DATE_EPOCH"] = before
    return drawing
