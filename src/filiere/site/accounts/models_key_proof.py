"""The proof that the site has the key under which its database was sealed: one row, which the right key opens."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from filiere.site.accounts.sealing import register_sealed_field

PROOF = register_sealed_field("key-proof", "accounts.KeyProof", "sealed")


class KeyProof(models.Model):
    """A word sealed under the key in use since ``since``, and the name of that key, which tells nothing of it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    key_name = models.CharField(max_length=20)
    sealed = models.TextField()
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(id=1), name="accounts_one_key_proof"),
        ]

    def __str__(self) -> str:
        return self.key_name
