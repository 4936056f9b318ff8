"""Audit and award: how the dossier is verified, decided and followed."""

from typing import Literal, Self

from pydantic import Field, model_validator

from filiere.core.text import StrictModel, Text, Words
from filiere.referentials.records.field_types import Expression, Key, Length, Wording


class SampleSizes(StrictModel):
    """How many sites are visited, by the kind of audit; ``n`` is the number of sites."""

    initial: Expression
    follow_up: Expression
    renewal: Expression


class SiteSampling(StrictModel):
    """Which sites are visited."""

    size: SampleSizes
    add: tuple[Expression, ...] = ()
    strata: tuple[Key, ...] = ()
    always: tuple[Key, ...] = ()


class PerSite(StrictModel):
    """Whom the auditor meets on a site; a number, an expression or ``all``."""

    advisers: Expression
    supervisors: int | Expression
    staff_representatives: int | Expression
    absent_management: bool


class Interviews(StrictModel):
    """The interviews of an audit."""

    per_site: PerSite


class Randomness(StrictModel):
    """How the draw is made so that anyone can do it again."""

    seed_from: Key
    after: Key
    algorithm: Words
    record: bool
    disclosed_to_candidate: Key


class Sampling(StrictModel):
    """Sites, interviews and the draw."""

    sites: SiteSampling
    interviews: Interviews | None = None
    randomness: Randomness | None = None


class Independence(StrictModel):
    """What keeps an auditor apart from the candidate."""

    no_advice_to_candidate_within: Length
    max_consecutive_cycles: int
    declares: tuple[Key, ...]


class FindingKind(StrictModel):
    """A kind of finding, and the time to lift it."""

    lift_within: Length | None = None
    text: Wording | None = None


class FindingConsequence(StrictModel):
    """What a rule on findings does: add one, or raise those it counts."""

    add: Key | None = None
    upgrade_to: Key | None = None
    reason: Key | None = None


class FindingRule(StrictModel):
    """A rule on the number and the age of findings."""

    condition: Expression = Field(alias="if")
    then: FindingConsequence


class Findings(StrictModel):
    """The kinds of findings and their arithmetic, applied in order."""

    kinds: dict[Key, FindingKind]
    arithmetic: tuple[FindingRule, ...] = ()


class AdversarialPhase(StrictModel):
    """The time to answer the auditor, and the auditor's to reply."""

    candidate_answers_within: Length
    auditor_replies_within: Length
    rounds: int


class Audit(StrictModel):
    """The file ``audit.yaml``."""

    on_site: Literal["required", "optional", "none"]
    note: Wording | None = None
    sampling: Sampling | None = None
    days: Expression | None = None
    independence: Independence | None = None
    findings: Findings
    adversarial: AdversarialPhase | None = None


class EligibilityCondition(StrictModel):
    """A condition of eligibility; the text is the reason shown."""

    key: Key
    when: Expression
    text: Wording


class Exclusion(EligibilityCondition):
    """A fact that bars for a time."""

    lasts: Length


class AwardLevel(StrictModel):
    """A level of the label, proposed when all its conditions hold and no higher one does, valid ``months`` long."""

    key: Key
    text: Wording
    all: tuple[Expression, ...] = Field(min_length=1)
    months: int | None = None
    note: Wording | None = None


class QuorumRule(StrictModel):
    """How many must sit."""

    per_college: int
    total: int


class RecusalRule(StrictModel):
    """What a conflict of interest does."""

    grades: tuple[Key, ...]
    effect: Key
    counted_in_quorum: bool


class MajorityRule(StrictModel):
    """How a vote is won."""

    majority: Literal["simple", "absolute", "two_thirds"]
    also: Words | None = None


class VoteBinding(StrictModel):
    """What a vote is on: one snapshot of one dossier under one release."""

    snapshot: Literal["hash"]
    release: Literal["hash"]


class SilenceRule(StrictModel):
    """What happens when nobody decides."""

    after: Length
    effect: Key
    notify: tuple[Key, ...]


class VotePublication(StrictModel):
    """What the public reads of a vote beyond its result; a release may ask for more secrecy, never for less.

    ``voters`` is the fewest voters that are counted together; ``apart`` is the fewest ballots that must differ from
    the most frequent one before all colleges are counted together. The first vote is for the members alone.
    """

    voters: int = Field(default=3, ge=3)
    apart: int = Field(default=2, ge=2)
    first_vote: Literal["withheld"] = "withheld"


class SessionNotice(StrictModel):
    """How many whole days before a session its body is called, and knows of each item put to the vote.

    ``urgent``, where a release names it, is how few days may be left when whoever calls says why. A release that says
    nothing is held to five days and to no urgency: what article R133-8 of the French code of relations between the
    public and the administration asks of advisory bodies.
    """

    days: int = Field(default=5, ge=1, le=90)
    urgent: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _shorter(self) -> Self:
        if self.urgent is not None and self.urgent >= self.days:
            raise ValueError(
                Text(
                    fr="« urgent » n’est pas plus court que « days ».",
                    en="“urgent” is not shorter than “days”.",
                )
            )
        return self


class Committee(StrictModel):
    """The committee that decides, college by college. Without ``publication`` or ``notice``, the engine’s own hold."""

    seats: dict[Key, int]
    quorum: QuorumRule
    recusal: RecusalRule
    first_vote: Literal["blind", "open"]
    decision: MajorityRule
    tie: Key
    may: tuple[Key, ...]
    may_not: tuple[Key, ...]
    reasons: Literal["required", "optional"]
    minority_opinion: Literal["attached", "none"]
    publication: VotePublication = VotePublication()
    bound_to: VoteBinding
    silence: SilenceRule
    notice: SessionNotice = SessionNotice()


class FollowUp(StrictModel):
    """A control during the life of the label."""

    at: Length
    kind: Key


class Validity(StrictModel):
    """How long the label holds and when it is renewed."""

    period: Length
    follow_up: tuple[FollowUp, ...] = ()
    renewal_opens: Length
    grace: Length


class Suspension(StrictModel):
    """What suspends the label and for how long at most."""

    if_any: tuple[Expression, ...]
    max: Length


class LogoRemoval(StrictModel):
    """By when the logo must have gone."""

    within: Length
    proof: Literal["required", "optional"]


class Withdrawal(StrictModel):
    """What withdraws the label."""

    if_any: tuple[Expression, ...]
    adversarial: Length
    publish: bool
    unmarking: LogoRemoval


class AppealPanel(StrictModel):
    """Who hears an appeal."""

    distinct_from_committee: bool
    colleges: tuple[Key, ...]


class Appeal(StrictModel):
    """The right to a second look."""

    within: Length
    panel: AppealPanel


class Award(StrictModel):
    """The file ``award.yaml``."""

    note: Wording | None = None
    eligibility: tuple[EligibilityCondition, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    levels: tuple[AwardLevel, ...] = Field(min_length=1)
    committee: Committee | None = None
    validity: Validity | None = None
    suspension: Suspension | None = None
    withdrawal: Withdrawal | None = None
    appeal: Appeal | None = None
