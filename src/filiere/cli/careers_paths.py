"""``filiere careers paths`` and ``filiere careers explain``: where a job leads, and one path told to the line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter, validators

from filiere.careers.nomenclature import Nomenclature
from filiere.careers.paths import (
    Advisor,
    Answer,
    Direction,
    Person,
    build_advisor,
)
from filiere.careers.paths import (
    Path as JobPath,
)
from filiere.careers.paths.faults import CATALOGUE
from filiere.careers.paths.profession_titles import list_jobs_of_code, list_profession_titles
from filiere.careers.paths.records_as_json import describe_path, describe_record
from filiere.careers.profession import Profession, load_profession
from filiere.careers.rome_tables import read_rome
from filiere.careers.titles.index import list_titles
from filiere.careers.titles.resolution import OUTCOME_LABELS, Outcome, TitleResolver
from filiere.cli.careers_paths_output import print_path, print_paths
from filiere.cli.figures_register_loader import open_register
from filiere.cli.options import JsonFormatOption, LangOption, ManyOption, handle_faults, print_json
from filiere.core.faults import Fault, Faults
from filiere.core.language import source_language
from filiere.core.text import make_printable

_WRONG_USE = frozenset(CATALOGUE)
_SHOWN_CHARACTERS = 60
_READ_CHARACTERS = 1000
_COUNT = validators.Number(gte=1, lte=50)


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class PersonOptions:
    """Whom a command is about, and what it reads to answer."""

    from_: Annotated[
        str,
        Parameter(
            name="--from",
            help="Métier d’origine : son code, ou son intitulé en toutes lettres. · Job of origin: its code, or its"
            " title in words.",
        ),
    ] = ""
    skills: Annotated[
        ManyOption,
        Parameter(
            help="Compétence que la personne dit avoir, par son identifiant ou ses mots ; répétable. · Skill that the"
            " person says they have, by its id or its words; repeatable."
        ),
    ] = None
    without: Annotated[
        ManyOption,
        Parameter(
            help="Compétence qu’elle dit ne pas avoir ; répétable. · Skill that they say they do not have; repeatable."
        ),
    ] = None
    nomenclature: Annotated[
        Path | None,
        Parameter(
            help="Dossier des tables d’une nomenclature, dont les codes peuvent être d’origine. · Folder of the tables"
            " of a nomenclature, whose codes may be of origin."
        ),
    ] = None
    prefix: Annotated[str, Parameter(help="Début du nom des tables. · How the names of the tables begin.")] = "rome347"
    release: Annotated[str, Parameter(help="Version de la nomenclature. · Release of the nomenclature.")] = "3.47"
    on: Annotated[
        str | None,
        Parameter(
            help="Jour auquel les passerelles comptent, AAAA-MM-JJ ; aujourd’hui par défaut. · Day on which bridges"
            " count, YYYY-MM-DD; today by default."
        ),
    ] = None


_NOBODY = PersonOptions()


@dataclass(frozen=True)
class _Asked:
    """What a command was asked, read: who advises, and about whom."""

    advisor: Advisor
    person: Person
    target: str


def paths(
    *,
    whom: PersonOptions = _NOBODY,
    to: str | None = None,
    direction: Direction | None = None,
    most: Annotated[int, Parameter(validator=_COUNT)] = 5,
    format: JsonFormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Proposer des passages. · Suggest paths.

    Un métier et des compétences suffisent : ni âge, ni adresse, ni santé. · A job and skills are enough: no age, no
    address, no health.

    Parameters
    ----------
    to
        Métier visé, de la même façon : un seul passage est donné. · Target job, likewise: one path is given.
    direction
        Ne garder qu’une direction. · Keep one direction only.
    most
        Combien de passages. · How many paths.
    """
    with handle_faults(lang, _WRONG_USE):
        asked = _read(whom, to)
        if asked.target:
            found: Sequence[JobPath] = (asked.advisor.explain(asked.person, asked.target),)
        else:
            found = asked.advisor.suggest(asked.person, most=most, direction=direction)
        if format == "json":
            print_json(_describe(asked) | {"paths": [describe_path(one) for one in found]})
        else:
            print_paths(found)


def explain(
    *,
    whom: PersonOptions = _NOBODY,
    to: str,
    format: JsonFormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Expliquer un passage à la ligne. · Explain one path to the line.

    Chaque point du total, chaque écart et ce qui l’apprend, ce qui changerait le résultat, ce qui n’est pas connu. ·
    Every point of the total, every gap and what teaches it, what would change the result, what is not known.

    Parameters
    ----------
    to
        Métier visé, de la même façon. · Target job, likewise.
    """
    with handle_faults(lang, _WRONG_USE):
        asked = _read(whom, to)
        path = asked.advisor.explain(asked.person, asked.target)
        questions = asked.advisor.choose_questions(asked.person, most=3)
        if format == "json":
            told = {"path": describe_path(path), "questions": describe_record(questions)}
            print_json(_describe(asked) | told)
        else:
            print_path(path, questions)


def _read(whom: PersonOptions, target: str | None) -> _Asked:
    profession = load_profession()
    folder = whom.nomenclature
    nomenclature = _load_nomenclature(folder, whom.prefix, whom.release) if folder else None
    advisor = build_advisor(profession, nomenclature, on=_read_day(whom.on), register=open_register())
    names = _JobNames(profession, nomenclature)
    faults: list[Fault] = []
    job = names.find(whom.from_, "--from", faults)
    wanted = names.find(target or "", "--to", faults)
    answers: dict[str, Answer] = {}
    for answer, given in ((Answer.YES, whom.skills), (Answer.NO, whom.without)):
        for words in _split(given):
            try:
                answers[advisor.find_skill(words)] = answer
            except Faults as unknown:
                faults += unknown.faults
    if faults:
        raise Faults(faults)
    return _Asked(advisor, Person(job, answers), wanted)


class _JobNames:
    """Jobs by their code or their title: those of the profession, then those of the nomenclature."""

    def __init__(self, profession: Profession, nomenclature: Nomenclature | None) -> None:
        self._nomenclature = nomenclature
        self._profession = profession
        self._titles = TitleResolver(list_profession_titles(profession))

    def find(self, words: str, option: str, faults: list[Fault]) -> str:
        """Return the code of a job; where there is doubt, add a fault with the nearest jobs and return a blank."""
        asked = words[:_READ_CHARACTERS].strip()
        if not asked:
            return ""
        if self._nomenclature is not None and asked.upper() in self._nomenclature.jobs:
            return asked.upper()
        if len(coded := list_jobs_of_code(self._profession, asked[:_SHOWN_CHARACTERS])) == 1:
            return coded[0]
        if coded:
            faults.append(CATALOGUE.build("path-several-jobs", code=asked.upper(), near=coded[:5]).at(key=option))
            return ""
        found = self._titles.resolve(words)
        if (
            found.job is None
            and self._nomenclature is not None
            and found.outcome in {Outcome.UNKNOWN, Outcome.UNCERTAIN}
        ):
            other = TitleResolver(list_titles(self._nomenclature)).resolve(words)
            found = other if other.job is not None or found.outcome is Outcome.UNKNOWN else found
        if found.job is not None:
            return found.job.id
        near = [f"{hit.id} ({make_printable(hit.label, _SHOWN_CHARACTERS)})" for hit in found.hits[:3]]
        faults.append(
            CATALOGUE.build(
                "path-uncertain-title",
                text=make_printable(asked, _SHOWN_CHARACTERS),
                outcome=OUTCOME_LABELS[found.outcome],
                near=near if found.outcome is Outcome.UNCERTAIN else [],
            ).at(key=option)
        )
        return ""


def _split(given: list[str] | None) -> list[str]:
    """Ids of skills may stand in one option, with commas between: no id and few words have one."""
    return [part.strip() for one in given or () for part in _part_ids(one) if part.strip()]


def _part_ids(words: str) -> list[str]:
    parts = words.split(",")
    return parts if all(" " not in part.strip() for part in parts) else [words]


def _load_nomenclature(folder: Path, prefix: str, release: str) -> Nomenclature:
    found = sorted(folder.glob(f"{prefix}*code_rome.*")) if folder.is_dir() else []
    if not found:
        fault = CATALOGUE.build("path-no-nomenclature", folder=folder.name or str(folder), prefix=prefix)
        raise Faults([fault.at(file=str(folder))])
    return read_rome([folder], prefix=prefix, version=release)


def _read_day(words: str | None) -> date:
    if words is None:
        return date.today()
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise Faults([CATALOGUE.build("path-bad-day", value=make_printable(words, _SHOWN_CHARACTERS))]) from None


def _describe(asked: _Asked) -> dict[str, Any]:
    nomenclature = asked.advisor.nomenclature
    return {
        "from": asked.person.job or None,
        "answers": {item: answer.value for item, answer in asked.person.answers.items()},
        "nomenclature": None if nomenclature is None else f"{nomenclature.name} {nomenclature.version}",
        "lang": source_language(),
    }
