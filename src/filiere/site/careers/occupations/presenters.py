"""What the pages of occupations are given: the map with its table, an occupation, a job one comes from or goes to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from filiere.careers.profession import (
    Bridge,
    CertificationStatus,
    CodeLink,
    Exit,
    Feeder,
    Need,
    NeedKind,
    Occupation,
    PlacedBridge,
    Profession,
)
from filiere.core import Text
from filiere.figures import Register
from filiere.site.careers.occupations.map_drawing import draw_map
from filiere.site.careers.occupations.moves import (
    KIND_STROKES,
    MoveKind,
    OccupationMove,
    list_moves,
    moves_from,
    moves_to,
)
from filiere.site.careers.profession_content import OfficialMoves, shipped_official_moves, shipped_profession
from filiere.site.kit.charts import trusted_svg
from filiere.site.kit.tables import list_downloads

MOST_SKILLS, MOST_FEEDERS = 8, 6
"""Lines that a page shows at once; the others are folded."""
SHOWN_NOMENCLATURES = {"rome-4": "ROME", "fap": "FAP", "pcs": "PCS", "isco-08": "ISCO", "naf": "NAF"}
CERTIFICATION_STATES = {
    CertificationStatus.VERIFIED: ("ok", Text(fr="Vérifiée", en="Verified")),
    CertificationStatus.TO_VERIFY: ("part", Text(fr="À vérifier", en="To verify")),
    CertificationStatus.EXPIRED: ("no", Text(fr="Échue", en="Expired")),
}
OFFICIAL_KINDS = {
    "near": Text(fr="Proche", en="Near"),
    "evolution": Text(fr="Évolution", en="Progression"),
    "absent": Text(fr="Absente", en="Absent"),
}


def occupation_address(key: str) -> str:
    """The page of an occupation, of a job people come from, or of one they go to."""
    return reverse("careers:occupation", args=[key])


def present_map() -> dict[str, Any]:
    """The map and everything around it."""
    profession, official = shipped_profession(), shipped_official_moves()
    moves = list_moves(profession, official)
    rising = sum(one.step > 0 for one in moves)
    return {
        "profession": profession,
        "drawing": _draw(profession, official, moves),
        "moves": sorted(moves, key=lambda one: (-one.origin.level, str(one.origin.short), -one.target.level)),
        "files": list_downloads("occupation-moves"),
        "rising": rising,
        "sideways": len(moves) - rising,
        "official": official,
        "official_rows": [
            (move, OFFICIAL_KINDS[move.kind], profession.occupations.get(move.occupation))
            for move in (*official.moves, *official.absent)
        ],
        "leaving": sum(not one.occupation for one in official.moves),
        "strokes": [
            (
                KIND_STROKES[MoveKind.OFFICIAL],
                Text(fr="répertoire officiel : ROME 3.47", en="official register: ROME 3.47"),
            ),
            (
                KIND_STROKES[MoveKind.BRIDGED],
                Text(
                    fr="écrit par la profession : échelles et pas de côté",
                    en="written by the profession: ladders and side moves",
                ),
            ),
            (
                KIND_STROKES[MoveKind.OBSERVED],
                Text(fr="observé : aucun passage n’a encore été compté", en="observed: no move has been counted yet"),
            ),
        ],
        "levels": sorted(profession.levels, key=lambda one: -one.level),
        "feeders": sorted(profession.feeders.values(), key=lambda one: str(one.title)),
        "exits": sorted(profession.exits.values(), key=lambda one: str(one.title)),
    }


def _draw(profession: Profession, official: OfficialMoves, moves: tuple[OccupationMove, ...]) -> SafeString:
    """Both drawings, kept in the cache: they depend on the shipped content and the language alone."""
    key = f"careers-map-2-{get_language()}-{official.version}"
    kept: str | None = cache.get(key)
    if kept is None:
        leaving = [one.label for one in official.moves if not one.occupation]
        heading = Text(
            fr=f"{len(leaving)} destinations officielles hors de la filière",
            en=f"{len(leaving)} official destinations outside the sector",
        )
        drawing = draw_map(
            profession,
            moves,
            main=official.origin.occupation,
            address=occupation_address,
            beyond=(heading, leaving),
        )
        kept = drawing.wide + drawing.narrow
        cache.set(key, kept, 24 * 3600)
    return trusted_svg(kept)


@dataclass(frozen=True, slots=True)
class BridgeRow:
    """A bridge as a page shows it; ``unreviewed`` ones are grey and count half."""

    bridge: Bridge
    unreviewed: bool

    @property
    def last(self) -> date:
        """The day of its last review, or of its writing."""
        return self.bridge.review_date or self.bridge.written


@dataclass(frozen=True, slots=True)
class FeederRow:
    """A job people come from, the bridges that lead from it to an occupation, and the first of them."""

    feeder: Feeder
    count: int
    first: Bridge | None


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A skill that is asked: its label, family, level in words, share of the whole, weeks, and what teaches it."""

    label: Text
    level: Text
    share: float
    weeks: Any
    trainings: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure of the register: what it measures, its value, who says it, and on which topic it is shown."""

    id: str
    title: Text
    amount: str
    period: Any
    source: Text
    url: str


def present_occupation(job: Occupation, register: Register, today: date) -> dict[str, Any]:
    """Everything the page of an occupation says, but for the employers."""
    profession = shipped_profession()
    moves = list_moves(profession, shipped_official_moves())
    needed = {one.skill for one in job.needs}
    feeders = [one for one in profession.feeders.values() if job.id in one.occupations]
    held = {phrase for one in feeders for phrase in one.skills}
    bridges = [one for one in profession.bridges if one.phrase in held and one.skill in needed]
    core = _list_needs(profession, job.needs, NeedKind.CORE)
    feeder_rows = _list_feeders(feeders, bridges)
    ways_up = [one for one in moves_from(moves, job.id) if one[1].step > 0]
    sideways = [one for one in moves_from(moves, job.id) if one[1].step <= 0]
    return {
        "job": job,
        "family": profession.occupation_families[job.family],
        "rank": next(one for one in profession.levels if one.level == job.level),
        "codes": _list_codes(profession, job.codes),
        "main_codes": _main_codes(job.codes),
        "core": core,
        "core_first": core[:MOST_SKILLS],
        "core_rest": core[MOST_SKILLS:],
        "contextual": _list_needs(profession, job.needs, NeedKind.CONTEXTUAL),
        "conditions": _list_conditions(profession, job, register),
        "pay": _list_topics(profession, job, register, ("pay", "hours", "contract", "telework")),
        "feeder_first": feeder_rows[:MOST_FEEDERS],
        "feeder_rest": feeder_rows[MOST_FEEDERS:],
        "bridge_rows": [BridgeRow(one.bridge, one.bridge.is_unreviewed(today)) for one in bridges],
        "grey": sum(one.bridge.is_unreviewed(today) for one in bridges),
        "arrivals": moves_to(moves, job.id),
        "ways_up": ways_up,
        "sideways": sideways,
        "exit_rows": [one for one in profession.exits.values() if job.id in one.occupations],
        "certifications": [
            (one, *CERTIFICATION_STATES[one.status])
            for key in job.certifications
            if (one := profession.certifications[key])
        ],
        "finding": _find_finding(job, len(feeders) + len(moves_to(moves, job.id)), len(ways_up), len(sideways)),
    }


def _find_finding(job: Occupation, ways_in: int, ways_up: int, sideways: int) -> Text:
    """The title of the page, which says where the occupation stands among the others."""
    in_fr = (
        f"{ways_in} métiers y mènent"
        if ways_in > 1
        else "un métier y mène"
        if ways_in
        else "aucun métier n’y mène encore"
    )
    in_en = (
        f"{ways_in} jobs lead to it" if ways_in > 1 else "one job leads to it" if ways_in else "no job leads to it yet"
    )
    if ways_up:
        up_fr = f"{ways_up} montées en partent" if ways_up > 1 else "une montée en part"
        up_en = f"{ways_up} steps lead up from it" if ways_up > 1 else "one step leads up from it"
    elif sideways:
        up_fr = f"on en part surtout de côté, vers {sideways} métiers" if sideways > 1 else "on en part surtout de côté"
        up_en = (
            f"people mostly move sideways from it, to {sideways} jobs"
            if sideways > 1
            else "people mostly move sideways from it"
        )
    else:
        up_fr, up_en = "c’est un sommet de la filière", "it is a top job of the sector"
    return Text(fr=f"{job.title.fr} : {in_fr}, {up_fr}", en=f"{job.title.en}: {in_en}, {up_en}")


def _list_codes(profession: Profession, codes: Iterable[CodeLink]) -> list[tuple[Text, str, list[tuple[str, float]]]]:
    found: dict[str, list[CodeLink]] = {}
    for link in codes:
        found.setdefault(link.nomenclature, []).append(link)
    return [
        (
            profession.nomenclatures[key].label,
            profession.nomenclatures[key].version,
            [(one.code, 100 * float(one.weight)) for one in sorted(links, key=lambda one: -one.weight)],
        )
        for key, links in found.items()
    ]


def _main_codes(codes: Iterable[CodeLink]) -> list[str]:
    """The heaviest code of ROME and of FAP, as they are called."""
    found: dict[str, CodeLink] = {}
    for link in codes:
        kept = found.get(link.nomenclature)
        if kept is None or link.weight > kept.weight:
            found[link.nomenclature] = link
    return [f"{SHOWN_NOMENCLATURES[key]} {found[key].code}" for key in ("rome-4", "fap") if key in found]


def _list_needs(profession: Profession, needs: Iterable[Need], kind: NeedKind) -> list[NeedRow]:
    levels = {one.level: one.label for one in profession.skill_levels}
    return [
        NeedRow(
            item.label,
            levels[one.level],
            100 * float(one.weight),
            item.weeks,
            profession.list_trainings(one.skill),
        )
        for one in sorted(needs, key=lambda one: -one.weight)
        if one.kind is kind
        for item in (profession.item(one.skill),)
    ]


def _list_conditions(
    profession: Profession, job: Occupation | Feeder | Exit, register: Register
) -> list[dict[str, Any]]:
    return [
        {
            "topic": topic,
            "usual": one.usual,
            "question": one.question or topic.question,
            "figures": [
                read_figure(register, link.figure)
                for link in job.figures
                if link.topic == one.topic and link.figure in register
            ],
        }
        for one in job.conditions
        for topic in (profession.condition_topics[one.topic],)
    ]


def _list_topics(
    profession: Profession, job: Occupation, register: Register, topics: Iterable[str]
) -> list[tuple[Text, list[FigureRow]]]:
    """The figures of the register on working time and pay: those of the occupation, then those of the topic."""
    found = []
    for key in topics:
        topic = profession.condition_topics.get(key)
        if topic is not None:
            own = [one.figure for one in job.figures if one.topic == key]
            named = [one for one in dict.fromkeys([*own, *topic.figures]) if one in register]
            found.append((topic.label, [read_figure(register, one) for one in named]))
    return found


def read_figure(register: Register, key: str) -> FigureRow:
    """A figure of the register, ready to print with its source."""
    figure = register[key]
    publication = register.sources.get(figure.source)
    url = getattr(publication, "url", None) or ""
    return FigureRow(
        figure.id, register.title(figure), register.amount(figure), figure.period, register.said_by(figure), str(url)
    )


def _list_feeders(feeders: Iterable[Feeder], bridges: list[PlacedBridge]) -> list[FeederRow]:
    rows = []
    for one in feeders:
        own = sorted((each.bridge for each in bridges if each.phrase in one.skills), key=lambda each: -each.strength)
        rows.append(FeederRow(one, len(own), own[0] if own else None))
    return sorted(rows, key=lambda row: (-row.count, str(row.feeder.title)))


def present_feeder(job: Feeder, register: Register, today: date) -> dict[str, Any]:
    """A job people come from: what a person who does it can do, what it serves as, and where it leads."""
    profession = shipped_profession()
    bridges: dict[str, list[BridgeRow]] = {one.phrase: [] for one in profession.bridges}
    for one in profession.bridges:
        bridges[one.phrase].append(BridgeRow(one.bridge, one.bridge.is_unreviewed(today)))
    skills = [(profession.item(key).label, bridges.get(key, [])) for key in job.skills]
    crossed = sum(bool(rows) for _label, rows in skills)
    many = len(job.skills)
    return {
        "job": job,
        "skills": skills,
        "conditions": _list_conditions(profession, job, register),
        "codes": _main_codes(job.codes),
        "targets": [profession.occupations[key] for key in job.occupations],
        "finding": Text(
            fr=f"{job.title.fr} : {crossed} savoir-faire sur {many} servent déjà dans la relation client",
            en=f"{job.title.en}: {crossed} of {many} skills already serve in customer relations",
        ),
    }


def present_exit(job: Exit, register: Register) -> dict[str, Any]:
    """A job people go to: what it asks, what of it the profession teaches, and who goes there."""
    profession = shipped_profession()
    needs = sorted(job.needs, key=lambda one: -one.weight)
    rows = [
        (profession.item(one.skill), one.skill in profession.skills, profession.list_trainings(one.skill))
        for one in needs
    ]
    carried = sum(one for _item, one, _trainings in rows)
    return {
        "job": job,
        "rows": rows,
        "conditions": _list_conditions(profession, job, register),
        "codes": _main_codes(job.codes),
        "origins": [profession.occupations[key] for key in job.occupations],
        "finding": Text(
            fr=f"{job.title.fr} : la relation client apprend {carried} des {len(rows)} compétences demandées",
            en=f"{job.title.en}: customer relations teach {carried} of the {len(rows)} skills asked",
        ),
    }
