"""``filiere referentials``: check releases and mappings, seal them, and judge a case with its explanation.

``check`` ends with a line of counts and, at any fault, with status 1. Sealing is an act, never a side effect.
"""

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from filiere.cli import nearby
from filiere.cli import referentials_output as output
from filiere.cli.case_files import judged
from filiere.cli.options import ContentOption, JsonFormatOption, LangOption, json_out, speaking
from filiere.core.content import content_path
from filiere.core.errors import Faults
from filiere.core.text import Text
from filiere.referentials import Library, seal_release
from filiere.referentials.checker import Checked, check
from filiere.referentials.messages import FORM, build
from filiere.referentials.reader import read_release
from filiere.referentials.scoring import explain

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
    with speaking(lang) as language:
        path = path or content_path()
        if path.exists():
            done = check(path)
        else:
            # Nothing was checked, and the line of counts says so.
            done = Checked(faults=[build(FORM, "missing-file", name=path.name).at(file=str(path))])
        faults = [nearby(one) for one in done.faults]
        if format == "json":
            json_out(output.checked_json(done, faults, language))
        else:
            output.checked(done, faults, language, remedy=remedy)
    if faults:
        sys.exit(1)


@app.command(name="list")
def list_(*, content: ContentOption = None, format: JsonFormatOption = "table", lang: LangOption = None) -> None:
    """Lister les versions. · List the releases."""
    with speaking(lang) as language:
        rows = []
        for name, folder in Library(content).folders():
            reading = read_release(folder)
            rows.append(output.row(name, reading.release, len(reading.faults), language))
        if format == "json":
            json_out(rows)
        else:
            output.releases(rows, language)


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
    with speaking(lang) as language:
        found = Library(content).release(release)
        if format == "json":
            json_out(output.release_json(found, language))
        else:
            output.card(found, language)


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
    with speaking(lang) as language:
        found = Library(content).factor_table(version)
        if format == "json":
            json_out(output.factors_json(found, language))
        else:
            output.factors(found, language)


@app.command
def seal(path: Path, /, *, lang: LangOption = None) -> None:
    """Sceller une version : plus rien n’y change ensuite. · Seal a release: nothing in it changes afterwards.

    Parameters
    ----------
    path
        Dossier de la version. · Folder of the release.
    """
    with speaking(lang):
        if not path.is_dir():
            raise Faults([build(FORM, "missing-file", name=path.name).at(file=str(path))])
        faults = [one for one in check(path.resolve()).faults if not one.code.startswith("seal-")]
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
    with speaking(lang) as language:
        found, evaluation = judged(case, release, Library(content))
        if format == "json":
            json_out(evaluation.as_json())
        else:
            output.verdict(found, evaluation, language)


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
    with speaking(lang) as language:
        _, evaluation = judged(case, release, Library(content))
        steps = explain(evaluation, figure, language)
        if format == "json":
            json_out([output.step_json(one) for one in steps])
        else:
            output.steps(steps)


# Each of these modules is loaded when its command is called.
_MORE = {
    "diff": ("links:diff", "Comparer deux versions. · Compare two releases."),
    "coverage": ("links:coverage_", "Dire ce qu’une correspondance couvre. · Say what a mapping covers."),
    "chain": ("links:chain_", "Aller d’une version à une autre. · Go from one release to another."),
    "review": ("links:review", "Noter une relecture. · Record a review."),
    "migrate": ("migration:migrate_", "Faire migrer un cas. · Migrate a case."),
    "simulate": ("trials:simulate_", "Essayer d’autres règles. · Try other rules."),
    "tipping": ("trials:tipping", "Dire quel poids ferait changer le niveau. · Show which weight would tip the level."),
    "discriminate": ("trials:discriminate", "Dire ce que les questions départagent. · Say what questions tell apart."),
    "sample": ("sampling:sample", "Tirer au sort les sites à auditer. · Draw by lot the sites to audit."),
    "sample-verify": ("sampling:sample_verify", "Refaire un tirage et dire chaque écart. · Do a draw again."),
}
for _name, (_target, _help) in _MORE.items():
    app.command(f"filiere.cli.referentials_{_target}", name=_name, help=_help)
