"""Who advises: suggestions for a person, one path explained to the line, the questions that tell most."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date

import numpy as np

from filiere.careers.nomenclature import Nomenclature
from filiere.careers.paths.changes import ChangeReader
from filiere.careers.paths.counterfactuals import MOST_CHANGES, CounterfactualSearch, Found
from filiere.careers.paths.effort import Shares, compute_effort
from filiere.careers.paths.explanations import NeedReader, sum_parts
from filiere.careers.paths.faults import CATALOGUE
from filiere.careers.paths.holdings import Holding, Origin, PersonReader
from filiere.careers.paths.missing_data import list_missing
from filiere.careers.paths.origin_points import OriginPoints
from filiere.careers.paths.profession_links import find_profession_link
from filiere.careers.paths.projection import list_jobs
from filiere.careers.paths.questions import QuestionChooser, write_question
from filiere.careers.paths.records import (
    Answer,
    AnswerChange,
    Counterfactual,
    Direction,
    Intake,
    JobLayer,
    ObservedMove,
    Path,
    PathPart,
    Person,
    Question,
    Territory,
)
from filiere.careers.paths.scoring import NO_CHANGE, ScoreTable, weigh_bridges
from filiere.careers.paths.selection import Selection, is_candidate, tell_direction
from filiere.careers.paths.targets import Target, describe_nomenclature_job, find_variants, list_targets
from filiere.careers.paths.weights import WEIGHTS, PathWeights
from filiere.careers.profession import Feeder, Profession
from filiere.core.faults import Fault, Faults
from filiere.core.spelling import close_words
from filiere.core.text import make_printable
from filiere.figures import Register

LIST_LENGTH = 5
MOST_QUESTIONS = 10
_SHOWN_CHARACTERS = 60


class Advisor:
    """The paths of the profession, ready to be asked; ``build_advisor`` makes one in a fraction of a second."""

    def __init__(
        self,
        profession: Profession,
        nomenclature: Nomenclature | None,
        *,
        on: date,
        register: Register | None,
        observed: Iterable[ObservedMove],
        territory: Iterable[Territory],
        official: bool,
        weights: PathWeights,
    ) -> None:
        self._weights = weights
        self.profession = profession
        self.nomenclature = nomenclature
        self._register = register
        self._observed = tuple(sorted(observed, key=lambda one: (-one.share, one.origin, one.target, one.source)))
        self._territory = tuple(sorted(territory, key=lambda one: (one.target, one.area, one.year, one.source)))
        self._jobs = list_jobs(profession)
        self.targets = list_targets(profession, weights)
        self._by_id = {one.id: one for one in self.targets}
        bridges = weigh_bridges(profession.bridges, on)
        self._table = ScoreTable(self.targets, bridges, weights.points)
        self._reader = PersonReader(profession, nomenclature)
        self._needs = NeedReader(profession, nomenclature, bridges, weights)
        self._points = OriginPoints(
            profession, nomenclature, self.targets, source=self._reader.source, official=official, weights=weights
        )
        self._changes = ChangeReader(profession, register)
        self._variants = find_variants(self.targets, weights)
        self._chooser = QuestionChooser(self.targets, weights)
        self._selections: dict[tuple[tuple[int, ...], int], Selection] = {}

    def suggest(
        self, person: Person, *, most: int = LIST_LENGTH, direction: Direction | None = None
    ) -> tuple[Path, ...]:
        """Return the first paths, not variants of one another, from the best; each with its counterfactual.

        A move down is suggested only to who asks for that direction. Raises :class:`Faults` for a job or an answer that
        nothing loaded describes.
        """
        holding = self._reader.read(person)
        search = self._open_search(holding, direction, most)
        first = search.list_first() if search else []
        if search is None or not first:
            return ()
        out = search.put_out(first)
        return tuple(
            replace(
                self._explain(holding, target),
                counterfactual=self._tell_counterfactual(holding, target, out[target.id], most, enters=False),
            )
            for target in first
        )

    def list_targets(
        self, person: Person, *, most: int = LIST_LENGTH, direction: Direction | None = None
    ) -> tuple[str, ...]:
        """Return the ids of the first targets only, as ``suggest`` orders them; raises :class:`Faults`."""
        search = self._open_search(self._reader.read(person), direction, most)
        return tuple(one.id for one in search.list_first()) if search else ()

    def suggest_exits(self, person: Person, *, most: int = LIST_LENGTH) -> Mapping[Direction, tuple[Path, ...]]:
        """Return where somebody of an occupation can go: up, to the side, and out, each from the best.

        From a job outside the profession every list is empty: the way is in.
        """
        ways = (Direction.UP, Direction.SIDE, Direction.OUT)
        if not self._reader.read(person).origin.is_occupation:
            return dict.fromkeys(ways, ())
        return {way: self.suggest(person, most=most, direction=way) for way in ways}

    def explain(self, person: Person, target: str, *, counterfactual: bool = True) -> Path:
        """Return the path to one job, whatever its rank; its counterfactual, which takes most of the time, says what
        would put it in the first five, or out.

        The target is an occupation or an exit, or a code of the nomenclature: then the best, for this person, of the
        jobs of the profession that are counted under it, else the job as its sheet describes it. Raises
        :class:`Faults`.
        """
        holding, found = self._read_both(person, target)
        path = self._explain(holding, found)
        if not counterfactual:
            return path
        direction = tell_direction(holding.origin, found)
        asked = direction if direction is Direction.DOWN else None
        search = self._open_search(holding, asked, LIST_LENGTH)
        if search is None or found.id not in self._by_id or not is_candidate(holding.origin, found, asked):
            return path
        listed = found in search.list_first()
        outcome = search.put_out([found])[found.id] if listed else search.let_in(found)
        told = self._tell_counterfactual(holding, found, outcome, LIST_LENGTH, enters=not listed)
        return replace(path, counterfactual=told)

    def choose_questions(
        self, person: Person, *, asked: Collection[str] = (), most: int = MOST_QUESTIONS
    ) -> tuple[Question, ...]:
        """Return the next questions, the most telling first; none that was asked or that the person has answered.

        Only what one of the first five targets asks and is not wholly there is asked about, so that an answer changes
        what is shown.
        """
        holding = self._reader.read(person)
        presumed = self._reader.read(Person(person.job))
        places = self._list_places(holding.origin, None)
        search = self._open_search(holding, None, LIST_LENGTH)
        if search is None or most < 1:
            return ()
        first = search.list_first() or self._list_easiest(holding.origin)
        closed = {*asked, *person.answers}
        # What a bridge brings whole is not asked: a yes to it would change nothing.
        accounts = [self._needs.read_needs(holding, target) for target in first]
        items = {item for account in accounts for item, left in account.remains.items() if left > 0}
        fixed = self._points.compute(holding.origin)
        scores = self._table.compute_scores(presumed, (), NO_CHANGE, fixed)[0]
        allowed = np.full(len(self.targets), -np.inf)
        # A target of which nothing is held yet is as far as its level makes it.
        allowed[places] = np.where(np.isfinite(scores), scores, fixed)[places]
        chances = self._chooser.weigh_targets(allowed, person.answers)
        chosen = self._chooser.choose(chances, sorted(items - closed), most)
        return tuple(
            write_question(
                item,
                self._needs.name_item(item),
                gain,
                tuple(target.id for target in first if any(need.item == item for need in target.needs)),
            )
            for item, gain in chosen
        )

    def open_intake(self, person: Person, *, asked: Collection[str] = (), most: int = MOST_QUESTIONS) -> Intake:
        """Return where an intake stands, with the questions that are left of ``most`` in all."""
        done = tuple(dict.fromkeys((*asked, *person.answers)))
        left = max(0, most - len(done))
        return Intake(person, done, self.choose_questions(person, asked=done, most=left))

    def find_job(self, code: str) -> Origin:
        """Return a known job as an origin; raise :class:`Faults` for one that nothing loaded describes."""
        return self._reader.read(Person(code)).origin

    def find_skill(self, words: str) -> str:
        """Return the id of a skill or a phrase given by its id or its words; raise :class:`Faults` without any."""
        asked = words[:1000].strip()
        if self._reader.knows_item(asked):
            return asked
        found = self.profession.find_skill(asked) or self.profession.find_phrase(asked)
        if found is None:
            known = [*self.profession.skills, *self.profession.phrases]
            name = make_printable(asked, _SHOWN_CHARACTERS)
            raise Faults([CATALOGUE.build("path-unknown-skill", code=name, near=close_words(name, known, most=2))])
        return found.id

    def _read_both(self, person: Person, target: str) -> tuple[Holding, Target]:
        faults: list[Fault] = []
        holding = None
        try:
            holding = self._reader.read(person)
        except Faults as found:
            faults += found.faults
        wanted = self._list_wanted(target)
        if not wanted:
            name = make_printable(target, _SHOWN_CHARACTERS)
            near = close_words(name, self._by_id, most=2)
            faults.append(CATALOGUE.build("path-unknown-target", code=name, near=near))
        if holding is None or not wanted:
            raise Faults(faults)
        if len(wanted) == 1:
            return holding, wanted[0]
        fixed = self._points.compute(holding.origin)
        scores = self._table.compute_scores(holding, (), NO_CHANGE, fixed)[0]
        return holding, max(wanted, key=lambda one: (scores[self.targets.index(one)], one.id))

    def _list_wanted(self, code: str) -> list[Target]:
        """The targets that a code names: a job of the profession, those that are counted under it, or its own sheet."""
        if code in self._by_id:
            return [self._by_id[code]]
        if self.nomenclature is None or code not in self.nomenclature.jobs:
            return []
        described = self.profession.list_jobs_of_code(self._reader.source, code)
        known = [self._by_id[one.id] for one in described if one.id in self._by_id]
        return known or [describe_nomenclature_job(self.nomenclature.jobs[code], self.nomenclature, self._weights)]

    def _list_easiest(self, origin: Origin) -> list[Target]:
        """The first candidates of somebody of whom nothing is known yet: those that their level is nearest to."""
        fixed, places = self._points.compute(origin), self._list_places(origin, None)
        return [self.targets[at] for at in sorted(places, key=lambda at: (-fixed[at], at))[:LIST_LENGTH]]

    def _list_places(self, origin: Origin, direction: Direction | None) -> list[int]:
        return [at for at, target in enumerate(self.targets) if is_candidate(origin, target, direction)]

    def _open_search(self, holding: Holding, direction: Direction | None, most: int) -> CounterfactualSearch | None:
        """The search among the candidates of a direction; None where there is none."""
        places = self._list_places(holding.origin, direction)
        if not places or most < 1:
            return None
        key = (tuple(places), most)
        if key not in self._selections:
            self._selections[key] = Selection(
                [self.targets[at] for at in places], self._variants, most, self._weights.least_share
            )
        fixed = self._points.compute(holding.origin)
        return CounterfactualSearch(self._table, self._selections[key], holding, fixed, places)

    def _explain(self, holding: Holding, target: Target) -> Path:
        origin = holding.origin
        account = self._needs.read_needs(holding, target)
        lines = dict(self._points.list_lines(origin, target))
        parts = sum_parts(
            lines | {PathPart.COVERAGE: tuple(account.coverage_lines), PathPart.BRIDGES: tuple(account.bridge_lines)}
        )
        effort = compute_effort(account, self._list_shares(origin))
        level_step = None if origin.level is None or target.level is None else target.level - origin.level
        places = {one for one in (origin.job, origin.code) if one}
        codes = self._list_codes(target)
        path = Path(
            target=target.id,
            title=target.title,
            layer=target.layer,
            level=target.level,
            direction=tell_direction(origin, target),
            level_step=level_step,
            score=math.fsum(one.points for one in parts),
            parts=parts,
            held=tuple(account.held),
            bridges=tuple(account.bridges),
            gaps=tuple(account.gaps),
            needs_count=len(target.needs),
            effort=effort,
            changes=self._changes.compare_jobs(self._jobs.get(origin.job), self._jobs.get(target.id)),
            territory=tuple(one for one in self._territory if one.target in codes),
            observed=tuple(one for one in self._observed if one.origin in places and one.target in codes),
            official=self._points.find_official(origin, target),
            profession_link=find_profession_link(self.profession, origin, target),
        )
        return replace(path, missing=list_missing(path, origin, has_register=self._register is not None))

    def _list_shares(self, origin: Origin) -> Shares:
        """The share of people of an origin who hold a skill: by what the job that they come from asks of it."""
        job = self._jobs.get(origin.job)
        kinds = {} if job is None or isinstance(job, Feeder) else {need.skill: need.kind for need in job.needs}
        shares = self._weights.yes_shares
        return lambda item: shares[kinds.get(item)]

    def _list_codes(self, target: Target) -> set[str]:
        """The names under which a target stands in other tables: its id, and its codes of the loaded nomenclature."""
        if target.layer is JobLayer.NOMENCLATURE:
            return {target.id}
        links = self._jobs[target.id].codes
        return {target.id, *(link.code for link in links if link.nomenclature == self._reader.source)}

    def _tell_counterfactual(
        self, holding: Holding, target: Target, found: Found, length: int, *, enters: bool
    ) -> Counterfactual:
        changes = tuple(
            AnswerChange(item, self._needs.name_item(item), _find_answer(holding, item), answer)
            for item, answer in found.change.items()
        )
        return Counterfactual(target.id, enters, changes, length, MOST_CHANGES, found.searched, found.complete)


def build_advisor(
    profession: Profession,
    nomenclature: Nomenclature | None = None,
    *,
    on: date,
    register: Register | None = None,
    observed: Iterable[ObservedMove] = (),
    territory: Iterable[Territory] = (),
    official: bool = False,
    weights: PathWeights = WEIGHTS,
) -> Advisor:
    """Return the advisor of a profession as it is on a day, which decides what bridges count.

    With a nomenclature, origins may be its codes too. Without a register, figures are said to be not known. Observed
    moves and territory are shown and never counted; official links count only with ``official``. ``weights`` are the
    numbers chosen by us. Raises :class:`Faults` for a bridge whose phrase or skill is no longer in the profession.
    """
    faults = [
        CATALOGUE.build("path-orphan-bridge", id=one.bridge.id, value=name)
        for one in profession.bridges
        for name, known in ((one.phrase, profession.phrases), (one.skill, profession.skills))
        if name not in known
    ]
    if faults:
        raise Faults(faults)
    return Advisor(
        profession,
        nomenclature,
        on=on,
        register=register,
        observed=observed,
        territory=territory,
        official=official,
        weights=weights,
    )


def _find_answer(holding: Holding, item: str) -> Answer:
    if item in holding.refused:
        return Answer.NO
    return Answer.YES if item in holding.levels else Answer.UNKNOWN
