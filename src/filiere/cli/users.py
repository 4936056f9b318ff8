"""`filiere users`: open accounts, give roles, list them, erase a person, from the machine itself."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from cyclopts import App, Parameter

from filiere.cli.options import JsonFormatOption, print_json
from filiere.core import Faults, Text
from filiere.core.text import make_legible

app = App(name="users", help="Les comptes et leurs rôles. · Accounts and their roles.")

Email = Annotated[str, Parameter(help="Adresse du compte. · Address of the account.")]
RoleName = Literal["administrator", "staff", "statistician", "label_staff", "auditor", "state"]


@app.command
def create(
    email: Email,
    /,
    *,
    name: str,
    role: Annotated[list[RoleName] | None, Parameter(name="--role", negative="")] = None,
    language: Literal["fr", "en"] = "fr",
) -> None:
    """Ouvrir un compte ; son mot de passe est affiché une fois. · Open an account; its password is shown once.

    Parameters
    ----------
    name
        Nom de la personne. · The person's name.
    role
        Rôle, à répéter pour en donner plusieurs. · Role; repeat it to give several.
    language
        Langue du compte. · Language of the account.
    """
    from filiere.site.django_startup import migrate

    migrate(create=True)
    from filiere.site.accounts.actions.create_account import create_account
    from filiere.site.accounts.actions.grant_role import grant_role
    from filiere.site.accounts.rights import OPERATOR, Role

    user, password = create_account(actor=OPERATOR, email=email, name=name, language=language)
    for item in role or []:
        grant_role(user, actor=OPERATOR, role=Role(item))
    print(f"Compte ouvert · Account opened: {user.email}")
    print(f"Mot de passe (affiché une seule fois) · Password (shown once): {password}")


@app.command(name="list")
def list_(*, format: JsonFormatOption = "table") -> None:
    """Lister les comptes et leurs rôles. · List accounts and their roles."""
    from filiere.site.django_startup import migrate

    migrate()
    from filiere.site.accounts.models import User

    users = User.objects.order_by("email").prefetch_related("grants")
    listed: list[dict[str, Any]] = [
        {
            "key": user.key,
            "email": user.email,
            "name": user.name,
            "roles": sorted(grant.role for grant in user.grants.all() if grant.until is None),
            "active": user.is_active,
            "fictitious": user.fictitious,
        }
        for user in users
    ]
    if format == "json":
        print_json(listed)
        return
    for account in listed:
        state = "" if account["active"] else "  (fermé · closed)"
        roles = ", ".join(account["roles"]) or "–"
        print(f"{account['key']}  {account['email']}  {account['name']}  {roles}{state}")


@app.command
def grant(email: Email, role: RoleName, /, *, withdraw: bool = False) -> None:
    """Donner un rôle, ou le retirer. · Give a role, or withdraw it.

    Parameters
    ----------
    role
        Le rôle. · The role.
    withdraw
        Retirer le rôle au lieu de le donner. · Withdraw the role instead of giving it.
    """
    from filiere.site.django_startup import migrate

    migrate()
    from filiere.site.accounts.actions.grant_role import grant_role
    from filiere.site.accounts.actions.withdraw_role import withdraw_role
    from filiere.site.accounts.rights import OPERATOR, Role

    user = _find_account(email)
    if withdraw:
        withdraw_role(user, actor=OPERATOR, role=Role(role))
    else:
        grant_role(user, actor=OPERATOR, role=Role(role))
    print(f"{user.email}: {', '.join(sorted(user.roles())) or '–'}")


@app.command
def password(email: Email, /) -> None:
    """Tirer un nouveau mot de passe, affiché une fois. · Draw a new password, shown once."""
    from filiere.site.django_startup import migrate

    migrate()
    from filiere.site.accounts.actions.generate_password import reset_password
    from filiere.site.accounts.rights import OPERATOR

    chosen = reset_password(_find_account(email), actor=OPERATOR)
    print(f"Mot de passe (affiché une seule fois) · Password (shown once): {chosen}")


@app.command
def invite(
    email: Email,
    /,
    *,
    role: Annotated[list[RoleName] | None, Parameter(name="--role", negative="")] = None,
    language: Literal["fr", "en"] = "fr",
) -> None:
    """Inviter une personne ; le lien est affiché une fois. · Invite a person; the link is shown once.

    Parameters
    ----------
    role
        Rôle, à répéter pour en donner plusieurs. · Role; repeat it to give several.
    language
        Langue de la lettre. · Language of the letter.
    """
    from filiere.site.django_startup import migrate

    migrate()
    from filiere.site.accounts.actions.invite import send_invitation as send
    from filiere.site.accounts.rights import OPERATOR

    grants = [{"kind": "role", "role": one} for one in role or []]
    _, link = send(actor=OPERATOR, email=email, grants=grants, language=language)
    print(f"Lien (il ne sert qu’une fois) · Link (serves once): {link}")


@app.command
def approvals(*, format: JsonFormatOption = "table") -> None:
    """Lister les demandes qui attendent une seconde personne. · List the requests that await a second person."""
    from filiere.site.django_startup import migrate

    migrate()
    from django.utils import timezone

    from filiere.site.accounts.approval_rules import describe_approval
    from filiere.site.accounts.models_approvals import Approval

    waiting = Approval.objects.waiting(timezone.now()).select_related("asked_by").order_by("pk")
    listed: list[dict[str, Any]] = [
        {
            "key": one.key,
            "kind": one.kind,
            "words": describe_approval(one).model_dump(),
            "asked_by": one.asked_by.email,
            "reason": one.reason,
            "expires_at": one.expires_at.isoformat(),
        }
        for one in waiting
    ]
    if format == "json":
        print_json(listed)
        return
    for account in listed:
        print(f"{account['key']}  {account['asked_by']}  {account['words']['fr']} · {account['words']['en']}")
        print(f"    {account['reason']}")


@app.command
def approve(key: Annotated[str, Parameter(help="Clé de la demande. · Key of the request.")], /) -> None:
    """Contresigner une demande comme opérateur de la machine. · Countersign a request as the machine’s operator.

    L’acte est fait, le journal dit que l’opérateur l’a signé, et tous les administrateurs des comptes en reçoivent une
    lettre. · The act is done, the journal says that the operator signed it, and every administrator of accounts gets a
    letter about it.
    """
    from filiere.site.django_startup import migrate

    migrate()
    from filiere.site.accounts.actions.approvals import approve_request as sign
    from filiere.site.accounts.approval_rules import describe_approval
    from filiere.site.accounts.models_approvals import Approval
    from filiere.site.accounts.rights import OPERATOR

    # A byte that is no text is one of no key; no database takes it in a question.
    found = Approval.objects.filter(key=make_legible(key)).first()
    if found is None:
        raise Faults.one(
            code="approval-unknown",
            message=Text(fr=f"Aucune demande {key}.", en=f"No request {key}."),
            remedy=Text(fr="Regardez la liste : filiere users approvals.", en="See the list: filiere users approvals."),
        )
    sign(found, actor=OPERATOR)
    words = describe_approval(found)
    print(f"C’est fait : {words.fr}")
    print(f"Done: {words.en}")


@app.command(name="reset-factors")
def reset_factors(email: Email, /) -> None:
    """Retirer les seconds facteurs de qui les a perdus. · Remove the second factors of somebody who lost them."""
    from filiere.site.django_startup import migrate

    migrate()
    from filiere.site.accounts.actions.remove_factor import reset_factors as reset
    from filiere.site.accounts.rights import OPERATOR

    print(f"Seconds facteurs retirés · Second factors removed: {reset(_find_account(email), actor=OPERATOR)}")


@app.command
def retention() -> None:
    """Appliquer jusqu’au bout les durées de conservation. · Apply the retention rules to the end.

    Le serveur les applique chaque heure, un peu à la fois. · The server applies them each hour, a little at a time.
    """
    from filiere.site.django_startup import migrate

    migrate()
    from django.utils import timezone

    from filiere.site.accounts.retention_rules import apply_retention_fully

    for rule, count in apply_retention_fully(now=timezone.now()).items():
        print(f"{rule}: {count}")


@app.command
def erase(email: Email, /) -> None:
    """Effacer une personne ; ce qu’elle a décidé reste. · Erase a person; what they decided stays."""
    from filiere.site.django_startup import migrate

    migrate()
    from filiere.site.accounts.actions.erase_person import erase_person
    from filiere.site.accounts.rights import OPERATOR

    user = _find_account(email)
    erased = erase_person(user, actor=OPERATOR)
    print(f"{user.key} : personne effacée, {len(erased)} contenus du journal effacés")
    print(f"{user.key}: person erased, {len(erased)} journal payloads erased")


def _find_account(email: str):  # type: ignore[no-untyped-def]  # the model exists only once Django is loaded
    from filiere.site.accounts.models import User

    try:
        return User.objects.get_by_natural_key(make_legible(email))
    except User.DoesNotExist:
        raise Faults.one(
            code="account-unknown",
            message=Text(fr=f"Aucun compte pour {email}.", en=f"No account for {email}."),
            remedy=Text(fr="Regardez la liste : filiere users list.", en="See the list: filiere users list."),
        ) from None
