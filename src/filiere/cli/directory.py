"""`filiere directory`: take the association's directory out as a file and back in, by the acts of the site."""

from __future__ import annotations

from pathlib import Path

from cyclopts import App

from filiere.cli.options import LangOption
from filiere.cli.requested_language import terminal_language
from filiere.core import Faults
from filiere.core.language import source_language, use_language
from filiere.core.text import Text

app = App(name="directory", help="L’annuaire de l’association. · The association’s directory.")


@app.command
def export(path: Path, *, lang: LangOption = None) -> None:
    """Écrire tout l’annuaire, en CSV ou en XLSX selon le nom du fichier. · Export it all, as CSV or XLSX by file name.

    Parameters
    ----------
    path
        Fichier à écrire, qui n’existe pas encore. · File to write, which does not exist yet.
    """
    with use_language(lang or terminal_language()):
        from filiere.site.django_startup import migrate

        migrate()
        from filiere.site.accounts.rights import OPERATOR
        from filiere.site.members.directory import write_csv, write_xlsx
        from filiere.site.members.import_export import export_directory

        writer = {".csv": write_csv, ".xlsx": write_xlsx}.get(path.suffix.lower())
        if writer is None or path.exists():
            raise Faults.one(
                code="export-path",
                message=Text(
                    fr="Le fichier existe déjà, ou son nom ne finit ni par .csv ni par .xlsx.",
                    en="The file already exists, or its name does not end in .csv or .xlsx.",
                ),
                remedy=Text(fr="Donnez un autre nom.", en="Give another name."),
                file=str(path),
            )
        found = export_directory(actor=OPERATOR)
        path.write_bytes(writer(found, source_language()))
        print(Text(fr=f"Organisations écrites : {len(found)}", en=f"Organisations written: {len(found)}"))


@app.command(name="import")
def enter(path: Path, *, lang: LangOption = None) -> None:
    """Entrer un fichier, en entier ou pas du tout. · Import a file, whole or not at all.

    Parameters
    ----------
    path
        Fichier CSV ou XLSX. · CSV or XLSX file.
    """
    with use_language(lang or terminal_language()):
        from filiere.site.django_startup import migrate

        migrate(create=True)
        from filiere.site.accounts.rights import OPERATOR
        from filiere.site.members.import_export import import_directory

        if not path.is_file():
            raise Faults.one(
                code="not-a-file",
                message=Text(fr="Ce chemin ne mène pas à un fichier.", en="This path does not lead to a file."),
                remedy=Text(fr="Vérifiez le chemin.", en="Check the path."),
                file=str(path),
            )
        try:
            counts = import_directory(path, actor=OPERATOR)
        except Faults as faults:
            raise Faults(fault.at(file=str(path)) for fault in faults.faults) from None
        words = Text(
            fr=f"Nouvelles : {counts['created']} · modifiées : {counts['changed']} · contacts : {counts['contacts']}",
            en=f"New: {counts['created']} · changed: {counts['changed']} · contacts: {counts['contacts']}",
        )
        print(words)
