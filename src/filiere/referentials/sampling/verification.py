"""A record confronted with the sealed list and the rules: the draw is done again and each disagreement is told."""

from collections.abc import Iterator, Mapping
from typing import Any

from filiere.core.faults import Fault, Faults
from filiere.core.text import Text
from filiere.referentials.release import Release
from filiere.referentials.sampling.faults import fault
from filiere.referentials.sampling.records import DrawRecord, Population
from filiere.referentials.sampling.site_draw import population_sha256, run_draw

# The faults that stand in the record; the others are those of the population, of its seed or of the release.
RECORD_FAULT_CODES = frozenset({"sampling-differs", "sampling-other-population", "sampling-other-release"})

# What a list of the record is told apart by: its order is no fact of the draw.
_NAMES = {"sites": "key", "strata": "name"}
_ABSENT = Text(fr="rien", en="nothing")


def verify_draw(record: DrawRecord, population: Population, release: Release) -> tuple[Fault, ...]:
    """Return every disagreement between a record and what the draw gives when it is done again; none when it is true.

    The key of a fault of the record is that of the part which differs, such as ``sites[3].included``. When the draw
    cannot be done again, from a seed that came too early for instance, what keeps it from being done is returned.
    """
    found = [*_record_faults(record, population, release)]
    try:
        again = run_draw(population, release, population.kind, record.seed)
    except Faults as faults:
        return (*found, *faults.faults)
    told = {"population_sha256", "release", "release_sha256"}
    said = record.model_dump(mode="json", exclude=told)
    true = again.model_dump(mode="json", exclude=told)
    return (*found, *_difference_faults(said, true, ""))


def _record_faults(record: DrawRecord, population: Population, release: Release) -> Iterator[Fault]:
    real = population_sha256(population)
    if record.population_sha256 != real:
        yield fault("sampling-other-population", real=real).at(key="population_sha256")
    for key, said, true in (
        ("release", record.release, release.id),
        ("release_sha256", record.release_sha256, release.sha256),
    ):
        if said != true:
            yield fault("sampling-other-release", said=said, true=true).at(key=key)


def _difference_faults(said: Any, true: Any, at: str) -> Iterator[Fault]:
    if isinstance(said, Mapping) and isinstance(true, Mapping):
        for key in true:
            yield from _difference_faults(said.get(key), true[key], f"{at}.{key}" if at else key)
    elif isinstance(said, list) and isinstance(true, list) and (name := _NAMES.get(at)) is not None:
        yield from _named_item_faults(said, true, at, name)
    elif said != true:
        yield _difference_fault(at, said, true)


def _named_item_faults(said: list[dict[str, Any]], true: list[dict[str, Any]], at: str, name: str) -> Iterator[Fault]:
    wanted = {one[name]: one for one in true}
    seen: set[str] = set()
    for index, stated in enumerate(said):
        key = stated[name]
        if key in seen or key not in wanted:
            yield _difference_fault(f"{at}[{index}]", key, None)
        else:
            yield from _difference_faults(stated, wanted[key], f"{at}[{index}]")
        seen.add(key)
    for key in wanted:
        if key not in seen:
            yield _difference_fault(at, None, key)


def _difference_fault(at: str, said: Any, true: Any) -> Fault:
    before, after = _value_text(said), _value_text(true)
    return fault("sampling-differs", before=before, at=at, after=after).at(key=at)


def _value_text(value: Any) -> Text:
    if value is None or value == []:
        return _ABSENT
    if isinstance(value, bool):
        return Text(fr="oui" if value else "non", en="yes" if value else "no")
    if isinstance(value, list):
        words = ", ".join(" = ".join(one) if isinstance(one, list) else str(one) for one in value)
        return Text(fr=f"« {words} »", en=f"“{words}”")
    if isinstance(value, Mapping):
        words = ", ".join(f"{key} {one}" for key, one in value.items())
        return Text(fr=f"« {words} »", en=f"“{words}”")
    return Text(fr=f"« {value} »", en=f"“{value}”")
