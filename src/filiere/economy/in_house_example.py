"""The worked account of in-house centres that the site shows: jobs of the register, and assumptions that are stated.

The file holds no amount: jobs are those of the figure of the register that ``jobs_figure`` names, within shares of it.
"""

from functools import lru_cache
from typing import Annotated, Literal

from pydantic import Field

from filiere.core.content_folder import content_path
from filiere.core.text import StrictModel
from filiere.core.validation import validate
from filiere.core.yaml_documents import read_yaml
from filiere.economy.satellite import Interval, SatelliteAccount, SatelliteSpecification, build_satellite


class InHouseExample(StrictModel):
    """What the account assumes: jobs as shares of the figure, the cost of a job a year in euros, the share of staff."""

    id: str
    version: int
    confidence: Literal["low", "medium", "high"]
    jobs_figure: str
    jobs_share: Interval
    cost_per_job: Interval
    staff_share: Interval
    draws: Annotated[int, Field(ge=1)]
    seed: int

    def build_account(self, jobs: float) -> SatelliteAccount:
        """Return the account of so many jobs; amounts are in euros a year."""
        known = Interval(low=jobs, point=jobs, high=jobs)
        asked = SatelliteSpecification(
            jobs=known.times(self.jobs_share), cost_per_job=self.cost_per_job, staff_share=self.staff_share
        )
        return build_satellite(asked, draws=self.draws, seed=self.seed)


@lru_cache(maxsize=1)
def read_in_house_example() -> InHouseExample:
    """Read the shipped example; raise :class:`Faults` when the file is not what it must be."""
    return validate(read_yaml(content_path("economy", "in_house_example.yaml")), InHouseExample)
