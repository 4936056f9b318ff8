"""The worked account of in-house centres: jobs of the register, within the bounds that the example assumes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from filiere.core.numbers import format_number, format_percent
from filiere.economy.in_house_example import InHouseExample, read_in_house_example
from filiere.economy.satellite import SatelliteAccount
from filiere.figures import Figure, Register
from filiere.site.kit.bilingual_text import localize, to_decimal


@dataclass(frozen=True, slots=True)
class InHouseAccount:
    """The example, the figure whose jobs it takes, and the account that they give."""

    example: InHouseExample
    figure: Figure
    account: SatelliteAccount


def compute_in_house_account(register: Register) -> InHouseAccount | None:
    """Return the account under the register of today; None where it no longer has the jobs, or has them in doubt."""
    example = read_in_house_example()
    figure = next((one for one in register if one.id == example.jobs_figure), None)
    if figure is None or figure.value is None:
        return None
    return InHouseAccount(example, figure, _build_account(float(figure.value)))


@lru_cache(maxsize=4)
def _build_account(jobs: float) -> SatelliteAccount:
    return read_in_house_example().build_account(jobs)


def describe_in_house_finding(found: InHouseAccount) -> str:
    """The finding: what in-house centres cost a year, between both bounds, in billions of euros."""
    output = found.account.find("output")
    low, high = (format_number(to_decimal(one / 1e9), digits=0) for one in (output.low, output.high))
    return localize(
        f"Les centres intégrés coûteraient {low} à {high} milliards d’euros par an",
        f"In-house centres would cost {low} to {high} billion euros a year",
    )


def describe_in_house_assumptions(example: InHouseExample) -> list[str]:
    """What is assumed, in one sentence each."""
    jobs, staff = (
        [format_percent(to_decimal(one * 100), digits=0) for one in (three.low, three.point, three.high)]
        for three in (example.jobs_share, example.staff_share)
    )
    three = example.cost_per_job
    cost = [format_number(to_decimal(one), digits=0) for one in (three.low, three.point, three.high)]
    draws = format_number(example.draws)
    return [
        localize(
            f"Les emplois seraient de {jobs[0]} à {jobs[2]} du nombre de la source.",
            f"Jobs would be {jobs[0]} to {jobs[2]} of the number of the source.",
        ),
        localize(
            f"Un emploi coûterait {cost[0]} à {cost[2]} € par an, locaux et outils compris, souvent {cost[1]} €.",
            f"A job would cost €{cost[0]} to €{cost[2]} a year, premises and tools included, most often €{cost[1]}.",
        ),
        localize(
            f"Le personnel ferait {staff[0]} à {staff[2]} de ce coût, le plus souvent {staff[1]}.",
            f"Staff would be {staff[0]} to {staff[2]} of that cost, most often {staff[1]}.",
        ),
        localize(
            f"{draws} tirages triangulaires et indépendants, graine {example.seed} ; les bornes supposent tout bas, ou "
            "tout haut, à la fois.",
            f"{draws} triangular, independent draws, seed {example.seed}; bounds suppose that all is low, or high, at "
            "the same time.",
        ),
    ]
