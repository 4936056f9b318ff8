"""What this app says to the others: acts that take two people, the second factor, tables told by the journal."""

from __future__ import annotations

from django.contrib.auth.signals import user_logged_in

from filiere.core import Text
from filiere.site.accounts import personal_data, todo_items  # noqa: F401  They register there.
from filiere.site.accounts.actions import grant_role, invite  # noqa: F401  They register there.
from filiere.site.accounts.actions.account_approvals import register_account_approvals
from filiere.site.accounts.actions.confirm_clock import CLOCK_APPROVAL
from filiere.site.accounts.approval_kinds import approval_kinds
from filiere.site.accounts.file_readings import record_reading
from filiere.site.accounts.journal_reconciliation import (
    compare_approvals,
    compare_factors,
    compare_invitations,
    compare_roles,
)
from filiere.site.accounts.models import User
from filiere.site.accounts.refusal_recorder import record_right_refusal
from filiere.site.accounts.rights import APPROVAL_RIGHT, APPROVAL_SCOPE, EDITORS, SITE_SCOPE, Operator, Role
from filiere.site.accounts.session_proofs import on_sign_in
from filiere.site.journal.extension_points import comparisons
from filiere.site.kit.file_responses import reading_recorders
from filiere.site.kit.navigation import MenuEntry, WorkspaceDoor, footer_menu, holds_right, workspace_doors
from filiere.site.kit.rights import Right, allowed, refusal_recorders, rights, scopes

scopes.add(SITE_SCOPE, APPROVAL_SCOPE)
refusal_recorders.register(record_right_refusal)
rights.add(
    APPROVAL_RIGHT,
    # Whoever sees that a task is late or held must be able to let it go on; the operator has to ask first.
    Right(
        "clock:confirm",
        by=(*EDITORS, Role.LABEL_STAFF, Operator.key),
        words=Text(
            fr="confirmer la date quand l’horloge du serveur n’est plus fiable",
            en="confirm the date when the server’s clock cannot be trusted",
        ),
    ),
    Right(
        "journal:read",
        by=(*EDITORS, Role.LABEL_STAFF, Operator.key),
        words=Text(fr="lire le journal des actes", en="read the journal"),
    ),
    Right(
        "account:create",
        by=(Role.ADMINISTRATOR, Operator.key),
        words=Text(fr="ouvrir un compte, le fermer", en="open an account, close it"),
    ),
    Right(
        "account:erase",
        by=(Role.ADMINISTRATOR, Operator.key),
        words=Text(fr="effacer une personne", en="erase a person"),
    ),
    Right(
        "account:grant",
        by=(Role.ADMINISTRATOR, Operator.key),
        words=Text(fr="donner ou retirer un rôle", en="give or withdraw a role"),
    ),
    Right(
        "account:password",
        by=(Role.ADMINISTRATOR, Operator.key),
        words=Text(
            fr=(
                "envoyer un lien pour choisir un nouveau mot de passe, retirer un second facteur perdu, fermer des "
                "sessions"
            ),
            en="send a password reset link, remove a lost second factor, close sessions",
        ),
    ),
    Right(
        "account:read",
        by=(Role.ADMINISTRATOR, Operator.key),
        words=Text(fr="lire la liste des comptes", en="read the list of accounts"),
    ),
    Right(
        "key:rotate",
        by=(Operator.key,),
        words=Text(
            fr="remplacer la clé qui scelle ce que la base garde secret",
            en="replace the key that seals the database’s secrets",
        ),
    ),
)


comparisons.add(compare_roles, compare_factors, compare_invitations, compare_approvals)

register_account_approvals()
approval_kinds.add(CLOCK_APPROVAL)
reading_recorders.register(record_reading)
user_logged_in.connect(on_sign_in, dispatch_uid="accounts.second-factor")


def _may_countersign(user: User) -> bool:
    return any(allowed(user, kind.permission) for kind in approval_kinds.values())


footer_menu.register(MenuEntry("account", Text(fr="Mon compte", en="My account"), "accounts:account"), order=60)
footer_menu.register(MenuEntry("privacy", Text(fr="Vie privée", en="Privacy"), "accounts:privacy"), order=70)
workspace_doors.register(
    WorkspaceDoor(
        Text(fr="Comptes et invitations", en="Accounts and invitations"),
        Text(fr="Qui a un compte, avec quels rôles ; inviter.", en="Who has an account, with which roles; invite."),
        "accounts:people",
        holds_right("account:read"),
    ),
    order=100,
)
workspace_doors.register(
    WorkspaceDoor(
        Text(fr="Demandes à contresigner", en="Requests to countersign"),
        Text(
            fr="Actes soumis à double signature : demandes, motifs et échéances.",
            en="Actions requiring two people: who requests what, why, and until when.",
        ),
        "accounts:approvals",
        _may_countersign,
    ),
    order=110,
)
