"""Reading the whole journal back: chain, payloads, erasures, head, and the tables that it tells.

The first entry that does not hold is named; in a chain that holds, every row that is not what its entry says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from filiere.core import Text
from filiere.core.journal import GENESIS, ChainEntry, ClockDisorder, format_moment, payload_matches, verify_chain
from filiere.site.journal.models import Entry, Head, Payload
from filiere.site.journal.reconciliation import Difference, find_differences
from filiere.site.journal.writer import ERASE_ACT

_PAYLOAD = Text(
    fr="le contenu de l’entrée n’est plus celui qu’elle a scellé",
    en="the entry’s payload is no longer the one it sealed",
)
_LOST = Text(
    fr="le contenu de l’entrée a disparu sans effacement enregistré",
    en="the entry’s payload is gone without a recorded erasure",
)
_STRAY = Text(
    fr="un contenu existe pour une entrée qui n’existe pas",
    en="a payload exists for an entry that does not",
)
_CUT = Text(
    fr="la fin du journal ne correspond pas à sa tête : des entrées ont été ajoutées ou retirées",
    en="the journal’s end does not match its head: entries were added or removed",
)


MAX_SHOWN = 100
"""Rows named one by one; beyond, they are only counted, so that a table emptied whole does not fill the memory."""


@dataclass(frozen=True, slots=True)
class ErasureCount:
    """Payloads erased under one rule: how many, and when first and last."""

    rule: str
    count: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class IntegrityReport:
    """What a reading of the whole journal found.

    `broken_at` is the number of the first entry that does not hold; `head` is the hash of the last one of a whole
    chain, to be noted elsewhere. `differing` counts the rows of the tables that are not what a whole chain tells;
    `find_differences` names the first hundred. The tables of a broken chain are not compared: it proves nothing.
    `disordered` counts the entries dated before the one they follow: the clock was set back there, the chain holds.
    """

    entries: int
    erasures: tuple[ErasureCount, ...] = ()
    broken_at: int | None = None
    reason: Text | None = None
    head: str = GENESIS
    differing: int = 0
    differences: tuple[Difference, ...] = ()
    disordered: int = 0
    disorders: tuple[ClockDisorder, ...] = ()

    @property
    def is_chained(self) -> bool:
        """True when the chain and its payloads hold, whatever the tables say."""
        return self.broken_at is None

    @property
    def is_whole(self) -> bool:
        """True when everything holds."""
        return self.is_chained and not self.differing

    @property
    def erased_count(self) -> int:
        """Number of payloads erased."""
        return sum(erasure.count for erasure in self.erasures)

    def sentence(self) -> Text:
        """The result in one sentence, in both languages."""
        if self.reason is not None:
            return Text(
                fr=f"Chaîne rompue à l’entrée {self.broken_at} : {self.reason.fr}. Tout ce qui la précède est intact.",
                en=f"Chain broken at entry {self.broken_at}: {self.reason.en}. Everything before it is intact.",
            )
        fr = [f"Chaîne intacte, {_count_in_french(self.entries, 'entrée', 'entrées')}"]
        en = [f"Chain intact, {_count_in_english(self.entries, 'entry', 'entries')}"]
        for erasure in self.erasures:
            first, last = (format_moment(moment)[:10] for moment in (erasure.first, erasure.last))
            when_fr = f"le {first}" if first == last else f"du {first} au {last}"
            when_en = f"on {first}" if first == last else f"from {first} to {last}"
            erased = _count_in_french(erasure.count, "contenu effacé", "contenus effacés")
            fr.append(f"{erased} par la règle « {erasure.rule} », {when_fr}")
            erased = _count_in_english(erasure.count, "payload", "payloads")
            en.append(f"{erased} erased by rule “{erasure.rule}”, {when_en}")
        if not self.erasures:
            fr.append("aucun contenu effacé")
            en.append("no payload erased")
        said = self._with_disorders(Text(fr=", ".join(fr) + ".", en=", ".join(en) + "."))
        if not self.differing:
            return said
        rows_fr = _count_in_french(self.differing, "ligne n’est", "lignes ne sont")
        rows_en = _count_in_english(self.differing, "row is", "rows are")
        return Text(
            fr=f"{said.fr} Mais dans les tables, {rows_fr} plus ce que le journal indique.",
            en=f"{said.en} But in the tables, {rows_en} no longer what the journal says.",
        )

    def _with_disorders(self, said: Text) -> Text:
        if not self.disordered:
            return said
        first = self.disorders[0]
        after, at = format_moment(first.previous), format_moment(first.at)
        entries_fr = _count_in_french(self.disordered, "entrée est datée", "entrées sont datées")
        entries_en = _count_in_english(self.disordered, "entry is dated", "entries are dated")
        each_fr = "de celle qu’elle suit" if self.disordered < 2 else "de celles qu’elles suivent"
        each_en = "the one it follows" if self.disordered == 1 else "those they follow"
        return Text(
            fr=f"{said.fr} {entries_fr} plus tôt que la date {each_fr}, de plus de cinq minutes : d’abord "
            f"l’entrée {first.number}, du {at}, après une du {after}. L’horloge y a été reculée : l’ordre des numéros "
            "reste prouvé, l’une des deux dates est fausse.",
            en=(
                f"{said.en} {entries_en} more than five minutes before {each_en}: first entry {first.number}, dated "
                f"{at}, after one dated {after}. The clock was set back there: the order of the numbers is still "
                "proved, but one of the two dates is wrong."
            ),
        )


def _count_in_french(count: int, singular: str, many: str) -> str:
    return f"{count} {many if count >= 2 else singular}"


def _count_in_english(count: int, singular: str, many: str) -> str:
    return f"{count} {singular if count == 1 else many}"


class _JournalReading:
    """One pass over entries and payloads side by side; remembers where a payload first fails."""

    def __init__(self) -> None:
        self.payload_at: int | None = None
        self.reason: Text | None = None
        self.erased: list[tuple[int, datetime, str]] = []
        self.declared: set[tuple[int, str, str]] = set()

    def fail(self, number: int, reason: Text) -> None:
        if self.payload_at is None or number < self.payload_at:
            self.payload_at, self.reason = number, reason

    def entries(self) -> Iterator[ChainEntry]:
        # Plain values: a model of each entry and payload would cost as much again as proving them.
        rows = Entry.objects.order_by("number").values_list(*_ENTRY_COLUMNS, *_PAYLOAD_FIELDS)
        for row in rows.iterator(chunk_size=2000):
            entry = ChainEntry(**dict(zip(_CHAIN_FIELDS, row, strict=False)))
            self.payload(entry, *row[len(_ENTRY_COLUMNS) :])
            yield entry

    def payload(
        self, entry: ChainEntry, held: int | None, salt: str, body: Any, erased_at: datetime | None, rule: str
    ) -> None:
        if held is None:
            self.fail(entry.number, _LOST)
        elif erased_at is not None:
            if body is not None or salt:
                self.fail(entry.number, _PAYLOAD)
            self.erased.append((entry.number, erased_at, rule))
        elif not _is_sealed_by(entry, {"salt": salt, "body": body}):
            self.fail(entry.number, _PAYLOAD)
        elif entry.act == ERASE_ACT and isinstance(body, dict):
            for number in body.get("entries", ()):
                self.declared.add((number, entry.subject, format_moment(entry.at)))


_ENTRY_COLUMNS = (
    "number",
    "at",
    "actor_key",
    "act",
    "subject_kind",
    "subject_id",
    "payload_hash",
    "previous_hash",
    "hash",
)
_CHAIN_FIELDS = ("number", "at", "actor", "act", "subject_kind", "subject", "payload_hash", "previous_hash", "hash")
_PAYLOAD_FIELDS = (
    "payload__entry_id",
    "payload__salt",
    "payload__body",
    "payload__erased_at",
    "payload__erased_rule",
)


def _is_sealed_by(entry: ChainEntry, sealed: Any) -> bool:
    try:
        return payload_matches(entry, sealed)
    except (TypeError, ValueError):
        return False


def check_integrity() -> IntegrityReport:
    """Read everything, in bounded memory, and say whether it holds."""
    reading = _JournalReading()
    chain = verify_chain(reading.entries())
    for number, at, rule in reading.erased:
        if (number, rule, format_moment(at)) not in reading.declared and chain.is_whole:
            reading.fail(number, _LOST)
    broken = [
        (number, reason)
        for number, reason in ((chain.broken_at, chain.reason), (reading.payload_at, reading.reason))
        if number is not None and reason is not None
    ]
    if broken:
        number, reason = min(broken, key=lambda found: found[0])
        return IntegrityReport(number - 1, broken_at=number, reason=reason)
    head = Head.objects.filter(pk=1).first()
    if head is None or (head.number, head.hash) != (chain.entries, chain.head if chain.entries else GENESIS):
        cut_at = min(chain.entries, head.number if head else 0) + 1
        if head is not None and head.number == chain.entries:
            cut_at = chain.entries
        return IntegrityReport(chain.entries, broken_at=cut_at, reason=_CUT)
    stray = Payload.objects.filter(entry__isnull=True).order_by("entry_id").first()
    if stray is not None:
        return IntegrityReport(chain.entries, broken_at=stray.entry_id, reason=_STRAY)
    found = find_differences()
    shown = tuple(islice(found, MAX_SHOWN))
    differing = len(shown) + sum(1 for _ in found)
    return IntegrityReport(
        chain.entries,
        _group_erasures(reading.erased),
        head=chain.head,
        differing=differing,
        differences=shown,
        disordered=chain.disordered,
        disorders=chain.disorders,
    )


def _group_erasures(erased: list[tuple[int, datetime, str]]) -> tuple[ErasureCount, ...]:
    rules: dict[str, list[datetime]] = {}
    for _, at, rule in erased:
        rules.setdefault(rule, []).append(at)
    return tuple(ErasureCount(rule, len(at), min(at), max(at)) for rule, at in sorted(rules.items()))
