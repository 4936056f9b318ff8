"""Tables of one line a record: between nomenclatures, hiring plans by area, and moves that were observed."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from filiere.careers.imports.codes import SYSTEM_LABELS, judge_code
from filiere.careers.imports.faults import CATALOGUE
from filiere.careers.imports.findings import Findings, show_examples
from filiere.careers.imports.records import CodePair, FlatRecord, HiringNeed, ObservedMove
from filiere.careers.imports.tables import Table
from filiere.core.faults import Fault
from filiere.core.text import Text, fold_text

Columns = dict[str, str]

_PAIR_COLUMNS = {
    "fap": ("fap", "fap_code", "code fap"),
    "rome": ("rome", "rome_code", "code rome"),
    "pcs": ("pcs", "code pcs"),
    "isco-08": ("code isco08", "isco08", "isco-08"),
}
_PAIR_LABELS = ("intitule_pcs", "intitule_rome", "rome_label", "libelles codes isco08", "libelle")
_NONE_MARKS = frozenset({"", "NA"})
_NEED_COLUMNS = {
    "year": ("annee",),
    "area": ("be", "catchment_area_code"),
    "area_label": ("nombe", "catchment_area_name"),
    "department": ("dept", "departement_code"),
    "region": ("reg", "region_code"),
    "family": ("code metier bmo", "fap_code", "metier"),
    "family_label": ("nom metier bmo", "nom_metier bmo", "fap_name", "nommetier"),
    "projects": ("met", "nb_recrut_projects"),
    "difficult": ("xmet", "nb_diff_recrut_projects"),
    "seasonal": ("smet", "nb_season_recrut_projects"),
}
_NEED_REQUIRED = ("area", "family", "projects", "difficult", "seasonal")
_YEAR_IN_HEADER = re.compile(r"(?<=be)[0-9]{2}\Z")
_WITHHELD = "*"
MOVE_COLUMNS = ("from", "to", "share", "source", "years", "country")
_YEARS = re.compile(r"((?:19|20)[0-9]{2})(?:[-–]((?:19|20)[0-9]{2}))?")
_COUNTRY = re.compile(r"[A-Z]{2}")
_ROUNDING = 1e-6


def find_pair_columns(table: Table) -> Columns:
    """Return the column of each nomenclature that a table has codes of; empty unless there are two."""
    found = _match_columns(table.columns, _PAIR_COLUMNS)
    return found if len(found) > 1 else {}


def find_need_columns(table: Table) -> Columns:
    """Return the columns of hiring plans; empty where the table has none of their numbers."""
    found = _match_columns(table.columns, _NEED_COLUMNS)
    return found if {"projects", "difficult"} <= set(found) else {}


def is_move_table(table: Table) -> bool:
    """Whether a table has the columns by which observed moves are known."""
    return {"from", "to", "share"} <= {name.casefold() for name in table.columns}


def _match_columns(columns: Iterable[str], aliases: dict[str, tuple[str, ...]]) -> Columns:
    # The columns of an area bear its year: BE24, NOMBE24.
    named = {_YEAR_IN_HEADER.sub("", fold_text(name).strip()): name for name in columns}
    return {key: named[one] for key, words in aliases.items() for one in words if one in named}


def read_code_pairs(tables: Sequence[Table]) -> tuple[tuple[FlatRecord, ...], tuple[Fault, ...]]:
    """Return the pairs of tables between nomenclatures, n to n, each once, and the gaps: lines with one code only."""
    findings = Findings()
    pairs: dict[str, CodePair] = {}
    for table in tables:
        columns = find_pair_columns(table)
        label = next((name for name in table.columns if fold_text(name) in _PAIR_LABELS), "")
        rows = findings.read_rows(table)
        if not rows and not findings.faults:
            findings.faults.append(CATALOGUE.build("import-empty-table").at(file=table.place))
        alone, padded = [], []
        for line, row in rows:
            codes = {}
            for system, column in columns.items():
                if (code := row[column]) not in _NONE_MARKS:
                    codes[system] = _put_zeros(code) if system == "isco-08" else code
                    padded += [code] if codes[system] != code else []
            if findings.add_all(table, line, (judge_code(code, name, column=name) for name, code in codes.items())):
                continue
            if len(codes) < len(columns):
                alone.append(next(iter(codes.values()), "–"))
            (first, origin), *others = codes.items() or [("", "")]
            for system, code in others:
                pair = CodePair(first, origin, system, code, row.get(label, ""))
                pairs.setdefault(pair.key, pair)
        if alone:
            findings.note("gap-no-code", count=len(alone), examples=show_examples(alone))
        if padded:
            shown = show_examples(padded)
            findings.note("gap-codes-padded", count=len(padded), system=SYSTEM_LABELS["isco-08"], examples=shown)
    gaps = findings.finish()
    return tuple(pairs[key] for key in sorted(pairs)), gaps


def _put_zeros(code: str) -> str:
    return code.zfill(4) if code.isascii() and code.isdecimal() else code


def read_hiring_needs(tables: Sequence[Table], *, year: int) -> tuple[tuple[FlatRecord, ...], tuple[Fault, ...]]:
    """Return the hiring plans of tables, and the gaps; ``year`` is that of a table that does not say one."""
    findings = Findings()
    needs: dict[str, HiringNeed] = {}
    withheld = 0
    for table in tables:
        columns = find_need_columns(table)
        if missing := [_NEED_COLUMNS[key][0] for key in _NEED_REQUIRED if key not in columns]:
            found = CATALOGUE.build("import-missing-columns", names=missing, found=list(table.columns))
            findings.faults.append(found.at(file=table.place, line=1))
            continue
        rows = findings.read_rows(table)
        if not rows and not findings.faults:
            findings.faults.append(CATALOGUE.build("import-empty-table").at(file=table.place))
        for line, row in rows:
            said = {key: row[column] for key, column in columns.items()}
            family = judge_code(said["family"], "fap", column=columns["family"])
            wrong = [family] if family else []
            numbers = {}
            for key in ("projects", "difficult", "seasonal"):
                numbers[key], fault = _read_count(said[key], columns[key])
                wrong += [fault] if fault else []
                withheld += said[key] == _WITHHELD
            when, fault = _read_count(said.get("year") or str(year), columns.get("year", "annee"))
            wrong += [fault] if fault else []
            if not said["area"]:
                wrong.append(CATALOGUE.build("import-blank", column=columns["area"]))
            if findings.add_all(table, line, wrong):
                continue
            need = HiringNeed(
                year=when or year,
                area=said["area"],
                area_label=said.get("area_label", ""),
                department=said.get("department", ""),
                region=said.get("region", ""),
                family=said["family"],
                family_label=said.get("family_label", ""),
                projects=numbers["projects"],
                difficult=numbers["difficult"],
                seasonal=numbers["seasonal"],
            )
            if needs.setdefault(need.key, need) != need:
                findings.add(table, line, CATALOGUE.build("import-repeated", code=need.key))
    if withheld:
        findings.note("gap-withheld", count=withheld)
    gaps = findings.finish()
    return tuple(needs[key] for key in sorted(needs)), gaps


def _read_count(value: str, column: str) -> tuple[int | None, Fault | None]:
    """Return a number that may be withheld, or what is wrong with it."""
    if value == _WITHHELD:
        return None, None
    plain = value.replace("\u202f", "").replace("\xa0", "").replace(" ", "")
    if plain.isascii() and plain.isdecimal():
        return int(plain), None
    wanted = Text(fr="un nombre entier", en="a whole number")
    return None, CATALOGUE.build("import-number", value=value[:40], column=column, wanted=wanted)


def read_observed_moves(
    tables: Sequence[Table], *, codes: Collection[str] | None
) -> tuple[tuple[FlatRecord, ...], tuple[Fault, ...]]:
    """Return observed moves, and the gaps; ``codes`` are those of a nomenclature, None where none was given."""
    findings = Findings()
    moves: dict[str, ObservedMove] = {}
    for table in tables:
        rows = findings.read_rows(table, MOVE_COLUMNS)
        if not rows and not findings.faults:
            findings.faults.append(CATALOGUE.build("import-empty-table").at(file=table.place))
        unknown = []
        for line, row in rows:
            share, wrong = _judge_move(row)
            if codes is None:
                wrong += [one for name in ("from", "to") if (one := judge_code(row[name], "rome", column=name))]
            elif absent := [row[name] for name in ("from", "to") if row[name] not in codes]:
                unknown.append(absent[0])
                continue
            if findings.add_all(table, line, wrong):
                continue
            move = ObservedMove(row["from"], row["to"], share, row["source"], row["years"], row["country"])
            if moves.setdefault(move.key, move) != move:
                found = CATALOGUE.build("import-repeated", code=f"{move.origin} → {move.target}")
                findings.add(table, line, found)
        findings.judge_unknown(table, unknown, len(rows))
    if codes is None:
        findings.note("gap-codes-unchecked")
    findings.faults += _judge_sums(moves.values())
    gaps = findings.finish()
    return tuple(moves[key] for key in sorted(moves)), gaps


def _judge_move(row: dict[str, str]) -> tuple[float, list[Fault]]:
    wrong = [CATALOGUE.build("import-blank", column=name) for name in MOVE_COLUMNS if not row[name]]
    try:
        share = float(row["share"].replace(",", "."))
    except ValueError:
        share = math.nan
    years = _YEARS.fullmatch(row["years"])
    checks = (
        ("share", 0 <= share <= 1, Text(fr="une part entre 0 et 1", en="a share between 0 and 1")),
        (
            "years",
            years is not None and (years[2] or years[1]) >= years[1],
            Text(fr="une année ou deux dans l’ordre (2018-2021)", en="a year, or two in order (2018-2021)"),
        ),
        (
            "country",
            _COUNTRY.fullmatch(row["country"]) is not None,
            Text(fr="un pays en deux lettres (FR)", en="a country in two letters (FR)"),
        ),
    )
    for column, right, wanted in checks:
        if row[column] and not right:
            wrong.append(CATALOGUE.build("import-number", value=row[column][:40], column=column, wanted=wanted))
    return share, wrong


def _judge_sums(moves: Iterable[ObservedMove]) -> list[Fault]:
    sums: defaultdict[tuple[str, str, str, str], float] = defaultdict(float)
    for move in moves:
        sums[move.origin, move.source, move.years, move.country] += move.share
    return [
        CATALOGUE.build("import-shares", code=origin, source=source, years=years, sum=round(total, 4))
        for (origin, source, years, _), total in sorted(sums.items())
        if total > 1 + _ROUNDING
    ]
