"""The sources by the word that ``--source`` takes; a system adds a line here and a module of its own.

A mapping file is a source too, named by its path, or by its name alone when it is shipped.
"""

from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import cast

from filiere.contacts.importing.faults import fault, suggest_word
from filiere.contacts.importing.protocol import Source
from filiere.contacts.importing.systems.complaint_rule import ComplaintRule
from filiere.core import Faults, content_path
from filiere.core.spelling import close_words

SOURCES: Mapping[str, str] = {
    "canonical-csv": "filiere.contacts.importing.canonical_sources:CanonicalCsv",
    "canonical-parquet": "filiere.contacts.importing.canonical_sources:CanonicalParquet",
    "asterisk": "filiere.contacts.importing.systems.asterisk:Asterisk",
    "amazon-connect": "filiere.contacts.importing.systems.amazon:AmazonConnect",
    "genesys": "filiere.contacts.importing.systems.genesys:Genesys",
    "zendesk": "filiere.contacts.importing.systems.zendesk:Zendesk",
    "chatwoot": "filiere.contacts.importing.systems.chatwoot:Chatwoot",
    "vcon": "filiere.contacts.importing.systems.vcon:Vcon",
    "xes": "filiere.contacts.importing.systems.xes:Xes",
}
"""Where the class of each source is; it is imported when it is asked for, and made without arguments."""


def find_source(name: str, *, complaints: str = "") -> Source:
    """Return a source by its word, by the path of a mapping file, or by the name of a shipped one; ``complaints`` is
    the rule by which a system of tickets tells complaints, such as ``tag:reclamation``.

    Raise :class:`Faults` with ``unknown-source`` when there is none, with ``no-complaint-mark`` for a rule that it
    cannot read by, and with all that is wrong in a mapping file.
    """
    if name in SOURCES:
        module, _, maker = SOURCES[name].partition(":")
        made = getattr(import_module(module), maker)()
        if complaints:
            made = replace(made, complaints=ComplaintRule.read(complaints, getattr(made, "told_by", {}), name))
        return cast("Source", made)
    if complaints:
        # The columns of a mapping say it themselves.
        ComplaintRule.read(complaints, {}, name)
    path = Path(name)
    if path.suffix not in {".yaml", ".yml"} and name in find_shipped_mappings():
        path = find_shipped_mappings()[name]
    if path.suffix in {".yaml", ".yml"}:
        from filiere.contacts.importing.mapping import load_mapping

        return load_mapping(path)
    near = close_words(name, [*SOURCES, *find_shipped_mappings()])
    hint_fr, hint_en = suggest_word(near)
    raise Faults(
        [fault("unknown-source", name=name, hint_fr=hint_fr, hint_en=hint_en, sources=", ".join(SOURCES)).at(key=name)]
    )


def find_shipped_mappings() -> Mapping[str, Path]:
    """Return the mapping files that ship with the package, by name."""
    folder = content_path("contacts", "mappings")
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}
