"""Protect small tables slowly: hide everything, then show what can be shown while an attacker in fractions fails.

What comes out is minimal: hiding more never helps an attacker, so that a cell that could not be shown while more was
hidden can be shown no more at the end. The certificate is made of the attacker's own failures.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Set as AbstractSet
from fractions import Fraction
from functools import cache
from math import lcm
from pathlib import Path
from typing import Any

from support.oracles.audit_oracle import Oracle
from support.scenes.run_folders import Codes, Counted, write
from support.strategies.disclosure_tables import Rows

from filiere.disclosure.system import Cut

KINDS = {
    "outsider": ("outsider",),
    "contributors": ("outsider", "contributors"),
    "contributors-slack": ("outsider", "contributors"),
    "pairs": ("outsider", "contributors", "pairs"),
    "holdings": ("outsider", "contributors", "pairs", "holdings"),
}


def safe(counted: Counted, hidden: AbstractSet[Codes], level: str) -> bool:
    """Whether nobody of a level learns too much. What one attacker cannot rule out is tried against the next."""
    oracle = Oracle(counted, hidden)
    for codes in counted.unsafe():
        for side in (1, -1):
            found: list[dict[Codes, Fraction]] = []
            for members in attackers_of(oracle, level):
                need = asked(counted, codes, side, members)
                if not need or set(counted.held[codes]) <= set(members):
                    continue
                if not any(serves(oracle, vector, codes, side * need, members) for vector in found):
                    vector = oracle.witness(members, codes, side, need)
                    if vector is None:
                        return False
                    found.append(unit(vector, codes))
    return level != "contributors" or not oracle.run("contributors", telling=True).exact


def attackers_of(oracle: Oracle, level: str) -> list[tuple[int, ...]]:
    """All attackers who may not find a level’s unsafe cells too closely."""
    kinds = {"contributors": ("outsider",)}.get(level, KINDS[level])
    return list(dict.fromkeys(one for kind in kinds for one in oracle.members(kind)))


def asked(counted: Counted, codes: Codes, side: int, members: tuple[int, ...]) -> int:
    """The blur that a cell needs on one side for those who hold a part of it."""
    need = counted.blur(codes)
    if side > 0:
        return need
    rest = sum(amount for owner, amount in counted.held[codes].items() if owner not in members)
    return min(need, rest) if counted.bounded(codes) or (members and rest >= 0) else need


def unit(vector: dict[Codes, int], codes: Codes) -> dict[Codes, Fraction]:
    """The vector scaled so that a cell moves by one."""
    return {one: Fraction(amount, abs(vector[codes])) for one, amount in vector.items()}


def serves(oracle: Oracle, vector: dict[Codes, Fraction], codes: Codes, move: int, members: tuple[int, ...]) -> bool:
    """Whether a vector that moves the cell by one, scaled to ``move``, cannot be ruled out."""
    fixed, least = oracle.knows(members)
    counted = oracle.counted
    for one, amount in vector.items():
        moved = amount * abs(move)
        floor = None if not counted.bounded(one) else max(0, least.get(one, 0)) - counted.value[one]
        if one in fixed or (floor is not None and moved < floor):
            return False
    return vector[codes] * move > 0


@cache
def protect(counted: Counted, level: str) -> frozenset[Codes] | None:
    """The cells to hide, none of which could be shown; none when even hiding everything is not enough."""
    hidden = set(counted.cells)
    if not safe(counted, hidden, level):
        return None
    for codes in sorted(set(counted.cells) - counted.primary(), key=lambda one: (-counted.value[one], one)):
        if safe(counted, hidden - {codes}, level):
            hidden.remove(codes)
    return frozenset(hidden)


def folder_of(path: Path, counted: Counted, hidden: AbstractSet[Codes], level: str, **changes: Any) -> Path:
    """A whole run folder: the first four files, a report and a certificate."""
    write(path, counted, hidden, level=level, **changes)
    primary = counted.primary()
    secondary = hidden - primary
    report: dict[str, Any] = {
        "format": "filiere-disclosure/1",
        "primary": len(primary),
        "secondary": len(secondary),
        "secondary_value": sum(counted.value[codes] for codes in secondary) / 100,
        "level": level,
        "cells": len(counted.cells),
        "published": len(counted.cells) - len(hidden),
        "primary_value": sum(abs(counted.value[codes]) for codes in primary) / 100,
        "publish": "suppression",
        "differences": 0,
        "cost": sum(abs(counted.value[codes]) for codes in secondary) / 100,
        "cost_name": "value",
        "reasons": counted.reasons(),
        "negative": counted.negative,
        "base": None,
        "reach": 1,
        "seed": 1,
        "attackers": {name: {"exact": 0, "narrow": 0} for name in KINDS[level]},
        "unions": 0,
        "crossings": 0,
        "protected": True,
    }
    if level == "contributors":
        # It promises nothing of what comes near, and nobody counted that here.
        report["attackers"]["contributors"]["unexamined"] = 1
    (path / "report.json").write_text(json.dumps(report), encoding="utf-8")
    seal(path, certificate(counted, frozenset(hidden), level))
    return path


def seal(path: Path, content: dict[str, Any]) -> None:
    """Write a certificate over the files that are there now."""
    names = sorted(one.name for one in path.iterdir() if one.name != "certificate.json")
    content = {key: value for key, value in content.items() if key != "seal"}
    content["files"] = {name: hashlib.sha256((path / name).read_bytes()).hexdigest() for name in names}
    text = json.dumps(content, ensure_ascii=False)
    content["seal"] = hashlib.sha256(text.encode()).hexdigest()
    (path / "certificate.json").write_text(json.dumps(content, ensure_ascii=False) + "\n", encoding="utf-8")


@cache
def certificate(counted: Counted, hidden: frozenset[Codes], level: str) -> dict[str, Any]:
    """The proof: for each side of each unsafe cell a vector for readers, and one for each attacker whom it fails.

    It is not to be written to: of the same cells it is made once.
    """
    oracle = Oracle(counted, hidden)
    place = counted.numbers()
    vectors: list[dict[Codes, int]] = []
    claims = []
    attackers = attackers_of(oracle, level)
    if level == "contributors":
        attackers += [one for one in oracle.members("contributors") if oracle.tells(one)]
    for codes in sorted(counted.unsafe()):
        for side in (1, -1):
            for members in attackers:
                need = asked(counted, codes, side, members)
                if not need or set(counted.held[codes]) <= set(members):
                    continue
                mine = [vectors[row[2]] for row in claims if row[:2] == [place[codes], side]]
                if any(serves(oracle, unit(vector, codes), codes, side * need, members) for vector in mine):
                    continue
                found = oracle.witness(members, codes, side, need)
                if found is not None:
                    vectors.append(found)
                    claims.append([place[codes], side, len(vectors) - 1, 1])
    spanning = (
        basis(oracle, [codes for codes in oracle.columns if counted.value[codes]]) if level == "contributors" else []
    )
    return {
        "format": "filiere-disclosure-certificate/1",
        "level": level,
        "files": {},
        "circulations": listed(vectors, place),
        "claims": claims,
        "spanning": listed(spanning, place),
    }


def listed(vectors: list[dict[Codes, int]], place: dict[Codes, int]) -> dict[str, list[int]]:
    """Vectors as the certificate writes them."""
    starts, cells, amounts = [0], [], []
    for vector in vectors:
        cells += [place[codes] for codes in vector]
        amounts += list(vector.values())
        starts.append(len(cells))
    return {"starts": starts, "cells": cells, "amounts": amounts}


def basis(oracle: Oracle, free: list[Codes]) -> list[dict[Codes, int]]:
    """Whole vectors that span what the sums leave open of some hidden cells."""
    keep = [oracle.columns.index(codes) for codes in free]
    solved: dict[int, list[Fraction]] = {}
    for equation in oracle.equations:
        row = [Fraction(equation[at]) for at in keep]
        for pivot, other in solved.items():
            row = [mine - row[pivot] * theirs for mine, theirs in zip(row, other, strict=True)]
        pivot = next((at for at, factor in enumerate(row) if factor), None)
        if pivot is None:
            continue
        row = [one / row[pivot] for one in row]
        for at, other in solved.items():
            solved[at] = [mine - other[pivot] * theirs for mine, theirs in zip(other, row, strict=True)]
        solved[pivot] = row
    found = []
    for at in set(range(len(free))) - set(solved):
        vector = {free[at]: Fraction(1)} | {free[pivot]: -row[at] for pivot, row in solved.items() if row[at]}
        times = lcm(*(amount.denominator for amount in vector.values()))
        found.append({codes: int(amount * times) for codes, amount in vector.items()})
    return found


def table_of(cuts: tuple[Cut, ...], tables: tuple[tuple[int, ...], ...], firms: list[tuple[Any, ...]]) -> Counted:
    """A made-up table: each firm is its codes, its value and, perhaps, its holding."""
    codes = tuple(tuple(cut.codes.index(firm[at]) for firm in firms) for at, cut in enumerate(cuts))
    groups = tuple(firm[len(cuts) + 1] if len(firm) > len(cuts) + 1 else 100 + at for at, firm in enumerate(firms))
    return Counted(
        Rows(cuts, tables, codes, tuple(firm[len(cuts)] for firm in firms), tuple(range(len(firms))), groups)
    )


@cache
def tables() -> dict[str, Counted]:
    """Made-up tables: one flat, one with a hierarchy, two linked ones."""
    dep = Cut("dep", ("Total", "01", "02", "03"), (-1, 0, 0, 0))
    act = Cut("act", ("Total", "A", "B"), (-1, 0, 0))
    flat = [
        *[("01", "A", value) for value in (50, 40, 30, 20)],
        *[("01", "B", value) for value in (25, 35, 45)],
        *[("02", "A", value) for value in (60, 50, 40)],
        ("02", "B", 70, 7),
        *[("03", "A", value, 7) for value in (30, 20)],
        *[("03", "B", value) for value in (80, 70, 60)],
    ]
    area = Cut("area", ("Total", "N", "N1", "N2", "S"), (-1, 0, 1, 1, 0))
    deep = [
        *[("N1", "A", value) for value in (50, 45, 40)],
        ("N1", "B", 35),
        *[("N2", "A", value) for value in (22, 18)],
        *[("N2", "B", value) for value in (30, 31, 32)],
        *[("S", "A", value) for value in (55, 44, 33)],
        *[("S", "B", value) for value in (66, 50, 40)],
    ]
    size = Cut("size", ("Total", "s", "l"), (-1, 0, 0))
    linked = [
        *[("01", "A", "s", value) for value in (20, 25, 30)],
        ("01", "B", "l", 40),
        *[("02", "A", "l", value) for value in (40, 35)],
        *[("02", "B", "s", value) for value in (15, 20, 25)],
        *[("03", "A", "s", value) for value in (30, 25, 20)],
        *[("03", "B", "l", value) for value in (50, 45, 40)],
    ]
    return {
        "flat": table_of((dep, act), ((0, 1),), flat),
        "deep": table_of((area, act), ((0, 1),), deep),
        "linked": table_of((dep, act, size), ((0, 1), (1, 2)), linked),
    }
