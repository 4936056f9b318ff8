"""The names an expression of a release may use, and every expression of a release with what its place wants of it.

One list of expressions serves the check at load, the search for cycles and that for what is never used.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from filiere.core.faults import Faults
from filiere.core.yaml_documents import Key
from filiere.referentials.language import (
    BOOLEAN,
    NUMBER,
    TEXT,
    FunctionParameter,
    FunctionSignature,
    LevelScale,
    Scope,
    Type,
    computed_names,
    list_type,
    quantity_type,
    word_type,
)
from filiere.referentials.records import DerivedFact
from filiere.referentials.release import Release

# The registers a host may answer from: a function, what it is given, and the kind of its answer.
REGISTER_FUNCTIONS: Mapping[str, FunctionSignature] = {
    "recent_withdrawal": FunctionSignature((FunctionParameter("number"),), BOOLEAN),
    "conviction": FunctionSignature((FunctionParameter("word"),), BOOLEAN),
}
# What may suspend or withdraw a label, told by the procedure as true or false.
EVENT_NAMES = ("major_unlifted", "follow_up_missed", "suspension_expired", "false_evidence")
# Sizes the audit knows when it draws: sites, sites at risk, sites drawn, earlier majors, people on the site.
SIZE_NAMES = ("n", "risky", "base", "majors_before", "headcount", "sites_sampled")
FINDING_FILTERS = ("open", "lifted", "all", "overdue", "unlifted_from_previous")


@dataclass(frozen=True, slots=True)
class ReleaseExpression:
    """One expression: the record and the key it stands at, its text, the type wanted, the names it alone may use."""

    kind: str
    key: str
    at: Key
    text: str
    expected: Type | None = BOOLEAN
    local: Mapping[str, Type] | None = None


def build_scope(release: Release) -> Scope:
    """Return every name an expression of a release may use; a name of a wrong unit is left out, its fault apart."""
    referential = release.referential
    names: dict[str, Type] = dict(computed_names(referential.categories))
    for key, fact in referential.facts.items():
        if fact.type == "boolean":
            names[f"fact.{key}"] = BOOLEAN
        elif fact.type == "word":
            names[f"fact.{key}"] = word_type(fact.values) if fact.values else TEXT
        else:
            _add_quantity(names, f"fact.{key}", fact.unit or "1")
    for key, parameter in release.head.params.items():
        _add_quantity(names, f"param.{key}", parameter.unit)
    for key, indicator in release.indicators.items():
        _add_quantity(names, f"ind.{key}", indicator.unit)
        for name, asked in indicator.inputs.items():
            _add_quantity(names, name, asked.unit)
            if asked.per is not None and name in names:
                names[name] = list_type(names[name])
    names |= dict.fromkeys(_known_derived_facts(release), BOOLEAN)
    themes = [theme.key for theme in release.themes]
    return Scope(
        names=names,
        levels=language_scales(release),
        scores=(*release.criteria, *themes, "total"),
        findings=tuple(release.audit.findings.kinds) if release.audit else (),
        filters=(*FINDING_FILTERS, *themes, *release.criteria),
        functions=REGISTER_FUNCTIONS,
    )


def unknown_units(release: Release, scope: Scope) -> frozenset[str]:
    """Return the keys that a scope left out because no one knows their unit."""
    keys = [*((f"fact.{key}", key) for key in release.referential.facts)]
    keys += [(f"param.{key}", key) for key in release.head.params]
    keys += [(f"ind.{key}", key) for key in release.indicators]
    keys += [(key, key) for key in release.inputs]
    return frozenset(key for name, key in keys if name not in scope.names)


def language_scales(release: Release) -> dict[str, LevelScale]:
    """Return the scale of each criterion answered by a level, as the language compares levels."""
    shared = {key: LevelScale(key, scale.keys) for key, scale in release.referential.scales.items()}
    return {
        key: shared[name] if (name := release.criteria[key].scale) else LevelScale(key, scale.keys)
        for key, scale in release.scales.items()
    }


def _add_quantity(names: dict[str, Type], name: str, unit: str) -> None:
    try:
        names[name] = quantity_type(unit)
    except Faults:
        # Said once, at the unit itself: see checker.units.
        return


def local_scope(scope: Scope, place: ReleaseExpression) -> Scope:
    """Return the scope with the names that one place alone may use."""
    return scope if place.local is None else replace(scope, names={**scope.names, **place.local})


def list_expressions(release: Release) -> Iterator[ReleaseExpression]:
    """Yield every expression of a release, in the order of its records."""
    for key, derived in _known_derived_facts(release).items():
        yield ReleaseExpression("referential", "", ("derived", key, "when"), derived.when)
    for key, criterion in release.criteria.items():
        if criterion.applies_if is not None:
            yield ReleaseExpression("criterion", key, ("applies_if",), criterion.applies_if)
        if criterion.knock_out is not None:
            yield ReleaseExpression("criterion", key, ("knock_out", "if"), criterion.knock_out.condition)
    for key, indicator in release.indicators.items():
        if indicator.applies_if is not None:
            yield ReleaseExpression("indicator", key, ("applies_if",), indicator.applies_if)
        yield ReleaseExpression("indicator", key, ("formula",), indicator.formula, _unit_type(indicator.unit))
        if indicator.scores is not None:
            yield ReleaseExpression("indicator", key, ("scores", "rule"), indicator.scores.rule, quantity_type("point"))
    for key, evidence in release.evidence.items():
        yield ReleaseExpression("evidence", key, ("required_if",), evidence.required_if)
        if evidence.sample is not None:
            yield ReleaseExpression("evidence", key, ("sample", "size"), evidence.sample.size, None, {"n": NUMBER})
    yield from _audit_expressions(release)
    yield from _award_expressions(release)
    if release.procedure is not None:
        inputs = dict.fromkeys(release.procedure.inputs, BOOLEAN)
        for index, step in enumerate(release.procedure.transitions):
            if step.guard is not None:
                yield ReleaseExpression("procedure", "", ("transitions", index, "guard"), step.guard, BOOLEAN, inputs)


def _known_derived_facts(release: Release) -> dict[str, DerivedFact]:
    """Return the derived names that a release can mean.

    The referential is shared: a name made for a later release, on parameters this one never had, is none of its own.
    """
    derived = release.referential.derived
    return {
        key: one
        for key, one in derived.items()
        if all(name in release.head.params for name in re.findall(r"\bparam\.(\w+)", one.when))
    }


def _unit_type(unit: str) -> Type | None:
    try:
        return quantity_type(unit)
    except Faults:
        return None


def _audit_expressions(release: Release) -> Iterator[ReleaseExpression]:
    audit = release.audit
    if audit is None:
        return
    sizes = dict.fromkeys(SIZE_NAMES, NUMBER)
    if audit.sampling is not None:
        sites = audit.sampling.sites
        for name in ("initial", "follow_up", "renewal"):
            at: Key = ("sampling", "sites", "size", name)
            yield ReleaseExpression("audit", "", at, getattr(sites.size, name), None, sizes)
        for index, text in enumerate(sites.add):
            yield ReleaseExpression("audit", "", ("sampling", "sites", "add", index), text, None, sizes)
        if audit.sampling.interviews is not None:
            per_site = audit.sampling.interviews.per_site
            for name in ("advisers", "supervisors", "staff_representatives"):
                text = getattr(per_site, name)
                if isinstance(text, str) and text != "all":
                    yield ReleaseExpression(
                        "audit", "", ("sampling", "interviews", "per_site", name), text, None, sizes
                    )
    if audit.days is not None:
        yield ReleaseExpression("audit", "", ("days",), audit.days, None, sizes)
    for index, rule in enumerate(audit.findings.arithmetic):
        yield ReleaseExpression("audit", "", ("findings", "arithmetic", index, "if"), rule.condition)


def _award_expressions(release: Release) -> Iterator[ReleaseExpression]:
    award = release.award
    if award is None:
        return
    for group in ("eligibility", "exclusions"):
        for index, condition in enumerate(getattr(award, group)):
            yield ReleaseExpression("award", "", (group, index, "when"), condition.when)
    for index, level in enumerate(award.levels):
        for number, text in enumerate(level.all):
            yield ReleaseExpression("award", "", ("levels", index, "all", number), text)
    events = dict.fromkeys(EVENT_NAMES, BOOLEAN)
    for group in ("suspension", "withdrawal"):
        rule = getattr(award, group)
        for index, text in enumerate(rule.if_any if rule is not None else ()):
            yield ReleaseExpression("award", "", (group, "if_any", index), text, BOOLEAN, events)
