"""``filiere referentials``: check releases and mappings, seal them, and judge a case with its explanation.

``check`` ends with a line of counts and, at any fault, with status 1. Sealing is an act, never a side effect.
"""

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from cyclopts import App, Parameter

from filiere.cli import referentials_output as output
from filiere.cli.figures_output import nearby
from filiere.cli.options import JsonFormatOption, LangOption, speaking
from filiere.core.content import content_path
from filiere.core.documents import Document, Key, read_yaml
from filiere.core.errors import Fault, Faults
from filiere.core.text import Text
from filiere.core.validation import validate
from filiere.referentials import Library, Release, seal_release
from filiere.referentials.checker import check
from filiere.referentials.messages import FORM, build
from filiere.referentials.reader import read_release
from filiere.referentials.scoring import Case, Evaluation, evaluate, explain

app = App(name="referentials", help="Les référentiels et leurs versions. · Referentials and their releases.")

ContentOption = Annotated[
    Path | None,
    Parameter(help="Dossier de contenu, celui qui est livré par défaut. · Folder of content, the shipped one."),
]


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
        if not path.exists():
            raise Faults([build(FORM, "missing-file", name=path.name).at(file=str(path))])
        done = check(path)
        faults = [nearby(one) for one in done.faults]
        if format == "json":
            _json(output.checked_json(done, faults, language))
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
            _json(rows)
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
            _json(output.release_json(found, language))
        else:
            output.card(found, language)


@app.command
def seal(path: Path, /, *, lang: LangOption = None) -> None:
    """Sceller une version : plus rien n’y change ensuite. · Seal a release: nothing in it changes afterwards.

    Parameters
    ----------
    path
        Dossier de la version. · Folder of the release.
    """
    with speaking(lang) as language:
        if not path.is_dir():
            raise Faults([build(FORM, "missing-file", name=path.name).at(file=str(path))])
        faults = [one for one in check(path.resolve()).faults if not one.code.startswith("seal-")]
        if faults:
            # What is sealed wrong stays wrong: only a sound release takes a seal.
            raise Faults([nearby(one) for one in faults])
        sealed = seal_release(path.resolve())
        words = Text(fr=f"{sealed.id} est scellée : {sealed.sha256}", en=f"{sealed.id} is sealed: {sealed.sha256}")
        print(words.get(language))


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
        found, evaluation = _judged(case, release, content)
        if format == "json":
            _json(evaluation.as_json())
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
        _, evaluation = _judged(case, release, content)
        steps = explain(evaluation, figure, language)
        if format == "json":
            _json([output.step_json(one) for one in steps])
        else:
            output.steps(steps)


def _judged(path: Path, name: str | None, content: Path | None) -> tuple[Release, Evaluation]:
    """Return the release and the evaluation of a case; faults of the case point into its file."""
    if not path.is_file():
        raise Faults([build(FORM, "missing-file", name=path.name).at(file=str(path))])
    document = read_yaml(path)
    case = validate(document, Case)
    wanted = name or (f"{case.referential}@{case.release}" if case.referential and case.release else None)
    if wanted is None:
        raise Faults(
            [
                document.fault(
                    "case-without-release",
                    (),
                    Text(fr="Le cas ne dit pas sous quelle version l’évaluer.", en="The case names no release."),
                    Text(
                        fr="Ajoutez « referential » et « release », ou donnez --release lrs@2027.1.",
                        en="Add “referential” and “release”, or give --release lrs@2027.1.",
                    ),
                )
            ]
        )
    release = Library(content).release(wanted)
    if name is not None:
        key, _, number = name.partition("@")
        case = case.model_copy(update={"referential": key, "release": number})
    try:
        return release, evaluate(release, case)
    except Faults as faults:
        raise Faults([_placed(one, document) for one in faults.faults]) from None


def _placed(found: Fault, document: Document) -> Fault:
    """Return a fault of a case at its line, when it has no place of its own."""
    if found.file is not None:
        return found
    key: Key = tuple((found.key or "").split(".")) if found.key else ()
    return document.fault(found.code, key, found.message, found.remedy)


def _json(content: Any) -> None:
    """Print a content as JSON; a decimal is a JSON number."""
    print(json.dumps(content, ensure_ascii=False, indent=2, default=_number))


def _number(value: Any) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(type(value).__name__)
