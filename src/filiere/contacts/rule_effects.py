"""What changing one rule of the common definition does to one real log, computed by the engine and kept as counts.

The log itself is public research data and is not shipped. What is shipped, in ``content/contacts/effects``, is the
rules in words (``rules.yaml``) and what the engine counted under each (``counts.json``, with the SHA-256 of the file
that was read). ``tools/build_rule_effects.py`` counts again.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from filiere.contacts.definitions.loader import load_set
from filiere.contacts.definitions.records import DefinitionSet, Overrides, merge_choices
from filiere.contacts.indicators import compute_indicators
from filiere.contacts.store import Store
from filiere.core.bounded_json import load_json
from filiere.core.content_folder import content_path
from filiere.core.text import StrictModel, Text
from filiere.core.validation import validate
from filiere.core.yaml_documents import read_yaml

FOLDER = ("contacts", "effects")
COUNTS_FILE = content_path(*FOLDER, "counts.json")


class LogSource(StrictModel):
    """Who published the log, and when."""

    id: str
    publisher: str
    year: int


class ChangedRule(StrictModel):
    """The common definition, or what it becomes when one choice is made differently, in words."""

    key: str
    title: Text
    text: Text
    choices: Overrides | None = None  # type: ignore[valid-type]


class RulesFile(StrictModel):
    """The rules, the log, and the indicator that each is applied to.

    ``assumed`` changes several rules at once, and ``published`` names sets of their own: gaps lead from and to both.
    """

    source: LogSource
    log: Text
    mapping: str
    queue: str
    definition: str
    indicator: str
    rules: tuple[ChangedRule, ...]
    assumed: ChangedRule
    published: tuple[str, ...]


class RuleCount(StrictModel):
    """What one rule gives: a percentage, and the counts it is made of, which a mean of ratios has not."""

    value: Decimal
    numerator: int | None
    denominator: int | None
    n: int


class CountsFile(StrictModel):
    """The counts of every rule on the file of a SHA-256: its contacts in the queue, and its first and last days."""

    sha256: str
    definition: str
    contacts: int
    first: date
    last: date
    rules: Mapping[str, RuleCount]


def load_rules() -> RulesFile:
    """Return the shipped rules."""
    return validate(read_yaml(content_path(*FOLDER, "rules.yaml")), RulesFile)


@lru_cache(maxsize=1)
def load_rule_effects() -> tuple[RulesFile, CountsFile]:
    """Return the shipped rules and what they give, read once."""
    return load_rules(), CountsFile.model_validate(load_json(COUNTS_FILE.read_bytes()))


def count_rule_effects(store: Store, file: RulesFile, *, sha256: str) -> dict[str, Any]:
    """Return the counts of every rule on a store that holds the log, as they are written."""
    common = load_set(file.definition)
    # From the line no call of the log has a negative wait, which would leave it out: all are counted.
    contacts = common.indicator("contacts")
    from_line = merge_choices(contacts.choices, Overrides(clock_start="arrival"))
    offered = common.model_copy(update={"indicators": (contacts.with_choices(from_line),)})
    days = {
        row.interval: row.n
        for row in compute_indicators(store, [offered], by=("queue",), interval="day")
        if row.queue == file.queue
    }
    found = {
        row.definition: row
        for row in compute_indicators(store, list(_changed_sets(common, file)), by=("queue",))
        if row.queue == file.queue
    }
    return {
        "sha256": sha256,
        "definition": common.sha256,
        "contacts": sum(days.values()),
        "first": min(days),
        "last": max(days),
        "rules": {
            rule.key: {
                "value": f"{row.value:.6f}",
                "numerator": row.numerator,
                "denominator": row.denominator,
                "n": row.n,
            }
            for rule in file.rules
            for row in [found[rule.key]]
        },
    }


def _changed_sets(common: DefinitionSet, file: RulesFile) -> Iterator[DefinitionSet]:
    """The common definition once a rule, under the key of the rule, with the one indicator and the choice changed."""
    indicator = common.indicator(file.indicator)
    for rule in file.rules:
        changed = indicator.with_choices(merge_choices(indicator.choices, rule.choices))
        yield common.model_copy(update={"id": rule.key, "indicators": (changed,)})
