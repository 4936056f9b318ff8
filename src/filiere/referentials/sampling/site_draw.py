"""The draw itself: the rules of the release read, the places shared among strata, the sites taken.

Every step is exact arithmetic on whole numbers and fractions. See the package for the algorithm, byte by byte.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from fractions import Fraction
from math import ceil

from filiere.core.faults import Faults
from filiere.core.seals import seal
from filiere.referentials.language import Environment, Given, Number, parse
from filiere.referentials.records.audit_and_award import PerSite, Sampling
from filiere.referentials.release import Release
from filiere.referentials.sampling.faults import fault
from filiere.referentials.sampling.preconditions import population_faults, rule_faults, seed_faults
from filiere.referentials.sampling.records import (
    AuditKind,
    DrawnSite,
    DrawRecord,
    InterviewCounts,
    Population,
    SampleSize,
    Seed,
    Site,
    Stratum,
)

ExpressionValues = dict[str, Given]

ALWAYS_INCLUDED: Mapping[str, Callable[[Site, Population], bool]] = {
    "head_office": lambda site, _: site.head_office,
    "sites_with_open_major": lambda site, _: site.open_major,
    "sites_opened_since_last_audit": lambda site, of: of.last_audit is not None and site.opened > of.last_audit,
}


def population_sha256(population: Population) -> str:
    """Return the fingerprint that is published before the seed is known; the order of the sites is indifferent.

    It is the SHA-256 of the canonical JSON of the population, its sites in the order of their keys, what was left out
    written as its default, days and moments as ISO 8601 text, moments in UTC, decimals as text. A list without a
    secret has no such key: lists were sealed before there were any.
    """
    content = population.model_dump(mode="json")
    if population.secret is None:
        del content["secret"]
    content["sites"] = sorted(content["sites"], key=lambda site: site["key"])
    return seal(content)


def require_drawable(population: Population, release: Release, kind: AuditKind) -> None:
    """Raise :class:`Faults` with what would keep a draw from being made, whatever the beacon says.

    To be asked before the fingerprint is published: a sealed list cannot be mended without a new seal and round.
    """
    later = population.sealed_at + timedelta(seconds=1)
    run_draw(population, release, kind, Seed(value="00" * 32, **population.beacon.model_dump(), time=later))


def run_draw(population: Population, release: Release, kind: AuditKind, seed: Seed) -> DrawRecord:
    """Return the draw of the sites to audit.

    Raises :class:`Faults` when the release has no rule that can be followed, when the population contradicts itself
    or is sealed for another kind of audit, or when the seed is not the value of the round announced, published after
    the seal.
    """
    faults = [
        *rule_faults(release, frozenset(ALWAYS_INCLUDED)),
        *population_faults(population, release, kind),
        *seed_faults(population, seed),
    ]
    sampling = release.audit.sampling if release.audit else None
    if faults or sampling is None or sampling.randomness is None:
        raise Faults(faults)
    sites = sorted(population.sites, key=lambda site: site.key)
    reasons = {
        site.key: tuple(rule for rule in sampling.sites.always if ALWAYS_INCLUDED[rule](site, population))
        for site in sites
    }
    values = _expression_values(population, release)
    size = _sample_size(sampling, kind, population, values, sum(map(bool, reasons.values())))
    groups: dict[str, list[Site]] = {}
    for site in sites:
        groups.setdefault("/".join(getattr(site, name) for name in sampling.sites.strata), []).append(site)
    chance = seed.value if population.secret is None else seeded_digest(seed.value, population.secret)
    strata = allocate_places(
        {name: (len(group), sum(bool(reasons[site.key]) for site in group)) for name, group in groups.items()},
        size.size,
        chance,
    )
    per_site = sampling.interviews.per_site if sampling.interviews else None
    places = [
        place
        for stratum in strata
        for place in _draw_stratum(groups[stratum.name], stratum, reasons, chance, _interview_rule(per_site, values))
    ]
    return DrawRecord(
        format="filiere-site-sampling-1",
        release=release.id,
        release_sha256=release.sha256,
        kind=kind,
        algorithm=sampling.randomness.algorithm,
        candidate=population.candidate,
        population_sha256=population_sha256(population),
        sealed_at=population.sealed_at,
        seed=seed,
        size=size,
        strata=tuple(strata),
        sites=tuple(sorted(places, key=lambda place: place.key)),
        days=_audit_days(release, values, size.size),
    )


def allocate_places(groups: Mapping[str, tuple[int, int]], size: int, seed: str) -> list[Stratum]:
    """Return the places of each stratum, in the order of names.

    ``groups`` gives its number of sites and of sites always included; ``size``, the sum of places, is from the sum of
    the latter to that of the former.
    """
    total = sum(sites for sites, _ in groups.values())
    places = {name: max(always, 1) for name, (_, always) in groups.items()}
    if sum(places.values()) > size:
        places = {name: always for name, (_, always) in groups.items()}
    for _ in range(size - sum(places.values())):
        # The shortfall times the number of sites, so that only whole numbers are compared. A full stratum is never
        # chosen: its share is at most its sites, and some stratum lacks a place as long as one is left to give.
        chosen = min(
            groups, key=lambda name: (places[name] * total - size * groups[name][0], seeded_digest(seed, name))
        )
        places[chosen] += 1
    return [
        Stratum(name=name, sites=sites, always=always, places=places[name])
        for name, (sites, always) in sorted(groups.items())
    ]


def seeded_digest(seed: str, key: str) -> str:
    """Return the SHA-256, in hexadecimal, of the seed followed by a key, both as ASCII text."""
    return hashlib.sha256((seed + key).encode("ascii")).hexdigest()


def _expression_values(population: Population, release: Release) -> ExpressionValues:
    day = population.sealed_at.date()
    values: ExpressionValues = {f"fact.{key}": value for key, value in population.facts.items()}
    values |= {f"param.{key}": release.parameter(key, day) for key in release.head.params}
    values["n"] = len(population.sites)
    values["risky"] = _count_risky_sites(population)
    values["majors_before"] = population.majors_before
    return values


def _count_risky_sites(population: Population) -> int:
    return sum(site.risky for site in population.sites)


def _sample_size(
    sampling: Sampling, kind: AuditKind, population: Population, values: ExpressionValues, always: int
) -> SampleSize:
    rule = getattr(sampling.sites.size, kind)
    base = _evaluate_number(rule, values, f"sampling.sites.size.{kind}")
    known = values | {"base": base}
    add = [
        (text, _evaluate_number(text, known, f"sampling.sites.add[{index}]"))
        for index, text in enumerate(sampling.sites.add)
    ]
    n = len(population.sites)
    asked = ceil(base + sum(value for _, value in add))
    return SampleSize(
        n=n,
        risky=_count_risky_sites(population),
        majors_before=population.majors_before,
        rule=rule,
        base=_exact_text(base),
        add=tuple((text, _exact_text(value)) for text, value in add),
        asked=asked,
        always=always,
        size=min(n, max(1, asked, always)),
    )


def _draw_stratum(
    group: list[Site],
    stratum: Stratum,
    reasons: Mapping[str, tuple[str, ...]],
    seed: str,
    meeting: Callable[[Site], InterviewCounts | None],
) -> Iterator[DrawnSite]:
    weights = {site.key: seeded_digest(seed, site.key) for site in group}
    drawn_from = sorted((site.key for site in group if not reasons[site.key]), key=lambda key: (weights[key], key))
    ranks = {key: rank for rank, key in enumerate(drawn_from, start=1)}
    left = stratum.places - stratum.always
    for site in group:
        rank = ranks.get(site.key)
        included = rank is None or rank <= left
        chance = "drawn" if included else "not_drawn" if left else "no_place"
        yield DrawnSite(
            key=site.key,
            stratum=stratum.name,
            digest=weights[site.key],
            rank=rank,
            included=included,
            reasons=reasons[site.key] or (chance,),
            interviews=meeting(site) if included else None,
        )


def _interview_rule(per_site: PerSite | None, values: ExpressionValues) -> Callable[[Site], InterviewCounts | None]:
    def people(name: str, rule: int | str, site: Site) -> int | str:
        if rule == "all":
            return "all"
        at = f"sampling.interviews.per_site.{name}"
        asked = (
            rule if isinstance(rule, int) else ceil(_evaluate_number(rule, values | {"headcount": site.headcount}, at))
        )
        # A rule may ask for more people than work there: then all of them are met.
        return min(max(0, asked), site.headcount)

    def count_interviews(site: Site) -> InterviewCounts | None:
        if per_site is None:
            return None
        return InterviewCounts.model_validate(
            {
                name: people(name, getattr(per_site, name), site)
                for name in ("advisers", "supervisors", "staff_representatives")
            }
            | {"absent_management": per_site.absent_management}
        )

    return count_interviews


def _audit_days(release: Release, values: ExpressionValues, size: int) -> str | None:
    rule = release.audit.days if release.audit else None
    return None if rule is None else _exact_text(_evaluate_number(rule, values | {"sites_sampled": size}, "days"))


def _evaluate_number(text: str, values: ExpressionValues, at: str) -> Number:
    expression = parse(text)
    environment = Environment(values)
    value = expression.evaluate(environment)
    if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
        return value
    missing = ", ".join(expression.needs(environment)) or "–"
    raise Faults([fault("sampling-undecided", text=text, at=at, missing=missing).at(key="facts")])


def _exact_text(value: Number) -> str:
    """Return a number as text that loses nothing: ``3``, ``2.5``, or ``1/3`` where no decimal number is equal."""
    fraction = Fraction(value)
    if fraction.denominator == 1:
        return str(fraction.numerator)
    for digits in range(1, 9):
        scaled = fraction * 10**digits
        if scaled.denominator == 1:
            whole, part = divmod(abs(scaled.numerator), 10**digits)
            return f"{'-' if fraction < 0 else ''}{whole}.{part:0{digits}d}"
    return str(fraction)
