"""Every check of the site, one after the other."""

from __future__ import annotations

from collections.abc import Iterator

from filiere.core import Faults, Text
from filiere.site.diagnostics import machine, services, site_data  # noqa: F401  They register checks.
from filiere.site.diagnostics.checks import (
    DiagnosticFinding,
    FindingLevel,
    error_finding,
    registered_checks,
)


def run_checks(*, full: bool = False) -> Iterator[DiagnosticFinding]:
    """Look at everything, one check after the other; one that breaks is a finding, and keeps no other from it."""
    for about, check in registered_checks.items():
        try:
            yield from check(full)
        except Faults as faults:
            for fault in faults.faults:
                place = f"{fault.place} : " if fault.place else ""
                message = Text(fr=f"{place}{fault.message.fr}", en=f"{place}{fault.message.en}")
                yield DiagnosticFinding(about, FindingLevel.ERROR, message, fault.remedy)
        except Exception as error:
            yield error_finding(
                about,
                f"Le contrôle s’est arrêté ({type(error).__name__}).",
                f"The check stopped ({type(error).__name__}).",
                "Mettez d’abord en ordre ce qui est dit plus haut, puis recommencez.",
                "Fix the problems above first, then try again.",
            )
