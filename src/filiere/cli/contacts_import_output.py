"""How the reports of imports are shown: the sum that must come out even, then what was wrong and what was done."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

import pyarrow as pa

from filiere.cli.contacts_output import ContactsFormat, print_rows
from filiere.cli.options import print_faults, print_json
from filiere.contacts import Delivery, ImportResult, Store, StoreCheck
from filiere.core.numbers import format_number
from filiere.core.text import Text

_COUNTS = {
    "rows": Text(fr="lues", en="read"),
    "accepted": Text(fr="acceptées", en="accepted"),
    "repaired": Text(fr="réparées", en="repaired"),
    "rejected": Text(fr="rejetées", en="rejected"),
    "duplicates": Text(fr="en double", en="repeated"),
    "superseded": Text(fr="remplacées", en="superseded"),
}
_SINGULAR_COUNTS = {
    "accepted": Text(fr="acceptée", en="accepted"),
    "repaired": Text(fr="réparée", en="repaired"),
    "rejected": Text(fr="rejetée", en="rejected"),
    "duplicates": Text(fr="en double", en="repeated"),
    "superseded": Text(fr="remplacée", en="superseded"),
}
_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("file", "sha256", "source", "table", "loaded_on")),
        *((name, pa.int64()) for name in (*_COUNTS, "supersedes", "defects")),
        ("reconciles", pa.bool_()),
    ]
)
_HEADINGS = {
    "file": Text(fr="Fichier", en="File"),
    "table": Text(fr="Table", en="Table"),
    **{name: Text(fr=words.fr.capitalize(), en=words.en.capitalize()) for name, words in _COUNTS.items()},
}


def print_imports(done: Sequence[ImportResult], format: ContactsFormat) -> None:
    """Print what each import did."""
    if format == "json":
        print_json([{"again": one.again, **one.report} for one in done])
    elif format == "table":
        for import_result in done:
            if import_result.again:
                print(Text(fr="Ce fichier a déjà été importé :", en="This file has already been imported:"))
            _print_report(import_result.report)
    else:
        _report_rows([one.report for one in done], format)


def print_store_report(store: Store, format: ContactsFormat) -> bool:
    """Print every delivery of a store, whether the rows in force are those that the deliveries say, and whether the
    files that hold them are those that were written; return whether both are so."""
    reports = list(_read_reports(store))
    sums = [_table_account(store, table) for table in dict.fromkeys(one.table for one in store.deliveries)]
    kept = store.check()
    sums = [one | {"even": one["even"] and kept.is_whole} for one in sums]
    even = kept.is_whole and all(one["even"] for one in sums) and all(one.reconciles for one in store.deliveries)
    if format == "json":
        print_json({"even": even, "files": _check_json(kept), "tables": sums, "deliveries": reports})
    elif format == "table":
        # First what the account rests on: of files that changed, nothing is said to be even.
        print_store_check(kept, "table")
        for report in reports:
            _print_report(report)
        for total in sums:
            print(_account_sentence(total, kept.is_whole))
    else:
        _report_rows(reports, format)
    return even


def print_store_check(found: StoreCheck, format: Literal["table", "json"]) -> None:
    """Print what a look at the files of a store found."""
    if format == "json":
        print_json(_check_json(found))
        return
    print(found.sentence())
    print_faults(found.faults, remedy=True)


def _check_json(found: StoreCheck) -> dict[str, Any]:
    faults = [one.as_json() for one in found.faults]
    return {"whole": found.is_whole, "files": found.files, "without_fingerprint": found.unmarked, "faults": faults}


def _read_reports(store: Store) -> Iterator[Mapping[str, Any]]:
    for path in dict.fromkeys(one.report for one in store.deliveries):
        yield json.loads((store.folder / path).read_bytes())


def _table_account(store: Store, table: str) -> dict[str, Any]:
    """Return the account of a table: what the deliveries brought, less what later ones corrected, is in force."""
    deliveries: list[Delivery] = [one for one in store.deliveries if one.table == table]
    brought = sum(one.accepted + one.repaired for one in deliveries)
    corrected = sum(one.supersedes for one in deliveries)
    in_force = store.rows(table)
    kept = store.rows(f"superseded/{table}")
    return {
        "table": table,
        "deliveries": len(deliveries),
        "brought": brought,
        "corrected": corrected,
        "in_force": in_force,
        "superseded_kept": kept,
        "even": brought - corrected == in_force and kept == corrected + sum(one.superseded for one in deliveries),
    }


def _account_sentence(sentence: Mapping[str, Any], whole: bool) -> Text:
    brought, corrected, in_force = (format_number(sentence[key]) for key in ("brought", "corrected", "in_force"))
    verdict = Text(fr="le compte est bon", en="the counts balance")
    if not whole:
        verdict = Text(
            fr="compte non valable : un fichier de l’entrepôt a changé depuis son écriture",
            en="invalid count: a file in the store is not as it was written",
        )
    elif not sentence["even"]:
        verdict = Text(fr="le compte n’y est pas", en="the counts do not balance")
    return Text(
        fr=f"{sentence['table']} : {brought} lignes apportées − {corrected} remplacées ensuite = {in_force} en "
        f"vigueur ; {verdict.fr}.",
        en=f"{sentence['table']}: {brought} rows delivered − {corrected} corrected later = {in_force} in force; "
        f"{verdict.en}.",
    )


def _report_rows(reports: Sequence[Mapping[str, Any]], format: ContactsFormat) -> None:
    rows = [
        {
            **{key: one[key] for key in ("sha256", "source", "loaded_on")},
            "file": one["file"],
            "table": table,
            **{key: found[key] for key in (*_COUNTS, "supersedes", "reconciles")},
            "defects": sum(defect["rows"] for defect in found["defects"].values()),
        }
        for one in reports
        for table, found in one["tables"].items()
    ]
    print_rows(
        rows, format, schema=_SCHEMA, headings=_HEADINGS, words=lambda row: [str(row[name]) for name in _HEADINGS]
    )


def _print_report(report: Mapping[str, Any]) -> None:
    print(f"{report['file']}  [{report['source']}]  sha256:{report['sha256']}")
    raw = report["raw"]
    if raw["refused"] or raw["unused"]:
        unused = sum(raw["unused"].values())
        records, refused, lost = (format_number(one) for one in (raw["records"], raw["refused"], unused))
        say = Text(
            fr=f"enregistrements : {records}, dont {refused} refusés et {lost} sans ligne",
            en=f"records: {records}, of which {refused} refused and {lost} without a row",
        )
        print(f"    {say}")
        for code, count in (Counter(raw["refusals"]) + Counter(raw["unused"])).items():
            _print_defect(code, count, None, report["codes"])
    for table, found in report["tables"].items():
        _print_table_report(table, found, report["codes"])
    if any(found["rejected"] or found["repaired"] for found in report["tables"].values()):
        print(f"    → {report['rejects']}")


def _print_table_report(table: str, found: Mapping[str, Any], codes: Mapping[str, Any]) -> None:
    parts = " + ".join(
        f"{format_number(found[name])} {_SINGULAR_COUNTS[name] if found[name] == 1 else words}"
        for name, words in _COUNTS.items()
        if name != "rows"
    )
    mark = "✓" if found["reconciles"] else "✗"
    rows = Text(fr="ligne", en="row") if found["rows"] == 1 else Text(fr="lignes", en="rows")
    print(f"  {table}\n    {format_number(found['rows'])} {rows} = {parts}  {mark}")
    if found["supersedes"]:
        count = format_number(found["supersedes"])
        say = Text(
            fr=f"{count} lignes de dépôts précédents remplacées",
            en=f"{count} rows of earlier deliveries corrected",
        )
        if found["supersedes"] == 1:
            say = Text(fr="1 ligne d’un dépôt précédent remplacée", en="1 row of an earlier delivery corrected")
        print(f"    {say}")
    if found["conflicting"]:
        _print_defect("conflicting-identity", found["conflicting"], None, codes)
    for finding in found["across"]:
        print(f"    - {finding['code']} ({finding['key']})  {Text(**finding['message'])}")
        print(f"        → {Text(**finding['remedy'])}")
    if (left := sum(found.get("across_counts", {}).values()) - len(found["across"])) > 0:
        count = format_number(left)
        say = Text(fr=f"et {count} autres constats entre lignes", en=f"and {count} more cross-row findings")
        print(f"    - {say}")
    for reason in found["rejections"]:
        _print_defect(reason["code"], reason["rows"], reason["column"], codes)
    for rule, count in found["repairs"].items():
        _print_defect(rule, count, None, codes)
    for kind, defect in found["defects"].items():
        lines = ", ".join(map(str, defect["lines"][:5]))
        meaning = Text(**defect["meaning"]) if defect["meaning"] else ""
        where = Text(fr=f"lignes {lines}…", en=f"lines {lines}…")
        print(f"    ! {kind}  {format_number(defect['rows'])}  {meaning} ({where})")
    crossing = found["information"]["crossing_midnight"]
    if crossing:
        say = Text(
            fr=f"{format_number(crossing)} passent minuit, ce qui n’est pas un défaut",
            en=f"{format_number(crossing)} cross midnight, which is not a defect",
        )
        print(f"    {say}")
    if step := found["information"]["smallest_step_us"]:
        seconds = format_number(Decimal(step) / 1_000_000)
        say = Text(fr=f"pas de l’horloge : {seconds} s", en=f"clock resolution: {seconds} s")
        print(f"    {say}")


def _print_defect(code: str, count: int, column: str | None, codes: Mapping[str, Any]) -> None:
    words = codes.get(code, {})
    message = Text(**words["message"]) if "message" in words else ""
    place = f" ({column})" if column else ""
    print(f"    - {code}{place}  {format_number(count)}  {message}")
    if "remedy" in words:
        print(f"        → {Text(**words['remedy'])}")
