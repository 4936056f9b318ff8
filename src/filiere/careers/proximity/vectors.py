"""Weighted terms of many documents, compared with one: every comparison is a sum whose terms can be listed.

``Postings`` holds for each term the documents that have it, so that a comparison costs what the terms of the question
weigh, not the size of the vocabulary. ``LatentSpace`` compares through terms that stand together (latent semantic
analysis: S. Deerwester and others, *Indexing by Latent Semantic Analysis*, 1990): its sums run over pairs of terms.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Terms = Mapping[str, float]
TermPair = tuple[str, str, float]


class Postings:
    """Rows of weighted terms; what is asked is compared with all of them at once."""

    def __init__(self, rows: Sequence[Terms]) -> None:
        self.rows = tuple(dict(sorted(row.items())) for row in rows)
        columns: dict[str, tuple[list[int], list[float]]] = {}
        for index, row in enumerate(self.rows):
            for term, weight in row.items():
                held = columns.setdefault(term, ([], []))
                held[0].append(index)
                held[1].append(weight)
        self.columns: dict[str, tuple[NDArray[np.intp], Vector]] = {
            term: (np.array(held[0], np.intp), np.array(held[1])) for term, held in columns.items()
        }

    def compare(self, asked: Terms) -> Vector:
        """Return for each row the sum of the products of its weights with those asked."""
        # A fixed order of terms gives the same bytes whatever the order of the question.
        held = [term for term in sorted(asked) if term in self.columns]
        if not held:
            return np.zeros(len(self.rows))
        columns = [self.columns[term] for term in held]
        repeated = np.repeat([asked[term] for term in held], [len(rows) for rows, _ in columns])
        products = repeated * np.concatenate([weights for _, weights in columns])
        found: Vector = np.bincount(np.concatenate([rows for rows, _ in columns]), products, minlength=len(self.rows))
        return found

    def list_products(self, asked: Terms, index: int) -> list[tuple[str, float]]:
        """Return the terms of the sum for one row, in the order of their names."""
        row = self.rows[index]
        return [(term, asked[term] * row[term]) for term in sorted(asked) if term in row]


class LatentSpace:
    """Rows of weighted terms brought to their ``rank`` main directions, compared by the cosine of their angle."""

    def __init__(self, postings: Postings, rank: int) -> None:
        self._postings = postings
        gram = np.array([postings.compare(row) for row in postings.rows]).reshape(len(postings.rows), -1)
        values, vectors = np.linalg.eigh((gram + gram.T) / 2)
        # eigh gives the least first; directions of no length are left out.
        kept = [at for at in range(len(values) - 1, -1, -1) if values[at] > 1e-9][:rank]
        self._directions = vectors[:, kept] / np.sqrt(values[kept]) if kept else np.zeros((len(values), 0))
        placed = gram @ self._directions
        self._lengths = np.linalg.norm(placed, axis=1)
        self._placed = placed / np.maximum(self._lengths, 1e-12)[:, None]

    def compare(self, asked: Terms) -> Vector:
        """Return the cosine with each row; zeros when nothing of what is asked is known."""
        place = self._postings.compare(asked) @ self._directions
        length = float(np.linalg.norm(place))
        return self._placed @ place / length if length > 1e-12 else np.zeros(len(self._placed))

    def list_pairs(self, asked: Terms, index: int) -> list[TermPair]:
        """Return what each pair (term asked, term of the row) brings to the cosine; they sum to it."""
        own = [term for term in sorted(asked) if term in self._postings.columns]
        row = self._postings.rows[index]
        place = self._postings.compare(asked) @ self._directions
        length = float(np.linalg.norm(place)) * float(self._lengths[index])
        if not own or not row or length <= 1e-12:
            return []
        left = np.array([self._place_term(term) * asked[term] for term in own])
        right = np.array([self._place_term(term) * weight for term, weight in row.items()])
        products = left @ right.T / length
        return [
            (mine, theirs, float(products[at, other]))
            for at, mine in enumerate(own)
            for other, theirs in enumerate(row)
        ]

    def _place_term(self, term: str) -> Vector:
        rows, weights = self._postings.columns[term]
        place: Vector = weights @ self._directions[rows]
        return place


def count_holders(rows: Iterable[Iterable[str]]) -> Counter[str]:
    """Return in how many rows each term stands."""
    return Counter(term for row in rows for term in set(row))


def scale_to_one(row: Terms) -> dict[str, float]:
    """Return weighted terms whose squares sum to 1, whatever the order in which they come."""
    length = math.sqrt(math.fsum(weight * weight for weight in row.values()))
    return {term: weight / length for term, weight in row.items()} if length else {}


class RareTermWeights:
    """Weights that grow with the rarity of a term: (1 + log count) × (1 + log((1 + documents) / (1 + holders)))."""

    def __init__(self, documents: Sequence[Mapping[str, int]]) -> None:
        self._size = len(documents)
        self._holders = count_holders(documents)

    def rate_rarity(self, term: str) -> float:
        """Return how much a term counts: 1 for what stands in every document."""
        return 1 + math.log((1 + self._size) / (1 + self._holders[term]))

    def weigh(self, counts: Mapping[str, int]) -> dict[str, float]:
        """Return the weights of a document, their squares summing to 1."""
        return scale_to_one(
            {term: (1 + math.log(count)) * self.rate_rarity(term) for term, count in counts.items() if count > 0}
        )
