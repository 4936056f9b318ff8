"""Customers and agents as keyed hashes, so that nobody's number or name is ever stored.

The hash is HMAC-SHA256 with the key of the store, cut to 128 bits: the same person gives the same 32 hexadecimal
digits in every table of a store, and nobody without the key can tell who, even by trying every telephone number. Two
stores with different keys cannot be linked.
"""

import hmac

import pyarrow as pa
from pyarrow import compute

DIGITS = 32


def person(key: bytes, value: str) -> str:
    """Return the keyed hash of a person: 32 hexadecimal digits, the first 128 bits of HMAC-SHA256."""
    return hmac.digest(key, value.encode("utf-8", "surrogateescape"), "sha256").hex()[:DIGITS]


def persons(key: bytes, values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return the keyed hashes of a column of texts; an unknown stays unknown.

    Each distinct value is hashed once, which is what makes it cheap: one takes about a microsecond.
    """
    encoded = compute.dictionary_encode(values)
    return pa.chunked_array([_hashed(key, chunk) for chunk in encoded.chunks], pa.string())


def _hashed(key: bytes, chunk: pa.DictionaryArray) -> pa.Array:
    hashes = pa.array([person(key, value) for value in chunk.dictionary.to_pylist()], pa.string())
    return hashes.take(chunk.indices)
