"""What a case says, put under the names that expressions read; everything it says wrongly is told at once.

A value not given is *unknown* and carries the name by which a reader can give it: ``fact.has_cse``,
``answer.cse_information``, ``input.leavers``, ``register.conviction(labour_law)``.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from filiere.core import Fault, Faults, Text
from filiere.core.validation import describe_value
from filiere.referentials.language import NOT_APPLICABLE, Unknown, Value
from filiere.referentials.records import Fact, InputBounds
from filiere.referentials.release import Release
from filiere.referentials.scoring.case import Case
from filiere.referentials.scoring.exact_numbers import to_exact
from filiere.referentials.scoring.finding_checks import finding_faults
from filiere.referentials.scoring.findings import FindingTally, tally_findings
from filiere.referentials.scoring.plan import ScoringPlan
from filiere.referentials.scoring.site_number_checks import site_faults

_MAX_EXPONENT = 1000
"""Powers of ten that a number may be written with."""


@dataclass(slots=True)
class BoundCase:
    """A case under a plan: its values by name, its host functions, its findings, and what it left unsaid."""

    case: Case
    values: dict[str, Any]
    functions: Mapping[str, Callable[..., Any]]
    tally: FindingTally
    answers: dict[str, str]


def missing_value(name: str) -> Unknown:
    """Return the unknown value that ``name`` would decide."""
    return Unknown(frozenset({name}))


def bind_case(plan: ScoringPlan, case: Case) -> BoundCase:
    """Return the case under the names of a plan; raise :class:`Faults` with everything it says wrongly."""
    release = plan.release
    faults: list[Fault] = []
    unruled: list[str] = []
    _check_keys(plan, case, faults)
    values: dict[str, Any] = {"category": plan.category, "date": case.date}
    for key, fact in release.referential.facts.items():
        name = f"fact.{key}"
        given = case.facts.get(key)
        values[name] = missing_value(name) if given is None else _read_fact(key, fact, given, faults)
    for key, parameter in release.head.params.items():
        value = parameter.on(case.date)
        if value is None:
            unruled.append(key)
        else:
            values[f"param.{key}"] = to_exact(value)
    if unruled:
        faults.append(_outside_life_fault(release, case.date, unruled))
    for key, indicator in release.inputs.items():
        once = indicator.inputs[key].per is None
        values[key] = (_read_number if once else _read_input)(f"input.{key}", case.inputs.get(key), faults)
        faults += _bounds_faults(key, indicator.inputs[key].bounds, values[key])
    faults += site_faults(release, case)
    for key in plan.outside:
        values[f"level({key})"] = values[f"score({key})"] = NOT_APPLICABLE
    answers = {key: level for key, level in case.answers.items() if level is not None}
    if case.rest:
        answers |= _rest_answers(plan, case, faults)
    if faults:
        raise Faults(faults)
    audit = release.audit
    kinds = audit.findings.kinds if audit else {}
    counted = tally_findings(
        case.findings,
        case.date,
        lift_within={key: kind.lift_within for key, kind in kinds.items()},
        rules=plan.rules,
    )
    return BoundCase(case, values, _host_functions(plan, case, counted), counted, answers)


def _host_functions(plan: ScoringPlan, case: Case, counted: FindingTally) -> dict[str, Callable[..., Any]]:
    def build_register_function(function: str) -> Callable[..., Any]:
        given = case.registers.get(function)

        def answer(*words: Any) -> Any:
            value = given
            for word in words:
                if isinstance(value, Mapping):
                    value = value.get(str(word))
            if value is None or isinstance(value, Mapping):
                return missing_value(f"register.{function}({', '.join(map(str, words))})")
            return to_exact(value) if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else value

        return answer

    # What is no name of ours is a function of the host; an unknown one was refused when the release was checked.
    names = {
        name.partition("(")[0]
        for group in (plan.levels, plan.eligibility, plan.exclusions)
        for entry in group
        for expression in entry.conditions
        for name in expression.names
        if "(" in name
    }
    functions = {name: build_register_function(name) for name in names | set(case.registers)}
    functions["findings"] = counted.count
    return functions


def _check_keys(plan: ScoringPlan, case: Case, faults: list[Fault]) -> None:
    release = plan.release
    if case.referential not in (None, release.referential.key) or case.release not in (None, release.head.release):
        faults.append(
            _fault(
                "other-release",
                "release",
                f"Le cas est fait pour {case.referential}@{case.release}, pas pour {release.id}.",
                f"The case is made for {case.referential}@{case.release}, not for {release.id}.",
                "Évaluez-le sous sa version, ou faites-le migrer.",
                "Evaluate it under its release, or migrate it.",
            )
        )
    groups = (("facts", release.referential.facts), ("answers", release.criteria), ("inputs", release.inputs))
    for group, known in groups:
        faults += [
            _fault(
                "unknown-key",
                f"{group}.{key}",
                f"« {key} » n’existe pas dans {release.id}.",
                f"“{key}” does not exist in {release.id}.",
                "Vérifiez l’orthographe de la clé, ou retirez-la.",
                "Check the spelling of the key, or remove it.",
            )
            for key in getattr(case, group)
            if key not in known
        ]
    for key, level in case.answers.items():
        criterion = plan.by_key.get(key)
        if level is not None and criterion is not None and level not in criterion.points:
            allowed = ", ".join(criterion.points) or "–"
            faults.append(
                _fault(
                    "unknown-level",
                    f"answers.{key}",
                    f"« {level} » n’est pas un niveau de « {key} ».",
                    f"“{level}” is not a level of “{key}”.",
                    f"Répondez par un de ces niveaux : {allowed}.",
                    f"Answer with one of these levels: {allowed}.",
                )
            )
    faults += finding_faults(release, case.findings, case.date)


def _rest_answers(plan: ScoringPlan, case: Case, faults: list[Fault]) -> dict[str, str]:
    """Return the answers to the questions not named; null names a question, whose answer stays unknown."""
    faults += [
        _fault(
            "unknown-level",
            "rest",
            f"« {level} » n’est le niveau d’aucune question de ce questionnaire.",
            f"“{level}” is the level of no question of this questionnaire.",
            "Vérifiez l’orthographe du niveau, ou retirez-le.",
            "Check the spelling of the level, or remove it.",
        )
        for level in case.rest
        if not any(level in criterion.points for criterion in plan.criteria)
    ]
    found = {}
    for criterion in plan.criteria:
        level = next((one for one in case.rest if one in criterion.points), None)
        if level is not None and criterion.key not in case.answers:
            found[criterion.key] = level
    return found


def _read_fact(key: str, fact: Fact, given: Any, faults: list[Fault]) -> Value:
    if fact.type == "boolean" and isinstance(given, bool):
        return given
    if fact.type == "word" and isinstance(given, str) and given in (fact.values or {}):
        return given
    if fact.type == "quantity":
        number = _read_quantity(given, fact.unit)
        if number is not None and number >= 0:
            return number
    wanted_fr = {
        "boolean": "true ou false",
        "word": ", ".join(fact.values or {}),
        "quantity": "un nombre positif ou nul",
    }
    wanted_en = {"boolean": "true or false", "word": ", ".join(fact.values or {}), "quantity": "a number, zero or more"}
    found = describe_value(given)
    faults.append(
        _fault(
            "wrong-fact",
            f"facts.{key}",
            f"« {key} » {found.fr} ; ce n’est pas une valeur de ce fait.",
            f"“{key}” {found.en}; it is not a value of this fact.",
            f"Donnez : {wanted_fr[fact.type]}.",
            f"Give: {wanted_en[fact.type]}.",
        )
    )
    return missing_value(f"fact.{key}")


def _read_quantity(given: Any, unit: str | None) -> int | Fraction | None:
    if isinstance(given, str) and unit is not None and given.endswith(f" {unit}"):
        given = given.removesuffix(f" {unit}")
    if isinstance(given, bool) or not isinstance(given, (int, Decimal, Fraction, str)):
        return None
    if isinstance(given, str) and (not given.isascii() or "_" in given):
        # Python would also read the digits of other scripts, and digits tied by underscores.
        return None
    try:
        number = given if isinstance(given, (int, Fraction)) else Decimal(given)
        if isinstance(number, Decimal):
            # As many powers of ten as a formula may make: a few signs more would be a number of a thousand million.
            places = number.as_tuple().exponent
            if not number.is_finite() or not -_MAX_EXPONENT <= int(places) <= number.adjusted() <= _MAX_EXPONENT:
                return None
        return to_exact(number)
    except (InvalidOperation, ValueError, OverflowError):
        return None


def _read_number(name: str, given: Any, faults: list[Fault]) -> Value:
    number = None if given is None else _read_quantity(given, None)
    if given is not None and number is None:
        key, found = name.removeprefix("input."), describe_value(given)
        faults.append(
            _fault(
                "not-a-number",
                f"inputs.{key}",
                f"Une valeur de « {key} » {found.fr} ; ce n’est pas un nombre.",
                f"A value of “{key}” {found.en}; it is not a number.",
                "Donnez un nombre, sans unité ni espace.",
                "Give a number, without unit or space.",
            )
        )
    if number is not None and number < 0:
        faults.append(
            _fault(
                "negative-number",
                name.replace("input.", "inputs.", 1),
                f"« {given} » est négatif : on ne compte ni ne mesure moins que zéro.",
                f"“{given}” is negative: nothing counted or measured is below zero.",
                "Donnez la quantité mesurée ; laissez vide ce qui n’est pas connu.",
                "Give the quantity measured; leave out what is not known.",
            )
        )
    return missing_value(name) if number is None else number


def _read_input(name: str, given: Any, faults: list[Fault]) -> Value:
    """Return what was measured: counts and quantities, never below zero; a difference is for a formula to take."""
    sites = given.values() if isinstance(given, Mapping) else given if isinstance(given, (list, tuple)) else None
    if sites is None:
        return _read_number(name, given, faults)
    numbers = tuple(_read_number(name, site, faults) for site in sites)
    # No site at all is no answer; the sum of nothing would be read as zero.
    return numbers or missing_value(name)


def _bounds_faults(key: str, bounds: InputBounds | None, value: Value) -> Iterator[Fault]:
    """Yield a fault for each number that no measure could have given."""
    for number in value if isinstance(value, tuple) else (value,):
        if bounds is None or not isinstance(number, (int, Fraction)) or bounds.admit(number):
            continue
        yield _fault(
            "number-out-of-bounds",
            f"inputs.{key}",
            f"« {float(number):g} » n’est pas une valeur plausible de « {key} », de {bounds.min} à {bounds.max}.",
            f"“{float(number):g}” is no plausible value of “{key}”, from {bounds.min} to {bounds.max}.",
            "Vérifiez l’unité et la source, puis corrigez la valeur.",
            "Check the unit and the source, then correct the value.",
        )


def _outside_life_fault(release: Release, day: date, unruled: list[str]) -> Fault:
    """A parameter has a value from its first day to its last: elsewhere the release has no rule to judge by."""
    values = [release.head.params[key].values for key in unruled]
    first = max(min(one.start for one in each) for each in values)
    ends = [max(one.end or date.max for one in each) for each in values]
    last = min(ends)
    until = "…" if last == date.max else last
    listed = ", ".join(unruled)
    return _fault(
        "outside-life",
        "date",
        f"Le {day}, {release.id} n’a pas de valeur pour : {listed}.",
        f"On {day}, {release.id} has no value for: {listed}.",
        f"Donnez un jour où elle en a une ({first} – {until}), ou une autre version.",
        f"Give a day on which it has one ({first} – {until}), or another release.",
    )


def _fault(code: str, key: str, fr: str, en: str, remedy_fr: str, remedy_en: str) -> Fault:
    return Fault(code=code, key=key, message=Text(fr=fr, en=en), remedy=Text(fr=remedy_fr, en=remedy_en))
