"""What the four acts on figures share: numbering, judging by the figures engine, storing and recording.

The engine judges the register as it would be with the amendment, before anything is written: a correction that
would break a rule, or an untraceable figure that would be retained, is refused with its reasons.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Max
from django.utils import timezone

from filiere.core import Fault, Faults, Text, seal
from filiere.figures import Register
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Actor
from filiere.site.journal.act_decorator import ActTarget, lock_journal
from filiere.site.journal.writer import record_act
from filiere.site.observatory.extension_points import FigureFall, find_fall_faults
from filiere.site.observatory.faults import CATALOGUE
from filiere.site.observatory.figure_register import current_register, engine_amendment, shipped_register
from filiere.site.observatory.journal_reconciliation import amendment_payload
from filiere.site.observatory.models import Amendment

MOVED_FAULT = "figure-moved"


FIGURE: ActTarget[str] = ActTarget("figure", str, lock_journal, refusals=False)
"""Acts on a figure of the register, known by its id."""

FIGURES: ActTarget[Mapping[str, Any]] = ActTarget(
    "figure", lambda figures: next(iter(figures)), lock_journal, refusals=False
)
"""Acts on figures that stand or fall together, by their ids; the journal knows them by the first."""


def amend_register(
    actor: Actor, act: str, *drafts: dict[str, Any], seen: str | None = None, unless: Fault | None = None
) -> list[Amendment]:
    """Check the reasons, judge, then store the amendments and record each; call it in the transaction of the act.

    The drafts stand or fall together: a correction comes with those of the figures computed from it. `seen` is what
    `figure_standing` said when the person read the figure: when it says otherwise now, someone else has changed what
    they decided upon, and nothing is done. Other apps may keep a figure from changing (see `extension_points`).
    `unless` is what the person has still to answer, asked once nothing else is wrong.
    """
    assert isinstance(actor, User)  # noqa: S101  Only accounts hold these rights: an amendment is signed.
    for draft in drafts:
        _require_reasons(draft)
    if seen is not None:
        _require_unchanged(drafts[0]["figure"], drafts[0]["kind"], seen)
    last = Amendment.objects.aggregate(last=Max("number"))["last"] or 0
    now = timezone.now()
    amendments = [
        Amendment(number=number, by=actor, at=now, **draft) for number, draft in enumerate(drafts, start=last + 1)
    ]
    check_amendments(amendments)
    if standing := find_fall_faults(_list_falls(amendments)):
        raise Faults(standing)
    if unless is not None:
        raise Faults([unless])
    for amendment in amendments:
        amendment.save(force_insert=True)
        record_act(actor, act, "figure", amendment.figure, amendment_payload(amendment))
    return amendments


def _list_falls(amendments: list[Amendment]) -> list[FigureFall]:
    """The figures that these amendments correct, and those that stand for less once all of them are applied.

    A figure released from one use stands as long as another retains it: nothing that is printed of it changes. It falls
    with its last use, and with its last use of today, since what cites it speaks of today.
    """
    register = current_register()
    falls = [FigureFall(one.figure, frozenset(one.changes)) for one in amendments if one.kind == Amendment.Kind.CORRECT]
    before = {one.use: (one.figure, one.current) for one in register.retained_figures}
    after = dict(before)
    for one in amendments:
        if one.kind == Amendment.Kind.RELEASE:
            after.pop(one.use, None)
        elif one.kind == Amendment.Kind.RETAIN:
            after[one.use] = (one.figure, one.use in before and before[one.use][1])
    for figure in sorted({figure for figure, _ in before.values()}):
        stood = [current for name, current in before.values() if name == figure]
        stands = [current for name, current in after.values() if name == figure]
        if not stands or (any(stood) and not any(stands)):
            falls.append(FigureFall(figure))
    return falls


def figure_standing(register: Register, figure: str, kind: str) -> str:
    """Where the figure stands, for an act of that kind: its version, and what each use retains if it matters."""
    version = str(register.version(figure))
    if kind == Amendment.Kind.CORRECT:
        return version
    return f"{version}-{seal({one.use: one.figure for one in register.retained_figures})[:16]}"


def _require_unchanged(figure: str, kind: str, seen: str) -> None:
    register = current_register()
    if figure not in register or figure_standing(register, figure, kind) == seen:
        return
    raise Faults([CATALOGUE.build("figure-moved")])


def check_amendments(amendments: list[Amendment]) -> None:
    """Raise `Faults` when the engine refuses the register that these amendments would make."""
    if amendments[0].kind != Amendment.Kind.ENTER:
        current_register().find(amendments[0].figure)
    today = timezone.localdate()
    applied = [engine_amendment(row) for row in Amendment.objects.order_by("number")]
    try:
        shipped_register().with_amendments([*applied, *map(engine_amendment, amendments)], today=today)
    except Faults as faults:
        earlier = _existing_faults(applied, today)
        new = [fault for fault in faults.faults if fault not in earlier]
        if new:
            raise Faults(_write_plainly(fault, amendments[0].figure) for fault in new) from None


# What to do, told to whoever corrects on a page: they hold a form, not the files that the remedies of the checker name.
_REMEDIES = {
    "negative-value": Text(fr="Écrivez un nombre positif ou nul.", en="Enter zero or a positive number."),
    "fractional-count": Text(fr="Écrivez un nombre entier.", en="Enter a whole number."),
    "implausible-value": Text(
        fr="Relisez la valeur et l’unité dans la source.", en="Read the value and the unit again in the source."
    ),
    "no-value": Text(fr="Donnez une valeur ou une borne.", en="Give a value or a bound."),
    "untraceable-without-note": Text(
        fr="Dites pourquoi dans la note, dans les deux langues.", en="Say why in the note, in both languages."
    ),
    "confidence-above-rule": Text(
        fr="La confiance se calcule : elle ne peut qu’être abaissée, avec une note.",
        en="Confidence is computed: it can only be lowered, with a note.",
    ),
    "derived-mismatch": Text(
        fr="Corrigez plutôt les chiffres dont celui-ci est calculé.",
        en="Correct the figures from which this one is computed instead.",
    ),
}


def _write_plainly(fault: Fault, figure: str) -> Fault:
    """A fault of the checker in the words of a form; that of a figure computed from the corrected one names it."""
    fault = replace(fault, remedy=_REMEDIES.get(fault.code, fault.remedy))
    other = (fault.key or "").partition(".")[0]
    register = current_register()
    if other == figure or other not in register:
        return fault
    title = register.title(register[other])
    said = Text(fr=f"{title.fr} : {fault.message.fr}", en=f"{title.en}: {fault.message.en}")
    return replace(fault, message=said)


def _existing_faults(applied: list[Any], today: date) -> tuple[Any, ...]:
    """Faults that were there before: an old amendment that no longer fits must not forbid a new one."""
    try:
        shipped_register().with_amendments(applied, today=today)
    except Faults as faults:
        return faults.faults
    return ()


def _require_reasons(fields: dict[str, Any]) -> None:
    missing = [key for key in ("reason_fr", "reason_en") if not fields[key].strip()]
    if missing:
        raise Faults.one(
            code="reason-missing",
            message=Text(
                fr="Le motif manque dans au moins une des deux langues.",
                en="The reason is missing in at least one of the two languages.",
            ),
            remedy=Text(
                fr="Écrivez le motif en français et en anglais : il est publié avec le chiffre.",
                en="Enter the reason in French and in English: it is published with the figure.",
            ),
            key=missing[0],
        )
