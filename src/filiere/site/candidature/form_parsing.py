"""Reading the questionnaire as a browser sends it: one line a group of fields, each with the version its writer saw.

Where somebody else answered meanwhile, the writer says which answer to keep: theirs is then written over the version
that they were shown, and the other is left as it stands. Who does not say is asked again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from filiere.referentials.workbook import AnswerEntry, AnswerPlace, parse_line_key
from filiere.site.candidature.actions.save_answers import WrittenAnswer

_FIELD = re.compile(r"((?:fact|answer|input):[a-z][a-z0-9_]{0,79}:[a-z0-9]{0,12})\.version\Z")


def parse_answers(posted: Mapping[str, str]) -> dict[AnswerPlace, WrittenAnswer]:
    """Return what each line says; a line is there when its version is, and says something unless the other is kept."""
    found: dict[AnswerPlace, WrittenAnswer] = {}
    for name in posted:
        match = _FIELD.match(name)
        place = parse_line_key(match[1]) if match else None
        if place is not None and match is not None and not keeps_other(posted, f"{match[1]}."):
            found[place] = parse_line(posted, f"{match[1]}.")
    return found


def keeps_other(posted: Mapping[str, str], prefix: str = "") -> bool:
    """Whether the writer chose the answer that somebody else gave meanwhile."""
    return posted.get(f"{prefix}keep") == "theirs"


def parse_line(posted: Mapping[str, str], prefix: str = "") -> WrittenAnswer:
    """Return what one group of fields says; a version that is no number is that of nothing saved."""
    words = posted.get(f"{prefix}{'theirs' if posted.get(f'{prefix}keep') == 'mine' else 'version'}", "")
    version = int(words) if words.isascii() and words.isdigit() and len(words) < 9 else 0
    entry = AnswerEntry(
        posted.get(f"{prefix}value", ""), posted.get(f"{prefix}reason", ""), posted.get(f"{prefix}note", "")
    )
    return WrittenAnswer(version, entry)
