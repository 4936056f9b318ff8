"""``filiere referentials simulate``, ``tipping`` and ``discriminate``: trials, which decide nothing."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter, validators

from filiere.cli.options import (
    ContentOption,
    CountOption,
    JsonFormatOption,
    LangOption,
    ManyOption,
    handle_faults,
    print_json,
)
from filiere.cli.referentials_case_file import evaluate_case_file, locate_fault
from filiere.cli.tables import format_range, print_table
from filiere.core.faults import Fault, Faults
from filiere.core.numbers import UNKNOWN_MARK, format_number, format_percent, format_signed
from filiere.core.text import Text
from filiere.core.validation import validate
from filiere.core.yaml_documents import Document, read_yaml
from filiere.referentials import MIN_GROUP, MOVEMENTS, Library, Release, group_text
from filiere.referentials.scoring import Case, evaluate
from filiere.referentials.simulation import (
    GroupResult,
    find_tipping_points,
    generate_cases,
    group_outcomes,
    measure_discrimination,
    move_weight,
    replay_completed_cases,
    simulate,
)

GroupOption = Annotated[int, Parameter(validator=validators.Number(gte=1))]
# ASCII digits only: Python would also read NaN, Infinity, and the digits of any other script.
_POINTS = re.compile(r"[-+]?[0-9]{1,9}(\.[0-9]{1,9})?\Z")

WorkersOption = Annotated[int, Parameter(validator=validators.Number(gte=1, lte=64))]

_MOVEMENTS = {
    "gains": Text(fr="gagnent", en="gain"),
    "same": Text(fr="gardent", en="keep"),
    "loses": Text(fr="perdent", en="lose"),
    "open": Text(fr="en suspens", en="undecided"),
}
_FLAGS = {
    "alike": Text(fr="tous répondent pareil", en="all answer the same"),
    "contrary": Text(fr="contraire au reste du score", en="opposite to the rest of the score"),
    "few": Text(fr="trop peu de réponses", en="too few answers"),
}


def simulate_(
    release: str,
    /,
    *,
    against: str | None = None,
    move: ManyOption = None,
    category: ManyOption = None,
    cases: Path | None = None,
    dossiers: CountOption = 500,
    seed: int = 1,
    complete: bool = False,
    on: date | None = None,
    min_group: GroupOption = MIN_GROUP,
    workers: WorkersOption = 1,
    content: ContentOption = None,
    format: JsonFormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Dire qui gagne et qui perd sous d’autres règles, par groupe. · Say who gains and who loses, by group.

    Parameters
    ----------
    release
        Version actuelle. · Present release.
    against
        Version candidate. · Candidate release.
    move
        Poids à déplacer, rubrique:rubrique:points. · Weight to move, theme:theme:points.
    category
        Catégories dont les poids bougent, toutes par défaut. · Categories whose weights move, all by default.
    cases
        Dossier de fichiers de cas, au lieu de dossiers inventés. · Folder of case files, in place of made-up dossiers.
    dossiers
        Nombre de dossiers inventés. · Number of made-up dossiers.
    seed
        Nombre de départ des dossiers inventés. · Random seed of the made-up dossiers.
    complete
        Compléter les dossiers inventés de ce que la version candidate demande de nouveau. · Complete the made-up
        dossiers with what the candidate release asks anew.
    on
        Jour où la version candidate juge les dossiers. · Day on which the candidate release judges the dossiers.
    min_group
        Plus petit groupe montré. · Smallest group shown.
    workers
        Processus. · Processes.
    """
    with handle_faults(lang):
        library = Library(content)
        before = library.release(release)
        after = library.release(against, on=on) if against else before
        for words in move or ():
            after = _apply_move(after, words, category)
        chosen = generate_cases(before, dossiers, seed) if cases is None else _read_cases(cases, before)
        try:
            if complete and cases is None and after is not before:
                told = replay_completed_cases(before, after, dossiers, seed, on=on)
                found = group_outcomes(told, before, after, min_group=min_group)
            else:
                found = simulate(chosen, before, after, on=on, min_group=min_group, workers=workers)
        except Faults as faults:
            raise Faults(_case_file_faults(cases, before) or faults.faults) from None
        if format == "json":
            print_json(
                {
                    "before": found.before,
                    "after": found.after,
                    "after_sha256": found.after_sha256,
                    "made_up": cases is None,
                    "seed": seed if cases is None else None,
                    "min_group": found.min_group,
                    "groups": [_dump_group(one) for one in found.groups],
                    "total": None if found.total is None else _dump_group(found.total),
                }
            )
            return
        if found.total is None:
            few = Text(
                fr=f"Moins de {min_group} dossiers : rien n’est montré.",
                en=f"Fewer than {min_group} dossiers: nothing is shown.",
            )
            print(few)
            return
        _print_groups((*found.groups, found.total), before)
        if cases is None:
            said = Text(
                fr="Dossiers fictifs : ils montrent l’effet de la règle, non l’état de la filière.",
                en="Fictitious dossiers: they show how the rule works, not the state of the sector.",
            )
            print(said)


def _apply_move(release: Release, words: str, categories: Iterable[str] | None) -> Release:
    source, _, rest = words.partition(":")
    target, _, points = rest.partition(":")
    if not _POINTS.match(points):
        raise Faults.one(
            code="unreadable-move",
            message=Text(
                fr=f"« {words} » n’indique pas le poids à déplacer.", en=f"“{words}” does not name a weight to move."
            ),
            remedy=Text(
                fr="Écrivez rubrique:rubrique:points, comme environment:social_dialogue:10.",
                en="Use theme:theme:points, such as environment:social_dialogue:10.",
            ),
        )
    return move_weight(release, source, target, Decimal(points), categories)


def _read_cases(folder: Path, release: Release) -> list[Case]:
    """Return the cases of a folder that are made for a release, or for none in particular."""
    return [case for _, case in _read_case_folder(folder, release)]


def _read_case_folder(folder: Path, release: Release) -> list[tuple[Document, Case]]:
    faults: list[Fault] = []
    found: list[tuple[Document, Case]] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            document = read_yaml(path)
            case = validate(document, Case)
        except Faults as broken:
            faults += broken.faults
            continue
        if (case.referential, case.release) in ((None, None), (release.referential.key, release.head.release)):
            found.append((document, case))
    if faults:
        raise Faults(faults)
    return found


def _case_file_faults(folder: Path | None, release: Release) -> list[Fault]:
    """Return what is wrong in the cases of a folder, each fault at its line of its file.

    Judged again one by one, which is only done once something was found wrong: no case of many is named by a fault.
    """
    faults: list[Fault] = []
    for document, case in _read_case_folder(folder, release) if folder is not None else ():
        try:
            evaluate(release, case)
        except Faults as broken:
            faults += [locate_fault(one, document) for one in broken.faults]
    return faults


def _dump_group(group_result: GroupResult) -> dict[str, Any]:
    return {
        "group": list(group_result.group),
        "dossiers": group_result.dossiers,
        "movements": dict(group_result.movements),
        "levels_before": dict(group_result.levels_before),
        "levels_after": dict(group_result.levels_after),
        "mean_before": group_result.mean_before,
        "mean_after": group_result.mean_after,
    }


def _print_groups(groups: Sequence[GroupResult], release: Release) -> None:
    heads = [Text(fr="Groupe", en="Group"), Text(fr="Dossiers", en="Dossiers"), *(_MOVEMENTS[one] for one in MOVEMENTS)]
    heads += [Text(fr="Moyenne avant", en="Mean before"), Text(fr="Moyenne après", en="Mean after")]
    rows = []
    for group in groups:
        name = ", ".join(str(group_text(part, release)) for part in group.group)
        name = name or str(Text(fr="Ensemble", en="All"))
        counts = [str(group.movements[movement]) for movement in MOVEMENTS]
        means = [format_range(group.mean_before), format_range(group.mean_after)]
        rows.append([name, str(group.dossiers), *counts, *means])
    print_table(heads, rows)


def tipping(
    case: Path,
    /,
    *,
    release: str | None = None,
    content: ContentOption = None,
    format: JsonFormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Dire à quel poids de rubrique le niveau changerait. · Say at which weight of a theme the level would change.

    Parameters
    ----------
    case
        Fichier YAML du cas. · YAML file of the case.
    release
        Version, celle que dit le cas par défaut. · Release, by default that of the case.
    """
    with handle_faults(lang):
        found, evaluation = evaluate_case_file(case, release, Library(content))
        points = find_tipping_points(evaluation)
        if format == "json":
            print_json(
                None
                if points is None
                else [
                    {
                        "theme": one.theme,
                        "weight": one.weight,
                        "at": one.at,
                        "root": one.root,
                        "change": one.change,
                        "level": one.level,
                        "reached": one.reached,
                        "exact": one.exact,
                    }
                    for one in points
                ]
            )
            return
        if points is None:
            words = Text(fr="Le cas n’est pas encore décidé.", en="The case cannot be decided yet.")
            print(words)
            return
        names = {level.key: str(level.text) for level in (found.award.levels if found.award else ())}
        none = str(Text(fr="aucun niveau", en="no level"))
        heads = [
            Text(fr="Rubrique", en="Theme"),
            Text(fr="Poids", en="Weight"),
            Text(fr="Bascule à", en="Tips at"),
            Text(fr="Écart", en="Change"),
            Text(fr="Niveau", en="Level"),
        ]
        rows = [
            [
                str(found.theme(one.theme).text),
                format_number(one.weight),
                format_number(one.at, digits=2),
                format_signed(one.change, digits=2),
                UNKNOWN_MARK if one.level is None else names.get(one.level, none),
            ]
            for one in points
        ]
        print_table(heads, rows)


def discriminate(
    release: str,
    /,
    *,
    cases: Path | None = None,
    dossiers: CountOption = 500,
    seed: int = 1,
    min_group: GroupOption = MIN_GROUP,
    content: ContentOption = None,
    format: JsonFormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Dire ce que chaque question départage parmi des dossiers. · Say what each question tells apart among dossiers.

    Parameters
    ----------
    release
        Version. · Release.
    cases
        Dossier de fichiers de cas, au lieu de dossiers inventés. · Folder of case files, in place of made-up dossiers.
    dossiers
        Nombre de dossiers inventés. · Number of made-up dossiers.
    seed
        Nombre de départ des dossiers inventés. · Random seed of the made-up dossiers.
    min_group
        Plus petit nombre de réponses montré. · Smallest number of answers shown.
    """
    with handle_faults(lang):
        found = Library(content).release(release)
        chosen = generate_cases(found, dossiers, seed) if cases is None else _read_cases(cases, found)
        told = measure_discrimination(found, chosen, min_group=min_group)
        if format == "json":
            print_json(
                [
                    {
                        "criterion": one.criterion,
                        "category": one.category,
                        "answered": one.answered,
                        "shares": dict(one.shares),
                        "mean": one.mean,
                        "correlation": one.correlation,
                        "flags": list(one.flags),
                    }
                    for one in told
                ]
            )
            return
        heads = [
            Text(fr="Question", en="Question"),
            Text(fr="Catégorie", en="Category"),
            Text(fr="Réponses", en="Answers"),
            Text(fr="Moyenne", en="Mean"),
            Text(fr="Corrélation", en="Correlation"),
            Text(fr="Niveaux", en="Levels"),
            Text(fr="À voir", en="To look at"),
        ]
        rows = [
            [
                one.criterion,
                one.category,
                str(one.answered),
                format_number(one.mean, digits=1),
                format_number(one.correlation, digits=2),
                ", ".join(f"{key} {format_percent(share * 100, digits=0)}" for key, share in one.shares.items())
                or UNKNOWN_MARK,
                ", ".join(str(_FLAGS[flag]) for flag in one.flags) or UNKNOWN_MARK,
            ]
            for one in told
        ]
        print_table(heads, rows)
