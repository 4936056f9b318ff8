"""A shorter way to write the faults of this app."""

from __future__ import annotations

from filiere.core import Fault, Faults, Text


def fault(code: str, fr: str, en: str, do_fr: str, do_en: str, key: str | None = None) -> Fault:
    """A fault in both languages, at the field ``key``."""
    return Fault(code=code, message=Text(fr=fr, en=en), remedy=Text(fr=do_fr, en=do_en), key=key)


def build_faults(code: str, fr: str, en: str, do_fr: str, do_en: str, key: str | None = None) -> Faults:
    """The exception for one fault."""
    return Faults([fault(code, fr, en, do_fr, do_en, key)])
