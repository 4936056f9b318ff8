"""Every check of one release, in their order; the costly ones only when the rest is sound."""

from collections.abc import Iterator

from filiere.core.faults import Fault
from filiere.referentials.checker.addenda import addendum_faults
from filiere.referentials.checker.award_reachability import reach_faults
from filiere.referentials.checker.completeness import dated_faults, unused_faults, weight_faults
from filiere.referentials.checker.expressions import cycle_faults, expression_faults, unit_faults
from filiere.referentials.checker.golden_cases import golden_case_faults
from filiere.referentials.checker.guards import procedure_faults
from filiere.referentials.checker.legal_duty_checks import legal_duty_faults
from filiere.referentials.checker.migrations import migration_faults
from filiere.referentials.checker.references import name_faults
from filiere.referentials.checker.wording import document_faults, question_faults
from filiere.referentials.loader import Library
from filiere.referentials.record_reader import ReleaseReading
from filiere.referentials.release import Release

# A score computed on names, units or parameters that are wrong would only repeat their faults.
_BLOCKING_CODES = frozenset(
    {
        "cycle",
        "dated-hole",
        "dated-order",
        "dated-overlap",
        "label-part-missing",
        "no-weight",
        "unknown-name",
        "unscored-criterion",
    }
)


def release_faults(reading: ReleaseReading, library: Library | None = None) -> list[Fault]:
    """Return every fault of a release that was read, those of its form first.

    ``library`` is where the earlier releases of migrations are looked for; without one, migrations are not judged.
    """
    faults = list(reading.faults)
    for document in reading.documents.values():
        faults += document_faults(document)
    release = reading.release
    if release is None:
        return faults
    if reading.partial:
        return [*faults, *dated_faults(release)]
    unread = frozenset(reading.unread)
    found = list(_content_faults(release, unread))
    if not unread and library is not None:
        found += migration_faults(release, library)
    if not unread and _is_scorable([*faults, *found]):
        found += reach_faults(release)
        found += golden_case_faults(release)
        found += addendum_faults(release, _amended_release_faults)
    return faults + found


def _content_faults(release: Release, unread: frozenset[str]) -> Iterator[Fault]:
    """Yield the faults of the records of a release, without scoring anything."""
    wrong, parsed = expression_faults(release, unread)
    yield from name_faults(release, unread)
    yield from unit_faults(release)
    yield from wrong
    yield from cycle_faults(release, parsed)
    yield from dated_faults(release)
    yield from procedure_faults(release, parsed)
    yield from question_faults(release)
    yield from legal_duty_faults(release)
    if not unread:
        yield from weight_faults(release)
        yield from unused_faults(release, parsed)


def _is_scorable(faults: list[Fault]) -> bool:
    return not any(one.code in _BLOCKING_CODES or one.code.startswith(("expression", "unit")) for one in faults)


def _amended_release_faults(release: Release) -> list[Fault]:
    """Return the faults of a release that an addendum made: those of its records, then levels out of reach."""
    found = list(_content_faults(release, frozenset()))
    if _is_scorable(found):
        found += reach_faults(release)
    return found
