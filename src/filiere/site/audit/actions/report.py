"""Handing the report, answering it, concluding: the contradictory phase, each step an act of the procedure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from filiere.core import Fault, Faults, Text, seal
from filiere.referentials.merging import Field
from filiere.site.accounts.models import User
from filiere.site.audit import form, reports, scores
from filiere.site.audit.actions.common import locked, refused, the_round
from filiere.site.audit.findings import standing
from filiere.site.audit.models import Finding, Report, Round, Statement
from filiere.site.audit.told import tell
from filiere.site.dossiers.actions.act import act
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.rights import require_in
from filiere.site.dossiers.running import release_of
from filiere.site.journal.clock import needs_clock

LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class Said:
    """What a party says of a finding, or of the whole report."""

    text: str = ""
    agrees: bool | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing is said."""
        return self.agrees is None and not self.text.strip()


@needs_clock
def hand_report(*, actor: User, dossier: Dossier) -> Report:
    """Hand the report: what the form holds becomes findings and scores, sealed, and the candidate may answer.

    Raises `Faults` with all that keeps it from being handed: values that auditors wrote apart and nobody chose from,
    a finding without words, sites neither drawn nor planned.
    """
    require_in(actor, "audit:report", dossier)
    # Thousands of changes are read before the lock, which everybody who writes anywhere waits for.
    last = _last_change(dossier)
    written = form.form_of(the_round(dossier))
    answers = form.answers(written, scores.candidate_answers(dossier))
    try:
        with transaction.atomic():
            row = locked(dossier)
            round_ = the_round(row)
            if _last_change(row) != last:
                raise Faults([_written_meanwhile()])
            if found := [*_unready(row, round_, written)]:
                raise Faults(found)
            _write_findings(row, round_, written, actor)
            today = timezone.localdate()
            body = reports.body_of(round_, Report.Stage.FOR_ANSWER, today, answers)
            report = Report.objects.create(
                round=round_,
                stage=Report.Stage.FOR_ANSWER,
                body=body,
                sha256=seal(body),
                at=timezone.now(),
                day=today,
            )
            tell(actor, "audit.report", report)
            act(dossier, "report", actor=actor, party="auditor")
    except Faults as faults:
        refused(dossier, "report", actor, faults)
        raise
    return report


def _last_change(dossier: Dossier) -> tuple[int, int | None]:
    """The audit under way, and the last that was written in its form."""
    round_ = the_round(dossier)
    return round_.pk, round_.changes.order_by("-pk").values_list("pk", flat=True).first()


def _written_meanwhile() -> Fault:
    return Fault(
        code="audit-written-meanwhile",
        message=Text(
            fr="Quelqu’un a écrit dans le formulaire pendant que le rapport se préparait : il n’a pas été remis.",
            en="Someone edited the form while the report was being prepared; the report was not submitted.",
        ),
        remedy=Text(
            fr="Relisez le formulaire, puis remettez le rapport de nouveau.",
            en="Review the form, then submit the report again.",
        ),
    )


@needs_clock
def answer_report(*, actor: User, dossier: Dossier, findings: Mapping[int, Said], overall: Said) -> None:
    """Answer the report, finding by finding and as a whole; once sent, it is sent."""
    require_in(actor, "audit:answer", dossier)
    _state(actor, dossier, "answer", Statement.Party.CANDIDATE, findings, overall)


@needs_clock
def conclude(*, actor: User, dossier: Dossier, findings: Mapping[int, Said], overall: Said) -> None:
    """Reply to the candidate and conclude; a finding that the auditor agrees to withdraw stands no more."""
    require_in(actor, "audit:reply", dossier)
    _state(actor, dossier, "conclude", Statement.Party.AUDITOR, findings, overall)


def _state(actor: User, dossier: Dossier, action: str, party: str, findings: Mapping[int, Said], overall: Said) -> None:
    try:
        with transaction.atomic():
            row = locked(dossier)
            round_ = the_round(row)
            rows = {one.row.pk: one.row for one in standing(round_, timezone.localdate())}
            if found := [*_ill_said(rows, party, findings, overall)]:
                raise Faults(found)
            for key, said in (*findings.items(), (None, overall)):
                if not said.empty:
                    statement = Statement.objects.create(
                        round=round_,
                        finding=rows[key] if key is not None else None,
                        party=party,
                        agrees=said.agrees,
                        text=said.text.strip(),
                        by=actor,
                        day=timezone.localdate(),
                        at=timezone.now(),
                    )
                    tell(actor, "audit.state", statement)
            act(dossier, action, actor=actor, party=party)
    except Faults as faults:
        refused(dossier, action, actor, faults)
        raise


def _ill_said(rows: Mapping[int, Finding], party: str, findings: Mapping[int, Said], overall: Said) -> Iterator[Fault]:
    for key, said in (*findings.items(), (None, overall)):
        if key is not None and key not in rows:
            yield Fault(
                code="audit-unknown-finding",
                message=Text(fr="Ce constat n’est pas de ce rapport.", en="This finding is not in this report."),
                remedy=Text(fr="Rechargez la page.", en="Reload the page."),
                key=f"finding_{key}",
            )
        if len(said.text) > LONGEST:
            yield Fault(
                code="audit-long",
                message=Text(
                    fr=f"Ce texte dépasse {LONGEST} caractères.", en=f"This text is longer than {LONGEST} characters."
                ),
                remedy=Text(fr="Raccourcissez-le.", en="Shorten it."),
                key=f"finding_{key}" if key is not None else "overall",
            )
        if party == Statement.Party.AUDITOR and said.agrees and not said.text.strip():
            yield Fault(
                code="audit-withdraw-why",
                message=Text(fr="Retirer un constat se motive.", en="Withdrawing a finding requires a reason."),
                remedy=Text(fr="Écrivez pourquoi.", en="State why."),
                key=f"finding_{key}",
            )


def _unready(dossier: Dossier, round_: Round, written: Mapping[str, Field]) -> Iterator[Fault]:
    release = release_of(dossier)
    for name in form.conflicts(written):
        key, _, part = name.partition(":")
        yield Fault(
            code="audit-conflict",
            message=Text(
                fr=f"Deux saisies différentes restent à départager : {key}, {form.PARTS[part].fr}.",
                en=f"Two different values are waiting for a choice: {key}, {form.PARTS[part].en}.",
            ),
            remedy=Text(fr="Choisissez dans le formulaire.", en="Choose in the form."),
            key=name,
        )
    for key in (*release.criteria, *form.OTHERS):
        kind, text = _value(written, f"{key}:finding"), _value(written, f"{key}:finding_text")
        if bool(kind) != bool(text.strip()):
            yield Fault(
                code="audit-half-finding",
                message=Text(
                    fr=f"Le constat sur « {key} » n’a pas à la fois sa sorte et son texte.",
                    en=f"The finding on “{key}” lacks its grade or its wording.",
                ),
                remedy=Text(fr="Complétez-le, ou videz les deux.", en="Complete it, or clear both fields."),
                key=f"{key}:finding",
            )
    on_site = release.audit is not None and release.audit.on_site == "required" and round_.kind != Round.Kind.FOLLOW_UP
    plan = round_.plans.last()
    if on_site and (plan is None or plan.opening > timezone.localdate()):
        yield Fault(
            code="audit-not-visited",
            message=Text(
                fr="L’audit se fait sur site, et aucun plan n’est ouvert à ce jour.",
                en="This is an on-site audit, and no plan has opened yet.",
            ),
            remedy=Text(
                fr="Tirez les sites, planifiez les visites, et rendez le rapport après l’ouverture.",
                en="Draw the sites, plan the visits, and submit the report after the opening.",
            ),
        )


def _write_findings(dossier: Dossier, round_: Round, written: Mapping[str, Field], actor: User) -> None:
    number = round_.findings.count()
    asked = [criterion.key for criterion in form.questions(dossier)]
    for key in (*asked, *form.OTHERS):
        kind = _value(written, f"{key}:finding")
        if not kind:
            continue
        number += 1
        row = Finding.objects.create(
            round=round_,
            number=number,
            kind=kind,
            criterion=key if key in asked else _value(written, f"{key}:finding_about"),
            site=_value(written, f"{key}:finding_site"),
            text=_value(written, f"{key}:finding_text").strip(),
            evidence=_value(written, f"{key}:finding_evidence").strip(),
            opened=timezone.localdate(),
            by=actor,
        )
        tell(actor, "audit.find", row)


def _value(written: Mapping[str, Field], name: str) -> str:
    field = written.get(name)
    return str(field.value or "") if field is not None else ""
