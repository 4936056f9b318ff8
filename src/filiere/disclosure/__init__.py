"""What may be published from rows that are not public: one gate, and what is decided behind it.

    MicroTable              rows of contributors, crossed by dimensions with totals
    Rule, load_rules        the parameters of a use: minimum, dominance, from when, said by whom
    publication_gate()      the gate that stands today
    Decision                what it decided: ``public()`` for readers, ``inside()`` for statisticians

No clock, no network, no global state: the same rows under the same rule give the same decision, in any order.
"""

from filiere.core.lazy_exports import attach_face

__getattr__, __dir__, __all__ = attach_face(__name__, __file__)
