"""A dossier with people of every party and documents of every side and class, for the tests of evidence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.test import Client
from support.scenes.dossier_sample import at, make_dossier, make_mandate, make_member, make_organisation, make_person
from support.scenes.frozen_scenes import frozen
from support.scenes.hostile_files import pdf

PROOF = "com_opening_wordings"
RESTRICTED = "com_opening_sample"
PUBLIC = "com_access_pages"
OTHER = "com_access_tests"
TABLE = "com_queue_extract"


@dataclass
class Cast:
    """A dossier, and one person of each party in it."""

    dossier: Any
    editor: Any
    reader: Any
    representative: Any
    staff: Any
    auditor: Any
    member: Any
    judge: Any
    state: Any
    stranger: Any

    def everyone(self) -> dict[str, Any]:
        """The people, by what they are."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "dossier"}


@frozen
def make_cast(state: str = "declaring") -> Cast:
    """People of every party and a dossier in this state."""
    organisation = make_organisation()
    dossier = make_dossier(organisation)
    at(dossier, state)
    return Cast(
        dossier,
        editor=make_member(organisation),
        reader=make_member(organisation, "read"),
        representative=make_member(organisation, "staff_representative"),
        staff=make_person("label_staff"),
        auditor=make_person("auditor"),
        member=make_mandate("committee"),
        judge=make_mandate("appeal_panel"),
        state=make_person("state"),
        stranger=make_member(make_organisation("Autre organisation")),
    )


@contextmanager
def auditing(cast: Cast) -> Iterator[None]:
    """Make the auditor a party of the dossier, as a mission does."""
    from filiere.site.workflow.extension_points import party_providers, recipient_lookups

    def give(user: Any, dossier: Any, day: date) -> list[str]:
        return ["auditor"] if user.pk == cast.auditor.pk and dossier.pk == cast.dossier.pk else []

    with party_providers.add_for_block(give), recipient_lookups.add_for_block("auditor", lambda *_: [cast.auditor]):
        yield


def send(cast: Cast, actor: Any = None, content: bytes | None = None, name: str = "preuve.pdf", **more: Any) -> Any:
    """Send a document; `said` fields and `revises`, `request` as keywords."""
    from filiere.site.evidence.actions.add_document import add_document
    from filiere.site.evidence.document_validation import DocumentDetails
    from filiere.site.workflow.parties import forget_parties

    keys = {key: more.pop(key) for key in ("revises", "request") if key in more}
    more.setdefault("proofs", (PROOF,))
    more.setdefault("confidentiality", "public" if PUBLIC in more["proofs"] else "committee")
    actor = actor or cast.editor
    forget_parties(actor)
    with NamedTemporaryFile() as sent:
        sent.write(pdf() if content is None else content)
        sent.flush()
        return add_document(
            cast.dossier, actor=actor, path=Path(sent.name), name=name, said=DocumentDetails(**more), **keys
        )


def client_of(user: Any) -> Client:
    """A browser signed in as the person, whose parties are looked at again."""
    from filiere.site.accounts.models import User

    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def other_pdf(number: int) -> bytes:
    """A PDF unlike the others."""
    return pdf(b"<< /Number %d >>" % number)


def all_at_once() -> dict[str, Any]:
    """Six people of one company send the same file and six revisions of one document at the same moment.

    It needs a database that threads share: a file, or PostgreSQL.
    """
    from threading import Barrier, Thread

    from django.db import connection

    from filiere.site.accounts.models import User
    from filiere.site.evidence import journal_reconciliation
    from filiere.site.evidence.models import Document
    from filiere.site.workflow.models import Dossier

    cast = make_cast()
    first = send(cast).document
    people = [make_member(cast.dossier.organisation) for _ in range(6)]
    gate, said = Barrier(12), []

    def work(user: Any, content: bytes, keys: dict[str, str]) -> None:
        gate.wait()
        try:
            mine = Cast(
                **{**vars(cast), "dossier": Dossier.objects.select_related("organisation").get(pk=cast.dossier.pk)}
            )
            send(mine, User.objects.get(pk=user.pk), content, **keys)
            said.append("done")
        except Exception as error:
            said.append(f"{type(error).__name__}: {error}")
        finally:
            connection.close()

    threads = [
        Thread(target=work, args=(user, content, keys))
        for rank, user in enumerate(people)
        for content, keys in ((other_pdf(0), {}), (other_pdf(rank + 1), {"revises": first.key}))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    chain, one = 0, Document.objects.filter(revises=first).first()
    while one is not None:
        chain, one = chain + 1, Document.objects.filter(revises=one).first()
    return {
        "said": sorted(said),
        "documents": Document.objects.count(),
        "chain": chain,
        "differing": [
            str(one) for one in (*journal_reconciliation.compare_documents(), *journal_reconciliation.compare_uses())
        ],
    }
