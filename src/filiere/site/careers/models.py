"""The models of every subject of the occupations, in one place for Django; the open pages keep nothing."""

from filiere.site.careers.counsellors.models import (
    FileCorrection,
    FileResult,
    FileStep,
    PersonFile,
    Simulation,
    SimulationPlace,
)

__all__ = ["FileCorrection", "FileResult", "FileStep", "PersonFile", "Simulation", "SimulationPlace"]
