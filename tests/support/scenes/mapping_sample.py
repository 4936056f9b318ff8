"""Small releases and mappings made up for the tests of mappings: only keys matter, and what sets they stand for."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from filiere.referentials import Mapping, Referential, Release, ReleaseHead, Theme
from filiere.referentials.mapping import Correspondence, resolve_mapping
from filiere.referentials.records import CARRY_CAPS, CARRY_LEVELS

DEFAULTS: dict[str, Any] = {"strength": 5, "rationale": "semantic", "confidence": Decimal("0.9")}


def text(words: str) -> dict[str, str]:
    """Return words in both languages."""
    return {"fr": words, "en": words}


def norm(name: str, keys: Iterable[str], wording: str = "") -> Release:
    """Return a norm of one theme whose subjects have these keys, and numbers from 1."""
    referential = {
        "referential": name,
        "kind": "norm",
        "title": text(name),
        "owner": "tests",
        "languages": {"reference": "fr", "required": ["fr", "en"]},
        "text_rights": "paraphrase",
    }
    criteria = [
        {"key": key, "number": f"{number}.1", "text": text(f"{key}{wording}")} for number, key in enumerate(keys, 1)
    ]
    return Release(
        folder=Path(name),
        referential=Referential.model_validate(referential),
        head=ReleaseHead.model_validate(
            {"referential": name, "release": "1", "status": "draft", "dates": {"effective": "2027-01-01"}}
        ),
        themes=(Theme.model_validate({"key": "all", "text": text("All"), "criteria": criteria}),),
        sha256=name.ljust(64, "0")[:64],
    )


def record(source: Release, target: Release, maps: Sequence[dict[str, Any]], **more: Any) -> Mapping:
    """Return a mapping; a map may leave out all but its sources, targets and relation."""
    filled = []
    for number, one in enumerate(maps, 1):
        cap = CARRY_CAPS[one["relation"]]
        gap = {"gap": text("gap")} if one["relation"] in ("subset", "intersects") else {}
        filled.append({"id": f"m{number}", "carry": cap, **DEFAULTS, **gap, **one})
    content = {
        "mapping": f"{source.id}--{target.id}",
        "nature": "comparison",
        "direction": {
            "source": {"referential": source.referential.key, "release": "1"},
            "target": {"referential": target.referential.key, "release": "1"},
        },
        "method": "human",
        "status": "reviewed",
        "maps": filled,
        "gaps": {},
        "caps": CARRY_CAPS,
    }
    return Mapping.model_validate(content | more)


def known(source: Release, target: Release, maps: Sequence[dict[str, Any]], **more: Any) -> Correspondence:
    """Return a mapping put on its two releases."""
    return resolve_mapping(record(source, target, maps, **more), source, target)


@st.composite
def maps(draw: st.DrawFn, sources: Sequence[str], targets: Sequence[str]) -> list[dict[str, Any]]:
    """Draw a few maps between two lists of keys, carrying what they may or less."""
    found = []
    for _ in range(draw(st.integers(0, 5))):
        relation = draw(st.sampled_from(list(CARRY_CAPS)))
        chosen = draw(st.lists(st.sampled_from(list(sources)), min_size=1, max_size=3, unique=True))
        most = CARRY_LEVELS.index(CARRY_CAPS[relation])
        found.append(
            {
                "sources": chosen,
                "targets": draw(st.lists(st.sampled_from(list(targets)), min_size=1, max_size=2, unique=True)),
                "relation": relation,
                "joint": len(chosen) > 1 and draw(st.booleans()),
                "strength": draw(st.integers(1, 10)),
                "confidence": draw(st.sampled_from([Decimal("0.5"), Decimal("0.8"), Decimal(1)])),
                "carry": draw(st.sampled_from(CARRY_LEVELS[: most + 1])),
                "status": draw(st.sampled_from([None, "draft", "reviewed", "stale"])),
            }
        )
    return found


def relation_of(one: frozenset[int], other: frozenset[int]) -> str:
    """Return the relation of a set to another, none of them empty."""
    if one == other:
        return "equal"
    if one < other:
        return "subset"
    if one > other:
        return "superset"
    return "intersects" if one & other else "none"


def holds(relation: str, one: frozenset[int], other: frozenset[int]) -> bool:
    """Tell whether a relation is true of two sets, containing being true of equals."""
    actual = relation_of(one, other)
    return relation == actual or (relation in ("subset", "superset") and actual == "equal")
