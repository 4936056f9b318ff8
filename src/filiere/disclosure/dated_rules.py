"""Rules of confidentiality as dated data: a limit that nobody can trace to a use, a day and a source is an opinion."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from filiere.core import Faults, Period, Slug, Source, StrictModel, Text, content_path, read_yaml, validate
from filiere.core.dates import format_day


class Dominance(StrictModel):
    """A limit on the largest contributors: together, the ``n`` first hold at most ``share`` (0 to 1) of a cell."""

    n: Annotated[int, Field(ge=1)]
    share: Annotated[Decimal, Field(gt=0, lt=1)]


class Rule(StrictModel):
    """What a cell must satisfy to be published, for one use, from one day on.

    ``minimum`` counts distinct contributors; ``since`` and ``until`` are the first and last day (none: still in
    force). ``origin`` tells a rule that its ``source`` publishes from one that the project proposes.
    """

    id: Slug
    use: Text
    minimum: Annotated[int, Field(ge=1)]
    dominance: tuple[Dominance, ...] = ()
    since: Period
    until: Period | None = None
    origin: Literal["published", "proposed"]
    source: Source | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _hold(self) -> Self:
        if self.origin == "published" and self.source is None:
            raise ValueError(Text(fr="Une règle publiée nomme sa source.", en="A published rule names its source."))
        if self.until is not None and self.until.end < self.since.start:
            raise ValueError(Text(fr="La règle finit avant de commencer.", en="The rule ends before it begins."))
        return self

    def in_force(self, day: date) -> bool:
        """Whether the rule holds on ``day``."""
        return self.since.start <= day and (self.until is None or day <= self.until.end)

    def has_too_few(self, amounts: Sequence[Fraction]) -> bool:
        """Whether these amounts, one a contributor, are of too few contributors; none at all tell of nobody."""
        return 0 < len(amounts) < self.minimum

    def find_passed_limits(self, amounts: Sequence[Fraction]) -> tuple[Dominance, ...]:
        """Return the limits that these amounts, one a contributor, pass.

        Shares are of sizes, without signs: a loss of one firm must not hide that another makes the whole gain.
        """
        sizes = sorted((abs(amount) for amount in amounts), reverse=True)
        whole = sum(sizes, Fraction(0))
        return tuple(
            limit for limit in self.dominance if sum(sizes[: limit.n], Fraction(0)) > Fraction(limit.share) * whole
        )

    def is_broken(self, amounts: Sequence[Fraction]) -> bool:
        """Whether a value that is the sum of these amounts tells too much about a contributor."""
        return self.has_too_few(amounts) or bool(self.find_passed_limits(amounts))


class _RuleFile(StrictModel):
    rules: tuple[Rule, ...]


def load_rules(path: Path | None = None) -> tuple[Rule, ...]:
    """Read the rules of a file, the shipped ones without a path; raise :class:`Faults` with all that is wrong."""
    document = read_yaml(path or content_path("disclosure", "rules.yaml"))
    rules = validate(document, _RuleFile).rules
    faults = [
        document.fault(
            "rule-overlap",
            ("rules", place),
            Text(
                fr=f"La règle « {rule.id} » est en vigueur deux fois le même jour.",
                en=f"The rule “{rule.id}” is in force twice on the same day.",
            ),
            Text(
                fr="Donnez une fin à l’ancienne avec « until », la veille du début de la nouvelle.",
                en="Give the older one an end with “until”, the day before the newer one begins.",
            ),
        )
        for place, rule in enumerate(rules)
        if any(other.id == rule.id and _rules_overlap(other, rule) for other in rules[:place])
    ]
    if faults:
        raise Faults(faults)
    return rules


def rule_in_force(rules: Sequence[Rule], name: str, day: date) -> Rule:
    """Return the rule called ``name`` that holds on ``day``; raise :class:`Faults` when there is none."""
    for rule in rules:
        if rule.id == name and rule.in_force(day):
            return rule
    known = ", ".join(sorted({rule.id for rule in rules})) or "–"
    raise Faults.one(
        code="rule-not-in-force",
        message=Text(
            fr=f"Aucune règle de confidentialité « {name} » n’est en vigueur le {format_day(day, 'fr')}.",
            en=f"No confidentiality rule “{name}” is in force on {format_day(day, 'en')}.",
        ),
        remedy=Text(
            fr=f"Vérifiez le nom et le jour ; rien n’est publié sans règle. Règles connues : {known}.",
            en=f"Check the name and the day; nothing is published without a rule. Known rules: {known}.",
        ),
    )


def _rules_overlap(this: Rule, other: Rule) -> bool:
    first, second = sorted((this, other), key=lambda rule: rule.since.start)
    return first.until is None or first.until.end >= second.since.start
