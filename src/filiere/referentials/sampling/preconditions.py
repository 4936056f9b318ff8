"""What makes a draw impossible or worthless: a rule that cannot be followed, a list that contradicts itself, a seed
that was not announced or that came too early.
"""

from collections.abc import Iterator

from filiere.core.dates import format_day
from filiere.core.faults import Fault
from filiere.core.text import Text
from filiere.referentials.release import Release
from filiere.referentials.sampling.records import AuditKind, Population, Seed

ALGORITHM = "sha256-sort-v1"
STRATA = ("activity", "country", "size_class")


def rule_faults(release: Release, always: frozenset[str]) -> Iterator[Fault]:
    """Yield what keeps the rules of a release from being followed; ``always`` are the always-include rules known."""
    sampling = release.audit.sampling if release.audit else None
    if sampling is None or sampling.randomness is None:
        found = Fault(
            code="sampling-no-rule",
            message=Text(
                fr=f"La version {release.id} n’a pas de règle pour tirer les sites au sort.",
                en=f"The version {release.id} has no rule for drawing sites by lot.",
            ),
            remedy=Text(
                fr="Écrivez « sampling » et son « randomness » dans audit.yaml, ou nommez une autre version.",
                en="Write “sampling” and its “randomness” in audit.yaml, or name another version.",
            ),
        )
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
            found = Fault(
                code="sampling-unknown-rule",
                message=Text(
                    fr=f"Le tirage ne peut pas suivre la règle « {said} ».",
                    en=f"The draw cannot follow the rule “{said}”.",
                ),
                remedy=Text(fr=f"Règles connues ici : {words}.", en=f"Rules known here: {words}."),
            )
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
            yield Fault(
                code="sampling-site-to-come",
                message=Text(
                    fr=f"Le site « {site.key} » ouvre le {site.opened}, après le scellement de la liste.",
                    en=f"The site “{site.key}” opens on {site.opened}, after the list was sealed.",
                ),
                remedy=Text(fr="Retirez-le ou corrigez le jour.", en="Remove it or correct the day."),
                key=f"sites[{index}].opened",
            )
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
            yield Fault(
                code="sampling-unknown-fact",
                message=Text(
                    fr=f"Le référentiel ne connaît pas le fait « {key} ».",
                    en=f"The referential has no fact “{key}”.",
                ),
                remedy=Text(fr="Corrigez ou retirez ce fait.", en="Correct or remove this fact."),
                key=f"facts.{key}",
            )


def seed_faults(population: Population, seed: Seed) -> Iterator[Fault]:
    """Yield why a seed may not decide: another beacon or round than announced, or not later than the seal."""
    for name in ("source", "round"):
        announced, given = getattr(population.beacon, name), getattr(seed, name)
        if announced != given:
            yield Fault(
                code="sampling-other-beacon",
                message=Text(
                    fr=(
                        f"Le nombre de départ vient de « {given} », mais la liste scellée annonce « "
                        f"{announced} » (beacon."
                        f"{name})."
                    ),
                    en=f"The seed comes from “{given}”, but the sealed list announces “{announced}” (beacon.{name}).",
                ),
                remedy=Text(
                    fr="Prenez la valeur annoncée : choisir après coup, ce serait choisir les sites.",
                    en="Use the announced value: choosing afterwards would amount to choosing the sites.",
                ),
                key=f"beacon.{name}",
            )
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
