"""What the journal tells of this app’s tables, compared with what they say now.

Amendments follow one another without a gap under the journal’s own lock: entries and rows are read side by side. The
state of a version of a source is replayed from its acts; there are as many versions as files loaded, so that they fit
in memory, and their aggregates are only counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count

from filiere.core import Text
from filiere.core.journal import stamp
from filiere.site.accounts.permissions import OPERATOR
from filiere.site.journal.comparing import Difference, Told, differing, told
from filiere.site.observatory.models import Aggregate, Amendment, SourceVersion

_KINDS = {"figure.correct": "correct", "figure.retain": "retain", "figure.release": "release"}
_LOAD, _ACCEPT, _REFUSE, _REOPEN = "source.load", "source.accept", "source.refuse", "source.reopen"
State = SourceVersion.State


def amendments() -> Iterator[Difference]:
    """Amendments that were changed, that are gone, or that no act made."""
    rows = Amendment.objects.order_by("number").select_related("by").iterator(chunk_size=500)
    row = next(rows, None)
    expected = 1
    for entry in told("figure", _KINDS):
        number = int(entry.body["amendment"]) if entry.body else expected
        expected = number + 1
        while row is not None and row.number < number:
            yield _amendment("stray", row.number, row.figure)
            row = next(rows, None)
        if row is None or row.number > number:
            yield _amendment("missing", number, entry.subject, entry.number)
            continue
        said, found = _said(entry, row)
        if fields := differing(said, found):
            yield _amendment("changed", number, row.figure, entry.number, fields)
        row = next(rows, None)
    while row is not None:
        yield _amendment("stray", row.number, row.figure)
        row = next(rows, None)


def _said(entry: Told, row: Amendment) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the entry says of an amendment, and the row in the same words."""
    said: dict[str, Any] = {"kind": _KINDS[entry.act], "figure": entry.subject, "by": entry.actor}
    said |= {name: value for name, value in (entry.body or {}).items() if name != "amendment"}
    found: dict[str, Any] = {"kind": row.kind, "figure": row.figure, "by": row.by.key, **payload_of(row)}
    return said, found


def payload_of(amendment: Amendment) -> dict[str, Any]:
    """What the journal seals of an amendment, beside who did which act on which figure."""
    return {
        "amendment": amendment.number,
        "changes": amendment.changes,
        "use": amendment.use,
        "label_fr": amendment.label_fr,
        "label_en": amendment.label_en,
        "reason_fr": amendment.reason_fr,
        "reason_en": amendment.reason_en,
        "at": stamp(amendment.at),
    }


def _amendment(
    kind: Any, number: int, figure: str, entry: int | None = None, fields: tuple[str, ...] = ()
) -> Difference:
    row = Text(fr=f"Décision {number} sur « {figure} »", en=f"Decision {number} on “{figure}”")
    return Difference(kind, Amendment._meta.db_table, str(number), row, entry, fields)


@dataclass(slots=True)
class _Version:
    """A version as its acts made it; ``entry`` is the last that changed it."""

    entry: int
    said: dict[str, Any] = field(default_factory=dict)


def versions() -> Iterator[Difference]:
    """Versions of sources whose file, counts or state are not what their acts made them."""
    replayed = _replayed()
    counts = dict(Aggregate.objects.values_list("version_id").annotate(Count("id")).order_by())
    rows = SourceVersion.objects.select_related("loaded_by", "decided_by", "accepted_by").defer("report")
    for row in rows.order_by("pk").iterator(chunk_size=500):
        version = replayed.pop(row.subject_id, None)
        if version is None:
            yield _source("stray", row.subject_id)
            continue
        found = {
            "file_name": row.file_name,
            "sha256": row.sha256,
            "rows": row.rows,
            "rejected": row.rejected,
            "aggregates": counts.get(row.pk, 0),
            "state": row.state,
            "reason": row.reason,
            "loaded_by": row.loaded_by.key if row.loaded_by else OPERATOR.key,
            "decided_by": row.decided_by.key if row.decided_by else OPERATOR.key,
            "accepted_by": row.accepted_by.key if row.accepted_by else OPERATOR.key,
        }
        if fields := differing(version.said, found):
            yield _source("changed", row.subject_id, version.entry, fields)
    for subject, version in replayed.items():
        yield _source("missing", subject, version.entry)


def _replayed() -> dict[str, _Version]:
    """Every version by its subject, as the acts told by the journal leave it; what was erased is not judged."""
    found: dict[str, _Version] = {}
    for entry in told("source", (_LOAD, _ACCEPT, _REFUSE, _REOPEN)):
        body = entry.body or {}
        version = found.setdefault(entry.subject, _Version(entry.number))
        version.entry = entry.number
        if entry.act == _LOAD:
            version.said.setdefault("state", State.PENDING)
            version.said |= {"loaded_by": entry.actor, **_counts(body)}
        elif entry.act == _REOPEN:
            version.said["state"] = State.PENDING
        else:
            accepted = entry.act == _ACCEPT
            version.said |= {"state": State.ACCEPTED if accepted else State.REFUSED, "decided_by": entry.actor}
            version.said |= {"accepted_by": entry.actor} if accepted else {}
            version.said |= {"reason": body["reason"]} if "reason" in body else {}
        name = entry.subject.partition("/")[0]
        for replaced in body.get("replaces", ()):
            old = found.setdefault(f"{name}/{replaced}", _Version(entry.number))
            old.said["state"], old.entry = State.SUPERSEDED, entry.number
    return found


def _counts(body: dict[str, Any]) -> dict[str, Any]:
    said = {name: body[name] for name in ("sha256", "rows", "rejected", "aggregates") if name in body}
    return said | ({"file_name": body["file"]} if "file" in body else {})


def _source(kind: Any, subject: str, entry: int | None = None, fields: tuple[str, ...] = ()) -> Difference:
    row = Text(fr=f"Version de source « {subject} »", en=f"Version of source “{subject}”")
    return Difference(kind, SourceVersion._meta.db_table, subject, row, entry, fields)
