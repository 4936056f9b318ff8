"""The statuses of a release in words, the same on the command line and on the pages."""

from collections.abc import Mapping

from filiere.core.text import Text
from filiere.referentials.records.release import ReleaseStatus

STATUS_LABELS: Mapping[ReleaseStatus, Text] = {
    "draft": Text(fr="projet", en="draft"),
    "consulted": Text(fr="en consultation", en="out for consultation"),
    "adopted": Text(fr="adoptée", en="adopted"),
    "in_force": Text(fr="en vigueur", en="in force"),
    "closing": Text(fr="en extinction", en="being phased out"),
    "closed": Text(fr="close", en="closed"),
    "withdrawn": Text(fr="retirée", en="withdrawn"),
}
