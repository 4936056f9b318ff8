"""Completing the identity that a mapping reads by the day or the month, where numbers begin again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from filiere.contacts import TABLES
from filiere.core.yaml_documents import parse_yaml
from filiere.site.quality.fault_builders import build_faults
from filiere.site.quality.mapping_form import find_numbered_column
from filiere.site.quality.mapping_preview import parse_mapping

PERIODS = ("month", "day")


def complete_identity(text: str, period: str, version: int) -> str:
    """The YAML of a mapping whose numbers begin again each ``period``, as its next version; raise ``Faults`` for one
    whose identity is not a column of the file, or whose rows are not dated by one."""
    mapping = parse_mapping(text).mapping
    table = TABLES[mapping.table]
    name = find_numbered_column(table)
    rule, moment = mapping.columns.get(name or ""), mapping.columns.get(table.moment or "")
    dated = next(_iterate_dates(moment), None) if moment is not None else None
    if name is None or rule is None or rule.field is None or rule.words or rule.when or dated is None:
        raise build_faults(
            "identity-not-a-column",
            "Dans cette correspondance, l’identité n’est pas une seule colonne du fichier.",
            "In this mapping the identity is not a single column of the file.",
            "Ouvrez la correspondance et composez l’identité avec une date.",
            "Open the mapping and make up the identity with a date.",
        )
    content = parse_yaml(text, Path(mapping.id)).data
    content["version"] = str(version)
    content["columns"][name] = {"field": rule.field, "restarts": period, "dated": dated}
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=110)


def _iterate_dates(rule: Any) -> Iterator[str]:
    """The columns of the file that say the day of an instant."""
    found = rule.day or rule.field
    if found is not None:
        yield found
    for one in rule.first_of or ():
        yield from _iterate_dates(one)
