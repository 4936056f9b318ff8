"""What holds of every dossier that the shipped procedure can make, however people and time come at it."""

from datetime import timedelta

import pytest
from hypothesis import assume, given, seed, settings
from hypothesis import strategies as st
from support.scenes.running_sample import FOR, PROCEDURE, RULES
from support.strategies.running_wandering import START, VOTED, Shaky, full_answers, usual, wandering

from filiere.core.faults import Faults
from filiere.referentials.workflow import (
    DossierEvent,
    Signer,
    append_event,
    apply_due_steps,
    build_public_record,
    list_available_actions,
    list_messages,
    perform_action,
    replay_events,
    running_deadlines,
)


def test_wandering_goes_far() -> None:
    """The properties below are not said of a few first states: every state is wandered into, in few enough walks."""
    reached: set[str] = set()

    @settings(max_examples=400, database=None)
    @given(st.data())
    def wander(data: st.DataObject) -> None:
        reached.update(wandering(data, 40).stood)

    # The same walks in every run. The first four hundred go everywhere; others follow where a new state is rarer.
    for number in range(3):
        seed(number)(wander)()
        if reached == set(PROCEDURE.by_key):
            break
    assert reached == set(PROCEDURE.by_key)


@settings(max_examples=150)
@given(st.data())
def test_a_dossier_is_its_events(data: st.DataObject) -> None:
    """Replayed from its events it is the same, at each of its days; another walk of the same passages agrees."""
    dossier = wandering(data)
    assert replay_events(RULES, START, dossier.history) == dossier
    stood = [PROCEDURE.start]
    for happened in dossier.history:
        (step,) = [one for one in PROCEDURE.transitions if one.id == happened.step]
        assert stood[-1] in (*PROCEDURE.starts(step), *PROCEDURE.list_delay_states(step))
        group = PROCEDURE.groups.get(step.to)
        stood.append(step.to if group is None else [one for one in stood if one in group][-1])
    assert tuple(stood) == dossier.stood
    count = data.draw(st.integers(0, len(dossier.history)))
    earlier = replay_events(RULES, START, dossier.history[:count])
    assert earlier.stood == dossier.stood[: count + 1]
    assert [*list_messages(earlier), *list_messages(dossier, count)] == list(list_messages(dossier))


@settings(max_examples=150)
@given(st.data())
def test_time_always_ends(data: st.DataObject) -> None:
    """Whatever the answers, time alone brings any dossier to its end, and does nothing twice."""
    dossier, host = wandering(data), data.draw(full_answers)
    far = dossier.last_day + timedelta(days=366 * 20)
    ended = apply_due_steps(dossier, far, host)
    assert ended.final
    assert ended.history[: len(dossier.history)] == dossier.history
    days = [START, *(one.day for one in ended.history)]
    assert days == sorted(days)
    assert apply_due_steps(ended, far, host) == ended
    assert replay_events(RULES, START, ended.history) == ended


@settings(max_examples=60)
@given(st.data())
def test_nothing_happens_after_the_end(data: st.DataObject) -> None:
    """No act is offered, none is done, no passage follows."""
    dossier, host = wandering(data), data.draw(full_answers)
    ended = apply_due_steps(dossier, dossier.last_day + timedelta(days=366 * 20), host)
    assert (list_available_actions(ended, host.always), running_deadlines(ended)) == ((), ())
    action = data.draw(st.sampled_from(sorted(PROCEDURE.actions)))
    party = data.draw(st.sampled_from(sorted(FOR)))
    with pytest.raises(Faults) as refused:
        perform_action(ended, action, ended.last_day, FOR[party], host)
    assert [one.code for one in refused.value.faults] == ["not-open-here"]
    step = data.draw(st.sampled_from(PROCEDURE.transitions))
    with pytest.raises(Faults):
        append_event(
            ended,
            DossierEvent(step.id, ended.last_day, FOR[step.by[0]] if step.by else (), "a" if step.freezes else None),
        )


@settings(max_examples=200)
@given(st.data())
def test_nobody_is_two_of_the_parties_kept_apart(data: st.DataObject) -> None:
    """Though the same few people try every role, and a history in which one is two does not replay."""
    dossier = wandering(data, 20, VOTED)
    people = {signer.person for one in dossier.history for signer in one.signers}
    for person in people:
        assert len(set(dossier.roles(person)) & set(PROCEDURE.apart)) <= 1
    apart = [
        (number, signer)
        for number, one in enumerate(dossier.history)
        for signer in one.signers
        if signer.party in PROCEDURE.apart
    ]
    first = apart[0]
    number, other = next((number, signer) for number, signer in apart if signer.party != first[1].party)
    forged = list(dossier.history)
    event = forged[number]
    signers = tuple(Signer(first[1].person, one.party, one.college) if one == other else one for one in event.signers)
    forged[number] = DossierEvent(event.step, event.day, signers, event.snapshot)
    with pytest.raises(Faults) as refused:
        replay_events(RULES, START, forged)
    assert "apart" in {one.code for one in refused.value.faults}


@settings(max_examples=60)
@given(st.data(), st.integers(0, 10**6), st.integers(0, 150))
def test_a_late_sweep_does_what_one_of_every_day_would_have_done(data: st.DataObject, seed: int, days: int) -> None:
    """With answers that come late, go and change: the same passages, on the same days, with the same fingerprints."""
    dossier, host = wandering(data), Shaky(seed)
    until = dossier.last_day + timedelta(days=days)
    late, daily = apply_due_steps(dossier, until, host), dossier
    for after in range(days + 1):
        daily = apply_due_steps(daily, dossier.last_day + timedelta(days=after), host)
    assert late == daily
    assert apply_due_steps(late, until, host) == late


@settings(max_examples=60)
@given(st.data(), st.integers(0, 10**6), st.lists(st.integers(0, 900), max_size=6))
def test_a_sweep_may_stop_anywhere(data: st.DataObject, seed: int, stops: list[int]) -> None:
    """Over years: in one go, or with stops on any days."""
    dossier, host = wandering(data), Shaky(seed)
    halting = dossier
    for after in sorted(stops):
        halting = apply_due_steps(halting, dossier.last_day + timedelta(days=after), host)
    until = dossier.last_day + timedelta(days=900)
    assert apply_due_steps(halting, until, host) == apply_due_steps(dossier, until, host)


@settings(max_examples=100)
@given(st.data(), st.integers(1, 3000))
def test_a_clock_that_goes_back_is_refused(data: st.DataObject, days: int) -> None:
    """For an act, a sweep and an event, in every state."""
    dossier, host = wandering(data), data.draw(full_answers)
    before = dossier.last_day - timedelta(days=days)
    steps = RULES.leaving_steps[dossier.key]
    assume(steps)
    step = data.draw(st.sampled_from(steps))
    with pytest.raises(Faults) as refused:
        apply_due_steps(dossier, before, host)
    assert [one.code for one in refused.value.faults] == ["clock-back"]
    with pytest.raises(Faults) as refused:
        append_event(dossier, usual(step, before))
    assert "clock-back" in {one.code for one in refused.value.faults}
    with pytest.raises(Faults) as refused:
        perform_action(dossier, step.action or "apply", before, FOR[step.by[0] if step.by else "staff"], host)
    assert [one.code for one in refused.value.faults] == ["clock-back"]


@settings(max_examples=150)
@given(st.data())
def test_an_offer_is_kept(data: st.DataObject) -> None:
    """An act offered as open happens by the passage it named, one that is not is refused; nothing else moves."""
    dossier, host = wandering(data), Shaky(data.draw(st.integers(0, 10**6)))
    day = dossier.last_day
    possible = list_available_actions(dossier, host.read_known_inputs(dossier, day))
    assume(possible)
    offer = data.draw(st.sampled_from(possible))
    people = FOR[offer.by[0]]
    if any(
        True for one in people for role in dossier.roles(one.person) if role in PROCEDURE.apart and role != one.party
    ):
        people = tuple(Signer(f"new {one.person}", one.party, one.college) for one in people)
    if offer.open_step is None:
        assert offer.missing_inputs, "a shipped act has one guard that is true, or something is not known"
        with pytest.raises(Faults) as refused:
            perform_action(dossier, offer.action, day, people, host, on=dossier.papers)
        assert [one.code for one in refused.value.faults] == ["guard-unknown"]
    else:
        done = perform_action(dossier, offer.action, day, people, host, on=dossier.papers)
        assert done.history[:-1] == dossier.history
        assert done.history[-1].step == offer.open_step.id


@settings(max_examples=150)
@given(st.data())
def test_the_register_shows_the_state_and_no_person(data: st.DataObject) -> None:
    """What is shown is what the state says; a term shown is to come or comes today."""
    dossier = wandering(data)
    record = build_public_record(dossier, "register")
    assert record.shown == dossier.state.label
    assert (record.since is None) == (record.shown == "none")
    assert record.since is None or START <= record.since <= dossier.last_day
    told = [RULES.steps[one.step].event for one in dossier.history if "register" in RULES.steps[one.step].tells]
    assert [one.event for one in record.entries] == told
    for one in dossier.history:
        assert not any(signer.person in repr(record) for signer in one.signers)
