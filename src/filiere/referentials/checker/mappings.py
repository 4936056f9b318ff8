"""Check 12: a mapping says what it leaves out, and carries no more than it may."""

from collections.abc import Callable, Iterator

from filiere.core.faults import Fault, Faults
from filiere.core.yaml_documents import Document, Key
from filiere.referentials.checker.faults import fault
from filiere.referentials.faults import find_close_words
from filiere.referentials.loader import Library
from filiere.referentials.mapping.staleness import SIDES, current_fingerprints, find_map_states
from filiere.referentials.records import CARRY_CAPS, CARRY_LEVELS, MapEntry, Mapping
from filiere.referentials.release import Release

_PARTIAL = frozenset({"subset", "intersects"})


def mapping_faults(mapping: Mapping, document: Document, library: Library) -> Iterator[Fault]:
    """Yield the faults of a mapping against the releases it links."""

    def place_fault(found: Fault, key: Key) -> Fault:
        return document.place_fault(key, found)

    ends = f"{mapping.direction.source.id}--{mapping.direction.target.id}"
    if mapping.mapping != ends or document.path.stem != ends:
        yield place_fault(fault("mapping-name", value=mapping.mapping, ends=ends), ("mapping",))
    for relation, cap in CARRY_CAPS.items():
        own = mapping.caps.get(relation)
        if own is None or CARRY_LEVELS.index(own) > CARRY_LEVELS.index(cap):
            yield place_fault(fault("mapping-caps", relation=relation, cap=cap), ("caps",))
    found: dict[str, Release] = {}
    for side in ("source", "target"):
        end = getattr(mapping.direction, side)
        try:
            found[side] = library.release(end.id)
        except Faults as faults:
            if any(one.code == "unknown-release" for one in faults.faults):
                unknown = fault("mapping-end", value=end.id, near=find_close_words(end.id, library.ids))
                yield place_fault(unknown, ("direction", side))
            continue
        changed = end.sha256 not in (None, found[side].sha256) and mapping.status != "stale"
        # Where every map says what its reviewers saw, only those that changed are stale.
        if changed and not all(one.seen or one.status == "stale" for one in mapping.maps):
            yield place_fault(
                fault("mapping-stale", release=end.id, status=mapping.status), ("direction", side, "sha256")
            )
    seen: set[str] = set()
    for index, map_entry in enumerate(mapping.maps):
        if map_entry.id in seen:
            yield place_fault(fault("mapping-twice", value=map_entry.id), ("maps", index, "id"))
        seen.add(map_entry.id)
        for code, key, values in _map_faults(map_entry, mapping):
            yield place_fault(fault(code, **values), ("maps", index, *key))
        for side in found:
            for number, name in enumerate(getattr(map_entry, f"{side}s")):
                if found[side].find(name) is None:
                    yield place_fault(_unknown_key_fault(name, found[side]), ("maps", index, f"{side}s", number))
    if len(found) == len(SIDES):
        yield from _stale_review_faults(mapping, place_fault, found["source"], found["target"])
    for side, release in found.items():
        for one_fault, key in _gap_faults(mapping, side, release):
            yield place_fault(one_fault, key)


def _unknown_key_fault(name: str, release: Release) -> Fault:
    return fault("mapping-key", value=name, release=release.id, near=find_close_words(name, release.criteria))


def _map_faults(map_entry: MapEntry, mapping: Mapping) -> Iterator[tuple[str, Key, dict[str, object]]]:
    cap = mapping.caps.get(map_entry.relation, CARRY_CAPS[map_entry.relation])
    if CARRY_LEVELS.index(map_entry.carry) > CARRY_LEVELS.index(cap):
        yield "mapping-cap", ("carry",), {"relation": map_entry.relation, "cap": cap, "carry": map_entry.carry}
    if map_entry.joint and len(map_entry.sources) < 2:
        yield "mapping-joint", ("joint",), {}
    if map_entry.relation in _PARTIAL and map_entry.gap is None:
        yield "mapping-gap-text", ("relation",), {"relation": map_entry.relation}
    if map_entry.relation != "none" and (map_entry.strength is None or not map_entry.targets):
        yield "mapping-strength", ("relation",), {"relation": map_entry.relation}


def _stale_review_faults(
    mapping: Mapping, placed: Callable[[Fault, Key], Fault], source: Release, target: Release
) -> Iterator[Fault]:
    """Yield a fault for each map that changed since its review, and for each fingerprint of something it does not name.

    A name that a release does not have is told as such, and is no change.
    """
    for index, (map_entry, state) in enumerate(
        zip(mapping.maps, find_map_states(mapping, source, target), strict=True)
    ):
        named = {f"{side}.{name}" for side in SIDES for name in getattr(map_entry, f"{side}s")}
        for name in map_entry.seen:
            if name not in named:
                yield placed(fault("mapping-seen", value=name), ("maps", index, "seen", name))
        status = map_entry.status or mapping.status
        found = current_fingerprints(map_entry, source, target)
        changed = ", ".join(name for name in state.changed if name in found)
        if map_entry.seen and changed and "stale" not in (status, mapping.status):
            stale = fault("mapping-map-stale", value=map_entry.id, changed=changed, status=status)
            yield placed(stale, ("maps", index, "seen"))


def _gap_faults(mapping: Mapping, side: str, release: Release) -> Iterator[tuple[Fault, Key]]:
    """Yield what the lists of gaps leave out or say for nothing; a map of relation ``none`` touches nothing."""
    name = f"unmapped_{side}s"
    touched = {
        criterion.key
        for one in mapping.maps
        if one.relation != "none"
        for word in getattr(one, f"{side}s")
        if (criterion := release.find(word)) is not None
    }
    listed = set()
    for index, word in enumerate(getattr(mapping.gaps, name)):
        criterion = release.find(word)
        if criterion is None:
            yield _unknown_key_fault(word, release), ("gaps", name, index)
        elif criterion.key in touched:
            yield fault("mapping-no-gap", value=word, name=name), ("gaps", name, index)
        else:
            listed.add(criterion.key)
    for key in release.criteria:
        if key not in touched and key not in listed:
            yield fault("mapping-gap", value=key, name=name), ("gaps", name)
