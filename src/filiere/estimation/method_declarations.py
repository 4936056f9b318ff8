"""The stated assumptions and the methods, read from data so that anyone can dispute them without reading code.

``content/estimation/assumptions.yaml`` says what is assumed, with bounds, reason and the register figures behind
each bound; ``methods.yaml`` says which figures a method starts from and which assumptions it multiplies or divides
by. A bound that comes from the register is written as a reference to the figure, never typed again.
"""

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from filiere.core.content_folder import content_path
from filiere.core.faults import Fault, Faults
from filiere.core.text import StrictModel, Text
from filiere.core.validation import validate
from filiere.core.yaml_documents import Document, Key, read_yaml

MethodId = Literal["supply", "ratio", "occupation", "seats", "panel", "registry"]
METHODS: tuple[MethodId, ...] = ("supply", "ratio", "occupation", "seats", "panel", "registry")


def _typed_number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise ValueError(Text(fr=f"« {value} » n’est pas un nombre.", en=f"“{value}” is not a number."))
    return value


TypedNumber = Annotated[Decimal, BeforeValidator(_typed_number)]


class Reference(StrictModel):
    """A bound taken from the register: a figure, the quotient of two, or the rest of a share.

    Exactly one of ``figure`` (with ``part``), ``quotient`` (numerator, denominator) and ``rest`` (one minus a share
    given in per cent) is given.
    """

    figure: str | None = None
    part: Literal["value", "low", "high"] = "value"
    quotient: tuple[str, str] | None = None
    rest: str | None = None

    @property
    def figures(self) -> tuple[str, ...]:
        """The register ids referred to."""
        return tuple(i for i in (self.figure, *(self.quotient or ()), self.rest) if i is not None)


Bound = Reference | TypedNumber


class SpreadEntry(StrictModel):
    """A distribution as typed: ``value`` when fixed, ``low`` and ``high`` else, with ``central`` where it has one."""

    kind: Literal["fixed", "uniform", "triangular", "lognormal"]
    value: Bound | None = None
    low: Bound | None = None
    central: Bound | None = None
    high: Bound | None = None

    @property
    def bounds(self) -> dict[str, Bound]:
        """The bounds given, by name."""
        named = {"value": self.value, "low": self.low, "central": self.central, "high": self.high}
        return {name: bound for name, bound in named.items() if bound is not None}


class Dispute(StrictModel):
    """A value that another source opposes to the assumption, shown in the sensitivity and outside the range."""

    value: Bound
    reason: Text


class Validity(StrictModel):
    """The years, both included, for which an assumption is stated."""

    first: int = Field(alias="from")
    last: int = Field(alias="to")


class Assumption(StrictModel):
    """One stated assumption.

    ``short`` is its name in a JSON result. ``hypothesis`` is true when no source gives the value, or gives it for
    another place or year: the reader then sees « hypothèse ».
    """

    id: str
    short: str
    label: Text
    unit: Literal["share", "number"]
    spread: SpreadEntry
    dispute: Dispute | None = None
    valid: Validity
    reason: Text
    hypothesis: bool
    figures: tuple[str, ...] = ()

    @property
    def bounding_figures(self) -> tuple[str, ...]:
        """The register ids that set the bounds, each once."""
        ids = [i for one in self.spread.bounds.values() if isinstance(one, Reference) for i in one.figures]
        return tuple(dict.fromkeys(ids))

    @property
    def references(self) -> tuple[str, ...]:
        """Every register id the assumption rests on, each once, in the order of writing."""
        opposed = self.dispute.value if self.dispute is not None else None
        against = opposed.figures if isinstance(opposed, Reference) else ()
        return tuple(dict.fromkeys((*self.bounding_figures, *against, *self.figures)))

    def holds(self, year: int) -> bool:
        """Tell whether the assumption is stated for ``year``."""
        return self.valid.first <= year <= self.valid.last


class Selection(StrictModel):
    """Which register figures a leg may start from: an indicator, and the scope they must have.

    With ``ids``, only these figures answer: no field of a figure says that it is the total of a panel. With ``source``,
    only those of a publication.
    With ``elsewhere`` the other territories are computed beside the one asked for, for what they teach.
    With ``territory`` the figures of that area answer for France: totals of a panel, work done abroad included.
    """

    indicator: str
    segment: str
    measures: tuple[str | None, ...]
    category: str | None = None
    ids: tuple[str, ...] = ()
    source: str | None = None
    elsewhere: bool = False
    territory: str | None = None


class Leg(StrictModel):
    """One computation of a method: base figures, multiplied by ``times`` and divided by ``over``.

    ``at_home`` tells that the multiplication takes out the work done abroad: the result is then of the territory asked
    for, by place of work; otherwise the base's own scope is kept. ``weighs`` tells whether the result is a number of
    jobs that may enter a range.
    """

    id: str
    label: Text
    select: Selection
    times: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    segment: str
    measure: str | None
    unit: str
    weighs: bool
    at_home: bool = False
    missing: Text


class Preference(StrictModel):
    """Which base gives the central value when several answer: one with no nomenclature limit, or one with."""

    nomenclature: bool
    reason: Text


class Occupation(StrictModel):
    """An occupation of the PCS nomenclature and the assumption on how many of its people work at a distance."""

    code: str
    label: Text
    share: str


class Method(StrictModel):
    """A method as declared: what it is, what it rests on, and what is missing when it has no data."""

    id: MethodId
    label: Text
    principle: Text
    weakness: Text
    segment: str
    measure: str
    legs: tuple[Leg, ...] = ()
    occupations: tuple[Occupation, ...] = ()
    preference: Preference | None = None
    missing: Text


class _AssumptionFile(StrictModel):
    assumptions: tuple[Assumption, ...]


class PartialCount(StrictModel):
    """A figure that counts a part of the sector, such as a panel or members, though no field of it says so."""

    figure: str
    reason: Text


class _MethodFile(StrictModel):
    methods: tuple[Method, ...]
    partial: tuple[PartialCount, ...] = ()


class Declarations(StrictModel):
    """All that is declared: assumptions and methods, in the order of their files."""

    assumptions: tuple[Assumption, ...]
    methods: tuple[Method, ...]
    partial: tuple[PartialCount, ...] = ()

    def assumption(self, key: str) -> Assumption:
        """Return an assumption by id; ``KeyError`` when there is none."""
        return {one.id: one for one in self.assumptions}[key]

    def method(self, key: MethodId) -> Method:
        """Return a method by id; every one of the six is declared."""
        return next(one for one in self.methods if one.id == key)

    @property
    def figures(self) -> tuple[str, ...]:
        """Every register id that is named, by an assumption, a selection or a partial count, each once."""
        named = [i for one in self.assumptions for i in one.references]
        named += [i for one in self.methods for leg in one.legs for i in leg.select.ids]
        return tuple(dict.fromkeys([*named, *(one.figure for one in self.partial)]))

    def part(self, figure: str) -> Text | None:
        """Return why a figure counts only a part of the sector, None when nothing says that it does."""
        return next((one.reason for one in self.partial if one.figure == figure), None)


def load_declarations(folder: Path | None = None) -> Declarations:
    """Read ``assumptions.yaml`` and ``methods.yaml``; raise :class:`Faults` with all that is wrong in them."""
    folder = folder or content_path("estimation")
    first, second = (read_yaml(folder / name) for name in ("assumptions.yaml", "methods.yaml"))
    assumptions = validate(first, _AssumptionFile).assumptions
    listed = validate(second, _MethodFile)
    methods = listed.methods
    faults = [*_spread_faults(first, assumptions), *_link_faults(second, assumptions, methods)]
    if faults:
        raise Faults(faults)
    return Declarations(assumptions=assumptions, methods=methods, partial=listed.partial)


def _spread_faults(document: Document, assumptions: tuple[Assumption, ...]) -> list[Fault]:
    needed = {
        "fixed": {"value"},
        "uniform": {"low", "high"},
        "triangular": {"low", "central", "high"},
        "lognormal": {"low", "central", "high"},
    }
    faults = []
    seen: set[str] = set()
    for index, entry in enumerate(assumptions):
        key: Key = ("assumptions", index)
        if entry.id in seen:
            faults.append(_duplicate(document, (*key, "id"), entry.id))
        seen.add(entry.id)
        wanted = needed[entry.spread.kind]
        if set(entry.spread.bounds) != wanted:
            names = ", ".join(sorted(wanted))
            faults.append(
                document.fault(
                    "spread-bounds",
                    (*key, "spread"),
                    Text(
                        fr=f"La distribution « {entry.spread.kind} » exige exactement : {names}.",
                        en=f"The distribution “{entry.spread.kind}” takes exactly: {names}.",
                    ),
                    Text(fr="Donnez ces bornes, et elles seules.", en="Give these bounds only."),
                )
            )
        if not entry.hypothesis and not entry.references:
            faults.append(
                document.fault(
                    "unsourced-assumption",
                    (*key, "hypothesis"),
                    Text(
                        fr=f"L’hypothèse « {entry.id} » est déclarée sourcée mais ne cite aucun chiffre du registre.",
                        en=f"The assumption “{entry.id}” claims a source but cites no figure in the register.",
                    ),
                    Text(
                        fr="Citez les chiffres, ou marquez-la « hypothesis: true ».",
                        en="Cite the figures, or mark it “hypothesis: true”.",
                    ),
                )
            )
    return faults


def _link_faults(document: Document, assumptions: tuple[Assumption, ...], methods: tuple[Method, ...]) -> list[Fault]:
    known = {one.id for one in assumptions}
    faults = []
    seen: set[str] = set()
    for index, method in enumerate(methods):
        if method.id in seen:
            faults.append(_duplicate(document, ("methods", index, "id"), method.id))
        seen.add(method.id)
        places: list[tuple[Key, str]] = []
        for rank, leg in enumerate(method.legs):
            at: Key = ("methods", index, "legs", rank)
            places += [((*at, "times", i), name) for i, name in enumerate(leg.times)]
            places += [((*at, "over", i), name) for i, name in enumerate(leg.over)]
        places += [
            (("methods", index, "occupations", i, "share"), one.share) for i, one in enumerate(method.occupations)
        ]
        faults += [
            document.fault(
                "unknown-assumption",
                key,
                Text(fr=f"L’hypothèse « {name} » n’existe pas.", en=f"There is no assumption “{name}”."),
                Text(fr="Ajoutez-la à assumptions.yaml.", en="Add it to assumptions.yaml."),
            )
            for key, name in places
            if name not in known
        ]
    return faults


def _duplicate(document: Document, key: Key, name: str) -> Fault:
    return document.fault(
        "duplicate-id",
        key,
        Text(fr=f"L’identifiant « {name} » est donné deux fois.", en=f"The id “{name}” is given twice."),
        Text(fr="Donnez-en un autre.", en="Give another one."),
    )
