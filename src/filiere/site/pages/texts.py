"""Pages whose words an association writes: about, contact, help, legal notice, accessibility.

The package has them in `content/pages`, one Markdown file a language. A file of the same name in the folder `pages` of
the data folder takes its place; one that cannot be shown is told by `filiere doctor`, and the package’s page is shown.

A text may name what the settings say of the association: `{issuer}`, `{address}`, `{director}`, `{host}`, `{contact}`.
A paragraph that names one that is not set is left out; one that begins with `{no contact}` is shown only then. Its
links name a page of the site by its name (`page:pages:start`), another of these (`text:contact`) or an address.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from filiere.core import LANGUAGES, Fault, Faults, Lang, Text, content_path, source_language
from filiere.site.pages import faults
from filiere.site.pages.markdown import RenderedText, render_markdown
from filiere.site.pages.situations import find_page

log = logging.getLogger(__name__)

TEXT_TITLES: dict[str, Text] = {
    "about": Text(fr="Qui sommes-nous", en="About us"),
    "contact": Text(fr="Contact", en="Contact"),
    "help": Text(fr="Aide et glossaire", en="Help and glossary"),
    "legal": Text(fr="Mentions légales", en="Legal notice"),
    "accessibility": Text(fr="Accessibilité", en="Accessibility"),
}
"""The pages by key, as menus name them."""
SMALL_PRINT = frozenset({"legal", "accessibility"})
"""Those at the foot of a page, under its columns."""
MOST_BYTES = 100_000
_VALUES = {
    "issuer": "FILIERE_ISSUER",
    "address": "FILIERE_ISSUER_ADDRESS",
    "director": "FILIERE_PUBLICATION_DIRECTOR",
    "host": "FILIERE_HOSTING",
    "contact": "FILIERE_CONTACT",
}
_PLACE = re.compile(r"\{(no )?([a-z_]{1,40})\}")
_MARKED = re.compile(r"([\\`*_\[\]<>#|])")
_PLAIN_SCHEMES = ("https://", "http://", "mailto:", "#")


def text_file(key: str, lang: Lang) -> str:
    """Return the name of the file of a page in a language."""
    return f"{key}.{lang}.md"


def own_folder() -> Path:
    """Return the folder in which an association writes its own pages."""
    return Path(settings.FILIERE_HOME) / "pages"


def show_text(key: str) -> RenderedText:
    """Return a page in the reader's language: that of the association, else that of the package."""
    lang = source_language()
    own = own_folder() / text_file(key, lang)
    if own.is_file():
        try:
            return render_text(read_text(own), own, lang)
        except Faults as wrong:
            log.error("page %s of the data folder is not shown: %s", own.name, wrong.faults[0].message.en)
    path = content_path("pages", text_file(key, lang))
    return render_text(read_text(path), path, lang)


def read_text(path: Path) -> str:
    """Return the text of a file; `Faults` for one that cannot be read, is no text or is too long."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Faults([faults.unreadable(path, str(error.strerror))]) from error
    if len(raw) > MOST_BYTES:
        raise Faults([faults.too_long(path, MOST_BYTES)])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Faults([faults.not_utf8(path)]) from error


def render_text(source: str, path: Path, lang: Lang) -> RenderedText:
    """Return a text as a page shows it; `Faults` with all that keeps it from being shown."""
    named = dict.fromkeys(name for _, name in _PLACE.findall(source))
    found = [faults.unknown_place(path, name, tuple(_VALUES)) for name in named if name not in _VALUES]
    unknown: list[str] = []

    def find_link(target: str) -> str | None:
        if target.startswith(_PLAIN_SCHEMES):
            return target
        address = _find_named(target)
        if address is None:
            unknown.append(target)
        return address

    shown = render_markdown(_fill(source), find_link, french=lang == "fr")
    found += [faults.unknown_link(path, target) for target in dict.fromkeys(unknown)]
    if not shown.title:
        found.append(faults.no_title(path))
    if found:
        raise Faults(found)
    return shown


def list_own_faults() -> Iterator[Fault]:
    """Give what is wrong in the pages that the association wrote, file by file."""
    names = {text_file(key, lang): lang for key in TEXT_TITLES for lang in LANGUAGES}
    if not own_folder().is_dir():
        return
    for path in sorted(own_folder().iterdir()):
        try:
            if path.name not in names:
                raise Faults([faults.unknown_name(path, tuple(names))])
            render_text(read_text(path), path, names[path.name])
        except Faults as wrong:
            yield from wrong.faults


def _find_named(target: str) -> str | None:
    kind, _, name = target.partition(":")
    return find_page(name) if kind == "page" else find_page(f"pages:{name}") if kind == "text" else None


def _fill(source: str) -> str:
    """Put the settings in their places, paragraph by paragraph; see the docstring of this module."""
    known = {name: str(getattr(settings, setting)) for name, setting in _VALUES.items()}

    def keep(paragraph: str) -> bool:
        return all(bool(known.get(name)) is not bool(no) for no, name in _PLACE.findall(paragraph) if name in known)

    def value(found: re.Match[str]) -> str:
        return "" if found[1] else _MARKED.sub(r"\\\1", known.get(found[2], found[0])).replace("\n", " ")

    kept = (one for one in source.replace("\r\n", "\n").split("\n\n") if keep(one))
    return "\n\n".join(_PLACE.sub(value, one) for one in kept)
