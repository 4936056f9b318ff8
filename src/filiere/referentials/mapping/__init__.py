"""Mappings at work: coverage, proposals, reverse, chains, and what a change of release makes stale.

::

    library = Library()
    mapping = library.mappings["lrs@2027.1--iso18295-1@2017"]
    known = correspondence(mapping, library.release("lrs@2027.1"), library.release("iso18295-1@2017"))
    coverage(known).summary                        # counted over subjects, never over clauses
    coverage(known.reversed())                     # derived: nobody types it twice
    proposals(known, Held.by(evaluation), case)    # what may be carried; accept(case, chosen) applies it
    correspondences(library, "lrs@2027.1", "nf345@8")       # every way, by one mapping or a chain
    became(succession, "4.2")                      # what a clause became in the norm that followed
    map_states(mapping, source, target)            # which maps a change of release makes stale
    record_review(path, source, target, role="quality_expert", on=day)

Choices, tested one by one:

- A map of several sources says the same of each, unless it is joint: then it says it of all of them together. Of
  several targets it says the same of each. A joint target exists only in a reverse.
- What contains several things together contains each. Of a thing that is a part of several together nothing is known
  for one alone, save that evidence may be shown.
- An indication is a twentieth of the strength a point. The strongest counts; they are never added up.
- A stale map covers nothing and carries nothing until it is read again.
- Going backwards, the carry is the cap of the relation turned round, or what the reviewers held it back to.
- Points are carried to the highest level of the target they reach, never to one above.
"""

from filiere.referentials.mapping.carry_over import CarryOffer, CarryProposal, accept_proposals, propose_carry_over
from filiere.referentials.mapping.chains import (
    chain_correspondences,
    compose_relations,
    find_correspondences,
    find_successors,
)
from filiere.referentials.mapping.coverage import Coverage, CoverageCounts, CoveredSubject, compute_coverage
from filiere.referentials.mapping.links import Correspondence, Link, resolve_mapping
from filiere.referentials.mapping.reviews import add_review, record_review
from filiere.referentials.mapping.source_results import HeldResults
from filiere.referentials.mapping.staleness import (
    MapState,
    criterion_fingerprint,
    current_fingerprints,
    find_map_states,
)

__all__ = [
    "CarryOffer",
    "CarryProposal",
    "Correspondence",
    "Coverage",
    "CoverageCounts",
    "CoveredSubject",
    "HeldResults",
    "Link",
    "MapState",
    "accept_proposals",
    "add_review",
    "chain_correspondences",
    "compose_relations",
    "compute_coverage",
    "criterion_fingerprint",
    "current_fingerprints",
    "find_correspondences",
    "find_map_states",
    "find_successors",
    "propose_carry_over",
    "record_review",
    "resolve_mapping",
]
