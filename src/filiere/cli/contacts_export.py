"""``filiere contacts export``: the contacts of a store as XES or vCon, for other tools."""

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from filiere.cli.options import LangOption, handle_faults
from filiere.contacts import Store, write_vcon, write_xes
from filiere.core import Text
from filiere.core.numbers import format_number


def export(
    folder: Annotated[Path, Parameter(name="DIR", help="Dossier de l’entrepôt. · Folder of the store.")],
    /,
    *,
    to: Literal["xes", "vcon"],
    out: Path,
    lang: LangOption = None,
) -> None:
    """Écrire les contacts d’un entrepôt dans un autre format. · Write the contacts of a store in another format.

    Parameters
    ----------
    to
        Format : xes ou vcon. · Format: xes or vcon.
    out
        Fichier à écrire. · File to write.
    """
    with handle_faults(lang):
        store = Store.open(folder)
        draft = out.with_name(out.name + ".new")
        with draft.open("w", encoding="utf-8") as target:
            count = {"xes": write_xes, "vcon": write_vcon}[to](store, target)
        draft.replace(out)
        written = format_number(count)
        print(str(Text(fr=f"{written} contacts écrits.", en=f"{written} contacts written.")))
