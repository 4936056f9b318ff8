"""The draw of sites: what holds for every list and every seed, and chance that favours no one."""

import hashlib
import itertools
import random
from collections import Counter
from math import sqrt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.scenes.sampling_sample import LAST_AUDIT, lrs, population, populations, redrawn, sealed_for, seed, site

from filiere.core import Faults
from filiere.referentials.sampling import (
    AUDIT_KINDS,
    AuditKind,
    DrawRecord,
    Population,
    Seed,
    explain_draw,
    population_sha256,
    require_drawable,
    run_draw,
)
from filiere.referentials.sampling.site_draw import allocate_places

kinds = st.sampled_from(AUDIT_KINDS)
seeds = st.integers(0, 10**6).map(seed)


def visited(record: DrawRecord) -> set[str]:
    """The keys of the sites that are in."""
    return {place.key for place in record.sites if place.included}


@given(populations(), kinds, seeds)
def test_the_draw_is_the_one_that_its_description_gives(of: Population, kind: AuditKind, by: Seed) -> None:
    """Redone from the words of the package alone."""
    record = run_draw(sealed_for(of, kind), lrs(), kind, by)
    assert (record.size.asked, visited(record)) == redrawn(of, kind, by.value)


@given(populations(), kinds, seeds, st.integers(0, 2**256 - 1).map("{:064x}".format))
def test_a_secret_of_the_list_enters_the_seed(of: Population, kind: AuditKind, by: Seed, secret: str) -> None:
    """The draw is that of the seed and the secret hashed together; a list without one is sealed as before."""
    listed = of.model_copy(update={"secret": secret})
    record = run_draw(sealed_for(listed, kind), lrs(), kind, by)
    seeded = hashlib.sha256(f"{by.value}{secret}".encode()).hexdigest()
    assert (record.size.asked, visited(record)) == redrawn(of, kind, seeded)
    assert record.seed == by
    assert population_sha256(listed) != population_sha256(of)


@given(populations(), kinds, seeds, st.randoms())
def test_the_order_of_the_list_is_indifferent(of: Population, kind: AuditKind, by: Seed, chance: random.Random) -> None:
    """To the fingerprint as to the whole record; and the same seed gives the same record."""
    sites = list(of.sites)
    chance.shuffle(sites)
    other = of.model_copy(update={"sites": tuple(sites)})
    assert population_sha256(other) == population_sha256(of)
    assert run_draw(sealed_for(other, kind), lrs(), kind, by) == run_draw(sealed_for(of, kind), lrs(), kind, by)


@given(populations(), kinds, seeds)
def test_every_site_always_included_is_in(of: Population, kind: AuditKind, by: Seed) -> None:
    """With the rules that put it there, and no others."""
    for place, one in zip(
        run_draw(sealed_for(of, kind), lrs(), kind, by).sites,
        sorted(of.sites, key=lambda found: found.key),
        strict=True,
    ):
        rules = {
            "head_office": one.head_office,
            "sites_with_open_major": one.open_major,
            "sites_opened_since_last_audit": one.opened > LAST_AUDIT,
        }
        held = tuple(rule for rule, holds in rules.items() if holds)
        if held:
            assert (place.included, place.reasons, place.rank) == (True, held, None)
        else:
            assert place.reasons == (("drawn",) if place.included else place.reasons)
            assert place.rank is not None


@given(populations(), kinds, seeds)
def test_the_size_is_never_below_the_rule_nor_above_the_number_of_sites(
    of: Population, kind: AuditKind, by: Seed
) -> None:
    """The sites that are in are as many as said, in all and in each stratum; none is empty when the size allows."""
    record = run_draw(sealed_for(of, kind), lrs(), kind, by)
    size = record.size
    assert min(size.asked, size.n) <= size.size <= size.n == len(of.sites)
    assert size.size == len(visited(record)) == max(min(size.asked, size.n), size.always)
    inside = Counter(place.stratum for place in record.sites if place.included)
    assert {one.name: one.places for one in record.strata if one.places} == inside
    if sum(max(1, one.always) for one in record.strata) <= size.size:
        assert all(one.places for one in record.strata)


@given(populations(12), st.data())
def test_any_change_of_a_site_changes_the_fingerprint(of: Population, data: st.DataObject) -> None:
    """Whatever the site and whatever is said of it."""
    index = data.draw(st.integers(0, len(of.sites) - 1))
    one = of.sites[index]
    changes: dict[str, Any] = {
        "key": one.key + "x",
        "activity": "other",
        "country": "other",
        "size_class": "other",
        "headcount": one.headcount + 1,
        "opened": one.opened.replace(year=one.opened.year - 1),
        "head_office": not one.head_office,
        "risky": not one.risky,
        "open_major": not one.open_major,
    }
    assert set(changes) == set(type(one).model_fields)
    name = data.draw(st.sampled_from(sorted(changes)))
    sites = list(of.sites)
    sites[index] = one.model_copy(update={name: changes[name]})
    assert population_sha256(of.model_copy(update={"sites": tuple(sites)})) != population_sha256(of)
    assert population_sha256(of.model_copy(update={"sites": (*of.sites, sites[index])})) != population_sha256(of)


@given(st.lists(st.integers(1, 30), min_size=1, max_size=8), st.data())
def test_places_follow_the_largest_remainder_where_no_bound_binds(counts: list[int], data: st.DataObject) -> None:
    """The classical method: the whole part of each share, then one place to each of the largest remainders."""
    total = sum(counts)
    size = data.draw(st.integers(0, total))
    groups = {f"stratum-{index}": (count, 0) for index, count in enumerate(counts)}
    found = {one.name: one.places for one in allocate_places(groups, size, "00")}
    assert sum(found.values()) == size
    floors = {name: size * count // total for name, (count, _) in groups.items()}
    if size >= len(counts) and min(floors.values()) == 0:
        return
    remainders = {name: size * count % total for name, (count, _) in groups.items()}
    more = {name for name in groups if found[name] == floors[name] + 1}
    assert all(found[name] == floors[name] for name in groups if name not in more)
    assert min((remainders[name] for name in more), default=total) >= max(
        (remainders[name] for name in groups if name not in more), default=0
    )


def test_chance_favours_no_site_and_no_pair() -> None:
    """Over a thousand seeds, ten sites of one stratum, four places: as uniform as chance makes them.

    For draws without replacement, (k − 1)/k Σ (O − E)² / (E (1 − p)) follows a chi-square with k − 1 degrees of
    freedom: 27.9 is passed once in a thousand with nine. The seeds are fixed, so the test always gives the same.
    """
    of, draws = population([site(f"s{index}") for index in range(10)]), 1000
    alone: Counter[str] = Counter()
    together: Counter[tuple[str, ...]] = Counter()
    for number in range(draws):
        keys = sorted(visited(run_draw(of, lrs(), "initial", seed(number))))
        assert len(keys) == 4
        alone.update(keys)
        together.update(itertools.combinations(keys, 2))
    expected = draws * 0.4
    assert len(alone) == 10
    assert 0.9 * sum((count - expected) ** 2 for count in alone.values()) / (expected * 0.6) < 27.9
    pair = (4 * 3) / (10 * 9)
    assert len(together) == 45
    assert all(abs(count - draws * pair) < 4 * sqrt(draws * pair * (1 - pair)) for count in together.values())


def test_a_small_stratum_has_a_place_when_the_size_allows() -> None:
    """Its share of five places is a fifth of one; where the sites always included take all, it waits for no more."""
    sites = [*(site(f"s{index}") for index in range(24)), site("alone", activity="sales")]
    assert "alone" in visited(run_draw(population(sites), lrs(), "initial", seed()))
    certain = [one | {"head_office": one["key"] in {"s0", "s1", "s2", "s3", "s4"}} for one in sites]
    record = run_draw(population(certain), lrs(), "initial", seed())
    assert visited(record) == {"s0", "s1", "s2", "s3", "s4"}
    assert next(place.reasons for place in record.sites if place.key == "alone") == ("no_place",)


def test_equal_strata_share_the_odd_place_by_chance() -> None:
    """Neither the name of a stratum nor its place in the list decides: five standard deviations at most from half."""
    groups = {"aaa": (6, 0), "zzz": (6, 0)}
    favoured = sum(allocate_places(groups, 3, seed(number).value)[0].places == 2 for number in range(1000))
    assert abs(favoured - 500) < 5 * sqrt(250)


def test_a_weight_is_what_a_shell_computes() -> None:
    """The digest of the text of the seed followed by the key; this one was made by ``printf`` and ``sha256sum``."""
    value = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    record = run_draw(population([site("lille"), site("lyon")]), lrs(), "initial", seed(value=value.upper()))
    assert record.seed.value == value
    assert [place.digest for place in record.sites] == [
        "0c26e3d3cc748fd7cfac20a7ebd27a560572eb9323f241093f841a0cc98ca103",
        hashlib.sha256(f"{value}lyon".encode()).hexdigest(),
    ]


@pytest.mark.parametrize(("kind", "base", "asked"), [("initial", "5", 9), ("follow_up", "5", 9), ("renewal", "4", 8)])
def test_the_sizes_of_the_release_worked_by_hand(kind: AuditKind, base: str, asked: int) -> None:
    """Twenty-five sites, eleven at risk, four majors before: base, plus 3 for eleven fifths, plus a fifth of base."""
    sites = [site(f"s{index}", risky=index < 11) for index in range(25)]
    record = run_draw(population(sites, majors_before=4, kind=kind), lrs(), kind, seed())
    assert (record.size.base, record.size.asked, record.size.size) == (base, asked, asked)
    assert record.days == {8: "6", 9: "6.5"}[asked]


def test_interviews_follow_the_people_of_the_site() -> None:
    """Three advisers at least, three in a hundred above, and never more than work there."""
    sites = [site("a", headcount=2), site("b", headcount=40), site("c", headcount=401), site("d", head_office=True)]
    record = run_draw(population([one | {"open_major": True} for one in sites]), lrs(), "initial", seed())
    met = {place.key: place.interviews for place in record.sites if place.interviews}
    assert [met[key].advisers for key in "abc"] == [2, 3, 13]
    assert met["c"].staff_representatives == "all"
    assert met["c"].absent_management


def faults(of: Population, kind: AuditKind = "initial", by: Seed | None = None) -> list[tuple[str, str | None]]:
    """The codes and keys of what keeps a draw from being made."""
    with pytest.raises(Faults) as raised:
        run_draw(of, lrs(), kind, by or seed())
    return [(one.code, one.key) for one in raised.value.faults]


def test_a_seed_must_be_the_one_announced_and_come_after_the_seal() -> None:
    """Even at the very moment of the seal it is too early."""
    of = population([site("a")])
    assert faults(of, by=seed(time="2027-03-01T10:00:00+01:00")) == [("sampling-early-seed", "sealed_at")]
    assert faults(of, by=seed(source="other", round=7)) == [
        ("sampling-other-beacon", "beacon.source"),
        ("sampling-other-beacon", "beacon.round"),
    ]


def test_a_list_sealed_for_one_kind_of_audit_is_drawn_for_no_other() -> None:
    """Whoever could choose the kind once the seed is known would choose how many sites are seen."""
    of = population([site("a")], kind="follow_up")
    assert faults(of, "initial") == [("sampling-other-kind", "kind")]
    assert population_sha256(of) != population_sha256(sealed_for(of, "initial"))


def test_a_list_that_contradicts_itself_is_refused_with_all_that_is_wrong() -> None:
    """Each at its key; and a list is found wanting before it is sealed."""
    of = population([site("a"), site("a", opened="2028-01-01")], facts={"staff": 3}, last_audit=None)
    of = sealed_for(of, "renewal")
    wrong = faults(of, "renewal")
    assert wrong == [
        ("sampling-last-audit", "last_audit"),
        ("sampling-site-to-come", "sites[1].opened"),
        ("sampling-site-twice", "sites[1].key"),
        ("sampling-unknown-fact", "facts.staff"),
    ]
    with pytest.raises(Faults):
        require_drawable(of, lrs(), "renewal")
    lacking = population([site("a")], facts={})
    assert faults(lacking) == [("sampling-undecided", "facts")]
    require_drawable(population([site("a")], kind="renewal"), lrs(), "renewal")


def test_a_release_without_a_rule_draws_nothing() -> None:
    """Nor one whose rule is of another kind: the fault stands at the line of the release."""
    of, release = population([site("a")]), lrs()
    assert release.audit is not None
    sampling = release.audit.sampling
    assert sampling is not None
    assert sampling.randomness is not None
    none = release.audit.model_copy(update={"sampling": None})
    other = release.audit.model_copy(
        update={
            "sampling": sampling.model_copy(
                update={"randomness": sampling.randomness.model_copy(update={"algorithm": "by-hand"})}
            )
        }
    )
    for audit, code in ((none, "sampling-no-rule"), (other, "sampling-unknown-rule")):
        changed = type(release)(**{**vars_of(release), "audit": audit})
        with pytest.raises(Faults) as raised:
            run_draw(of, changed, "initial", seed())
        found = raised.value.faults[0]
        assert (found.code, (found.file or "").endswith("audit.yaml")) == (code, True)


def vars_of(release: Any) -> dict[str, Any]:
    """The fields of a frozen record."""
    return {name: getattr(release, name) for name in type(release).__dataclass_fields__}


def test_a_draw_is_explained_in_both_languages() -> None:
    """One sentence a site, with why it is in or out, after those of the list, the seed, the size and the strata."""
    of = population([site("paris", head_office=True), *(site(f"s{index}") for index in range(5))])
    record = run_draw(of, lrs(), "initial", seed())
    told = explain_draw(record)
    assert len(told) == 5 + len(record.strata) + 6
    english, french = [one.get("en") for one in told], [one.get("fr") for one in told]
    assert record.population_sha256 in english[0]
    assert english[2] == (
        "Sites required by the rule: 3, that is 3 (ceil(sqrt(n))), plus 0 (ceil(risky / 5)), "
        "plus 0 (ceil(0.2 * base) if majors_before > 3 else 0)."
    )
    assert english[3] == "Sites visited: 3, of which 1 always visited; the others are drawn by lot."
    assert english[4] == "Audit days: 3.5."
    assert french[4] == "Jours d’audit\u00a0: 3,5."
    paris = next(one for one in french if one.startswith("Site paris"))
    assert paris.startswith("Site paris\u00a0: visité\u202f; siège, toujours visité\u202f; poids ")
    assert sum("not drawn, rank" in one for one in english) == 3
