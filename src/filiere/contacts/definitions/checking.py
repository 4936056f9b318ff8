"""The rules that a set of definitions obeys beyond its form; all faults of a file are found in one pass."""

from collections.abc import Iterator, Mapping

from filiere.contacts.definitions.messages import build
from filiere.contacts.definitions.records import DefinitionSet
from filiere.core.documents import Document
from filiere.core.errors import Fault, Faults
from filiere.core.validation import validate


def check_document(document: Document, *, shipped: bool = False) -> tuple[DefinitionSet | None, list[Fault]]:
    """Return the set of a document, None when it cannot be read, and all that is wrong with it.

    ``shipped`` sets are held to more: they are sealed, and their file is called after them.
    """
    try:
        record = validate(document, DefinitionSet)
    except Faults as wrong:
        return None, list(wrong.faults)
    return record, [*_identity(record, document, shipped)]


def _identity(record: DefinitionSet, document: Document, shipped: bool) -> Iterator[Fault]:
    if shipped and document.path.stem != record.name:
        wrong = build("definition-file-name", name=document.path.name, said=record.name)
        yield document.placed(("id",), wrong)
    if record.seal is None:
        if shipped:
            yield document.placed((), build("definition-unsealed", path=document.path))
    elif record.seal != (found := record.sha256):
        wrong = build("definition-seal-broken", expected=record.seal[:12] + "…", found=found[:12] + "…")
        yield document.placed(("seal",), wrong)


def check_versions(sets: Mapping[str, DefinitionSet], places: Mapping[str, Document]) -> Iterator[Fault]:
    """Yield what is wrong between the versions of one set; ``places`` gives the document of each.

    A later version holds from a later day, and every older one is still there.
    """
    for one in sets.values():
        for number in range(1, one.version):
            older = sets.get(f"{one.id}@{number}")
            place = places[one.name]
            if older is None:
                missing = build("definition-version-gap", version=one.version, id=one.id, missing=number)
                yield place.placed(("version",), missing)
            elif one.valid.start <= older.valid.start:
                wrong = build(
                    "definition-version-order", version=one.version, id=one.id, older=number, start=older.valid.start
                )
                yield place.placed(("valid", "from"), wrong)
