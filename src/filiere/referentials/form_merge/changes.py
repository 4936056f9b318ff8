"""Changes, and the form that a set of them makes."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from filiere.core.faults import Fault, Faults
from filiere.core.seals import seal
from filiere.core.text import Text

_ID = re.compile(r"[A-Za-z0-9_-]{8,64}\Z")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One change of one field by one person.

    ``id`` is drawn by whoever writes it and is unique; ``seen`` are the ids of the changes of the same field that the
    author had before their eyes; ``value`` is any JSON value, None to empty the field.
    """

    id: str
    field: str
    value: Any
    seen: tuple[str, ...] = ()
    author: str = ""

    @property
    def print(self) -> str:
        """The fingerprint of all that it says: two changes of one id must have the same."""
        body = {"field": self.field, "value": self.value, "seen": sorted(set(self.seen)), "author": self.author}
        return seal(body)


@dataclass(frozen=True, slots=True)
class MergedField:
    """A field of the form: its changes that no other one has seen, in the order of their ids; never none."""

    heads: tuple[FieldChange, ...]

    @property
    def values(self) -> tuple[Any, ...]:
        """The different values, each once."""
        return tuple({seal(one.value): one.value for one in self.heads}.values())

    @property
    def conflict(self) -> bool:
        """Whether people wrote different things apart, and nobody chose yet."""
        return len(self.values) > 1

    @property
    def value(self) -> Any:
        """The value; None as long as there are several."""
        return None if self.conflict else self.heads[0].value


type MergedForm = Mapping[str, MergedField]


def merge_changes(changes: Iterable[FieldChange]) -> dict[str, MergedField]:
    """Return the form that these changes make, by field, whatever their order and their repetitions.

    Raises :class:`Faults` when one id was given to two different changes.
    """
    known: dict[str, FieldChange] = {}
    taken: dict[str, Fault] = {}
    for change in changes:
        first = known.setdefault(change.id, change)
        if first is not change and first.print != change.print:
            taken[change.id] = _duplicate_id_fault(change.id)
    if taken:
        raise Faults(taken.values())
    together: dict[str, dict[str, FieldChange]] = {}
    for change in known.values():
        together.setdefault(change.field, {})[change.id] = change
    return {field: MergedField(_latest_changes(of)) for field, of in sorted(together.items())}


def change_faults(change: FieldChange, index: int) -> Iterator[Fault]:
    """Yield what keeps a change from being kept: an id of another form, or one that has seen itself."""
    for at, found in (("id", change.id), *(("seen", one) for one in change.seen)):
        if not _ID.match(found):
            yield Fault(
                code="change-id",
                message=Text(
                    fr="L’identifiant d’une saisie n’a pas la forme attendue.",
                    en="The identifier of a change does not have the expected form.",
                ),
                remedy=Text(
                    fr="De 8 à 64 lettres sans accent, chiffres, « - » ou « _ ».",
                    en="From 8 to 64 unaccented letters, digits, “-” or “_”.",
                ),
                key=f"changes[{index}].{at}",
            )
    if change.id in change.seen:
        yield Fault(
            code="change-saw-itself",
            message=Text(fr="Une saisie se déclare lue par elle-même.", en="A change claims to have seen itself."),
            remedy=Text(fr="Retirez-la de ce qu’elle a lu.", en="Remove it from what it has seen."),
            key=f"changes[{index}].seen",
        )


def _latest_changes(of: Mapping[str, FieldChange]) -> tuple[FieldChange, ...]:
    """Return the changes that none of a later step has seen.

    Changes that say they have seen one another in a ring, which no honest writer makes, stand beside one another: a
    field that was written never becomes empty of writers. Only what a change of another ring has seen gives way.
    """
    ring = _find_cycles(of)
    given = {ring[low] for key, high in of.items() for low in high.seen if low in of and ring[low] != ring[key]}
    return tuple(of[key] for key in sorted(of) if ring[key] not in given)


def _find_cycles(of: Mapping[str, FieldChange]) -> Mapping[str, str]:
    """Return, for each change, one of the changes that it is in a ring with: itself where it is in none.

    The work grows with the changes and what they have seen, and no further: Tarjan, “Depth-first search and linear
    graph algorithms”, SIAM Journal on Computing 1 (1972), without recursion.
    """
    rank: dict[str, int] = {}
    lowest: dict[str, int] = {}
    ring: dict[str, str] = {}
    stack: list[str] = []
    for start in of:
        walk = [(start, iter(of[start].seen))] if start not in rank else []
        while walk:
            key, seen = walk[-1]
            if key not in rank:
                rank[key] = lowest[key] = len(rank)
                stack.append(key)
            low = next((one for one in seen if one in of and one not in ring), None)
            if low is None:
                walk.pop()
                if walk:
                    above = walk[-1][0]
                    lowest[above] = min(lowest[above], lowest[key])
                if lowest[key] == rank[key]:
                    place = stack.index(key) if stack[-1] != key else len(stack) - 1
                    ring.update(dict.fromkeys(stack[place:], key))
                    del stack[place:]
            elif low in rank:
                lowest[key] = min(lowest[key], rank[low])
            else:
                walk.append((low, iter(of[low].seen)))
    return ring


def _duplicate_id_fault(found: str) -> Fault:
    return Fault(
        code="change-id-taken",
        message=Text(
            fr=f"L’identifiant « {found} » sert déjà à une autre saisie.",
            en=f"The identifier “{found}” is already used by another change.",
        ),
        remedy=Text(
            fr="Donnez un nouvel identifiant : aucune saisie n’en remplace une autre.",
            en="Generate a new identifier: a change never replaces another.",
        ),
        key=found,
    )
