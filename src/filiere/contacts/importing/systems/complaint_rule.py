"""Which tickets are complaints, by a rule that the centre states.

No system says so: each account has a type, a tag or a label of its own for it. What is not named by the rule is a
ticket like any other; nothing is guessed from what somebody wrote.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from filiere.contacts.importing.systems.faults import fault_words
from filiere.contacts.importing.systems.json_field_readers import UnreadableRecord
from filiere.core import Fault, Faults, seal


@dataclass(frozen=True, slots=True)
class ComplaintRule:
    """The marks of a complaint: the words of some fields, one of which is enough. Empty: no ticket is one."""

    marks: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def read(cls, rule: str, told_by: Mapping[str, str], system: str) -> "ComplaintRule":
        """Return the rule written ``tag:reclamation,type:problem``; ``told_by`` are the fields of a system by the names
        that a rule gives them. Raise :class:`Faults` for all that is no mark of that system."""
        marks: dict[str, set[str]] = {}
        faults: list[Fault] = []
        for part in rule.split(","):
            name, _, word = (one.strip() for one in part.partition(":"))
            if name in told_by and word:
                marks.setdefault(told_by[name], set()).add(word)
            else:
                message, remedy = fault_words(
                    "no-complaint-mark", mark=part.strip(), system=system, choices=_list_rule_fields(told_by)
                )
                faults.append(Fault(code="no-complaint-mark", message=message, remedy=remedy, key="complaints"))
        if faults:
            raise Faults(faults)
        return cls({name: frozenset(found) for name, found in sorted(marks.items())})

    @property
    def sha256(self) -> str | None:
        """The seal of the rule, by which a file read under another one is known to be read anew; None without one."""
        return seal({name: sorted(found) for name, found in self.marks.items()}) if self.marks else None

    def kind(self, content: Mapping[str, Any]) -> str:
        """Return the kind of a ticket: ``complaint`` or ``ticket``."""
        return (
            "complaint"
            if any(found & _words_of_field(content, name) for name, found in self.marks.items())
            else "ticket"
        )


def _words_of_field(content: Mapping[str, Any], name: str) -> frozenset[str]:
    written = content.get(name)
    several: Sequence[Any] = written if isinstance(written, list) else [] if written is None else [written]
    if not all(isinstance(one, str) for one in several):
        raise UnreadableRecord("wrong-shape", name)
    return frozenset(several)


def _list_rule_fields(told_by: Mapping[str, str]) -> str:
    return ", ".join(f"{name}:…" for name in told_by) or "—"
