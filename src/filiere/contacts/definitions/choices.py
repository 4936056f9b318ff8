"""The choices that an indicator of a contact centre cannot help making, each one named.

Two centres that say “80 % in 20 seconds” rarely say the same thing: the clock starts at the line, at the end of the
menu or in the queue; a caller who leaves early is a failure, a success or nobody. The same generated calls give 40.4 %
to 52.2 % by the denominator alone. A definition here therefore spells out all 22, and none has a default: what is not
written is not known. Of a choice made of parts, those that came after the first sealed sets may be left out, and are
then what was computed before they could be said.

The order of the fields is the published order in which the gap between two definitions is explained, one choice at a
time; :data:`CHOICE_ORDER` gives it.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, get_args

from pydantic import Field, StringConstraints

from filiere.core.text import StrictModel

CountedOutcome = Literal["answered", "abandoned", "overflowed", "blocked", "callback", "deflected", "system_dropped"]
"""How a leg ended, where a share may count it: what has not ended yet belongs to no share."""
COUNTED_OUTCOMES: tuple[str, ...] = get_args(CountedOutcome)
Outcome = Literal[CountedOutcome, "open"]
"""How a leg ended; each leg has exactly one, and ``open`` is one that had not ended when the delivery was made."""

Seconds = Annotated[int, Field(ge=0, le=30 * 86_400)]
QueueName = Annotated[str, StringConstraints(min_length=1)]


class ShortAbandon(StrictModel):
    """Choice 4: a caller who gives up, and one who does so at once.

    ``share_of``: abandonments are a share of those that entered a queue (``queued``), of the outcomes of ``front_door``
    (``offered``), of all that came, whatever became of them (``arrived``), or of the answered and the abandoned.
    An abandoned leg whose wait is at most ``seconds`` (``by_queue`` for the queues it names) is short; with ``edge:
    below``, one whose wait is strictly below. ``effect`` says
    what becomes of it: ``none``, nothing; ``excluded_from_abandoned``, it leaves the numerator of the abandonment rate
    only; ``excluded``, it leaves numerators and denominators; ``success``, it counts as answered in time. ``seconds``
    is None where no leg is short, and ``effect`` is then ``none``.
    """

    seconds: Seconds | None
    effect: Literal["none", "excluded_from_abandoned", "excluded", "success"]
    by_queue: Mapping[QueueName, Seconds] = {}
    edge: Literal["at_most", "below"] | None = None
    share_of: Literal["queued", "offered", "arrived", "answered_and_abandoned"] = "queued"


class Comparison(StrictModel):
    """Choice 7: how a wait meets its threshold.

    ``edge``: a wait of exactly the threshold is inside (``at_most``) or not (``below``). ``seconds``: the wait in
    microseconds as it is (``exact``), whole seconds cut off (``truncated``) or rounded half up (``rounded``).
    """

    edge: Literal["at_most", "below"]
    seconds: Literal["exact", "truncated", "rounded"]


class Handling(StrictModel):
    """Choice 14: what handling takes.

    ``parts``: from answer to end (``talk``, holds included), or to the end of the wrap-up (``talk_and_wrap``).
    ``per``: the mean over legs or over contacts. ``concurrency``: an agent's overlapping chats each count whole
    (``elapsed``) or share the time they overlap (``divided``).
    """

    parts: Literal["talk", "talk_and_wrap"]
    per: Literal["leg", "contact"]
    concurrency: Literal["elapsed", "divided"]


class Occupancy(StrictModel):
    """Choice 15: how busy an agent is. Overlapping work counts once (``union``) or as often as it is (``sum``); paused
    time is left out of the time at work (``out``) or kept in it (``in``). ``work``: what keeps an agent busy is told by
    the states (``states``), or is the handling of contacts (``contacts``), as choice 14 counts it."""

    overlaps: Literal["union", "sum"]
    pauses: Literal["out", "in"]
    work: Literal["states", "contacts"] = "states"


class Resolution(StrictModel):
    """Choice 16: when a contact has settled its matter.

    ``method``: nobody came back within ``window_days`` (``no_repeat``), the customer said so (``survey``), or the agent
    (``agent_flag``). ``scope``: who comes back: the same customer, in the same queue, channel or for the same reason.
    ``base``: all answered contacts (``gross``), or those that the first level can settle, transfers left out
    (``net``). ``since``: the window runs from the end of a contact or from its arrival. ``tail``: contacts younger than
    the window, of which nobody can know yet, are ``excluded`` or ``counted`` as settled.
    """

    method: Literal["no_repeat", "survey", "agent_flag"]
    window_days: Annotated[int, Field(ge=1, le=366)]
    scope: Literal["customer", "customer_queue", "customer_channel", "customer_reason"]
    base: Literal["gross", "net"]
    tail: Literal["excluded", "counted"]
    since: Literal["end", "arrival"] = "end"


class WrittenClock(StrictModel):
    """Choice 17: the time of mail, messages and cases.

    ``stop``: at the first reply of a person or at the resolution. ``hours``: those of the calendar or of opening, or
    whole days of 24 hours: ``working_days``, Monday to Friday without public holidays, or
    ``working_days_and_saturdays``, which is what French law calls *jours ouvrables*; a delay of ten days is then
    864,000 seconds of such days. ``calendar_of``: the opening hours of the queue of arrival, of the queue that
    answered, or of each queue for the time spent in it (``each_queue``).
    """

    stop: Literal["first_reply", "resolution"]
    hours: Literal["calendar", "opening", "working_days", "working_days_and_saturdays"]
    calendar_of: Literal["arrival_queue", "answer_queue", "each_queue"]


class RollUp(StrictModel):
    """Choice 21: a figure of many intervals is the ratio of their sums, or the plain mean of the ratios of each
    ``interval``, in which an interval without contacts has no part."""

    method: Literal["ratio_of_sums", "mean_of_ratios"]
    interval: Literal["15min", "30min", "hour", "day", "week", "month"] | None = None


class Choices(StrictModel):
    """The 22 choices, in their published order; the numbers are those of the register of ambiguities.

    1 ``clock_start``: the wait runs from the line (``arrival``), the end of the menu (``ivr_end``), entry in the queue
    (``queue``) or the offer to an agent (``offer``). 2 ``ring``: the time between offer and answer is part of the wait.
    3 ``clock_stop``: an answer of a person (``human``), of a machine too (``any_answer``), or an automatic
    acknowledgement as well (``acknowledgement``). 5 ``abandon_in_threshold``: a caller who leaves within the
    threshold counts against (``negative``), for nothing (``ignored``) or for (``positive``). 6 ``denominator``: the
    outcomes that the service level is a share of. 8 ``transfers``: a contact counts once, or once a queue visit.
    9 ``callback``: a caller who asks to be called back has an outcome of their own, is left out, is abandoned, or is
    answered when the centre has reached them. 10 ``front_door``: the outcomes that accessibility is a share of.
    11 ``out_of_hours``: an arrival while closed is counted, left out, or waits from the opening. 12 ``attribution``:
    the moment that places a contact in an interval. 13 ``wait_population``: the mean wait is of the answered, of
    the answered and the abandoned, or of all who waited. 18 ``reopened``: a reopened case starts a new clock or goes on
    with the old. 19 ``holidays``: public holidays of the calendar are closed or open. 20 ``cohort``: cases closed in
    the period, opened and closed in it, or opened in it. 22 ``target``: the target in force at the event, or today's.
    """

    clock_start: Literal["arrival", "ivr_end", "queue", "offer"]
    ring: Literal["included", "excluded"]
    clock_stop: Literal["human", "any_answer", "acknowledgement"]
    short_abandon: ShortAbandon
    abandon_in_threshold: Literal["negative", "ignored", "positive"]
    denominator: Annotated[tuple[CountedOutcome, ...], Field(min_length=1)]
    comparison: Comparison
    transfers: Literal["leg", "contact"]
    callback: Literal["own_outcome", "excluded", "abandoned", "answered_when_reached"]
    front_door: Annotated[tuple[CountedOutcome, ...], Field(min_length=1)]
    out_of_hours: Literal["counted", "excluded", "from_opening"]
    attribution: Literal["arrival", "queue", "answer_or_end", "end"]
    wait_population: Literal["answered", "all", "answered_and_abandoned"]
    handling: Handling
    occupancy: Occupancy
    resolution: Resolution
    written_clock: WrittenClock
    reopened: Literal["new_clock", "old_clock"]
    holidays: Literal["closed", "open"]
    cohort: Literal["closed", "opened_and_closed", "opened"]
    roll_up: RollUp
    target: Literal["at_event", "today"]


CHOICE_ORDER: tuple[str, ...] = tuple(Choices.model_fields)
"""The published order of the choices."""
