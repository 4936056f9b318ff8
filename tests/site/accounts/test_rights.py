"""Who may do what: every role, every right, and nothing that is not written down."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser

from filiere import site
from filiere.core import Text
from filiere.site.accounts.rights import OPERATOR, ROLE_NAMES, Role
from filiere.site.journal.models import Entry
from filiere.site.kit.rights import SITE, RightRefused, allowed, list_rights, require, rights, scopes
from filiere.site.observatory.rights import ACTS, allowed_acts

pytestmark = pytest.mark.django_db

ASKING = {"allowed", "require", "page", "parts_hold_right", "explain_refusal"}
"""What takes the name of a right."""

# The table a reader of the rules expects, typed a second time on purpose: a change must be made twice.
EXPECTED = {
    "anonymous": "",
    "none": "",
    "administrator": "account:create account:erase account:grant account:password account:read letter:mend",
    "staff": "clock:confirm journal:read referential:read source:accept source:load source:read source:refuse",
    "statistician": "clock:confirm figure:correct figure:enter figure:release figure:retain journal:read recall:decide "
    "referential:read referential:simulate release:protect release:publish release:read-inside source:accept "
    "source:load source:read source:refuse survey:conduct",
    "label_staff": "account-request:answer clock:confirm complaint:handle complaint:read directory:edit directory:read "
    "dossier:open journal:read letter:mend mandate:record referential:read referential:simulate session:call",
    "auditor": "pack:verify",
    "state": "agreement:control programme:read",
    "programme": "briefing:make briefing:read dialogue:open message:approve message:write programme:edit "
    "programme:read recall:decide",
    "communication": "briefing:read message:write programme:read recall:decide",
    "counsellor": "person-file:keep",
    "operator": "account:create account:erase account:grant account:password account:read clock:confirm "
    "directory:edit directory:read dossier:open dossier:tick issuer:rotate key:rotate journal:read letter:mend "
    "mandate:record referential:read referential:simulate source:accept source:load source:read source:refuse",
}


@pytest.mark.parametrize("permission", sorted(name for name, right in rights.items() if right.on == SITE))
@pytest.mark.parametrize("who", list(EXPECTED))
def test_the_matrix(who: str, permission: str, make_user: Callable[..., Any]) -> None:
    """Each kind of actor holds exactly the rights of the table; a refusal raises and is recorded."""
    actor: Any
    if who == "anonymous":
        actor = AnonymousUser()
    elif who == "operator":
        actor = OPERATOR
    else:
        actor = make_user(*([] if who == "none" else [who]))
    before = Entry.objects.count()
    if permission in EXPECTED[who].split():
        require(actor, permission)
        assert Entry.objects.count() == before
    else:
        with pytest.raises(RightRefused) as refused:
            require(actor, permission)
        assert permission in refused.value.reason.fr
        entry = Entry.objects.latest("number")
        assert entry.act == "permission.refuse"
        assert entry.payload.body == {"permission": permission}


def test_the_list_is_named_and_explained() -> None:
    """Rights read resource:action, each says what it is for, and those of the site are held by roles that exist."""
    assert all(re.fullmatch(r"[a-z_-]+:[a-z_-]+", name) for name in rights)
    assert all(isinstance(right.words, Text) for right in rights.values())
    assert {right.on for right in rights.values()} == set(scopes)
    held = {part for right in rights.values() if right.on == SITE for part in right.by}
    assert held <= {*Role, OPERATOR.key}
    assert set(Role) == set(ROLE_NAMES)


def test_every_right_that_the_code_names_exists() -> None:
    """A right that is asked under a name that nobody registered would be an error on a page: none is."""
    asked = set()
    for path in Path(site.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ASKING:
                given = [one for one in node.args[:2] if isinstance(one, ast.Constant) and isinstance(one.value, str)]
                asked |= {one.value for one in given if ":" in str(one.value)}
    assert len(asked) > 60
    assert asked - set(rights) == set()


def test_every_act_names_its_right() -> None:
    """The module of each act exists and requires the right of the table."""
    import importlib
    import inspect

    for act, permission in ACTS.items():
        module = importlib.import_module(f"filiere.site.observatory.actions.{act}")
        assert f'"{permission}"' in inspect.getsource(module)
        assert callable(getattr(module, act))


def test_there_is_no_superuser(make_user: Callable[..., Any]) -> None:
    """No flag, group or administration site stands beside the table."""
    assert not apps.is_installed("django.contrib.admin")
    administrator = make_user("administrator")
    assert not hasattr(administrator, "is_superuser")
    administrator.is_superuser = True
    assert not allowed(administrator, "source:read")
    assert allowed_acts(administrator) == frozenset()


def test_roles_add_up_and_end(make_user: Callable[..., Any]) -> None:
    """Two roles give the union; a withdrawn role gives nothing, and its grant is kept with its end."""
    from filiere.site.accounts.actions.withdraw_role import withdraw_role

    user = make_user("administrator", "staff")
    assert {"account:create", "source:load"} <= list_rights(user)
    assert withdraw_role(actor=OPERATOR, user=user, role=Role.STAFF)
    assert not withdraw_role(actor=OPERATOR, user=user, role=Role.STAFF)
    assert not allowed(user, "source:load")
    ended = user.grants.get(role="staff")
    assert ended.until is not None


def test_a_closed_account_may_nothing(make_user: Callable[..., Any]) -> None:
    """Roles of an inactive account are void."""
    user = make_user("statistician")
    user.is_active = False
    assert list_rights(user) == frozenset()
