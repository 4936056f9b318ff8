"""What may be done, by which role: one list, one table, refused by default.

`require_permission` is the only gate of every act. It never looks at anything but the table: there is no superuser, and
the administrator of accounts, who hands out roles, holds no other right.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied

from filiere.core import Text

if TYPE_CHECKING:
    from filiere.site.accounts.models import User


class Role(StrEnum):
    """Roles a person may hold."""

    ADMINISTRATOR = "administrator"
    STAFF = "staff"
    STATISTICIAN = "statistician"
    LABEL_STAFF = "label_staff"
    AUDITOR = "auditor"
    STATE = "state"


ROLE_LABELS: dict[Role, Text] = {
    Role.ADMINISTRATOR: Text(fr="administrateur des comptes", en="administrator of accounts"),
    Role.STAFF: Text(fr="équipe de l’observatoire", en="staff of the observatory"),
    Role.STATISTICIAN: Text(fr="statisticien", en="statistician"),
    Role.LABEL_STAFF: Text(fr="équipe du label", en="staff of the label"),
    Role.AUDITOR: Text(fr="auditeur du label", en="auditor of the label"),
    Role.STATE: Text(fr="pouvoirs publics", en="public authority"),
}


TWO_PEOPLE_REASONS: dict[Role, Text] = {
    Role.ADMINISTRATOR: Text(
        fr="donne tous les autres rôles, et ferme les comptes", en="grants all other roles, and closes accounts"
    ),
    Role.STAFF: Text(
        fr="lit le journal, donc qui a fait quoi et quand, et change ce que montrent les pages publiques",
        en="reads the journal (who did what and when), and changes what public pages show",
    ),
    Role.STATISTICIAN: Text(
        fr="lit les valeurs que le secret statistique masque, et publie pour toujours",
        en="reads values withheld for confidentiality, and publishes irrevocably",
    ),
    Role.LABEL_STAFF: Text(
        fr="lit tous les dossiers et les réclamations, et inscrit qui siège",
        en="reads every dossier and complaint, and records mandates",
    ),
    Role.AUDITOR: Text(
        fr="peut être nommé à un audit, dont l’avis décide d’un label",
        en="may be appointed to an audit, whose findings inform the label decision",
    ),
    Role.STATE: Text(fr="lit les dossiers et signale les manquements", en="reads dossiers and reports breaches"),
}
"""Why each role takes two people to give: all of them read what is confidential, or weigh on who gets a label."""


class Permission(StrEnum):
    """Every act that is not open to all, as `resource:action`, in alphabetical order."""

    ACCOUNT_CREATE = "account:create"
    ACCOUNT_ERASE = "account:erase"
    ACCOUNT_GRANT = "account:grant"
    ACCOUNT_PASSWORD = "account:password"  # noqa: S105  A right, not a secret.
    ACCOUNT_READ = "account:read"
    CLOCK_CONFIRM = "clock:confirm"
    COMPLAINT_HANDLE = "complaint:handle"
    COMPLAINT_READ = "complaint:read"
    DIRECTORY_EDIT = "directory:edit"
    DIRECTORY_READ = "directory:read"
    DOSSIER_OPEN = "dossier:open"
    DOSSIER_TICK = "dossier:tick"
    FIGURE_CORRECT = "figure:correct"
    FIGURE_RELEASE = "figure:release"
    FIGURE_RETAIN = "figure:retain"
    ISSUER_ROTATE = "issuer:rotate"
    JOURNAL_READ = "journal:read"
    KEY_ROTATE = "key:rotate"
    LETTER_MEND = "letter:mend"
    MANDATE_RECORD = "mandate:record"
    PACK_VERIFY = "pack:verify"
    REFERENTIAL_READ = "referential:read"
    REFERENTIAL_SIMULATE = "referential:simulate"
    RELEASE_PROTECT = "release:protect"
    RELEASE_PUBLISH = "release:publish"
    RELEASE_READ_INSIDE = "release:read-inside"
    SESSION_CALL = "session:call"
    SOURCE_ACCEPT = "source:accept"
    SOURCE_LOAD = "source:load"
    SOURCE_READ = "source:read"
    SOURCE_REFUSE = "source:refuse"


PERMISSION_REASONS: dict[Permission, Text] = {
    Permission.ACCOUNT_CREATE: Text(fr="ouvrir un compte, le fermer", en="open an account, close it"),
    Permission.ACCOUNT_ERASE: Text(fr="effacer une personne", en="erase a person"),
    Permission.ACCOUNT_GRANT: Text(fr="donner ou retirer un rôle", en="give or withdraw a role"),
    Permission.ACCOUNT_PASSWORD: Text(
        fr="envoyer de quoi choisir un nouveau mot de passe, retirer un second facteur perdu, fermer des sessions",
        en="send a password reset link, remove a lost second factor, close sessions",
    ),
    Permission.ACCOUNT_READ: Text(fr="lire la liste des comptes", en="read the list of accounts"),
    Permission.CLOCK_CONFIRM: Text(
        fr="confirmer la date quand l’horloge du serveur n’est plus sûre",
        en="confirm the date when the server’s clock cannot be trusted",
    ),
    Permission.COMPLAINT_HANDLE: Text(
        fr="trier une réclamation et en dire l’issue", en="process a complaint and report its outcome"
    ),
    Permission.COMPLAINT_READ: Text(
        fr="lire une réclamation, et à deux qui l’a faite, ce que le journal note",
        en="read a complaint and, together with a second person, its author’s identity, which the journal records",
    ),
    Permission.DIRECTORY_EDIT: Text(fr="tenir l’annuaire", en="manage the directory"),
    Permission.DIRECTORY_READ: Text(fr="lire tout l’annuaire", en="read the whole directory"),
    Permission.DOSSIER_OPEN: Text(
        fr="ouvrir un dossier de candidature pour une organisation",
        en="open an application dossier for an organisation",
    ),
    Permission.DOSSIER_TICK: Text(fr="faire passer les délais échus", en="apply expired deadlines"),
    Permission.FIGURE_CORRECT: Text(fr="corriger un chiffre du registre", en="correct a figure of the register"),
    Permission.FIGURE_RELEASE: Text(fr="ne plus retenir un chiffre pour un usage", en="stop using a figure for a use"),
    Permission.FIGURE_RETAIN: Text(fr="retenir un chiffre pour un usage", en="select a figure for a use"),
    Permission.ISSUER_ROTATE: Text(
        fr="remplacer la clé qui signe les attestations", en="replace the key that signs credentials"
    ),
    Permission.JOURNAL_READ: Text(fr="lire le journal des actes", en="read the journal"),
    Permission.KEY_ROTATE: Text(
        fr="remplacer la clé qui scelle ce que la base garde secret",
        en="replace the key that seals the database’s secrets",
    ),
    Permission.LETTER_MEND: Text(
        fr="relancer ou abandonner une lettre qui n’est pas partie",
        en="retry or abandon an e-mail that was not sent",
    ),
    Permission.MANDATE_RECORD: Text(
        fr="inscrire un mandat ou sa fin, jamais pour soi, à deux pour un juge",
        en="record a mandate or its end, never one’s own, and with a second person for a voting member’s",
    ),
    Permission.PACK_VERIFY: Text(
        fr="faire vérifier un dossier scellé que l’on a reçu", en="have a sealed pack one has received verified"
    ),
    Permission.REFERENTIAL_READ: Text(
        fr="lire les versions de référentiel qui sont encore des brouillons",
        en="read draft referential releases",
    ),
    Permission.REFERENTIAL_SIMULATE: Text(
        fr="simuler un changement de version ou de poids", en="simulate a change of release or of weights"
    ),
    Permission.RELEASE_PROTECT: Text(
        fr="préparer un tableau protégé par le secret statistique",
        en="prepare a table under statistical confidentiality",
    ),
    Permission.RELEASE_PUBLISH: Text(
        fr="publier un tableau préparé, pour toujours", en="irrevocably publish a prepared table"
    ),
    Permission.RELEASE_READ_INSIDE: Text(
        fr="lire les valeurs masquées d’un tableau et pourquoi elles le sont",
        en="read the values that a table withholds, and why",
    ),
    Permission.SESSION_CALL: Text(
        fr="convoquer les instances et tenir leur ordre du jour",
        en="call sessions of the bodies and manage their agenda",
    ),
    Permission.SOURCE_ACCEPT: Text(
        fr="accepter une source, qui remplace alors la précédente sur les pages publiques",
        en="accept a source, which then replaces the previous one on public pages",
    ),
    Permission.SOURCE_LOAD: Text(fr="importer un fichier source", en="import a source file"),
    Permission.SOURCE_READ: Text(
        fr="lire le rapport d’un import, accepté ou non", en="read the report of an import, accepted or not"
    ),
    Permission.SOURCE_REFUSE: Text(fr="refuser une source importée", en="refuse an imported source"),
}

_STAFF = frozenset(
    {
        # Whoever sees that a sweep is late or held must be able to let it go on; the operator has to ask first.
        Permission.CLOCK_CONFIRM,
        Permission.JOURNAL_READ,
        # Drafts are written by the staff; a draft seen by all would be taken for a rule.
        Permission.REFERENTIAL_READ,
        Permission.SOURCE_ACCEPT,
        Permission.SOURCE_LOAD,
        Permission.SOURCE_READ,
        Permission.SOURCE_REFUSE,
    }
)

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    # Whoever hands out the keys holds none: an administrator who needs another right must be given it, visibly.
    Role.ADMINISTRATOR: frozenset(
        {
            Permission.ACCOUNT_CREATE,
            Permission.ACCOUNT_ERASE,
            Permission.ACCOUNT_GRANT,
            Permission.ACCOUNT_PASSWORD,
            Permission.ACCOUNT_READ,
            # Those of accounts only: an invitation that never came is theirs to see to.
            Permission.LETTER_MEND,
        }
    ),
    # Loading a file is clerical: its checks are automatic and its effect can be undone by accepting another version.
    Role.STAFF: _STAFF,
    # Changing what the register says is a statistician's judgement, signed and reasoned. So is a simulation, which the
    # colleges read before they vote on weights.
    Role.STATISTICIAN: _STAFF
    | {
        Permission.FIGURE_CORRECT,
        Permission.FIGURE_RELEASE,
        Permission.FIGURE_RETAIN,
        Permission.REFERENTIAL_SIMULATE,
        # Whoever sees what is withheld answers for it by name: neither the staff nor whoever runs the machine.
        Permission.RELEASE_PROTECT,
        Permission.RELEASE_PUBLISH,
        Permission.RELEASE_READ_INSIDE,
    },
    # What these three may do is judged dossier by dossier (see the app dossiers); the staff runs the procedure and
    # decides nothing.
    Role.LABEL_STAFF: frozenset(
        {
            Permission.CLOCK_CONFIRM,
            Permission.COMPLAINT_HANDLE,
            Permission.COMPLAINT_READ,
            Permission.DIRECTORY_EDIT,
            Permission.DIRECTORY_READ,
            Permission.DOSSIER_OPEN,
            Permission.JOURNAL_READ,
            Permission.LETTER_MEND,
            Permission.MANDATE_RECORD,
            Permission.REFERENTIAL_READ,
            Permission.REFERENTIAL_SIMULATE,
            Permission.SESSION_CALL,
        }
    ),
    # A pack is verified whoever made it: an auditor needs no centre for it, and reads nothing but what was sent.
    Role.AUDITOR: frozenset({Permission.PACK_VERIFY}),
    Role.STATE: frozenset(),
}


class Operator:
    """Whoever runs the command line on the machine itself, and so already holds the files and the database.

    The operator has no account; the journal knows the acts of the command line under the key `operator`.
    """

    key = "operator"
    pk = None
    is_authenticated = True


OPERATOR = Operator()
OPERATOR_PERMISSIONS = frozenset(
    {
        Permission.ACCOUNT_CREATE,
        Permission.ACCOUNT_ERASE,
        Permission.ACCOUNT_GRANT,
        Permission.ACCOUNT_PASSWORD,
        Permission.ACCOUNT_READ,
        Permission.CLOCK_CONFIRM,
        Permission.DIRECTORY_EDIT,
        Permission.DIRECTORY_READ,
        Permission.DOSSIER_OPEN,
        Permission.DOSSIER_TICK,
        Permission.ISSUER_ROTATE,
        Permission.JOURNAL_READ,
        Permission.KEY_ROTATE,
        Permission.LETTER_MEND,
        Permission.MANDATE_RECORD,
        Permission.REFERENTIAL_READ,
        Permission.REFERENTIAL_SIMULATE,
        Permission.SOURCE_ACCEPT,
        Permission.SOURCE_LOAD,
        Permission.SOURCE_READ,
        Permission.SOURCE_REFUSE,
    }
)

type Actor = User | Operator | Any


class PermissionRefused(PermissionDenied):
    """The actor may not do this. `permission` names the right that is missing; `reason` says it in words."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission
        what = PERMISSION_REASONS[permission]
        self.reason = Text(
            fr=f"Il faut le droit « {permission} » ({what.fr}), que votre compte n’a pas.",
            en=f"This requires the right “{permission}” ({what.en}), which your account does not have.",
        )
        super().__init__(str(permission))


def list_permissions(actor: Actor) -> frozenset[Permission]:
    """Rights the actor holds now: the union over current roles; none for a visitor or a closed account."""
    if isinstance(actor, Operator):
        return OPERATOR_PERMISSIONS
    if actor is None or not getattr(actor, "is_authenticated", False) or not getattr(actor, "is_active", False):
        return frozenset()
    held: frozenset[Permission] = frozenset()
    # `roles` holds none as long as the session owes its second factor.
    for role in actor.roles():
        held |= ROLE_PERMISSIONS.get(role, frozenset())
    return held


def has_permission(actor: Actor, permission: Permission) -> bool:
    """Whether the actor holds the right; nothing is recorded."""
    return permission in list_permissions(actor)


ANONYMOUS = "anonymous"
"""What all who did not sign in are called, together."""


def actor_key(actor: Actor) -> str:
    """What the journal calls the actor: an account's opaque key, `operator`, or `anonymous`."""
    if isinstance(actor, Operator):
        return Operator.key
    return actor.key if getattr(actor, "is_authenticated", False) else ANONYMOUS


def require_permission(actor: Actor, permission: Permission, *, subject_kind: str = "", subject_id: str = "") -> None:
    """Pass, or raise `PermissionRefused` after writing the refusal to the journal.

    Call it before the transaction of the act begins: the refusal is written in a transaction of its own, which an
    outer one would undo.
    """
    if has_permission(actor, permission):
        return
    from filiere.site.accounts.refusals import record_refusal

    kind, subject = subject_kind or "permission", subject_id or str(permission)
    record_refusal(actor, str(permission), subject_kind=kind, subject_id=subject)
    raise PermissionRefused(permission)
