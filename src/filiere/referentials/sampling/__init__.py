"""The draw of the sites to audit, which whoever holds the sealed list can do again.

A candidate must not be able to choose what is seen, nor an auditor, nor the association. So the order of things is
fixed: the list of sites is sealed, with the round of the public beacon that will decide; the beacon speaks later; the
draw then follows from the list, the value of the beacon and the rules of the release, and from nothing else::

    ready(population, release, "initial")    # Faults: what would keep the draw from being made
    population_sha256(population)            # published before the round of the beacon
    record = draw(population, release, "initial", seed)
    verify(record, population, release)      # every disagreement, as faults; empty when the record is true
    explain(record)                          # how the draw came about, in both languages

The seal covers the round as well as the sites: who could choose among rounds afterwards could try them until one
pleased. The moment of the seal is what the population says; what proves it is the publication of its fingerprint.

The algorithm ``sha256-sort-v1``, byte by byte:

1. *Weight of a site.* SHA-256 of the value of the seed followed by the key of the site, nothing between nor after,
   both in ASCII, the seed in lower-case hexadecimal digits as text (not decoded). The digest is written in lower-case
   hexadecimal. ``printf '%s%s' "$SEED" "$KEY" | sha256sum`` gives it. Where the list holds a secret, the seed is, here
   and below, the SHA-256 of the value of the beacon followed by the secret, written likewise.
2. *Strata.* The sites that share the values of the strata of the release form a stratum, named by these values joined
   by ``/`` in the order of the release.
3. *Size.* ``base`` is the expression of the kind of audit, ``asked`` is base plus the additions, rounded up when it is
   no whole number. The size is the greater of ``asked`` and of the number of sites always included, at least 1, at
   most ``n``. The sites always included count in the size.
4. *Places.* Each stratum first gets the places of its sites always included, and at least one when the size allows
   one for every stratum. Every further place goes to the stratum whose proportional share (size × sites of the
   stratum ÷ n) most exceeds the places it has; of equal ones, to that of the least SHA-256 of the seed followed by the
   name of the stratum. Where the first places bind nowhere, this is the method of the largest remainder. Where there
   are more strata than places, the smallest may have no place whatever the seed: the sites of a stratum without a
   place to draw are told ``no_place``.
5. *Sites.* In each stratum the sites always included are in; the places left go to the other sites of least weight, in
   the order of the digests (equal ones, in the order of the keys).
"""

from filiere.referentials.sampling.narrative import explain_draw, explain_inclusion, summarise_draw
from filiere.referentials.sampling.records import (
    AUDIT_KINDS,
    AuditKind,
    Beacon,
    DrawnSite,
    DrawRecord,
    InterviewCounts,
    Population,
    Seed,
    Site,
    Stratum,
)
from filiere.referentials.sampling.site_draw import population_sha256, require_drawable, run_draw
from filiere.referentials.sampling.verification import RECORD_FAULT_CODES, verify_draw

__all__ = [
    "AUDIT_KINDS",
    "RECORD_FAULT_CODES",
    "AuditKind",
    "Beacon",
    "DrawRecord",
    "DrawnSite",
    "InterviewCounts",
    "Population",
    "Seed",
    "Site",
    "Stratum",
    "explain_draw",
    "explain_inclusion",
    "population_sha256",
    "require_drawable",
    "run_draw",
    "summarise_draw",
    "verify_draw",
]
