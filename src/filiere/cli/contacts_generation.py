"""``filiere contacts generate``: a store of made-up contacts to try."""

from functools import partial
from pathlib import Path
from typing import Annotated

import pyarrow as pa
from cyclopts import Parameter, validators

from filiere.cli.contacts_output import ContactsFormatOption, print_rows
from filiere.cli.options import LangOption, SeedOption, handle_faults
from filiere.cli.progress import progress_bars
from filiere.contacts import GENERATED_YEAR, generate_store
from filiere.core import Text
from filiere.core.numbers import format_number

ContactsCount = Annotated[int, Parameter(validator=validators.Number(gte=1, lte=200_000_000))]
Year = Annotated[int, Parameter(validator=validators.Number(gte=1990, lte=2090))]
_GENERATED_SCHEMA = pa.schema([("table", pa.string()), ("rows", pa.int64()), ("files", pa.int64())])


def generate(
    *,
    contacts: ContactsCount,
    seed: SeedOption,
    out: Path,
    year: Year = GENERATED_YEAR,
    format: ContactsFormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Fabriquer un entrepôt de contacts fictifs. · Generate a store of made-up contacts.

    Parameters
    ----------
    contacts
        Combien de contacts. · How many contacts.
    seed
        Nombre de départ : le même donne les mêmes lignes. · Random seed: the same one gives the same rows.
    out
        Dossier de l’entrepôt, à créer. · Folder of the store, to be made.
    year
        Année des contacts. · Year of the contacts.
    """
    with handle_faults(lang):
        with progress_bars() as tell:
            watched = None if tell is None else partial(tell, "write")
            store = generate_store(out, contacts=contacts, seed=seed, year=year, progress=watched)
        rows = [{"table": table, "rows": store.rows(table), "files": len(store.files(table))} for table in store.listed]
        print_rows(
            rows,
            format,
            schema=_GENERATED_SCHEMA,
            headings={
                "table": Text(fr="Table", en="Table"),
                "rows": Text(fr="Lignes", en="Rows"),
                "files": Text(fr="Fichiers", en="Files"),
            },
            words=lambda row: [
                row["table"],
                format_number(row["rows"], digits=0),
                format_number(row["files"], digits=0),
            ],
        )
