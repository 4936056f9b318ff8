"""Roles, the operator of the machine, and the rights that belong to no thing: the scope of the whole site.

There is no superuser, and the administrator of accounts, who hands out roles, holds no other right: whoever hands out
the keys holds none, and an administrator who needs another right must be given it, visibly.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from filiere.core import Text
from filiere.site.kit.rights import SITE, Right, Scope, rights

if TYPE_CHECKING:
    from filiere.site.accounts.models import User
    from filiere.site.accounts.models_approvals import Approval


class Role(StrEnum):
    """Roles a person may hold."""

    ADMINISTRATOR = "administrator"
    STAFF = "staff"
    STATISTICIAN = "statistician"
    LABEL_STAFF = "label_staff"
    AUDITOR = "auditor"
    STATE = "state"
    PROGRAMME = "programme"
    COMMUNICATION = "communication"
    COUNSELLOR = "counsellor"


ROLE_NAMES: dict[Role, Text] = {
    Role.ADMINISTRATOR: Text(fr="administration des comptes", en="account administrator"),
    Role.STAFF: Text(fr="équipe de l’observatoire", en="observatory staff"),
    Role.STATISTICIAN: Text(fr="équipe statistique", en="statistician"),
    Role.LABEL_STAFF: Text(fr="équipe du label", en="label staff"),
    Role.AUDITOR: Text(fr="audit du label", en="label auditor"),
    Role.STATE: Text(fr="pouvoirs publics", en="public authority"),
    Role.PROGRAMME: Text(fr="conduite du programme", en="programme lead"),
    Role.COMMUNICATION: Text(fr="communication", en="communication officer"),
    Role.COUNSELLOR: Text(fr="conseil à l’emploi", en="employment counsellor"),
}
"""In French the function, which fits the name of a woman and of a man."""


TWO_PEOPLE_REASONS: dict[Role, Text] = {
    Role.ADMINISTRATOR: Text(
        fr="donne tous les autres rôles, et ferme les comptes", en="grants all other roles, and closes accounts"
    ),
    Role.STAFF: Text(
        fr="lit le journal, donc qui a fait quoi et quand, et modifie le contenu des pages publiques",
        en="reads the journal (who did what and when), and changes what public pages show",
    ),
    Role.STATISTICIAN: Text(
        fr="lit les valeurs que le secret statistique masque, et publie définitivement",
        en="reads values withheld for confidentiality, and publishes irrevocably",
    ),
    Role.LABEL_STAFF: Text(
        fr="lit tous les dossiers et les réclamations, et inscrit les mandats",
        en="reads every dossier and complaint, and records mandates",
    ),
    Role.AUDITOR: Text(
        fr="peut être nommé à un audit, dont l’avis décide d’un label",
        en="may be appointed to an audit, whose findings inform the label decision",
    ),
    Role.STATE: Text(fr="lit les dossiers et signale les manquements", en="reads dossiers and reports breaches"),
    Role.PROGRAMME: Text(
        fr="engage l’association devant l’État et les syndicats, et approuve ce qu’elle dit en public",
        en="commits the association before the State and unions, and approves what it says in public",
    ),
    Role.COMMUNICATION: Text(
        fr="lit les messages sous embargo et en prépare la diffusion",
        en="reads messages under embargo and prepares their release",
    ),
    Role.COUNSELLOR: Text(
        fr="tient des dossiers de personnes vulnérables, sous pseudonyme",
        en="keeps files of vulnerable people, under a pseudonym",
    ),
}
"""Why each role takes two people to give: all of them read what is confidential, or weigh on who gets a label."""


class Operator:
    """Whoever runs the command line on the machine itself, and so already holds the files and the database.

    The operator has no account; the journal knows the acts of the command line under the key `operator`.
    """

    key = "operator"
    pk = None
    is_authenticated = True


OPERATOR = Operator()

EDITORS = (Role.STAFF, Role.STATISTICIAN)
"""Those who keep the observatory. Loading a file is clerical: its checks are automatic, and it can be undone."""

type Actor = User | Operator | Any


def find_site_parts(actor: Actor, _thing: object = None) -> frozenset[str]:
    """Return what the actor is on the site: `operator`, or current roles; nothing for a visitor or a closed account."""
    if isinstance(actor, Operator):
        return frozenset({Operator.key})
    if actor is None or not getattr(actor, "is_authenticated", False) or not getattr(actor, "is_active", False):
        return frozenset()
    # `roles` holds none as long as the session owes its second factor.
    return actor.roles()


def _describe_refusal(right: Right, _actor: Actor, _thing: object) -> Text:
    return Text(
        fr=f"Il faut le droit « {right.name} » ({right.words.fr}), que votre compte n’a pas.",
        en=f"This requires the right “{right.name}” ({right.words.en}), which your account does not have.",
    )


SITE_SCOPE = Scope(
    SITE,
    find_site_parts,
    _describe_refusal,
    lambda right, _thing: ("permission", right.name, {}),
    hidden=False,
    parts=frozenset({Operator.key, *Role}),
)
"""Rights that belong to no thing: roles hold them, and the operator of the machine."""


APPROVAL = "approval"
"""The scope of rights on a request that takes two people, which whoever made it holds beside those of its kind."""


def _find_approval_parts(actor: Actor, approval: Approval) -> frozenset[str]:
    return frozenset({"asker"} if getattr(actor, "pk", None) == approval.asked_by_id else ())


APPROVAL_SCOPE = Scope(
    APPROVAL,
    _find_approval_parts,
    lambda right, _actor, _approval: Text(
        fr=f"Seul l’auteur de la demande peut {right.words.fr}.",
        en=f"Only whoever made the request can {right.words.en}.",
    ),
    lambda _right, approval: (APPROVAL, approval.key, {}),
    hidden=False,
    parts=frozenset({"asker"}),
)
APPROVAL_RIGHT = Right(
    "approval:withdraw",
    by=("asker",),
    words=Text(fr="retirer cette demande", en="withdraw this request"),
    on=APPROVAL,
)


def list_roles_with(right: str) -> list[Role]:
    """Return the roles that hold a right on the site."""
    return [role for role in Role if role in frozenset(rights[right].by)]


def holds_role(*roles: Role) -> Callable[[Any], bool]:
    """Return the predicate of people who have one of these roles."""
    return lambda person: bool(person.roles() & set(roles))
