"""Every check of one release, in their order; the costly ones only when the rest is sound."""

from filiere.core.errors import Fault
from filiere.referentials.checker.cases import case_faults
from filiere.referentials.checker.expressions import cycle_faults, expression_faults, unit_faults
from filiere.referentials.checker.guards import procedure_faults
from filiere.referentials.checker.life import dated_faults, unused_faults, weight_faults
from filiere.referentials.checker.links import migration_faults
from filiere.referentials.checker.names import name_faults
from filiere.referentials.checker.reach import reach_faults
from filiere.referentials.checker.wording import document_faults, question_faults
from filiere.referentials.loader import Library
from filiere.referentials.reader import Reading

# A score computed on names, units or parameters that are wrong would only repeat their faults.
_UNSCORED = frozenset(
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


def release_faults(reading: Reading, library: Library | None = None) -> list[Fault]:
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
    wrong, parsed = expression_faults(release, unread)
    found = [*name_faults(release, unread), *unit_faults(release), *wrong, *cycle_faults(release, parsed)]
    found += dated_faults(release)
    found += procedure_faults(release, parsed)
    found += question_faults(release)
    if not unread:
        found += weight_faults(release)
        found += unused_faults(release, parsed)
        if library is not None:
            found += migration_faults(release, library)
    wrong_codes = [one.code for one in (*faults, *found)]
    if not unread and not any(code in _UNSCORED or code.startswith(("expression", "unit")) for code in wrong_codes):
        found += reach_faults(release)
        found += case_faults(release)
    return faults + found
