"""What an audit awaits: an auditor from the staff, a draw, a plan, a report, a reply; and from the company answers and
proofs that findings are lifted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from filiere.core import Text
from filiere.site.accounts.models import User
from filiere.site.audit.findings import has_open_majors, list_standing_findings
from filiere.site.audit.models import Lifting, Round
from filiere.site.audit.rounds import CALLING_EVENTS, ENDING_EVENTS
from filiere.site.kit.templatetags.filiere import of
from filiere.site.pages.todo_list import Task
from filiere.site.workflow.extension_points import AwaitedAct, DossierTasks, Standing, awaited_acts, dossier_tasks
from filiere.site.workflow.todo_items import find_term, make_task

awaited_acts.add(
    AwaitedAct(
        "report",
        lambda name: Text(fr=f"Continuer l’audit {of(name)}", en=f"Continue the audit of {name}"),
        Text(fr="Ouvrir l’audit", en="Open the audit"),
        Text(
            fr="Le formulaire fonctionne sans réseau ; le rapport se remet une fois complet.",
            en="The form works offline; submit the report once everything is filled in.",
        ),
        url="audit:form",
    ),
    AwaitedAct(
        "answer",
        lambda name: Text(fr=f"Répondre au rapport d’audit {of(name)}", en=f"Respond to the audit report on {name}"),
        Text(fr="Répondre", en="Respond"),
        Text(
            fr="Constat par constat. Sans réponse, le rapport est transmis tel quel.",
            en="Respond to each finding. If you do not, the report is passed on as it stands.",
        ),
    ),
    AwaitedAct(
        "conclude",
        lambda name: Text(fr=f"Répliquer à la réponse {of(name)}", en=f"Reply to {name}’s response"),
        Text(fr="Répliquer et conclure", en="Reply and conclude"),
        Text(
            fr="Sans réplique, votre rapport est transmis avec la réponse de l’entreprise.",
            en="If you do not reply, your report is passed on with the company’s response.",
        ),
    ),
)

_NAME = AwaitedAct(
    "name_auditor",
    lambda name: Text(fr=f"Désigner un auditeur pour {name}", en=f"Appoint an auditor for {name}"),
    Text(fr="Désigner un auditeur", en="Appoint an auditor"),
    Text(
        fr="La personne désignée déclare son indépendance avant d’accepter.",
        en="The person appointed declares their independence before accepting.",
    ),
    url="audit:missions",
)
_DRAW = AwaitedAct(
    "draw",
    lambda name: Text(fr=f"Tirer au sort les sites à visiter : {name}", en=f"Draw the sites to visit: {name}"),
    Text(fr="Tirer les sites", en="Draw the sites"),
    Text(fr="La liste est scellée avant le tirage.", en="The list is sealed before the draw."),
    url="audit:sites",
)
_PLAN = AwaitedAct(
    "plan",
    lambda name: Text(fr=f"Planifier les visites {of(name)}", en=f"Plan the visits to {name}"),
    Text(fr="Planifier les visites", en="Plan the visits"),
    Text(fr="Les sites sont tirés au sort.", en="The sites have been drawn."),
    url="audit:plan",
)
_ACCEPT = AwaitedAct(
    "mission",
    lambda name: Text(fr=f"Accepter ou refuser une mission : {name}", en=f"Accept or decline an assignment: {name}"),
    Text(fr="Déclarer mes liens", en="Declare my links"),
    Text(
        fr="Vous déclarez d’abord votre indépendance : emploi, parts, famille, conseil.",
        en="You declare your independence first: employment, shares, family, advice.",
    ),
    url="audit:declare",
)
_LIFT = AwaitedAct(
    "lifting",
    lambda name: Text(
        fr=f"Prouver que les écarts majeurs {of(name)} sont levés", en=f"Prove that {name}’s major findings are lifted"
    ),
    Text(fr="Voir les écarts", en="See the findings"),
    url="audit:home",
)
_JUDGE = AwaitedAct(
    "judge-lifting",
    lambda name: Text(
        fr=f"Juger une preuve de levée d’écart : {name}", en=f"Assess evidence that a finding is lifted: {name}"
    ),
    Text(fr="Juger la preuve", en="Assess the evidence"),
    url="audit:home",
)
_VERIFY = AwaitedAct(
    "verify",
    lambda name: Text(
        fr=f"Constater que les écarts {of(name)} sont levés", en=f"Verify that {name}’s findings are lifted"
    ),
    Text(fr="Vérifier la levée", en="Verify"),
    url="dossiers:overview",
)


def _find_rounds(rows: Sequence[Standing], *beside: str) -> dict[int, Round]:
    """By dossier, the audit that its last call led to, with what is asked ``beside``; see `rounds.find_round`."""
    called = {row.dossier.pk: max(map(row.engine.count_until_event, CALLING_EVENTS)) for row in rows}
    found = Round.objects.filter(dossier__in=called).prefetch_related(*beside)
    rounds = {one.dossier_id: one for one in found if one.since == called[one.dossier_id]}
    for row in rows:
        if row.dossier.pk in rounds:
            rounds[row.dossier.pk].dossier = row.dossier
    return rounds


def _is_auditor_wanted(row: Standing, round_: Round) -> bool:
    """Whether nobody is on a mission, nor named to one; see `rounds.list_running_missions`."""
    replaced = max(map(row.engine.count_until_event, ENDING_EVENTS))
    return not any(
        one.ended_on is None and (one.accepted_on is None or (one.accepted_at_event or 0) > replaced)
        for one in round_.missions.all()
    )


def _is_drawn(round_: Round) -> bool:
    return any(one.record is not None for one in round_.samplings.all())


def _find_staff_tasks(_person: User, _day: date, rows: Sequence[Standing]) -> Iterator[Task]:
    """Naming an auditor, then drawing the sites."""
    rounds = _find_rounds(rows, "missions", "samplings")
    for row in rows:
        due, round_ = find_term(row.engine, "staff", "auditor"), rounds.get(row.dossier.pk)
        if round_ is None or _is_auditor_wanted(row, round_):
            yield make_task(row.dossier, _NAME, due=due)
        elif round_.kind != Round.Kind.FOLLOW_UP and not _is_drawn(round_):
            yield make_task(row.dossier, _DRAW, due=due)


def _find_plans(_person: User, _day: date, rows: Sequence[Standing]) -> Iterator[Task]:
    rounds = _find_rounds(rows, "samplings", "plans")
    for row in rows:
        round_ = rounds.get(row.dossier.pk)
        if round_ is not None and _is_drawn(round_) and not round_.plans.all():
            yield make_task(row.dossier, _PLAN, due=find_term(row.engine, "auditor"))


def _find_missions(_person: User, _day: date, rows: Sequence[Standing]) -> Iterator[Task]:
    for row in rows:
        yield make_task(row.dossier, _ACCEPT, due=find_term(row.engine, "staff", "auditor"))


def _find_liftings(_person: User, day: date, rows: Sequence[Standing]) -> Iterator[Task]:
    """Major findings of which no proof waits: the company’s; proofs that wait, or none left: the auditor’s."""
    rounds = _find_rounds(rows)
    for row in rows:
        round_ = rounds.get(row.dossier.pk)
        if round_ is None:
            continue
        if "auditor" not in row.held:
            found = [one for one in list_standing_findings(round_, day) if one.open and one.row.kind == "major"]
            if any(all(proof.judged_on is not None for proof in one.row.liftings.all()) for one in found):
                yield make_task(row.dossier, _LIFT, due=find_term(row.engine, "candidate", "holder"))
        elif Lifting.objects.filter(finding__round__dossier=row.dossier, judged_on__isnull=True).exists():
            yield make_task(row.dossier, _JUDGE)
        elif row.dossier.state != "suspended" and not has_open_majors(round_, day):
            yield make_task(row.dossier, _VERIFY)


_LIFTED_IN = ("lifting", "correcting", "suspended")

dossier_tasks.add(
    DossierTasks(frozenset({"staff"}), ("naming_auditor", "on_site"), _find_staff_tasks),
    DossierTasks(frozenset({"auditor"}), ("on_site",), _find_plans),
    DossierTasks(frozenset({"auditor_named"}), ("audited",), _find_missions),
    DossierTasks(frozenset({"candidate", "holder", "auditor"}), _LIFTED_IN, _find_liftings),
)
