"""From a session and an item to the plain records that the house prints as PDF."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from filiere.core import Lang, Text, source_language
from filiere.core.collation import collation_key
from filiere.publication.documents import (
    CollegePresence,
    CollegeVotes,
    Decision,
    Minutes,
    MinutesItem,
    RecusalLine,
)
from filiere.publication.documents import Organisation as Printed
from filiere.referentials import workflow
from filiere.site.accounts.rights import Actor
from filiere.site.committee.agenda import load_current_rules
from filiere.site.committee.code_labels import HEARING_LABELS, STATUS_LABELS, seat_label
from filiere.site.committee.exclusion_reasons import GRADE_LABELS
from filiere.site.committee.forms import BODY_LABELS
from filiere.site.committee.minutes import find_published_item, list_published_reasons, load_public_minutes
from filiere.site.committee.models import Item, Session
from filiere.site.document_issuer import make_stamp
from filiere.site.workflow.engine_adapter import load_release, replay_dossier
from filiere.site.workflow.parties import find_parties


def build_minutes_record(session: Session, reader: Actor | None = None) -> Minutes:
    """Return the minutes of a closed session: as the public reads them, or in full for a member of the body."""
    public = load_public_minutes(session)
    minutes: Mapping[str, Any] = public.body if public is not None else {}
    rules = load_current_rules(session.instance)
    names = {one.key: one.text for one in rules.colleges}
    people: dict[str, list[str]] = {}
    if reader is not None:
        for attendance in session.attendances.select_related("user"):
            people.setdefault(attendance.college, []).append(attendance.user.name)
    presence = tuple(
        CollegePresence(
            college=_text_or_key(names.get(key), key),
            seats=row["seats"],
            present=row["came"],
            needed=rules.per_college,
            names=tuple(sorted(people.get(key, ()), key=collation_key)),
        )
        for key, row in minutes.get("colleges", {}).items()
    )
    rows = {one.key: one for one in session.items.select_related("dossier__organisation")}
    return Minutes(
        stamp=make_stamp(
            reference=session.key,
            issued=session.day,
            release=rules.release,
            release_sha256=rules.release_sha256,
            snapshot=Text(fr="Compte rendu public", en="Public minutes"),
            snapshot_sha256=public.sha256 if public is not None else "",
            fictitious=any(one.dossier.fictitious for one in rows.values()),
        ),
        instance=BODY_LABELS[session.instance],
        session=session.day,
        place=session.place,
        presence=presence,
        quorum=Text(
            fr=f"{rules.total} votants, {rules.per_college} au moins par collège, sans les membres récusés",
            en=f"{rules.total} voters, at least {rules.per_college} per college, not counting recused members",
        ),
        items=tuple(_build_item(one, rows.get(one["item"]), names, reader) for one in minutes.get("items", ())),
        exceptions=tuple(
            Text(
                fr=f"{one['words']['fr']} : signé de deux collèges "
                f"({', '.join(_text_or_key(names.get(key), key).fr for key in one['colleges'])}). {one['reasons']}",
                en=f"{one['words']['en']}: signed by two colleges "
                f"({', '.join(_text_or_key(names.get(key), key).en for key in one['colleges'])}). {one['reasons']}",
            )
            for one in minutes.get("exceptions", ())
        ),
        chair=session.chair.name if reader is not None and session.chair is not None else None,
    )


def build_decision_record(item: Item) -> Decision:
    """Return the letter of a decision, to the company."""
    lang = source_language()
    dossier, outcome = item.dossier, item.outcome or {}
    told = find_published_item(item) or {}
    release = load_release(dossier)
    engine = replay_dossier(dossier)
    names = {one.key: one.text for one in load_current_rules(item.session.instance).colleges}
    until = _find_appeal_deadline(engine, item)
    words = outcome.get("text")
    opinions = item.dissents.select_related("user") if told.get("minority") else ()
    minority = "\n\n".join(
        _format_opinion(one.text, one.college if one.named else None, one.user.name, names, lang) for one in opinions
    )
    return Decision(
        stamp=make_stamp(
            reference=item.key,
            issued=item.decided_on or item.session.day,
            dossier=dossier.key,
            release=release.id,
            release_sha256=item.release_sha256,
            snapshot=Text(fr="Pièces du vote", en="Documents voted on"),
            snapshot_sha256=item.snapshot_sha256,
            fictitious=dossier.fictitious,
        ),
        organisation=Printed(name=dossier.organisation.name, siren=dossier.organisation.siren),
        instance=BODY_LABELS[item.session.instance],
        decided=item.decided_on or item.session.day,
        outcome=Text(**words) if words else Text(fr="Pas de vote", en="No vote"),
        reasons="\n\n".join((item.reasons, *(one[lang] for one in list_published_reasons(item)))),
        effects=_split_plan(item),
        votes=count_group_votes(told.get("minutes") or {}, names),
        minority=minority or None,
        appeal_until=until,
        appeal_to=BODY_LABELS["appeal_panel"] if until is not None else None,
        signed_by=BODY_LABELS[item.session.instance],
    )


def _split_plan(item: Item) -> tuple[Text, ...]:
    if not item.plan:
        return ()
    return (Text(fr=f"Plan d’amélioration demandé : {item.plan}", en=f"Improvement plan required: {item.plan}"),)


def _find_appeal_deadline(engine: workflow.Dossier, item: Item) -> date | None:
    """The last day of the appeal that this decision opened, as long as the dossier stands on it."""
    if item.event is None or item.event < engine.entry_index:
        return None
    steps = engine.rules.leaving_steps[engine.key]
    if not any(step.action == "appeal" for step in steps):
        return None
    return next((one.due for one in workflow.running_deadlines(engine)), None)


def _build_item(minuted: dict[str, Any], row: Item | None, names: Any, reader: Actor | None) -> MinutesItem:
    vote = minuted["minutes"] or {}
    full = reader is not None and row is not None and row.session.instance in find_parties(reader, row.dossier)
    named = minuted["organisation"] or (row.dossier.organisation.name if full and row is not None else None)
    why = minuted["fallen_why"] or {}
    outcome = STATUS_LABELS[minuted["status"]]
    if vote and row is not None:
        carried = vote["outcome"]["carried"]
        words = (row.outcome or {}).get("text")
        outcome = Text(**words) if carried and words else Text(fr="Pas de vote valable", en="No valid vote")
        if aside := vote["aside"]:
            fr, en = ("bulletin mis", "ballot") if aside == 1 else ("bulletins mis", "ballots")
            outcome = Text(
                fr=f"{outcome.fr} ({aside} {fr} écartés : récusation connue après le vote)",
                en=f"{outcome.en} ({aside} {en} set aside: recusal known after the vote)",
            )
    elif why:
        outcome = Text(fr=f"{outcome.fr} : {why['fr']}", en=f"{outcome.en}: {why['en']}")
    opinions = [(said["text"], said["college"], said["name"]) for said in minuted["minority"]]
    if full and row is not None:
        opinions = [(said.text, said.college, said.user.name) for said in row.dissents.select_related("user")]
    minority = "\n\n".join(_format_opinion(*said, names, source_language()) for said in opinions)
    sampling = minuted["sampling"]
    return MinutesItem(
        number=str(minuted["number"]),
        subject=named or str(Text(fr="Entreprise non nommée", en="Company not named")),
        asked=Text(**minuted["question"]),
        outcome=outcome,
        reasons=(row.reasons if full and row is not None else minuted["reasons"]) or "",
        heard=HEARING_LABELS[minuted["heard"]],
        snapshot_sha256=(vote.get("papers") or {}).get("snapshot"),
        recusals=tuple(
            RecusalLine(
                who=str(seat_label(out["seat"])) if out["seat"] else "–",
                college=_text_or_key(names.get(out["college"]), out["college"]),
                grade=_join_texts([GRADE_LABELS[grade] for grade in out["grades"] if grade in GRADE_LABELS]),
                reason=Text(fr="conflit d’intérêts", en="conflict of interest"),
            )
            for out in (row.minutes if full and row is not None and row.minutes else vote).get("recusals", ())
        ),
        votes=count_college_votes(row.minutes, names)
        if full and row is not None and row.minutes
        else count_group_votes(vote, names),
        minority=minority or None,
        debate="\n\n".join(note.text for note in row.notes.all()) if full and row is not None else None,
        sampling=_sampling_text(sampling) if sampling else None,
    )


def count_college_votes(full: Mapping[str, Any], names: Mapping[str, Text]) -> tuple[CollegeVotes, ...]:
    """The counts by college that full minutes hold."""
    counts = (full.get("second") or {}).get("counts") or {}
    return _build_votes(full, [((key,), counts[key]) for key in names if key in counts], names)


def count_group_votes(public: Mapping[str, Any], names: Mapping[str, Text]) -> tuple[CollegeVotes, ...]:
    """The counts by college, or by colleges counted together, that public minutes hold; none where they hold none."""
    told = public.get("votes") or ()
    return _build_votes(public, [(tuple(one["colleges"]), one["counts"]) for one in told], names)


def _build_votes(
    minutes: Mapping[str, Any], groups: Iterable[tuple[tuple[str, ...], Mapping[str, int]]], names: Mapping[str, Text]
) -> tuple[CollegeVotes, ...]:
    """The counts on what was carried: for it or better, against, abstained.

    The last rung of a ladder is what remains when no better one is carried: only those who chose it are for it. Where
    nothing was carried, the counts are those of the last but one.
    """
    asked = minutes.get("question") or {}
    rows = minutes.get("colleges") or {}
    carried = (minutes.get("outcome") or {}).get("carried")
    ladder = _LADDERS.get(asked.get("kind", ""), ("", ""))
    if carried == ladder[-1]:
        high = {carried}
    else:
        high = set(ladder[: ladder.index(carried if carried in ladder else ladder[-2]) + 1])
    return tuple(
        CollegeVotes(
            college=join_names(keys, names),
            in_favour=sum(number for choice, number in mine.items() if choice in high),
            against=sum(number for choice, number in mine.items() if choice not in high and choice != "abstain"),
            abstained=mine.get("abstain", 0),
            recused=sum(rows.get(key, {}).get("recused", 0) for key in keys),
        )
        for keys, mine in groups
    )


def join_names(keys: Sequence[str], names: Mapping[str, Text]) -> Text:
    """The colleges that are counted together, in words."""
    return _join_texts([_text_or_key(names.get(key), key) for key in keys])


def _format_opinion(
    text: str | None, college: str | None, name: str | None, names: Mapping[str, Text], lang: Lang
) -> str:
    who = [_text_or_key(names.get(college), college).get(lang), name or ""] if college else []
    return f"{' · '.join(filter(None, who))} : {text or '–'}" if who else text or "–"


_LADDERS: dict[str, tuple[str, ...]] = {
    "eligibility": ("eligible", "not_eligible"),
    "award": ("granted_24", "granted_12", "complement", "refuse"),
    "review": ("withdraw", "suspend", "keep"),
    "change": ("maintain", "provisional", "end"),
    "withdrawal": ("withdraw", "keep"),
}


def _sampling_text(found: dict[str, Any]) -> Text:
    value, source, round_ = (found.get(key, "–") for key in ("value", "source", "beacon_round"))
    return Text(
        fr="Sites tirés au sort ; l’entreprise, l’auditeur et les membres peuvent refaire le tirage avec la liste : "
        f"source {source}, tour {round_}, valeur {value}, liste scellée {found.get('population_sha256', '–')}.",
        en=(
            "Sites drawn by lot; the company, the auditor and the members can repeat the draw from the list: "
            f"source {source}, round {round_}, value {value}, sealed list {found.get('population_sha256', '–')}."
        ),
    )


def _text_or_key(found: Text | None, key: str) -> Text:
    return Text(fr=found.fr, en=found.en) if found is not None else Text.same(key)


def _join_texts(texts: list[Text]) -> Text:
    return Text(fr=", ".join(one.fr for one in texts) or "–", en=", ".join(one.en for one in texts) or "–")
