"""A story's signature: a few hundred bytes from which the similarity of two stories is told without their texts.

Similarity is the Jaccard index of the sets of shingles of two texts, estimated by one permutation hashing: each shingle's hash
falls into one of BINS bins, and the share of bins in which two texts have the same smallest hash estimates the index (Li, Owen,
Zhang, "One Permutation Hashing", NIPS 2012); an empty bin borrows from one that isn't (Shrivastava, "Optimal Densification for Fast
and Accurate Minwise Hashing", ICML 2017). The standard error at a similarity s is sqrt(s (1 - s) / BINS), .029 at .7.

Two notices of one form with other facts share most of their shingles and are not the same story. Beside the bins a signature
holds hashes of the text's numbers, and two stories are none where the one with fewer of them has too many that the other has not.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from zlib import crc32

import numpy as np
import numpy.typing as npt

from transforms.text.fold import fold
from transforms.text.mojibake import undo_mojibake
from transforms.text.nfkc import nfkc

SIGNATURE_VERSION = 1
"""Rises with every change of what a signature holds: an index of others is made anew."""

SHINGLE = 4
"""Letters a shingle: two words or so. Longer ones would tell unrelated texts better apart, and suffer more from a character in ten that
is lost where an encoding was read wrongly; texts on one matter share few of them all the same."""

BINS = 256
NUMBERS = 64
"""The smallest hashes of a text's numbers that are kept."""

FIRST_LENDERS = 16

SIMILAR = 0.5
"""From which similarity on two stories are near-duplicates: texts of one length then have two thirds of their shingles in common."""

BANDS, BAND_BINS = 40, 4
"""Stories with one band of bins in common are compared: of those of similarity .5 92 % are, of .6 99.6 %, of .05 one in 4,000."""

COMMON_NUMBERS = 0.7
"""The share of its numbers that the text with fewer has to have in common with the other."""

Hashes = npt.NDArray[np.uint64]

_NOT_LETTERS = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"[0-9]+(?:[.:][0-9]+)*[^\W_]?")
"""A number with the character after it, mostly its unit: the fifth of a month is not five million."""
_POWERS = np.array([pow(0x9E3779B97F4A7C15, exponent, 1 << 64) for exponent in range(SHINGLE)], np.uint64)


@dataclass(frozen=True, slots=True)
class Signature:
    """What a text is told by."""

    bins: bytes
    """BINS unsigned integers of 16 bits, little-endian."""
    numbers: bytes
    """Up to NUMBERS unsigned integers of 32 bits, little-endian, ascending."""


def signature_of(text: str) -> Signature | None:
    """The signature of a story's text; None for one that has no shingle.

    Punctuation, white space, case, width and the difference of traditional and simplified characters don't count, and wrong readings
    of the encoding are undone as far as that can be done.
    """
    normal = fold(nfkc(undo_mojibake(text))).casefold()
    letters = _NOT_LETTERS.sub("", normal)
    if len(letters) < SHINGLE:
        return None
    return Signature(_bins(_shingles(letters)).astype("<u2").tobytes(), _numbers(normal).astype("<u4").tobytes())


def _shingles(letters: str) -> Hashes:
    """A hash of each shingle."""
    codes = np.frombuffer(letters.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint64)
    values = np.zeros(len(codes) - SHINGLE + 1, np.uint64)
    for at, power in enumerate(_POWERS):
        values += codes[at : at + len(values)] * power
    return _mixed(values)


def _mixed(values: Hashes) -> Hashes:
    """The finaliser of splitmix64 (Steele, Lea, Flood, OOPSLA 2014): spreads what differs over all bits."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _bins(hashes: Hashes) -> npt.NDArray[np.uint16]:
    """The smallest hash of each bin, as its lowest 16 bits."""
    ordered = np.sort(hashes)
    places = ordered >> np.uint64(56)
    first = np.flatnonzero(np.diff(places, prepend=np.uint64(BINS)))
    bins = np.zeros(BINS, np.uint16)
    bins[places[first]] = ordered[first] & np.uint64(0xFFFF)
    full = np.zeros(BINS, bool)
    full[places[first]] = True
    waiting = np.flatnonzero(~full)
    for lenders in (_first_lenders(), _lenders()):
        asked = lenders[waiting]
        chosen = asked[np.arange(len(waiting)), full[asked].argmax(axis=1)]
        lent = full[chosen]
        bins[waiting[lent]] = bins[chosen[lent]]
        waiting = waiting[~lent]
    return bins


@cache
def _lenders() -> npt.NDArray[np.intp]:
    """For each bin the order in which it asks the others for a hash: chosen once for all, the same on every machine."""
    return np.argsort(_mixed(np.arange(1, BINS * BINS + 1, dtype=np.uint64)).reshape(BINS, BINS), axis=1)


@cache
def _first_lenders() -> npt.NDArray[np.intp]:
    """The first few of each: one of them mostly has a hash, and to look at all takes several times as long."""
    return np.ascontiguousarray(_lenders()[:, :FIRST_LENDERS])


def _numbers(normal: str) -> Hashes:
    """The smallest hashes of the text's numbers, each once."""
    hashes = {crc32(number.encode("utf-8", "surrogatepass")) for number in _NUMBER.findall(normal)}
    return np.array(sorted(hashes)[:NUMBERS], np.uint64)


def band_keys(signature: Signature) -> list[int]:
    """A number of 64 bits, with sign, for each band of a signature."""
    return bands_of([signature])[0].tolist()


def bands_of(signatures: Sequence[Signature]) -> npt.NDArray[np.int64]:
    """What `band_keys` gives for each of many signatures, a row each."""
    words = BINS // BAND_BINS
    bands = np.frombuffer(b"".join(one.bins for one in signatures), "<u8").reshape(len(signatures), words)[:, :BANDS]
    return _mixed(bands.astype(np.uint64) ^ _salts()).view(np.int64)


@cache
def _salts() -> Hashes:
    """A number for each band, so that the same bins in different bands give different keys."""
    return _mixed(np.arange(1, BANDS + 1, dtype=np.uint64))


def equal_bins(signatures: Sequence[Signature], pairs: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """For each pair the bins that the two have in common; 0 where they are no near-duplicates. The same whichever comes first.

    Args:
        signatures: Those that pairs are made of.
        pairs: Their places, a row of two for each pair.
    """
    rows = np.frombuffer(b"".join(one.bins for one in signatures), "<u2").reshape(len(signatures), BINS)
    counts = np.count_nonzero(rows[pairs[:, 0]] == rows[pairs[:, 1]], axis=1)
    counts[counts < SIMILAR * BINS] = 0
    for at in np.flatnonzero(counts):
        one, other = pairs[at]
        if common_numbers(signatures[one].numbers, signatures[other].numbers) < COMMON_NUMBERS:
            counts[at] = 0
    return counts


def similarity(one: Signature, other: Signature) -> float:
    """How alike two near-duplicates are, from SIMILAR to 1; 0 for stories that aren't. The same whichever comes first."""
    return float(equal_bins((one, other), np.array([(0, 1)]))[0]) / BINS


def common_numbers(one: bytes, other: bytes) -> float:
    """The share of the numbers of the text with fewer that the other has too; 1 where there are none.

    Where a text has more than are kept, only those below the largest that is kept of both are compared.
    """
    few, many = sorted((np.frombuffer(one, "<u4"), np.frombuffer(other, "<u4")), key=len)
    if len(many) == NUMBERS:
        few = few[few <= many[-1]]
    if len(few) == 0:
        return 1.0
    many = many[many <= few[-1]] if len(few) == NUMBERS else many
    return len(set(few.tolist()).intersection(many.tolist())) / len(few)
