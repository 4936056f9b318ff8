"""How a sample was drawn: weights, strata, sampling units and population sizes, and who answered.

Population sizes are read as in R's ``survey``: numbers of sampling units of the population in each stratum or, when all
of them are at most 1, sampling fractions. A sampling unit is known within its stratum: two strata may both have a
unit 1. A stratum of a single unit is refused, since its variance has no estimate, unless all of it was taken.
"""

from dataclasses import dataclass

import numpy as np

from filiere.core import Fault, Text
from filiere.survey.estimates.faults import fault
from filiere.survey.estimates.sample_tables import Bools, Codes, Floats, Ints, TableReader
from filiere.survey.estimates.specifications import SurveySpec

_SEVERAL_SIZES = Text(fr="elle varie dans la strate", en="it varies within the stratum")
_ABSENT = Text(fr="absent", en="missing")
_NO_SIZE = Text(fr="elle doit être supérieure à zéro", en="it must be above zero")
_BELOW_SAMPLE = Text(
    fr="l’échantillon y compte davantage d’unités de tirage", en="the sample has more sampling units there"
)


@dataclass(frozen=True, slots=True, eq=False)
class ResponseGroups:
    """Who answered, within groups whose units are held to answer alike.

    ``groups`` gives the group of each row; ``drawn`` and ``answered`` count its units; ``names`` are theirs.
    """

    groups: Ints
    drawn: Ints
    answered: Ints
    names: tuple[str, ...]

    @property
    def factors(self) -> Floats:
        """By how much the weight of a respondent of each group is multiplied: units drawn per respondent."""
        return self.drawn / self.answered


@dataclass(frozen=True, slots=True, eq=False)
class SurveyDesign:
    """A one-stage design, and its response phase if it has one.

    Shapes: ``weights``, ``units`` and ``responded`` have one value a row; ``unit_strata`` one a sampling unit;
    ``unit_counts``, ``remainders`` (share of the stratum that was *not* drawn, 1 where the population size is not
    known) and ``strata`` (names) one a stratum. ``weights`` are those of the draw.
    """

    weights: Floats
    units: Ints
    unit_strata: Ints
    unit_counts: Ints
    remainders: Floats
    strata: tuple[str, ...]
    responded: Bools
    response: ResponseGroups | None = None

    @property
    def starting_weights(self) -> Floats:
        """Weights before calibration: those of the draw times that of the response group, 0 for non-respondents."""
        if self.response is None:
            return self.weights
        return np.where(self.responded, self.weights * self.response.factors[self.response.groups], 0.0)


def read_design(reader: TableReader, spec: SurveySpec) -> SurveyDesign | None:
    """Read the design that a specification names; None, with what is wrong among the reader's faults, if it cannot be.

    A unit has responded when its column ``respondent`` is 1 or, without one, when any of the outcomes is known.
    """
    before = len(reader.faults)
    named = (spec.weight, spec.strata, spec.psu, spec.fpc, spec.response_group, spec.respondent)
    there = [reader.has(name) for name in dict.fromkeys(named) if name is not None]
    if not reader.table.rows:
        reader.add(fault("survey-no-row"), None)
    if not all(there) or not reader.table.rows:
        return None
    weights = reader.read_numbers(spec.weight)
    _check_weights(reader, weights)
    strata = reader.read_complete_codes(spec.strata) if spec.strata else _make_single_code(len(weights))
    units = reader.read_complete_codes(spec.psu).places if spec.psu else np.arange(len(weights))
    sizes = reader.read_complete_numbers(spec.fpc) if spec.fpc else None
    responded = _read_responses(reader, spec)
    groups = reader.read_complete_codes(spec.response_group) if spec.response_group else None
    if len(reader.faults) > before:
        return None
    numbers, unit_strata = _number_units(strata.places, units)
    counts = np.bincount(unit_strata, minlength=len(strata.names))
    faults, remainders = _find_remainders(strata, counts, sizes)
    for found in (*faults, *_find_single_units(strata, counts, remainders)):
        reader.add(found, None)
    response = None
    if groups is not None:
        response = _count_responses(groups, responded)
        for found in _check_responses(response):
            reader.add(found, None)
    if len(reader.faults) > before:
        return None
    everyone = np.ones(len(weights), dtype=bool)
    return SurveyDesign(
        weights, numbers, unit_strata, counts, remainders, strata.names,
        everyone if response is None else responded, response,
    )  # fmt: skip


def _check_weights(reader: TableReader, weights: Floats) -> None:
    told = {one.line for one in reader.faults}
    for row in np.flatnonzero(~(weights > 0)).tolist()[:20]:
        if reader.table.line(row) not in told:
            found = _ABSENT if np.isnan(weights[row]) else f"{weights[row]:g}"
            reader.add(fault("survey-weight", found=found), row)


def _make_single_code(rows: int) -> Codes:
    return Codes(np.zeros(rows, dtype=np.int64), ("*",))


def _number_units(strata: Ints, units: Ints) -> tuple[Ints, Ints]:
    """Return the number of each row's sampling unit, and the stratum of each unit."""
    key = strata * (int(units.max(initial=0)) + 1) + units
    _, first, numbers = np.unique(key, return_index=True, return_inverse=True)
    return numbers.ravel().astype(np.int64), strata[first]


def _find_remainders(strata: Codes, counts: Ints, sizes: Floats | None) -> tuple[list[Fault], Floats]:
    """Return the share of each stratum that was not drawn, and what is wrong with the sizes given."""
    remainders = np.ones(len(strata.names))
    if sizes is None:
        return [], remainders
    faults = []
    fractions = bool((sizes <= 1).all())
    for stratum, name in enumerate(strata.names):
        given = np.unique(sizes[strata.places == stratum])
        words = {"stratum": name, "found": ", ".join(f"{one:g}" for one in given[:3])}
        if len(given) > 1:
            faults.append(fault("survey-fpc", **words, why=_SEVERAL_SIZES))
        elif given[0] <= 0:
            faults.append(fault("survey-fpc", **words, why=_NO_SIZE))
        elif not fractions and given[0] < counts[stratum]:
            faults.append(fault("survey-fpc", **words, why=_BELOW_SAMPLE))
        else:
            remainders[stratum] = 1.0 - (given[0] if fractions else counts[stratum] / given[0])
    return faults, remainders


def _find_single_units(strata: Codes, counts: Ints, remainders: Floats) -> list[Fault]:
    alone = np.flatnonzero((counts == 1) & (remainders > 0)).tolist()
    return [fault("survey-single-unit-stratum", stratum=strata.names[one]) for one in alone]


def _read_responses(reader: TableReader, spec: SurveySpec) -> Bools:
    """Return who answered, by the column that says so or by the outcomes that are known."""
    responded = np.ones(reader.table.rows, dtype=bool)
    if spec.respondent is not None:
        said = reader.read_codes(spec.respondent)
        for row, place in enumerate(said.places.tolist()):
            word = said.names[place] if place >= 0 else ""
            if word not in ("0", "1"):
                reader.add(fault("survey-respondent", found=word), row)
            responded[row] = word == "1"
    elif spec.response_group is not None and all(one.column in reader.table.header for one in spec.outcomes):
        known = [~np.isnan(reader.read_numbers(one.column)) for one in spec.outcomes]
        responded = np.logical_or.reduce(known)
    return responded


def _count_responses(groups: Codes, responded: Bools) -> ResponseGroups:
    drawn = np.bincount(groups.places, minlength=len(groups.names))
    answered = np.bincount(groups.places[responded], minlength=len(groups.names))
    return ResponseGroups(groups.places, drawn, answered, groups.names)


def _check_responses(response: ResponseGroups) -> list[Fault]:
    faults = []
    for name, drawn, answered in zip(response.names, response.drawn.tolist(), response.answered.tolist(), strict=True):
        if not answered:
            faults.append(fault("survey-response-group-empty", group=name, drawn=drawn))
        elif answered == 1 < drawn:
            faults.append(fault("survey-response-group-single", group=name, drawn=drawn))
    return faults
