"""``filiere referentials``: check releases and mappings, seal them, and judge a case with its explanation.

``check_path`` ends with a line of counts and, at any fault, with status 1. Sealing is an act, never a side effect.
"""

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from filiere.cli import referentials_output as output
from filiere.cli import relativise_fault
from filiere.cli.options import ContentOption, JsonFormatOption, LangOption, handle_faults, print_json
from filiere.cli.referentials_case_file import evaluate_case_file
from filiere.core.content_folder import content_path
from filiere.core.faults import Faults
from filiere.core.text import Text
from filiere.referentials import FORM_FAULTS, Library, read_release, seal_release
from filiere.referentials.checker import CheckReport, check_path
from filiere.referentials.scoring import explain_figure

app = App(name="referentials", help="Les référentiels et leurs versions. · Referentials and their releases.")


@app.command(name="check")
def check_(
    path: Path | None = None,
    /,
    *,
    remedy: Annotated[bool, Parameter(negative=())] = False,
    format: JsonFormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Vérifier des référentiels, toutes les fautes d’un coup. · Check referentials, all faults at once.

    Parameters
    ----------
    path
        Version, référentiel, correspondance ou dossier. · Release, referential, mapping or folder.
    remedy
        Dire aussi que faire de chaque faute. · Also say what to do about each fault.
    """
    with handle_faults(lang):
        path = path or content_path()
        if path.exists():
            done = check_path(path)
        else:
            # Nothing was checked, and the line of counts says so.
            done = CheckReport(faults=[FORM_FAULTS.build("missing-file", name=path.name).at(file=str(path))])
        faults = [relativise_fault(one) for one in done.faults]
        if format == "json":
            print_json(output.dump_check_report(done, faults))
        else:
            output.print_check_report(done, faults, remedy=remedy)
    if faults:
        sys.exit(1)


@app.command(name="list")
def list_(*, content: ContentOption = None, format: JsonFormatOption = "table", lang: LangOption = None) -> None:
    """Lister les versions. · List the releases."""
    with handle_faults(lang):
        rows = []
        for name, folder in Library(content).folders():
            reading = read_release(folder)
            rows.append(output.release_row(name, reading.release, len(reading.faults)))
        if format == "json":
            print_json(rows)
        else:
            output.print_releases(rows)


@app.command
def show(
    release: str, /, *, content: ContentOption = None, format: JsonFormatOption = "table", lang: LangOption = None
) -> None:
    """Montrer une version : sa vie, ses poids, ses questions. · Show a release: its life, its weights, its questions.

    Parameters
    ----------
    release
        Référentiel et version, comme lrs@2027.1. · Referential and release, such as lrs@2027.1.
    """
    with handle_faults(lang):
        found = Library(content).release(release)
        if format == "json":
            print_json(output.dump_release(found))
        else:
            output.print_release(found)


@app.command
def factors(
    version: str | None = None,
    /,
    *,
    content: ContentOption = None,
    format: JsonFormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Lister les facteurs d’émission proposés. · List the emission factors proposed.

    Parameters
    ----------
    version
        Version de la table, la dernière par défaut. · Version of the table, by default the latest.
    """
    with handle_faults(lang):
        found = Library(content).factor_table(version)
        if format == "json":
            print_json(output.dump_factors(found))
        else:
            output.print_factors(found)


@app.command
def seal(path: Path, /, *, lang: LangOption = None) -> None:
    """Sceller une version : plus rien n’y change ensuite. · Seal a release: nothing in it changes afterwards.

    Parameters
    ----------
    path
        Dossier de la version. · Folder of the release.
    """
    with handle_faults(lang):
        if not path.is_dir():
            raise Faults([FORM_FAULTS.build("missing-file", name=path.name).at(file=str(path))])
        faults = [one for one in check_path(path.resolve()).faults if not one.code.startswith("seal-")]
        if faults:
            # What is sealed wrong stays wrong: only a sound release takes a seal.
            raise Faults(faults)
        sealed = seal_release(path.resolve())
        words = Text(fr=f"{sealed.id} est scellée : {sealed.sha256}", en=f"{sealed.id} is sealed: {sealed.sha256}")
        print(str(words))


@app.command(name="evaluate")
def evaluate_(
    case: Path,
    /,
    *,
    release: str | None = None,
    content: ContentOption = None,
    format: JsonFormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Évaluer un cas : score, niveau, ce qui manque. · Evaluate a case: score, level, what is missing.

    Parameters
    ----------
    case
        Fichier YAML du cas. · YAML file of the case.
    release
        Version, celle que dit le cas par défaut. · Release, by default that of the case.
    """
    with handle_faults(lang):
        found, evaluation = evaluate_case_file(case, release, Library(content))
        if format == "json":
            print_json(evaluation.as_json())
        else:
            output.print_evaluation(found, evaluation)


@app.command(name="explain")
def explain_(
    case: Path,
    figure: str,
    /,
    *,
    release: str | None = None,
    content: ContentOption = None,
    format: JsonFormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Expliquer un résultat pas à pas. · Explain a figure step by step.

    Parameters
    ----------
    case
        Fichier YAML du cas. · YAML file of the case.
    figure
        total, level, theme.<clé>, criterion.<clé>, indicator.<clé>. · total, level, theme.<key>, and so on.
    release
        Version, celle que dit le cas par défaut. · Release, by default that of the case.
    """
    with handle_faults(lang):
        _, evaluation = evaluate_case_file(case, release, Library(content))
        steps = explain_figure(evaluation, figure)
        if format == "json":
            print_json([output.dump_step(one) for one in steps])
        else:
            output.print_steps(steps)


# Each of these modules is loaded when its command is called.
_LAZY_COMMANDS = {
    "diff": ("diff:diff", "Comparer deux versions. · Compare two releases."),
    "coverage": ("mappings:coverage_", "Dire ce qu’une correspondance couvre. · Say what a mapping covers."),
    "chain": ("mappings:chain_", "Aller d’une version à une autre. · Go from one release to another."),
    "review": ("mappings:review", "Noter une relecture. · Record a review."),
    "migrate": ("migration:migrate_", "Faire migrer un cas. · Migrate a case."),
    "simulate": ("simulation:simulate_", "Essayer d’autres règles. · Try other rules."),
    "tipping": (
        "simulation:tipping",
        "Dire quel poids ferait changer le niveau. · Show which weight would tip the level.",
    ),
    "discriminate": (
        "simulation:discriminate",
        "Dire ce que les questions départagent. · Show which questions discriminate.",
    ),
    "sample": ("sampling:sample", "Tirer au sort les sites à auditer. · Draw the sites to audit at random."),
    "sample-verify": ("sampling:sample_verify", "Refaire un tirage et dire chaque écart. · Repeat a draw."),
}
for _name, (_target, _help) in _LAZY_COMMANDS.items():
    app.command(f"filiere.cli.referentials_{_target}", name=_name, help=_help)
