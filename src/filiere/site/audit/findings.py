"""The findings of an audit as they stand on a day, in the form the arithmetic of scoring takes.

A finding of an earlier audit that nobody lifted still stands, and is told as such: the release makes of a minor that
was not lifted a major. One that the auditor withdraws after the candidate's answer stands no more. Everything is read
as of a day, so that a sweep that comes late answers as one of that day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from filiere.core import Text
from filiere.referentials import scoring
from filiere.referentials.scoring import FindingTally, tally_findings
from filiere.site.audit.models import Finding, Round, Statement
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier

RULE_REASONS: dict[str, Text] = {
    "minor_not_lifted": Text(
        fr="écart mineur d’un audit précédent, jamais levé", en="minor finding from an earlier audit, never lifted"
    ),
    "minors_accumulated": Text(fr="écarts mineurs accumulés", en="minor findings that add up"),
}


@dataclass(frozen=True, slots=True)
class StandingFinding:
    """A finding on a day: lifted when, withdrawn or not, written by an earlier audit or not, to be lifted by when."""

    row: Finding
    lifted: date | None
    withdrawn: bool
    previous: bool
    due: date | None

    @property
    def open(self) -> bool:
        """Whether it still stands."""
        return self.lifted is None and not self.withdrawn


def list_standing_findings(round_: Round, day: date) -> list[StandingFinding]:
    """The findings of a round on a day, after those of earlier rounds that nobody lifted nor took up again."""
    own = list(_list_findings(round_, day))
    taken_up = {one.previous_id for one in own if one.previous_id is not None}
    before = [one for one in _list_earlier_findings(round_, day) if one.pk not in taken_up]
    found = [_build_standing(one, day, round_) for one in (*before, *own)]
    return [one for one in found if not one.previous or one.open or one.row.round_id == round_.pk]


def count_standing_findings(round_: Round, day: date) -> FindingTally:
    """The findings that stand on a day, after the rules of the release."""
    release = load_release(round_.dossier)
    kinds = release.audit.findings.kinds if release.audit is not None else {}
    plan = scoring.compile_release(release).plan(round_.dossier.category)
    return tally_findings(
        to_scoring_findings(round_.dossier, list_standing_findings(round_, day)),
        day,
        lift_within={key: kind.lift_within for key, kind in kinds.items()},
        rules=plan.rules,
    )


def has_open_majors(round_: Round, day: date) -> bool:
    """Whether a major finding stands at the close of a day, those that minors add up to included."""
    return count_standing_findings(round_, day).count("major") > 0


def to_scoring_findings(dossier: Dossier, rows: Iterable[StandingFinding]) -> tuple[scoring.Finding, ...]:
    """The findings as scoring takes them; one that was withdrawn is none."""
    release = load_release(dossier)
    return tuple(
        scoring.Finding(
            kind=one.row.kind,
            key=f"{one.row.round.number}.{one.row.number}",
            theme=release.theme_of[one.row.criterion].key if one.row.criterion in release.theme_of else None,
            criterion=one.row.criterion if one.row.criterion in release.criteria else None,
            opened=one.row.opened,
            lifted=one.lifted or False,
            previous=one.previous,
        )
        for one in rows
        if not one.withdrawn
    )


def describe_rule_effects(found: FindingTally) -> list[str]:
    """What the rules of the release did to the findings, in sentences."""
    words = []
    for change in found.changes:
        if not change.count:
            continue
        reason = RULE_REASONS.get(change.reason or "", Text.same(change.reason or change.rule))
        effect = Text(
            fr=f"La règle de la version élève des constats en « {change.kind} » ({change.count}) : {reason.fr}.",
            en=f"The version’s rule raises findings to “{change.kind}” ({change.count}): {reason.en}.",
        )
        words.append(str(effect))
    return words


def finding_kind_label(dossier: Dossier, kind: str) -> Text:
    """The words of a kind of finding."""
    release = load_release(dossier)
    found = release.audit.findings.kinds.get(kind) if release.audit is not None else None
    return found.text if found is not None and found.text is not None else Text.same(kind)


def find_lifting_deadline(dossier: Dossier, kind: str, opened: date) -> date | None:
    """The last day to lift a finding of a kind, None when the release gives no time."""
    release = load_release(dossier)
    found = release.audit.findings.kinds.get(kind) if release.audit is not None else None
    return found.lift_within.shift_day(opened) if found is not None and found.lift_within is not None else None


def _build_standing(row: Finding, day: date, round_: Round) -> StandingFinding:
    accepted = [one.judged_on for one in row.liftings.all() if one.accepted and one.judged_on and one.judged_on <= day]
    withdrawn = any(
        one.party == Statement.Party.AUDITOR and one.agrees and one.day <= day for one in row.statements.all()
    )
    previous = row.round_id != round_.pk or row.previous_id is not None
    return StandingFinding(
        row,
        min(accepted, default=None),
        withdrawn,
        previous,
        find_lifting_deadline(row.round.dossier, row.kind, row.opened),
    )


def _list_findings(round_: Round, day: date) -> Iterable[Finding]:
    found = Finding.objects.filter(round=round_, opened__lte=day).select_related("round__dossier")
    return found.prefetch_related("liftings", "statements").order_by("number")


def _list_earlier_findings(round_: Round, day: date) -> list[Finding]:
    """Findings of earlier rounds of this dossier and of those it renews, not lifted when this round opened."""
    dossiers: list[int] = []
    dossier: Dossier | None = round_.dossier
    while dossier is not None and dossier.pk not in dossiers:
        dossiers.append(dossier.pk)
        dossier = dossier.renews
    rows = Finding.objects.filter(round__dossier__in=dossiers, opened__lte=day).exclude(round=round_)
    rows = rows.exclude(round__dossier=round_.dossier, round__number__gt=round_.number)
    found = []
    for row in rows.select_related("round__dossier").prefetch_related("liftings", "statements").order_by("pk"):
        standing_finding = _build_standing(row, round_.opened - timedelta(days=1), round_)
        # Taken up again by a later finding of another earlier round, it lives on in that one.
        if standing_finding.open and not row.taken_up.exclude(round=round_).exists():
            found.append(row)
    return found
