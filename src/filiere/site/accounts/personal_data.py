"""What the site holds about a person under their account, in the journal and in every table that points to them."""

from __future__ import annotations

from typing import Any

from django.db.models import DateField, Q
from django.utils import timezone

from filiere.site.accounts.models import User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.models_credentials import Invitation
from filiere.site.accounts.personal_data_registry import data_erasers, data_exporters, format_moment
from filiere.site.journal.models import Entry


@data_exporters.register("accounts")
def _export_account(user: User) -> dict[str, Any]:
    return {
        "key": user.key,
        "email": user.email,
        "name": user.name,
        "language": user.language,
        "fictitious": user.fictitious,
        "created_at": format_moment(user.created_at),
        "last_sign_in": format_moment(user.last_login),
        "roles": [
            {"role": grant.role, "since": format_moment(grant.since), "until": format_moment(grant.until)}
            for grant in user.grants.order_by("since", "pk")
        ],
        # The secrets themselves stay out: a copy of them would open the account.
        "second_factors": [
            {
                "kind": factor.kind,
                "name": factor.name,
                "added": format_moment(factor.created_at),
                "last_used": format_moment(factor.last_used_at),
            }
            for factor in user.factors.order_by("pk")
        ],
        "recovery_codes_left": user.recovery_codes.filter(used_at__isnull=True).count(),
        "forms_kept": user.kept_forms.count(),
        "invitations": [
            {"key": one.key, "grants": one.grants, "accepted_at": format_moment(one.accepted_at)}
            for one in user.invitations_accepted.order_by("pk")
        ],
        "invitations_sent": [
            {"key": one.key, "email": one.email, "created_at": format_moment(one.created_at)}
            for one in user.invitations_sent.order_by("pk")
        ],
        "requests_about_you": [
            {"key": one.key, "kind": one.kind, "state": one.state, "reason": one.reason, "answer": one.answer}
            for one in user.approvals_about.order_by("pk")
        ],
        "requests_made": [
            {"key": one.key, "kind": one.kind, "asked_at": format_moment(one.asked_at), "reason": one.reason}
            for one in user.approvals_asked.order_by("pk")
        ],
        "requests_answered": [
            {
                "key": one.key,
                "kind": one.kind,
                "state": one.state,
                "at": format_moment(one.decided_at),
                "answer": one.answer,
            }
            for one in user.approvals_decided.order_by("pk")
        ],
    }


@data_exporters.register("journal")
def _export_journal(user: User) -> dict[str, Any]:
    def describe_entries(entries: Any) -> list[dict[str, Any]]:
        return [
            {
                "number": one.number,
                "at": format_moment(one.at),
                "act": one.act,
                "about": f"{one.subject_kind}:{one.subject_id}",
            }
            for one in entries.order_by("number")
        ]

    about = Entry.objects.filter(subject_kind="user", subject_id=user.key)
    payloads = about.order_by("number").values_list("payload__body", flat=True)
    return {
        "acts_by_you": describe_entries(Entry.objects.filter(actor_key=user.key)),
        "acts_about_you": [
            {**row, "payload": payload} for row, payload in zip(describe_entries(about), payloads, strict=True)
        ],
    }


ANSWERED_APPS = frozenset({"accounts", "mail"})
"""Apps whose part above says everything of their tables, in clearer words."""

ABOUT_RELATIONS = frozenset({"user", "person"})
"""Names of the columns by which a row is about a person; by the others they acted for the institution."""

SECRET_WORDS = ("secret", "hash", "sealed", "token", "password", "salt")


@data_exporters.register("rows")
def _export_rows(user: User) -> list[dict[str, Any]]:
    """Every row of every table that points to the person, hidden relations included, so that none can be forgotten.

    A row about them is given whole, but for secrets. One in which they acted (who counted, who noted, who decided) is
    given by its key and its days: the rest of it may be about somebody else.
    """
    found = []
    for relation in user._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete:
            continue
        model: Any = relation.related_model
        column: Any = relation.field  # type: ignore[union-attr]
        if model._meta.app_label in ANSWERED_APPS:
            continue
        rows = model._default_manager.filter(**{column.name: user}).order_by("pk")
        kept = [_export_row(row, whole=column.name in ABOUT_RELATIONS) for row in rows]
        if kept:
            found.append({"table": model._meta.db_table, "as": column.name, "rows": kept})
    return found


def _export_row(row: Any, *, whole: bool) -> dict[str, Any]:
    said = {}
    for field in row._meta.concrete_fields:
        days = isinstance(field, DateField)
        plain = whole and not field.is_relation and not any(word in field.name for word in SECRET_WORDS)
        if field.primary_key or field.name == "key" or days or plain:
            said[field.name] = getattr(row, field.attname)
    return said


def list_letter_subjects(user: User) -> list[str]:
    """What letters to other people name the person by: ``user:…``, and their invitations and requests."""
    addresses = (user.email, f"{user.key}@erased.invalid")
    invited = Invitation.objects.filter(Q(accepted_by=user) | Q(email__in=addresses))
    invitations = list(invited.values_list("key", flat=True))
    about = Q(concerned=user) | Q(subject_kind="invitation", subject_key__in=invitations)
    requests = Approval.objects.filter(about).values_list("key", flat=True)
    return [
        f"user:{user.key}",
        *(f"invitation:{key}" for key in invitations),
        *(f"approval:{key}" for key in requests),
    ]


@data_erasers.register("accounts")
def _erase_account(user: User) -> None:
    user.factors.all().delete()
    user.recovery_codes.all().delete()
    user.kept_forms.all().delete()
    now = timezone.now()
    theirs = Invitation.objects.filter(email=user.email)
    theirs.filter(accepted_at__isnull=True, revoked_at__isnull=True).update(revoked_at=now)
    theirs.update(email=f"{user.key}@erased.invalid")
    # What was typed of them or by them; that it was asked and signed, and by whom, stays under keys.
    Approval.objects.filter(Q(concerned=user) | Q(asked_by=user)).update(reason="", answer="")
    user.approvals_decided.update(answer="")
