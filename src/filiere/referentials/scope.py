"""The names an expression of a release may use, and every expression of a release with what its place wants of it.

One list of expressions serves the check at load, the search for cycles and that for what is never used.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from filiere.core.documents import Key
from filiere.core.errors import Faults
from filiere.referentials.language import (
    BOOLEAN,
    NUMBER,
    TEXT,
    Parameter,
    Scale,
    Scope,
    Signature,
    Type,
    computed_names,
    list_of,
    quantity,
    text_of,
)
from filiere.referentials.records import Derived
from filiere.referentials.release import Release

# The registers a host may answer from: a function, what it is given, and the kind of its answer.
REGISTERS: Mapping[str, Signature] = {
    "recent_withdrawal": Signature((Parameter("number"),), BOOLEAN),
    "conviction": Signature((Parameter("word"),), BOOLEAN),
}
# What may suspend or withdraw a label, told by the procedure as true or false.
EVENTS = ("major_unlifted", "follow_up_missed", "suspension_expired", "false_evidence")
# Sizes the audit knows when it draws: sites, sites at risk, sites drawn, earlier majors, people on the site.
SIZES = ("n", "risky", "base", "majors_before", "headcount", "sites_sampled")
FILTERS = ("open", "lifted", "all", "overdue", "unlifted_from_previous")


@dataclass(frozen=True, slots=True)
class Place:
    """One expression: the record and the key it stands at, its text, the type wanted, the names it alone may use."""

    kind: str
    key: str
    at: Key
    text: str
    expected: Type | None = BOOLEAN
    local: Mapping[str, Type] | None = None


def scope_of(release: Release) -> Scope:
    """Return every name an expression of a release may use; a name of a wrong unit is left out, its fault apart."""
    referential = release.referential
    names: dict[str, Type] = dict(computed_names(referential.categories))
    for key, fact in referential.facts.items():
        if fact.type == "boolean":
            names[f"fact.{key}"] = BOOLEAN
        elif fact.type == "word":
            names[f"fact.{key}"] = text_of(fact.values) if fact.values else TEXT
        else:
            _add(names, f"fact.{key}", fact.unit or "1")
    for key, parameter in release.head.params.items():
        _add(names, f"param.{key}", parameter.unit)
    for key, indicator in release.indicators.items():
        _add(names, f"ind.{key}", indicator.unit)
        for name, asked in indicator.inputs.items():
            _add(names, name, asked.unit)
            if asked.per is not None and name in names:
                names[name] = list_of(names[name])
    names |= dict.fromkeys(_derived(release), BOOLEAN)
    themes = [theme.key for theme in release.themes]
    return Scope(
        names=names,
        levels=language_scales(release),
        scores=(*release.criteria, *themes, "total"),
        findings=tuple(release.audit.findings.kinds) if release.audit else (),
        filters=(*FILTERS, *themes, *release.criteria),
        functions=REGISTERS,
    )


def unknown_units(release: Release, scope: Scope) -> frozenset[str]:
    """Return the keys that a scope left out because no one knows their unit."""
    keys = [*((f"fact.{key}", key) for key in release.referential.facts)]
    keys += [(f"param.{key}", key) for key in release.head.params]
    keys += [(f"ind.{key}", key) for key in release.indicators]
    keys += [(key, key) for key in release.inputs]
    return frozenset(key for name, key in keys if name not in scope.names)


def language_scales(release: Release) -> dict[str, Scale]:
    """Return the scale of each criterion answered by a level, as the language compares levels."""
    shared = {key: Scale(key, scale.keys) for key, scale in release.referential.scales.items()}
    return {
        key: shared[name] if (name := release.criteria[key].scale) else Scale(key, scale.keys)
        for key, scale in release.scales.items()
    }


def _add(names: dict[str, Type], name: str, unit: str) -> None:
    try:
        names[name] = quantity(unit)
    except Faults:
        # Said once, at the unit itself: see checker.units.
        return


def local_scope(scope: Scope, place: Place) -> Scope:
    """Return the scope with the names that one place alone may use."""
    return scope if place.local is None else replace(scope, names={**scope.names, **place.local})


def places(release: Release) -> Iterator[Place]:
    """Yield every expression of a release, in the order of its records."""
    for key, derived in _derived(release).items():
        yield Place("referential", "", ("derived", key, "when"), derived.when)
    for key, criterion in release.criteria.items():
        if criterion.applies_if is not None:
            yield Place("criterion", key, ("applies_if",), criterion.applies_if)
        if criterion.knock_out is not None:
            yield Place("criterion", key, ("knock_out", "if"), criterion.knock_out.condition)
    for key, indicator in release.indicators.items():
        if indicator.applies_if is not None:
            yield Place("indicator", key, ("applies_if",), indicator.applies_if)
        yield Place("indicator", key, ("formula",), indicator.formula, _unit(indicator.unit))
        if indicator.scores is not None:
            yield Place("indicator", key, ("scores", "rule"), indicator.scores.rule, quantity("point"))
    for key, evidence in release.evidence.items():
        yield Place("evidence", key, ("required_if",), evidence.required_if)
        if evidence.sample is not None:
            yield Place("evidence", key, ("sample", "size"), evidence.sample.size, None, {"n": NUMBER})
    yield from _audit(release)
    yield from _award(release)
    if release.procedure is not None:
        inputs = dict.fromkeys(release.procedure.inputs, BOOLEAN)
        for index, step in enumerate(release.procedure.transitions):
            if step.guard is not None:
                yield Place("procedure", "", ("transitions", index, "guard"), step.guard, BOOLEAN, inputs)


def _derived(release: Release) -> dict[str, Derived]:
    """Return the derived names that a release can mean.

    The referential is shared: a name made for a later release, on parameters this one never had, is none of its own.
    """
    derived = release.referential.derived
    return {
        key: one
        for key, one in derived.items()
        if all(name in release.head.params for name in re.findall(r"\bparam\.(\w+)", one.when))
    }


def _unit(unit: str) -> Type | None:
    try:
        return quantity(unit)
    except Faults:
        return None


def _audit(release: Release) -> Iterator[Place]:
    audit = release.audit
    if audit is None:
        return
    sizes = dict.fromkeys(SIZES, NUMBER)
    if audit.sampling is not None:
        sites = audit.sampling.sites
        for name in ("initial", "follow_up", "renewal"):
            at: Key = ("sampling", "sites", "size", name)
            yield Place("audit", "", at, getattr(sites.size, name), None, sizes)
        for index, text in enumerate(sites.add):
            yield Place("audit", "", ("sampling", "sites", "add", index), text, None, sizes)
        if audit.sampling.interviews is not None:
            per_site = audit.sampling.interviews.per_site
            for name in ("advisers", "supervisors", "staff_representatives"):
                text = getattr(per_site, name)
                if isinstance(text, str) and text != "all":
                    yield Place("audit", "", ("sampling", "interviews", "per_site", name), text, None, sizes)
    if audit.days is not None:
        yield Place("audit", "", ("days",), audit.days, None, sizes)
    for index, rule in enumerate(audit.findings.arithmetic):
        yield Place("audit", "", ("findings", "arithmetic", index, "if"), rule.condition)


def _award(release: Release) -> Iterator[Place]:
    award = release.award
    if award is None:
        return
    for group in ("eligibility", "exclusions"):
        for index, condition in enumerate(getattr(award, group)):
            yield Place("award", "", (group, index, "when"), condition.when)
    for index, level in enumerate(award.levels):
        for number, text in enumerate(level.all):
            yield Place("award", "", ("levels", index, "all", number), text)
    events = dict.fromkeys(EVENTS, BOOLEAN)
    for group in ("suspension", "withdrawal"):
        rule = getattr(award, group)
        for index, text in enumerate(rule.if_any if rule is not None else ()):
            yield Place("award", "", (group, "if_any", index), text, BOOLEAN, events)
