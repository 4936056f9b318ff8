"""The six methods, run one way: base figures, stated assumptions, an envelope, an interval, a sensitivity.

Supply census, ratio, seat to person and panel start from register figures. Occupation counts and members' own
declarations are no published figures: the caller hands them over. Without them the method has no data, save what
centres declared to the annual survey, which the register holds once a wave is published.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from filiere.core.text import Text
from filiere.estimation.distributions import BoundedDistribution
from filiere.estimation.formula import DRAWS, Formula, Input, Swing
from filiere.estimation.formula_text import write_computation
from filiere.estimation.method_declarations import (
    Declarations,
    Leg,
    Method,
    MethodId,
    load_declarations,
)
from filiere.estimation.results import BaseResult, Estimate, ExcludedFigure, MissingData, WorkedPoint
from filiere.estimation.scope import Scope
from filiere.estimation.selection import (
    BaseFigure,
    build_assumption_input,
    check_links,
    derive_scope,
    select_bases,
    trace_roots,
)
from filiere.figures import Register

DECLARED_LEG = "declared"
COUNTED_LEG = "counted"
COVERAGE_MISSING = Text(
    fr="la part de la filière que couvrent ces déclarations", en="the share of the sector that these declarations cover"
)
"""What a sum of declarations lacks to be more than a floor."""


@dataclass(frozen=True, slots=True)
class Count:
    """People counted in one occupation (``key`` is its PCS code) or declared by one organisation (``key`` names it)."""

    key: str
    people: int


def estimate(
    register: Register,
    method: MethodId,
    year: int,
    *,
    territory: str = "FR",
    seed: int = 1,
    draws: int = DRAWS,
    counts: Sequence[Count] = (),
    declarations: Declarations | None = None,
) -> Estimate:
    """Return what ``method`` says of ``year`` in ``territory``; the same arguments always give the same answer.

    ``counts`` are the employees by occupation for the occupation method, the declared jobs for the registry.
    Raises :class:`~filiere.core.faults.Faults` when an assumption refers to a figure that the register lacks.
    """
    declared = declarations or load_declarations()
    check_links(register, declared)
    run = _MethodRun(register, declared, declared.method(method), year, territory, seed, draws)
    if method == "occupation":
        return run.by_occupation(counts)
    if method == "registry":
        return run.by_declaration(counts)
    return run.by_figures()


@dataclass(frozen=True, slots=True)
class _MethodRun:
    """One method being run: what it may read, and for which year and place."""

    register: Register
    declared: Declarations
    method: Method
    year: int
    territory: str
    seed: int
    draws: int

    @property
    def scope(self) -> Scope:
        return Scope(self.method.segment, self.method.measure, self.territory)

    def by_figures(self) -> Estimate:
        """Run every leg from the register figures of the year."""
        results: list[BaseResult] = []
        excluded: list[ExcludedFigure] = []
        needed: list[Text] = []
        for leg in self.method.legs:
            kept, left = select_bases(self.register, self.declared, leg.select, self.year, self.territory)
            excluded += left
            lacking = self._list_missing(leg)
            if lacking:
                needed += lacking
            else:
                results += [self._from_base(leg, base) for base in kept]
            if leg.weighs and not any(self._derive_scope(leg, base).territory == self.territory for base in kept):
                needed.append(leg.missing)
        return self._answer(results, excluded, needed)

    def _list_missing(self, leg: Leg) -> list[Text]:
        return [
            Text(
                fr=(
                    f"l’hypothèse « {one.label.fr} » pour {self.year} (valable de {one.valid.first} à {one.valid.last})"
                ),
                en=(
                    f"the assumption “{one.label.en}” for {self.year} (it is set for {one.valid.first} to "
                    f"{one.valid.last})"
                ),
            )
            for one in map(self.declared.assumption, (*leg.times, *leg.over))
            if not one.holds(self.year)
        ]

    def _derive_scope(self, leg: Leg, base: BaseFigure) -> Scope:
        """The scope of what a leg makes of a base."""
        if leg.at_home:
            return Scope(leg.segment, leg.measure, self.territory, staff=base.figure.staff or "all")
        return derive_scope(base.figure, leg.segment, leg.measure)

    def _from_base(self, leg: Leg, base: BaseFigure) -> BaseResult:
        inputs = (
            base.entry,
            *(build_assumption_input(self.register, self.declared.assumption(name), 1) for name in leg.times),
            *(build_assumption_input(self.register, self.declared.assumption(name), -1) for name in leg.over),
        )
        scope = self._derive_scope(leg, base)
        rests_on = tuple(i for item in inputs[1:] for i in item.bounds)
        circular = base.figure.id in trace_roots(self.register, rests_on)
        warnings = list(base.warnings)
        if circular:
            warnings.append(
                Text(
                    fr=(
                        "Calcul circulaire : l’hypothèse a été tirée de ce même chiffre ; le résultat n’apprend "
                        "rien et n’entre pas dans la fourchette."
                    ),
                    en=(
                        "Circular: the assumption was computed from this very figure; the result adds nothing and "
                        "is left out of the range."
                    ),
                )
            )
        formula = Formula((inputs,))
        return self._result(leg.id, leg.label, base.figure.id, scope, leg.unit, formula, circular, leg.weighs, warnings)

    def _result(
        self, leg: str, label: Text, base: str, scope: Scope, unit: str, formula: Formula,
        circular: bool, weighs: bool, warnings: Sequence[Text],
    ) -> BaseResult:  # fmt: skip
        low, high = formula.envelope()
        return BaseResult(
            leg=leg,
            label=label,
            base=base,
            year=self.year,
            scope=scope,
            unit=unit,
            value=formula.at({}),
            low=low,
            high=high,
            interval=formula.simulate(self.seed, self.draws, f"{self.method.id}:{leg}:{base}:{self.year}"),
            points=_work_points(formula, base, unit),
            formula=write_computation(formula, {}, unit),
            figures=tuple(dict.fromkeys(i for item in formula.inputs for i in item.figures)),
            assumptions=tuple(item.assumption for item in formula.inputs if item.assumption),
            tornado=formula.tornado(),
            circular=circular,
            weighs=weighs,
            warnings=tuple(warnings),
        )

    def by_occupation(self, counts: Sequence[Count]) -> Estimate:
        """Add up, over the occupations counted, people times the share of them who work at a distance."""
        people = {count.key.lower(): count.people for count in counts}
        shares = {one.code: one for one in self.method.occupations}
        products = []
        needed = []
        for code, occupation in shares.items():
            if people.get(code, 0) <= 0:
                continue
            assumption = self.declared.assumption(occupation.share)
            if not assumption.holds(self.year):
                needed.append(
                    Text(
                        fr=f"l’hypothèse « {assumption.label.fr} » pour {self.year}",
                        en=f"the assumption “{assumption.label.en}” for {self.year}",
                    )
                )
                continue
            entry = Input(
                f"{COUNTED_LEG}-{code}", occupation.label, BoundedDistribution.from_value(Fraction(people[code]))
            )
            products.append((entry, build_assumption_input(self.register, assumption, 1)))
        if not products:
            # What was counted is not missing: an assumption that does not hold then is.
            return self._answer([], [], needed or [self.method.missing])
        scope = Scope(self.method.segment, self.method.measure, self.territory, staff="advisers")
        warnings = []
        if unknown := sorted(set(people) - set(shares)):
            codes = ", ".join(unknown)
            warnings.append(
                Text(
                    fr=f"Codes sans hypothèse de part à distance, exclus : {codes}.",
                    en=f"Codes with no assumed remote share, left out: {codes}.",
                )
            )
        formula = Formula(tuple(products))
        label = self.method.label
        base_result = self._result(COUNTED_LEG, label, COUNTED_LEG, scope, "job", formula, False, True, warnings)
        return self._answer([base_result], [], needed, scope)

    def by_declaration(self, counts: Sequence[Count]) -> Estimate:
        """Add up what centres declared: to a survey, whose weights stand for those that did not, with its interval;
        to the observatory, a floor, which no range uses while its coverage is unknown."""
        surveyed = self.by_figures()
        entries = tuple(
            (Input(f"{DECLARED_LEG}-{rank}", Text.same(one.key), BoundedDistribution.from_value(Fraction(one.people))),)
            for rank, one in enumerate(counts)
            if one.people > 0
        )
        if not entries:
            return surveyed
        floor = Text(
            fr="Somme des déclarations : un plancher, puisque les organisations qui n’ont rien déclaré n’y sont pas. "
            "Elle n’entre dans aucune fourchette.",
            en=(
                "A sum of declarations: a floor, since organisations that declared nothing are not included. It is "
                "left out of any range."
            ),
        )
        formula = Formula(entries)
        base_result = self._result(
            DECLARED_LEG, self.method.label, DECLARED_LEG, self.scope, "job", formula, False, False, [floor]
        )
        return self._answer([base_result, *surveyed.results], list(surveyed.excluded), [COVERAGE_MISSING])

    def _answer(
        self, results: list[BaseResult], excluded: list[ExcludedFigure], needed: list[Text], scope: Scope | None = None
    ) -> Estimate:
        scope = scope or self.scope
        weighing = [one for one in results if one.weighs and not one.circular and one.scope == scope]
        central = self._choose_preferred(weighing)
        here = [one for one in results if one.scope.territory == scope.territory]
        shown = central or next(iter(here), None) or next(iter(results), None)
        tornado = list(shown.tornado) if shown else []
        warnings: list[Text] = []
        if len(weighing) > 1:
            choice = _compute_base_swing(weighing)
            outweighs = all(choice.swing > swing.swing for swing in tornado)
            tornado.append(choice)
            warnings.append(
                Text(
                    fr=f"{len(weighing)} chiffres de départ répondent, chacun avec son résultat : "
                    "la fourchette les couvre tous.",
                    en=f"{len(weighing)} base figures qualify, each with its own result: the range covers them all.",
                )
            )
            if outweighs:
                warnings.append(
                    Text(
                        fr="Le choix du chiffre de départ déplace le résultat plus que toute hypothèse.",
                        en="The choice of the base figure affects the result more than any assumption.",
                    )
                )
        several = len(weighing) > 1 and self.method.preference is not None
        return Estimate(
            method=self.method.id,
            label=self.method.label,
            year=self.year,
            scope=scope,
            unit=next((leg.unit for leg in self.method.legs if leg.weighs), "job"),
            results=tuple(results),
            retained=central.base if central else None,
            reason=self.method.preference.reason
            if several and self.method.preference
            else ONLY_BASE_REASON
            if central
            else None,
            tornado=tuple(sorted(tornado, key=lambda swing: (-swing.swing, swing.name))),
            assumptions=self.declared.assumptions,
            excluded=tuple(excluded),
            no_data=None if weighing else self._build_missing_data(results, needed),
            warnings=tuple(warnings),
            seed=self.seed,
            draws=self.draws,
        )

    def _choose_preferred(self, results: list[BaseResult]) -> BaseResult | None:
        preference = self.method.preference
        if preference is not None and len(results) > 1:
            wanted = [
                one for one in results
                if (self.register[one.base].nomenclature is not None) == preference.nomenclature
            ]  # fmt: skip
            results = wanted or results
        order = {"high": 0, "medium": 1, "low": 2}
        known = {figure.id: order.get(figure.confidence, 3) for figure in self.register.figures}
        return min(results, key=lambda one: (known.get(one.base, 3), one.base), default=None)

    def _build_missing_data(self, results: list[BaseResult], needed: list[Text]) -> MissingData:
        here = [one for one in results if one.scope.territory == self.territory and one.weighs]
        if here and all(one.circular for one in here):
            reason = Text(
                fr=(
                    f"Pour {self.year}, le seul calcul possible est circulaire : il redonnerait le chiffre dont "
                    "l’hypothèse est tirée."
                ),
                en=(
                    f"For {self.year} the only possible computation is circular: it would return the figure from "
                    "which the assumption was derived."
                ),
            )
            names = {name for result in here for name in result.assumptions}
            needed = [
                Text(
                    fr=f"une valeur de « {one.label.fr} » tirée d’ailleurs que du chiffre de départ",
                    en=f"a value of “{one.label.en}” derived from something other than the base figure",
                )
                for one in self.declared.assumptions
                if one.id in names and one.bounding_figures
            ]
        else:
            reason = Text(
                fr=f"Pas de donnée pour {self.year} par cette méthode, dans le périmètre demandé.",
                en=f"No data for {self.year} by this method, within the scope requested.",
            )
        return MissingData(reason, tuple({text.fr: text for text in needed or [self.method.missing]}.values()))


ONLY_BASE_REASON = Text(
    fr="Le chiffre de départ le mieux établi de l’année, dans le périmètre demandé.",
    en="The best-established base figure for the year, within the scope requested.",
)


def _work_points(formula: Formula, base: str, unit: str) -> tuple[WorkedPoint, ...]:
    """Work the formula at each end of the base and of the first uncertain assumption, the others at their centre."""
    if len(formula.products) > 1:
        return ()
    entry, *assumptions = formula.inputs
    moving = next((item for item in assumptions if not item.spread.is_certain), None)
    points = []
    for start in _spread_ends(entry):
        for end in _spread_ends(moving) if moving else (None,):
            values = {entry.name: start} | ({moving.name: end} if moving and end is not None else {})
            named = tuple((item.name, values.get(item.name, item.spread.central)) for item in assumptions)
            points.append(WorkedPoint(base, start, named, formula.at(values), write_computation(formula, values, unit)))
    return tuple(points)


def _spread_ends(item: Input) -> tuple[Fraction, ...]:
    spread = item.spread
    ends = (spread.low, spread.high) if spread.kind == "uniform" else (spread.low, spread.central, spread.high)
    return tuple(sorted(set(ends)))


def _compute_base_swing(results: Sequence[BaseResult]) -> Swing:
    """Return how far the result moves with the choice of base alone, assumptions at their centre."""
    first, last = min(results, key=lambda one: one.value), max(results, key=lambda one: one.value)
    return Swing(
        name="base",
        label=Text(fr="Choix du chiffre de départ", en="Choice of the base figure"),
        assumption=None,
        at_low=first.points[0].base_value,
        at_high=last.points[-1].base_value,
        low=first.value,
        high=last.value,
        kind="base",
    )
