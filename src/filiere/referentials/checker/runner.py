"""What stands at a path, and all the faults under it: a release, a referential, a mapping, factors, a folder."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from filiere.core.faults import Fault
from filiere.referentials.checker.completeness import sum_theme_weights
from filiere.referentials.checker.mappings import mapping_faults
from filiere.referentials.checker.release_checks import release_faults
from filiere.referentials.checker.wording import document_faults
from filiere.referentials.emission_factors import read_factors
from filiere.referentials.faults import FORM_FAULTS
from filiere.referentials.loader import FACTORS, MAPPINGS, REFERENTIALS, Library
from filiere.referentials.reader import REFERENTIAL, read_document, read_referential, read_release
from filiere.referentials.record_reader import read_record
from filiere.referentials.records import Mapping
from filiere.referentials.release_seal import HEAD


@dataclass
class CheckReport:
    """What was checked, and its faults in the order of the files.

    ``questions`` and ``sum_theme_weights`` are by release, then by category: the questions asked, the sum of theme
    weights.
    """

    faults: list[Fault] = field(default_factory=list)
    releases: list[str] = field(default_factory=list)
    mappings: list[str] = field(default_factory=list)
    factors: list[str] = field(default_factory=list)
    criteria: int = 0
    cases: int = 0
    questions: dict[str, dict[str, int]] = field(default_factory=dict)
    weights: dict[str, dict[str, str]] = field(default_factory=dict)


def check_path(path: Path, *, library: Library | None = None) -> CheckReport:
    """Check what stands at ``path``; raise ``FileNotFoundError`` when nothing does.

    ``library`` is where mappings and migrations find the releases they name: by default the folder of content that
    the path stands in.
    """
    if not path.exists():
        raise FileNotFoundError(path)
    path = path.resolve()
    done = CheckReport()
    if path.name in (HEAD, REFERENTIAL):
        path = path.parent
    if path.is_file() and path.parent.name == MAPPINGS:
        _check_mapping(path, library or Library(path.parent.parent), done)
    elif path.is_file() and path.parent.name == FACTORS:
        _check_factors(path, done)
    elif path.name == FACTORS and path.is_dir():
        _check_factors_folder(path.parent, done)
    elif (path / HEAD).is_file():
        _check_release(path, library or Library(path.parents[3]), done)
    elif (path / REFERENTIAL).is_file():
        _check_referential(path, library or Library(path.parents[1]), done)
    elif any((path / name).is_dir() for name in (REFERENTIALS, MAPPINGS)):
        _check_content_folder(path, library or Library(path), done)
    elif path.name in (REFERENTIALS, MAPPINGS):
        _check_content_folder(path.parent, library or Library(path.parent), done, only=path.name)
    else:
        done.faults.append(FORM_FAULTS.build("unknown-kind").at(file=str(path)))
    done.faults = _sort_unique_faults(done.faults)
    return done


def _sort_unique_faults(faults: Iterable[Fault]) -> list[Fault]:
    """Return faults in the order of the files, each once: releases share their referential."""
    return sorted(dict.fromkeys(faults), key=lambda one: one.order)


def _check_content_folder(root: Path, library: Library, done: CheckReport, only: str | None = None) -> None:
    if only != MAPPINGS:
        for folder in sorted((root / REFERENTIALS).glob(f"*/{REFERENTIAL}")):
            _check_referential(folder.parent, library, done)
        for head in sorted((root / REFERENTIALS).glob("*/releases")):
            if not (head.parent / REFERENTIAL).is_file():
                missing = FORM_FAULTS.build("missing-file", name=REFERENTIAL).at(file=str(head.parent / REFERENTIAL))
                done.faults.append(missing)
        _check_factors_folder(root / REFERENTIALS, done)
    if only != REFERENTIALS:
        for path in sorted((root / MAPPINGS).glob("*.yaml")):
            _check_mapping(path, library, done)


def _check_referential(folder: Path, library: Library, done: CheckReport) -> None:
    _, document = read_referential(folder / REFERENTIAL, done.faults)
    if document is not None:
        done.faults += document_faults(document)
    if (folder / "releases").is_dir():
        for inner in sorted((folder / "releases").iterdir()):
            if inner.is_dir():
                _check_release(inner, library, done)


def _check_release(folder: Path, library: Library, done: CheckReport) -> None:
    reading = read_release(folder)
    done.faults += release_faults(reading, library)
    release = reading.release
    if release is None:
        return
    done.releases.append(release.id)
    done.criteria += len(release.criteria)
    done.cases += len(release.cases)
    if release.referential.kind == "label":
        categories = release.referential.categories
        done.questions[release.id] = {one: len(release.questionnaire(one)) for one in categories}
        done.weights[release.id] = {one: str(total) for one, total in sum_theme_weights(release).items()}


def _check_mapping(path: Path, library: Library, done: CheckReport) -> None:
    document = read_document(path, done.faults)
    if document is None:
        return
    done.faults += document_faults(document)
    mapping = read_record(document, Mapping, (), done.faults)
    if mapping is not None:
        done.mappings.append(mapping.id)
        done.faults += mapping_faults(mapping, document, library)


def _check_factors_folder(folder: Path, done: CheckReport) -> None:
    for path in sorted((folder / FACTORS).glob("*.yaml")):
        _check_factors(path, done)


def _check_factors(path: Path, done: CheckReport) -> None:
    table = read_factors(path, done.faults)
    if table is not None:
        done.factors.append(table.version)
