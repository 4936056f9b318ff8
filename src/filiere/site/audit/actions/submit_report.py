"""Handing the report, answering it, concluding: the contradictory phase, each step an act of the procedure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from filiere.core import Fault, Faults, Text, seal
from filiere.core.text_length import find_long_text
from filiere.referentials.form_merge import MergedField
from filiere.site.accounts.models import User
from filiere.site.audit import assessment, audit_form, sealed_reports
from filiere.site.audit.actions.common import get_running_round, make_procedure_refusal
from filiere.site.audit.assessment import AskedQuestion
from filiere.site.audit.faults import fault
from filiere.site.audit.findings import list_standing_findings
from filiere.site.audit.models import Finding, Report, Round, Statement
from filiere.site.journal.act_decorator import Steps, act
from filiere.site.journal.sealed_rows import record_row
from filiere.site.label.code_labels import short_name
from filiere.site.workflow.act_target import DOSSIER_TARGET
from filiere.site.workflow.actions.perform_act import perform_act
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier

MAX_LENGTH = 10_000


@dataclass(frozen=True, slots=True)
class PartyStatement:
    """What a party says of a finding, or of the whole report."""

    text: str = ""
    agrees: bool | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing is said."""
        return self.agrees is None and not self.text.strip()


@act("audit.report", on=DOSSIER_TARGET, right="audit:report", record=False, refusal=make_procedure_refusal("report"))
def submit_report(dossier: Dossier, *, actor: User) -> Steps[Dossier, Report]:
    """Hand the report: what the form holds becomes findings and scores, sealed, and the candidate may answer.

    Raises `Faults` with all that prevents submission: questions not assessed, conflicting entries that auditors
    have not resolved, figures marked as different but not given, a finding without text, sites neither
    drawn nor planned, or edits made in the meantime.
    """
    # Thousands of changes are read before the lock, which everybody who writes anywhere waits for.
    last = _find_last_change(dossier)
    written = audit_form.build_form(get_running_round(dossier))
    asked = assessment.list_asked_questions(dossier)
    assessed = assessment.build_assessed_case(dossier, asked, written)
    dossier = yield
    round_ = get_running_round(dossier)
    if _find_last_change(dossier) != last:
        raise Faults([_written_meanwhile_fault()])
    if found := [*find_report_faults(dossier, round_, written, asked)]:
        raise Faults(found)
    _write_findings(dossier, round_, written, actor)
    today = timezone.localdate()
    body = sealed_reports.build_report_body(round_, Report.Stage.FOR_ANSWER, today, assessed)
    report = Report.objects.create(
        round=round_, stage=Report.Stage.FOR_ANSWER, body=body, sha256=seal(body), at=timezone.now(), day=today
    )
    record_row(actor, "audit.report", report)
    perform_act(dossier, "report", actor=actor, party="auditor")
    return report


def _find_last_change(dossier: Dossier) -> tuple[int, int | None]:
    """The audit under way, and the last that was written in its form."""
    round_ = get_running_round(dossier)
    return round_.pk, round_.changes.order_by("-pk").values_list("pk", flat=True).first()


def _written_meanwhile_fault() -> Fault:
    return fault("audit-written-meanwhile")


@act("audit.state", on=DOSSIER_TARGET, right="audit:answer", refusal=make_procedure_refusal("answer"))
def answer_report(
    dossier: Dossier, *, actor: User, findings: Mapping[int, PartyStatement], overall: PartyStatement
) -> None:
    """Answer the report, finding by finding and as a whole; once sent, it is sent."""
    _record_statements(actor, dossier, "answer", Statement.Party.CANDIDATE, findings, overall)


@act("audit.state", on=DOSSIER_TARGET, right="audit:reply", refusal=make_procedure_refusal("conclude"))
def conclude_audit(
    dossier: Dossier, *, actor: User, findings: Mapping[int, PartyStatement], overall: PartyStatement
) -> None:
    """Reply to the candidate and conclude; a finding that the auditor agrees to withdraw stands no more."""
    _record_statements(actor, dossier, "conclude", Statement.Party.AUDITOR, findings, overall)


def _record_statements(
    actor: User,
    dossier: Dossier,
    action: str,
    party: str,
    findings: Mapping[int, PartyStatement],
    overall: PartyStatement,
) -> None:
    round_ = get_running_round(dossier)
    rows = {one.row.pk: one.row for one in list_standing_findings(round_, timezone.localdate())}
    if found := [*_check_statements(rows, party, findings, overall)]:
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
            record_row(actor, "audit.state", statement)
    perform_act(dossier, action, actor=actor, party=party)


def _check_statements(
    rows: Mapping[int, Finding], party: str, findings: Mapping[int, PartyStatement], overall: PartyStatement
) -> Iterator[Fault]:
    for key, said in (*findings.items(), (None, overall)):
        if key is not None and key not in rows:
            yield fault("audit-unknown-finding").at(key=f"text_{key}")
        yield from find_long_text(said.text, MAX_LENGTH, f"text_{key}" if key is not None else "overall")
        if party == Statement.Party.AUDITOR and said.agrees and not said.text.strip():
            yield fault("audit-withdraw-why").at(key=f"text_{key}")


def find_report_faults(
    dossier: Dossier, round_: Round, written: Mapping[str, MergedField], asked: Sequence[AskedQuestion]
) -> Iterator[Fault]:
    """What keeps a report from being handed; each fault names the field that repairs it, where there is one."""
    release = load_release(dossier)
    left = [one for one in asked if not assessment.is_assessed(one, written)]
    # A follow-up looks again at what was open: it need not take up every question.
    if left and round_.kind != Round.Kind.FOLLOW_UP:
        yield Fault(
            code="audit-not-assessed",
            message=Text(
                fr=f"{len(left)} questions sur {len(asked)} ne sont pas évaluées.",
                en=f"{len(left)} of {len(asked)} questions are not assessed.",
            )
            if len(left) > 1
            else Text(
                fr=f"Une question sur {len(asked)} n’est pas évaluée.",
                en=f"One of {len(asked)} questions is not assessed.",
            ),
            remedy=Text(fr="Terminez l’évaluation dans le formulaire.", en="Assess them in the form."),
            key=left[0].needs[0],
        )
    numbers = {one.key: short_name(one.criterion) for one in asked}
    for name in audit_form.find_conflicts(written):
        key, _, part = name.partition(":")
        label, number = audit_form.PART_LABELS[part], numbers.get(key.partition("@")[0], "")
        yield Fault(
            code="audit-conflict",
            message=Text(
                fr=f"Deux saisies différentes restent à départager{number and f', question {number}'} : {label.fr}.",
                en=f"Two different values are waiting for a choice{number and f', question {number}'}: {label.en}.",
            ),
            remedy=Text(fr="Choisissez dans le formulaire.", en="Choose in the form."),
            key=name,
        )
    for line in asked:
        for place in assessment.list_missing_corrections(line, written):
            yield Fault(
                code="audit-numbers-missing",
                message=Text(
                    fr=f"Question {numbers[line.key]} : des nombres différents sont signalés pour {place}, mais ne "
                    "sont pas indiqués.",
                    en=f"Question {numbers[line.key]}: the figures for {place} are marked as different, but none is "
                    "given.",
                ),
                remedy=Text(fr="Donnez les nombres constatés.", en="Give the figures found."),
                key=line.needs[0],
            )
    for rank, key in enumerate((*release.criteria, *audit_form.OTHER_KEYS), 1 - len(release.criteria)):
        kind, text = _get_value(written, f"{key}:finding"), _get_value(written, f"{key}:finding_text")
        if bool(kind) != bool(text.strip()):
            number = numbers.get(key, "")
            about = Text(fr=f"de la question {number}", en=f"on question {number}")
            if not number:
                about = Text(fr=f"« Autre constat {rank} »", en=f"“Other finding {rank}”")
            yield fault("audit-half-finding", about=about).at(key=f"{key}:finding")
    on_site = release.audit is not None and release.audit.on_site == "required" and round_.kind != Round.Kind.FOLLOW_UP
    plan = round_.plans.last()
    if on_site and (plan is None or plan.opening > timezone.localdate()):
        yield fault("audit-not-visited")


def _write_findings(dossier: Dossier, round_: Round, written: Mapping[str, MergedField], actor: User) -> None:
    number = round_.findings.count()
    asked = [criterion.key for criterion in audit_form.list_questions(dossier)]
    for key in (*asked, *audit_form.OTHER_KEYS):
        kind = _get_value(written, f"{key}:finding")
        if not kind:
            continue
        number += 1
        row = Finding.objects.create(
            round=round_,
            number=number,
            kind=kind,
            criterion=key if key in asked else _get_value(written, f"{key}:finding_about"),
            site=_get_value(written, f"{key}:finding_site"),
            text=_get_value(written, f"{key}:finding_text").strip(),
            evidence=_get_value(written, f"{key}:finding_evidence").strip(),
            opened=timezone.localdate(),
            by=actor,
        )
        record_row(actor, "audit.find", row)


def _get_value(written: Mapping[str, MergedField], name: str) -> str:
    field = written.get(name)
    return str(field.value or "") if field is not None else ""
