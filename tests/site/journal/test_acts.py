"""Acts: the right first, then the clock, the lock, the step, the entry; a refusal stays when everything is undone."""

from __future__ import annotations

import traceback
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from support.scenes.candidature_sample import make_candidature, make_outsourcer
from support.scenes.committee_sample import scene
from support.scenes.dossier_sample import at, make_member

from filiere.core import Faults
from filiere.site.accounts import refusal_recorder
from filiere.site.candidature.actions.save_perimeter import save_perimeter
from filiere.site.committee.actions.votes import add_note, cast_ballot, start_round
from filiere.site.committee.models import Ballot, Item
from filiere.site.journal.act_decorator import act
from filiere.site.journal.models import Entry
from filiere.site.journal.sealed_rows import record_row
from filiere.site.kit.rights import RightRefused
from filiere.site.workflow.act_target import DOSSIER_TARGET

pytestmark = pytest.mark.django_db


def newest() -> Entry:
    """Return the last entry of the journal."""
    return Entry.objects.latest("number")


def test_a_right_refused_is_recorded_and_nothing_else_happens(place: Any) -> None:
    """The right is asked before the transaction: its refusal is in the journal, under the right and the dossier."""
    from support.scenes.dossier_sample import make_person

    with pytest.raises(RightRefused):
        start_round(place.item, 1, actor=make_person("label_staff"))
    entry = newest()
    assert (entry.act, entry.subject_kind, (entry.payload.body or {})["permission"]) == (
        "permission.refuse",
        "dossier",
        "committee:vote",
    )


def test_a_refusal_by_the_rules_stays_once_all_is_undone(place: Any) -> None:
    with pytest.raises(Faults) as refused:
        cast_ballot(place.item, "for", "", actor=place.members[0])
    entry = newest()
    assert entry.act == "ballot.cast.refuse"
    assert entry.subject_id == place.item.key
    assert entry.payload.body == {"why": [fault.code for fault in refused.value.faults]}
    assert not Ballot.objects.exists()


def test_an_act_at_another_step_is_refused(place: Any) -> None:
    """Steps are checked on the locked row, not on what the caller holds."""
    Item.objects.filter(pk=place.item.pk).update(status="first")
    with pytest.raises(Faults) as refused:
        start_round(place.item, 1, actor=place.members[0])
    assert [fault.code for fault in refused.value.faults] == ["item-wrong-step"]


def test_what_an_act_makes_is_sealed_once(place: Any) -> None:
    """One entry a ballot, of the payload declared with its table; a note is told under its item."""
    start_round(place.item, 1, actor=place.members[0])
    place.item.refresh_from_db()
    made = cast_ballot(place.item, "abstain", "", actor=place.members[0])
    (entry,) = Entry.objects.filter(act="ballot.cast")
    assert entry.payload.body == {"item": place.item.key, "round": 1, "commitment": made.commitment}
    add_note(place.item, "Un mot.", actor=place.members[0])
    assert Entry.objects.filter(act="note.add", subject_id=place.item.key).count() == 1
    with pytest.raises(LookupError, match="no sealed row"):
        record_row(place.members[0], "ballot.eat", made)


def test_the_walk_of_a_ballot_is_short(place: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """From its address to the row written: four functions of the project, and no more questions than now."""
    start_round(place.item, 1, actor=place.members[0])
    walked: list[str] = []
    save = Ballot.save

    def watch(self: Ballot, *args: Any, **kwargs: Any) -> None:
        stack = traceback.extract_stack()
        door = max(place for place, frame in enumerate(stack) if frame.name == "_get_response")
        walked.extend(frame.name for frame in stack[door:] if "/filiere/site/" in frame.filename)
        save(self, *args, **kwargs)

    monkeypatch.setattr(Ballot, "save", watch)
    client = Client()
    client.force_login(place.members[0])
    address = reverse("committee:item-do", args=[place.dossier.key, place.item.key, "ballot"])
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(address, {"ballot-choice": "abstain", "ballot-reasons": "", "ballot-confirm": "on"})
    assert answer.status_code == 302
    assert Ballot.objects.count() == 1
    assert len(walked) <= 4, walked
    assert len(captured) <= 34, "\n".join(one["sql"][:150] for one in captured.captured_queries)


@pytest.fixture
def place() -> Any:
    """A session open in front of an item."""
    return scene()


@pytest.fixture
def moved() -> Any:
    """An application as a page holds it, who edits it, and the row that somebody else moved on since."""
    organisation = make_outsourcer()
    dossier = make_candidature(organisation)
    fresh = at(type(dossier).objects.get(pk=dossier.pk), "declaring")
    return SimpleNamespace(stale=dossier, fresh=fresh, editor=make_member(organisation, "edit"))


def _refuse_perimeter(dossier: Any, editor: Any) -> list[tuple[str, str, Any]]:
    """Try to write a perimeter, and return what the journal then says of refusals that it did not say before."""
    before = newest().number
    with pytest.raises(RightRefused):
        save_perimeter(dossier, actor=editor, sites=[], suppliers=[])
    entries = Entry.objects.filter(number__gt=before).select_related("payload").order_by("number")
    return [(entry.act, entry.subject_id, entry.payload.body) for entry in entries]


def test_a_right_refused_once_the_row_is_locked_is_recorded_as_before_it(moved: Any) -> None:
    assert moved.stale.state == "preparing"
    locked = _refuse_perimeter(moved.stale, moved.editor)
    assert len(locked) == 1
    assert locked[0][0] == "permission.refuse"
    assert locked == _refuse_perimeter(moved.fresh, moved.editor)


def test_refusals_that_wait_are_not_lost_with_the_act_that_is_undone(
    moved: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_self: Any) -> None:
        raise OperationalError("database is locked")

    with monkeypatch.context() as patched:
        patched.setattr(refusal_recorder.UnwrittenRefusal, "write", fail)
        assert _refuse_perimeter(moved.fresh, moved.editor) == []
    assert [name for name, *_ in _refuse_perimeter(moved.stale, moved.editor)] == ["permission.refuse"] * 2
    assert [name for name, *_ in _refuse_perimeter(moved.fresh, moved.editor)] == ["permission.refuse"]


def test_a_right_refused_inside_an_act_of_an_act_is_recorded_once(moved: Any) -> None:
    """The inner act asks its right in the transaction of the outer one, which undoes all of it."""

    @act("trial.outer", on=DOSSIER_TARGET, right=None, clock=False, record=False)
    def outer(dossier: Any, *, actor: Any) -> None:
        save_perimeter(dossier, actor=actor, sites=[], suppliers=[])

    before = newest().number
    with pytest.raises(RightRefused):
        outer(moved.fresh, actor=moved.editor)
    assert [entry.act for entry in Entry.objects.filter(number__gt=before)] == ["permission.refuse"]
