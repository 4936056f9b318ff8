"""The operations of a migration, one by one, on what a dossier says. Cautious in doubt: unknown rather than guessed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from filiere.core.text import Text
from filiere.referentials.migration.results import ArchivedItem, CarriedItem, ContentKind, ReviewDuty
from filiere.referentials.records import InputBounds, Migration, Operation
from filiere.referentials.records.migration import DropKey, KeepKey, Merge, NewKey, RenumberKey, Rescale, Split, Tighten
from filiere.referentials.release import Release
from filiere.referentials.scoring.case import Case
from filiere.referentials.scoring.findings import Finding

_REASONS: Mapping[str, Text] = {
    "level-gone": Text(
        fr="le niveau n’existe plus sur l’échelle de la question", en="the level is no longer on the question’s scale"
    ),
    "no-carry": Text(fr="la migration ne reporte pas la réponse", en="the migration does not carry over the answer"),
    "no-evidence": Text(
        fr="la réponse n’est reportée que prouvée, et une preuve manque",
        en="the answer is carried over only with proof, and proof is missing",
    ),
    "tightened": Text(fr="la question demande plus qu’avant", en="the question asks for more than before"),
    "merged": Text(fr="plusieurs questions n’en font plus qu’une", en="several questions have become one"),
    "not-whole": Text(
        fr="une des questions réunies n’a pas de réponse", en="one of the merged questions has no answer"
    ),
    "untold": Text(
        fr="le niveau ne se traduit pas sur la nouvelle échelle", en="the level has no equivalent on the new scale"
    ),
    "dropped": Text(fr="la question n’existe plus", en="the question no longer exists"),
    "unsaid": Text(fr="la migration ne la mentionne pas", en="the migration does not mention it"),
    "gone": Text(fr="la nouvelle version ne l’utilise pas", en="the new version does not use it"),
    "unit": Text(fr="l’unité demandée a changé", en="the unit required has changed"),
    "bounds": Text(
        fr="le nombre est hors des bornes plausibles de la nouvelle version",
        en="the number lies outside the plausible bounds of the new version",
    ),
    "new": Text(fr="question nouvelle", en="new question"),
    "split": Text(fr="question issue d’une autre, plus large", en="question derived from a wider one"),
    "rescaled": Text(fr="les niveaux ont changé", en="the levels have changed"),
}


@dataclass
class CarryOver:
    """A dossier under way from a release to the next: what has landed, what is archived, what is to be read again."""

    before: Release
    after: Release
    case: Case
    applies: Callable[[str], bool]
    answers: dict[str, str] = field(default_factory=dict)
    landings: list[CarriedItem] = field(default_factory=list)
    archive: list[ArchivedItem] = field(default_factory=list)
    duties: dict[str, ReviewDuty] = field(default_factory=dict)
    homes: dict[str, str | None] = field(default_factory=dict)
    """The question each earlier one has become, None when it became several; one that was dropped is not there."""
    inputs: dict[str, str] = field(default_factory=dict)
    """The reason why the inputs of an indicator are not carried, by the indicator's key."""

    def carry_answer(self, source: str, target: str, level: str) -> None:
        """Put an answer in the new dossier."""
        self.answers[target] = level
        self.landings.append(CarriedItem("answer", source, target, self.case.answers.get(source), level))

    def lose(self, source: str, why: str, *, kept: bool = True) -> None:
        """Put an answer in the archive."""
        level = self.case.answers.get(source)
        if level is not None:
            self.archive.append(ArchivedItem("answer", source, level, _REASONS[why], kept))

    def duty(self, key: str, review: str, why: str) -> None:
        """Ask for a question to be read again."""
        if review in ("required", "optional") and key in self.after.criteria:
            self.duties[key] = ReviewDuty(key, review, _REASONS[why])  # type: ignore[arg-type]

    def is_proved(self, key: str) -> bool:
        """Tell whether every piece that the question asked for was given; a question that asks for none has none."""
        asked = self.before.criteria[key].evidence
        return bool(asked) and all(name in self.case.evidence for name in asked)

    def fits(self, key: str, level: str) -> bool:
        """Tell whether a level is one of a question of the new release."""
        scale = self.after.scales.get(key)
        return scale is not None and level in scale.keys


def carry_answers(migration: Migration, carried: CarryOver) -> None:
    """Carry the answers of a dossier, operation by operation; one that none speaks of goes to the archive."""
    for op in migration.ops:
        _apply_operation(op, carried)
    told = {landing.source for landing in carried.landings} | {lost.key for lost in carried.archive}
    for key in carried.case.answers:
        if key not in told:
            carried.lose(key, "unsaid")


def _apply_operation(op: Operation, carried: CarryOver) -> None:
    if isinstance(op, (KeepKey, RenumberKey)):
        _apply_keep(op.key, carried)
    elif isinstance(op, Split):
        _apply_split(op, carried)
    elif isinstance(op, Merge):
        _apply_merge(op, carried)
    elif isinstance(op, Rescale):
        _apply_rescale(op, carried)
    elif isinstance(op, Tighten):
        _apply_tighten(op, carried)
    elif isinstance(op, NewKey):
        carried.duties.setdefault(op.key, ReviewDuty(op.key, "answer", _REASONS["new"]))
    elif isinstance(op, DropKey):
        carried.lose(op.key, "dropped", kept=op.keep_in_archive)
        if op.key in carried.before.indicators:
            carried.inputs[op.key] = "dropped"


def _apply_keep(key: str, carried: CarryOver) -> None:
    carried.homes[key] = key
    level = carried.case.answers.get(key)
    if level is None:
        return
    if carried.fits(key, level):
        carried.carry_answer(key, key, level)
    else:
        carried.lose(key, "level-gone")
        carried.duty(key, "required", "level-gone")


def _apply_split(op: Split, carried: CarryOver) -> None:
    level = carried.case.answers.get(op.source)
    carried.homes[op.source] = op.into[0].key if len(op.into) == 1 else None
    landed, why = False, "no-carry"
    for part in op.into:
        allowed = part.carry == "answer" or (part.carry == "answer_if_evidence" and carried.is_proved(op.source))
        if level is not None and allowed and carried.fits(part.key, level):
            carried.carry_answer(op.source, part.key, level)
            landed = True
        elif level is not None and part.carry == "answer_if_evidence" and not allowed:
            why = "no-evidence"
        elif level is not None and allowed:
            why = "level-gone"
        carried.duty(part.key, part.review, "split")
    if not landed:
        carried.lose(op.source, why)


def _apply_merge(op: Merge, carried: CarryOver) -> None:
    told = [key for key in op.sources if carried.applies(key)]
    levels = {key: carried.case.answers.get(key) for key in told}
    for key in op.sources:
        carried.homes[key] = op.into
    known = [level for level in levels.values() if level is not None]
    why = "no-carry" if op.rule == "none" else ""
    if not why and len(known) < len(levels):
        why = "not-whole"
    if not why and not all(carried.fits(op.into, level) for level in known):
        why = "level-gone"
    if not why and known:
        scale = carried.after.scales[op.into]
        chosen = (min if op.rule == "min_level" else max)(known, key=scale.rank)
        source = next(key for key in told if levels[key] == chosen)
        carried.carry_answer(source, op.into, chosen)
        for key in op.sources:
            if key != source:
                carried.lose(key, "merged")
    else:
        for key in op.sources:
            carried.lose(key, why or "merged")
    carried.duty(op.into, op.review, why or "merged")


def _apply_rescale(op: Rescale, carried: CarryOver) -> None:
    carried.homes[op.key] = op.key
    level = carried.case.answers.get(op.key)
    becomes = None if level is None else op.table.get(level)
    if becomes is not None and carried.fits(op.key, becomes):
        carried.carry_answer(op.key, op.key, becomes)
    elif level is not None:
        carried.lose(op.key, "untold")
        carried.duty(op.key, "required", "untold")
    carried.duty(op.key, op.review, "rescaled")


def _apply_tighten(op: Tighten, carried: CarryOver) -> None:
    carried.homes[op.key] = op.key
    level = carried.case.answers.get(op.key)
    if level is not None:
        allowed = op.carry == "answer" or (op.carry == "answer_if_evidence" and carried.is_proved(op.key))
        if allowed and carried.fits(op.key, level):
            carried.carry_answer(op.key, op.key, level)
        else:
            carried.lose(op.key, "no-evidence" if op.carry == "answer_if_evidence" and not allowed else "tightened")
    if op.key in carried.before.indicators and op.carry in ("evidence", "none"):
        carried.inputs[op.key] = "tightened"
    indicator = carried.after.indicators.get(op.key)
    scored = indicator.scores.criterion if indicator is not None and indicator.scores is not None else op.key
    # An indicator is read again through the question it scores.
    carried.duty(scored, op.review, "tightened")


def carry_inputs(carried: CarryOver) -> dict[str, Any]:
    """Return the numbers of the new dossier: those whose indicator lets them through and whose unit is the same."""
    found = {}
    for key, value in carried.case.inputs.items():
        indicator = carried.before.inputs.get(key)
        later = carried.after.inputs.get(key)
        why = carried.inputs.get(indicator.key) if indicator is not None else None
        if why is None and later is None:
            why = "gone"
        elif why is None and indicator is not None and later is not None:
            same = indicator.inputs[key].unit == later.inputs[key].unit
            why = "unit" if not same else None if _is_plausible(value, later.inputs[key].bounds) else "bounds"
        if why is None:
            found[key] = value
            carried.landings.append(CarriedItem("input", key, key, value, value))
        else:
            carried.archive.append(ArchivedItem("input", key, value, _REASONS[why]))
    return found


def _is_plausible(value: Any, bounds: InputBounds | None) -> bool:
    """Tell whether a number, or each of one a site, lies within bounds; what is no number is for others to refuse."""
    each = value.values() if isinstance(value, Mapping) else value if isinstance(value, (list, tuple)) else (value,)
    return bounds is None or all(bounds.admit(one) for one in each if isinstance(one, (int, Decimal, Fraction)))


def carry_findings(carried: CarryOver) -> tuple[Finding, ...]:
    """Return the findings of the new dossier; one on a question that became several is kept on none of them."""
    audit = carried.after.audit
    kinds = audit.findings.kinds if audit is not None else {}
    found = []
    for finding in carried.case.findings:
        source = finding.criterion or finding.theme or ""
        dropped = finding.criterion is not None and finding.criterion not in carried.homes
        if finding.kind not in kinds or dropped:
            why = _REASONS["dropped" if dropped else "gone"]
            carried.archive.append(ArchivedItem("finding", source, finding, why))
            continue
        home = carried.homes.get(finding.criterion) if finding.criterion is not None else None
        theme = carried.after.theme_of[home].key if home is not None and home in carried.after.theme_of else None
        known = {one.key for one in carried.after.themes}
        moved = finding.model_copy(
            update={
                "criterion": home if home in carried.after.criteria else None,
                "theme": theme or (finding.theme if finding.theme in known else None),
            }
        )
        found.append(moved)
        carried.landings.append(CarriedItem("finding", source, moved.criterion or "", finding, moved))
    return tuple(found)


def carry_other_content(carried: CarryOver) -> dict[str, Any]:
    """Return the facts, registers and evidence of the new dossier: what the new release knows of them."""
    case, after = carried.case, carried.after
    evidence = []
    for name in case.evidence:
        if name in after.evidence:
            evidence.append(name)
            carried.landings.append(CarriedItem("evidence", name, name, name, name))
        else:
            carried.archive.append(ArchivedItem("evidence", name, name, _REASONS["gone"]))
    groups: tuple[tuple[ContentKind, dict[str, Any], Callable[[str], bool]], ...] = (
        ("fact", case.facts, lambda key: key in after.referential.facts),
        ("register", case.registers, lambda _: True),
    )
    kept: dict[str, dict[str, Any]] = {}
    for kind, given, known in groups:
        kept[kind] = {}
        for key, value in given.items():
            if known(key):
                kept[kind][key] = value
                carried.landings.append(CarriedItem(kind, key, key, value, value))
            else:
                carried.archive.append(ArchivedItem(kind, key, value, _REASONS["gone"]))
    return {
        "facts": kept["fact"],
        "registers": kept["register"],
        "evidence": tuple(evidence),
    }
