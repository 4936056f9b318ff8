"""What is asked of a vote, read from the guards of the procedure, and the choices that answer it.

A question is a ladder: its rungs from the one that takes the most votes to carry, down to what stands when nothing is
carried. A ballot for a rung is for every rung below it too, and against every rung above. So a member who would have
granted two years does not vote against one year, one who asks for a complement does not let a label through by saying
neither yes nor no, and nobody has to guess what others will do.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from filiere.core.faults import Faults
from filiere.core.text import Text
from filiere.referentials.language import parse
from filiere.referentials.records import Procedure
from filiere.referentials.records.audit_and_award import AwardLevel
from filiere.referentials.release import Release
from filiere.referentials.voting.faults import fault
from filiere.referentials.voting.records import ABSTAIN, BLANK, COMPLEMENT

# What the procedure asks of a vote whatever it is about, and what its events or other parties answer by themselves.
_INPUTS_NOT_VOTED = frozenset({"heard", "vote_valid", "put_off_before", "provisional_before", "unmarking_proven"})

_KINDS: Mapping[frozenset[str], str] = {
    frozenset({"found_eligible"}): "eligibility",
    frozenset({"put_off", "adopted", "two_years"}): "award",
    frozenset({"adopted", "two_years"}): "award",
    frozenset({"withdrawal_adopted", "suspension_adopted"}): "review",
    frozenset({"maintained", "provisional_adopted"}): "change",
    frozenset({"withdrawal_adopted"}): "withdrawal",
}

TEXTS: Mapping[str, Text] = {
    "eligible": Text(fr="Déclarer la candidature éligible", en="Find the application eligible"),
    "not_eligible": Text(fr="La déclarer non éligible", en="Find it ineligible"),
    "refuse": Text(fr="Refuser", en="Refuse"),
    "withdraw": Text(fr="Retirer le label", en="Withdraw the label"),
    "suspend": Text(fr="Suspendre le label", en="Suspend the label"),
    "keep": Text(fr="Garder le label", en="Keep the label"),
    "maintain": Text(fr="Maintenir le label", en="Keep the label on the new entity"),
    "provisional": Text(fr="Donner un certificat provisoire", en="Grant a provisional certificate"),
    "end": Text(fr="Constater la fin du label", en="Let the label end with its entity"),
    COMPLEMENT: Text(fr="Demander un complément", en="Request further information"),
    "adopt": Text(fr="Pour", en="For"),
    "reject": Text(fr="Contre", en="Against"),
    BLANK: Text(fr="Voter blanc", en="Cast a blank ballot"),
    ABSTAIN: Text(fr="S’abstenir", en="Abstain"),
}

TITLES: Mapping[str, Text] = {
    "eligibility": Text(fr="La candidature est-elle éligible ?", en="Is the application eligible?"),
    "award": Text(fr="Le label est-il accordé ?", en="Is the label granted?"),
    "review": Text(fr="Le titulaire garde-t-il son label ?", en="Does the holder keep its label?"),
    "change": Text(fr="Le label suit-il l’entité nouvelle ?", en="Does the label pass to the new entity?"),
    "withdrawal": Text(fr="Le label est-il retiré ?", en="Is the label withdrawn?"),
    "wording": Text(fr="Ces mots sont-ils adoptés ?", en="Are these words adopted?"),
}


@dataclass(frozen=True, slots=True)
class BallotChoice:
    """What a ballot may say; ``level`` is the level of the award that it grants, if any."""

    key: str
    text: Text
    level: str | None = None


@dataclass(frozen=True, slots=True)
class VoteQuestion:
    """What is put to the vote in one state of one dossier.

    ``rungs`` go from the highest to ``rungs[-1]``, which stands when nothing above it is carried. ``barred`` are the
    levels that the rule keeps out of reach, above the one proposed. ``postpones`` is whether a tie puts the decision
    off; the procedure then counts how often it may. ``blank`` is whether a ballot may be blank.
    """

    kind: str
    state: str
    inputs: frozenset[str]
    rungs: tuple[BallotChoice, ...]
    barred: tuple[BallotChoice, ...] = ()
    proposed: str | None = None
    postpones: bool = False
    blank: bool = False

    @property
    def title(self) -> Text:
        """The question in words."""
        return TITLES[self.kind]

    @property
    def choices(self) -> tuple[BallotChoice, ...]:
        """Everything that a ballot may say, in the order of a ballot paper."""
        empty = (BLANK, ABSTAIN) if self.blank else (ABSTAIN,)
        return (*self.rungs, *(BallotChoice(key, TEXTS[key]) for key in empty))

    def choice(self, key: str) -> BallotChoice:
        """Return the choice of that key; raise ``KeyError`` for none."""
        for ballot_choice in (*self.choices, *self.barred):
            if ballot_choice.key == key:
                return ballot_choice
        raise KeyError(key)


def build_question(
    release: Release, state: str, *, proposed: str | None = None, put_off_before: bool = False
) -> VoteQuestion:
    """Return what the procedure asks of a vote in a state; raise ``Faults`` where it asks nothing.

    ``proposed`` is the level that the rules of the release propose, None when they propose none: then nothing can be
    granted, since a vote may neither raise a level nor waive a knock-out. A dossier that was ``put_off_before`` is
    decided: no second complement may be asked for.
    """
    procedure, award = release.procedure, release.award
    inputs = vote_inputs(procedure, state) if procedure is not None else frozenset()
    kind = _KINDS.get(inputs)
    if kind is None:
        words = procedure.by_key.get(state) if procedure is not None else None
        raise Faults([fault("vote-no-question", state=words.text if words and words.text else state)])
    if kind != "award":
        return VoteQuestion(kind, state, inputs, tuple(BallotChoice(key, TEXTS[key]) for key in _LADDERS[kind]))
    levels = award.levels if award is not None else ()
    committee = award.committee if award is not None else None
    may = committee.may if committee is not None else ()
    keys = [one.key for one in levels]
    first = keys.index(proposed) if proposed in keys else len(keys)
    last = len(keys) if "lower_level" in may else first + 1
    asked = COMPLEMENT if "put_off" in inputs and "ask_complement" in may and not put_off_before else None
    below = (asked, "refuse") if asked else ("refuse",)
    return VoteQuestion(
        kind,
        state,
        inputs,
        rungs=(*map(_level_choice, levels[first:last]), *(BallotChoice(key, TEXTS[key]) for key in below)),
        barred=tuple(map(_level_choice, levels[:first])),
        proposed=proposed if proposed in keys else None,
        postpones="put_off" in inputs,
    )


def build_wording_question() -> VoteQuestion:
    """Return what a room is asked of words put to the vote: for or against them, blank, or abstaining."""
    rungs = tuple(BallotChoice(key, TEXTS[key]) for key in ("adopt", "reject"))
    return VoteQuestion("wording", "", frozenset(), rungs, blank=True)


def vote_inputs(procedure: Procedure, state: str) -> frozenset[str]:
    """Return the inputs that a vote taken in a state must answer; empty where no vote is taken."""
    found: set[str] = set()
    for step in procedure.transitions:
        act = procedure.actions.get(step.action) if step.action else None
        if act is None or not act.vote or state not in procedure.starts(step) or step.guard is None:
            continue
        found.update(parse(step.guard).names)
    return frozenset(found) - _INPUTS_NOT_VOTED


_LADDERS: Mapping[str, tuple[str, ...]] = {
    "eligibility": ("eligible", "not_eligible"),
    "review": ("withdraw", "suspend", "keep"),
    "change": ("maintain", "provisional", "end"),
    "withdrawal": ("withdraw", "keep"),
}


def _level_choice(award_level: AwardLevel) -> BallotChoice:
    return BallotChoice(award_level.key, award_level.text, award_level.key)
