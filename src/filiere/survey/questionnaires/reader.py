"""From a file to a questionnaire ready to be asked, or every fault of it at once; and those that are shipped."""

from dataclasses import replace
from pathlib import Path

from filiere.core.content_folder import content_path
from filiere.core.faults import Faults
from filiere.core.text_files import read_text_file
from filiere.survey.questionnaires.declared_changes import check_changes
from filiere.survey.questionnaires.faults import CATALOGUE
from filiere.survey.questionnaires.form_reading import read_form
from filiere.survey.questionnaires.questionnaire import Questionnaire, index_questions
from filiere.survey.questionnaires.rules import check_form

FOLDER = "surveys"


def read_questionnaire(path: Path) -> Questionnaire:
    """Return the questionnaire of a YAML file; raise :class:`Faults` with all that is wrong in it.

    Where the file of the version before stands beside it (``v2.yaml`` beside ``v1.yaml``), what it declares of its
    changes is judged too.
    """
    found = parse_questionnaire(read_text_file(path), path)
    former = path.with_name(f"v{found.version - 1}{path.suffix}")
    if path.stem == f"v{found.version}" and former.is_file():
        faults = check_changes(parse_questionnaire(read_text_file(former), former), found)
        if faults:
            raise Faults([replace(one, file=str(path)) for one in faults])
    return found


def parse_questionnaire(text: str, path: Path) -> Questionnaire:
    """Return the questionnaire of a text; ``path`` is the name that faults carry."""
    reading = read_form(text, path)
    expressions = check_form(reading)
    if reading.faults:
        raise Faults(reading.faults)
    return Questionnaire(reading.form, index_questions(reading.form), expressions)


def list_shipped_questionnaires() -> tuple[Path, ...]:
    """Return the files of the questionnaires shipped, those of each key by version."""
    return tuple(
        sorted(content_path(FOLDER).glob("*/*.yaml"), key=lambda path: (path.parent.name, len(path.name), path.name))
    )


def load_questionnaire(key: str, version: int | None = None) -> Questionnaire:
    """Return a questionnaire shipped (``barometer``, ``centres``), in its last version or in one of its versions.

    Raises :class:`Faults` when there is none of that key or version.
    """
    paths = {path.stem: path for path in list_shipped_questionnaires() if path.parent.name == key}
    name = f"v{version}" if version is not None else next(reversed(paths), "")
    if name not in paths:
        raise Faults([CATALOGUE.build("survey-no-such-questionnaire", key=key[:60], version=name or "v1")])
    return read_questionnaire(paths[name])
