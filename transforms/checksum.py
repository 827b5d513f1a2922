"""The checksum of a table's texts, column after column, of rows that are seen but once."""

import zlib
from collections import defaultdict

import numpy as np
import pyarrow as pa

POLYNOMIAL = 0xEDB88320
"""CRC-32's, its bits in the order of RFC 1952, section 8: the highest is the one without x."""
ONE = 1 << 31
X_TO_THE_8TH = 1 << 23


class TextChecksum:
    """CRC-32 of how many rows there are and of what their columns of text hold, one column behind the other."""

    def __init__(self) -> None:
        self._rows = 0
        self._columns: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))

    def add(self, rows: pa.Table) -> None:
        """See the next rows."""
        self._rows += rows.num_rows
        for field in rows.schema:
            for chunk in rows[field.name].chunks if pa.types.is_string(field.type) else ():
                _, offsets, data = chunk.buffers()
                first, last = np.frombuffer(offsets, np.int32)[[chunk.offset, chunk.offset + len(chunk)]]
                checksum, size = self._columns[field.name]
                self._columns[field.name] = zlib.crc32(data[first:last] if data else b"", checksum), size + int(last - first)

    @property
    def value(self) -> int:
        """The checksum of all rows that were seen."""
        checksum = self._rows
        for column, size in self._columns.values():
            checksum = joined(checksum, column, size)
        return checksum


def joined(first: int, second: int, size: int) -> int:
    """The CRC-32 of one stretch of bytes and another behind it, from those of both and the size of the second.

    To append a byte is to multiply by x^8 modulo the polynomial, as zlib's crc32_combine does it.
    """
    power, factor = ONE, X_TO_THE_8TH
    while size:
        power = _product(power, factor) if size & 1 else power
        factor, size = _product(factor, factor), size >> 1
    return _product(first, power) ^ second


def _product(one: int, other: int) -> int:
    """The product of two polynomials modulo CRC-32's."""
    product = 0
    for bit in range(31, -1, -1):
        product ^= other if one >> bit & 1 else 0
        other = other >> 1 ^ (POLYNOMIAL if other & 1 else 0)
    return product
