"""Whether an auditor is far enough from a candidate, as the release of the label rules it.

In 2008 the label lost its credit over people who judged a customer or an adviser of theirs. So independence is no
box to tick: the auditor declares each kind of tie that the release lists, and the rules weigh what is declared::

    weighed = weigh(release.audit.independence, declaration, day)
    weighed.independent            # True, False, or None as long as something is not declared
    weighed.bars, weighed.missing  # the reasons, in both languages, and the kinds still to be declared

A tie that lasts bars. A tie that is over bars as long as advice does (``no_advice_to_candidate_within``): the release
gives this one length, and a former employee stands no farther off than a former adviser. Cycles of audit in a row are
counted with the one to come. What is not declared is unknown, never taken for "no".
"""

from filiere.referentials.independence.declarations import (
    DeclaredTie,
    DependenceReason,
    IndependenceVerdict,
    TieDeclaration,
)
from filiere.referentials.independence.evaluation import (
    CYCLES_KEY,
    assess_independence,
    declaration_faults,
    describe_tie_kind,
)

__all__ = [
    "CYCLES_KEY",
    "DeclaredTie",
    "DependenceReason",
    "IndependenceVerdict",
    "TieDeclaration",
    "assess_independence",
    "declaration_faults",
    "describe_tie_kind",
]
