"""A case in a file, with the release it names: what the commands that judge, migrate and try a case share."""

from pathlib import Path

from filiere.core.faults import Fault, Faults
from filiere.core.text import Text
from filiere.core.validation import validate
from filiere.core.yaml_documents import Document, parse_key, read_yaml
from filiere.referentials import FORM_FAULTS, Library, Release
from filiere.referentials.scoring import Case, Evaluation, evaluate


def open_case(path: Path, name: str | None, library: Library) -> tuple[Document, Case, Release]:
    """Return a case, its file, and its release with the addenda in effect on the day of the case.

    ``name`` is a release to judge it under in the place of the one it names.
    """
    if not path.is_file():
        raise Faults([FORM_FAULTS.build("missing-file", name=path.name).at(file=str(path))])
    document = read_yaml(path)
    case = validate(document, Case)
    wanted = name or (f"{case.referential}@{case.release}" if case.referential and case.release else None)
    if wanted is None:
        raise Faults(
            [
                document.fault(
                    "case-without-release",
                    (),
                    Text(
                        fr="Le cas n’indique pas la version d’évaluation.",
                        en="The case does not say which version to assess it under.",
                    ),
                    Text(
                        fr="Ajoutez « referential » et « release », ou donnez --release lrs@2027.1.",
                        en="Add “referential” and “release”, or give --release lrs@2027.1.",
                    ),
                )
            ]
        )
    release = library.release(wanted, on=case.date)
    if name is not None:
        key, _, number = name.partition("@")
        case = case.model_copy(update={"referential": key, "release": number})
    return document, case, release


def evaluate_case_file(path: Path, name: str | None, library: Library) -> tuple[Release, Evaluation]:
    """Return the release and the evaluation of a case; faults of the case point into its file."""
    document, case, release = open_case(path, name, library)
    try:
        return release, evaluate(release, case)
    except Faults as faults:
        raise Faults([locate_fault(one, document) for one in faults.faults]) from None


def locate_fault(found: Fault, document: Document) -> Fault:
    """Return a fault of a case at its line, when it has no place of its own."""
    if found.file is not None:
        return found
    return document.place_fault(parse_key(found.key or ""), found)
