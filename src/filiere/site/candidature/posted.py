"""Reading the questionnaire as a browser sends it: one line a group of fields, each with the version its writer saw."""

from __future__ import annotations

import re
from collections.abc import Mapping

from filiere.referentials.workbook import Entry, Place
from filiere.referentials.workbook.layout import place_of
from filiere.site.candidature.actions.save_answers import Written

_FIELD = re.compile(r"((?:fact|answer|input):[a-z][a-z0-9_]{0,79}:[a-z0-9]{0,12})\.version\Z")


def written_in(posted: Mapping[str, str]) -> dict[Place, Written]:
    """Return what each line says; a line is there when its version is."""
    found: dict[Place, Written] = {}
    for name in posted:
        match = _FIELD.match(name)
        place = place_of(match[1]) if match else None
        if place is not None and match is not None:
            found[place] = one_line(posted, f"{match[1]}.")
    return found


def one_line(posted: Mapping[str, str], prefix: str = "") -> Written:
    """Return what one group of fields says; a version that is no number is that of nothing saved."""
    words = posted.get(f"{prefix}version", "")
    version = int(words) if words.isascii() and words.isdigit() and len(words) < 9 else 0
    entry = Entry(posted.get(f"{prefix}value", ""), posted.get(f"{prefix}reason", ""), posted.get(f"{prefix}note", ""))
    return Written(version, entry)
