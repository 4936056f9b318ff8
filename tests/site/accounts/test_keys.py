"""H4: the key of the site is changed, lost or weak, and nothing breaks that need not."""

from __future__ import annotations

import fcntl
import secrets
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client
from django.utils import timezone
from support.scenes import granted_sample
from support.scenes.committee_sample import scene
from support.scenes.dialogue_room import UNIONS, RoomScene

from filiere.core import Faults
from filiere.site.accounts import one_time_codes
from filiere.site.accounts.actions.add_factor import add_totp
from filiere.site.accounts.actions.invite import send_invitation
from filiere.site.accounts.models_credentials import Factor, Invitation, KeptForm
from filiere.site.accounts.rights import OPERATOR
from filiere.site.accounts.sealing import seal_text, unseal_text
from filiere.site.committee.actions.votes import cast_ballot, open_ballots, start_round
from filiere.site.journal.integrity import check_integrity
from filiere.site.journal.models import Entry
from filiere.site.kit.rights import RightRefused
from filiere.site.mail.models import Letter
from filiere.site.mail.outbox import post_letter_to_address
from filiere.site.programme.dialogue.actions.votes import cast_ballots
from filiere.site.register.actions.file_complaint import file_complaint
from filiere.site.register.models import Complainant, Complaint

pytestmark = pytest.mark.django_db
MakeUser = Callable[..., Any]
NAME = "Zoé Plaignante"
FACTS = "Les pauses ne sont plus données sur le plateau depuis le printemps et rien ne change."


@pytest.fixture
def key_file(home: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of the key of this site, as on a machine whose environment gives none; the database knows the key."""
    from filiere.site.accounts.site_key_status import ensure_proof

    monkeypatch.delenv("FILIERE_SECRET_KEY", raising=False)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = secrets.token_urlsafe(48), []
    (home / "secret-key").write_text(settings.SECRET_KEY)
    ensure_proof()
    return home / "secret-key"


def lose(settings: Any) -> str:
    """The folder comes back without its key, and another is drawn; return the one that was lost."""
    lost = settings.SECRET_KEY
    settings.SECRET_KEY = secrets.token_urlsafe(48)
    return str(lost)


def enrol(user: Any) -> tuple[pyotp.TOTP, list[str]]:
    """A generator of codes, as of an hour ago, and the recovery codes."""
    secret = one_time_codes.draw_secret()
    moment = timezone.now() - timedelta(hours=1)
    _, recovery = add_totp(user=user, secret=secret, code=pyotp.TOTP(secret).at(moment), name="Téléphone", now=moment)
    return pyotp.TOTP(secret), recovery


def at_the_door(user: Any) -> Client:
    """A browser in which the person typed their password and nothing else."""
    client = Client()
    client.force_login(user, shown=False)  # type: ignore[call-arg]
    return client


def told_otherwise() -> list[Any]:
    """What differs from the journal, but for what samples write straight into tables."""
    report = check_integrity()
    assert report.is_chained
    return [one for one in report.differences if one.table in {"accounts_factor", "committee_ballot"}]


def complaint_of(dossier: Any) -> Complaint:
    """A complaint with a name, whatever the state of the dossier."""
    from filiere.site.register.actions.file_complaint import IDENTITY

    one = Complaint.objects.create(
        dossier=dossier, tracking_hash=secrets.token_hex(32), capacity="other", facts=FACTS, received_at=timezone.now()
    )
    Complainant.objects.create(complaint=one, sealed=seal_text(IDENTITY, f'{{"name": "{NAME}", "email": ""}}'))
    return one


def test_a_lost_key_is_told_at_the_second_factor(key_file: Path, make_user: MakeUser, settings: Any) -> None:
    """H4. Neither the right code nor a recovery code breaks the page: it says whom to ask; a reset lets them in."""
    user = make_user("label_staff")
    totp, recovery = enrol(user)
    lost = lose(settings)
    for code in (totp.now(), recovery[0]):
        answer = at_the_door(user).post("/fr/second-factor/", {"code": code})
        assert answer.status_code == 422
        assert "La clé du site a changé" in answer.content.decode()
        assert "administrateur des comptes" in answer.content.decode()
    settings.SECRET_KEY = lost
    assert at_the_door(user).post("/fr/second-factor/", {"code": totp.now()}).status_code == 302


def test_a_lost_key_leaves_complaints_readable(key_file: Path, make_user: MakeUser, settings: Any) -> None:
    """H4. The name alone is closed: the facts are read, judged and answered, and the tracking number says why not."""
    dossier = granted_sample.grant("Alpha Appels", opened=timezone.localdate() - timedelta(days=300))
    one, tracking = file_complaint(dossier, capacity="employee", facts=FACTS, name=NAME, email="zoe@example.org")
    client = Client()
    client.force_login(make_user("label_staff"))
    lost = lose(settings)
    client.force_login(make_user("label_staff"))
    page = f"/fr/label/register/staff/complaints/{one.key}/"
    shown = client.get(page)
    assert shown.status_code == 200
    assert "scellé avec une clé que le site n’a plus" in shown.content.decode()
    assert FACTS[:40] in shown.content.decode()
    assert client.post(page, {"act": "identity"}).status_code in {200, 302, 403, 422}
    assert client.post(page, {"act": "admit", "shared": FACTS}).status_code == 302
    followed = Client().post("/fr/label/register/complaints/", {"act": "open", "number": tracking})
    assert followed.status_code == 422
    assert "La clé du site a changé" in followed.content.decode()
    settings.SECRET_KEY = lost
    assert Client().post("/fr/label/register/complaints/", {"act": "open", "number": tracking}).status_code == 302


def test_a_lost_key_voids_no_ballot(key_file: Path, settings: Any) -> None:
    """H4. An opening says that the ballots are closed, counts nothing, and goes through once the key is back."""
    place = scene()
    start_round(place.item, 1, actor=place.members[0])
    for member in place.members:
        cast_ballot(place.item, "refuse", "Critère gov-3", actor=member)
    lost = lose(settings)
    with pytest.raises(Faults) as refused:
        open_ballots(place.item, actor=place.members[0])
    assert [one.code for one in refused.value.faults] == ["ballots-sealed"]
    assert told_otherwise() == []
    settings.SECRET_KEY = lost
    assert open_ballots(place.item, actor=place.members[0]).first_counts["state"]["refuse"] == 1


def test_a_lost_key_is_told_where_an_invitation_is_opened(key_file: Path, settings: Any) -> None:
    """H4. A right link is not called wrong."""
    _, link = send_invitation(actor=OPERATOR, email="new@example.org")
    assert Client().get(link).status_code == 200
    lose(settings)
    answer = Client().get(link)
    assert answer.status_code < 500
    assert "La clé du site a changé" in answer.content.decode()


def everything_sealed(make_user: MakeUser) -> Any:
    """A row of every field that holds something sealed."""
    user = make_user("label_staff")
    enrol(user)
    send_invitation(actor=OPERATOR, email="new@example.org")
    words = {"subject": "s", "body": "b", "language": "fr", "kind": "k", "written_at": timezone.now()}
    post_letter_to_address(email="zoe@example.org", language="fr", discreet=True, **_letter(words))
    KeptForm.objects.create(
        token_hash="t" * 64,
        user=user,
        sealed=seal_text("kept", "typed"),
        expires_at=timezone.now() + timedelta(hours=1),
    )
    place = scene()
    start_round(place.item, 1, actor=place.members[0])
    cast_ballot(place.item, "refuse", "Critère gov-3", actor=place.members[0])
    complaint_of(place.dossier)
    ballot_on_a_release(place.members[0])
    room = RoomScene()
    vote = room.open_secret_vote()
    cast_ballots(vote, actor=room.people[UNIONS[0]], choice="reject", words=vote.words_sha256)
    return user


def ballot_on_a_release(person: Any) -> None:
    """A sealed ballot on a proposal, straight in its tables."""
    from filiere.site.science.ballot_sealing import WORDS
    from filiere.site.science.models import Ballot, Proposal

    now = timezone.now()
    proposal = Proposal.objects.create(release="lrse@2027.1", proposed_by=person, proposed_at=now, round=1)
    given = {"seat": "s", "college": "c", "person": person, "closed": WORDS.seal_values("keep", "r", "", "n")}
    Ballot.objects.create(proposal=proposal, round=1, commitment="c" * 64, cast_at=now, **given)


def _letter(words: dict[str, Any]) -> dict[str, Any]:
    from filiere.core import Text

    return {"subject": Text.same(words["subject"]), "body": Text.same(words["body"]), "kind": words["kind"]}


def test_a_new_key_seals_everything_anew(key_file: Path, make_user: MakeUser, home: Path, settings: Any) -> None:
    """H4. Every field is under the new key alone, the journal holds, and what only its holder knows still opens."""
    from filiere.site.accounts.actions.rotate_keys import rotate_keys
    from filiere.site.accounts.sealing import list_sealed_columns
    from filiere.site.accounts.site_key_status import KeyState, key_state, list_key_uses

    user = everything_sealed(make_user)
    _, link = send_invitation(actor=OPERATOR, email="other@example.org")
    before = settings.SECRET_KEY
    filled = [use.column for use in list_key_uses() if use.present]
    assert filled == [one for one in list_sealed_columns() if one.model != "accounts.KeyProof"], (
        "add a row to the scene"
    )
    done = rotate_keys(actor=OPERATOR)
    assert (done.resumed, done.unreadable) == (False, 0)
    assert done.resealed >= len(filled) + 1
    assert settings.SECRET_KEY == key_file.read_text() != before
    assert (home / "secret-key-former").read_text().split() == [before, timezone.localdate().isoformat()]
    assert (home / "secret-key-former").stat().st_mode & 0o077 == 0
    assert {(use.former, use.unreadable) for use in list_key_uses()} == {(0, 0)}
    assert key_state() is KeyState.PRESENT
    assert told_otherwise() == []
    assert Client().get(link).status_code == 200
    assert Entry.objects.filter(act="key.rotate", subject_id=done.present).exists()
    settings.SECRET_KEY_FALLBACKS = []
    assert unseal_text("totp", Factor.objects.get(user=user).secret)
    assert "/invitations/" in Letter.objects.get(address="new@example.org").whole_body()
    assert Client().get(link).status_code != 200 or "n’est pas valable" in Client().get(link).content.decode()


def test_a_change_of_key_that_stopped_goes_on(
    key_file: Path, make_user: MakeUser, home: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """H4. Killed after some values, everything opens meanwhile; the next run ends it, and draws no other key."""
    from filiere.site.accounts.actions import rotate_keys as module
    from filiere.site.accounts.site_key_status import list_key_uses

    everything_sealed(make_user)
    written: list[str] = []
    write = module._write_batch

    def stopping(column: Any, *rest: Any) -> int:
        if len(written) == 2:
            raise KeyboardInterrupt
        written.append(column.model)
        return write(column, *rest)

    monkeypatch.setattr(module, "_write_batch", stopping)
    with pytest.raises(KeyboardInterrupt):
        module.rotate_keys(actor=OPERATOR)
    monkeypatch.setattr(module, "_write_batch", write)
    half = key_file.read_text()
    assert half == settings.SECRET_KEY
    assert any(use.former for use in list_key_uses())
    assert not any(use.unreadable for use in list_key_uses())
    done = module.rotate_keys(actor=OPERATOR)
    assert done.resumed
    assert half == settings.SECRET_KEY
    assert {(use.former, use.unreadable) for use in list_key_uses()} == {(0, 0)}
    assert told_otherwise() == []


def test_a_key_changes_on_a_stopped_site_by_its_operator(
    key_file: Path, make_user: MakeUser, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that runs keeps the former key in memory; one given by the environment is not ours to change."""
    from filiere.site.accounts.actions.rotate_keys import rotate_keys
    from filiere.site.data_folder import SERVING_LOCK

    with pytest.raises(RightRefused):
        rotate_keys(actor=make_user("administrator"))
    kept = key_file.read_text()
    with (home / SERVING_LOCK).open("a") as held:
        fcntl.flock(held, fcntl.LOCK_SH)
        with pytest.raises(Faults, match="site-running"):
            rotate_keys(actor=OPERATOR)
    monkeypatch.setenv("FILIERE_SECRET_KEY", kept)
    with pytest.raises(Faults, match="key-in-environment"):
        rotate_keys(actor=OPERATOR)
    assert key_file.read_text() == kept


def test_the_wrong_key_is_told_at_the_start(
    key_file: Path, make_user: MakeUser, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """H4. With the name of the key that is wanted; declared lost, the site goes on and says what stays closed."""
    from filiere.site.accounts.actions.rotate_keys import declare_key_lost, rotate_keys
    from filiere.site.accounts.sealing import key_name
    from filiere.site.accounts.site_key_status import KeyState, key_state
    from filiere.site.django_startup import migrate

    enrol(make_user())
    migrate()
    assert "clé" not in capsys.readouterr().err
    with pytest.raises(Faults, match="key-not-lost"):
        declare_key_lost(actor=OPERATOR)
    lost = lose(settings)
    migrate()
    said = capsys.readouterr().err
    assert f"la base attend {key_name(lost)}" in said
    assert f"the database expects {key_name(lost)}" in said
    assert lost not in said
    with pytest.raises(Faults, match="key-lost"):
        rotate_keys(actor=OPERATOR)
    (closed,) = declare_key_lost(actor=OPERATOR)
    assert (closed.column.model, closed.unreadable) == ("accounts.Factor", 1)
    assert key_state() is KeyState.PRESENT
    assert check_integrity().is_whole


def test_a_database_of_before_is_not_taken_for_that_of_a_wrong_key(
    key_file: Path, make_user: MakeUser, settings: Any
) -> None:
    """Where nothing proves the key yet, what is sealed already does."""
    from filiere.site.accounts.models_key_proof import KeyProof
    from filiere.site.accounts.site_key_status import KeyState, ensure_proof

    enrol(make_user())
    KeyProof.objects.all().delete()
    lost = lose(settings)
    assert ensure_proof() is KeyState.LOST
    assert not KeyProof.objects.exists()
    settings.SECRET_KEY = lost
    assert ensure_proof() is KeyState.PRESENT


@pytest.mark.parametrize("key", ["x", "a" * 64, "secret", "abcabcabc" * 9, "é"])
def test_a_key_that_can_be_guessed_is_refused(key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """H4. Given or found in the folder; the sentence says how to change it and lose nothing."""
    from filiere.site.secret_key import load_secret_key

    monkeypatch.setenv("FILIERE_SECRET_KEY", key)
    with pytest.raises(Faults, match="key-weak"):
        load_secret_key(tmp_path)
    monkeypatch.delenv("FILIERE_SECRET_KEY")
    (tmp_path / "secret-key").write_text(key)
    with pytest.raises(Faults, match="key-weak"):
        load_secret_key(tmp_path)
    assert (tmp_path / "secret-key").read_text() == key


def test_nothing_is_sealed_where_no_rotation_would_find_it(key_file: Path, make_user: MakeUser) -> None:
    """H4, its class: a purpose must be declared, and every sealed value of the database is in a field so declared."""
    from filiere.site.accounts.sealing import list_brief_columns, list_sealed_columns

    with pytest.raises(LookupError):
        seal_text("a purpose of nobody", "words")
    everything_sealed(make_user)
    declared = {(one.model, one.field) for one in list_sealed_columns()}
    for model, name in declared:
        apps.get_model(model)._meta.get_field(name)
    found = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, (models.TextField, models.CharField, models.JSONField)):
                with connection.cursor() as cursor:
                    column, table = (connection.ops.quote_name(one) for one in (field.column, model._meta.db_table))
                    # What Fernet makes begins so, as long as the year has four digits.
                    cursor.execute(
                        f"SELECT count(*) FROM {table} WHERE CAST({column} AS TEXT) LIKE '%gAAAAA%'"  # noqa: S608
                    )
                    if cursor.fetchone()[0]:
                        found.add((model._meta.label, field.name))
    assert declared <= found <= declared | list_brief_columns()
    assert Invitation.objects.exists()
