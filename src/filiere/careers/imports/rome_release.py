"""The French nomenclature of jobs as it is published: ROME 4, an archive of thirty CSV files, or the tables of ROME 3.

Every table is found by its name, whatever its prefix, its version and its encoding say around it. The version is that
of ``version.txt`` and of the names (``_v461_``, ``rome347_``), which must agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from filiere.careers.imports.codes import judge_code
from filiere.careers.imports.delivery import Member, open_delivery, open_member
from filiere.careers.imports.faults import CATALOGUE
from filiere.careers.imports.findings import Findings, show_examples
from filiere.careers.imports.tables import NumberedRow, Table, list_tables
from filiere.careers.nomenclature import MoveKind, Nomenclature
from filiere.careers.rome_tables import BASE_MARK, TABLES, Rows, assemble_rome, find_label, find_sheet_part
from filiere.core.faults import Fault, Faults
from filiere.core.text import Text

_COLUMNS = {
    "jobs": ("code_rome", "libelle_rome"),
    "titles": ("code_ogr", "code_rome"),
    "links": ("code_rome", "code_ogr"),
    "activities": ("code_ogr", "libelle_activite"),
    "skills": ("code_ogr", "libelle_competence"),
    "knowledge": ("code_ogr_savoir", "libelle_savoir"),
    "environments": ("code_ogr", "libelle_env_travail"),
    "contexts": (),
    "moves": ("code_rome", "code_rome_cible"),
    "texts": ("code_rome", "libelle_texte"),
    "interests": ("code_rome", "riasec_majeur"),
}
_LABELS = ("libelle_appellation_court", "libelle_appellation_long")
_ORDER = "numero_ordre"
_KEYED = {"jobs": "code_rome", "titles": "code_ogr", "interests": "code_rome"}
"""The tables in which a code stands once, and its column."""
_ROME_3_ONLY = frozenset({"activities", "environments"})
_ROME_4_ONLY = frozenset({"knowledge", "contexts"})
_IN_NAME = re.compile(r"(?:_v|rome)(\d)(\d\d)(?=[_.]|\Z)", re.IGNORECASE)
_IN_TEXT = re.compile(r"(?<![\d/])(\d)[.,]?(\d\d)(?![\d/])")
_VERSION_FILE = "version.txt"
_NAME_ENDS = re.compile(r"v\d{3}|utf8|iso8859|iso885915|15")


def find_part(table: Table) -> str | None:
    """Return which table of ROME a table is, by the end of its name, version and encoding aside."""
    words = table.name.lower().split("_")
    while len(words) > 1 and _NAME_ENDS.fullmatch(words[-1]):
        words.pop()
    name = "_".join(words)
    found = [part for part, end in TABLES.items() if name == end or name.endswith(f"_{end}")]
    # "code_rome_riasec" ends with no other; "referentiel_code_rome" is the end of none.
    return max(found, key=lambda part: len(TABLES[part]), default=None)


def list_versions(members: Iterable[Member]) -> dict[str, str]:
    """Return each version that names of files or ``version.txt`` say, with the first name that says it."""
    said: dict[str, str] = {}
    for member in members:
        if member.name.lower() == _VERSION_FILE:
            with open_member(member) as stream:
                text = stream.read(4096).decode("ascii", "ignore")
            found = _IN_TEXT.search(re.sub(r"[vV](?=\d)", " ", text))
        else:
            found = _IN_NAME.search(member.stem)
        if found:
            said.setdefault(f"{found[1]}.{found[2]}", member.name)
    return dict(sorted(said.items()))


def read_rome_release(
    tables: Sequence[Table], *, version: str, labels: Sequence[Path] = ()
) -> tuple[Nomenclature, tuple[Fault, ...]]:
    """Return the nomenclature of a release and its gaps; raise :class:`Faults` with all that is wrong.

    ``labels`` are tables of another release, in which labels of items are sought that this one does not give.
    """
    findings = Findings()
    parts = {part: table for table in tables if (part := find_part(table)) is not None}
    if "jobs" not in parts:
        findings.faults.append(CATALOGUE.build("import-missing-table", name=TABLES["jobs"]))
        findings.finish()
    rows = {part: findings.read_rows(table, _COLUMNS[part]) for part, table in parts.items()}
    if "contexts" in rows:
        rows["contexts"] = _name_context_keys(parts["contexts"], rows["contexts"], findings)
    if "titles" in parts and not any(name in parts["titles"].columns for name in _LABELS):
        found = CATALOGUE.build("import-missing-columns", names=_LABELS[0], found=list(parts["titles"].columns))
        findings.faults.append(found.at(file=parts["titles"].place, line=1))
        rows["titles"] = []
    _judge_emptiness(parts, rows, findings)
    kept = {part: _judge_rows(part, table, rows[part], findings) for part, table in parts.items()}
    known = {row["code_rome"] for row in kept["jobs"]}
    for part, table in parts.items():
        if known and part != "jobs" and "code_rome" in _COLUMNS[part]:
            kept[part] = _keep_known(table, kept[part], known, findings)
    if not findings.faults:
        _borrow_labels(kept, labels, findings)
    if findings.faults:
        findings.finish()
    nomenclature = assemble_rome(kept, version=version)
    _note_gaps(parts, kept, nomenclature, findings)
    return nomenclature, findings.finish()


def _name_context_keys(table: Table, rows: list[NumberedRow], findings: Findings) -> list[NumberedRow]:
    """Return rows whose key is under ``code_ogr``: releases name the column of contexts of work in several ways."""
    key = next((name for name in table.columns if name.startswith("code_ogr")), None)
    if key is None:
        found = CATALOGUE.build("import-missing-columns", names="code_ogr", found=list(table.columns))
        findings.faults.append(found.at(file=table.place, line=1))
        return []
    return [(line, row | {"code_ogr": row[key]}) for line, row in rows]


def _judge_emptiness(parts: Mapping[str, Table], rows: Mapping[str, list[NumberedRow]], findings: Findings) -> None:
    wrong = {fault.file for fault in findings.faults}
    empty = [part for part, table in parts.items() if not rows[part] and table.place not in wrong]
    if "jobs" in empty:
        findings.faults.append(CATALOGUE.build("import-empty-table").at(file=parts["jobs"].place))
    if others := [parts[part].name for part in empty if part != "jobs"]:
        findings.note("gap-tables-empty", names=others)


def _judge_rows(part: str, table: Table, rows: list[NumberedRow], findings: Findings) -> Rows:
    """Return the rows of a table that are sound, each code of a keyed table once."""
    kept: Rows = []
    first: dict[str, tuple[int, dict[str, str]]] = {}
    repeated = 0
    key = _KEYED.get(part)
    for line, row in rows:
        columns = [name for name in ("code_rome", "code_rome_cible") if name in _COLUMNS[part]]
        wrong = [findings.add(table, line, judge_code(row[name], "rome", column=name)) for name in columns]
        blank = [name for name in _COLUMNS[part] if name not in columns and not row[name] and name != "libelle_texte"]
        for name in blank:
            findings.add(table, line, CATALOGUE.build("import-blank", column=name))
        if part == "moves" and not row.get(_ORDER, "0").isdecimal():
            findings.add(table, line, _wrong_order(row[_ORDER]))
        if any(wrong) or blank:
            continue
        if key and row[key] in first:
            before, other = first[row[key]]
            if other == row:
                repeated += 1
            else:
                found = CATALOGUE.build("import-repeated-code", code=row[key], line=before)
                findings.add(table, line, found)
            continue
        if key:
            first[row[key]] = (line, row)
        kept.append(row)
    if repeated:
        findings.note("gap-repeated-rows", table=table.name, count=repeated)
    return kept


def _key_column(part: str) -> str:
    return "code_ogr_savoir" if part == "knowledge" else "code_ogr"


def _wrong_order(value: str) -> Fault:
    wanted = Text(fr="un rang", en="a rank")
    return CATALOGUE.build("import-number", value=value[:40], column=_ORDER, wanted=wanted)


def _keep_known(table: Table, rows: Rows, known: set[str], findings: Findings) -> Rows:
    kept, unknown = [], []
    for row in rows:
        codes = [row[name] for name in ("code_rome", "code_rome_cible") if row.get(name)]
        absent = [code for code in codes if code not in known]
        if absent:
            unknown.append(absent[0])
        else:
            kept.append(row)
    findings.judge_unknown(table, unknown, len(rows))
    return kept


def _borrow_labels(kept: dict[str, Rows], labels: Sequence[Path], findings: Findings) -> None:
    """Add the labels of items that this release links and does not name, from tables of another release."""
    linked = {row["code_ogr"] for row in kept.get("links", [])}
    for path in labels:
        try:
            with open_delivery(path) as delivery:
                tables, faults = list_tables(delivery.members)
                findings.faults += faults
                for table in tables:
                    part = find_part(table)
                    if part in {"activities", "skills", "environments", "contexts", "knowledge"}:
                        key = _key_column(part)
                        named = {row[key] for row in kept.get(part, [])}
                        found = [
                            row
                            for _, row in findings.read_rows(table, _COLUMNS[part])
                            if row[key] in linked and row[key] not in named
                        ]
                        kept[part] = [*found, *kept.get(part, [])]
                        if found:
                            findings.note("gap-labels-borrowed", count=len(found), file=table.name)
        except Faults as wrong:
            findings.faults += wrong.faults


def _note_gaps(
    parts: Mapping[str, Table], kept: Mapping[str, Rows], nomenclature: Nomenclature, findings: Findings
) -> None:
    newer = not nomenclature.version.startswith("3")
    expected = set(TABLES) - (_ROME_3_ONLY if newer else _ROME_4_ONLY)
    if absent := [TABLES[part] for part in TABLES if part in expected and part not in parts]:
        findings.note("gap-tables-absent", names=absent)
    links = kept.get("links", [])
    held = {one.item for job in nomenclature.jobs.values() for one in job.requirements}
    held |= {item for job in nomenclature.jobs.values() for item in job.environments}
    if not newer and (unnamed := sorted(held - set(nomenclature.items))):
        findings.note("gap-items-unlabelled", count=len(unnamed), examples=show_examples(unnamed))
    if unsaid := sum(move.kind is MoveKind.UNSAID for move in nomenclature.moves):
        findings.note("gap-moves-unsaid", count=unsaid)
    if newer and links and BASE_MARK not in parts["links"].columns:
        findings.note("gap-base-unsaid")
    if unknown := sum(find_sheet_part(row) is None for row in kept.get("texts", [])):
        findings.note("gap-texts-unknown", count=unknown)
    named = {row[_key_column(part)] for part in ("skills", "knowledge", "contexts") for row in kept.get(part, [])}
    bare = [row["code_ogr"] for row in kept.get("contexts", []) if not find_label(row)]
    if newer and named and (unnamed := sorted({row["code_ogr"] for row in links} - named) + bare):
        findings.note("gap-items-unlabelled", count=len(unnamed), examples=show_examples(unnamed))
