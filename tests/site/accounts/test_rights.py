"""Who may do what: every role, every right, and nothing that is not written down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser

from filiere.core import Text
from filiere.site.accounts.permissions import (
    OPERATOR,
    PERMISSION_REASONS,
    ROLE_LABELS,
    ROLE_PERMISSIONS,
    Permission,
    PermissionRefused,
    Role,
    has_permission,
    list_permissions,
    require_permission,
)
from filiere.site.journal.models import Entry
from filiere.site.observatory.permissions import ACTS, allowed_acts

pytestmark = pytest.mark.django_db

# The table a reader of the rules expects, typed a second time on purpose: a change must be made twice.
EXPECTED = {
    "anonymous": "",
    "none": "",
    "administrator": "account:create account:erase account:grant account:password account:read letter:mend",
    "staff": "clock:confirm journal:read referential:read source:accept source:load source:read source:refuse",
    "statistician": "clock:confirm figure:correct figure:release figure:retain journal:read referential:read "
    "referential:simulate release:protect release:publish release:read-inside source:accept source:load source:read "
    "source:refuse",
    "label_staff": "clock:confirm complaint:handle complaint:read directory:edit directory:read dossier:open "
    "journal:read letter:mend mandate:record referential:read referential:simulate session:call",
    "auditor": "pack:verify",
    "state": "",
    "operator": "account:create account:erase account:grant account:password account:read clock:confirm "
    "directory:edit directory:read dossier:open dossier:tick issuer:rotate key:rotate journal:read letter:mend "
    "mandate:record referential:read referential:simulate source:accept source:load source:read source:refuse",
}


@pytest.mark.parametrize("permission", list(Permission))
@pytest.mark.parametrize("who", list(EXPECTED))
def test_the_matrix(who: str, permission: Permission, make_user: Callable[..., Any]) -> None:
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
        require_permission(actor, permission)
        assert Entry.objects.count() == before
    else:
        with pytest.raises(PermissionRefused) as refused:
            require_permission(actor, permission)
        assert permission in refused.value.reason.fr
        entry = Entry.objects.latest("number")
        assert entry.act == "permission.refuse"
        assert entry.payload.body == {"permission": str(permission)}


def test_the_list_is_in_order_and_explained() -> None:
    """Permissions are in alphabetical order, read resource:action, and each says what it is for."""
    values = [str(permission) for permission in Permission]
    assert values == sorted(values)
    assert all(value.count(":") == 1 for value in values)
    assert set(PERMISSION_REASONS) == set(Permission)
    assert all(isinstance(PERMISSION_REASONS[permission], Text) for permission in Permission)
    assert set(ROLE_PERMISSIONS) == set(Role) == set(ROLE_LABELS)


def test_every_act_names_its_right() -> None:
    """The module of each act exists and requires the right of the table."""
    import importlib
    import inspect

    for act, permission in ACTS.items():
        module = importlib.import_module(f"filiere.site.observatory.actions.{act}")
        assert f"Permission.{permission.name}" in inspect.getsource(module)
        assert callable(getattr(module, act))


def test_there_is_no_superuser(make_user: Callable[..., Any]) -> None:
    """No flag, group or administration site stands beside the table."""
    assert not apps.is_installed("django.contrib.admin")
    administrator = make_user("administrator")
    assert not hasattr(administrator, "is_superuser")
    administrator.is_superuser = True
    assert not has_permission(administrator, Permission.SOURCE_READ)
    assert allowed_acts(administrator) == frozenset()


def test_roles_add_up_and_end(make_user: Callable[..., Any]) -> None:
    """Two roles give the union; a withdrawn role gives nothing, and its grant is kept with its end."""
    from filiere.site.accounts.actions.withdraw_role import withdraw_role

    user = make_user("administrator", "staff")
    assert {Permission.ACCOUNT_CREATE, Permission.SOURCE_LOAD} <= list_permissions(user)
    assert withdraw_role(actor=OPERATOR, user=user, role=Role.STAFF)
    assert not withdraw_role(actor=OPERATOR, user=user, role=Role.STAFF)
    assert not has_permission(user, Permission.SOURCE_LOAD)
    ended = user.grants.get(role="staff")
    assert ended.until is not None


def test_a_closed_account_may_nothing(make_user: Callable[..., Any]) -> None:
    """Roles of an inactive account are void."""
    user = make_user("statistician")
    user.is_active = False
    assert list_permissions(user) == frozenset()
