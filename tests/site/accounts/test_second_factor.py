"""Second factors: who owes one, what a session may do before, codes, passkeys, recovery, loss."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pyotp
import pytest
from django.test import Client
from django.utils import timezone
from support.scenes.authenticator import Authenticator
from support.scenes.signing_sample import WHY, sign

from filiere.core import Faults
from filiere.site.accounts import one_time_codes, rate_limits
from filiere.site.accounts.actions.add_factor import add_totp
from filiere.site.accounts.actions.remove_factor import remove_factor, reset_factors
from filiere.site.accounts.actions.verify_factor import verify_code
from filiere.site.accounts.models import User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.models_credentials import Factor, RecoveryCode
from filiere.site.accounts.rights import OPERATOR, Role
from filiere.site.accounts.sealing import unseal_text
from filiere.site.journal.integrity import check_integrity
from filiere.site.journal.models import Entry, Payload
from filiere.site.kit.rights import RightRefused, list_rights

pytestmark = pytest.mark.django_db
MakeUser = Callable[..., Any]


def later(seconds: int) -> Any:
    """A moment that many seconds from now, so that a generator gives its next codes."""
    return timezone.now() + timedelta(seconds=seconds)


def enrol(user: Any) -> tuple[pyotp.TOTP, list[str]]:
    """Give the person a generator of codes, as of an hour ago; return it with the recovery codes."""
    secret = one_time_codes.draw_secret()
    totp = pyotp.TOTP(secret)
    moment = later(-3600)
    _, recovery = add_totp(user=user, secret=secret, code=totp.at(moment), name="Téléphone", now=moment)
    return totp, recovery


def password_only(user: Any) -> Client:
    """A browser in which the person typed their password and nothing else."""
    client = Client()
    assert client.post("/fr/sign-in/", {"username": user.email, "password": user.plain}).status_code == 302
    return client


def options_in(page: str) -> dict[str, Any]:
    """What a page gives to a passkey."""
    found = re.search(r'data-options="([^"]+)"', page)
    assert found
    return json.loads(html.unescape(found[1]))  # type: ignore[no-any-return]


@pytest.mark.parametrize("role", list(Role))
def test_a_password_alone_gives_no_right(role: Role, make_user: MakeUser) -> None:
    """Whoever holds a role is led to the second factor from every page, and holds none of its rights before."""
    user = make_user(str(role))
    client = password_only(user)
    for page in ("staff/", "staff/journal/", "staff/import/", "people/", "account/", "account/data/", "password/"):
        answer = client.get(f"/fr/{page}")
        assert (answer.status_code, answer["Location"]) == (302, f"/fr/second-factor/?next=/fr/{page}"), page
    person = User.objects.get(pk=user.pk)
    person.unproven = True
    assert not person.is_verified
    assert list_rights(person) == frozenset()
    assert person.held_roles() == {role}


def test_a_seat_needs_one_too() -> None:
    """A mandate gives nothing, not even the sight of a dossier, to a session that showed a password alone."""
    from support.scenes.dossier_sample import at, make_dossier, make_mandate

    from filiere.site.workflow.models import Dossier
    from filiere.site.workflow.parties import find_parties

    dossier, member = at(make_dossier(), "before_committee"), make_mandate("committee", "employees")
    assert "committee" in find_parties(member, dossier)
    person = User.objects.get(pk=member.pk)
    person.unproven = True
    assert find_parties(person, dossier) == frozenset()
    assert not Dossier.objects.visible_to(person).exists()
    answer = password_only(member).get(f"/fr/dossiers/{dossier.key}/")
    assert answer["Location"].startswith("/fr/second-factor/")


def test_nobody_else_is_asked(make_user: MakeUser) -> None:
    """A person without role or seat goes straight in; one who chose to have a factor shows it."""
    user = make_user()
    assert password_only(user).get("/fr/account/").status_code == 200
    enrol(user)
    assert password_only(user).get("/fr/account/").status_code == 302


def test_the_first_sign_in_sets_one(make_user: MakeUser) -> None:
    """The page shows a picture and a key, takes the right code, gives recovery codes once, and leads on."""
    user = make_user("staff")
    client = password_only(user)
    answer = client.get("/fr/second-factor/?next=/fr/staff/journal/", follow=True)
    page = answer.content.decode()
    assert "<svg" in page
    assert "style=" not in page[page.index("<main") :]
    secret = unseal_text(one_time_codes.TOTP_PURPOSE, client.session["pending_totp"])
    wrong = client.post("/fr/account/second-factors/add/", {"code": "000000"})
    assert (wrong.status_code, set(wrong.context["by_code"].errors)) == (422, {"code"})
    assert client.get("/fr/staff/").status_code == 302
    code, long = pyotp.TOTP(secret).now(), "m" * 61
    for sent, form in (({"code": code}, "by_code"), ({"credential": "{}"}, "by_key")):
        refused = client.post("/fr/account/second-factors/add/", {**sent, "name": long})
        # At the field, where what was typed stays.
        assert (refused.status_code, set(refused.context[form].errors)) == (422, {"name"})
        assert f'value="{long}"' in refused.text
    assert not user.factors.exists()
    right = client.post("/fr/account/second-factors/add/", {"code": code})
    shown = re.findall(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}", right.content.decode())
    assert len(set(shown)) == one_time_codes.RECOVERY_CODE_COUNT
    assert 'href="/fr/staff/journal/"' in right.content.decode()
    assert client.get("/fr/staff/journal/").status_code == 200
    assert "no-store" in right["Cache-Control"]


@pytest.mark.parametrize("where", ["nowhere", "2026:where"])
def test_a_next_that_is_no_address_leads_to_the_first_page(make_user: MakeUser, where: str) -> None:
    """It was looked for among the names of views, and a link to one that is not there was an error of the site."""
    answer = password_only(make_user()).get(f"/fr/second-factor/?next={where}")
    assert (answer.status_code, answer["Location"]) == (302, "/fr/dossiers/")


def test_nothing_secret_is_stored_as_it_is(make_user: MakeUser) -> None:
    """Neither the tables nor the journal hold the generator’s secret or a recovery code."""
    user = make_user("staff")
    totp, recovery = enrol(user)
    stored = str([list(model.objects.values()) for model in (Factor, RecoveryCode, Payload, Entry, User)])
    assert totp.secret not in stored
    assert not any(code in stored or code.replace("-", "") in stored for code in recovery)


def test_a_code_serves_once(make_user: MakeUser) -> None:
    """The same code, or an older one, is refused after it was taken, in another session too."""
    user = make_user("staff")
    totp, _ = enrol(user)
    now = timezone.now()
    before, code = totp.at(now - timedelta(seconds=30)), totp.at(now)
    assert verify_code(user=user, code=code, now=now) == "totp"
    for replayed in (code, before):
        with pytest.raises(Faults) as found:
            verify_code(user=user, code=replayed, now=now)
        assert found.value.faults[0].code == "second-factor-wrong"
    assert verify_code(user=user, code=totp.at(now + timedelta(seconds=30)), now=now + timedelta(seconds=30)) == "totp"


@pytest.mark.parametrize("seconds", [-90, 90])
def test_a_code_of_another_time_is_refused(make_user: MakeUser, seconds: int) -> None:
    """One step of thirty seconds is tolerated on each side, no more."""
    user = make_user("staff")
    totp, _ = enrol(user)
    with pytest.raises(Faults):
        verify_code(user=user, code=totp.at(later(seconds)), now=timezone.now())


@pytest.mark.parametrize("code", ["", "12345", "1234567", "١٢٣٤٥٦", "abcdef", "x" * 5000, "\x00" * 6])
def test_odd_codes_are_refused_kindly(make_user: MakeUser, code: str) -> None:
    """Whatever is typed, the answer says what to do and nothing breaks."""
    user = make_user("staff")
    enrol(user)
    answer = password_only(user).post("/fr/second-factor/", {"code": code})
    assert answer.status_code == 422
    assert "code suivant" in answer.content.decode()


def test_too_many_codes_close_the_door(make_user: MakeUser) -> None:
    """After five wrong codes the right one waits, from any address; the lock is recorded once."""
    user = make_user("staff")
    totp, recovery = enrol(user)
    client = password_only(user)
    for _ in range(rate_limits.SECOND_FACTOR.allowed):
        answer = client.post("/fr/second-factor/", {"code": "000000"})
    assert "Trop d’essais" in answer.content.decode()
    for code in (totp.now(), recovery[0]):
        answer = password_only(user).post("/fr/second-factor/", {"code": code}, REMOTE_ADDR="192.0.2.9")
        assert answer.status_code == 422
    assert Entry.objects.filter(act="account.lock").count() == 1
    rate_limits.forget_attempts(rate_limits.SECOND_FACTOR, user.key)
    assert client.post("/fr/second-factor/", {"code": totp.now()}).status_code == 302


def test_a_recovery_code_serves_once_whatever_its_case(make_user: MakeUser) -> None:
    """It opens, then it is spent; drawing new ones spends the former."""
    user = make_user("staff")
    _, recovery = enrol(user)
    client = password_only(user)
    assert client.post("/fr/second-factor/", {"code": recovery[0].lower().replace("-", " ")}).status_code == 302
    assert client.get("/fr/staff/").status_code == 200
    assert password_only(user).post("/fr/second-factor/", {"code": recovery[0]}).status_code == 422
    drawn = client.post("/fr/account/second-factors/recovery/").content.decode()
    assert password_only(user).post("/fr/second-factor/", {"code": recovery[1]}).status_code == 422
    fresh = re.findall(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}", drawn)[0]
    assert password_only(user).post("/fr/second-factor/", {"code": fresh}).status_code == 302


def test_another_person_s_codes_open_nothing(make_user: MakeUser) -> None:
    """Neither their generator nor their recovery codes."""
    user, other = make_user("staff"), make_user("staff")
    enrol(user)
    totp, recovery = enrol(other)
    for code in (totp.now(), recovery[0]):
        assert password_only(user).post("/fr/second-factor/", {"code": code}).status_code == 422


def test_a_stolen_password_cannot_add_a_factor(make_user: MakeUser) -> None:
    """Whoever has one must show it before adding, removing or drawing anything."""
    user = make_user("staff")
    enrol(user)
    factor = user.factors.get()
    client = password_only(user)
    for page in ("add/", "recovery/", f"{factor.key}/remove/"):
        answer = client.post(f"/fr/account/second-factors/{page}", {"code": "123456"})
        assert answer.status_code == 302, page
        assert "/second-factor/" in answer["Location"], page
    assert user.factors.count() == 1
    assert RecoveryCode.objects.filter(user=user).count() == one_time_codes.RECOVERY_CODE_COUNT


def test_the_session_changes_its_name_when_it_is_proved(make_user: MakeUser) -> None:
    """A session key read before signing in, or before the second factor, is worth nothing after (fixation)."""
    user = make_user("staff")
    totp, _ = enrol(user)
    client = Client()
    client.get("/fr/sign-in/")
    client.session.save()
    first = client.session.session_key
    client.post("/fr/sign-in/", {"username": user.email, "password": user.plain})
    second = client.session.session_key
    client.post("/fr/second-factor/", {"code": totp.now()})
    assert len({first, second, client.session.session_key}) == 3
    stale = Client()
    stale.cookies["sessionid"] = second
    assert stale.get("/fr/staff/")["Location"].startswith("/fr/sign-in/")


@pytest.mark.parametrize("where", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_no_open_redirect_after_the_second_factor(make_user: MakeUser, where: str) -> None:
    """`next` never leads out of the site, from the challenge or from the first enrolment."""
    user = make_user("staff")
    client = password_only(user)
    client.get("/fr/second-factor/", {"next": where})
    assert client.session.get("after_second_factor") == ""
    totp, _ = enrol(user)
    answer = password_only(user).post("/fr/second-factor/", {"code": totp.now(), "next": where})
    assert answer["Location"] == "/fr/dossiers/"


def test_a_mark_of_somebody_else_is_void(make_user: MakeUser) -> None:
    """A session that another person proved does not prove the next one in the same browser."""
    user, other = make_user("staff"), make_user("staff")
    client = Client()
    client.force_login(user)
    assert client.get("/fr/staff/").status_code == 200
    client.post("/fr/sign-in/", {"username": other.email, "password": other.plain})
    assert client.get("/fr/staff/").status_code == 302


def test_a_passkey_is_made_and_shown(make_user: MakeUser) -> None:
    """Made at the first sign-in, shown at the next; the same answer sent again is refused."""
    user, device = make_user("staff"), Authenticator()
    client = password_only(user)
    options = options_in(client.get("/fr/account/second-factors/add/").content.decode())
    made = client.post("/fr/account/second-factors/add/", {"credential": device.create(options), "name": "Clé"})
    assert made.status_code == 200
    assert client.get("/fr/staff/").status_code == 200
    client = password_only(user)
    answer = device.get(options_in(client.get("/fr/second-factor/").content.decode()))
    assert client.post("/fr/second-factor/", {"credential": answer}).status_code == 302
    assert client.get("/fr/staff/").status_code == 200
    again = password_only(user)
    again.get("/fr/second-factor/")
    assert again.post("/fr/second-factor/", {"credential": answer}).status_code == 422


def test_forged_passkeys_are_refused(make_user: MakeUser) -> None:
    """Another key, another site, no challenge, a copied key, or no JSON at all: nothing opens and nothing breaks."""
    user, device = make_user("staff"), Authenticator()
    client = password_only(user)
    add = "/fr/account/second-factors/add/"
    foreign = Authenticator("https://elsewhere.example")
    answer = foreign.create(options_in(client.get(add).content.decode()))
    assert client.post(add, {"credential": answer}).status_code == 422
    client.post(add, {"credential": device.create(options_in(client.get(add).content.decode()))})

    def tried(sign: Callable[[dict[str, Any]], str]) -> int:
        rate_limits.forget_attempts(rate_limits.SECOND_FACTOR, user.key)
        fresh = password_only(user)
        options = options_in(fresh.get("/fr/second-factor/").content.decode())
        return int(fresh.post("/fr/second-factor/", {"credential": sign(options)}).status_code)

    def say(words: str, _options: dict[str, Any]) -> str:
        return words

    stranger = Authenticator()
    assert tried(stranger.get) == 422
    stranger.id = device.id
    assert tried(stranger.get) == 422
    device.origin = "https://elsewhere.example"
    assert tried(device.get) == 422
    device.origin = "http://testserver"
    assert tried(lambda options: device.get(options | {"challenge": "AAAA"})) == 422
    for odd in ("{", "[]", '"x"', "{}", "[" * 30_000, "x" * 70_000):
        assert tried(partial(say, odd)) == 422
    assert tried(device.get) == 302
    device.count = 0
    assert tried(device.get) == 422


def test_the_last_factor_of_a_role_stays(make_user: MakeUser) -> None:
    """A person whose role needs one keeps one; another may be removed; without a role all may go."""
    user = make_user("staff")
    enrol(user)
    first = user.factors.get()
    with pytest.raises(Faults) as found:
        remove_factor(user, actor=user, key=first.key)
    assert found.value.faults[0].code == "last-factor"
    enrol(user)
    assert remove_factor(user, actor=user, key=first.key)
    assert not remove_factor(user, actor=user, key=first.key)
    plain = make_user()
    enrol(plain)
    assert remove_factor(plain, actor=plain, key=plain.factors.get().key)
    plain.refresh_from_db()
    assert plain.second_factor_since is None
    assert not plain.recovery_codes.exists()


def test_nobody_removes_the_factor_of_another(make_user: MakeUser) -> None:
    """The key of somebody else’s factor is not found."""
    user, other = make_user(), make_user()
    enrol(other)
    client = Client()
    client.force_login(user)
    client.post(f"/fr/account/second-factors/{other.factors.get().key}/remove/")
    assert other.factors.count() == 1


def test_an_administrator_helps_whoever_lost_everything(make_user: MakeUser) -> None:
    """The factors go, the sessions close, the next sign-in sets a new one; nobody does it for themselves."""
    user, administrator = make_user("staff"), make_user("administrator")
    enrol(user)
    session = Client()
    session.force_login(User.objects.get(pk=user.pk))
    assert session.get("/fr/staff/").status_code == 200
    keeper = Client()
    keeper.force_login(administrator)
    alone = keeper.post(f"/fr/people/{user.key}/", {"act": "factors-reset"})
    assert alone.status_code == 422
    assert user.factors.exists()
    form = {"act": "ask", "what": "factors-reset", "reason": WHY}
    assert keeper.post(f"/fr/people/{user.key}/", form).status_code == 302
    sign(Approval.objects.get())
    assert session.get("/fr/staff/")["Location"].startswith("/fr/sign-in/")
    user.refresh_from_db()
    assert not user.factors.exists()
    assert password_only(user).get("/fr/second-factor/")["Location"] == "/fr/account/second-factors/add/"
    with pytest.raises(RightRefused):
        reset_factors(administrator, actor=make_user("staff"))
    with pytest.raises(Faults):
        reset_factors(administrator, actor=administrator)


def test_a_factor_slipped_into_the_table_is_named(make_user: MakeUser) -> None:
    """The comparison with the journal sees a factor added, exchanged or removed behind its back."""
    user = make_user("staff")
    enrol(user)
    assert check_integrity().differences == ()
    Factor.objects.update(secret="other")  # noqa: S106
    assert [(one.kind, one.fields) for one in check_integrity().differences] == [("changed", ("material",))]
    Factor.objects.create(user=user, kind="totp", name="x", secret="y", created_at=timezone.now())  # noqa: S106
    assert {one.kind for one in check_integrity().differences} == {"changed", "stray"}
    Factor.objects.all().delete()
    assert {one.kind for one in check_integrity().differences} == {"missing"}
    assert "account:password" in list_rights(OPERATOR)


def test_whatever_gives_rights_asks_for_the_second_factor() -> None:
    """Wherever the code asks whether an account is open before giving it something, it asks `verified` too."""
    from pathlib import Path

    import filiere.site as site

    root = Path(site.__file__).parent
    asking = re.compile(r"not (?:actor|user)\.is_active|getattr\(actor, \"is_active\"")
    silent = []
    for path in sorted(root.rglob("*.py")):
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines):
            if asking.search(line) and "verified" not in "".join(lines[number : number + 4]):
                silent.append(f"{path.relative_to(root)}:{number + 1}")
    # `list_rights` reads `roles`, which holds none for an unverified session.
    assert [one for one in silent if not one.startswith("accounts/rights.py")] == []
