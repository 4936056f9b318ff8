"""From declarations to numbers: which figures a method may start from, and what each assumption is worth.

A figure is left out with its reason, never silently: a forecast, an untraceable value, an uncertain year, another
measure. A bound that refers to the register is read there at each run, so that a corrected figure moves the estimate.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from filiere.core.faults import Fault, Faults
from filiere.core.text import Text
from filiere.estimation.distributions import BoundedDistribution
from filiere.estimation.formula import Input, Power
from filiere.estimation.method_declarations import Assumption, Bound, Declarations, Selection
from filiere.estimation.results import ExcludedFigure
from filiere.estimation.scope import FRANCE, PLACE_OF_WORK, Scope, difference_words
from filiere.figures import FORESEEN_NATURES, Figure, Register

COMPUTED_CODE = "computed"

# Published units whose numbers are not the plain count: 20 per cent is 0.20, one million euros a million.
_SCALES = {
    "percent": Fraction(1, 100),
    "eur-million": Fraction(10**6),
    "eur-billion": Fraction(10**9),
}


@dataclass(frozen=True, slots=True)
class BaseFigure:
    """A figure a method starts from, as an input of its formula."""

    figure: Figure
    entry: Input
    warnings: tuple[Text, ...]


def to_exact_fraction(value: Decimal, unit: str) -> Fraction:
    """Return a published number as an exact plain quantity: per cent as a share, millions of euros as euros."""
    return Fraction(value) * _SCALES.get(unit, Fraction(1))


def explain_unfitness(figure: Figure) -> ExcludedFigure | None:
    """Return why a figure may not support an estimate or a published range, None when it may."""
    if not figure.is_traceable:
        return ExcludedFigure(
            figure.id, "untraceable",
            Text(fr="ni méthode ni origine connues", en="neither method nor origin known"),
        )  # fmt: skip
    if figure.nature in FORESEEN_NATURES:
        return ExcludedFigure(
            figure.id, "not-observed",
            Text(
                fr="prévision, objectif, annonce ou hypothèse, et non constat",
                en="a forecast, target, announcement or hypothesis, not something observed",
            ),
        )  # fmt: skip
    if figure.nature == COMPUTED_CODE:
        return ExcludedFigure(
            figure.id,
            "computed-here",
            Text(
                fr="calculé ici, et non publié : le compter ferait peser deux fois les chiffres dont il vient",
                en="computed here, not published: counting it would count its source figures twice",
            ),
        )
    if not figure.period_certain:
        return ExcludedFigure(
            figure.id, "uncertain-year",
            Text(fr="année incertaine", en="year uncertain"),
        )  # fmt: skip
    return None


def select_bases(
    register: Register, declared: Declarations, selection: Selection, year: int, territory: str
) -> tuple[list[BaseFigure], list[ExcludedFigure]]:
    """Return the figures of ``year`` that the selection allows, and those it leaves out with the reason.

    Only the figures of ``territory`` are looked at, unless the selection says ``elsewhere`` or, for France, names the
    area whose figures answer. A figure of a breakdown
    not asked for, or of another indicator or segment, is no candidate at all and is not listed.
    """
    kept: list[BaseFigure] = []
    left: list[ExcludedFigure] = []
    place = selection.territory if selection.territory is not None and territory == FRANCE else territory
    for figure in register.figures:
        if (
            figure.indicator != selection.indicator
            or figure.segment != selection.segment
            or figure.category != selection.category
            or not figure.period.contains(year)
            or (selection.ids and figure.id not in selection.ids)
            or (selection.source is not None and figure.source != selection.source)
            or (figure.territory != place and not selection.elsewhere)
        ):
            continue
        reason = explain_unfitness(figure)
        part = declared.part(figure.id)
        if reason is None and part is not None and not selection.ids:
            reason = ExcludedFigure(figure.id, "partial", part)
        if reason is None and figure.measure not in selection.measures:
            reason = ExcludedFigure(figure.id, "other-measure", difference_words(["measure"]))
        if reason is None and figure.staff == "advisers":
            reason = ExcludedFigure(figure.id, "other-staff", difference_words(["staff"]))
        if reason is None:
            kept.append(_build_base(register, figure))
        else:
            left.append(reason)
    return kept, left


def _build_base(register: Register, figure: Figure) -> BaseFigure:
    low, high = figure.bounds
    warnings: list[Text] = []
    if low is None or high is None:
        bound = low if low is not None else high
        # A record has a value or at least one bound, by the register's own rule.
        assert bound is not None  # noqa: S101
        low = high = bound
        warnings.append(
            Text(
                fr="Le chiffre de départ est une borne publiée sans l’autre : il est pris tel quel.",
                en="The base is a published bound without its counterpart: it is used as it stands.",
            )
        )
    if figure.period.kind == "span":
        warnings.append(
            Text(
                fr=f"Le chiffre de départ porte sur une période de plusieurs années : {figure.period}.",
                en=f"The base covers a period of several years: {figure.period}.",
            )
        )
    bottom, top = to_exact_fraction(low, figure.unit), to_exact_fraction(high, figure.unit)
    if figure.value is not None:
        spread = BoundedDistribution.from_value(to_exact_fraction(figure.value, figure.unit))
        if bottom < top:
            spread = BoundedDistribution("triangular", bottom, spread.central, top)
    else:
        spread = BoundedDistribution.uniform(bottom, top) if bottom < top else BoundedDistribution.from_value(bottom)
    label = register.indicators[figure.indicator].label
    return BaseFigure(figure, Input(figure.id, label, spread, figures=(figure.id,)), tuple(warnings))


def build_assumption_input(register: Register, assumption: Assumption, power: Power) -> Input:
    """Return a stated assumption as an input of a formula, its references read in the register."""
    entry = assumption.spread
    bounds = {name: resolve_bound(register, bound) for name, bound in entry.bounds.items()}
    if entry.kind == "fixed":
        spread = BoundedDistribution.from_value(bounds["value"])
    elif entry.kind == "uniform":
        spread = BoundedDistribution.uniform(bounds["low"], bounds["high"])
    else:
        spread = BoundedDistribution(entry.kind, bounds["low"], bounds["central"], bounds["high"])
    dispute = assumption.dispute
    return Input(
        name=assumption.short,
        label=assumption.label,
        spread=spread,
        power=power,
        unit=assumption.unit,
        figures=assumption.references,
        bounds=assumption.bounding_figures,
        assumption=assumption.id,
        disputed=resolve_bound(register, dispute.value) if dispute else None,
    )


def resolve_bound(register: Register, bound: Bound) -> Fraction:
    """Return what a bound is worth: a typed number, a figure, a quotient of two, or one minus a share."""
    if isinstance(bound, Decimal):
        return Fraction(bound)
    if bound.quotient is not None:
        top, bottom = (_figure_value(register, i, "value") for i in bound.quotient)
        return top / bottom
    if bound.rest is not None:
        return 1 - _figure_value(register, bound.rest, bound.part)
    assert bound.figure is not None  # noqa: S101
    return _figure_value(register, bound.figure, bound.part)


def _figure_value(register: Register, key: str, part: str) -> Fraction:
    figure = register[key]
    low, high = figure.bounds
    value = {"value": figure.value if figure.value is not None else low or high, "low": low, "high": high}[part]
    if value is None:
        raise Faults.one(
            code="bound-without-value",
            key=key,
            message=Text(
                fr=f"Le chiffre « {key} » n’a pas la valeur « {part} » qu’une hypothèse lui demande.",
                en=f"The figure “{key}” has no “{part}”, which an assumption requires.",
            ),
            remedy=Text(
                fr="Corrigez la référence dans assumptions.yaml.",
                en="Correct the reference in assumptions.yaml.",
            ),
        )
    return to_exact_fraction(value, figure.unit)


def check_links(register: Register, declarations: Declarations) -> None:
    """Raise :class:`Faults` with every register id that the declarations name and the register does not have."""
    known = {figure.id for figure in register.figures}
    faults = [
        Fault(
            code="unknown-figure",
            file="estimation",
            key=key,
            message=Text(
                fr=f"Une hypothèse ou une méthode renvoie au chiffre « {key} », absent du registre.",
                en=f"An assumption or a method refers to the figure “{key}”, which is not in the register.",
            ),
            remedy=Text(
                fr="Corrigez l’identifiant, ou ajoutez le chiffre au registre.",
                en="Correct the id, or add the figure to the register.",
            ),
        )
        for key in declarations.figures
        if key not in known
    ]
    if faults:
        raise Faults(faults)


def trace_roots(register: Register, keys: tuple[str, ...]) -> set[str]:
    """Return the figures named and all those they were computed from, however far."""
    found: set[str] = set()
    todo = list(keys)
    while todo:
        key = todo.pop()
        if key not in found:
            found.add(key)
            derived = register[key].derived
            todo += list(derived.sources) if derived else []
    return found


def derive_scope(figure: Figure, segment: str, measure: str | None) -> Scope:
    """Return the scope of a result: that of its base, for the segment and the measure it becomes.

    Centres and positions stand where people work, so that a base with no market of its own is by place of work.
    """
    return Scope(segment, measure, figure.territory, figure.market or PLACE_OF_WORK, figure.staff or "all")
