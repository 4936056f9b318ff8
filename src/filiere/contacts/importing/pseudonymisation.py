"""Customers and agents as keyed hashes, so that nobody's number or name is ever stored.

The hash is HMAC-SHA256 with the key of the store, cut to 128 bits: the same person gives the same 32 hexadecimal
digits in every table of a store, and nobody without the key can tell who, even by trying every telephone number. Two
stores with different keys cannot be linked.
"""

import hashlib

import pyarrow as pa

HASH_DIGITS = 32
HMAC_BLOCK_BYTES = 64


class PersonHasher:
    """Hashes people with one key. The two fixed halves of the HMAC are computed once, which halves its cost."""

    def __init__(self, key: bytes) -> None:
        padded = (hashlib.sha256(key).digest() if len(key) > HMAC_BLOCK_BYTES else key).ljust(HMAC_BLOCK_BYTES, b"\0")
        self._inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded))
        self._outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in padded))

    def one(self, value: str) -> str:
        """Return the keyed hash of a person: 32 hexadecimal digits, the first 128 bits of HMAC-SHA256."""
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(value.encode("utf-8", "surrogateescape"))
        outer.update(inner.digest())
        return outer.hexdigest()[:HASH_DIGITS]

    def all(self, values: pa.ChunkedArray) -> pa.ChunkedArray:
        """Return the keyed hashes of a column of texts; an unknown stays unknown.

        Each distinct value is hashed once: one takes about a microsecond.
        """
        encoded = values.combine_chunks().dictionary_encode()
        if isinstance(encoded, pa.ChunkedArray):
            encoded = encoded.combine_chunks()
        hashes = pa.array([self.one(value) for value in encoded.dictionary.to_pylist()], pa.string())
        return pa.chunked_array([hashes.take(encoded.indices)])


def hash_person(key: bytes, value: str) -> str:
    """Return the keyed hash of one person; for many, :class:`PersonHasher` is cheaper."""
    return PersonHasher(key).one(value)
