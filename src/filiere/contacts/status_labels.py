"""Why a row is not published, in words: what stands behind each code that a row may carry."""

from collections.abc import Mapping

from filiere.contacts.indicator_rows import IndicatorRow
from filiere.core import Text

WITHHELD_LABELS: Mapping[str, Text] = {
    "not_recorded": Text(fr="non publié : non enregistré", en="not published: not recorded"),
    "calendar": Text(fr="non publié : calendrier incomplet", en="not published: calendar incomplete"),
    "conservation": Text(fr="non publié : issues non conservées", en="not published: outcomes not conserved"),
    "time_conservation": Text(fr="non publié : durées non conservées", en="not published: durations not conserved"),
    "queue_times": Text(fr="non publié : heures de file absentes", en="not published: queue times missing"),
    "effectif": Text(fr="non publié : effectif", en="not published: too few observations"),
}
NO_DATA_LABEL = Text(fr="pas de donnée", en="no data")


def status_label(row: IndicatorRow) -> Text | None:
    """Return why a row has no value; None for a row that has one."""
    if row.status == "published":
        return None
    return NO_DATA_LABEL if row.status == "no_data" else WITHHELD_LABELS[row.reason]
