"""What ends, erases or publishes because of the day is held by the clock, whichever it is: the guard of a class (C3).

A function that destroys something and looks at the time is found in the source. It must be guarded, or be called by a
guarded one alone, or be in the list of those that a wrong clock cannot make do harm, with the reason.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

import filiere
from filiere.core import Faults
from filiere.site.accounts import retention_rules
from filiere.site.journal.clock_trust import ClockHeld, judge_clock
from filiere.site.journal.models import Clock, Entry
from filiere.site.kit import hourly_tasks
from filiere.site.mail.models import Letter

SITE = Path(filiere.__file__).parent / "site"
GUARDS = {"needs_clock", "register_hourly_task", "retention_rules", "act"}
CALLED_BY = {
    "quality/actions/erase_contacts.py:_erase_expired_in_centre": (
        "quality/actions/erase_contacts.py:erase_expired_contacts"
    ),
    "quality/scheduled_tasks.py:_remove_abandoned_of_centre": "quality/scheduled_tasks.py:remove_abandoned_files",
    "quality/scheduled_tasks.py:_remove_files_of_centre": "quality/scheduled_tasks.py:remove_files",
    "quality/pack_verifications.py:_remove_old_in_folder": "quality/pack_verifications.py:remove_old_verifications",
}
"""Parts of a guarded function, which nothing else calls."""
HARMLESS = {
    "register/deferred_anonymous_acts.py:notify_staff": (
        "what the journal holds already, and the letter just written tells"
    ),
    "accounts/actions/erase_person.py:_delete_sessions": "a person asked; the day only spares sessions that are over",
    "backup/creation.py:_remove_leftovers": "it removes drafts of copies that were killed, which nobody reads",
    "backup/creation.py:back_up": "it removes the draft of a copy that failed",
    "backup/creation.py:write_backup": "it removes drafts of copies that were killed",
    "committee/personal_data.py:_erase_committee": (
        "a person asked; what tied them is kept from the day told, and goes by the sweep"
    ),
    "form_idempotency.py:_find_earlier_answer": "a form of more than an hour is taken as new, as it is without its row",
    "form_idempotency.py:_keep_answer": (
        "what it forgets protects from a double click within the hour, and nothing else"
    ),
    "journal/hourly_counts.py:record_tallies": "an hour told early is told once; what comes after it is counted anew",
    "log_files.py:rotate_log": "a jump puts one log file aside, and a second one none",
    "members/hooks.py:_erase_person_rows": "a person asked; their mandates are ended, not their days",
    "quality/actions/erase_contacts.py:run_erasure": "a person asked; the day is only written down",
    "quality/actions/erase_contacts.py:_erase_delivery": "a person asked; the day is only written down",
    "quality/actions/make_pack.py:_save_pack": "it removes the draft of a pack that failed",
    "quality/personal_data.py:_erase_person": "a person asked; a mandate that they hold is ended",
    "science/personal_data.py:_erase_person": (
        "a person asked; what they prepared is kept from the day told, and goes by the sweep"
    ),
    "kit/uploads.py:remove_abandoned_uploads": (
        "it removes what a killed process left half received, which nobody reads"
    ),
}
UNDATED = {
    "filiere.site.committee.ballot_sealing": "ballots at rest are made of one length, whenever that is",
    "filiere.site.evidence.scheduled_tasks": "an antivirus is asked about files that wait",
    "filiere.site.journal.hourly_counts": (
        "how many readings and refusals there were in an hour is told, and nothing ends"
    ),
    "filiere.site.journal.verification_process": "the journal is read, which changes nothing in it",
    "filiere.site.mail.delivery": "letters were written by acts, and are right whenever they leave",
    "filiere.site.register.deferred_anonymous_acts": (
        "what was done without a name is told to the journal, which dates it"
    ),
    "filiere.site.search.hooks": "what pages say is copied for the search, whatever the day",
    "filiere.site.observatory.scheduled_tasks": "what is withheld follows from the figures",
}
"""Parts of the sweep that go on whatever the clock says."""
BODIES = (
    *(
        f"committee/actions/{name}.py"
        for name in ("conclude_item", "exceptional_acts", "hearings", "sessions", "votes")
    ),
    "science/actions/vote_proposal.py",
    *(f"audit/actions/{name}.py" for name in ("declare_independence", "lift_finding", "name_auditor")),
    *(f"audit/actions/{name}.py" for name in ("submit_report", "plan_audit", "sample_sites")),
    *(
        f"candidature/actions/{name}.py"
        for name in ("file_application", "record_payment", "save_perimeter", "sign_opinion")
    ),
    "holders/actions/",
    "members/actions/memberships.py",
    "members/actions/mandates.py",
    *(f"register/actions/{name}.py" for name in ("declare_services", "handle_complaint")),
)
"""Where the acts are by which a body sits, votes, decides and seals its minutes, by which an audit is led, a complaint
handled, a label kept, and by which a person is seated or stands for an organisation."""
ON_ANY_DAY = {
    "candidature/actions/save_perimeter.py:save_perimeter": "what is typed of an application, before it is filed",
    "candidature/actions/save_perimeter.py:write_perimeter": "what an act that is guarded writes",
    "holders/actions/alerts.py:save_alert": "what an act that is guarded writes, or the sweep",
    "holders/actions/logo_places.py:save_place": "what an act that is guarded writes, or the procedure",
    "holders/actions/rotate_key.py:rotate_key": "a key that was stolen is changed at once, whatever the clock says",
    "members/actions/mandates.py:list_end_faults": "what stands against an act, before it is asked",
    "members/actions/mandates.py:check_seat": "what stands against an act, before it is asked",
    "register/actions/handle_complaint.py:read_complaint": "reading",
    "register/actions/handle_complaint.py:require_staff": "reading",
    "committee/actions/sessions.py:note_presence": "whoever leaves the room says so, whatever the clock says",
    "committee/actions/votes.py:add_note": "words of a debate",
}
DESTROYS = {"delete", "unlink", "rmtree", "rmdir", "data_erasers", "retention_rules"}


def functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Every function of the site, by its file and name."""
    seen: set[str] = set()
    for path in sorted(SITE.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                name = f"{path.relative_to(SITE).as_posix()}:{node.name}"
                # Two of one name in a file, as methods of two classes, are told apart by their lines.
                yield name if name not in seen else f"{name}:{node.lineno}", node
                seen.add(name)


def calls(node: ast.AST) -> Iterator[ast.Call]:
    """The calls in a function."""
    return (one for one in ast.walk(node) if isinstance(one, ast.Call))


def called(call: ast.Call) -> str:
    """The last part of what a call names; of a registration, the hook."""
    if isinstance(call.func, ast.Attribute) and call.func.attr == "register":
        return getattr(call.func.value, "id", "")
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def destroys(node: ast.FunctionDef) -> bool:
    """Whether it deletes rows or files, or marks them as erased."""
    for call in calls(node):
        name = called(call)
        if name in DESTROYS or (
            name.strip("_").startswith(("erase", "remove")) and name not in ("removeprefix", "removesuffix")
        ):
            return True
        if name == "update" and any(one.arg == "erased_at" for one in call.keywords):
            return True
    targets = [target for one in ast.walk(node) if isinstance(one, ast.Assign) for target in one.targets]
    return any(getattr(part, "attr", "") == "erased_at" for one in targets for part in ast.walk(one))


def looks_at_time(node: ast.FunctionDef) -> bool:
    """Whether it compares moments, or is given one."""
    days, compared = {"day", "before", "now", "today"}, {"lt", "lte", "gt", "gte", "range"}
    if any(one.arg.strip("_") in days for one in (*node.args.args, *node.args.kwonlyargs)):
        return True
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute) and part.attr in {"st_mtime", "localdate"}:
            return True
        if isinstance(part, ast.Name) and part.id in {"timedelta", "was_changed_before"}:
            return True
        if isinstance(part, ast.keyword) and (part.arg or "").rpartition("__")[2] in compared:
            return True
        if isinstance(part, ast.Compare) and any(getattr(one, "id", "") in days for one in ast.walk(part)):
            return True
    return False


def guarded(node: ast.FunctionDef) -> bool:
    """Whether one of its decorators holds it by the clock."""
    return any(
        (called(one) if isinstance(one, ast.Call) else getattr(one, "id", "")) in GUARDS
        and not (isinstance(one, ast.Call) and any(key.arg == "clock" for key in one.keywords))
        for one in node.decorator_list
    )


def test_what_destroys_by_the_day_is_guarded() -> None:
    """C3: the next one that is written, too."""
    every = dict(functions())
    found = {name for name, node in every.items() if destroys(node) and looks_at_time(node)}
    assert {"mail/hooks.py:_remove_due_letters", "evidence/actions/erase_documents.py:erase_due_documents"} <= found
    loose = {name for name in found if not guarded(every[name])}
    assert loose - CALLED_BY.keys() - HARMLESS.keys() == set(), "guard it by needs_clock, or say why it is harmless"
    assert (CALLED_BY.keys() | HARMLESS.keys()) - loose == set(), "no longer there, or guarded"
    for part, whole in CALLED_BY.items():
        assert guarded(every[whole])
        file, _, name = part.partition(":")
        here = {one: node for one, node in every.items() if one.startswith(f"{file}:")}
        callers = {one for one, node in here.items() if name in map(called, calls(node))}
        assert callers == {whole}


def test_events_of_dossiers_are_written_under_the_guard() -> None:
    """C3: whoever writes what the procedure says happened lets time pass first."""
    file = "workflow/actions/"
    writers = {
        name: node
        for name, node in functions()
        if name.startswith(file) and any(called(one) == "write_events" for one in calls(node))
    }
    assert writers.keys() == {f"{file}perform_act.py:perform_act", f"{file}run_due_events.py:run_due_for_dossier"}
    assert all(guarded(node) for node in writers.values())
    imports = re.compile(r"workflow\.actions\.write_events import [^\n]*\bwrite_events\b")
    importers = {path for path in SITE.rglob("*.py") if imports.search(path.read_text(encoding="utf-8"))}
    assert {path.relative_to(SITE).as_posix() for path in importers} == {one.partition(":")[0] for one in writers}


def test_what_a_body_decides_is_guarded() -> None:
    """C3: a session is of its day, its members are those of the day, and its sealed minutes cannot be dated anew."""
    acts = {
        name: node
        for name, node in functions()
        if name.startswith(BODIES)
        and not node.name.startswith("_")
        and "actor" in {one.arg for one in (*node.args.args, *node.args.kwonlyargs)}
    }
    assert {name for name, node in acts.items() if not guarded(node)} == ON_ANY_DAY.keys()


def test_the_guard_has_no_back_door() -> None:
    """Days that have passed are lived again by the demonstration alone, while it is built."""
    uses = {
        path.relative_to(SITE).as_posix()
        for path in SITE.rglob("*.py")
        if {"record_past_days", "_past_days_allowed"}
        & {getattr(one, "id", "") for one in ast.walk(ast.parse(path.read_text("utf-8")))}
    }
    assert uses == {"journal/clock_trust.py", "demonstration/clock.py"}


def test_every_part_of_the_sweep_is_of_a_known_kind() -> None:
    """What goes on with any clock is listed with the reason; all else is guarded, whoever calls it."""
    assert {one.__module__ for one in hourly_tasks.clock_free_tasks} == UNDATED.keys()
    assert len(hourly_tasks.clock_free_tasks) == len(UNDATED)
    assert hourly_tasks.clock_bound_tasks
    assert all(getattr(one, "needs_clock", False) for one in hourly_tasks.clock_bound_tasks)


def held() -> list[Callable[..., Any]]:
    """Every function that a held clock must stop."""
    from filiere.site.candidature.actions import open_dossier
    from filiere.site.committee.actions import sessions, votes
    from filiere.site.evidence.actions.erase_documents import erase_due_documents
    from filiere.site.quality.actions import erase_contacts, make_edition
    from filiere.site.workflow.actions import perform_act, run_due_events

    return [
        *hourly_tasks.clock_bound_tasks,
        *(
            perform_act.perform_act,
            open_dossier.open_dossier,
            run_due_events.run_due,
            run_due_events.run_due_for_dossier,
            erase_due_documents,
            erase_contacts.erase_expired_contacts,
        ),
        *(sessions.open_session, sessions.close_session, votes.cast_ballot, votes.open_ballots),
        *(
            make_edition._enqueue_edition,
            make_edition.make_edition,
            retention_rules.apply_retention,
            retention_rules.apply_retention_fully,
        ),
    ]


@pytest.mark.django_db
def test_nothing_runs_while_the_clock_is_held(django_assert_max_num_queries: Any) -> None:
    """C3: each of them refuses before it reads anything but the signs of life."""
    Clock.objects.create(trusted_at=timezone.now() - timedelta(days=8))
    for function in held():
        with django_assert_max_num_queries(1), pytest.raises(ClockHeld):
            function(now=timezone.now()) if function is retention_rules.apply_retention_fully else function()


@pytest.mark.django_db
def test_retention_is_part_of_the_sweep_some_rows_at_a_time(
    make_user: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """M6: letters of more than a year go without any command; one sweep holds other writers for some rows only."""
    from filiere.site.workflow import scheduler

    monkeypatch.setattr(retention_rules, "BATCH_ROWS", 2, raising=False)
    old = timezone.now() - timedelta(days=366)
    row = {"to": make_user(), "language": "fr", "kind": "test", "subject": "S", "body": "B"}
    Letter.objects.bulk_create(Letter(**row, written_at=moment) for moment in (*[old] * 7, timezone.now()))
    left = []
    for _ in range(2):
        scheduler.sweep_unless_running()
        left.append(Letter.objects.filter(kind="test").count())
    assert left == [6, 4]
    assert retention_rules.apply_retention_fully(now=timezone.now())["letters"] == 3
    assert Letter.objects.filter(kind="test").count() == 1


@pytest.mark.django_db
def test_a_rule_that_fails_keeps_no_other_from_being_applied(
    make_user: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """All were applied in one transaction: what one raised brought back what the others had removed, each hour. The
    sweep counts as unfinished, which staff see."""
    from filiere.site.workflow import scheduler

    def fails(_before: Any, _most: int) -> int:
        Letter.objects.all().delete()
        raise ValueError("no such folder")

    monkeypatch.setitem(retention_rules.retention_rules._values, "sessions", fails)
    monkeypatch.setattr(retention_rules, "BATCH_ROWS", 2)
    row = {"to": make_user(), "language": "fr", "kind": "test", "subject": "S", "body": "B"}
    old, today = timezone.now() - timedelta(days=366), timezone.now()
    Letter.objects.bulk_create(Letter(**row, written_at=moment) for moment in (*[old] * 5, today))
    with pytest.raises(hourly_tasks.UnfinishedTask) as unswept:
        retention_rules.apply_retention(now=today)
    assert (unswept.value.done, unswept.value.failed, Letter.objects.filter(kind="test").count()) == (2, 1, 4)
    entry = Entry.objects.filter(act="retention.apply").latest("pk")
    assert entry.payload.body == {"removed": {"letters": 2}}
    assert scheduler.sweep_everything().failed == 1
    with pytest.raises(Faults) as unfinished:
        retention_rules.apply_retention_fully(now=today)
    assert [one.code for one in unfinished.value.faults] == ["retention-unfinished"]
    assert Letter.objects.filter(kind="test").count() == 1


@pytest.mark.django_db
def test_only_a_demonstration_follows_any_day_by_one_command(
    make_user: Callable[..., Any], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever tries the site after a month needs no second person; one real account, and two are needed."""
    from filiere.site.demonstration_builder import confirm_machine_clock

    monkeypatch.setattr("filiere.site.django_startup.migrate", lambda: None)
    settings.FILIERE_DEMO = True
    user = make_user("label_staff")
    now = timezone.now()
    Clock.objects.create(trusted_at=now)
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=30))
    confirm_machine_clock()
    assert not judge_clock().is_trusted
    user.fictitious = True
    user.save()
    confirm_machine_clock()
    assert judge_clock().is_trusted
