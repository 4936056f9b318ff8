"""Who reads a document: by its class, by the side it comes from, by what the reader is in the dossier now.

Two sides of one company send documents here, its management and the representatives of its staff, and neither reads
what the other confides. The table below is the whole rule: a pair that is not in it reads nothing.
"""

from __future__ import annotations

from django.db import models

from filiere.core import Text


class Side(models.TextChoices):
    """Who sent a document."""

    EMPLOYER = "employer"
    STAFF_REPRESENTATIVES = "staff_representatives"
    AUDITOR = "auditor"


class Confidentiality(models.TextChoices):
    """How far a document is read, from the widest class to the narrowest."""

    PUBLIC = "public"
    COMMITTEE = "committee"
    AUDITOR = "auditor"
    RESTRICTED = "restricted"


SIDE_LABELS: dict[str, Text] = {
    Side.EMPLOYER: Text(fr="l’entreprise", en="the company"),
    Side.STAFF_REPRESENTATIVES: Text(fr="les représentants du personnel", en="the staff representatives"),
    Side.AUDITOR: Text(fr="l’auditeur", en="the auditor"),
}
CLASS_LABELS: dict[str, Text] = {
    Confidentiality.PUBLIC: Text(
        fr="Tous ceux qui suivent le dossier, personnel et pouvoirs publics compris",
        en="Everyone with access to the dossier, including staff and public authorities",
    ),
    Confidentiality.COMMITTEE: Text(
        fr="L’équipe du label, l’auditeur et le comité", en="Label staff, the auditor and the committee"
    ),
    Confidentiality.AUDITOR: Text(fr="L’auditeur seul", en="Only the auditor"),
    Confidentiality.RESTRICTED: Text(
        fr="L’auditeur seul, et de votre côté les seules personnes qui modifient le dossier",
        en="Only the auditor, and on your side only those who edit the dossier",
    ),
}

_JUDGES = frozenset({"staff", "auditor", "committee", "appeal_panel"})
_COMPANY = frozenset({"candidate", "candidate_reader", "holder"})
_ALL = _JUDGES | _COMPANY | {"staff_representatives", "state"}

READERS: dict[tuple[str, str], frozenset[str]] = {
    (Side.EMPLOYER, Confidentiality.PUBLIC): _ALL,
    (Side.EMPLOYER, Confidentiality.COMMITTEE): _COMPANY | _JUDGES,
    (Side.EMPLOYER, Confidentiality.AUDITOR): _COMPANY | {"auditor"},
    (Side.EMPLOYER, Confidentiality.RESTRICTED): frozenset({"candidate", "holder", "auditor"}),
    (Side.STAFF_REPRESENTATIVES, Confidentiality.PUBLIC): _ALL,
    (Side.STAFF_REPRESENTATIVES, Confidentiality.COMMITTEE): _JUDGES | {"staff_representatives"},
    (Side.STAFF_REPRESENTATIVES, Confidentiality.AUDITOR): frozenset({"staff_representatives", "auditor"}),
    (Side.STAFF_REPRESENTATIVES, Confidentiality.RESTRICTED): frozenset({"staff_representatives", "auditor"}),
    (Side.AUDITOR, Confidentiality.PUBLIC): _ALL,
    (Side.AUDITOR, Confidentiality.COMMITTEE): _JUDGES | _COMPANY,
    (Side.AUDITOR, Confidentiality.AUDITOR): frozenset({"auditor"}),
    (Side.AUDITOR, Confidentiality.RESTRICTED): frozenset({"auditor"}),
}

RIGHT_TO_OPEN: dict[str, str] = {
    "candidate": "evidence:open_own",
    "candidate_reader": "evidence:open_own",
    "holder": "evidence:open_own",
    "staff_representatives": "evidence:open_own",
    "staff": "evidence:open_filed",
    "state": "evidence:open_filed",
    "auditor": "evidence:open_audited",
    "committee": "evidence:open_committee",
    "appeal_panel": "evidence:open_panel",
}
"""The right, tied to states of the dossier, under which each party opens files."""

INSIDE = frozenset({"candidate", "candidate_reader", "holder", "staff_representatives"})
"""Parties who see the whole history of their own side; the others see what is current, or was frozen."""

_CLASS_WIDTHS = {"public": 0, "candidate": 1, "restricted": 3, "staff_only": 3}
"""The narrowest class (its rank above) that each word of a referential allows: narrower, a judge could not read it."""

_DEFAULT_CLASSES = {
    "public": Confidentiality.PUBLIC,
    "candidate": Confidentiality.COMMITTEE,
    "restricted": Confidentiality.AUDITOR,
    "staff_only": Confidentiality.RESTRICTED,
}


def get_default_class(word: str) -> Confidentiality:
    """The class of a document for what a referential says of a piece of evidence."""
    return _DEFAULT_CLASSES[word]


def is_wide_enough(chosen: str, word: str) -> bool:
    """Whether those who must read a piece of evidence do under the class chosen."""
    return Confidentiality.values.index(chosen) <= _CLASS_WIDTHS[word]


def list_readable_pairs(parties: frozenset[str]) -> list[tuple[str, str]]:
    """The pairs of side and class that any of these parties reads."""
    return [pair for pair, readers in READERS.items() if readers & parties]


def find_side(parties: frozenset[str]) -> Side | None:
    """The side in whose name a person sends or asks for documents; None for those who only read."""
    if "staff_representatives" in parties:
        return Side.STAFF_REPRESENTATIVES
    if "candidate" in parties:
        return Side.EMPLOYER
    return Side.AUDITOR if "auditor" in parties else None
