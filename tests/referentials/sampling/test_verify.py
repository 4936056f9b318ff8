"""A record done again by whoever doubts it: a true one passes, and nothing in a false one does."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.scenes.sampling_sample import lrs, population, populations, sealed_for, seed, site

from filiere.referentials.sampling import AUDIT_KINDS, AuditKind, DrawRecord, Population, run_draw, verify_draw

kinds = st.sampled_from(AUDIT_KINDS)


def changed(record: DrawRecord, *path: str | int, value: Any) -> DrawRecord:
    """The record with one part of it written otherwise."""
    content = record.model_dump(mode="json")
    part = content
    for step in path[:-1]:
        part = part[step]  # type: ignore[index]
    part[path[-1]] = value  # type: ignore[index]
    return DrawRecord.model_validate(content)


def told(record: DrawRecord, of: Population) -> list[tuple[str, str | None]]:
    """The codes and keys of the disagreements."""
    return [(one.code, one.key) for one in verify_draw(record, of, lrs())]


@given(populations(), kinds, st.integers(0, 1000))
def test_a_true_record_agrees_even_after_a_file(of: Population, kind: AuditKind, number: int) -> None:
    """Written as JSON and read back."""
    of = sealed_for(of, kind)
    record = run_draw(of, lrs(), kind, seed(number))
    assert verify_draw(DrawRecord.model_validate_json(record.model_dump_json()), of, lrs()) == ()


@given(populations(12), st.data())
def test_a_list_changed_after_the_seal_is_told(of: Population, data: st.DataObject) -> None:
    """One site changed, one slipped in or one removed; the fingerprint is the first thing told."""
    record = run_draw(of, lrs(), "initial", seed())
    index = data.draw(st.integers(0, len(of.sites) - 1))
    one = of.sites[index]
    others = (*of.sites[:index], *of.sites[index + 1 :])
    lists = [
        (*others, one.model_copy(update={"headcount": one.headcount + 1})),
        (*others, one.model_copy(update={"risky": not one.risky})),
        (*of.sites, one.model_copy(update={"key": "slipped-in"})),
        *([others] if others else []),
    ]
    sites = data.draw(st.sampled_from(lists))
    found = told(record, of.model_copy(update={"sites": sites}))
    assert found[0] == ("sampling-other-population", "population_sha256")


RECORD = run_draw(
    population([site("paris", head_office=True), *(site(f"s{index}") for index in range(8))]), lrs(), "initial", seed()
)
LIST = population([site("paris", head_office=True), *(site(f"s{index}") for index in range(8))])
OUT = next(index for index, place in enumerate(RECORD.sites) if not place.included)
IN = next(index for index, place in enumerate(RECORD.sites) if place.included)


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("sites", OUT, "included"), True, ("sampling-differs", f"sites[{OUT}].included")),
        (("sites", IN, "included"), False, ("sampling-differs", f"sites[{IN}].included")),
        (("sites", OUT, "reasons"), ["drawn"], ("sampling-differs", f"sites[{OUT}].reasons")),
        (("sites", OUT, "digest"), "0" * 64, ("sampling-differs", f"sites[{OUT}].digest")),
        (("sites", OUT, "rank"), None, ("sampling-differs", f"sites[{OUT}].rank")),
        (("sites", IN, "interviews", "advisers"), 1, ("sampling-differs", f"sites[{IN}].interviews.advisers")),
        (("sites", IN, "interviews"), None, ("sampling-differs", f"sites[{IN}].interviews")),
        (("strata", 0, "places"), 2, ("sampling-differs", "strata[0].places")),
        (("size", "size"), 2, ("sampling-differs", "size.size")),
        (("size", "rule"), "1", ("sampling-differs", "size.rule")),
        (("size", "add"), [], ("sampling-differs", "size.add")),
        (("days",), "9", ("sampling-differs", "days")),
        (("candidate",), "Autre (fictif)", ("sampling-differs", "candidate")),
        (("algorithm",), "by-hand", ("sampling-differs", "algorithm")),
        (("sealed_at",), "2027-02-01T09:00:00Z", ("sampling-differs", "sealed_at")),
        (("population_sha256",), "0" * 64, ("sampling-other-population", "population_sha256")),
        (("release",), "lrs@2009", ("sampling-other-release", "release")),
        (("release_sha256",), "0" * 64, ("sampling-other-release", "release_sha256")),
    ],
)
def test_each_part_written_otherwise_is_told_alone(
    path: tuple[str | int, ...], value: Any, expected: tuple[str, str]
) -> None:
    """At its key, and with nothing else."""
    assert told(changed(RECORD, *path, value=value), LIST) == [expected]


def test_another_seed_or_kind_tells_all_that_it_moves() -> None:
    """The weights differ at every site; the kind is that of the list; a seed of before the seal decides nothing."""
    moved = told(changed(RECORD, "seed", "value", value=seed(1).value), LIST)
    assert {f"sites[{index}].digest" for index in range(9)} <= {key for _, key in moved}
    assert ("sampling-differs", "kind") in told(changed(RECORD, "kind", value="renewal"), LIST)
    early = changed(RECORD, "seed", "time", value="2027-01-01T00:00:00Z")
    assert told(early, LIST) == [("sampling-early-seed", "sealed_at")]


def test_a_site_hidden_repeated_or_made_up_is_told() -> None:
    """By its key, wherever it stands: the order of the sites of a record says nothing."""
    sites = [place.model_dump() for place in RECORD.sites]
    assert told(changed(RECORD, "sites", value=sites[::-1]), LIST) == []
    assert told(changed(RECORD, "sites", value=sites[1:]), LIST) == [("sampling-differs", "sites")]
    assert told(changed(RECORD, "sites", value=[*sites, sites[0]]), LIST) == [("sampling-differs", "sites[9]")]
    made_up = [*sites, sites[0] | {"key": "atlantis"}]
    (found,) = verify_draw(changed(RECORD, "sites", value=made_up), LIST, lrs())
    assert found.message.get("en") == ("The record says “atlantis” at “sites[9]”; the repeated draw gives nothing.")
