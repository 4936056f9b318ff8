"""The European classification of occupations (ESCO) as its portal gives it: occupations, skills, and which asks which.

The tree also holds groups: those of ISCO above the occupations, those of skills above skills. A group is no job, and
its name no title: concepts of another type than an occupation, and codes that stand at or above the fourth level of
ISCO (four digits at most, no stop), are left out and counted.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from filiere.careers.imports.faults import CATALOGUE
from filiere.careers.imports.findings import Findings
from filiere.careers.imports.tables import NumberedRow, Table
from filiere.careers.nomenclature import Item, ItemKind, Job, JobTitle, Nomenclature, Requirement, SheetPart
from filiere.core.faults import Fault

_OCCUPATION_TYPES = frozenset({"occupation", "escooccupation"})
_SKILL_TYPES = frozenset({"knowledgeskillcompetence", ""})
_GROUP_CODE = re.compile(r"[0-9]{1,4}")
_ALIASES = {
    "uri": ("concepturi", "originuri"),
    "type": ("concepttype", "occupationtype"),
    "title": ("preferredlabel",),
    "others": ("altlabels",),
    "hidden": ("hiddenlabels",),
    "code": ("code",),
    "definition": ("description",),
    "kind": ("skilltype",),
}
_RELATION = ("occupationuri", "relationtype", "skilluri")


def find_part(table: Table) -> str | None:
    """Return what a table of ESCO holds: occupations (or groups), skills, or relations; None for another."""
    names = {name.lower() for name in table.columns}
    if set(_RELATION) <= names:
        return "relations"
    if not names & set(_ALIASES["uri"]) or "preferredlabel" not in names:
        return None
    return "skills" if "skilltype" in names else "jobs"


def read_esco_release(tables: Sequence[Table], *, version: str) -> tuple[Nomenclature, tuple[Fault, ...]]:
    """Return the nomenclature of a release and its gaps; raise :class:`Faults` with all that is wrong.

    The code of a job is the last part of its address there, which stays when the code of its group changes.
    """
    findings = Findings()
    parts: defaultdict[str, list[Table]] = defaultdict(list)
    for table in tables:
        if part := find_part(table):
            parts[part].append(table)
    items = {item.key: item for table in parts["skills"] for item in _iter_skills(table, findings)}
    asked = _read_relations(parts["relations"], items, findings)
    jobs: dict[str, Job] = {}
    groups = 0
    for table in parts["jobs"]:
        rows = [(line, _rename(row)) for line, row in findings.read_rows(table)]
        for line, row in rows:
            if _is_group(row):
                groups += 1
            elif not _add_job(table, line, row, asked, jobs, findings):
                continue
    if not jobs and not findings.faults:
        findings.faults.append(CATALOGUE.build("import-empty-table").at(file=parts["jobs"][0].place))
    if groups:
        findings.note("gap-groups-left-out", count=groups)
    if absent := [name for name in ("skills", "relations") if not parts[name]]:
        findings.note("gap-tables-absent", names=absent)
    _judge_relations(parts["relations"], asked, jobs, findings)
    gaps = findings.finish()
    return Nomenclature("ESCO", version, dict(sorted(jobs.items())), items), gaps


def _rename(row: Mapping[str, str]) -> dict[str, str]:
    lower = {name.lower(): value for name, value in row.items()}
    return {key: next((lower[name] for name in names if name in lower), "") for key, names in _ALIASES.items()}


def _key(uri: str) -> str:
    return uri.rstrip("/").rpartition("/")[2]


def _is_group(row: Mapping[str, str]) -> bool:
    kind = row["type"].lower()
    return (bool(kind) and kind not in _OCCUPATION_TYPES) or _GROUP_CODE.fullmatch(row["code"]) is not None


def _add_job(
    table: Table,
    line: int,
    row: Mapping[str, str],
    asked: Mapping[str, Mapping[str, bool]],
    jobs: dict[str, Job],
    findings: Findings,
) -> bool:
    for column in ("uri", "title"):
        if not row[column]:
            return not findings.add(table, line, CATALOGUE.build("import-blank", column=_ALIASES[column][0]))
    code = _key(row["uri"])
    if code in jobs:
        return not findings.add(table, line, CATALOGUE.build("import-repeated", code=code))
    others = [*row["others"].split("\n"), *row["hidden"].split("\n")]
    labels = dict.fromkeys(one.strip() for one in (row["title"], *others) if one.strip())
    requirements = tuple(Requirement(item, base) for item, base in sorted(asked.get(code, {}).items()))
    jobs[code] = Job(
        code=code,
        title=row["title"],
        titles=tuple(JobTitle(f"{code}/{rank}", label) for rank, label in enumerate(labels)),
        requirements=requirements,
        sheet={SheetPart.DEFINITION: (row["definition"],)} if row["definition"] else {},
        parent=row["code"],
    )
    return True


def _iter_skills(table: Table, findings: Findings) -> Iterator[Item]:
    for line, raw in findings.read_rows(table):
        row = _rename(raw)
        if row["type"].lower() in _SKILL_TYPES:
            if row["uri"] and row["title"]:
                kind = ItemKind.KNOWLEDGE if row["kind"] == "knowledge" else ItemKind.ACTIVITY
                yield Item(_key(row["uri"]), row["title"], kind)
            else:
                findings.add(table, line, CATALOGUE.build("import-blank", column="preferredLabel"))


def _read_relations(
    tables: Sequence[Table], items: Mapping[str, Item], findings: Findings
) -> dict[str, dict[str, bool]]:
    asked: defaultdict[str, dict[str, bool]] = defaultdict(dict)
    for table in tables:
        rows: list[NumberedRow] = findings.read_rows(table)
        unknown = []
        for _, raw in rows:
            row = {name.lower(): value for name, value in raw.items()}
            skill = _key(row["skilluri"])
            if skill not in items:
                unknown.append(skill)
                continue
            held = asked[_key(row["occupationuri"])]
            held[skill] = held.get(skill, False) or row["relationtype"] == "essential"
        findings.judge_unknown(table, unknown, len(rows))
    return asked


def _judge_relations(
    tables: Sequence[Table], asked: Mapping[str, Mapping[str, bool]], jobs: Mapping[str, Job], findings: Findings
) -> None:
    if tables and jobs:
        findings.judge_unknown(tables[0], [code for code in asked if code not in jobs], len(asked))
