"""What makes a draw impossible or worthless: a rule that cannot be followed, a list that contradicts itself, a seed
that was not announced or that came too early.
"""

from collections.abc import Iterator

from filiere.core.dates import format_day
from filiere.core.faults import Fault
from filiere.core.text import Text
from filiere.referentials.release import Release
from filiere.referentials.sampling.faults import fault
from filiere.referentials.sampling.records import AuditKind, Population, Seed

ALGORITHM = "sha256-sort-v1"
STRATA = ("activity", "country", "size_class")


def rule_faults(release: Release, always: frozenset[str]) -> Iterator[Fault]:
    """Yield what keeps the rules of a release from being followed; ``always`` are the always-include rules known."""
    sampling = release.audit.sampling if release.audit else None
    if sampling is None or sampling.randomness is None:
        found = fault("sampling-no-rule", id=release.id)
        yield release.fault(found, "audit", "", ("sampling",)) if release.audit else found
        return
    chance = sampling.randomness
    wanted = [
        (("randomness", "algorithm"), chance.algorithm, (ALGORITHM,)),
        (("randomness", "seed_from"), chance.seed_from, ("public_beacon",)),
        (("randomness", "after"), chance.after, ("population_sealed",)),
        *((("sites", "strata", index), name, STRATA) for index, name in enumerate(sampling.sites.strata)),
        *(
            (("sites", "always", index), name, tuple(sorted(always)))
            for index, name in enumerate(sampling.sites.always)
        ),
    ]
    for at, said, allowed in wanted:
        if said not in allowed:
            words = ", ".join(allowed)
            found = fault("sampling-unknown-rule", said=said, words=words)
            yield release.fault(found, "audit", "", ("sampling", *at))


def population_faults(population: Population, release: Release, kind: AuditKind) -> Iterator[Fault]:
    """Yield what a population says that cannot be true, or leaves out; each names its key."""
    if population.kind != kind:
        yield Fault(
            code="sampling-other-kind",
            message=Text(
                fr=f"La liste est scellée pour un audit « {population.kind} », et le tirage demandé est « {kind} ».",
                en=f"The list is sealed for the audit “{population.kind}”, but the draw requested is “{kind}”.",
            ),
            remedy=Text(
                fr="Écrivez « kind » dans la liste avant de la sceller : le type d’audit détermine le nombre de sites.",
                en="Write “kind” in the list before it is sealed: the kind of audit decides how many sites are drawn.",
            ),
            key="kind",
        )
    first: dict[str, int] = {}
    for index, site in enumerate(population.sites):
        if site.key in first:
            yield Fault(
                code="sampling-site-twice",
                message=Text(
                    fr=f"Le site « {site.key} » est donné deux fois (sites n° {first[site.key] + 1} et {index + 1}).",
                    en=f"The site “{site.key}” is given twice (sites {first[site.key] + 1} and {index + 1}).",
                ),
                remedy=Text(
                    fr="Gardez-en un : donné deux fois, il aurait deux chances.",
                    en="Keep one: given twice, it would have two chances.",
                ),
                key=f"sites[{index}].key",
            )
        first.setdefault(site.key, index)
        if site.opened > population.sealed_at.date():
            yield fault("sampling-site-to-come", key=site.key, opened=site.opened).at(key=f"sites[{index}].opened")
    if kind != "initial" and population.last_audit is None:
        yield Fault(
            code="sampling-last-audit",
            message=Text(
                fr="Sans la date du dernier audit, les sites ouverts depuis ne sont pas connus.",
                en="Without the date of the last audit, it is not known which sites have opened since.",
            ),
            remedy=Text(
                fr="Ajoutez « last_audit », ou tirez pour un audit initial.",
                en="Add “last_audit”, or draw for an initial audit.",
            ),
            key="last_audit",
        )
    if population.last_audit is not None and population.last_audit > population.sealed_at.date():
        yield Fault(
            code="sampling-last-audit",
            message=Text(
                fr="Le dernier audit est daté après le scellement de la liste.",
                en="The last audit is dated after the list was sealed.",
            ),
            remedy=Text(fr="Corrigez « last_audit ».", en="Correct “last_audit”."),
            key="last_audit",
        )
    for key in population.facts:
        if key not in release.referential.facts:
            yield fault("sampling-unknown-fact", key=key).at(key=f"facts.{key}")


def seed_faults(population: Population, seed: Seed) -> Iterator[Fault]:
    """Yield why a seed may not decide: another beacon or round than announced, or not later than the seal."""
    for name in ("source", "round"):
        announced, given = getattr(population.beacon, name), getattr(seed, name)
        if announced != given:
            yield fault("sampling-other-beacon", given=given, announced=announced, name=name).at(key=f"beacon.{name}")
    if seed.time <= population.sealed_at:
        yield Fault(
            code="sampling-early-seed",
            message=Text(
                fr=(
                    f"Le nombre de départ était connu le {format_day(seed.time, 'fr')}, la liste a été scellée le "
                    f"{format_day(population.sealed_at, 'fr')} : elle a pu être établie en conséquence."
                ),
                en=(
                    f"The seed was known on {format_day(seed.time, 'en')}, but the list was sealed on "
                    f"{format_day(population.sealed_at, 'en')}: the list may have been made to suit the seed."
                ),
            ),
            remedy=Text(
                fr="Annoncez un tour de la balise postérieur au scellement.",
                en="Announce a beacon round that comes after the seal.",
            ),
            key="sealed_at",
        )
