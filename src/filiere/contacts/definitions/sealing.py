"""Sealing a set of definitions: its fingerprint is written at the end of its file, and nothing in it changes after.

What is sealed is the content, not the bytes: comments, line breaks and the order of keys stay free, one letter does
not.
"""

from pathlib import Path

from filiere.contacts.definitions.faults import build_fault
from filiere.contacts.definitions.loader import check_file, read_set
from filiere.contacts.definitions.records import DefinitionSet
from filiere.core.faults import Faults


def seal_set(path: Path) -> DefinitionSet:
    """Seal the set of a file and return it; refused with :class:`Faults` when it is unsound or sealed already."""
    if faults := check_file(path):
        # What is sealed wrong stays wrong: only a sound set takes a seal.
        raise Faults(faults)
    record = read_set(path)
    if record.seal is not None:
        raise Faults([build_fault("definition-sealed-already").at(file=str(path))])
    words = path.read_text(encoding="utf-8-sig").rstrip("\n")
    beside = path.with_name(path.name + ".sealing")
    beside.write_text(f'{words}\nseal: "{record.sha256}"\n', encoding="utf-8")
    beside.replace(path)
    return read_set(path)
