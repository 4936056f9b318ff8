"""``filiere contacts pack`` and ``verify``: seal indicators with their data, and verify such a pack offline.

Status of ``verify``: 0 the whole pack holds, 1 it does not, 2 the command was used wrongly, 3 what was compared holds
and the report could not be compared.
"""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import pyarrow as pa
from cyclopts import Parameter

from filiere.cli.contacts_indicators import INDICATOR_SCHEMA
from filiere.cli.contacts_options import exit_on_faults, require_indicators, split_definitions, split_words
from filiere.cli.contacts_output import ContactsFormat, ContactsFormatOption, print_rows
from filiere.cli.options import LangOption, handle_faults, print_json
from filiere.contacts import (
    GROUP_NAMES,
    HEADLINES,
    NO_SEAL_SENTENCE,
    PROOF_SCOPE_SENTENCE,
    REPORT_NAME,
    SAME_SEAL_SENTENCE,
    VERDICT_LABELS,
    FigureLevel,
    PeriodInterval,
    Store,
    Verification,
    describe_unread_report,
    load_sealed_set,
    make_pack,
    parse_groups,
    read_pack_content,
    verify_pack,
)
from filiere.core import Text
from filiere.core.numbers import format_number

_FILES = pa.schema(
    [pa.field("seal", pa.string()), pa.field("file", pa.string()), pa.field("sha256", pa.string()),
     pa.field("size", pa.int64()), pa.field("table", pa.string()), pa.field("rows", pa.int64())]
)  # fmt: skip
_CHECKS = pa.schema(
    [pa.field("seal", pa.string()), pa.field("holds", pa.bool_()), pa.field("check", pa.string()),
     pa.field("count", pa.int64()), pa.field("code", pa.string()), pa.field("key", pa.string()),
     pa.field("message", pa.string()), pa.field("remedy", pa.string())]
)  # fmt: skip

_STATUS = {"whole": 0, "broken": 1, "partly": 3}
_FIGURES = INDICATOR_SCHEMA.append(pa.field("verdict", pa.string()))
_HEADINGS = {
    "indicator": Text(fr="Indicateur", en="Indicator"),
    "interval": Text(fr="Période", en="Period"),
    "groups": Text(fr="De", en="Of"),
    "value": Text(fr="Valeur", en="Value"),
    "n": Text(fr="n", en="n"),
    "verdict": Text(fr="Second calcul", en="Second computation"),
}


def pack(
    folder: Path,
    /,
    *,
    definitions: str,
    out: Path,
    by: str = "",
    interval: PeriodInterval = "month",
    format: ContactsFormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Sceller les indicateurs d’un entrepôt avec leurs données. · Seal the indicators of a store with their data.

    Les chiffres sont donnés pour le tout, puis par groupe et par période. · Figures are given for the whole, then by
    group and period.

    En CSV et en Parquet, une ligne par fichier du dossier. · In CSV and Parquet, a row a file of the pack.

    Parameters
    ----------
    folder
        Dossier de l’entrepôt. · Folder of the store.
    definitions
        Jeux de définitions ou fichiers, séparés par des virgules. · Sets of definitions or files, by commas.
    out
        Fichier du dossier scellé. · File of the sealed pack.
    by
        Ce qui distingue les lignes du détail. · What rows of the detail are told apart by.
    interval
        Durée d’une période du détail. · Length of a period of the detail.
    """
    with handle_faults(lang):
        with exit_on_faults():
            level = FigureLevel(by=parse_groups(split_words(by)), interval=interval)
            sets = [load_sealed_set(one) for one in split_definitions(definitions)]
            for sealed_set in sets:
                require_indicators(sealed_set.definition)
        store = Store.open(folder)
        manifest = make_pack(store, sets, out, level=level)
        if format == "json":
            print_json(
                {"pack": str(out), "seal": manifest.seal, "figures": manifest.figures, "rows": dict(manifest.rows),
                 "files": len(manifest.files), "bytes": out.stat().st_size}
            )  # fmt: skip
            return
        if format != "table":
            files = [
                {"seal": manifest.seal, "file": one.name, "sha256": one.sha256, "size": one.size, "table": one.table,
                 "rows": one.rows}
                for one in manifest.files
            ]  # fmt: skip
            print_rows(files, format, schema=_FILES, headings={}, words=lambda row: list(map(str, row.values())))
            return
        rows, figures = (format_number(one, digits=0) for one in (sum(manifest.rows.values()), manifest.figures))
        words = Text(
            fr=f"{out} : {figures} chiffres, {rows} lignes de données.\nSceau : {manifest.seal}\n"
            "Donnez ce sceau par un autre moyen que le dossier.",
            en=f"{out}: {figures} figures, {rows} rows of data.\nSeal: {manifest.seal}\n"
            "Send this seal through a different channel from the pack.",
        )
        print(str(words))


def verify(
    path: Path,
    /,
    *,
    seal: str | None = None,
    inputs: Annotated[list[Path] | None, Parameter(name="--input", negative=())] = None,
    figures: Annotated[bool, Parameter(negative=())] = False,
    format: ContactsFormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Vérifier un dossier scellé, sans réseau, par un second calcul. · Verify a sealed pack by a second computation.

    En CSV et en Parquet, une ligne par compte de ce qui est comparé, puis une par écart. · In CSV and Parquet, a row a
    count of what is compared, then one a difference.

    Parameters
    ----------
    path
        Le dossier scellé. · The sealed pack.
    seal
        Sceau que l’organisation a donné par un autre moyen. · Seal that the organisation gave by another way.
    inputs
        Fichier brut livré, à comparer à son empreinte ; répétable. · Raw file delivered, to compare with its hash.
    figures
        Dire chaque chiffre du dossier et ce que le second calcul en trouve, une ligne par chiffre en CSV et en Parquet.
        · Tell each figure of the pack and what the second computation finds of it, a row a figure in CSV and Parquet.
    """
    with handle_faults(lang):
        done = verify_pack(path, seal=seal, inputs=inputs or ())
        rows = read_pack_content(path, done, most=None)["table"] if figures else []
        if format == "json":
            print_json(
                {"verdict": done.verdict, "holds": done.holds, "sealed": done.sealed, "seal": done.seal,
                 "files": done.files, "rows": done.rows, "figures": done.figures, "inputs": done.inputs,
                 "other_version": done.other_version, "faults": [one.as_json() for one in done.faults],
                 **({"table": [{name: row[name] for name in _FIGURES.names} for row in rows]} if figures else {})}
            )  # fmt: skip
        elif format == "table":
            if figures:
                _print_figures(rows, format)
            _print_verification(done)
        elif figures:
            _print_figures(rows, format)
        else:
            checks = _check_rows(done)
            print_rows(checks, format, schema=_CHECKS, headings={}, words=lambda row: list(map(str, row.values())))
    if status := _STATUS[done.verdict]:
        sys.exit(status)


def _print_figures(rows: Sequence[Mapping[str, Any]], format: ContactsFormat) -> None:
    """Print each figure of a pack, and what became of it."""

    def words(row: Mapping[str, Any]) -> list[str]:
        groups = " · ".join(str(row[name]) for name in GROUP_NAMES if row[name] is not None)
        value = "–" if row["value"] is None else f"{format_number(row['value'])} {row['unit']}"
        verdict = str(VERDICT_LABELS[row["verdict"]])
        return [row["indicator"], row["interval"], groups, value, format_number(row["n"], digits=0), verdict]

    print_rows(rows, format, schema=_FIGURES, headings=_HEADINGS, words=words)


def _check_rows(done: Verification) -> list[dict[str, Any]]:
    """What was compared, a row each with how many, then a row a difference with its code and its words."""
    whole = {"seal": done.seal, "holds": done.holds, "code": None, "key": None, "message": None, "remedy": None}
    counts = (("files", done.files), ("rows", done.rows), ("figures", done.figures), ("inputs", done.inputs))
    return [
        *({**whole, "check": name, "count": count} for name, count in counts),
        *(
            {**whole, "check": "fault", "count": 1, "code": one.code, "key": one.key,
             "message": str(one.message), "remedy": str(one.remedy)}
            for one in done.faults
        ),
        *(
            {**whole, "check": "unchecked", "count": 1, "key": REPORT_NAME, "message": words}
            for words in _uncompared_text(done)
        ),
    ]  # fmt: skip


def _uncompared_text(done: Verification) -> list[str]:
    """What could not be compared, in words; nothing as a rule."""
    words = describe_unread_report(done.verdict, done.other_version)
    return [] if words is None else [str(words)]


def _print_verification(done: Verification) -> None:
    counts = (format_number(one, digits=0) for one in (done.files, done.rows, done.figures))
    files, rows, figures = counts
    read = Text(
        fr=f"{files} fichiers relus, {rows} lignes, {figures} chiffres recalculés.",
        en=f"{files} files reread, {rows} rows, {figures} figures recomputed.",
    )
    print(read)
    for fault in done.faults:
        print(fault.render())
        print(f"    → {fault.remedy}")
    wrong = format_number(len(done.faults), digits=0)
    ended = Text(fr=f"NON vérifié. Écarts : {wrong}.", en=f"NOT verified. Differences: {wrong}.")
    for words in _uncompared_text(done):
        print(words)
    if not done.faults:
        print(PROOF_SCOPE_SENTENCE)
        print(SAME_SEAL_SENTENCE if done.sealed else NO_SEAL_SENTENCE)
    print(HEADLINES.get(done.verdict, ended))
    print(Text(fr=f"Sceau : {done.seal}", en=f"Seal: {done.seal}"))
