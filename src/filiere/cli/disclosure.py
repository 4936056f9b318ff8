"""``filiere disclosure``: protect a table, audit a run by every attacker, verify its certificate.

Status 0: protected as asked; 1: not protected as asked, and nothing is written; 2: the input is wrong; 3: ``audit`` was
not asked about every attacker of the level, and those that it tried find nothing: the level is not judged. Of a folder
that was changed, ``verify`` says 1, unreadable files included: it is not what was certified. ``audit`` says 1 where a
file says something else than the rows, and 2 where one that it reads cannot be read: it cannot tell then. Only the file
``cells-public.csv`` of a run may leave the house.
"""

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from filiere.cli import disclosure_output as output
from filiere.cli import fault_sentences
from filiere.cli.options import JsonFormatOption, LangOption, handle_faults
from filiere.core.faults import Fault, Faults
from filiere.core.text import Lang, Text

app = App(name="disclosure", help="Le secret statistique. · Statistical confidentiality.")

NOT_PROTECTED = 1
BAD_INPUT = 2
NOT_JUDGED = 3

FolderOption = Annotated[Path, Parameter(name="DIR", help="Dossier d’une protection. · Folder of a run.")]


@app.command
def protect(
    data: Path,
    /,
    *,
    spec: Path,
    out: Path,
    format: JsonFormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Protéger un tableau et écrire ce qui peut en être publié. · Protect a table, write what may be published.

    Parameters
    ----------
    data
        Lignes ou cellules, en CSV ou en Parquet. · Rows or cells, as CSV or Parquet.
    spec
        Spécification en YAML. · Specification as YAML.
    out
        Dossier à écrire ; une protection antérieure y est remplacée. · Folder to write; a former run is replaced.
    """
    with _handle_input_faults(lang):
        from filiere.disclosure import (
            NotProtected,
            check_destination,
            protect_inputs,
            read_inputs,
            require_publishable_cells,
        )

        check_destination(out)
        inputs = read_inputs(data, spec)
        require_publishable_cells(inputs)
        _print_faults(inputs.notes)
        try:
            report = protect_inputs(inputs, out)
        except NotProtected as wrong:
            _print_faults(wrong.faults)
            sys.exit(NOT_PROTECTED)
        output.print_run(report, out, format)


@app.command
def audit(
    folder: Annotated[Path | None, Parameter(name="DIR", help="Dossier d’une protection. · Folder of a run.")] = None,
    /,
    *,
    cells: Path | None = None,
    spec: Path | None = None,
    data: Path | None = None,
    published: str = "",
    attackers: str = "outsider,contributors,pairs,holdings",
    format: JsonFormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Refaire le tableau et l’attaquer, sans croire personne. · Rebuild the table and attack it, trusting nothing.

    Parameters
    ----------
    cells
        Tableau protégé par un autre outil, à auditer. · Table protected by another tool, to audit.
    spec
        Avec --cells : la règle, en YAML. · With --cells: the rule, as YAML.
    data
        Lignes ou cellules d’origine, à comparer. · The rows or cells it was made of, to compare.
    published
        Avec --cells : mots de « status » pour « publiée ». · With --cells: words of “status” for published.
    attackers
        Attaquants, séparés par des virgules ; le niveau n’est jugé que si tous les siens y sont. · Attackers, separated
        by commas; the level is judged only when all of its own are among them.
    """
    with _handle_input_faults(lang):
        from filiere.disclosure import ATTACKERS, audit_folder, audit_pattern, judge_promise, require_run

        names = _split_names(attackers)
        if not names or (unknown := [name for name in names if name not in ATTACKERS]):
            raise Faults([_unknown_attacker_fault(unknown[0] if names else "", ATTACKERS)])
        if folder is not None and not (cells or spec or published):
            require_run(folder)
            found = audit_folder(folder, names, reported=True, data=data)
        elif folder is None and cells is not None and spec is not None:
            found, notes = audit_pattern(cells, spec, data, published=_split_names(published), attackers=names)
            _print_faults(notes)
        else:
            raise Faults([_CONFLICTING_OPTIONS])
        level = found.level
        assert level is not None  # noqa: S101  A folder has one.
        kept = False if found.faults else judge_promise(level, found.attackers)
        output.print_audit(found, level, kept, format)
        _print_faults(found.faults)
    if kept is not True:
        sys.exit(NOT_JUDGED if kept is None else NOT_PROTECTED)


@app.command
def verify(
    folder: FolderOption,
    /,
    *,
    data: Path | None = None,
    format: JsonFormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Vérifier le certificat d’une protection, sans solveur. · Verify the certificate of a run, without a solver.

    Parameters
    ----------
    data
        Lignes ou cellules d’origine, à comparer. · The rows or cells it was made of, to compare.
    """
    with _handle_input_faults(lang):
        from filiere.disclosure import require_run, verify_folder

        require_run(folder)
        found = verify_folder(folder, data)
        output.print_verification(found, format)
        _print_faults(found.faults)
    if not found.holds:
        sys.exit(NOT_PROTECTED)


@contextlib.contextmanager
def _handle_input_faults(lang: Lang | None) -> Iterator[None]:
    """As :func:`handle_faults`; here every fault is one of what was given."""
    with handle_faults(lang):
        _silence_solver()
        try:
            yield
        except Faults as wrong:
            _print_faults(wrong.faults)
            sys.exit(BAD_INPUT)


def _silence_solver() -> None:
    """Make the solver say its name where nobody reads: it does so once a process, whatever it is asked, and would stand
    before the JSON of a result."""
    import highspy

    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        highspy.Highs()  # type: ignore[no-untyped-call]
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _print_faults(faults: Iterable[Fault]) -> None:
    """Write faults or notes to the error output."""
    if told := tuple(faults):
        print(fault_sentences(Faults(told)), file=sys.stderr)


def _split_names(words: str) -> tuple[str, ...]:
    """The words of an option, once each."""
    return tuple(dict.fromkeys(word.strip() for word in words.split(",") if word.strip()))


_CONFLICTING_OPTIONS = Fault(
    code="audit-of-what",
    message=Text(
        fr="Il faut le dossier d’une protection, ou le tableau d’un autre outil (--cells) avec une spécification "
        "(--spec), et non les deux.",
        en="Give the folder of a run, or the table of another tool (--cells) with a specification (--spec), but not "
        "both.",
    ),
    remedy=Text(
        fr="filiere disclosure audit DOSSIER, ou filiere disclosure audit --cells TABLEAU.csv --spec SPEC.yaml.",
        en="filiere disclosure audit FOLDER, or filiere disclosure audit --cells TABLE.csv --spec SPEC.yaml.",
    ),
)


def _unknown_attacker_fault(name: str, known: Iterable[str]) -> Fault:
    return Fault(
        code="no-such-attacker",
        message=Text(fr=f"Il n’y a pas d’attaquant « {name} ».", en=f"There is no attacker “{name}”."),
        remedy=Text(fr=f"Choix : {', '.join(known)}.", en=f"Choices: {', '.join(known)}."),
    )
