"""Changes, and the form that a set of them makes."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from filiere.core.errors import Fault, Faults
from filiere.core.sealing import seal
from filiere.core.text import Text

_ID = re.compile(r"[A-Za-z0-9_-]{8,64}\Z")


@dataclass(frozen=True, slots=True)
class Change:
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
class Field:
    """A field of the form: its changes that no other one has seen, in the order of their ids; never none."""

    heads: tuple[Change, ...]

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


type Form = Mapping[str, Field]


def merge(changes: Iterable[Change]) -> dict[str, Field]:
    """Return the form that these changes make, by field, whatever their order and their repetitions.

    Raises :class:`Faults` when one id was given to two different changes.
    """
    known: dict[str, Change] = {}
    taken: dict[str, Fault] = {}
    for change in changes:
        first = known.setdefault(change.id, change)
        if first is not change and first.print != change.print:
            taken[change.id] = _taken(change.id)
    if taken:
        raise Faults(taken.values())
    together: dict[str, dict[str, Change]] = {}
    for change in known.values():
        together.setdefault(change.field, {})[change.id] = change
    return {field: Field(_heads(of)) for field, of in sorted(together.items())}


def change_faults(change: Change, index: int) -> Iterator[Fault]:
    """Yield what keeps a change from being kept: an id of another form, or one that has seen itself."""
    for at, found in (("id", change.id), *(("seen", one) for one in change.seen)):
        if not _ID.match(found):
            yield Fault(
                code="change-id",
                message=Text(
                    fr="L’identifiant d’une saisie n’a pas la forme attendue.",
                    en="The identifier of a change does not have the form expected.",
                ),
                remedy=Text(
                    fr="De 8 à 64 lettres sans accent, chiffres, « - » ou « _ ».",
                    en="From 8 to 64 plain letters, digits, “-” or “_”.",
                ),
                key=f"changes[{index}].{at}",
            )
    if change.id in change.seen:
        yield Fault(
            code="change-saw-itself",
            message=Text(fr="Une saisie dit s’être lue elle-même.", en="A change says that it has seen itself."),
            remedy=Text(fr="Retirez-la de ce qu’elle a lu.", en="Take it out of what it has seen."),
            key=f"changes[{index}].seen",
        )


def _heads(of: Mapping[str, Change]) -> tuple[Change, ...]:
    """Return the changes that none of a later step has seen.

    Two changes that say they have seen each other, which no honest writer makes, stand beside one another: a field
    that was written never becomes empty of writers.
    """
    seen = {low for high in of.values() for low in high.seen}
    if _circular(of):
        # Rare and costly: only what was seen by a change that it has not itself seen gives way.
        reach = {key: _reach(key, of) for key in of}
        seen = {low for high in of for low in reach[high] if high not in reach[low]}
    return tuple(of[key] for key in sorted(of) if key not in seen)


def _circular(of: Mapping[str, Change]) -> bool:
    """Whether some changes say they have seen one another in a ring."""
    waiting = dict.fromkeys(of, 0)
    for change in of.values():
        for low in set(change.seen):
            if low in waiting:
                waiting[low] += 1
    free = [key for key, count in waiting.items() if not count]
    done = 0
    while free:
        done += 1
        for low in set(of[free.pop()].seen):
            if low in waiting:
                waiting[low] -= 1
                if not waiting[low]:
                    free.append(low)
    return done < len(of)


def _reach(start: str, of: Mapping[str, Change]) -> frozenset[str]:
    found: set[str] = set()
    left = [start]
    while left:
        for low in of[left.pop()].seen:
            if low in of and low not in found:
                found.add(low)
                left.append(low)
    return frozenset(found)


def _taken(found: str) -> Fault:
    return Fault(
        code="change-id-taken",
        message=Text(
            fr=f"L’identifiant « {found} » sert déjà à une autre saisie.",
            en=f"The identifier “{found}” is already that of another change.",
        ),
        remedy=Text(
            fr="Donnez un nouvel identifiant : aucune saisie n’en remplace une autre.",
            en="Draw a new identifier: no change replaces another one.",
        ),
        key=found,
    )
