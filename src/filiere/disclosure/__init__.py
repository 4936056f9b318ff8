"""What may be published from rows that are not public: one gate, and what is decided behind it.

    MicroTable              rows of contributors, crossed by dimensions with totals
    Rule, load_rules        the parameters of a use: minimum, dominance, from when, said by whom
    publication_gate()      the gate that stands today
    Decision                what it decided: ``public()`` for readers, ``inside()`` for statisticians

No clock, no network, no global state: the same rows under the same rule give the same decision, in any order.
"""

from filiere.disclosure.gate import Decision, Gate, InnerCell, InnerTable, PublicCell, PublicTable, Reason
from filiere.disclosure.proven_gate import ProvenGate
from filiere.disclosure.rules import Dominance, Rule, load_rules, rule_in_force
from filiere.disclosure.tables import Contribution, Dimension, MicroTable

__all__ = [
    "Contribution",
    "Decision",
    "Dimension",
    "Dominance",
    "Gate",
    "InnerCell",
    "InnerTable",
    "MicroTable",
    "ProvenGate",
    "PublicCell",
    "PublicTable",
    "Reason",
    "Rule",
    "load_rules",
    "publication_gate",
    "rule_in_force",
]


def publication_gate() -> Gate:
    """Return the gate through which every table from rows that are not public is published.

    Callers ask here and know the :class:`Gate` protocol only, so that a stronger one takes its place unseen.
    """
    return ProvenGate()
