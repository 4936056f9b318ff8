"""What changed between two lists of paths: an answer that changes nothing was no question to ask."""

from __future__ import annotations

from collections.abc import Sequence

from filiere.careers.paths.records import ListChange, Path


def compare_lists(before: Sequence[Path], after: Sequence[Path]) -> ListChange:
    """Return which targets entered and left, which moved, and which of those that stayed have other numbers.

    A path is *rescored* when its score, its gaps or its effort differ.
    """
    first = {path.target: (place, path) for place, path in enumerate(before, start=1)}
    second = {path.target: (place, path) for place, path in enumerate(after, start=1)}
    stayed = [target for target in second if target in first]
    return ListChange(
        entered=tuple(target for target in second if target not in first),
        left=tuple(target for target in first if target not in second),
        moved=tuple(
            (target, first[target][0], second[target][0]) for target in stayed if first[target][0] != second[target][0]
        ),
        rescored=tuple(
            target for target in stayed if _list_numbers(first[target][1]) != _list_numbers(second[target][1])
        ),
    )


def _list_numbers(path: Path) -> tuple[object, ...]:
    gaps = tuple((gap.id, gap.state) for gap in path.gaps)
    weeks = tuple(round(value, 9) for value in (path.effort.low, path.effort.likely, path.effort.high))
    return round(path.score, 9), gaps, weeks
