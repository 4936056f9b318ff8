"""The guides of the documentation that a user of the site reads, as pages of the site.

Each file of `content/guides` is a link to one of `docs/`, so that a guide is written once and goes with the package.
`x.md` is in English, `x.fr.md` the same in French; a guide that exists in English only is shown in it, and says so.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from filiere.core import (
    Lang,
    Slug,
    StrictModel,
    Text,
    content_path,
    current_language,
    read_yaml,
    source_language,
    validate,
)
from filiere.site.pages.markdown import RenderedText, render_markdown
from filiere.site.pages.situations import find_page

GUIDE_FOLDER = content_path("guides")
SUBJECT_FILE = content_path("pages", "guides.yaml")
_OTHER_LANGUAGE = ("*[English version](", "*[Version française](", "*[En français](", "*[In English](")


class GuideSubject(StrictModel):
    """A subject, with the names of its guides in their order."""

    title: Text
    guides: tuple[Slug, ...]


class GuideFile(StrictModel):
    """The file of subjects."""

    subjects: tuple[GuideSubject, ...]


@lru_cache(maxsize=1)
def list_subjects() -> tuple[GuideSubject, ...]:
    """The subjects, in the order of the index, read once."""
    return validate(read_yaml(SUBJECT_FILE), GuideFile).subjects


@lru_cache(maxsize=1)
def list_guide_names() -> tuple[str, ...]:
    """The guides by name, in the order of the index."""
    return tuple(name for subject in list_subjects() for name in subject.guides)


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide in the language it is shown in, which is the reader's unless it exists in one only."""

    name: str
    lang: Lang
    text: RenderedText

    @property
    def url(self) -> str:
        """Its address in the language of the page."""
        return find_page("pages:guide", self.name) or ""

    @property
    def is_foreign(self) -> bool:
        """Whether it is not in the reader's language."""
        return self.lang != source_language()


def guide_file(name: str, lang: Lang) -> Path:
    """The file of a guide in a language, whether it exists or not."""
    return GUIDE_FOLDER / (f"{name}.fr.md" if lang == "fr" else f"{name}.md")


def read_guide(name: str) -> Guide:
    """A guide, by its name in `list_guide_names`, in the reader's language or else in English."""
    mine = source_language()
    return _render_guide(name, mine if guide_file(name, mine).is_file() else "en", current_language())


def list_guides() -> list[tuple[Text, list[Guide]]]:
    """Every guide, subject by subject."""
    return [(one.title, [read_guide(name) for name in one.guides]) for one in list_subjects()]


@lru_cache(maxsize=256)
def _render_guide(name: str, lang: Lang, _reader: str) -> Guide:
    """A guide never changes while the site runs; its links are in the language of the page."""
    source = guide_file(name, lang).read_text(encoding="utf-8")
    kept = (line for line in source.splitlines() if not line.startswith(_OTHER_LANGUAGE))
    return Guide(name, lang, render_markdown("\n".join(kept), _find_link, french=lang == "fr"))


def _find_link(target: str) -> str | None:
    """Lead to another guide, to a place of this one, or outside; a file that is not served keeps its words alone."""
    if target.startswith(("https://", "http://", "#", "mailto:")):
        return target
    path, hash_mark, anchor = target.partition("#")
    named = posixpath.basename(path).removesuffix(".md").removesuffix(".fr")
    address = find_page("pages:guide", named) if named in list_guide_names() else None
    return address and f"{address}{hash_mark}{anchor}"
