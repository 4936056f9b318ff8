"""How the reports of imports are shown: the sum that must come out even, then what was wrong and what was done."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

import pyarrow as pa

from filiere.cli.contacts_output import ContactsFormat, listing
from filiere.cli.options import fault_lines, json_out
from filiere.contacts.fingerprints import StoreCheck
from filiere.contacts.importing.run import Imported
from filiere.contacts.store import Delivery, Store
from filiere.core.numbers import number
from filiere.core.text import Lang, Text
from filiere.core.typography import french

_COUNTS = {
    "rows": Text(fr="lues", en="read"),
    "accepted": Text(fr="acceptées", en="accepted"),
    "repaired": Text(fr="réparées", en="repaired"),
    "rejected": Text(fr="rejetées", en="rejected"),
    "duplicates": Text(fr="répétées", en="repeated"),
    "superseded": Text(fr="corrigées", en="superseded"),
}
_ONE = {
    "accepted": Text(fr="acceptée", en="accepted"),
    "repaired": Text(fr="réparée", en="repaired"),
    "rejected": Text(fr="rejetée", en="rejected"),
    "duplicates": Text(fr="répétée", en="repeated"),
    "superseded": Text(fr="corrigée", en="superseded"),
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


def imported(done: Sequence[Imported], format: ContactsFormat, lang: Lang) -> None:
    """Print what each import did."""
    if format == "json":
        json_out([{"again": one.again, **one.report} for one in done])
    elif format == "table":
        for one in done:
            if one.again:
                print(Text(fr="Ce fichier a déjà été importé :", en="This file has already been imported:").get(lang))
            _print(one.report, lang)
    else:
        _list([one.report for one in done], format, lang)


def whole(store: Store, format: ContactsFormat, lang: Lang) -> bool:
    """Print every delivery of a store, whether the rows in force are those that the deliveries say, and whether the
    files that hold them are those that were written; return whether both are so."""
    reports = list(_reports(store))
    sums = [_sum(store, table) for table in dict.fromkeys(one.table for one in store.deliveries)]
    kept = store.check()
    sums = [one | {"even": one["even"] and kept.whole} for one in sums]
    even = kept.whole and all(one["even"] for one in sums) and all(one.reconciles for one in store.deliveries)
    if format == "json":
        json_out({"even": even, "files": _files(kept, lang), "tables": sums, "deliveries": reports})
    elif format == "table":
        # First what the account rests on: of files that changed, nothing is said to be even.
        files(kept, "table", lang)
        for one in reports:
            _print(one, lang)
        for one in sums:
            print(_even(one, kept.whole, lang))
    else:
        _list(reports, format, lang)
    return even


def files(found: StoreCheck, format: Literal["table", "json"], lang: Lang) -> None:
    """Print what a look at the files of a store found."""
    if format == "json":
        json_out(_files(found, lang))
        return
    print(found.sentence().get(lang))
    fault_lines(found.faults, lang, remedy=True)


def _files(found: StoreCheck, lang: Lang) -> dict[str, Any]:
    faults = [one.as_json(lang) for one in found.faults]
    return {"whole": found.whole, "files": found.files, "without_fingerprint": found.unmarked, "faults": faults}


def _reports(store: Store) -> Iterator[Mapping[str, Any]]:
    for path in dict.fromkeys(one.report for one in store.deliveries):
        yield json.loads((store.folder / path).read_bytes())


def _sum(store: Store, table: str) -> dict[str, Any]:
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


def _even(one: Mapping[str, Any], whole: bool, lang: Lang) -> str:
    brought, corrected, in_force = (number(one[key], lang) for key in ("brought", "corrected", "in_force"))
    verdict = Text(fr="le compte est bon", en="the account balances")
    if not whole:
        verdict = Text(
            fr="compte sans valeur : un fichier du dépôt n’est pas tel qu’il a été écrit",
            en="invalid account: a file in the store is not as it was written",
        )
    elif not one["even"]:
        verdict = Text(fr="le compte n’y est pas", en="the account does not balance")
    return Text(
        fr=f"{one['table']} : {brought} lignes apportées − {corrected} corrigées ensuite = {in_force} en vigueur ; "
        f"{verdict.fr}.",
        en=f"{one['table']}: {brought} rows brought − {corrected} corrected later = {in_force} in force; {verdict.en}.",
    ).get(lang)


def _list(reports: Sequence[Mapping[str, Any]], format: ContactsFormat, lang: Lang) -> None:
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
    listing(
        rows,
        format,
        lang,
        schema=_SCHEMA,
        headings=_HEADINGS,
        words=lambda row: [str(row[name]) for name in _HEADINGS],
    )


def _print(one: Mapping[str, Any], lang: Lang) -> None:
    print(f"{one['file']}  [{one['source']}]  sha256:{one['sha256']}")
    raw = one["raw"]
    if raw["refused"] or raw["unused"]:
        unused = sum(raw["unused"].values())
        print(
            "    "
            + Text(
                fr=f"enregistrements : {number(raw['records'], lang)}, dont {number(raw['refused'], lang)} refusés "
                f"et {number(unused, lang)} sans ligne",
                en=f"records: {number(raw['records'], lang)}, of which {number(raw['refused'], lang)} refused "
                f"and {number(unused, lang)} without a row",
            ).get(lang)
        )
        for code, count in (Counter(raw["refusals"]) + Counter(raw["unused"])).items():
            _line(code, count, None, one["codes"], lang)
    for table, found in one["tables"].items():
        _table(table, found, one["codes"], lang)
    if any(found["rejected"] or found["repaired"] for found in one["tables"].values()):
        print(f"    → {one['rejects']}")


def _table(table: str, found: Mapping[str, Any], codes: Mapping[str, Any], lang: Lang) -> None:
    parts = " + ".join(
        f"{number(found[name], lang)} {(_ONE[name] if found[name] == 1 else words).get(lang)}"
        for name, words in _COUNTS.items()
        if name != "rows"
    )
    mark = "✓" if found["reconciles"] else "✗"
    rows = (Text(fr="ligne", en="row") if found["rows"] == 1 else Text(fr="lignes", en="rows")).get(lang)
    print(f"  {table}\n    {number(found['rows'], lang)} {rows} = {parts}  {mark}")
    if found["supersedes"]:
        count = number(found["supersedes"], lang)
        say = Text(
            fr=f"{count} lignes de livraisons précédentes corrigées",
            en=f"{count} rows of earlier deliveries corrected",
        )
        if found["supersedes"] == 1:
            say = Text(fr="1 ligne d’une livraison précédente corrigée", en="1 row of an earlier delivery corrected")
        print(f"    {say.get(lang)}")
    if found["conflicting"]:
        _line("conflicting-identity", found["conflicting"], None, codes, lang)
    for one in found["across"]:
        print(f"    - {one['code']} ({one['key']})  {_said(one['message'][lang], lang)}")
        print(f"        → {_said(one['remedy'][lang], lang)}")
    if (left := sum(found.get("across_counts", {}).values()) - len(found["across"])) > 0:
        count = number(left, lang)
        say = Text(fr=f"et {count} autres constats entre lignes", en=f"and {count} more findings between rows")
        print(f"    - {say.get(lang)}")
    for reason in found["rejections"]:
        _line(reason["code"], reason["rows"], reason["column"], codes, lang)
    for rule, count in found["repairs"].items():
        _line(rule, count, None, codes, lang)
    for kind, defect in found["defects"].items():
        lines = ", ".join(map(str, defect["lines"][:5]))
        meaning = defect["meaning"][lang] if defect["meaning"] else ""
        where = Text(fr=f"lignes {lines}…", en=f"lines {lines}…").get(lang)
        print(f"    ! {kind}  {number(defect['rows'], lang)}  {_said(meaning, lang)} ({where})")
    crossing = found["information"]["crossing_midnight"]
    if crossing:
        say = Text(
            fr=f"{number(crossing, lang)} passent minuit, ce qui n’est pas un défaut",
            en=f"{number(crossing, lang)} cross midnight, which is not a defect",
        )
        print(f"    {say.get(lang)}")
    if step := found["information"]["smallest_step_us"]:
        seconds = number(Decimal(step) / 1_000_000, lang)
        say = Text(fr=f"pas de l’horloge : {seconds} s", en=f"clock resolution: {seconds} s")
        print(f"    {say.get(lang)}")


def _line(code: str, count: int, column: str | None, codes: Mapping[str, Any], lang: Lang) -> None:
    words = codes.get(code, {})
    message = _said(words.get("message", {}).get(lang, ""), lang)
    place = f" ({column})" if column else ""
    print(f"    - {code}{place}  {number(count, lang)}  {message}")
    if "remedy" in words:
        print(f"        → {_said(words['remedy'][lang], lang)}")


def _said(words: str, lang: Lang) -> str:
    return french(words) if lang == "fr" else words
