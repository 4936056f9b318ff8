"""What several people wrote apart, some without a connection, put together without losing a word.

An audit is written on site, where there may be no network, by several auditors at once. A server that kept the last
value to arrive would erase, in silence, what somebody else wrote on the same question. So nothing is ever replaced:
what is kept is the set of *changes*, each with the changes of the same field that its author had before their eyes
(``seen``). The value of a field is that of its changes which no other one has seen::

    form = merge(changes)                  # whatever the order, however often each one comes
    form["training.answer"].value          # the value, or None when there are several
    form["training.answer"].conflict       # two people wrote apart, and not the same thing: both are shown
    form["training.answer"].heads          # what a person chooses from; the choice is a change that has seen them all

No clock takes part: a tablet's clock is often wrong, and the later hand is not the righter one. The same set of
changes gives the same form on every machine (a multi-value register, as Shapiro and others describe in "A comprehensive
study of convergent and commutative replicated data types", 2011).
"""

from filiere.referentials.form_merge.changes import FieldChange, MergedField, MergedForm, change_faults, merge_changes

__all__ = ["FieldChange", "MergedField", "MergedForm", "change_faults", "merge_changes"]
