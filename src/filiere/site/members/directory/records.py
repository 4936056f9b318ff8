"""What a line of the directory holds once read: values of the right kind, and where in the file they stood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ContactLine:
    """Someone to write to. ``number`` is that of a contact already known, None for a new one."""

    name: str
    job: str = ""
    email: str = ""
    phone: str = ""
    since: date | None = None
    until: date | None = None
    number: int | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class OrganisationLine:
    """An organisation and its contacts. ``key`` is empty for a new one; ``version`` is that of the export."""

    name: str
    kind: str
    key: str = ""
    version: int | None = None
    siren: str = ""
    country: str = "FR"
    group: str = ""
    since: date | None = None
    until: date | None = None
    fee_paid_until: date | None = None
    fictitious: bool = False
    contacts: tuple[ContactLine, ...] = ()
    line: int = 0
