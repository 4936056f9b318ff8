"""Why a scenario is not computed as asked, in both languages."""

from __future__ import annotations

from typing import Final

from filiere.core.faults import FaultCatalogue

FAULT_MESSAGES: Final = FaultCatalogue(
    {
        "forecast-assumption": (
            "« {value} » ne convient pas à l’hypothèse « {name} ».",
            "“{value}” does not fit the assumption “{name}”.",
            "{why_fr}",
            "{why_en}",
        ),
        "unknown-scenario": (
            "Il n’y a pas de scénario « {value} ».",
            "There is no scenario “{value}”.",
            "Les scénarios : {known}.",
            "The scenarios: {known}.",
        ),
    }
)
fault = FAULT_MESSAGES.build
