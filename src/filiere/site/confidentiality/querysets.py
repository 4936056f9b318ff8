"""Who sees which tables: what was prepared is inside, what went out is for everybody; views never filter by hand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models

from filiere.disclosure import Subject
from filiere.site.accounts.rights import Actor
from filiere.site.kit.rights import allowed

if TYPE_CHECKING:
    # Named in strings by the generic base classes below, which the linter does not read.
    from filiere.site.confidentiality.models import (  # noqa: F401
        OutsideTotal,
        Protection,
        Release,
        TotalWithdrawal,
        TradeOff,
    )

_INNER_FIELDS = ("files",)


class _AppendOnlyQuerySet[M: models.Model](models.QuerySet[M]):
    """Rows that are added and nothing else."""

    def update(self, **_: Any) -> int:
        """Refuse: what went out went out."""
        raise TypeError("what went out is never changed")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise TypeError("what went out is never removed")


class ProtectionQuerySet(models.QuerySet["Protection"]):
    """Tables prepared."""

    def visible_to(self, actor: Actor) -> ProtectionQuerySet:
        """All of them for whoever reads the inside; none for anybody else."""
        found = self.select_related("made_by", "decided_by")
        return found if allowed(actor, "release:read-inside") else found.none()

    def for_key(self, actor: Actor, key: str) -> Protection | None:
        """The table of that key, when the actor reads the inside."""
        return self.visible_to(actor).filter(key=key).first()


class ReleaseQuerySet(_AppendOnlyQuerySet["Release"]):
    """Tables that went out."""

    def visible_to(self, actor: Actor) -> ReleaseQuerySet:
        """Everything that went out, for everybody; the names of the inner files for whoever reads the inside alone."""
        return self.all() if allowed(actor, "release:read-inside") else self.defer(*_INNER_FIELDS)

    def for_key(self, key: str) -> Release | None:
        """The release of that key, without the names of its inner files."""
        return self.defer(*_INNER_FIELDS).select_related("protection", "published_by").filter(key=key).first()

    def populations(self) -> list[str]:
        """Whose rows went out already, in the words of then."""
        return sorted(set(self.values_list("population", flat=True)))

    def for_keys(self, keys: Iterable[str]) -> ReleaseQuerySet:
        """The releases of those keys, without the names of their inner files."""
        return self.defer(*_INNER_FIELDS).filter(key__in=list(keys))


class TradeOffQuerySet(models.QuerySet["TradeOff"]):
    """What other protections would cost."""

    def for_table(self, actor: Actor, row: Protection) -> TradeOff | None:
        """That of a prepared table, for whoever reads the inside."""
        return self.filter(protection=row).first() if allowed(actor, "release:read-inside") else None


class OutsideTotalQuerySet(_AppendOnlyQuerySet["OutsideTotal"]):
    """Totals that others publish."""

    def visible_to(self, actor: Actor) -> OutsideTotalQuerySet:
        """Everything for whoever prepares tables: that a total is set beside one says which table is at risk."""
        found = self.select_related("by", "withdrawal__by")
        return found if allowed(actor, "release:read-inside") else found.none()

    def for_key(self, actor: Actor, key: str) -> OutsideTotal | None:
        """The total of that key, when the actor reads the inside."""
        return self.visible_to(actor).filter(key=key).first()

    def for_keys(self, actor: Actor, keys: Iterable[str]) -> OutsideTotalQuerySet:
        """The totals of those keys, when the actor reads the inside."""
        return self.visible_to(actor).filter(key__in=list(keys))

    def in_force(self) -> OutsideTotalQuerySet:
        """Those that were not withdrawn: tables are judged with them."""
        return self.filter(withdrawal__isnull=True)

    def about(self, subject: Subject) -> list[OutsideTotal]:
        """Those of one response, population and period, by the words that are compared."""
        return [one for one in self if one.subject == subject]


class TotalWithdrawalQuerySet(_AppendOnlyQuerySet["TotalWithdrawal"]):
    """Totals that were declared wrongly."""
