"""Keeping a table that a statistician has had protected, with its proof, until it is published or discarded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from filiere.core import Text
from filiere.disclosure import Release as Kept
from filiere.disclosure import compute_rows_digest, serialize_release
from filiere.site.accounts.models import User
from filiere.site.confidentiality import content_store
from filiere.site.confidentiality.journal_reconciliation import PROTECT_ACT
from filiere.site.confidentiality.models import Protection
from filiere.site.confidentiality.release_ledger import RELEASED_FILE
from filiere.site.journal.act_decorator import ActTarget, Steps, act, keep_row

NEW_PROTECTION: ActTarget[Kept] = ActTarget("protection", lambda _table: "new", keep_row, refusals=False)


@act(PROTECT_ACT, on=NEW_PROTECTION, right="release:protect", clock=False)
def protect_table(
    table: Kept,
    *,
    actor: User,
    title: Text,
    rule: str,
    level: str,
    parameters: Mapping[str, Any],
    report: Mapping[str, Any],
    inner: Mapping[str, bytes],
    public: bytes,
    before: str,
) -> Steps[Kept, Protection]:
    """Keep a protected table.

    ``table`` is what the ledger will keep of it (its key and day are given at publication), ``inner`` the other inner
    files by name, ``public`` the file that readers will get, ``before`` the fingerprint of the ledger that it was
    judged against, taken before it was (see :func:`filiere.site.confidentiality.release_ledger.ledger_fingerprint`).
    Raises ``RightRefused``.
    """
    subject = table.subject
    # Contents are kept before the transaction: one that no row names harms nobody, a row without its file would.
    files = {
        RELEASED_FILE: content_store.store_content(serialize_release(table)),
        **{name: content_store.store_content(content) for name, content in inner.items()},
    }
    given = content_store.store_content(public)
    yield
    return Protection.objects.create(
        response=subject.response,
        population=subject.population,
        period=subject.period,
        title_fr=title.fr,
        title_en=title.en,
        rule=rule,
        level=level,
        parameters=dict(parameters),
        report=dict(report),
        rows=compute_rows_digest(table.system),
        files=files,
        public=given,
        before=before,
        made_by=actor,
        made_at=timezone.now(),
    )
