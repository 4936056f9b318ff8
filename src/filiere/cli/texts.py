"""``filiere texts``: write the texts to translate into one more language, and say what a catalogue lacks."""

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from filiere.cli.options import JsonFormatOption, handle_faults, print_faults, print_json
from filiere.core.faults import Fault, Faults
from filiere.core.text import Text

app = App(name="texts", help="Les textes et leurs traductions. · Texts and their translations.")

FolderOption = Annotated[
    Path | None,
    Parameter(help="Dossier des catalogues, celui du site par défaut. · Folder of catalogues, that of the site."),
]
MAX_LISTED = 20


@app.command
def export(*, lang: str, folder: FolderOption = None) -> None:
    """Écrire tous les textes dans un catalogue PO à traduire. · Write every text into a PO catalogue to translate.

    Ce qui y est traduit est gardé ; ce dont le texte a changé est marqué « fuzzy » et n’est plus servi. · What is
    translated in it is kept; what has another text now is marked “fuzzy” and is no longer served.

    Parameters
    ----------
    lang
        Code de la langue, comme es. · Code of the language, such as es.
    """
    with handle_faults(None):
        path = _catalogue_folder(folder) / f"{lang}.po"
        from filiere.core.translation_catalogues import is_further_language, language_fault

        if not is_further_language(lang):
            raise Faults([language_fault(path)])
        from filiere.site.translation_maintenance import find_pairs, update_catalogue, write_catalogue

        catalog = update_catalogue(path, find_pairs())
        write_catalogue(catalog, path)
        done = sum(1 for one in catalog if one.id and one.string and not one.fuzzy)
        again = sum(1 for one in catalog if one.id and one.fuzzy)
        print(
            Text(
                fr=f"{path} : {len(catalog)} textes, {done} traduits, {again} à revoir.",
                en=f"{path}: {len(catalog)} texts, {done} translated, {again} to be rechecked.",
            )
        )


@app.command
def check(*, lang: str | None = None, folder: FolderOption = None, format: JsonFormatOption = "table") -> None:
    """Dire ce qui manque à un catalogue ou n’y est plus à jour. · List what a catalogue is missing or has out of date.

    Le statut est 1 s’il manque une traduction, ou s’il faut en revoir une. · The status is 1 when a translation is
    missing, or is to be looked at again.

    Parameters
    ----------
    lang
        Code d’une langue ; toutes celles du dossier sans lui. · Code of a language; without it, all of the folder.
    """
    with handle_faults(None):
        from filiere.core.translation_catalogues import find_catalogues

        root = _catalogue_folder(folder)
        found = find_catalogues(root)
        if lang is not None and lang not in found:
            raise Faults([_absent_fault(root / f"{lang}.po")])
        from filiere.site.translation_maintenance import examine_catalogue, find_pairs

        pairs = find_pairs()
        examined = [examine_catalogue(path, pairs) for code, path in found.items() if lang in (None, code)]
        if format == "json":
            print_json(
                [
                    {
                        "language": one.language,
                        "texts": one.texts,
                        "translated": one.translated,
                        "missing": [{"file": it.file, "line": it.line, "fr": it.fr, "en": it.en} for it in one.missing],
                        "stale": [
                            {
                                "before": {"fr": it.before[0], "en": it.before[1]},
                                "now": it.now and {"file": it.now.file, "fr": it.now.fr, "en": it.now.en},
                            }
                            for it in one.stale
                        ],
                        "faults": [it.as_json() for it in one.faults],
                    }
                    for one in examined
                ]
            )
        else:
            _print_examination(examined, root)
        if any(one.missing or one.stale or one.faults for one in examined):
            sys.exit(1)


def _print_examination(examined: list, root: Path) -> None:  # type: ignore[type-arg]
    if not examined:
        print(Text(fr=f"Aucun catalogue dans {root}.", en=f"No catalogue in {root}."))
    for language in examined:
        print(
            Text(
                fr=(
                    f"{language.language} : {language.texts} textes, {language.translated} traduits, "
                    f"{len(language.missing)} sans traduction, {len(language.stale)} à revoir, "
                    f"{len(language.faults)} erreurs."
                ),
                en=(
                    f"{language.language}: {language.texts} texts, {language.translated} translated, "
                    f"{len(language.missing)} missing, {len(language.stale)} to be rechecked, "
                    f"{len(language.faults)} errors."
                ),
            )
        )
        for pair in language.missing[:MAX_LISTED]:
            print(f"  {pair.file}:{pair.line}: {pair.en}")
        if len(language.missing) > MAX_LISTED:
            print(Text(fr="  … tous avec --format json", en="  … all of them with --format json"))
        for stale in language.stale:
            gone = Text(fr="n’est plus utilisé", en="is no longer used")
            print(f"  {stale.before[1]} → {stale.now.en if stale.now is not None else gone}")
        print_faults(language.faults, remedy=True)


def _catalogue_folder(folder: Path | None) -> Path:
    from filiere.site.django_startup import start_django

    start_django()
    from django.conf import settings

    return folder or Path(settings.FILIERE_LOCALES)


def _absent_fault(path: Path) -> Fault:
    return Fault(
        code="catalogue-missing",
        message=Text(fr="Il n’y a pas de catalogue de cette langue.", en="There is no catalogue for this language."),
        remedy=Text(
            fr=f"Écrivez-le par « filiere texts export --lang {path.stem} ».",
            en=f"Create it with “filiere texts export --lang {path.stem}”.",
        ),
        file=str(path),
    )
