"""The form of codes of each nomenclature, by which a code of another one is told."""

from __future__ import annotations

import re

from filiere.careers.imports.faults import CATALOGUE
from filiere.core.faults import Fault
from filiere.core.text import Text

_FORMS = {
    "rome": re.compile(r"[A-N][0-9]{4}"),
    "fap": re.compile(r"[A-Z][0-9][A-Z](?:[0-9]{2})?"),
    "pcs": re.compile(r"[0-9]{3}[a-z]"),
    "isco-08": re.compile(r"[0-9]{4}"),
    "naf": re.compile(r"[0-9]{4}[A-Z]"),
}
SYSTEM_LABELS = {"rome": "ROME", "fap": "FAP", "pcs": "PCS", "isco-08": "CITP-08", "naf": "NAF", "esco": "ESCO"}
_OTHER = Text(fr="aucune nomenclature connue", en="no known nomenclature")


def is_code(code: str, system: str) -> bool:
    """Whether a code has the form of a nomenclature."""
    return _FORMS[system].fullmatch(code) is not None


def judge_code(code: str, system: str, *, column: str) -> Fault | None:
    """Return what is wrong with a code of a nomenclature: that it is blank, or has the form of another."""
    if not code:
        return CATALOGUE.build("import-blank", column=column)
    if is_code(code, system):
        return None
    like = next((SYSTEM_LABELS[name] for name in _FORMS if is_code(code, name)), _OTHER)
    return CATALOGUE.build("import-foreign-code", code=code[:40], system=SYSTEM_LABELS[system], like=like)
