"""Columns of texts and instants from arrays of numbers, whole columns at a time."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

type IntArray = npt.NDArray[np.int64]

UNKNOWN_NUMBER = np.iinfo(np.int64).min
"""An unknown instant among numbers."""

_HEX_BYTES = np.frombuffer(b"".join(b"%02x" % byte for byte in range(256)), dtype=np.uint16)


def instant_column(values: IntArray) -> pa.Array:
    """Return a column of instants; :data:`UNKNOWN_NUMBER` is null."""
    return pa.array(values, mask=values == UNKNOWN_NUMBER)


def word_column(codes: npt.NDArray[np.integer], names: Sequence[str]) -> pa.Array:
    """Return a column of texts by their ranks in ``names``; a rank below 0 is null."""
    ranks = pa.array(codes.astype(np.int32), mask=codes < 0)
    return pa.DictionaryArray.from_arrays(ranks, pa.array(names, pa.string()))


def identity_column(numbers: IntArray, prefix: str) -> pa.Array:
    """Return a column of names: the prefix and ten digits."""
    width = len(prefix) + 10
    signs = np.empty((len(numbers), width), np.uint8)
    signs[:, : len(prefix)] = np.frombuffer(prefix.encode("ascii"), np.uint8)
    rest = numbers.copy()
    for place in range(width - 1, len(prefix) - 1, -1):
        signs[:, place] = rest % 10 + ord("0")
        rest //= 10
    return _fixed_width_column(signs)


def person_hash_column(numbers: IntArray, salt: int) -> pa.Array:
    """Return a column of 32 hexadecimal digits, one text a number, as keyed hashes look; below 0 is null.

    They are no hashes of anybody: two rounds of the mixer of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014) spread
    the numbers over 128 bits, and each half alone tells two numbers apart.
    """
    halves = np.empty((len(numbers), 2), np.uint64)
    for half in (0, 1):
        halves[:, half] = _mix_bits(numbers.astype(np.uint64) + np.uint64(salt * 2 + half << 40))
    signs = _HEX_BYTES[halves.byteswap().view(np.uint8).reshape(len(numbers), 16)].view(np.uint8)
    return _fixed_width_column(np.ascontiguousarray(signs), numbers < 0)


def _mix_bits(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    mixed = values + np.uint64(0x9E3779B97F4A7C15)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return mixed ^ (mixed >> np.uint64(31))


def _fixed_width_column(signs: npt.NDArray[np.uint8], unknown: npt.NDArray[np.bool_] | None = None) -> pa.Array:
    """Return texts of one width, given one row of bytes each."""
    count, width = signs.shape
    offsets = np.arange(0, (count + 1) * width, width, dtype=np.int64)
    valid = None
    if unknown is not None and unknown.any():
        valid = pa.py_buffer(np.packbits(~unknown, bitorder="little").tobytes())
    buffers = [valid, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(signs))]
    return pa.Array.from_buffers(pa.large_string(), count, buffers)
