"""The ways to read a delivered file that the pages offer, each for the kinds of content that it can be.

Names are those of ``filiere contacts import --source``. The two canonical ones are one choice here, for the content
tells which it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from filiere.contacts import SOURCES as KNOWN
from filiere.core import Text
from filiere.site.quality.models import Centre, Mapping
from filiere.site.quality.source_detection import AUTOMATIC, CANONICAL, OWN_PREFIX, WRITE_MAPPING, is_mappable


@dataclass(frozen=True, slots=True)
class Source:
    """One way to read a file; ``kinds`` are the contents it reads."""

    name: str
    title: Text
    kinds: frozenset[str]


def _define_source(name: str, fr: str, en: str, *kinds: str) -> Source:
    return Source(name, Text(fr=fr, en=en), frozenset(kinds))


SOURCES: tuple[Source, ...] = (
    _define_source(
        CANONICAL, "Modèle de Filière, CSV ou Parquet", "Filière template, CSV or Parquet", "csv", "parquet"
    ),
    _define_source("asterisk", "Asterisk, journal des files", "Asterisk, queue log", "csv"),
    _define_source("amazon-connect", "Amazon Connect, contact records", "Amazon Connect, contact records", "json"),
    _define_source("genesys", "Genesys Cloud, détail des conversations", "Genesys Cloud, conversation details", "json"),
    _define_source("zendesk", "Zendesk, tickets exportés", "Zendesk, exported tickets", "json", "csv"),
    _define_source("chatwoot", "Chatwoot, conversations exportées", "Chatwoot, exported conversations", "json", "csv"),
    _define_source("vcon", "vCon", "vCon", "json"),
    _define_source("xes", "XES", "XES", "xml"),
)
SOURCES_BY_NAME = {one.name: one for one in SOURCES}

_AUTOMATIC_TITLE = Text(fr="Le reconnaître d’après le fichier", en="Recognise it from the file")
_WRITE_TITLE = Text(fr="Autre outil : dire ce qu’est chaque colonne", en="Another tool: describe each column")


def list_choices(mappings: Iterable[Mapping]) -> list[tuple[str, str]]:
    """What the form offers: to recognise the file, the systems that have an importer, the centre's own mappings, and
    writing one."""
    there = [one for one in SOURCES if one.name == CANONICAL or one.name in KNOWN]
    own = [(f"{OWN_PREFIX}{one}", str(_own_mapping_title(one.name, str(one.version)))) for one in mappings]
    known = [(one.name, str(one.title)) for one in there]
    return [(AUTOMATIC, str(_AUTOMATIC_TITLE)), *known, *own, (WRITE_MAPPING, str(_WRITE_TITLE))]


def source_title(word: str) -> Text | None:
    """What a choice of the form is called, of a delivery that was read by it; None of one that was not read yet."""
    if not word:
        return None
    if word.startswith(OWN_PREFIX):
        return _own_mapping_title(*_split_own_mapping(word))
    return SOURCES_BY_NAME[word].title if word in SOURCES_BY_NAME else Text.same(word)


def _own_mapping_title(name: str, version: str) -> Text:
    return Text(
        fr=f"Votre correspondance « {name} », version {version}", en=f"Your mapping “{name}”, version {version}"
    )


def _split_own_mapping(word: str) -> tuple[str, str]:
    name, _, version = word.removeprefix(OWN_PREFIX).rpartition("@")
    return name, version


def find_mapping(centre: Centre, word: str) -> Mapping | None:
    """The mapping that a choice names, ``mapping:name@2``, in this centre; None for any other word."""
    if not word.startswith(OWN_PREFIX):
        return None
    name, version = _split_own_mapping(word)
    if not version.isascii() or not version.isdigit():
        return None
    return Mapping.objects.for_version(centre, name, int(version[:9]))


def can_read(source: str, kind: str) -> bool:
    """Whether a source reads a kind of content, as `sniffing` names it (``csv.gz`` reads as ``csv``)."""
    if source.startswith(OWN_PREFIX) or source == WRITE_MAPPING:
        return is_mappable(kind)
    return source in SOURCES_BY_NAME and kind.removesuffix(".gz") in SOURCES_BY_NAME[source].kinds
