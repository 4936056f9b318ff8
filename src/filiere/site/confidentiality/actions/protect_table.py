"""Keeping a table that a statistician has had protected, with its proof, until it is published or discarded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from filiere.core import Text
from filiere.disclosure.ledger import Release as Kept
from filiere.disclosure.ledger import as_bytes, rows_digest
from filiere.site.accounts.models import User
from filiere.site.accounts.permissions import Permission, require
from filiere.site.confidentiality import store
from filiere.site.confidentiality.ledger import RELEASED
from filiere.site.confidentiality.models import Protection
from filiere.site.confidentiality.told import PROTECT, tell


def protect_table(
    *,
    actor: User,
    title: Text,
    rule: str,
    level: str,
    parameters: Mapping[str, Any],
    report: Mapping[str, Any],
    table: Kept,
    inner: Mapping[str, bytes],
    public: bytes,
    before: str,
) -> Protection:
    """Keep a protected table.

    ``table`` is what the ledger will keep of it (its key and day are given at publication), ``inner`` the other inner
    files by name, ``public`` the file that readers will get, ``before`` the fingerprint of the ledger that it was
    judged against, taken before it was (see :func:`filiere.site.confidentiality.ledger.fingerprint`).
    Raises ``PermissionRefused``.
    """
    require(actor, Permission.RELEASE_PROTECT, subject_kind="protection", subject_id="new")
    subject = table.subject
    # Contents are kept before the transaction: one that no row names harms nobody, a row without its file would.
    files = {RELEASED: store.keep(as_bytes(table)), **{name: store.keep(content) for name, content in inner.items()}}
    given = store.keep(public)
    with transaction.atomic():
        row = Protection.objects.create(
            response=subject.response,
            population=subject.population,
            period=subject.period,
            title_fr=title.fr,
            title_en=title.en,
            rule=rule,
            level=level,
            parameters=dict(parameters),
            report=dict(report),
            rows=rows_digest(table.system),
            files=files,
            public=given,
            before=before,
            made_by=actor,
            made_at=timezone.now(),
        )
        tell(actor, PROTECT, row)
    return row
