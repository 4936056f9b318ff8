"""Addenda under check: each is applied in turn, and the release it makes must be as sound as the one it changes.

An addendum that says it is of words only is held to it by the same proof as a patch release: what results are computed
from is the same before and after.
"""

from collections.abc import Callable, Iterable, Iterator

from filiere.core.faults import Fault, Faults
from filiere.referentials.addenda import apply_addenda
from filiere.referentials.checker.faults import fault
from filiere.referentials.comparison import compare_releases, is_patch
from filiere.referentials.release import Release


def addendum_faults(release: Release, judge: Callable[[Release], Iterable[Fault]]) -> Iterator[Fault]:
    """Yield the faults of the addenda of a sound release; ``judge`` gives those of a release."""
    yield from _numbering_faults(release)
    current = release
    known = {(one.code, one.message.en) for one in judge(release)} if release.head.addenda else set()
    for index, addendum in enumerate(release.head.addenda):
        try:
            following = apply_addenda(current, [addendum])
        except Faults as faults:
            # What comes after was written for what this one would have made.
            yield from faults.faults
            return
        if addendum.scope == "wording" and not is_patch(current, following):
            change = next(one for one in compare_releases(current, following) if one.scope == "rule")
            found = fault("addendum-rule", number=addendum.number, what_fr=change.text.fr, what_en=change.text.en)
            yield release.fault(found, "head", "", ("addenda", index, "class"))
        for item in judge(following):
            if (item.code, item.message.en) not in known:
                known.add((item.code, item.message.en))
                # It stands in the addendum, wherever the record it speaks of was first written.
                yield release.fault(item, "head", "", ("addenda", index))
        current = following


def _numbering_faults(release: Release) -> Iterator[Fault]:
    dates = release.head.dates
    last = dates.effective
    for index, addendum in enumerate(release.head.addenda):
        why: tuple[str, str] | None = None
        if addendum.number != index + 1:
            why = f"on attend le numéro {index + 1}", f"number {index + 1} is expected"
        elif addendum.effective < addendum.adopted:
            why = "il prend effet avant d’être adopté", "it takes effect before it is adopted"
        elif addendum.effective < last:
            why = f"il prend effet avant le {last}", f"it takes effect before {last}"
        elif dates.last_validity is not None and addendum.effective > dates.last_validity:
            why = f"la version finit le {dates.last_validity}", f"the release ends on {dates.last_validity}"
        if why is not None:
            found = fault("addendum-order", number=addendum.number, why_fr=why[0], why_en=why[1])
            yield release.fault(found, "head", "", ("addenda", index))
        last = max(last, addendum.effective)
