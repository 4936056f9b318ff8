"""The index of the search: what public pages say, copied from where they are kept, and made anew at will.

Nothing here is the only copy of anything. The words of each row are indexed by the database (`search_index`), in a way
of its own.
"""

from __future__ import annotations

from django.db import models


class IndexedDocument(models.Model):
    """A public document in one language: what a list of results shows of it, and its folded words."""

    id = models.BigAutoField(primary_key=True)
    source = models.CharField(max_length=40, db_index=True)
    kind = models.CharField(max_length=20)
    lang = models.CharField(max_length=2)
    page = models.CharField(max_length=80)
    arguments = models.JSONField(default=list)
    suffix = models.CharField(max_length=200, blank=True)
    title = models.TextField()
    body = models.TextField(blank=True)
    weight = models.SmallIntegerField(default=0)
    fictitious = models.BooleanField(default=False)
    title_words = models.TextField()
    body_words = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.source} {self.lang} {self.title[:40]}"


class IndexedSource(models.Model):
    """What the documents of a source were when they were last copied."""

    name = models.CharField(max_length=40, primary_key=True)
    stamp = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.name} {self.stamp[:8]}"
