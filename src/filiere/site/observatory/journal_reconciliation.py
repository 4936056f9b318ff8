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
from filiere.core.journal import format_moment
from filiere.site.accounts.rights import OPERATOR
from filiere.site.journal.reconciliation import Difference, JournalEntry, entries_for, list_changed_fields
from filiere.site.observatory.models import Aggregate, Amendment, SourceVersion

_KINDS = {
    "figure.enter": "enter",
    "figure.correct": "correct",
    "figure.retain": "retain",
    "figure.release": "release",
}
_LOAD, _ACCEPT, _REFUSE, _REOPEN = "source.load", "source.accept", "source.refuse", "source.reopen"
State = SourceVersion.State


def compare_amendments() -> Iterator[Difference]:
    """Amendments that were changed, that are gone, or that no act made."""
    rows = Amendment.objects.order_by("number").select_related("by").iterator(chunk_size=500)
    row = next(rows, None)
    expected = 1
    for entry in entries_for("figure", _KINDS):
        number = int(entry.body["amendment"]) if entry.body else expected
        expected = number + 1
        while row is not None and row.number < number:
            yield _amendment_difference("stray", row.number, row.figure)
            row = next(rows, None)
        if row is None or row.number > number:
            yield _amendment_difference("missing", number, entry.subject, entry.number)
            continue
        said, found = _amendment_contents(entry, row)
        if fields := list_changed_fields(said, found):
            yield _amendment_difference("changed", number, row.figure, entry.number, fields)
        row = next(rows, None)
    while row is not None:
        yield _amendment_difference("stray", row.number, row.figure)
        row = next(rows, None)


def _amendment_contents(entry: JournalEntry, row: Amendment) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the entry says of an amendment, and the row in the same words."""
    said: dict[str, Any] = {"kind": _KINDS[entry.act], "figure": entry.subject, "by": entry.actor}
    said |= {name: value for name, value in (entry.body or {}).items() if name != "amendment"}
    found: dict[str, Any] = {"kind": row.kind, "figure": row.figure, "by": row.by.key, **amendment_payload(row)}
    return said, found


def amendment_payload(amendment: Amendment) -> dict[str, Any]:
    """What the journal seals of an amendment, beside who did which act on which figure."""
    return {
        "amendment": amendment.number,
        "changes": amendment.changes,
        "use": amendment.use,
        "label_fr": amendment.label_fr,
        "label_en": amendment.label_en,
        "reason_fr": amendment.reason_fr,
        "reason_en": amendment.reason_en,
        "at": format_moment(amendment.at),
    }


def _amendment_difference(
    kind: Any, number: int, figure: str, entry: int | None = None, fields: tuple[str, ...] = ()
) -> Difference:
    row = Text(fr=f"Décision {number} sur « {figure} »", en=f"Decision {number} on “{figure}”")
    return Difference(kind, Amendment._meta.db_table, str(number), row, entry, fields)


@dataclass(slots=True)
class _ReplayedVersion:
    """A version as its acts made it; ``entry`` is the last that changed it."""

    entry: int
    said: dict[str, Any] = field(default_factory=dict)


def compare_versions() -> Iterator[Difference]:
    """Versions of sources whose file, counts or state are not what their acts made them."""
    replayed = _replay_versions()
    counts = dict(Aggregate.objects.values_list("version_id").annotate(Count("id")).order_by())
    rows = SourceVersion.objects.select_related("loaded_by", "decided_by", "accepted_by").defer("report")
    for row in rows.order_by("pk").iterator(chunk_size=500):
        version = replayed.pop(row.subject_id, None)
        if version is None:
            yield _version_difference("stray", row.subject_id)
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
        if fields := list_changed_fields(version.said, found):
            yield _version_difference("changed", row.subject_id, version.entry, fields)
    for subject, version in replayed.items():
        yield _version_difference("missing", subject, version.entry)


def _replay_versions() -> dict[str, _ReplayedVersion]:
    """Every version by its subject, as the acts told by the journal leave it; what was erased is not judged."""
    found: dict[str, _ReplayedVersion] = {}
    for entry in entries_for("source", (_LOAD, _ACCEPT, _REFUSE, _REOPEN)):
        body = entry.body or {}
        version = found.setdefault(entry.subject, _ReplayedVersion(entry.number))
        version.entry = entry.number
        if entry.act == _LOAD:
            version.said.setdefault("state", State.PENDING)
            version.said |= {"loaded_by": entry.actor, **_counts_of_entry(body)}
        elif entry.act == _REOPEN:
            version.said["state"] = State.PENDING
        else:
            accepted = entry.act == _ACCEPT
            version.said |= {"state": State.ACCEPTED if accepted else State.REFUSED, "decided_by": entry.actor}
            version.said |= {"accepted_by": entry.actor} if accepted else {}
            version.said |= {"reason": body["reason"]} if "reason" in body else {}
        name = entry.subject.partition("/")[0]
        for replaced in body.get("replaces", ()):
            old = found.setdefault(f"{name}/{replaced}", _ReplayedVersion(entry.number))
            old.said["state"], old.entry = State.SUPERSEDED, entry.number
    return found


def _counts_of_entry(body: dict[str, Any]) -> dict[str, Any]:
    said = {name: body[name] for name in ("sha256", "rows", "rejected", "aggregates") if name in body}
    return said | ({"file_name": body["file"]} if "file" in body else {})


def _version_difference(kind: Any, subject: str, entry: int | None = None, fields: tuple[str, ...] = ()) -> Difference:
    row = Text(fr=f"Version de source « {subject} »", en=f"Version of source “{subject}”")
    return Difference(kind, SourceVersion._meta.db_table, subject, row, entry, fields)
