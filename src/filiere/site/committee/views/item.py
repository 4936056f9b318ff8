"""An item: what is proposed, what to read before, scores, the quorum, who stays out, ballot, debate and decision.

The page is read by the members of its body who are not recused and by the label's staff, who see neither ballots nor
debate. A member first says whether they have a tie with the company, then reads, then votes: the page has one primary
act, the next of these. Whoever may do nothing now reads why.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.core import Text
from filiere.core.dates import format_day
from filiere.core.numbers import format_number
from filiere.core.typography import lower_first_letter
from filiere.referentials.voting import Quorum, compute_quorum
from filiere.referentials.voting.publication import group_colleges
from filiere.site.accounts.decorators import act_page, page
from filiere.site.accounts.refusal_recorder import refuse_hidden
from filiere.site.candidature.models import Opinion
from filiere.site.committee import forms
from filiere.site.committee.actions import votes
from filiere.site.committee.actions.conclude_item import conclude_item
from filiere.site.committee.actions.interests import deny_tie
from filiere.site.committee.actions.sessions import note_presence, take_off_agenda
from filiere.site.committee.agenda import (
    Sitting,
    compute_last_day,
    explain_fall,
    find_item_hearing,
    find_removal_objection,
    find_vote_request,
)
from filiere.site.committee.code_labels import HEARING_LABELS, STATUS_LABELS, choice_label
from filiere.site.committee.exclusion_reasons import GRADE_LABELS
from filiere.site.committee.forms import BODY_LABELS
from filiere.site.committee.item_papers import ItemPapers, read_papers
from filiere.site.committee.minutes import list_published_reasons, load_sampling, load_snapshot_body
from filiere.site.committee.models import Ballot, Item, Note
from filiere.site.committee.querysets import OPEN_STATUSES
from filiere.site.evidence.models import Document
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.bilingual_text import join_list, localize
from filiere.site.kit.file_responses import ReadingRecord, serve_file
from filiere.site.kit.rights import allowed
from filiere.site.kit.templatetags.filiere import lang as current_lang
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_parties
from filiere.site.workflow.views.page_frame import render_dossier_page


def find_item(request: HttpRequest, dossier: Dossier, key: str) -> Item:
    """Return an item of this dossier; `Http404` for another’s, and for a member of the other body."""
    item = Item.objects.for_key(key)
    if item is None or item.dossier_id != dossier.pk:
        raise Http404
    held = find_parties(request.user, dossier)
    if held.isdisjoint({"staff", item.session.instance}):
        refuse_hidden(request.user, "committee:papers", subject_kind="item", subject_id=item.key)
    item.dossier = dossier
    return item


@require_safe
@page("committee:papers")
def item(request: HttpRequest, found: Dossier, item: str) -> HttpResponse:
    """The page."""
    return render_item(request, found, find_item(request, found, item))


def render_item(
    request: HttpRequest, found: Dossier, row: Item, bound: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """The page of an item, with the forms of its present step; those refused, as they were written."""
    bound, lang = bound or {}, current_lang()
    user: Any = request.user
    sitting = Sitting(row, row.decided_on or row.session.day)
    parties = find_parties(user, found)
    seated = row.session.instance in parties
    here = user.key in sitting.present_people
    today = timezone.localdate()
    over = today > compute_last_day(row.session, [row.status])
    running = row.session.is_running and not over
    asked = find_vote_request(found)
    fallen = (row.fallen_why or {}).get(lang, "")
    if row.status in ("listed", "first", "debate", "second", "counted") and (why := explain_fall(row, asked)):
        fallen = str(why)
    number = {"first": 1, "second": 2}.get(row.status)
    cast = list(row.ballots.filter(round=number).values_list("seat", flat=True)) if number else []
    mine = Ballot.objects.cast_by(user, row).filter(round=number).first() if number else None
    places = sitting.places()
    awaited = sum(place.place == "votes" and place.seat.key not in cast for place in places)
    out = sum(place.place == "recused" for place in places)
    papers = read_papers(load_snapshot_body(found, row.snapshot_sha256), sitting.release, found.category)
    release = load_release(found)
    acts = seated and here and running and not fallen
    # Whoever votes here moves the vote on once their own ballot is cast; whoever does not may at any time.
    votes_here = any(place.place == "votes" and place.person == user.key for place in places)
    waited = number is not None and (not awaited or votes.is_patience_over(row, number))
    denied = seated and row.no_tie_statements.filter(user=user).exists()
    hearing = find_item_hearing(row)
    decision, is_award = _describe_decision(found, row), sitting.question.kind == "award"
    context = {
        "item": row,
        "session": row.session,
        "body": str(BODY_LABELS[row.session.instance]),
        "items": row.session.items.count(),
        "release": release,
        # Where nothing is decided or proposed, the heading is the question: it is not put again below.
        "question": str(sitting.question.title) if decision or is_award else "",
        "finding": decision or _describe_proposal(sitting, found),
        "company": _describe_company(found, papers),
        "is_award": is_award,
        # Between two answers, none is lower than another that one might ask for.
        "has_degrees": len(sitting.question.rungs) > 2,
        "papers": papers,
        "readings": _list_readings(request, found, row, papers),
        "frozen": found.snapshots.filter(sha256=row.snapshot_sha256).order_by("-pk").first(),
        "sampling": load_sampling(found, row.snapshot_sha256),
        "status_words": str(STATUS_LABELS[row.status]),
        "fallen": fallen,
        "quorum": sitting.quorum if running else _forecast_quorum(sitting),
        "foreseen": sitting.best_quorum,
        "why": [str(text) for text in sitting.best_quorum.why],
        "recusals": _build_recusal_rows(sitting),
        "hearing": hearing,
        "hearing_words": str(HEARING_LABELS[hearing.outcome if hearing else ""]),
        "seated": seated,
        "running": running,
        "over": over,
        "round": number,
        "cast": len(cast),
        "awaited": awaited,
        "boxes": ["in"] * len(cast) + [""] * awaited + ["off"] * out,
        "mine": mine,
        "groups": _describe_groups(sitting) if number else [],
        "rounds": _build_rounds(row, user, sitting) if seated else [],
        "notes": list(Note.objects.readable_by(user, row)),
        "outcome": row.outcome,
        "explained": [
            said[lang] for said in ((row.outcome or {}).get("reasons", ()) if seated else list_published_reasons(row))
        ],
        "outcome_words": ((row.outcome or {}).get("text") or {}).get(lang, ""),
        "dissents": list(row.dissents.select_related("user")) if seated else [],
        "denied": denied,
        "can_deny": seated and not denied and not fallen and not over and row.status in OPEN_STATUSES,
        "can_arrive": seated and running and not here and not fallen,
        # What was written in a ballot is shown again, whatever else is missing.
        "can_vote": acts and (denied or "ballot" in bound) and number is not None and mine is None,
        "can_open": acts and waited and (mine is not None or not votes_here),
        # The day after a session, only the vote under way is finished: what a first vote opens waits for a later one.
        "opening_ends": number == 1 and today > compute_last_day(row.session, [Item.Status.DEBATE]),
        "patience": votes.OPENING_PATIENCE.seconds // 60,
        "can_start": {"listed": 1, "debate": 2}.get(row.status) if acts else None,
        "can_conclude": acts and row.status == "counted",
        "can_dissent": seated
        and row.session.is_running
        and row.status in ("counted", "decided")
        and _has_dissenting_ballot(row, user),
        "ballot": bound.get("ballot") or forms.BallotForm(sitting.question, prefix="ballot"),
        "note": bound.get("note") or forms.NoteForm(prefix="note"),
        "conclusion": bound.get("conclude") or forms.ConcludeForm(prefix="conclude"),
        "dissent": bound.get("dissent") or forms.DissentForm(prefix="dissent"),
        "off": (bound.get("off") or forms.TakeOffForm(prefix="off"))
        if row.status == "listed" and "staff" in parties and not find_removal_objection(row, today)
        else None,
        # A form that was refused may be shown no more; why it was refused is said all the same.
        "refused": list(bound.values()),
    }
    steps = ["arrive", "deny", "vote", "start", "conclude", *(["open"] if not awaited else [])]
    context["primary"] = next((name for name in steps if context[f"can_{name}"]), "")
    return render_dossier_page(request, "committee/item.html", found, "committee", context, status)


def _describe_decision(dossier: Dossier, item: Item) -> str:
    """What was decided, as a heading; nothing before that."""
    said = ((item.outcome or {}).get("text") or {}).get(current_lang())
    if item.status != Item.Status.DECIDED or not said:
        return ""
    name = dossier.organisation.name
    return localize(f"{name} : {lower_first_letter(said)}", f"{name}: {lower_first_letter(said)}")


def _describe_proposal(sitting: Sitting, dossier: Dossier) -> str:
    """The heading of what is not decided: what the rule proposes, else the question."""
    name, question = dossier.organisation.name, sitting.question
    if question.kind != "award":
        return localize(f"{name} : {lower_first_letter(str(question.title))}", f"{name}: {question.title}")
    if question.proposed is None:
        return localize(
            f"Les règles ne permettent aucun label pour {name} : les conditions ne sont pas réunies",
            f"The rules allow no label for {name}: the conditions are not met",
        )
    level = question.choice(question.proposed)
    levels = sitting.release.award.levels if sitting.release.award is not None else ()
    months = next((one.months for one in levels if one.key == level.level), None)
    if months is None:
        return localize(
            f"Les règles proposent pour {name} : {level.text}", f"The rules propose for {name}: {level.text}"
        )
    return localize(
        f"Selon les règles, un label de {months}\u00a0mois est proposé pour {name}",
        f"The rules propose a {months}-month label for {name}",
    )


def _describe_company(dossier: Dossier, papers: ItemPapers) -> str:
    """Who the company is, in a line: its category, its size, the sites that were audited."""
    words = [str(load_release(dossier).referential.categories[dossier.category].text)]
    if papers.headcount is not None:
        number = format_number(papers.headcount)
        words.append(localize(f"{number} salariés", f"{number} employees"))
    if papers.sites is not None:
        words.append(_describe_sites(papers.sites, papers.visited))
    return ", ".join(words)


def _describe_sites(sites: Decimal, visited: int) -> str:
    said = f"{format_number(sites)}\u00a0site{'s' if sites > 1 else ''}"
    if not visited:
        return said
    plural = "s" if visited > 1 else ""
    if visited == sites:
        return said + localize(f" visité{plural} par l’auditeur", " visited by the auditor")
    return said + localize(f" dont {visited} visité{plural} par l’auditeur", f", {visited} visited by the auditor")


def _list_readings(
    request: HttpRequest, dossier: Dossier, item: Item, papers: ItemPapers
) -> list[tuple[str, str, str]]:
    """What there is to read before the vote, for those whose right it is: title, address, and what one finds there."""
    user, key, found = request.user, dossier.key, []
    if allowed(user, "audit:report-read", dossier) and papers.audit_ended is not None:
        ended = format_day(papers.audit_ended)
        gaps = lower_first_letter(papers.gap_words)
        said = localize(f"audit terminé le {ended} ; {gaps}", f"audit ended on {ended}; {gaps}")
        found.append((localize("Rapport d’audit", "Audit report"), reverse("audit:report", args=[key]), said))
    for number, opinion in enumerate(papers.words, 1):
        said = opinion.text if len(opinion.text) < 80 else f"{opinion.text[:79].rsplit(' ', 1)[0]}…"
        found.append((opinion.title, f"#dit-{number}", localize(f"« {said} »", f"“{said}”")))
    if allowed(user, "opinion:read", dossier):
        many = Opinion.objects.visible_to(user, dossier).count()
        said = localize(
            "aucun n’a été signé" if not many else f"{many} avis signé{'s' if many > 1 else ''}",
            "none was signed" if not many else f"{many} signed",
        )
        title = localize("Avis des représentants du personnel", "Staff representatives’ opinions")
        found.append((title, reverse("candidature:opinions", args=[key]), said))
    if allowed(user, "evidence:read", dossier):
        many = Document.objects.visible_to(user, dossier).count()
        said = localize(
            "aucune que vous puissiez lire" if not many else f"{many} pièce{'s' if many > 1 else ''}",
            "none that you may read" if not many else f"{many} document{'' if many == 1 else 's'}",
        )
        found.append((localize("Preuves", "Evidence"), reverse("evidence:list", args=[key]), said))
    if any(allowed(user, f"application:{verb}", dossier) for verb in ("inspect", "examine")):
        said = localize("périmètre, effectifs, sites", "scope, headcount, sites")
        found.append((localize("Candidature", "Application"), reverse("candidature:application", args=[key]), said))
    return found


def _forecast_quorum(sitting: Sitting) -> Quorum:
    """The quorum if everybody who is not recused came."""
    return compute_quorum(sitting.rules, sitting.places(sitting.body.people))


def _describe_groups(sitting: Sitting) -> list[str]:
    """The groups of colleges whose votes may be published, each with its number of voters: small colleges together."""
    voters = {row.college: row.voting for row in sitting.quorum.rows if row.voting}
    names = {college.key: lower_first_letter(str(college.text)) for college in sitting.rules.colleges}
    return [
        f"{join_list([names[key] for key in keys])} ({sum(voters[key] for key in keys)})"
        for keys in group_colleges(sitting.rules, voters)
    ]


def _build_recusal_rows(sitting: Sitting) -> list[tuple[str, str, str, str]]:
    rows = []
    for exclusion_reason in sitting.exclusion_reasons:
        user = sitting.body.people[exclusion_reason.person]
        seat = sitting.body.seat_of(user)
        college = str(sitting.rules.college(seat.college).text) if seat else ""
        rows.append((user.name, college, str(exclusion_reason.words), str(GRADE_LABELS[exclusion_reason.grade])))
    return rows


def _build_rounds(item: Item, user: Any, sitting: Sitting) -> list[dict[str, Any]]:
    """Counts of the opened rounds and the ballots beside, for the members who take part."""
    found = []
    ballots = list(Ballot.objects.readable_by(user, item))
    names = {college.key: str(college.text) for college in sitting.rules.colleges}
    for number, counts in ((1, item.first_counts), (2, item.second_counts)):
        if counts is None:
            continue
        keys = [choice.key for choice in sitting.question.choices]
        found.append(
            {
                "number": number,
                "choices": [str(choice_label(key)) for key in keys],
                "rows": [(names.get(key, key), [mine.get(name, 0) for name in keys]) for key, mine in counts.items()],
                "ballots": [
                    (ballot, names.get(ballot.college, ""), str(choice_label(ballot.choice)))
                    for ballot in ballots
                    if ballot.round == number
                ],
            }
        )
    return found


def _has_dissenting_ballot(item: Item, user: Any) -> bool:
    mine = Ballot.objects.cast_by(user, item).filter(round=2).first()
    outcome = item.outcome or {}
    if mine is None or not outcome.get("valid") or mine.choice in ("abstain", outcome.get("carried")):
        return False
    return not item.dissents.filter(user=user).exists()


_OPENED = Text(fr="Vote ouvert.", en="Vote open.")

ITEM_ACTS = {
    "arrive": PageAct(
        note_presence,
        Text(fr="Présence enregistrée.", en="Arrival recorded."),
        given={"there": True},
        row=lambda _request, item: item.session,
    ),
    "deny": PageAct(
        deny_tie,
        Text(
            fr="Déclaration enregistrée : vous n’avez aucun lien avec cette entreprise.",
            en="Statement recorded: you have no link with this company.",
        ),
    ),
    "first": PageAct(votes.start_round, _OPENED, given={"number": 1}),
    "second": PageAct(votes.start_round, _OPENED, given={"number": 2}),
    "open": PageAct(votes.open_ballots, Text(fr="Bulletins ouverts et vérifiés.", en="Ballots opened and verified.")),
    "ballot": PageAct(
        votes.cast_ballot,
        Text(fr="Bulletin déposé.", en="Ballot cast."),
        forms.BallotForm,
        form_arguments=lambda item: (Sitting(item, item.session.day).question,),
    ),
    "note": PageAct(
        votes.add_note, Text(fr="Contribution ajoutée au débat.", en="Added to the debate."), forms.NoteForm
    ),
    "conclude": PageAct(
        conclude_item,
        Text(fr="Décision inscrite au dossier.", en="Decision entered in the dossier."),
        forms.ConcludeForm,
    ),
    "dissent": PageAct(
        votes.sign_dissent, Text(fr="Avis minoritaire signé.", en="Minority opinion signed."), forms.DissentForm
    ),
    "off": PageAct(
        take_off_agenda, Text(fr="Point retiré de l’ordre du jour.", en="Item taken off the agenda."), forms.TakeOffForm
    ),
}
"""The acts of an item, by the end of their addresses."""

run_item_act = act_page(
    "committee:papers",
    ITEM_ACTS,
    find=find_item,
    show=render_item,
    back=lambda item: reverse("committee:item", args=[item.dossier.key, item.key]),
)


@require_safe
@page("committee:papers")
def papers(request: HttpRequest, found: Dossier, item: str) -> HttpResponseBase:
    """The papers of an item as they were frozen: whoever has them computes the fingerprint again."""
    item_row = find_item(request, found, item)
    row = found.snapshots.filter(sha256=item_row.snapshot_sha256).order_by("-pk").first()
    if row is None or row.body is None:
        raise Http404
    return serve_file(
        request,
        json.dumps({"sha256": row.sha256, "body": row.body}, ensure_ascii=False),
        name=f"{item_row.key}-papers.json",
        media_type="application/json; charset=utf-8",
        reading=ReadingRecord("papers.open", "item", item_row.key, {"dossier": found.key}),
    )
